/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of a large file a worker is given the head first: wherever the head ends, the frame is the same. */
#include "SamplePool.h"

#include <string.h>

enum { SIDE = 400, COUNT = SIDE * SIDE };

/* Of 320 kB, behind a header that is longer by some bytes. */
static DicomSample large_sample(const char *syntax, size_t more)
{
    static uint16_t pixels[COUNT];
    static unsigned char junk[1 << 20];
    DicomSample sample = sample_mr(0);
    for (size_t index = 0; index < COUNT; index++) {
        pixels[index] = (uint16_t)(index * 7 % 4096);
    }
    sample_short(&sample, 0x00280010, "US", SIDE);
    sample_short(&sample, 0x00280011, "US", SIDE);
    if (more > 0) {
        sample_text(&sample, 0x00290010, "LO", "MPR TEST");
        sample_data(&sample, 0x00291010, "OB", junk, more);
    }
    sample_data(&sample, 0x7FE00010, "OW", pixels, sizeof pixels);
    sample.syntax = syntax;
    return sample;
}

static void assert_large(DicomSample sample)
{
    MprFrame *frame = load_frame(sample, 0);
    const uint16_t *pixels = frame->pixels.data;
    assert_int_equal(frame->pixels.size, COUNT * sizeof *pixels);
    for (size_t index = 0; index < COUNT; index++) {
        if (pixels[index] != index * 7 % 4096) {
            fail_msg("pixel %zu is %u", index, pixels[index]);
        }
    }
    mpr_frame_free(frame);
}

static void the_head_may_end_anywhere(void **state)
{
    (void)state;
    static const size_t lengths[] = {0,     2,     30000,  60000,  63000,  64000,  64200,
                                     64400, 64600, 64800,  65000,  65200,  65400,  65600,
                                     66000, 70000, 100000, 262144, 300000, 1000000};
    for (size_t index = 0; index < sizeof lengths / sizeof *lengths; index++) {
        assert_large(large_sample(DICOM_EXPLICIT, lengths[index]));
        assert_large(large_sample(DICOM_IMPLICIT, lengths[index]));
    }
    for (size_t length = 64000; length < 65600; length += 34) {
        assert_large(large_sample(DICOM_EXPLICIT, length));
    }
}

static void pixels_that_cannot_be_used_as_they_are_need_the_whole(void **state)
{
    (void)state;
    DicomSample sample = large_sample(DICOM_EXPLICIT, 0);
    const size_t segment = COUNT + COUNT / 128 + 2;
    unsigned char *rle = calloc(1, 64 + 2 * segment);
    uint32_t offsets[3] = {2, 64, (uint32_t)(64 + segment)};
    memcpy(rle, offsets, sizeof offsets);
    for (size_t plane = 0; plane < 2; plane++) { /* the high bytes first, in literal runs of 128 */
        unsigned char *at = rle + 64 + plane * segment;
        for (size_t index = 0; index < COUNT; index++) {
            if (index % 128 == 0) {
                *at++ = (unsigned char)((COUNT - index < 128 ? COUNT - index : 128) - 1);
            }
            *at++ = (unsigned char)(index * 7 % 4096 >> (plane == 0 ? 8 : 0));
        }
    }
    sample_fragment(&sample, DICOM_RLE, rle, 64 + 2 * segment);
    assert_large(sample);
    free(rle);
    assert_large(large_sample(DICOM_BIG_ENDIAN, 0));
}

static void a_large_file_that_ends_too_early_is_refused(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 100000};
    for (size_t index = 0; index < 2; index++) {
        DicomSample sample = large_sample(DICOM_EXPLICIT, lengths[index]);
        DicomBytes file = sample_file(&sample);
        MprFrame *frame = NULL;
        MprError error = {0};
        assert_false(mpr_dicom_load(sample_pool(), file.data, file.size - 1000, 0, &frame, &error));
        assert_string_equal(error.message, "the file ends after 319000 of 320000 bytes of pixels");
        free(file.data);
        sample_free(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_may_end_anywhere),
        cmocka_unit_test(pixels_that_cannot_be_used_as_they_are_need_the_whole),
        cmocka_unit_test(a_large_file_that_ends_too_early_is_refused),
    };
    return cmocka_run_group_tests_name("Large", tests, sample_create_pool, sample_free_pool);
}
