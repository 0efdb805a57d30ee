/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every way to store pixels ends as cleaned, interleaved, native values. */
#include "SamplePool.h"

#include <math.h>
#include <string.h>

static DicomSample sample_of_bits(unsigned allocated, unsigned stored, unsigned high, bool is_signed,
                                  const void *pixels)
{
    DicomSample sample = sample_mr(0);
    sample_short(&sample, 0x00280100, "US", (int32_t)allocated);
    sample_short(&sample, 0x00280101, "US", (int32_t)stored);
    sample_short(&sample, 0x00280102, "US", (int32_t)high);
    sample_short(&sample, 0x00280103, "US", is_signed ? 1 : 0);
    sample_data(&sample, 0x7FE00010, allocated == 8 ? "OB" : "OW", pixels, SAMPLE_PIXELS * allocated / 8);
    return sample;
}

static void bits_above_the_stored_ones_are_cleaned(void **state)
{
    (void)state;
    uint16_t stored[SAMPLE_PIXELS] = {0xF123, 0x0FFF, 0x8800};
    MprFrame *frame = load_frame(sample_of_bits(16, 12, 11, false, stored), 0);
    const uint16_t *pixels = frame->pixels.data;
    assert_int_equal(frame->header.encoding.type, MPR_PIXEL_UINT16);
    assert_int_equal(pixels[0], 0x123);
    assert_int_equal(pixels[1], 0xFFF);
    assert_int_equal(pixels[2], 0x800);
    mpr_frame_free(frame);
    frame = load_frame(sample_of_bits(16, 12, 11, true, stored), 0);
    const int16_t *values = frame->pixels.data;
    assert_int_equal(frame->header.encoding.type, MPR_PIXEL_INT16);
    assert_int_equal(values[0], 0x123);
    assert_int_equal(values[1], -1);
    assert_int_equal(values[2], -2048);
    mpr_frame_free(frame);
}

static void high_bit_may_be_anywhere(void **state)
{
    (void)state;
    uint16_t stored[SAMPLE_PIXELS] = {0x123F, 0xFFF0, 0x800A};
    MprFrame *frame = load_frame(sample_of_bits(16, 12, 15, false, stored), 0);
    const uint16_t *pixels = frame->pixels.data;
    assert_int_equal(pixels[0], 0x123);
    assert_int_equal(pixels[1], 0xFFF);
    assert_int_equal(pixels[2], 0x800);
    mpr_frame_free(frame);
    frame = load_frame(sample_of_bits(16, 12, 15, true, stored), 0);
    assert_int_equal(((const int16_t *)frame->pixels.data)[1], -1);
    mpr_frame_free(frame);
}

static void pixels_of_8_and_32_bits_are_read(void **state)
{
    (void)state;
    uint8_t bytes[SAMPLE_PIXELS] = {0, 200, 255};
    uint32_t words[SAMPLE_PIXELS] = {1, 0xFFFFFFFF, 30000};
    MprFrame *frame = load_frame(sample_of_bits(8, 8, 7, false, bytes), 0);
    assert_int_equal(frame->header.encoding.type, MPR_PIXEL_UINT8);
    assert_int_equal(((const uint8_t *)frame->pixels.data)[1], 200);
    mpr_frame_free(frame);
    frame = load_frame(sample_of_bits(8, 8, 7, true, bytes), 0);
    assert_int_equal(frame->header.encoding.type, MPR_PIXEL_INT8);
    assert_int_equal(((const int8_t *)frame->pixels.data)[2], -1);
    mpr_frame_free(frame);
    frame = load_frame(sample_of_bits(32, 32, 31, true, words), 0);
    assert_int_equal(frame->header.encoding.type, MPR_PIXEL_INT16); /* as far as they fit */
    assert_int_equal(((const int16_t *)frame->pixels.data)[1], -1);
    assert_int_equal(((const int16_t *)frame->pixels.data)[2], 30000);
    mpr_frame_free(frame);
}

static void padding_has_the_sign_of_the_pixels(void **state)
{
    (void)state;
    DicomSample sample = sample_ct(0);
    sample_short(&sample, 0x00280120, "US", -2000); /* a wrong VR, as often */
    sample_short(&sample, 0x00280121, "SS", -1500);
    MprFrame *frame = load_frame(sample, 0);
    assert_true(frame->header.encoding.has_padding);
    assert_int_equal(frame->header.encoding.padding_low, -2000);
    assert_int_equal(frame->header.encoding.padding_high, -1500);
    mpr_frame_free(frame);
    sample = sample_mr(0);
    sample_short(&sample, 0x00280120, "SS", -1); /* 65535 cannot occur among 12 bits */
    frame = load_frame(sample, 0);
    assert_false(frame->header.encoding.has_padding);
    mpr_frame_free(frame);
}

static void monochrome1_is_told_and_left(void **state)
{
    (void)state;
    DicomSample sample = sample_mr(1);
    sample_text(&sample, 0x00280004, "CS", "MONOCHROME1");
    MprFrame *frame = load_frame(sample, 0);
    assert_true(frame->header.encoding.is_monochrome1);
    assert_int_equal(((const uint16_t *)frame->pixels.data)[3], 103);
    mpr_frame_free(frame);
}

static DicomSample sample_of_colour(const char *photometric, bool is_planar, const uint8_t *pixels)
{
    DicomSample sample = sample_of_bits(8, 8, 7, false, pixels);
    sample_text(&sample, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7");
    sample_short(&sample, 0x00280002, "US", 3);
    sample_text(&sample, 0x00280004, "CS", photometric);
    sample_short(&sample, 0x00280006, "US", is_planar ? 1 : 0);
    sample_data(&sample, 0x7FE00010, "OB", pixels, 3 * SAMPLE_PIXELS);
    return sample;
}

static void colours_become_interleaved_rgb(void **state)
{
    (void)state;
    uint8_t pixels[3 * SAMPLE_PIXELS] = {0};
    pixels[3] = 10;
    pixels[4] = 20;
    pixels[5] = 30;
    MprFrame *frame = load_frame(sample_of_colour("RGB", false, pixels), 0);
    assert_int_equal(frame->header.encoding.samples, 3);
    assert_memory_equal((const uint8_t *)frame->pixels.data + 3, "\x0A\x14\x1E", 3);
    mpr_frame_free(frame);
    memset(pixels, 0, sizeof pixels);
    pixels[1] = 10;
    pixels[SAMPLE_PIXELS + 1] = 20;
    pixels[2 * SAMPLE_PIXELS + 1] = 30;
    frame = load_frame(sample_of_colour("RGB", true, pixels), 0);
    assert_memory_equal((const uint8_t *)frame->pixels.data + 3, "\x0A\x14\x1E", 3);
    mpr_frame_free(frame);
}

static void ybr_becomes_rgb(void **state)
{
    (void)state;
    static const uint8_t red[3] = {76, 85, 255}; /* PS3.3 C.7.6.3.1.2 of 254, 0, 0 */
    uint8_t pixels[3 * SAMPLE_PIXELS];
    for (size_t index = 0; index < sizeof pixels; index++) {
        pixels[index] = red[index % 3];
    }
    MprFrame *frame = load_frame(sample_of_colour("YBR_FULL", false, pixels), 0);
    const uint8_t *rgb = (const uint8_t *)frame->pixels.data + 3 * 7;
    assert_in_range(rgb[0], 253, 255);
    assert_in_range(rgb[1], 0, 1);
    assert_in_range(rgb[2], 0, 1);
    mpr_frame_free(frame);
}

static void palette_becomes_rgb(void **state)
{
    (void)state;
    static const uint16_t descriptor[3] = {4, 100, 16}; /* four colours, the first is value 100 */
    static const uint16_t red[4] = {0x1000, 0x2000, 0x3000, 0xFF00};
    uint16_t stored[SAMPLE_PIXELS] = {0, 100, 101, 103, 4000};
    DicomSample sample = sample_of_bits(16, 12, 11, false, stored);
    sample_text(&sample, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.7");
    sample_text(&sample, 0x00280004, "CS", "PALETTE COLOR");
    for (uint32_t colour = 0; colour < 3; colour++) {
        DicomBytes element = {0};
        dicom_bytes_raw(&element, (uint16_t[]){0x0028, (uint16_t)(0x1101 + colour)}, 4);
        dicom_bytes_raw(&element, "US\6\0", 4);
        dicom_bytes_raw(&element, descriptor, sizeof descriptor);
        sample_take(&sample, 0x00281101 + colour, element);
        sample_data(&sample, 0x00281201 + colour, "OW", red, sizeof red);
    }
    MprFrame *frame = load_frame(sample, 0);
    const uint8_t *rgb = frame->pixels.data;
    const uint8_t expected[5] = {0x10, 0x10, 0x20, 0xFF, 0xFF};
    assert_int_equal(frame->header.encoding.samples, 3);
    assert_int_equal(frame->header.encoding.type, MPR_PIXEL_UINT8);
    for (size_t pixel = 0; pixel < 5; pixel++) {
        assert_int_equal(rgb[3 * pixel + 2], expected[pixel]);
    }
    mpr_frame_free(frame);
}

static void every_order_of_bytes_is_read(void **state)
{
    (void)state;
    static const char *const syntaxes[] = {DICOM_IMPLICIT, DICOM_EXPLICIT, DICOM_BIG_ENDIAN};
    for (int index = 0; index < 3; index++) {
        DicomSample sample = sample_ct(2);
        sample_short(&sample, 0x00280120, "SS", -2000);
        sample.syntax = syntaxes[index];
        MprFrame *frame = load_frame(sample, 0);
        assert_int_equal(((const int16_t *)frame->pixels.data)[5], 205);
        assert_int_equal(frame->header.encoding.padding_low, -2000);
        assert_int_equal(frame->header.grid.rows, SAMPLE_ROWS);
        assert_near(frame->header.grid.position.z, 6.0, 0);
        mpr_frame_free(frame);
    }
}

/* Two fragments for the first frame, one for the second: the offset table tells. */
static void offset_table_assigns_fragments(void **state)
{
    (void)state;
    unsigned char frame_bytes[64 + 4] = {2};
    const uint32_t offsets[2] = {64, 66};
    const uint16_t item[2] = {0xFFFE, 0xE000};
    const uint32_t table[2] = {0, 8 + 34 + 8 + 34};
    const uint32_t sizes[3] = {8, 34, 68};
    memcpy(frame_bytes + 4, offsets, sizeof offsets);
    memcpy(frame_bytes + 64, "\xED\x01\xED\x02", 4);
    DicomBytes element = {0};
    dicom_bytes_long(&element, 0x7FE00010, "OB", NULL, UINT32_MAX);
    dicom_bytes_raw(&element, item, sizeof item);
    dicom_bytes_raw(&element, &sizes[0], 4);
    dicom_bytes_raw(&element, table, sizeof table);
    for (size_t half = 0; half < 2; half++) {
        dicom_bytes_raw(&element, item, sizeof item);
        dicom_bytes_raw(&element, &sizes[1], 4);
        dicom_bytes_raw(&element, frame_bytes + half * 34, 34);
    }
    frame_bytes[65] = 7;
    dicom_bytes_raw(&element, item, sizeof item);
    dicom_bytes_raw(&element, &sizes[2], 4);
    dicom_bytes_raw(&element, frame_bytes, sizeof frame_bytes);
    dicom_bytes_close(&element);
    for (uint32_t number = 0; number < 2; number++) {
        DicomSample sample = sample_mr(0);
        DicomBytes copy = {0};
        dicom_bytes_raw(&copy, element.data, element.size);
        sample_text(&sample, 0x00280008, "IS", "2");
        sample_take(&sample, 0x7FE00010, copy);
        sample.syntax = DICOM_RLE;
        MprFrame *frame = load_frame(sample, number);
        assert_int_equal(((const uint16_t *)frame->pixels.data)[19], number == 0 ? 0x102 : 0x702);
        mpr_frame_free(frame);
    }
    free(element.data);
}

/* Two segments, the high bytes first: literal runs, repeated runs and the no-operation. */
static void rle_is_decoded(void **state)
{
    (void)state;
    unsigned char frame_bytes[64 + 4 + 26] = {2};
    const uint32_t offsets[2] = {64, 68};
    memcpy(frame_bytes + 4, offsets, sizeof offsets);
    memcpy(frame_bytes + 64, "\xED\x01\x80\x80", 4); /* 20 times 1, and nothing twice */
    frame_bytes[68] = 19;
    for (unsigned char pixel = 0; pixel < SAMPLE_PIXELS; pixel++) {
        frame_bytes[69 + pixel] = pixel;
    }
    DicomSample sample = sample_mr(0);
    sample_fragment(&sample, DICOM_RLE, frame_bytes, sizeof frame_bytes);
    MprFrame *frame = load_frame(sample, 0);
    for (unsigned pixel = 0; pixel < SAMPLE_PIXELS; pixel++) {
        assert_int_equal(((const uint16_t *)frame->pixels.data)[pixel], 256 + pixel);
    }
    mpr_frame_free(frame);
}

/* Made by OpenJPH 0.9 of the values below, with one decomposition. */
static const uint8_t HTJ2K[] = {
    0xFF, 0x4F, 0xFF, 0x51, 0x00, 0x29, 0x40, 0x00, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x04,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x04,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x0B, 0x01, 0x01, 0xFF, 0x50, 0x00,
    0x08, 0x00, 0x02, 0x00, 0x00, 0x00, 0x07, 0xFF, 0x52, 0x00, 0x0C, 0x00, 0x02, 0x00, 0x01, 0x00,
    0x01, 0x04, 0x04, 0x40, 0x01, 0xFF, 0x5C, 0x00, 0x07, 0x20, 0x70, 0x70, 0x70, 0x78, 0xFF, 0x64,
    0x00, 0x16, 0x00, 0x01, 0x4F, 0x70, 0x65, 0x6E, 0x4A, 0x50, 0x48, 0x20, 0x56, 0x65, 0x72, 0x20,
    0x30, 0x2E, 0x39, 0x2E, 0x30, 0x2E, 0xFF, 0x90, 0x00, 0x0A, 0x00, 0x00, 0x00, 0x00, 0x00, 0x48,
    0x00, 0x01, 0xFF, 0x93, 0xC0, 0x01, 0x5E, 0x23, 0x50, 0xDA, 0x9D, 0xBE, 0x5C, 0xD9, 0xC7, 0xFB,
    0x00, 0x65, 0x01, 0x7B, 0x36, 0x00, 0xC0, 0x01, 0x53, 0x00, 0x05, 0x6C, 0x00, 0x0A, 0x90, 0x49,
    0x58, 0xB2, 0xDC, 0xF3, 0x00, 0x83, 0x94, 0x00, 0xB4, 0x75, 0xC9, 0x4E, 0x6A, 0x25, 0xFE, 0x00,
    0x62, 0x00, 0xFC, 0xB6, 0x00, 0xDA, 0x65, 0x17, 0xDB, 0xFD, 0x00, 0xC0, 0x54, 0x00, 0xFF, 0xD9};
static const uint16_t HTJ2K_VALUES[SAMPLE_PIXELS] = {0,   37,  148,  333, 592,  100, 437,  848, 1333, 1892,
                                                     200, 837, 1548, 833, 1692, 300, 1237, 748, 1833, 1492};

static void htj2k_is_decoded(void **state)
{
    (void)state;
    static const char *const syntaxes[] = {"1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202",
                                           "1.2.840.10008.1.2.4.203"};
    for (size_t index = 0; index < 3; index++) {
        DicomSample sample = sample_mr(0);
        sample_fragment(&sample, syntaxes[index], HTJ2K, sizeof HTJ2K);
        DicomBytes file = sample_file(&sample);
        MprFrame *rows = NULL;
        MprError error = {0};
        assert_true(
            mpr_dicom_load_rows(sample_pool(), file.data, file.size, 0, (MprRows){1, 2}, &rows, &error));
        MprFrame *frame = load_frame(sample, 0);
        assert_memory_equal(frame->pixels.data, HTJ2K_VALUES, sizeof HTJ2K_VALUES);
        assert_memory_equal((uint16_t *)rows->pixels.data + SAMPLE_COLUMNS, HTJ2K_VALUES + SAMPLE_COLUMNS,
                            SAMPLE_COLUMNS * sizeof(uint16_t));
        mpr_frame_free(rows);
        mpr_frame_free(frame);
        free(file.data);
    }
}

static void what_slope_and_intercept_cannot_say_is_refused(void **state)
{
    (void)state;
    DicomSample sample = sample_mr(0);
    DicomBytes table = {0};
    dicom_bytes_open(&table, 0x00283000);
    dicom_bytes_open_item(&table);
    dicom_bytes_text(&table, 0x00283004, "LO", "OD");
    dicom_bytes_close_item(&table);
    dicom_bytes_close(&table);
    sample_take(&sample, 0x00283000, table);
    assert_unsuitable(sample,
                      "a Modality LUT Sequence stands for the rescale: only a slope and an intercept can be "
                      "interpolated");
    sample = sample_mr(0);
    sample_text(&sample, 0x00280004, "CS", "ARGB");
    assert_unsuitable(sample,
                      "PhotometricInterpretation is \"ARGB\" with 1 values per pixel: neither grey nor a "
                      "known kind of colour");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_above_the_stored_ones_are_cleaned),
        cmocka_unit_test(high_bit_may_be_anywhere),
        cmocka_unit_test(pixels_of_8_and_32_bits_are_read),
        cmocka_unit_test(padding_has_the_sign_of_the_pixels),
        cmocka_unit_test(monochrome1_is_told_and_left),
        cmocka_unit_test(colours_become_interleaved_rgb),
        cmocka_unit_test(ybr_becomes_rgb),
        cmocka_unit_test(palette_becomes_rgb),
        cmocka_unit_test(every_order_of_bytes_is_read),
        cmocka_unit_test(offset_table_assigns_fragments),
        cmocka_unit_test(rle_is_decoded),
        cmocka_unit_test(htj2k_is_decoded),
        cmocka_unit_test(what_slope_and_intercept_cannot_say_is_refused),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
