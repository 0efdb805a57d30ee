/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What vendors say in private attributes: only behind their own creator, in any block, with any VR. */
#include "Testing.h"

#include "Dicom/VendorFields.h"

#include <string.h>

static void take(MprVendorFields *fields, uint32_t tag, uint16_t vr, const void *value, size_t size)
{
    const MprElement element = {.tag = tag, .vr = vr, .value = value, .value_size = size};
    mpr_vendor_fields_take(fields, &element);
}

static void take_text(MprVendorFields *fields, uint32_t tag, uint16_t vr, const char *text)
{
    take(fields, tag, vr, text, strlen(text));
}

static void assert_b_value(const MprVendorFields *fields, double wanted)
{
    double value = -1;
    assert_true(mpr_vendor_b_value(fields, &value));
    assert_true(value == wanted);
}

static void b_values_should_be_found_of_every_vendor(void **state)
{
    (void)state;
    const double united = 800;
    const float philips = 1500;
    MprVendorFields fields[5] = {0};
    take_text(&fields[0], 0x00190010, MPR_VR_LO, "SIEMENS MR HEADER ");
    take_text(&fields[0], 0x0019100C, MPR_VR_IS, "1000");
    assert_b_value(&fields[0], 1000);
    take_text(&fields[1], 0x00430010, MPR_VR_LO, "GEMS_PARM_01");
    take_text(&fields[1], 0x00431039, MPR_VR_IS, "1000000600\\8\\0\\0");
    assert_b_value(&fields[1], 600);
    take_text(&fields[2], 0x00650010, MPR_VR_UN, "Image Private Header");
    take(&fields[2], 0x00651009, MPR_VR_UN, &united, sizeof united);
    assert_b_value(&fields[2], 800);
    take_text(&fields[3], 0x20010010, MPR_VR_LO, "Philips Imaging DD 001");
    take(&fields[3], 0x20011003, MPR_VR_FL, &philips, sizeof philips);
    assert_b_value(&fields[3], 1500);
    take_text(&fields[4], 0x0019000F, MPR_VR_LO, "SIEMENS MR HEADER"); /* no creator stands there */
    take_text(&fields[4], 0x00190011, MPR_VR_LO, "SIEMENS MR HEADER");
    take_text(&fields[4], 0x0019110C, MPR_VR_UN, "50");
    assert_b_value(&fields[4], 50);
}

static void a_b_matrix_should_be_found_behind_its_creator_only(void **state)
{
    (void)state;
    const double written[6] = {345, -12, 7, 300, 5, 355};
    double matrix[6] = {0};
    MprVendorFields fields[2] = {0};
    take_text(&fields[0], 0x00190010, MPR_VR_LO, "SIEMENS MR HEADER");
    take(&fields[0], 0x00191027, MPR_VR_UN, written, sizeof written);
    assert_true(mpr_vendor_b_matrix(&fields[0], matrix));
    assert_memory_equal(matrix, written, sizeof matrix);
    take_text(&fields[1], 0x00190010, MPR_VR_LO, "GEMS_ACQU_01");
    take(&fields[1], 0x00191027, MPR_VR_UN, written, sizeof written);
    assert_false(mpr_vendor_b_matrix(&fields[1], matrix));
}

static void directions_should_be_found(void **state)
{
    (void)state;
    const double siemens[3] = {0.6, 0, -0.8};
    const float philips[3] = {0, 1, 0};
    MprVendorFields fields[3] = {0};
    double direction[3] = {0};
    take_text(&fields[0], 0x00190010, MPR_VR_LO, "SIEMENS MR HEADER");
    take(&fields[0], 0x0019100E, MPR_VR_FD, siemens, sizeof siemens);
    assert_true(mpr_vendor_direction(&fields[0], direction));
    assert_memory_equal(direction, siemens, sizeof siemens);
    take_text(&fields[1], 0x20050010, MPR_VR_LO, "Philips MR Imaging DD 001");
    for (uint32_t axis = 0; axis < 3; axis++) {
        take(&fields[1], 0x200510B0 + axis, MPR_VR_UN, &philips[axis], sizeof philips[axis]);
    }
    assert_true(mpr_vendor_direction(&fields[1], direction));
    assert_true(direction[0] == 0.0 && direction[1] == 1.0 && direction[2] == 0.0);
    take_text(&fields[2], 0x00190010, MPR_VR_LO, "GEMS_ACQU_01");
    take_text(&fields[2], 0x001910BB, MPR_VR_DS, "0");
    take_text(&fields[2], 0x001910BC, MPR_VR_DS, "0");
    take_text(&fields[2], 0x001910BD, MPR_VR_DS, "0"); /* b = 0: it has none */
    assert_false(mpr_vendor_direction(&fields[2], direction));
}

static void parts_of_complex_images_and_label_and_control_should_be_found(void **state)
{
    (void)state;
    static const char *const components[] = {"MAGNITUDE", "PHASE", "REAL", "IMAGINARY"};
    for (int16_t component = -1; component <= 4; component++) {
        MprVendorFields ge = {0};
        take_text(&ge, 0x00430010, MPR_VR_LO, "GEMS_PARM_01");
        take(&ge, 0x0043102F, MPR_VR_SS, &component, sizeof component);
        const char *found = mpr_vendor_component(&ge);
        if (component >= 0 && component < 4) {
            assert_string_equal(found, components[component]);
        } else {
            assert_null(found);
        }
    }
    MprVendorFields philips[2] = {0};
    take_text(&philips[0], 0x20050014, MPR_VR_LO, "Philips MR Imaging DD 005");
    take_text(&philips[0], 0x20051429, MPR_VR_CS, "CONTROL ");
    assert_true(mpr_text_is(mpr_vendor_asl_context(&philips[0]), "CONTROL"));
    take_text(&philips[1], 0x20050014, MPR_VR_LO, "Philips MR Imaging DD 005");
    take_text(&philips[1], 0x20051429, MPR_VR_CS, "NONE");
    assert_int_equal(mpr_vendor_asl_context(&philips[1]).size, 0);
}

static void other_creators_should_not_count(void **state)
{
    (void)state;
    MprVendorFields fields = {0};
    double value = 0;
    take_text(&fields, 0x00190010, MPR_VR_LO, "GEMS_ACQU_01");
    take_text(&fields, 0x00190011, MPR_VR_LO, "SIEMENS MR HEADER");
    take_text(&fields, 0x0019100C, MPR_VR_IS, "1000"); /* is of GE's block */
    take_text(&fields, 0x0019120C, MPR_VR_IS, "1000"); /* is of nobody's */
    take_text(&fields, 0x00431039, MPR_VR_IS, "1000");
    assert_false(mpr_vendor_b_value(&fields, &value));
}

static void a_sequence_that_turns_rows_over_should_be_known(void **state)
{
    (void)state;
    static const struct {
        const char *sequence, *data;
        bool may_mirror;
    } rows[] = {{"research/ABCD/epi_pepolar", "2.0", true},
                {"epi_pepolar", "1.0", true},
                {"epi_pepolar", "0.0", false},
                {"epi", "2.0", false}};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
        MprVendorFields fields = {0};
        take_text(&fields, 0x00190010, MPR_VR_LO, "GEMS_ACQU_01");
        take_text(&fields, 0x0019109C, MPR_VR_LO, rows[row].sequence);
        take_text(&fields, 0x001910B3, MPR_VR_DS, rows[row].data);
        assert_int_equal(mpr_vendor_may_mirror(&fields), rows[row].may_mirror);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(b_values_should_be_found_of_every_vendor),
        cmocka_unit_test(a_b_matrix_should_be_found_behind_its_creator_only),
        cmocka_unit_test(directions_should_be_found),
        cmocka_unit_test(parts_of_complex_images_and_label_and_control_should_be_found),
        cmocka_unit_test(other_creators_should_not_count),
        cmocka_unit_test(a_sequence_that_turns_rows_over_should_be_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
