/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Siemens' private header in both forms, whole, cut and with any size in it. */
#include "Testing.h"

#include "Dicom/Csa.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    unsigned char bytes[2048];
    size_t size;
    bool is_second;
    uint32_t first_items;
} Header;

static void add_number(Header *header, uint32_t number)
{
    for (int byte = 0; byte < 4; byte++) {
        header->bytes[header->size++] = (unsigned char)(number >> (8 * byte));
    }
}

static Header start(bool is_second, uint32_t entries)
{
    Header header = {.is_second = is_second};
    if (is_second) {
        memcpy(header.bytes, "SV10\4\3\2\1", 8);
        header.size = 8;
    }
    add_number(&header, entries);
    add_number(&header, 77);
    return header;
}

static void add_entry(Header *header, const char *name, uint32_t items)
{
    const bool is_first = header->size <= 16;
    snprintf((char *)header->bytes + header->size, 64, "%s", name);
    header->size += 64;
    add_number(header, items);
    add_number(header, 0x00005344); /* DS */
    add_number(header, 3);
    add_number(header, items);
    add_number(header, 77);
    header->first_items = is_first ? items : header->first_items;
}

static void add_item(Header *header, const char *text)
{
    const uint32_t size = text[0] != '\0' ? (uint32_t)strlen(text) + 1 : 0;
    add_number(header, header->is_second ? size : size + header->first_items);
    add_number(header, size);
    add_number(header, 77);
    add_number(header, size);
    memcpy(header->bytes + header->size, text, size);
    header->size += (size + 3) / 4 * 4;
}

static Header normal_header(bool is_second)
{
    Header header = start(is_second, 3);
    add_entry(&header, "EchoLinePosition", 2);
    add_item(&header, "35");
    add_item(&header, "");
    add_entry(&header, "NumberOfImagesInMosaic", 1);
    add_item(&header, "48  ");
    add_entry(&header, "SliceNormalVector", 3);
    add_item(&header, "0.00000000");
    add_item(&header, "0.00523632");
    add_item(&header, "-0.99998629");
    return header;
}

static void csa_should_give_numbers_of_both_forms(void **state)
{
    (void)state;
    for (int form = 0; form < 2; form++) {
        const Header header = normal_header(form == 1);
        double numbers[3] = {0};
        assert_true(mpr_csa_numbers(header.bytes, header.size, "NumberOfImagesInMosaic", 1, numbers));
        assert_true(numbers[0] == 48.0);
        assert_true(mpr_csa_numbers(header.bytes, header.size, "SliceNormalVector", 3, numbers));
        assert_true(numbers[0] == 0.0 && numbers[1] == 0.00523632 && numbers[2] == -0.99998629);
    }
}

static void csa_should_not_guess(void **state)
{
    (void)state;
    const Header header = normal_header(true);
    double numbers[4] = {0};
    assert_false(mpr_csa_numbers(header.bytes, header.size, "SliceNormal", 3, numbers));
    assert_false(mpr_csa_numbers(header.bytes, header.size, "SliceNormalVector", 4, numbers));
    assert_false(mpr_csa_numbers(header.bytes, header.size, "EchoLinePosition", 2, numbers));
    assert_false(mpr_csa_numbers(NULL, 0, "SliceNormalVector", 3, numbers));
}

/* The last entry is wanted, so every cut takes something of it; behind the text may be padding. */
static void csa_should_refuse_what_is_cut(void **state)
{
    (void)state;
    for (int form = 0; form < 2; form++) {
        const Header header = normal_header(form == 1);
        double numbers[3];
        for (size_t size = 0; size < header.size - 4; size++) {
            unsigned char *exact = malloc(size + 1);
            memcpy(exact, header.bytes, size);
            assert_false(mpr_csa_numbers(exact, size, "SliceNormalVector", 3, numbers));
            free(exact);
        }
    }
}

static void csa_should_survive_any_size(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {0, 1, 77, 0x7FFFFFFF, 0x80000000u, 0xFFFFFFFFu};
    for (int form = 0; form < 2; form++) {
        const Header good = normal_header(form == 1);
        for (size_t at = 0; at + 4 <= good.size; at += 4) {
            for (size_t index = 0; index < sizeof sizes / sizeof sizes[0]; index++) {
                Header bad = good;
                double numbers[3] = {0};
                bad.size = at;
                add_number(&bad, sizes[index]);
                if (mpr_csa_numbers(bad.bytes, good.size, "SliceNormalVector", 3, numbers)) {
                    assert_true(numbers[0] == numbers[0]);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csa_should_give_numbers_of_both_forms),
        cmocka_unit_test(csa_should_not_guess),
        cmocka_unit_test(csa_should_refuse_what_is_cut),
        cmocka_unit_test(csa_should_survive_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
