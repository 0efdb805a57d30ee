/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of compressed frames that are decoded alone are those of the whole frame, byte by byte. The whole is
 * decoded by another library (GDCM) in every syntax but RLE. Rows of JPEG lossless: TestJpegLossless. */
#include "Encoders.h"
#include "SamplePool.h"

#include <string.h>

enum { MOST_SIDE = 150, MOST_PIXELS = MOST_SIDE * MOST_SIDE };

#define JPEG_LS "1.2.840.10008.1.2.4.80"
#define JPEG_LS_NEAR "1.2.840.10008.1.2.4.81"
#define JPEG_2000 "1.2.840.10008.1.2.4.90"
#define JPEG_2000_LOSSY "1.2.840.10008.1.2.4.91"

typedef struct {
    EncoderPicture picture;
    EncoderChoice choice;
    uint16_t pixels[MOST_PIXELS];
} Case;

/* Noise of a few bits upon a ramp, with flat parts. */
static void draw(Case *test, uint64_t *random)
{
    const EncoderPicture *picture = &test->picture;
    const uint32_t noise = 1u << testing_one_of(random, picture->bits);
    const uint32_t mask = (1u << picture->bits) - 1;
    for (uint32_t index = 0; index < picture->rows * picture->columns; index++) {
        const bool is_flat = index / 97 % 5 == 0;
        const uint32_t value = (is_flat ? 3 : index / 11 + testing_one_of(random, noise)) & mask;
        const uint32_t sign = picture->is_signed && value >> (picture->bits - 1) != 0 ? ~mask : 0;
        if (picture->bits <= 8) {
            ((uint8_t *)test->pixels)[index] = (uint8_t)(value | sign);
        } else {
            test->pixels[index] = (uint16_t)(value | sign);
        }
    }
}

/* An image or tile that is halved so often still has a pixel. */
static unsigned most_resolutions(const EncoderPicture *picture, uint32_t tile_size)
{
    uint32_t side = picture->rows < picture->columns ? picture->rows : picture->columns;
    unsigned count = 1;
    side = tile_size > 0 && tile_size < side ? tile_size : side;
    for (; side >> count > 0 && count < 6; count++) {
    }
    return count;
}

static void make_case(Case *test, uint64_t *random)
{
    test->picture = (EncoderPicture){.rows = 2 + testing_one_of(random, MOST_SIDE - 1),
                                     .columns = 2 + testing_one_of(random, MOST_SIDE - 1),
                                     .bits = 6 + testing_one_of(random, 11),
                                     .is_signed = testing_one_of(random, 2) == 0,
                                     .pixels = test->pixels};
    test->choice = (EncoderChoice){.near = 1 + testing_one_of(random, 3),
                                   .block_size = 4u << testing_one_of(random, 5),
                                   .tile_size = testing_one_of(random, 3) == 0 ? 40 : 0,
                                   .progression = testing_one_of(random, 5),
                                   .layers = 1 + testing_one_of(random, 3),
                                   .precinct = testing_one_of(random, 3) == 0 ? 128 : 0};
    test->choice.resolutions =
        1 + testing_one_of(random, most_resolutions(&test->picture, test->choice.tile_size));
    draw(test, random);
}

/* One codestream in one fragment or in several. */
static void put_fragments(const DicomBytes *codestream, uint64_t *random, DicomSample *sample)
{
    static const uint16_t item[2] = {0xFFFE, 0xE000};
    DicomBytes element = {0};
    uint32_t size = 0;
    dicom_bytes_long(&element, 0x7FE00010, "OB", NULL, UINT32_MAX);
    dicom_bytes_raw(&element, item, sizeof item);
    dicom_bytes_raw(&element, &size, sizeof size);
    for (size_t at = 0; at < codestream->size; at += size) {
        const size_t left = codestream->size - at;
        const bool is_last = left < 4 || testing_one_of(random, 2) == 0;
        size = (uint32_t)(is_last ? left : 2 + testing_one_of(random, (uint32_t)left - 2) / 2 * 2);
        const uint32_t even = size + size % 2;
        dicom_bytes_raw(&element, item, sizeof item);
        dicom_bytes_raw(&element, &even, sizeof even);
        dicom_bytes_raw(&element, codestream->data + at, size);
        dicom_bytes_raw(&element, "", even - size);
    }
    dicom_bytes_close(&element);
    sample_take(sample, 0x7FE00010, element);
}

static DicomBytes file_of(const Case *test, const char *syntax, const DicomBytes *codestream,
                          uint64_t *random)
{
    const EncoderPicture *picture = &test->picture;
    DicomSample sample = sample_mr(0);
    sample_short(&sample, 0x00280010, "US", (int32_t)picture->rows);
    sample_short(&sample, 0x00280011, "US", (int32_t)picture->columns);
    sample_short(&sample, 0x00280100, "US", picture->bits <= 8 ? 8 : 16);
    sample_short(&sample, 0x00280101, "US", (int32_t)picture->bits);
    sample_short(&sample, 0x00280102, "US", (int32_t)picture->bits - 1);
    sample_short(&sample, 0x00280103, "US", picture->is_signed ? 1 : 0);
    sample.syntax = syntax;
    put_fragments(codestream, random, &sample);
    DicomBytes file = sample_file(&sample);
    sample_free(&sample);
    return file;
}

static MprFrame *load_rows(const DicomBytes *file, MprRows rows)
{
    MprFrame *frame = NULL;
    MprError error = {0};
    if (!mpr_dicom_load_rows(sample_pool(), file->data, file->size, 0, rows, &frame, &error)) {
        fail_msg("%s", error.message);
    }
    return frame;
}

/* Are these rows to be decoded alone? */
typedef bool (*Expect)(const EncoderPicture *picture, MprRows rows);

static void compare_rows(const DicomBytes *file, const EncoderPicture *picture, Expect is_alone,
                         uint64_t *random)
{
    const uint32_t first = testing_one_of(random, picture->rows);
    const MprRows rows = {first, first + 1 + testing_one_of(random, picture->rows - first)};
    MprFrame *whole = load_rows(file, mpr_all_rows());
    MprFrame *part = load_rows(file, rows);
    const size_t row_size = whole->pixels.size / picture->rows;
    assert_false(whole->is_partial);
    assert_int_equal(part->is_partial, is_alone(picture, rows));
    assert_int_equal(part->pixels.size, whole->pixels.size);
    assert_memory_equal((char *)part->pixels.data + rows.first * row_size,
                        (char *)whole->pixels.data + rows.first * row_size,
                        (rows.end - rows.first) * row_size);
    mpr_frame_free(whole);
    mpr_frame_free(part);
}

typedef void (*Encode)(const Case *test, DicomBytes *codestream);

static void check_syntax(const char *syntax, Encode encode, Expect is_alone)
{
    enum { TURNS = 150 };
    static Case test;
    uint64_t random = 7;
    for (int turn = 0; turn < TURNS; turn++) {
        DicomBytes codestream = {0};
        make_case(&test, &random);
        encode(&test, &codestream);
        DicomBytes file = file_of(&test, syntax, &codestream, &random);
        compare_rows(&file, &test.picture, is_alone, &random);
        free(file.data);
        free(codestream.data);
    }
}

static void put_rle(const Case *test, DicomBytes *codestream)
{
    encode_rle(&test->picture, codestream);
}

static void put_jpeg_ls(const Case *test, DicomBytes *codestream)
{
    const EncoderChoice lossless = {.near = 0};
    encode_jpeg_ls(&test->picture, &lossless, codestream);
}

static void put_jpeg_ls_near(const Case *test, DicomBytes *codestream)
{
    encode_jpeg_ls(&test->picture, &test->choice, codestream);
}

static void put_jpeg_2000(const Case *test, DicomBytes *codestream)
{
    encode_jpeg_2000(&test->picture, &test->choice, codestream);
}

static void put_jpeg_2000_lossy(const Case *test, DicomBytes *codestream)
{
    EncoderChoice lossy = test->choice;
    lossy.is_irreversible = true;
    encode_jpeg_2000(&test->picture, &lossy, codestream);
}

static bool are_fewer(const EncoderPicture *picture, MprRows rows)
{
    return rows.end - rows.first < picture->rows;
}

/* The decoder begins with row 0. */
static bool end_before(const EncoderPicture *picture, MprRows rows)
{
    return rows.end < picture->rows;
}

static bool are_at_most_half(const EncoderPicture *picture, MprRows rows)
{
    return 2 * (rows.end - rows.first) <= picture->rows;
}

static bool never(const EncoderPicture *picture, MprRows rows)
{
    (void)picture;
    (void)rows;
    return false;
}

static void rows_of_rle_should_be_those_of_the_frame(void **state)
{
    (void)state;
    check_syntax(DICOM_RLE, put_rle, are_fewer);
}

static void rows_of_jpeg_ls_should_be_those_of_the_frame(void **state)
{
    (void)state;
    check_syntax(JPEG_LS, put_jpeg_ls, end_before);
    check_syntax(JPEG_LS_NEAR, put_jpeg_ls_near, end_before);
}

static void rows_of_jpeg_2000_should_be_those_of_the_frame(void **state)
{
    (void)state;
    check_syntax(JPEG_2000, put_jpeg_2000, are_at_most_half);
    check_syntax(JPEG_2000_LOSSY, put_jpeg_2000_lossy, never);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_rle_should_be_those_of_the_frame),
        cmocka_unit_test(rows_of_jpeg_ls_should_be_those_of_the_frame),
        cmocka_unit_test(rows_of_jpeg_2000_should_be_those_of_the_frame),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
