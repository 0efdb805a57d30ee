/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plugin learns of a file: geometry, family, volumes, frame by frame. */
#include "SamplePool.h"

#include "Dicom/AllowList.h"
#include "Dicom/FrameFields.h"

#include <math.h>
#include <string.h>

/* All values of a key. */
static const char *print_key(const MprVolumeKey *key)
{
    static char text[600];
    text[0] = '\0';
    for (int attribute = 0; attribute < MPR_KEY_COUNT; attribute++) {
        if (mpr_volume_key_has(key, (MprKeyAttribute)attribute)) {
            mpr_volume_key_print(key, (MprKeyAttribute)attribute, text, sizeof text);
        }
    }
    return text;
}

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
    assert_string_equal(
        print_key(&header->volume_key),
        "KVP=120, ImageType=AXIAL, SliceThickness=3, AcquisitionNumber=1, AcquisitionTime=101202.5");
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

static void a_malformed_place_is_named_with_its_value(void **state)
{
    (void)state;
    DicomSample sample = sample_mr(0);
    sample_text(&sample, 0x00200032, "DS", "1,5\\2\\3");
    MprFrame *frame = load_frame(sample, 0);
    assert_false(frame->header.has_grid);
    assert_string_equal(frame->header.flaw, "ImagePositionPatient is \"1,5\\2\\3\"");
    mpr_frame_free(frame);
}

static void attributes_that_tell_volumes_apart_are_named(void **state)
{
    (void)state;
    DicomSample sample = sample_mr(0);
    sample_text(&sample, 0x00180086, "IS", "2");
    sample_text(&sample, 0x00200100, "IS", "5");
    MprFrame *frame = load_frame(sample, 0);
    assert_string_equal(
        print_key(&frame->header.volume_key),
        "EchoNumbers=2, EchoTime=15, SequenceVariant=SK, TemporalPositionIdentifier=5, ImageType=M\\ND, "
        "SliceThickness=3, RepetitionTime=500, AcquisitionTime=101200.5");
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
        assert_true(mpr_dicom_describe(sample_pool(), file.data, file.size, &headers, &count, &error));
        assert_int_equal(count, 1);
        assert_int_equal(headers[0].family, classes[index].family);
        mpr_free(headers);
        free(file.data);
        sample_free(&sample);
    }
    DicomSample mammogram = sample_mr(0);
    sample_text(&mammogram, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.1.2");
    assert_unsuitable(mammogram, "images of the class 1.2.840.10008.5.1.4.1.1.1.2 cannot be resliced");
}

static void identifier_with_other_characters_is_refused(void **state)
{
    (void)state;
    DicomSample sample = sample_mr(0);
    sample_text(&sample, 0x00080018, "UI", "1.2\n3");
    assert_unsuitable(sample, "SOPInstanceUID has characters that are not allowed there");
    sample = sample_mr(0);
    sample_text(&sample, 0x00080018, "UI",
                "1.2.3456789012345678901234567890123456789012345678901234567890123456");
    assert_unsuitable(sample, "SOPInstanceUID has 68 characters; 64 are possible");
}

/* --- enhanced multi-frame ----------------------------------------------------------------------------- */

static void functional_groups_are_told_frame_by_frame(void **state)
{
    (void)state;
    DicomSample sample = sample_enhanced_mr(4);
    DicomBytes file = sample_file(&sample);
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    MprError error = {0};
    assert_true(mpr_dicom_describe(sample_pool(), file.data, file.size, &headers, &count, &error));
    assert_int_equal(count, 4);
    for (unsigned index = 0; index < 4; index++) {
        assert_true(headers[index].has_grid);
        assert_vector_near(headers[index].grid.position, ((MprVector){-10, -20, 3.0 * index}), 0);
        assert_near(headers[index].grid.spacing_down_mm, 0.5, 0);
        assert_near(headers[index].thickness_mm, 3.0, 0);
        assert_string_equal(print_key(&headers[index].volume_key),
                            index % 2 == 0 ? "StackID=1, ComplexImageComponent=MAGNITUDE, EchoTime=12.5, "
                                             "SequenceVariant=NONE, ImageType=T1\\NONE\\M, SliceThickness=3"
                                           : "StackID=2, ComplexImageComponent=MAGNITUDE, EchoTime=12.5, "
                                             "SequenceVariant=NONE, ImageType=T1\\NONE\\M, SliceThickness=3");
    }
    mpr_free(headers);
    free(file.data);
    MprFrame *frame = load_frame(sample, 2);
    assert_int_equal(((const uint16_t *)frame->pixels.data)[5], 205);
    assert_vector_near(frame->header.grid.position, ((MprVector){-10, -20, 6}), 0);
    mpr_frame_free(frame);
}

/* The fields of a header and the allow-list are two tables, because they answer two questions. Where they know the same
 * attribute, they must say the same of it. */
static void tables_of_attributes_agree(void **state)
{
    (void)state;
    size_t count = 0;
    size_t common = 0;
    const MprAttribute *attributes = mpr_allow_list(&count);
    for (size_t index = 0; index < count; index++) {
        const uint32_t tag = mpr_attribute_tag(&attributes[index]);
        const MprField field = mpr_frame_field_find(tag);
        if (field != MPR_FIELD_COUNT) {
            uint16_t vr = 0;
            bool is_signed_too = false;
            common++;
            assert_true(mpr_frame_attribute(tag, &vr, &is_signed_too));
            assert_int_equal(vr, attributes[index].vr);
            assert_string_equal(mpr_frame_field_name(field), attributes[index].keyword);
        }
    }
    assert_true(common > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header_says_what_the_file_says),
        cmocka_unit_test(missing_geometry_is_said_not_invented),
        cmocka_unit_test(a_malformed_place_is_named_with_its_value),
        cmocka_unit_test(attributes_that_tell_volumes_apart_are_named),
        cmocka_unit_test(classes_have_families),
        cmocka_unit_test(identifier_with_other_characters_is_refused),
        cmocka_unit_test(functional_groups_are_told_frame_by_frame),
        cmocka_unit_test(tables_of_attributes_agree),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
