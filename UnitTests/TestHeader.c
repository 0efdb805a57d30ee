/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a derived image takes over from its sources: every rule of the allow-list, read from written files. */
#include "DerivedCase.h"

#include <stdio.h>
#include <string.h>

static void kept_attributes_are_those_of_the_reference(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    for (int index = 0; index < SOURCES; index++) {
        const char *const names[SOURCES] = {"First", "Second", "Third"};
        sample_text(&test.samples[index], 0x00104000, "LT", names[index]);
    }
    derived_case_write(&test);
    assert_line(&test, "(0010,4000) LT Second");
    assert_line(&test, "(0010,0010) PN Phantom^Letter");
    assert_line(&test, "(0010,0020) LO P1");
    assert_line(&test, "(0020,000D) UI 1.2.826.0.1.1");
    assert_line(&test, "(0020,0052) UI 1.2.826.0.1.9");
    assert_line(&test, "(0008,0060) CS CT");
    derived_case_end(&test);
}

static void kept_attributes_of_type_2_are_empty_when_missing(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    for (int index = 0; index < SOURCES; index++) {
        sample_remove(&test.samples[index], 0x00100040);
        sample_remove(&test.samples[index], 0x00080050);
    }
    derived_case_write(&test);
    assert_line(&test, "(0010,0040) CS ");
    assert_line(&test, "(0008,0050) SH ");
    assert_none(&test, "(0010,0032)"); /* type 3: absent stays absent */
    derived_case_end(&test);
}

static void common_attributes_are_dropped_when_they_vary(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    in_all(&test, 0x00181030, "LO", "Head");
    in_all(&test, 0x00181210, "SH", "H30");
    derived_case_write(&test);
    assert_line(&test, "(0018,1030) LO Head");
    assert_line(&test, "(0018,1210) SH H30");
    assert_line(&test, "(0018,0060) DS 120");
    sample_text(&test.samples[2], 0x00181030, "LO", "Neck");
    sample_remove(&test.samples[0], 0x00181210);
    sample_text(&test.samples[0], 0x00180060, "DS", "140");
    derived_case_write(&test);
    assert_none(&test, "(0018,1030)");
    assert_none(&test, "(0018,1210)");
    assert_line(&test, "(0018,0060) DS "); /* type 2 */
    derived_case_end(&test);
}

/* A sequence of one item, with lengths or with delimiters. */
static DicomBytes region(bool is_defined)
{
    DicomBytes whole = {0};
    dicom_bytes_code(&whole, 0x00082218, "T-D1100", "SRT", "Head");
    if (!is_defined) {
        return whole;
    }
    enum { HEAD = 12, ITEM = 8 };
    DicomBytes defined = {0};
    const uint32_t content = (uint32_t)whole.size - HEAD - 3 * ITEM; /* without item head and delimiters */
    dicom_bytes_long(&defined, 0x00082218, "SQ", NULL, UINT32_MAX);
    memcpy(defined.data + HEAD - 4, &(uint32_t){content + ITEM}, 4);
    dicom_bytes_raw(&defined, whole.data + HEAD, 4);
    dicom_bytes_raw(&defined, &content, 4);
    dicom_bytes_raw(&defined, whole.data + HEAD + ITEM, content);
    free(whole.data);
    return defined;
}

/* Other padding, other lengths of sequences, another transfer syntax. */
static void attributes_that_differ_in_bytes_alone_are_common(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    DicomBytes name = {0};
    dicom_bytes_text(&name, 0x00181030, "LO", "Neck  ");
    memset(name.data + name.size - 2, 0, 2); /* NULs where others have nothing */
    in_all(&test, 0x00181030, "LO", "Neck");
    sample_take(&test.samples[1], 0x00181030, name);
    for (int index = 0; index < SOURCES; index++) {
        sample_take(&test.samples[index], 0x00082218, region(index == 1));
    }
    derived_case_write(&test);
    assert_line(&test, "(0018,1030) LO Neck");
    assert_line(&test, "(0008,2218)[1](0008,0104) LO Head");
    removed_from_all(&test, 0x00082218);
    test.samples[2].syntax = DICOM_IMPLICIT;
    derived_case_write(&test);
    assert_line(&test, "(0018,1030) LO Neck");
    assert_line(&test, "(0018,0060) DS 120");
    derived_case_end(&test);
}

static void odd_lengths_within_sequences_become_even(void **state)
{
    (void)state;
    static const unsigned char text[] = {0x40, 0, 7, 0, 'L', 'O', 3, 0, 'a', 'b', 'c'};
    static const unsigned char bytes[] = {0x40, 0, 8, 0, 'O', 'B', 0, 0, 1, 0, 0, 0, 7};
    DerivedCase test = derived_case_begin(sample_ct);
    for (int index = 0; index < SOURCES; index++) {
        DicomBytes request = {0};
        dicom_bytes_open(&request, 0x00400275);
        dicom_bytes_open_item(&request);
        dicom_bytes_raw(&request, text, sizeof text);
        dicom_bytes_raw(&request, bytes, sizeof bytes);
        dicom_bytes_close_item(&request);
        dicom_bytes_close(&request);
        sample_take(&test.samples[index], 0x00400275, request);
    }
    derived_case_write(&test);
    assert_line(&test, "(0040,0275)[1](0040,0007) LO abc");
    assert_line(&test, "(0040,0275)[1](0040,0008) OB 0007");
    derived_case_end(&test);
}

static void multi_energy_block_is_copied_whole_or_not_at_all(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    in_all(&test, 0x00189361, "CS", "YES");
    in_all(&test, 0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL\\VMI");
    for (int index = 0; index < SOURCES; index++) {
        sample_code(&test.samples[index], 0x00189362, "1", "one");
    }
    derived_case_write(&test);
    assert_line(&test, "(0018,9361) CS YES");
    assert_line(&test, "(0018,9362)[1](0008,0104) LO one");
    assert_line(&test, "(0008,0008) CS DERIVED\\SECONDARY\\AXIAL\\VMI");
    sample_code(&test.samples[2], 0x00189362, "2", "two");
    derived_case_write(&test);
    assert_none(&test, "(0018,9361)");
    assert_none(&test, "(0018,9362)");
    assert_line(&test, "(0008,0008) CS DERIVED\\SECONDARY\\AXIAL");
    derived_case_end(&test);
}

static void scanner_moves_to_contributing_equipment(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    derived_case_write(&test);
    assert_line(&test, "(0008,0070) LO MPR slice for Orthanc project");
    assert_line(&test, "(0008,1090) LO mpr-slice");
    assert_none(&test, "(0008,1010)");
    assert_line(&test, "(0018,A001)[1](0008,0070) LO Scanner Works");
    assert_line(&test, "(0018,A001)[1](0008,1090) LO Model 3");
    assert_line(&test, "(0018,A001)[1](0008,1010) SH ROOM2");
    assert_line(&test, "(0018,A001)[1](0040,A170)[1](0008,0100) SH 109101");
    assert_line(&test, "(0018,A001)[1](0040,A170)[1](0008,0102) SH DCM");
    assert_line(&test, "(0018,A001)[1](0040,A170)[1](0008,0104) LO Acquisition Equipment");
    in_all(&test, 0x00080008, "CS", "DERIVED\\SECONDARY\\AXIAL");
    derived_case_write(&test);
    assert_line(&test, "(0018,A001)[1](0040,A170)[1](0008,0100) SH 109102");
    assert_line(&test, "(0018,A001)[1](0040,A170)[1](0008,0104) LO Processing Equipment");
    removed_from_all(&test, 0x00080070);
    derived_case_write(&test);
    assert_none(&test, "(0018,A001)");
    derived_case_end(&test);
}

/* At the top and inside of a sequence that is kept. */
static void what_is_not_allowed_is_left_behind(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    for (int index = 0; index < SOURCES; index++) {
        DicomBytes request = {0};
        dicom_bytes_open(&request, 0x00400275);
        dicom_bytes_open_item(&request);
        dicom_bytes_text(&request, 0x00090010, "LO", "PRIVATE");
        dicom_bytes_text(&request, 0x00400007, "LO", "Head CT");
        dicom_bytes_short(&request, 0x60000010, "US", 4);
        dicom_bytes_close_item(&request);
        dicom_bytes_close(&request);
        sample_take(&test.samples[index], 0x00400275, request);
    }
    in_all(&test, 0x00090010, "LO", "PRIVATE");
    in_all(&test, 0x00181120, "DS", "18.5");
    in_all(&test, 0x00189345, "DS", "3");
    in_all(&test, 0x00201002, "IS", "28");
    in_all(&test, 0x00204000, "LT", "comment");
    in_all(&test, 0x00280034, "IS", "1\\1");
    in_all(&test, 0x60000022, "LO", "overlay");
    derived_case_write(&test);
    static const char *const none[] = {
        "(0009,",      "(0018,1120)", "(0018,9345)",          "(0020,1002)",          "(0020,4000)",
        "(0028,0034)", "(6000,",      "(0040,0275)[1](0009,", "(0040,0275)[1](6000,", "(0018,0088)"};
    for (size_t index = 0; index < sizeof none / sizeof none[0]; index++) {
        assert_none(&test, none[index]);
    }
    assert_line(&test, "(0040,0275)[1](0040,0007) LO Head CT");
    derived_case_end(&test);
}

static void references_to_nothing_are_dropped(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    for (int index = 0; index < SOURCES; index++) {
        DicomBytes studies = {0};
        dicom_bytes_open(&studies, 0x00081110);
        dicom_bytes_open_item(&studies);
        dicom_bytes_text(&studies, 0x00081150, "UI", "1.2.840.10008.3.1.2.3.1");
        dicom_bytes_text(&studies, 0x00081155, "UI", "");
        dicom_bytes_close_item(&studies);
        dicom_bytes_close(&studies);
        sample_take(&test.samples[index], 0x00081110, studies);
    }
    derived_case_write(&test);
    assert_none(&test, "(0008,1110)");
    derived_case_end(&test);
}

/* --- text --------------------------------------------------------------------------------------------- */

static void text_is_copied_byte_by_byte(void **state)
{
    (void)state;
    static const struct {
        const char *character_set, *name;
    } texts[] = {
        {"ISO_IR 192", "Wang^XiaoDong=\xE7\x8E\x8B^\xE5\xB0\x8F\xE6\x9D\xB1="},
        {"GB18030", "Wang^XiaoDong=\x90\x31\x5C\x5C^\xD0\xA1"},
        {"ISO 2022 IR 6\\ISO 2022 IR 87", "Yamada=\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B"},
        {"ISO 2022 IR 6\\ISO 2022 IR 149", "Hong=\x1B$)C\xFB\xF3^\x1B$)C\xD1\xCE\xD4\xD7"},
        {"ISO_IR 100", "Buc^J\xE9r\xF4me"},
        {"ISO_IR 144", "\xBB\xEEkc\x65\xDC\xD1yp\xD3"},
        {"ISO_IR 166", "\xB9\xD2\xC2"},
    };
    DerivedCase test = derived_case_begin(sample_ct);
    for (size_t index = 0; index < sizeof texts / sizeof texts[0]; index++) {
        char line[160];
        in_all(&test, 0x00080005, "CS", texts[index].character_set);
        in_all(&test, 0x00100010, "PN", texts[index].name);
        derived_case_write(&test);
        snprintf(line, sizeof line, "(0010,0010) PN %s", texts[index].name);
        assert_line(&test, line);
        snprintf(line, sizeof line, "(0008,0005) CS %s", texts[index].character_set);
        assert_line(&test, line);
    }
    derived_case_end(&test);
}

static void long_decimals_are_made_readable(void **state)
{
    (void)state;
    DerivedCase test = derived_case_begin(sample_ct);
    in_all(&test, 0x00101030, "DS", "70.123456789012222222");
    derived_case_write(&test);
    assert_line(&test, "(0010,1030) DS 70.1234567890122");
    derived_case_end(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_attributes_are_those_of_the_reference),
        cmocka_unit_test(kept_attributes_of_type_2_are_empty_when_missing),
        cmocka_unit_test(common_attributes_are_dropped_when_they_vary),
        cmocka_unit_test(attributes_that_differ_in_bytes_alone_are_common),
        cmocka_unit_test(odd_lengths_within_sequences_become_even),
        cmocka_unit_test(multi_energy_block_is_copied_whole_or_not_at_all),
        cmocka_unit_test(scanner_moves_to_contributing_equipment),
        cmocka_unit_test(what_is_not_allowed_is_left_behind),
        cmocka_unit_test(references_to_nothing_are_dropped),
        cmocka_unit_test(text_is_copied_byte_by_byte),
        cmocka_unit_test(long_decimals_are_made_readable),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
