/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in, frames out: geometry, every way to store pixels, volumes in one file; and a written file that is
 * read again must say what was meant. */
#include "Testing.h"

#include "Dicom/Dicom.h"
#include "DicomSample.h"

#include <math.h>
#include <string.h>

static MprPool *the_pool;

static int create_pool(void **state)
{
    (void)state;
    const MprPoolSettings settings = {getenv("MPR_WORKER"), 2, 20, (size_t)64 << 20};
    MprError error = {0};
    if (!mpr_pool_create(&settings, &the_pool, &error)) {
        print_error("%s\n", error.message);
        return -1;
    }
    return 0;
}

static int free_pool(void **state)
{
    (void)state;
    mpr_pool_free(the_pool);
    return 0;
}

/* Frees the sample. */
static MprFrame *load_frame(DicomSample sample, uint32_t number)
{
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    if (!mpr_dicom_load(the_pool, file.data, file.size, number, &frame, &error)) {
        fail_msg("%s", error.message);
    }
    free(file.data);
    sample_free(&sample);
    return frame;
}

static void assert_refused(DicomSample sample, const char *sentence)
{
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    assert_false(mpr_dicom_load(the_pool, file.data, file.size, 0, &frame, &error));
    assert_string_equal(error.message, sentence);
    assert_int_equal(error.status, MPR_UNSUITABLE);
    free(file.data);
    sample_free(&sample);
}

/* --- headers ---------------------------------------------------------------------------------------------
 */

static void header_says_what_the_file_says(void **state)
{
    (void)state;
    MprFrame *frame = load_frame(sample_ct(2), 0);
    const MprFrameHeader *header = &frame->header;
    assert_true(header->has_grid);
    assert_vector_near(header->grid.position, ((MprVector){-10, -20, 6}), 0);
    assert_vector_near(header->grid.across, ((MprVector){1, 0, 0}), 0);
    assert_vector_near(header->grid.down, ((MprVector){0, 1, 0}), 0);
    assert_near(header->grid.spacing_down_mm, 0.5, 0);
    assert_near(header->grid.spacing_across_mm, 0.25, 0);
    assert_int_equal(header->grid.columns, SAMPLE_COLUMNS);
    assert_int_equal(header->grid.rows, SAMPLE_ROWS);
    assert_near(header->thickness_mm, 3.0, 0);
    assert_near(header->encoding.slope, 1.0, 0);
    assert_near(header->encoding.intercept, -1024.0, 0);
    assert_int_equal(header->encoding.type, MPR_PIXEL_INT16);
    assert_int_equal(header->encoding.bits_stored, 16);
    assert_false(header->encoding.has_padding);
    assert_int_equal(header->family, MPR_FAMILY_CT);
    assert_string_equal(header->modality, "CT");
    assert_string_equal(header->sop_class_uid, "1.2.840.10008.5.1.4.1.1.2");
    assert_string_equal(header->sop_instance_uid, "1.2.826.0.1.1.2.3");
    assert_string_equal(header->series_instance_uid, "1.2.826.0.1.1.2");
    assert_string_equal(header->study_instance_uid, "1.2.826.0.1.1");
    assert_string_equal(header->frame_of_reference_uid, "1.2.826.0.1.9");
    assert_string_equal(header->volume_key, "AcquisitionNumber=1;ImageType=AXIAL");
    mpr_frame_free(frame);
}

static void missing_geometry_is_said_not_invented(void **state)
{
    (void)state;
    static const uint32_t tags[] = {0x00200032, 0x00200037, 0x00280030};
    for (int index = 0; index < 3; index++) {
        DicomSample sample = sample_mr(0);
        sample_remove(&sample, tags[index]);
        MprFrame *frame = load_frame(sample, 0);
        assert_false(frame->header.has_grid);
        mpr_frame_free(frame);
    }
    static const char *const wrong[] = {"1\\2", "1\\2\\3\\4", "1\\x\\3", "1\\nan\\3", "1e999\\0\\0", ""};
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        DicomSample sample = sample_mr(0);
        sample_text(&sample, 0x00200032, "DS", wrong[index]);
        MprFrame *frame = load_frame(sample, 0);
        assert_false(frame->header.has_grid);
        mpr_frame_free(frame);
    }
}

static void attributes_that_tell_volumes_apart_are_named(void **state)
{
    (void)state;
    DicomSample sample = sample_mr(0);
    sample_text(&sample, 0x00180086, "IS", "2");
    sample_text(&sample, 0x00200100, "IS", "5");
    MprFrame *frame = load_frame(sample, 0);
    assert_string_equal(frame->header.volume_key,
                        "EchoNumbers=2;EchoTime=15;TemporalPositionIdentifier=5;ImageType=M\\ND");
    mpr_frame_free(frame);
}

static void classes_have_families(void **state)
{
    (void)state;
    static const struct {
        const char *uid;
        MprFamily family;
    } classes[] = {
        {"1.2.840.10008.5.1.4.1.1.2", MPR_FAMILY_CT},
        {"1.2.840.10008.5.1.4.1.1.4", MPR_FAMILY_MR},
        {"1.2.840.10008.5.1.4.1.1.2.2", MPR_FAMILY_CT},
        {"1.2.840.10008.5.1.4.1.1.4.4", MPR_FAMILY_MR},
        {"1.2.840.10008.5.1.4.1.1.128", MPR_FAMILY_PET},
        {"1.2.840.10008.5.1.4.1.1.7", MPR_FAMILY_OTHER},
        {"1.2.840.10008.5.1.4.1.1.1.2", MPR_FAMILY_REFUSED},
        {"1.2.840.10008.5.1.4.1.1.66.4", MPR_FAMILY_REFUSED},
    };
    for (size_t index = 0; index < sizeof classes / sizeof classes[0]; index++) {
        DicomSample sample = sample_mr(0);
        sample_text(&sample, 0x00080016, "UI", classes[index].uid);
        DicomBytes file = sample_file(&sample);
        MprFrameHeader *headers = NULL;
        size_t count = 0;
        MprError error = {0};
        assert_true(mpr_dicom_describe(the_pool, file.data, file.size, &headers, &count, &error));
        assert_int_equal(count, 1);
        assert_int_equal(headers[0].family, classes[index].family);
        mpr_free(headers);
        free(file.data);
        sample_free(&sample);
    }
    DicomSample mammogram = sample_mr(0);
    sample_text(&mammogram, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.1.2");
    assert_refused(mammogram, "images of the class 1.2.840.10008.5.1.4.1.1.1.2 cannot be resliced");
}

static void identifier_with_other_characters_is_refused(void **state)
{
    (void)state;
    DicomSample sample = sample_mr(0);
    sample_text(&sample, 0x00080018, "UI", "1.2\n3");
    assert_refused(sample, "SOPInstanceUID has characters that are not allowed there");
    sample = sample_mr(0);
    sample_text(&sample, 0x00080018, "UI",
                "1.2.3456789012345678901234567890123456789012345678901234567890123456");
    assert_refused(sample, "SOPInstanceUID has 68 characters; 64 are possible");
}

/* --- pixels ----------------------------------------------------------------------------------------------
 */

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
    uint32_t words[SAMPLE_PIXELS] = {1, 0xFFFFFFFF, 70000};
    MprFrame *frame = load_frame(sample_of_bits(8, 8, 7, false, bytes), 0);
    assert_int_equal(frame->header.encoding.type, MPR_PIXEL_UINT8);
    assert_int_equal(((const uint8_t *)frame->pixels.data)[1], 200);
    mpr_frame_free(frame);
    frame = load_frame(sample_of_bits(8, 8, 7, true, bytes), 0);
    assert_int_equal(frame->header.encoding.type, MPR_PIXEL_INT8);
    assert_int_equal(((const int8_t *)frame->pixels.data)[2], -1);
    mpr_frame_free(frame);
    frame = load_frame(sample_of_bits(32, 32, 31, true, words), 0);
    assert_int_equal(frame->header.encoding.type, MPR_PIXEL_INT32);
    assert_int_equal(((const int32_t *)frame->pixels.data)[1], -1);
    assert_int_equal(((const int32_t *)frame->pixels.data)[2], 70000);
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
    assert_refused(sample,
                   "a Modality LUT Sequence stands for the rescale: only a slope and an intercept can be "
                   "interpolated");
    sample = sample_mr(0);
    sample_text(&sample, 0x00280004, "CS", "ARGB");
    assert_refused(sample,
                   "PhotometricInterpretation is \"ARGB\" with 1 values per pixel: neither grey nor a "
                   "known kind of colour");
}

/* --- enhanced multi-frame --------------------------------------------------------------------------------
 */

static void functional_groups_are_told_frame_by_frame(void **state)
{
    (void)state;
    DicomSample sample = sample_enhanced_mr(4);
    DicomBytes file = sample_file(&sample);
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    MprError error = {0};
    assert_true(mpr_dicom_describe(the_pool, file.data, file.size, &headers, &count, &error));
    assert_int_equal(count, 4);
    for (unsigned index = 0; index < 4; index++) {
        assert_true(headers[index].has_grid);
        assert_vector_near(headers[index].grid.position, ((MprVector){-10, -20, 3.0 * index}), 0);
        assert_near(headers[index].grid.spacing_down_mm, 0.5, 0);
        assert_near(headers[index].thickness_mm, 3.0, 0);
        assert_string_equal(
            headers[index].volume_key,
            index % 2 == 0 ? "StackID=1;EchoTime=12.5;ComplexImageComponent=MAGNITUDE;ImageType=T1\\NONE\\M"
                           : "StackID=2;EchoTime=12.5;ComplexImageComponent=MAGNITUDE;ImageType=T1\\NONE\\M");
    }
    mpr_free(headers);
    free(file.data);
    MprFrame *frame = load_frame(sample, 2);
    assert_int_equal(((const uint16_t *)frame->pixels.data)[5], 205);
    assert_vector_near(frame->header.grid.position, ((MprVector){-10, -20, 6}), 0);
    mpr_frame_free(frame);
}

/* --- there and back --------------------------------------------------------------------------------------
 */

typedef struct {
    MprFrame *sources[3];
    const MprBuffer *attributes[3];
    MprDerivation derivation;
    int16_t pixels[7 * 6];
    MprBuffer buffer;
    MprBuffer file;
} Trip;

static MprGrid oblique_grid(void)
{
    MprGrid grid = {.position = {12.5, -7.25, 3.125},
                    .across = {0.8, 0.6, 0.0},
                    .down = {-0.36, 0.48, -0.8},
                    .spacing_across_mm = 0.7,
                    .spacing_down_mm = 0.9,
                    .columns = 7,
                    .rows = 6};
    return mpr_grid_rounded(&grid);
}

static void set_out(Trip *trip, DicomSample (*sample)(unsigned))
{
    memset(trip, 0, sizeof *trip);
    for (unsigned index = 0; index < 3; index++) {
        trip->sources[index] = load_frame(sample(index), 0);
        trip->attributes[index] = &trip->sources[index]->attributes;
    }
    for (int16_t pixel = 0; pixel < 42; pixel++) {
        trip->pixels[pixel] = (int16_t)(2 * pixel * pixel);
    }
    trip->buffer = (MprBuffer){.data = trip->pixels, .size = sizeof trip->pixels};
    MprDerivation *derivation = &trip->derivation;
    derivation->grid = oblique_grid();
    derivation->encoding = trip->sources[0]->header.encoding;
    derivation->family = trip->sources[0]->header.family;
    derivation->thickness_mm = 1.25;
    derivation->window_center = 60;
    derivation->window_width = 120;
    memcpy(derivation->sop_instance_uid, "2.25.11", 8);
    memcpy(derivation->series_instance_uid, "2.25.12", 8);
    memcpy(derivation->derivation_description, "MPR", 4);
    derivation->instance_number = 1;
    derivation->image_count = 1;
    derivation->now_s = 1704139200; /* 2024-01-01 20:00 UTC */
    derivation->reference = 1;
    MprError error = {0};
    if (!mpr_dicom_write(the_pool, derivation, trip->attributes, 3, &trip->buffer, &trip->file, &error)) {
        fail_msg("%s", error.message);
    }
}

static void come_home(Trip *trip)
{
    for (unsigned index = 0; index < 3; index++) {
        mpr_frame_free(trip->sources[index]);
    }
    mpr_buffer_release(&trip->file);
}

static void assert_verified(const Trip *trip)
{
    MprError error = {0};
    if (!mpr_dicom_verify(the_pool, &trip->derivation, &trip->buffer, &trip->file, &error)) {
        fail_msg("%s", error.message);
    }
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    DicomSample (*const samples[])(unsigned) = {sample_ct, sample_mr};
    for (int index = 0; index < 2; index++) {
        Trip trip;
        set_out(&trip, samples[index]);
        assert_verified(&trip);
        MprFrame *frame = NULL;
        MprError error = {0};
        assert_true(mpr_dicom_load(the_pool, trip.file.data, trip.file.size, 0, &frame, &error));
        assert_near(mpr_grid_distance_mm(&frame->header.grid, &trip.derivation.grid), 0.0, 0.0);
        assert_near(frame->header.thickness_mm, 1.25, 0);
        assert_memory_equal(frame->pixels.data, trip.pixels, sizeof trip.pixels);
        mpr_frame_free(frame);
        come_home(&trip);
    }
}

/* Each plants one difference between what was meant and what the file says. */
typedef void Fault(Trip *trip);

static void other_position(Trip *trip)
{
    trip->derivation.grid = oblique_grid();
    trip->derivation.grid.position =
        mpr_grid_point(&trip->derivation.grid, 0.5, 0.5); /* half a pixel, both ways */
}

static void transposed(Trip *trip)
{
    const MprVector across = trip->derivation.grid.across;
    trip->derivation.grid.across = trip->derivation.grid.down;
    trip->derivation.grid.down = across;
}

static void mirrored(Trip *trip)
{
    MprGrid *grid = &trip->derivation.grid;
    grid->position = mpr_grid_point(grid, 6, 0);
    grid->across = mpr_vector_scaled(grid->across, -1);
}

static void swapped_spacing(Trip *trip)
{
    MprGrid *grid = &trip->derivation.grid;
    const double across_mm = grid->spacing_across_mm;
    grid->spacing_across_mm = grid->spacing_down_mm;
    grid->spacing_down_mm = across_mm;
}

static void swapped_size(Trip *trip)
{
    trip->derivation.grid.rows = 7;
    trip->derivation.grid.columns = 6;
}

static void other_slope(Trip *trip)
{
    trip->derivation.encoding.slope *= 1.0000001;
}

static void other_intercept(Trip *trip)
{
    trip->derivation.encoding.intercept += 1;
}

static void other_pixel(Trip *trip)
{
    trip->pixels[41]++;
}

static void other_padding(Trip *trip)
{
    trip->derivation.encoding.has_padding = true;
}

static void inverted(Trip *trip)
{
    trip->derivation.encoding.is_monochrome1 = true;
}

static void other_instance(Trip *trip)
{
    trip->derivation.sop_instance_uid[5] = '3';
}

static void other_series(Trip *trip)
{
    trip->derivation.series_instance_uid[5] = '3';
}

static void other_class(Trip *trip)
{
    trip->derivation.family = MPR_FAMILY_PET;
}

static void cut_short(Trip *trip)
{
    trip->file.size -= 2;
}

static void fewer_pixels(Trip *trip)
{
    trip->buffer.size -= 2;
}

static void planted_differences_are_found(void **state)
{
    (void)state;
    static Fault *const faults[] = {other_position, transposed,  mirrored,        swapped_spacing,
                                    swapped_size,   other_slope, other_intercept, other_pixel,
                                    other_padding,  inverted,    other_instance,  other_series,
                                    other_class,    cut_short,   fewer_pixels};
    for (size_t index = 0; index < sizeof faults / sizeof faults[0]; index++) {
        Trip trip;
        set_out(&trip, sample_ct);
        assert_verified(&trip);
        faults[index](&trip);
        MprError error = {0};
        if (mpr_dicom_verify(the_pool, &trip.derivation, &trip.buffer, &trip.file, &error)) {
            fail_msg("difference %zu was not found", index);
        }
        assert_int_equal(error.status, MPR_INTERNAL);
        assert_true(error.message[0] != '\0');
        come_home(&trip);
    }
}

static void difference_of_a_pixel_is_located(void **state)
{
    (void)state;
    Trip trip;
    set_out(&trip, sample_mr);
    trip.pixels[2 * 7 + 3] = 5;
    MprError error = {0};
    assert_false(mpr_dicom_verify(the_pool, &trip.derivation, &trip.buffer, &trip.file, &error));
    assert_string_equal(error.message, "the written pixel in row 2, column 3 is 578; 5 was meant");
    come_home(&trip);
}

static void wrong_tasks_to_write_are_refused(void **state)
{
    (void)state;
    Trip trip;
    set_out(&trip, sample_mr);
    MprBuffer file = {0};
    MprError error = {0};
    MprDerivation wrong = trip.derivation;
    wrong.reference = 3;
    assert_false(mpr_dicom_write(the_pool, &wrong, trip.attributes, 3, &trip.buffer, &file, &error));
    assert_int_equal(error.status, MPR_INTERNAL);
    wrong = trip.derivation;
    wrong.grid.rows = 8;
    assert_false(mpr_dicom_write(the_pool, &wrong, trip.attributes, 3, &trip.buffer, &file, &error));
    wrong = trip.derivation;
    wrong.grid.position.x = (double)NAN;
    assert_false(mpr_dicom_write(the_pool, &wrong, trip.attributes, 3, &trip.buffer, &file, &error));
    MprBuffer garbage = {.data = trip.pixels, .size = 30};
    const MprBuffer *damaged[] = {trip.attributes[0], &garbage, trip.attributes[2]};
    assert_false(mpr_dicom_write(the_pool, &trip.derivation, damaged, 3, &trip.buffer, &file, &error));
    assert_int_equal(error.status, MPR_INTERNAL);
    assert_null(file.data);
    come_home(&trip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_says_what_the_file_says),
        cmocka_unit_test(missing_geometry_is_said_not_invented),
        cmocka_unit_test(attributes_that_tell_volumes_apart_are_named),
        cmocka_unit_test(classes_have_families),
        cmocka_unit_test(identifier_with_other_characters_is_refused),
        cmocka_unit_test(bits_above_the_stored_ones_are_cleaned),
        cmocka_unit_test(high_bit_may_be_anywhere),
        cmocka_unit_test(pixels_of_8_and_32_bits_are_read),
        cmocka_unit_test(padding_has_the_sign_of_the_pixels),
        cmocka_unit_test(monochrome1_is_told_and_left),
        cmocka_unit_test(colours_become_interleaved_rgb),
        cmocka_unit_test(ybr_becomes_rgb),
        cmocka_unit_test(palette_becomes_rgb),
        cmocka_unit_test(rle_is_decoded),
        cmocka_unit_test(what_slope_and_intercept_cannot_say_is_refused),
        cmocka_unit_test(functional_groups_are_told_frame_by_frame),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(planted_differences_are_found),
        cmocka_unit_test(difference_of_a_pixel_is_located),
        cmocka_unit_test(wrong_tasks_to_write_are_refused),
    };
    return cmocka_run_group_tests(tests, create_pool, free_pool);
}
