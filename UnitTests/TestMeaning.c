/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What elements say, apart from how they were written. */
#include "Testing.h"

#include "Dicom/Identity.h"
#include "Dicom/Meaning.h"
#include "DicomBytes.h"

#include <string.h>

enum { REGION = 0x00082218, ITEM_HEAD = 8, LONG_HEAD = 12 };

/* A sequence of one item with defined lengths. */
static void put_defined(DicomBytes *bytes, const char *meaning)
{
    DicomBytes open = {0};
    dicom_bytes_code(&open, REGION, "T-D1100", "SRT", meaning);
    const uint32_t content = (uint32_t)open.size - LONG_HEAD - 3 * ITEM_HEAD;
    const uint32_t whole = content + ITEM_HEAD;
    DicomBytes sequence = {0};
    dicom_bytes_long(&sequence, REGION, "SQ", NULL, UINT32_MAX);
    memcpy(sequence.data + LONG_HEAD - 4, &whole, 4);
    dicom_bytes_raw(&sequence, open.data + LONG_HEAD, 4);
    dicom_bytes_raw(&sequence, &content, 4);
    dicom_bytes_raw(&sequence, open.data + LONG_HEAD + ITEM_HEAD, content);
    dicom_bytes_raw(bytes, sequence.data, sequence.size);
    free(open.data);
    free(sequence.data);
}

static DicomBytes padded(const char *text, char padding)
{
    DicomBytes bytes = {0};
    dicom_bytes_text(&bytes, 0x00181030, "LO", text);
    bytes.data[bytes.size - 1] = (unsigned char)padding;
    return bytes;
}

/* Both ways of comparing agree; frees the datasets. */
static bool are_same(DicomBytes one, DicomBytes other)
{
    unsigned char digests[2][MPR_DIGEST_SIZE];
    MprError error = {0};
    MprElement a;
    MprElement b;
    MprElements of_one = mpr_elements_of(one.data, one.size);
    MprElements of_other = mpr_elements_of(other.data, other.size);
    assert_int_equal(mpr_elements_next(&of_one, &a), MPR_ELEMENTS_ELEMENT);
    assert_int_equal(mpr_elements_next(&of_other, &b), MPR_ELEMENTS_ELEMENT);
    const bool is_same = mpr_meaning_is_same(&a, &b);
    const MprBuffer blocks[2] = {{.data = one.data, .size = one.size},
                                 {.data = other.data, .size = other.size}};
    for (int index = 0; index < 2; index++) {
        assert_true(mpr_identity_digest_dataset(&blocks[index], digests[index], &error));
    }
    assert_int_equal(memcmp(digests[0], digests[1], MPR_DIGEST_SIZE) == 0, is_same);
    free(one.data);
    free(other.data);
    return is_same;
}

static void padding_means_nothing_and_text_does(void **state)
{
    (void)state;
    assert_true(are_same(padded("Neck ", ' '), padded("Neck ", '\0')));
    assert_true(are_same(padded("Neck  ", ' '), padded("Neck", 'k')));
    assert_false(are_same(padded("Neck", 'k'), padded("Nec", ' ')));
    assert_false(are_same(padded(" Neck", ' '), padded("Neck", 'k')));
}

static DicomBytes region(bool is_defined, const char *meaning)
{
    DicomBytes bytes = {0};
    if (is_defined) {
        put_defined(&bytes, meaning);
    } else {
        dicom_bytes_code(&bytes, REGION, "T-D1100", "SRT", meaning);
    }
    return bytes;
}

static void lengths_of_sequences_mean_nothing_and_items_do(void **state)
{
    (void)state;
    assert_true(are_same(region(true, "Head"), region(false, "Head")));
    assert_false(are_same(region(true, "Head"), region(false, "Neck")));
    DicomBytes empty = {0};
    dicom_bytes_open(&empty, REGION);
    dicom_bytes_close(&empty);
    assert_false(are_same(region(true, "Head"), empty));
}

static DicomBytes binary(uint32_t tag, const void *data, uint32_t size)
{
    DicomBytes bytes = {0};
    dicom_bytes_long(&bytes, tag, "OB", data, size);
    return bytes;
}

/* Zeros at the end of numbers are numbers. */
static void binary_values_are_not_padded(void **state)
{
    (void)state;
    assert_true(are_same(binary(0x00420011, "ab\0\0", 4), binary(0x00420011, "ab\0\0", 4)));
    assert_false(are_same(binary(0x00420011, "ab\0\0", 4), binary(0x00420011, "ab", 2)));
    assert_false(are_same(binary(0x00420011, "ab", 2), binary(0x00420012, "ab", 2)));
}

static DicomBytes with_syntax(const char *syntax, const char *photometric, const char *thickness)
{
    DicomBytes bytes = {0};
    dicom_bytes_text(&bytes, 0x00020010, "UI", syntax);
    dicom_bytes_text(&bytes, 0x00180050, "DS", thickness);
    dicom_bytes_text(&bytes, 0x00280004, "CS", photometric);
    return bytes;
}

static void the_encoding_of_pixels_does_not_count(void **state)
{
    (void)state;
    const DicomBytes blocks[] = {with_syntax(DICOM_EXPLICIT, "RGB", "2"),
                                 with_syntax(DICOM_RLE, "YBR_FULL", "2.0"),
                                 with_syntax(DICOM_RLE, "YBR_FULL", "2 ")};
    unsigned char digests[3][MPR_DIGEST_SIZE];
    MprError error = {0};
    for (int index = 0; index < 3; index++) {
        const MprBuffer block = {.data = blocks[index].data, .size = blocks[index].size};
        assert_true(mpr_identity_digest_dataset(&block, digests[index], &error));
        free(blocks[index].data);
    }
    assert_memory_equal(digests[0], digests[2], MPR_DIGEST_SIZE);
    assert_memory_not_equal(digests[0], digests[1], MPR_DIGEST_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(padding_means_nothing_and_text_does),
        cmocka_unit_test(lengths_of_sequences_mean_nothing_and_items_do),
        cmocka_unit_test(binary_values_are_not_padded),
        cmocka_unit_test(the_encoding_of_pixels_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
