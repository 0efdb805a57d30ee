/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writer makes itself, whatever the class: derivation, source images, identification, plane, dates,
 * flags, window. */
#include "DerivedCase.h"

#include <stdio.h>
#include <string.h>

static void derivation_has_its_codes(void **state)
{
    (void)state;
    static const struct {
        MprProjection projection;
        const char *value, *meaning;
    } steps[] = {{MPR_PROJECTION_MEAN, "113049", "Pixel by pixel mean"},
                 {MPR_PROJECTION_MAXIMUM, "113078", "Maximum intensity projection"},
                 {MPR_PROJECTION_MINIMUM, "113079", "Minimum intensity projection"}};
    DerivedCase test = derived_case_begin(sample_ct);
    derived_case_write(&test);
    assert_line(&test, "(0008,9215)[1](0008,0100) SH 113072");
    assert_line(&test, "(0008,9215)[1](0008,0102) SH DCM");
    assert_line(&test, "(0008,9215)[1](0008,0104) LO Multiplanar reformatting");
    assert_none(&test, "(0008,9215)[2]");
    assert_line(&test, "(0008,2111) ST MPR, thin");
    for (size_t index = 0; index < 3; index++) {
        char line[128];
        test.derivation.projection = steps[index].projection;
        derived_case_write(&test);
        snprintf(line, sizeof line, "(0008,9215)[2](0008,0100) SH %s", steps[index].value);
        assert_line(&test, line);
        snprintf(line, sizeof line, "(0008,9215)[2](0008,0104) LO %s", steps[index].meaning);
        assert_line(&test, line);
    }
    for (int index = 0; index < SOURCES; index++) {
        sample_code(&test.samples[index], 0x00089215, "113085", "Spatial resampling");
    }
    derived_case_write(&test);
    assert_line(&test, "(0008,9215)[1](0008,0100) SH 113085");
    assert_line(&test, "(0008,9215)[2](0008,0100) SH 113072");
    derived_case_end(&test);
}

static void source_images_are_exactly_the_given_ones(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    derived_case_write(&test);
    for (int index = 1; index <= SOURCES; index++) {
        char line[128];
        snprintf(line, sizeof line, "(0008,2112)[%d](0008,1155) UI 1.2.826.0.1.1.2.%d", index, index);
        assert_line(&test, line);
        snprintf(line, sizeof line, "(0008,2112)[%d](0008,1150) UI 1.2.840.10008.5.1.4.1.1.2", index);
        assert_line(&test, line);
        snprintf(line, sizeof line, "(0008,2112)[%d](0040,A170)[1](0008,0100) SH 121322", index);
        assert_line(&test, line);
        snprintf(line, sizeof line, "(0008,2112)[%d](0008,1160)", index);
        assert_none(&test, line);
    }
    assert_none(&test, "(0008,2112)[4]");
    assert_line(&test, "(0008,1250)[1](0020,000E) UI 1.2.826.0.1.1.2");
    assert_line(&test, "(0008,1250)[1](0020,000D) UI 1.2.826.0.1.1");
    assert_line(&test, "(0008,1250)[1](0040,A170)[1](0008,0100) SH 121323");
    derived_case_end(&test);
}

static DicomSample sample_three_frames(unsigned index)
{
    (void)index;
    return sample_enhanced_mr(3);
}

static DicomSample sample_five_frames(unsigned index)
{
    (void)index;
    return sample_enhanced_mr(5);
}

static void frames_are_numbered_when_not_all_contribute(void **state)
{
    (void)state;
    DicomSample (*const samples[2])(unsigned) = {sample_three_frames, sample_five_frames};
    for (int turn = 0; turn < 2; turn++) {
        DerivedCase test = derived_case_begin(samples[turn]);
        test.frames[0] = 2; /* against the order of the file */
        test.frames[1] = 1;
        test.frames[2] = 0;
        derived_case_write(&test);
        assert_line(&test, "(0008,2112)[1](0008,1155) UI 1.2.826.0.1.1.3.1");
        assert_line(&test, "(0008,2112)[1](0008,1150) UI 1.2.840.10008.5.1.4.1.1.4.1");
        assert_none(&test, "(0008,2112)[2]");
        if (turn == 0) {
            assert_none(&test, "(0008,2112)[1](0008,1160)");
        } else {
            assert_line(&test, "(0008,2112)[1](0008,1160) IS 1\\2\\3");
        }
        derived_case_end(&test);
    }
}

static void enhanced_image_becomes_a_classic_one(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_five_frames);
    test.frames[1] = 2;
    test.frames[2] = 4;
    derived_case_write(&test);
    assert_line(&test, "(0008,0016) UI 1.2.840.10008.5.1.4.1.1.4");
    assert_line(&test, "(0008,0008) CS DERIVED\\SECONDARY\\MPR\\T1\\NONE\\M");
    assert_line(&test, "(0018,0020) CS SE");
    assert_line(&test, "(0018,0021) CS NONE");
    assert_line(&test, "(0018,0081) DS 12.5");
    assert_none(&test, "(5200,");
    assert_none(&test, "(0028,0008)");
    assert_none(&test, "(0020,9056)");
    derived_case_end(&test);
}

static void identification_is_new(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    derived_case_write(&test);
    assert_line(&test, "(0002,0010) UI 1.2.840.10008.1.2.1");
    assert_line(&test, "(0002,0002) UI 1.2.840.10008.5.1.4.1.1.2");
    assert_line(&test, "(0002,0003) UI 2.25.11");
    assert_line(&test, "(0008,0016) UI 1.2.840.10008.5.1.4.1.1.2");
    assert_line(&test, "(0008,0018) UI 2.25.11");
    assert_line(&test, "(0020,000E) UI 2.25.12");
    assert_line(&test, "(0020,0011) IS 701");
    assert_line(&test, "(0020,0013) IS 4");
    assert_line(&test, "(0008,103E) LO Thin MPR");
    in_all(&test, 0x00200011, "IS", "20000000");
    in_all(&test, 0x0008103E, "LO", "A description of more than sixty characters cannot get an appendix");
    derived_case_write(&test);
    assert_line(&test, "(0020,0011) IS 9001");
    assert_line(&test, "(0008,103E) LO MPR");
    test.derivation.has_series_number = true;
    test.derivation.series_number = -5;
    snprintf(test.texts.series_description, MPR_DESCRIPTION_SIZE, "Mine");
    derived_case_write(&test);
    assert_line(&test, "(0020,0011) IS -5");
    assert_line(&test, "(0008,103E) LO Mine");
    derived_case_end(&test);
}

static void frame_of_reference_is_given_when_there_is_none(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_mr);
    snprintf(test.derivation.frame_of_reference_uid, MPR_UID_SIZE, "2.25.99");
    derived_case_write(&test);
    assert_line(&test, "(0020,0052) UI 1.2.826.0.1.9");
    removed_from_all(&test, 0x00200052);
    derived_case_write(&test);
    assert_line(&test, "(0020,0052) UI 2.25.99");
    derived_case_end(&test);
}

static void plane_is_written_as_it_was_meant(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    derived_case_write(&test);
    assert_line(&test, "(0020,0032) DS 1\\2\\3");
    assert_line(&test, "(0020,0037) DS 1\\0\\0\\0\\0\\-1");
    assert_line(&test, "(0028,0030) DS 0.50\\0.25"); /* the text of the source, down first */
    assert_line(&test, "(0018,0050) DS 2.5");
    assert_line(&test, "(0020,0020) CS L\\F");
    assert_line(&test, "(0020,1041) DS 2"); /* (1,0,0) × (0,0,-1) = (0,1,0) */
    assert_line(&test, "(0028,0010) US 0006");
    assert_line(&test, "(0028,0011) US 0003");
    test.derivation.grid.spacing_down_mm = 0.75;
    test.derivation.spacing_between_slices_mm = 1.5;
    in_all(&test, 0x00102210, "CS", "QUADRUPED");
    derived_case_write(&test);
    assert_line(&test, "(0028,0030) DS 0.75\\0.25");
    assert_line(&test, "(0018,0088) DS 1.5");
    assert_none(&test, "(0020,0020)");
    derived_case_end(&test);
}

static void dates_are_in_the_zone_of_the_source(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    derived_case_write(&test);
    assert_line(&test, "(0008,0012) DA 20240101"); /* the server's zone, one hour east */
    assert_line(&test, "(0008,0013) TM 210000");
    assert_none(&test, "(0008,0201)");
    in_all(&test, 0x00080201, "SH", "+0900");
    derived_case_write(&test);
    assert_line(&test, "(0008,0023) DA 20240102");
    assert_line(&test, "(0008,0033) TM 050000");
    assert_line(&test, "(0008,0021) DA 20240102");
    assert_line(&test, "(0008,0201) SH +0900");
    in_all(&test, 0x00080201, "SH", "-0330");
    derived_case_write(&test);
    assert_line(&test, "(0008,0013) TM 163000");
    derived_case_end(&test);
}

static void acquisition_is_that_of_the_earliest_source(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    sample_text(&test.samples[0], 0x00080022, "DA", "20240102");
    derived_case_write(&test);
    assert_line(&test, "(0008,0022) DA 20240101");
    assert_line(&test, "(0008,0032) TM 101201.5");
    derived_case_end(&test);
}

static void flags_of_the_sources_are_combined(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    in_all(&test, 0x00280301, "CS", "NO");
    derived_case_write(&test);
    assert_line(&test, "(0028,0301) CS NO");
    sample_text(&test.samples[0], 0x00280301, "CS", "YES");
    derived_case_write(&test);
    assert_line(&test, "(0028,0301) CS YES");
    sample_text(&test.samples[0], 0x00280301, "CS", "NO");
    sample_remove(&test.samples[1], 0x00280301);
    derived_case_write(&test);
    assert_none(&test, "(0028,0301)");
    derived_case_end(&test);
}

static void lossy_past_is_never_forgotten(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    in_all(&test, 0x00282110, "CS", "00");
    derived_case_write(&test);
    assert_line(&test, "(0028,2110) CS 00");
    sample_remove(&test.samples[0], 0x00282110);
    derived_case_write(&test);
    assert_none(&test, "(0028,2110)");
    sample_text(&test.samples[0], 0x00282110, "CS", "01");
    sample_text(&test.samples[0], 0x00282112, "DS", "4");
    sample_text(&test.samples[0], 0x00282114, "CS", "ISO_10918_1");
    sample_text(&test.samples[2], 0x00282110, "CS", "01");
    sample_text(&test.samples[2], 0x00282112, "DS", "2\\9.5");
    sample_text(&test.samples[2], 0x00282114, "CS", "ISO_15444_1\\ISO_14495_1");
    derived_case_write(&test);
    assert_line(&test, "(0028,2110) CS 01");
    assert_line(&test, "(0028,2112) DS 2\\9.5");
    assert_line(&test, "(0028,2114) CS ISO_15444_1\\ISO_14495_1");
    derived_case_end(&test);
}

static void window_is_the_sources_when_it_is_one(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    in_all(&test, 0x00281050, "DS", "40\\300");
    in_all(&test, 0x00281051, "DS", "400\\1500");
    in_all(&test, 0x00281055, "LO", "SOFT\\BONE");
    derived_case_write(&test);
    assert_line(&test, "(0028,1050) DS 40\\300");
    assert_line(&test, "(0028,1051) DS 400\\1500");
    assert_line(&test, "(0028,1055) LO SOFT\\BONE");
    static const char *const unusable[] = {"400", "400\\0", "400\\0.5", "400\\x", ""};
    for (size_t index = 0; index < sizeof unusable / sizeof unusable[0]; index++) {
        in_all(&test, 0x00281051, "DS", unusable[index]);
        derived_case_write(&test);
        assert_line(&test, "(0028,1050) DS 33");
        assert_line(&test, "(0028,1051) DS 66");
        assert_none(&test, "(0028,1055)");
    }
    in_all(&test, 0x00281051, "DS", "400\\0.5");
    in_all(&test, 0x00281056, "CS", "LINEAR_EXACT");
    derived_case_write(&test);
    assert_line(&test, "(0028,1051) DS 400\\0.5");
    assert_line(&test, "(0028,1056) CS LINEAR_EXACT");
    derived_case_end(&test);
}

static void window_that_was_asked_for_comes_first(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    in_all(&test, 0x00281050, "DS", "40\\300");
    in_all(&test, 0x00281051, "DS", "400\\1500");
    test.derivation.has_chosen_window = true;
    test.derivation.window_center = 480.5;
    test.derivation.window_width = 2500;
    derived_case_write(&test);
    assert_line(&test, "(0028,1050) DS 480.5\\40\\300");
    assert_line(&test, "(0028,1051) DS 2500\\400\\1500");
    assert_line(&test, "(0028,1055) LO As requested\\\\");
    in_all(&test, 0x00281055, "LO", "SOFT\\BONE");
    derived_case_write(&test);
    assert_line(&test, "(0028,1055) LO As requested\\SOFT\\BONE");
    assert_none(&test, "(0028,1056)");
    in_all(&test, 0x00281056, "CS", "SIGMOID"); /* a function is that of all windows */
    derived_case_write(&test);
    assert_line(&test, "(0028,1050) DS 480.5");
    assert_line(&test, "(0028,1055) LO As requested");
    assert_none(&test, "(0028,1056)");
    test.derivation.window_width = 0.25;
    derived_case_write(&test);
    assert_line(&test, "(0028,1051) DS 0.25");
    assert_line(&test, "(0028,1056) CS LINEAR_EXACT");
    derived_case_end(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivation_has_its_codes),
        cmocka_unit_test(source_images_are_exactly_the_given_ones),
        cmocka_unit_test(frames_are_numbered_when_not_all_contribute),
        cmocka_unit_test(enhanced_image_becomes_a_classic_one),
        cmocka_unit_test(identification_is_new),
        cmocka_unit_test(frame_of_reference_is_given_when_there_is_none),
        cmocka_unit_test(plane_is_written_as_it_was_meant),
        cmocka_unit_test(dates_are_in_the_zone_of_the_source),
        cmocka_unit_test(acquisition_is_that_of_the_earliest_source),
        cmocka_unit_test(flags_of_the_sources_are_combined),
        cmocka_unit_test(lossy_past_is_never_forgotten),
        cmocka_unit_test(window_is_the_sources_when_it_is_one),
        cmocka_unit_test(window_that_was_asked_for_comes_first),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
