/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One look at a file tells of all its frames what looking at each of them tells. */
#include "SamplePool.h"

#include "Dicom/Description.h"

#include <stdlib.h>
#include <string.h>

static bool try_to_describe(const DicomBytes *file, MprDescription **description, MprError *error)
{
    bool needs_more = false;
    *error = (MprError){0};
    return mpr_dicom_describe_file(sample_pool(), file->data, file->size, file->size, description,
                                   &needs_more, error);
}

static MprDescription *describe(const DicomBytes *file)
{
    MprDescription *description = NULL;
    MprError error;
    if (!try_to_describe(file, &description, &error)) {
        fail_msg("%s", error.message);
    }
    return description;
}

static MprFrame *load_from(const DicomBytes *file, uint32_t number)
{
    MprFrame *frame = NULL;
    MprError error = {0};
    assert_true(mpr_dicom_load(sample_pool(), file->data, file->size, number, &frame, &error));
    return frame;
}

static void assert_same_buffer(const MprBuffer *one, const MprBuffer *other)
{
    assert_int_equal(one->size, other->size);
    assert_memory_equal(one->data, other->data, one->size);
}

/* Frame by frame: as described, and as loaded from the whole file. */
static void assert_frames_are_those_of(const DicomBytes *file, size_t count, MprPixelsKind kind)
{
    MprDescription *description = describe(file);
    assert_int_equal(description->count, count);
    for (uint32_t number = 0; number < count; number++) {
        const MprFrameNotice *notice = &description->frames[number];
        const unsigned char *stored = file->data + notice->place.offset;
        MprFrame *wanted = load_from(file, number);
        MprFrame *made = NULL;
        MprError error = {0};
        assert_int_equal(notice->kind, kind);
        assert_memory_equal(&notice->header, &wanted->header, sizeof wanted->header);
        if (kind == MPR_PIXELS_PLAIN) {
            assert_true(mpr_description_start_frame(description, number, &made, &error));
            memcpy(made->pixels.data, stored, notice->pixels_size);
            mpr_dicom_clean_rows(made, &notice->place, (MprRows){0, made->header.grid.rows});
        } else {
            if (!mpr_description_decode(sample_pool(), description, number, stored, mpr_all_rows(), &made,
                                        &error)) {
                fail_msg("%s", error.message);
            }
        }
        assert_same_buffer(&made->attributes, &wanted->attributes);
        assert_same_buffer(&made->pixels, &wanted->pixels);
        mpr_frame_free(made);
        mpr_frame_free(wanted);
    }
    mpr_description_free(description);
}

static void frames_of_a_file_should_be_those_that_are_loaded(void **state)
{
    (void)state;
    DicomSample sample = sample_enhanced_mr(5);
    DicomBytes file = sample_file(&sample);
    assert_frames_are_those_of(&file, 5, MPR_PIXELS_PLAIN);
    free(file.data);
    sample_free(&sample);
}

static void unused_bits_should_be_cleaned_in_every_frame(void **state)
{
    (void)state;
    uint16_t pixels[3 * SAMPLE_PIXELS];
    DicomSample sample = sample_enhanced_mr(3);
    for (unsigned pixel = 0; pixel < 3 * SAMPLE_PIXELS; pixel++) {
        pixels[pixel] = (uint16_t)(0xF000 + 7 * pixel);
    }
    sample_data(&sample, 0x7FE00010, "OW", pixels, sizeof pixels);
    DicomBytes file = sample_file(&sample);
    assert_frames_are_those_of(&file, 3, MPR_PIXELS_PLAIN);
    free(file.data);
    sample_free(&sample);
}

/* --- compressed --------------------------------------------------------------------------------------- */

typedef struct {
    const void *data;
    uint32_t size;
} Part;

static void put_item(DicomBytes *element, const void *data, uint32_t size)
{
    static const uint16_t item[2] = {0xFFFE, 0xE000};
    dicom_bytes_raw(element, item, sizeof item);
    dicom_bytes_raw(element, &size, sizeof size);
    dicom_bytes_raw(element, data, size);
}

/* Without an offset table. */
static DicomBytes compressed(unsigned frames, const char *syntax, const Part *parts, size_t count)
{
    DicomSample sample = sample_enhanced_mr(frames);
    DicomBytes element = {0};
    dicom_bytes_long(&element, 0x7FE00010, "OB", NULL, UINT32_MAX);
    put_item(&element, "", 0);
    for (size_t index = 0; index < count; index++) {
        put_item(&element, parts[index].data, parts[index].size);
    }
    dicom_bytes_close(&element);
    sample_take(&sample, 0x7FE00010, element);
    sample.syntax = syntax;
    DicomBytes file = sample_file(&sample);
    sample_free(&sample);
    return file;
}

static void compressed_frames_should_be_those_that_are_loaded(void **state)
{
    (void)state;
    unsigned char frames[3][64 + 4];
    Part parts[3];
    for (unsigned index = 0; index < 3; index++) {
        const uint32_t offsets[2] = {64, 66};
        memset(frames[index], 0, sizeof frames[index]);
        frames[index][0] = 2;
        memcpy(frames[index] + 4, offsets, sizeof offsets);
        memcpy(frames[index] + 64, "\xED\x01\xED\x02", 4);
        frames[index][67] = (unsigned char)(10 + index);
        parts[index] = (Part){frames[index], sizeof frames[index]};
    }
    DicomBytes file = compressed(3, DICOM_RLE, parts, 3);
    assert_frames_are_those_of(&file, 3, MPR_PIXELS_ITEMS);
    free(file.data);
}

#define JPEG "1.2.840.10008.1.2.4.70"
#define JPEG_LS "1.2.840.10008.1.2.4.80"
#define JPEG_2000 "1.2.840.10008.1.2.4.90"
#define PART(text)                                                                                           \
    {                                                                                                        \
        text, sizeof text - 1                                                                                \
    }

/* An end within a fragment, an end without a beginning behind it, and a beginning without an end before it
 * are none. */
static void markers_should_tell_where_frames_begin(void **state)
{
    (void)state;
    static const Part jpeg[] = {PART("\xFF\xD8\xFF\xD9 a"), PART("b\xFF\xD9"), PART("cc\xFF\xD9\0\0"),
                                PART("\xFF\xD8 d"),         PART("\xFF\xD8"),  PART("\xFF\xD9")};
    static const Part j2k[] = {PART("\xFF\x4F\xFF\x51 1"), PART("2 \xFF\xD9"),
                               PART("\xFF\x4F\xFF\x51\xFF\xD9"), PART("\xFF\x4F\xFF\x51"),
                               PART("\xFF\xD9\0\0")};
    static const struct {
        const char *syntax;
        const Part *parts;
        size_t count;
        unsigned frames;
        size_t sizes[3]; /* of the items of each frame, heads included */
    } cases[] = {
        {JPEG, jpeg, 6, 2, {8 + 6 + 8 + 3 + 8 + 6, 8 + 4 + 8 + 2 + 8 + 2}},
        {JPEG_LS, jpeg, 6, 2, {8 + 6 + 8 + 3 + 8 + 6, 8 + 4 + 8 + 2 + 8 + 2}},
        {JPEG_2000, j2k, 5, 3, {8 + 6 + 8 + 4, 8 + 6, 8 + 4 + 8 + 4}},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        DicomBytes file =
            compressed(cases[index].frames, cases[index].syntax, cases[index].parts, cases[index].count);
        MprDescription *description = describe(&file);
        for (unsigned frame = 0; frame < cases[index].frames; frame++) {
            assert_int_equal(description->frames[frame].kind, MPR_PIXELS_ITEMS);
            assert_int_equal(description->frames[frame].pixels_size, cases[index].sizes[frame]);
        }
        mpr_description_free(description);
        free(file.data);
    }
}

static void fragments_that_nothing_assigns_should_be_refused(void **state)
{
    (void)state;
    static const Part parts[] = {PART("\xFF\xD8\xFF\xD9"), PART("\xFF\xD8 a"), PART("b\xFF\xD9"),
                                 PART("\xFF\xD8\xFF\xD9")};
    MprDescription *description = NULL;
    MprError error;
    DicomBytes file = compressed(2, JPEG, parts, 4);
    assert_false(try_to_describe(&file, &description, &error));
    assert_string_equal(error.message,
                        "4 compressed fragments for 2 frames, no table that assigns them, and 3 "
                        "beginnings of images");
    free(file.data);
    file = compressed(2, JPEG, parts, 3); /* the first image has an end, the second one has */
    mpr_description_free(describe(&file));
    free(file.data);
    file = compressed(3, JPEG, parts, 2); /* the last image has no end */
    assert_false(try_to_describe(&file, &description, &error));
    assert_int_equal(error.status, MPR_UNSUITABLE);
    free(file.data);
}

/* --- parts, and other objects ------------------------------------------------------------------------- */

static void a_part_of_a_file_should_tell_as_much_or_nothing(void **state)
{
    (void)state;
    DicomSample sample = sample_enhanced_mr(4);
    DicomBytes file = sample_file(&sample);
    const size_t pixels = file.size - 4 * SAMPLE_PIXELS * 2;
    for (size_t given = 100; given < file.size; given += given < pixels - 40 ? 211 : 3) {
        MprDescription *description = NULL;
        bool needs_more = false;
        MprError error = {0};
        unsigned char *part = malloc(given);
        memcpy(part, file.data, given);
        if (mpr_dicom_describe_file(sample_pool(), part, given, file.size, &description, &needs_more,
                                    &error)) {
            assert_true(given >= pixels);
            assert_int_equal(description->count, 4);
            assert_int_equal(description->frames[3].place.offset, file.size - SAMPLE_PIXELS * 2);
            mpr_description_free(description);
        } else {
            assert_true(needs_more && given < pixels);
        }
        free(part);
    }
    free(file.data);
    sample_free(&sample);
}

/* What has no slices is described by its class, however else it is odd. */
static void objects_of_other_classes_should_be_told_by_their_class(void **state)
{
    (void)state;
    static const struct {
        const char *uid, *modality;
        uint32_t removed; /* from a file of which NumberOfFrames is 25 and describes 3 */
    } classes[] = {
        {"1.2.840.10008.5.1.4.1.1.88.11", "SR", 0x7FE00010},
        {"1.2.840.10008.5.1.4.1.1.88.59", "KO", 0x7FE00010},
        {"1.2.840.10008.5.1.4.1.1.11.1", "PR", 0x7FE00010},
        {"1.2.840.10008.5.1.4.1.1.66", "MR", 0x7FE00010},
        {"1.2.840.10008.5.1.4.1.1.481.3", "RTSTRUCT", 0x7FE00010},
        {"1.3.46.670589.11.0.0.12.1", "MR", 0x7FE00010},
        {"1.2.840.10008.5.1.4.1.1.77.1.6", "SM", 0x52009230},
        {"1.2.840.10008.5.1.4.1.1.481.2", "RTDOSE", 0x00280010},
        {"1.2.840.10008.5.1.4.1.1.66.4", "SEG", 0x00280100},
    };
    for (size_t index = 0; index < sizeof classes / sizeof classes[0]; index++) {
        DicomSample sample = sample_enhanced_mr(3);
        sample_text(&sample, 0x00280008, "IS", "25");
        sample_text(&sample, 0x00080016, "UI", classes[index].uid);
        sample_text(&sample, 0x00080060, "CS", classes[index].modality);
        sample_remove(&sample, classes[index].removed);
        DicomBytes file = sample_file(&sample);
        MprDescription *description = describe(&file);
        assert_int_equal(description->count, 1);
        assert_int_equal(description->frames[0].header.family, MPR_FAMILY_REFUSED);
        assert_string_equal(description->frames[0].header.sop_class_uid, classes[index].uid);
        assert_string_equal(description->frames[0].header.modality, classes[index].modality);
        mpr_description_free(description);
        free(file.data);
        sample_free(&sample);
    }
}

static void images_without_pixels_should_be_refused(void **state)
{
    (void)state;
    DicomSample sample = sample_ct(0);
    sample_remove(&sample, 0x7FE00010);
    assert_unsuitable(sample, "the file has no Pixel Data");
}

static void parts_of_a_concatenation_should_be_told(void **state)
{
    (void)state;
    static const struct {
        int32_t part, parts;
    } cases[] = {{2, 3}, {0, 0}};
    for (size_t index = 0; index < 2; index++) {
        DicomSample sample = sample_enhanced_mr(2);
        if (cases[index].part > 0) {
            sample_short(&sample, 0x00209162, "US", cases[index].part);
            sample_short(&sample, 0x00209163, "US", cases[index].parts);
        }
        DicomBytes file = sample_file(&sample);
        MprDescription *description = describe(&file);
        assert_int_equal(description->part, cases[index].part);
        assert_int_equal(description->parts, cases[index].parts);
        mpr_description_free(description);
        free(file.data);
        sample_free(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_of_a_file_should_be_those_that_are_loaded),
        cmocka_unit_test(unused_bits_should_be_cleaned_in_every_frame),
        cmocka_unit_test(compressed_frames_should_be_those_that_are_loaded),
        cmocka_unit_test(markers_should_tell_where_frames_begin),
        cmocka_unit_test(fragments_that_nothing_assigns_should_be_refused),
        cmocka_unit_test(a_part_of_a_file_should_tell_as_much_or_nothing),
        cmocka_unit_test(objects_of_other_classes_should_be_told_by_their_class),
        cmocka_unit_test(images_without_pixels_should_be_refused),
        cmocka_unit_test(parts_of_a_concatenation_should_be_told),
    };
    return cmocka_run_group_tests_name("Description", tests, sample_create_pool, sample_free_pool);
}
