/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What CT, MR, PET and Secondary Capture ask for, and how their pixels are written. */
#include "DerivedCase.h"

#include <stdio.h>
#include <string.h>

/* --- pixels ------------------------------------------------------------------------------------------- */

static void rescale_keeps_the_text_of_the_source(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    derived_case_write(&test);
    assert_line(&test, "(0028,1052) DS -1024.0");
    assert_line(&test, "(0028,1053) DS 1.0");
    test.derivation.is_reencoded = true;
    test.derivation.encoding.intercept = 0;
    derived_case_write(&test);
    assert_line(&test, "(0028,1052) DS 0");
    assert_line(&test, "(0028,1053) DS 1");
    derived_case_end(&test);
    test =
        derived_case_begin(sample_mr); /* the MR IOD has no rescale: one that does nothing is not written */
    in_all(&test, 0x00281052, "DS", "0");
    in_all(&test, 0x00281053, "DS", "1");
    derived_case_write(&test);
    assert_none(&test, "(0028,1052)");
    assert_none(&test, "(0028,1053)");
    derived_case_end(&test);
}

static void padding_has_the_vr_of_the_sign(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    test.derivation.encoding.has_padding = true;
    test.derivation.encoding.padding_low = test.derivation.encoding.padding_high = -1500;
    derived_case_write(&test);
    assert_line(&test, "(0028,0120) SS FA24");
    assert_none(&test, "(0028,0121)");
    derived_case_end(&test);
    test = derived_case_begin(sample_mr);
    test.derivation.encoding.has_padding = true;
    test.derivation.encoding.padding_low = test.derivation.encoding.padding_high = 4095;
    derived_case_write(&test);
    assert_line(&test, "(0028,0120) US 0FFF");
    derived_case_end(&test);
}

static void classes_of_16_bits_get_16_bits(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    test.derivation.encoding.type = MPR_PIXEL_UINT8;
    test.derivation.encoding.bits_stored = 8;
    test.derivation.is_reencoded = true;
    derived_case_write(&test);
    assert_line(&test, "(0028,0100) US 0010");
    assert_line(&test, "(0028,0101) US 0010");
    assert_line(&test, "(0028,0102) US 000F");
    assert_line(&test, "(7FE0,0010) OW 36 bytes");
    derived_case_end(&test);
}

static DicomSample sample_capture(unsigned index)
{
    DicomSample sample = sample_mr(index);
    const uint8_t pixels[SAMPLE_PIXELS] = {1, 2, 3};
    sample_text(&sample, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.3.1");
    sample_text(&sample, 0x00080060, "CS", "US");
    sample_short(&sample, 0x00280100, "US", 8);
    sample_short(&sample, 0x00280101, "US", 8);
    sample_short(&sample, 0x00280102, "US", 7);
    sample_data(&sample, 0x7FE00010, "OB", pixels, sizeof pixels);
    return sample;
}

static void others_become_secondary_captures(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_capture);
    test.derivation.grid.columns = 1;
    test.derivation.grid.rows = 18;
    in_all(&test, 0x00281052, "DS", "5");
    in_all(&test, 0x00281053, "DS", "2");
    test.derivation.encoding.intercept = 5;
    test.derivation.encoding.slope = 2;
    derived_case_write(&test);
    assert_line(&test, "(0008,0016) UI 1.2.840.10008.5.1.4.1.1.7");
    assert_line(&test, "(0008,0060) CS US");
    assert_line(&test, "(0008,0064) CS WSD");
    assert_line(&test, "(0008,0008) CS DERIVED\\SECONDARY\\MPR");
    assert_line(&test, "(0028,1054) LO US");
    assert_line(&test, "(7FE0,0010) OB 18 bytes");
    assert_line(&test, "(0028,0100) US 0008");
    assert_none(&test, "(0018,0020)"); /* of MR alone */
    assert_none(&test, "(0020,1041)");
    derived_case_end(&test);
}

static void colours_have_no_window_and_no_rescale(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_capture);
    test.derivation.grid.rows = 3; /* 9 pixels: 27 bytes and one more */
    for (int index = 0; index < SOURCES; index++) {
        const uint8_t pixels[3 * SAMPLE_PIXELS] = {1, 2, 3};
        sample_short(&test.samples[index], 0x00280002, "US", 3);
        sample_text(&test.samples[index], 0x00280004, "CS", "RGB");
        sample_short(&test.samples[index], 0x00280006, "US", 0);
        sample_data(&test.samples[index], 0x7FE00010, "OB", pixels, sizeof pixels);
    }
    test.derivation.encoding.samples = 3;
    derived_case_write(&test);
    assert_line(&test, "(0028,0004) CS RGB");
    assert_line(&test, "(0028,0006) US 0000");
    assert_line(&test, "(7FE0,0010) OB 28 bytes");
    assert_none(&test, "(0028,1050)");
    assert_none(&test, "(0028,1053)");
    derived_case_end(&test);
}

/* --- classes ------------------------------------------------------------------------------------------ */

static void mr_image_type_keeps_what_the_source_says(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_mr);
    derived_case_write(&test);
    assert_line(&test, "(0008,0008) CS DERIVED\\SECONDARY\\MPR\\M\\ND");
    in_all(&test, 0x00080008, "CS", "DERIVED\\SECONDARY\\MPR\\CSA MPR\\\\CSAPARALLEL\\M");
    derived_case_write(&test);
    assert_line(&test, "(0008,0008) CS DERIVED\\SECONDARY\\MPR\\CSA MPR\\\\CSAPARALLEL\\M");
    derived_case_end(&test);
}

static void mr_conditions_are_followed(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_mr);
    in_all(&test, 0x00180082, "DS", "900");
    in_all(&test, 0x00181060, "DS", "50");
    derived_case_write(&test);
    assert_none(&test, "(0018,0082)"); /* not an inversion recovery */
    assert_none(&test, "(0018,1060)"); /* not gated */
    assert_line(&test, "(0018,0022) CS ");
    in_all(&test, 0x00180020, "CS", "SE\\IR");
    in_all(&test, 0x00180022, "CS", "CG");
    sample_text(&test.samples[0], 0x00181060, "DS", "70");
    sample_text(&test.samples[0], 0x00180080, "DS", "600");
    derived_case_write(&test);
    assert_line(&test, "(0018,0082) DS 900");
    assert_line(&test, "(0018,1060) DS "); /* varies, but must be there */
    assert_line(&test, "(0018,0080) DS ");
    for (int index = 0; index < SOURCES; index++) {
        sample_remove(&test.samples[index], 0x00180020);
        sample_remove(&test.samples[index], 0x00180021);
    }
    derived_case_write(&test);
    assert_line(&test, "(0018,0020) CS RM");
    assert_line(&test, "(0018,0021) CS NONE");
    derived_case_end(&test);
}

static void contrast_has_an_agent_even_if_unknown(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    in_all(&test, 0x00181040, "LO", "IV");
    derived_case_write(&test);
    assert_line(&test, "(0018,1040) LO IV");
    assert_line(&test, "(0018,0010) LO ");
    derived_case_end(&test);
}

static void presentation_that_contradicts_is_dropped(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_mr);
    in_all(&test, 0x20500020, "CS", "IDENTITY");
    derived_case_write(&test);
    assert_line(&test, "(2050,0020) CS IDENTITY");
    in_all(&test, 0x20500020, "CS", "INVERSE");
    derived_case_write(&test);
    assert_none(&test, "(2050,0020)");
    derived_case_end(&test);
}

static void pet_takes_its_times_from_one_source(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_pet);
    sample_text(&test.samples[0], 0x00080032, "TM", "110000");
    derived_case_write(&test);
    assert_line(&test, "(0008,0016) UI 1.2.840.10008.5.1.4.1.1.128");
    assert_line(&test, "(0008,0008) CS DERIVED\\PRIMARY");
    assert_line(&test, "(0008,0032) TM 101201.5");
    assert_line(&test, "(0054,1300) DS 11000");
    assert_line(&test, "(0054,1321) DS 1.2");
    assert_line(&test, "(0008,0031) TM 100000"); /* physics, not bookkeeping */
    assert_line(&test, "(0054,0081) US 0009");
    assert_line(&test, "(0054,1330) US 0004");
    assert_line(&test, "(0018,1242) IS 180000");
    assert_line(&test, "(0028,1053) DS 0.000061");
    assert_line(&test, "(0028,0051) CS ");
    sample_text(&test.samples[0], 0x00181242, "IS", "1");
    for (int index = 0; index < SOURCES; index++) {
        sample_code(&test.samples[index], 0x00540410, "F-10450", "recumbent");
    }
    derived_case_write(&test);
    assert_line(&test, "(0018,1242) IS ");
    assert_none(&test, "(0018,5100)"); /* excluded by the code sequence */
    derived_case_end(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rescale_keeps_the_text_of_the_source),
        cmocka_unit_test(padding_has_the_vr_of_the_sign),
        cmocka_unit_test(classes_of_16_bits_get_16_bits),
        cmocka_unit_test(others_become_secondary_captures),
        cmocka_unit_test(colours_have_no_window_and_no_rescale),
        cmocka_unit_test(mr_image_type_keeps_what_the_source_says),
        cmocka_unit_test(mr_conditions_are_followed),
        cmocka_unit_test(contrast_has_an_agent_even_if_unknown),
        cmocka_unit_test(presentation_that_contradicts_is_dropped),
        cmocka_unit_test(pet_takes_its_times_from_one_source),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
