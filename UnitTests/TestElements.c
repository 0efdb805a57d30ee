/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datasets walked element by element: what is whole, what is malformed, and the values of an element. */
#include "Testing.h"

#include "Dicom/ElementValue.h"
#include "DicomBytes.h"

#include <math.h>
#include <string.h>

/* In memory of exactly its size, so that a sanitizer sees the first byte behind it; frees the dataset. */
static MprElementsStep scanline(DicomBytes dataset, size_t size, size_t *count)
{
    unsigned char *exact = malloc(size + (size == 0));
    if (size > 0) {
        memcpy(exact, dataset.data, size);
    }
    MprElements elements = mpr_elements_of(exact, size);
    MprElement element;
    MprElementsStep step;
    *count = 0;
    while ((step = mpr_elements_next(&elements, &element)) == MPR_ELEMENTS_ELEMENT) {
        assert_true(element.start + element.size == elements.at);
        ++*count;
    }
    free(exact);
    free(dataset.data);
    return step;
}

static void assert_walked(DicomBytes dataset, size_t expected)
{
    size_t count = 0;
    assert_int_equal(scanline(dataset, dataset.size, &count), MPR_ELEMENTS_END);
    assert_int_equal(count, expected);
}

static void assert_malformed(DicomBytes dataset, size_t expected)
{
    size_t count = 0;
    assert_int_equal(scanline(dataset, dataset.size, &count), MPR_ELEMENTS_MALFORMED);
    assert_int_equal(count, expected);
}

static DicomBytes copy_of(const void *bytes, size_t size)
{
    DicomBytes copy = {0};
    dicom_bytes_raw(&copy, bytes, size);
    return copy;
}

static DicomBytes three_elements(void)
{
    DicomBytes dataset = {0};
    dicom_bytes_text(&dataset, 0x00080060, "CS", "CT");
    dicom_bytes_code(&dataset, 0x00082218, "T-D1100", "SRT", "Head");
    dicom_bytes_long(&dataset, 0x00091001, "UN", "1234", 4);
    return dataset;
}

static void elements_come_one_after_the_other(void **state)
{
    (void)state;
    assert_walked((DicomBytes){0}, 0);
    assert_walked(three_elements(), 3);
}

static void a_dataset_that_ends_within_an_element_is_malformed(void **state)
{
    (void)state;
    DicomBytes whole = three_elements();
    size_t ends[] = {0, 10, whole.size - 16, whole.size};
    for (size_t size = 0; size <= whole.size; size++) {
        bool is_end = false;
        size_t count = 0;
        for (size_t index = 0; index < sizeof ends / sizeof ends[0]; index++) {
            is_end = is_end || ends[index] == size;
        }
        const MprElementsStep step = scanline(copy_of(whole.data, whole.size), size, &count);
        assert_int_equal(step, is_end ? MPR_ELEMENTS_END : MPR_ELEMENTS_MALFORMED);
    }
    free(whole.data);
}

static void tags_ascend(void **state)
{
    (void)state;
    static const uint32_t tags[] = {0x00080060, 0x00080050, 0x00070060};
    for (size_t index = 0; index < sizeof tags / sizeof tags[0]; index++) {
        DicomBytes dataset = {0};
        dicom_bytes_text(&dataset, 0x00080060, "CS", "CT");
        dicom_bytes_text(&dataset, tags[index], "SH", "A1");
        assert_malformed(dataset, 1);
    }
}

static void what_the_standard_does_not_have_is_malformed(void **state)
{
    (void)state;
    static const unsigned char cases[][20] = {
        {8, 0, 0x60, 0, 'Z', 'Z', 2, 0, 'C', 'T'},                                       /* no VR */
        {8, 0, 0x60, 0, 'c', 's', 2, 0, 'C', 'T'},                                       /* nor this */
        {8, 0, 0x60, 0, 'C', 'S', 3, 0, 'C', 'T', ' '},                                  /* an odd length */
        {8, 0, 0x60, 0, 'U', 'N', 1, 0, 2, 0, 0, 0, 'C', 'T'},                           /* not reserved */
        {8, 0, 0x60, 0, 'U', 'N', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF},                         /* of no length */
        {8, 0, 0x60, 0, 'S', 'Q', 0, 0, 8, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0}, /* no item */
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        assert_malformed(copy_of(cases[index], sizeof cases[index]), 0);
    }
}

static DicomBytes nested(unsigned depth)
{
    DicomBytes dataset = {0};
    for (unsigned level = 0; level < depth; level++) {
        dicom_bytes_open(&dataset, 0x00400275);
        dicom_bytes_open_item(&dataset);
    }
    dicom_bytes_text(&dataset, 0x00400007, "LO", "Head");
    for (unsigned level = 0; level < depth; level++) {
        dicom_bytes_close_item(&dataset);
        dicom_bytes_close(&dataset);
    }
    return dataset;
}

static void sequences_nest_so_deep_and_no_deeper(void **state)
{
    (void)state;
    for (unsigned depth = 0; depth <= MPR_ELEMENTS_DEPTH; depth++) {
        assert_walked(nested(depth), 1);
    }
    assert_malformed(nested(MPR_ELEMENTS_DEPTH + 1), 0);
    assert_malformed(nested(1000), 0);
}

static void items_are_datasets(void **state)
{
    (void)state;
    DicomBytes dataset = {0};
    dicom_bytes_code(&dataset, 0x00082218, "T-D1100", "SRT", "Head");
    MprElements elements = mpr_elements_of(dataset.data, dataset.size);
    MprElements item;
    MprElement sequence;
    MprElement element;
    assert_int_equal(mpr_elements_next(&elements, &sequence), MPR_ELEMENTS_ELEMENT);
    assert_int_equal(sequence.value_size + 12 + 8, sequence.size); /* a head, a delimiter */
    assert_true(mpr_elements_item(&sequence.value, &sequence.value_size, &item));
    assert_int_equal(mpr_elements_next(&item, &element), MPR_ELEMENTS_ELEMENT);
    assert_true(mpr_text_is(mpr_element_text(&element), "T-D1100"));
    assert_int_equal(mpr_elements_next(&item, &element), MPR_ELEMENTS_ELEMENT);
    assert_int_equal(mpr_elements_next(&item, &element), MPR_ELEMENTS_ELEMENT);
    assert_int_equal(mpr_elements_next(&item, &element), MPR_ELEMENTS_END);
    assert_false(mpr_elements_item(&sequence.value, &sequence.value_size, &item));
    free(dataset.data);
}

/* --- values -------------------------------------------------------------------------------------------- */

static MprElement element_of(uint16_t vr, const void *value, size_t size)
{
    return (MprElement){.vr = vr, .value = value, .value_size = size};
}

static void text_is_taken_value_by_value(void **state)
{
    (void)state;
    static const char *const expected[] = {"", "a b", "", "c", ""};
    const MprElement element = element_of(MPR_VR_CS, " \\ a b \\\\c\\\0 ", 12);
    MprText rest = mpr_element_text(&element);
    MprText part;
    for (size_t index = 0; index < sizeof expected / sizeof expected[0]; index++) {
        assert_true(mpr_text_take(&rest, &part));
        assert_true(mpr_text_is(part, expected[index]));
    }
    assert_false(mpr_text_take(&rest, &part));
    const MprElement sequence = element_of(MPR_VR_SQ, "text", 4);
    assert_int_equal(mpr_element_text(&sequence).size, 0);
}

static void numbers_are_read_by_their_vr(void **state)
{
    (void)state;
    static const struct {
        uint16_t vr;
        const char *value;
        size_t size;
        double expected;
    } cases[] = {
        {MPR_VR_US, "\xFE\xFF", 2, 65534},
        {MPR_VR_SS, "\xFE\xFF", 2, -2},
        {MPR_VR_UL, "\xFE\xFF\xFF\xFF", 4, 4294967294.0},
        {MPR_VR_SL, "\xFE\xFF\xFF\xFF", 4, -2},
        {MPR_VR_FL, "\0\0\xC0\x3F", 4, 1.5},
        {MPR_VR_FD, "\0\0\0\0\0\0\x04\xC0", 8, -2.5},
        {MPR_VR_DS, " -1.25e1 ", 9, -12.5},
        {MPR_VR_IS, "7 ", 2, 7},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        const MprElement element = element_of(cases[index].vr, cases[index].value, cases[index].size);
        double number = NAN;
        assert_true(mpr_element_number(&element, 0, &number));
        assert_true(number == cases[index].expected);
        assert_false(mpr_element_number(&element, 1, &number));
    }
}

static void what_is_no_number_is_not_there(void **state)
{
    (void)state;
    const MprElement none[] = {element_of(MPR_VR_FD, "\0\0\0\0\0\0\xF0\x7F", 8), /* infinite */
                               element_of(MPR_VR_US, "\1", 1),
                               element_of(MPR_VR_LO, "1 ", 2),
                               element_of(MPR_VR_DS, "1,5 ", 4),
                               {0}};
    double numbers[3];
    for (size_t index = 0; index < sizeof none / sizeof none[0]; index++) {
        assert_false(mpr_element_number(&none[index], 0, numbers));
    }
    const MprElement two = element_of(MPR_VR_DS, "0.5\\0.25", 8);
    assert_true(mpr_element_numbers(&two, 2, numbers));
    assert_true(numbers[0] == 0.5 && numbers[1] == 0.25);
    assert_false(mpr_element_numbers(&two, 1, numbers));
    assert_false(mpr_element_numbers(&two, 3, numbers));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_come_one_after_the_other),
        cmocka_unit_test(a_dataset_that_ends_within_an_element_is_malformed),
        cmocka_unit_test(tags_ascend),
        cmocka_unit_test(what_the_standard_does_not_have_is_malformed),
        cmocka_unit_test(sequences_nest_so_deep_and_no_deeper),
        cmocka_unit_test(items_are_datasets),
        cmocka_unit_test(text_is_taken_value_by_value),
        cmocka_unit_test(numbers_are_read_by_their_vr),
        cmocka_unit_test(what_is_no_number_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
