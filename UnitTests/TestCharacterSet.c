/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8 into the character sets of DICOM: the bytes of examples in PS3.5, and what is in no set. */
#include "Testing.h"

#include "Dicom/CharacterSet.h"

#include <string.h>

static void assert_encoded(const char *text, const char *sets, const char *wanted)
{
    char bytes[64];
    MprError error = {0};
    if (!mpr_character_set_encode(text, sets, "Text", bytes, sizeof bytes, &error)) {
        fail_msg("%s in %s: %s", text, sets, error.message);
    }
    if (strcmp(bytes, wanted) != 0) {
        fail_msg("%s in %s has other bytes", text, sets);
    }
}

static void assert_refused(const char *text, const char *sets, size_t size, const char *sentence)
{
    char bytes[64];
    MprError error = {0};
    assert_false(mpr_character_set_encode(text, sets, "Text", bytes, size, &error));
    assert_int_equal(error.status, MPR_UNSUITABLE);
    assert_non_null(strstr(error.message, sentence));
    assert_string_equal(bytes, "");
}

static void sets_of_one_byte_are_written_as_they_are(void **state)
{
    (void)state;
    assert_encoded("cor 12\xC2\xB0", "ISO_IR 100", "cor 12\xB0");
    assert_encoded("\xC5\x82", "ISO_IR 101", "\xB3");                         /* l with a stroke */
    assert_encoded("\xD0\x9B\xD1\x8E\xD0\xBA", "ISO_IR 144", "\xBB\xEE\xDA"); /* Lyuk */
    assert_encoded("\xEF\xBD\xB1 x", "ISO_IR 13", "\xB1 x");                  /* half-width a */
    assert_encoded("\xE0\xB8\x81", "ISO_IR 166", "\xA1");
    assert_encoded("\xE2\x82\xAC", "ISO_IR 203", "\xA4");
    assert_encoded("\xC2\xB0\xE5\xB1\xB1", "ISO_IR 192", "\xC2\xB0\xE5\xB1\xB1");
    assert_encoded("\xE7\x8E\x8B", "GB18030", "\xCD\xF5");
    assert_encoded("\xE7\x8E\x8B", "GBK", "\xCD\xF5");
    assert_encoded("plain", "", "plain");
    assert_encoded("plain", "ISO_IR 6", "plain");
}

/* PS3.5 H.3 and I.2: names, with the escape sequences of the standard. */
static void lists_switch_by_escape_sequences_and_come_back(void **state)
{
    (void)state;
    assert_encoded("a \xE5\xB1\xB1\xE7\x94\xB0 b", "\\ISO 2022 IR 87", "a \033$B;3ED\033(B b");
    assert_encoded("\xE5\xB1\xB1", "\\ISO 2022 IR 87", "\033$B;3\033(B");
    assert_encoded("\xEF\xBE\x94\xE5\xB1\xB1", "ISO 2022 IR 13\\ISO 2022 IR 87", "\xD4\033$B;3\033(J");
    assert_encoded("\xE4\xB8\x82", "\\ISO 2022 IR 159", "\033$(D0!\033(B");
    assert_encoded("\xEA\xB9\x80 x", "\\ISO 2022 IR 149", "\033$)C\xB1\xE8 x");
    assert_encoded("\xE5\xBC\xA0", "\\ISO 2022 IR 58", "\033$)A\xD5\xC5");
    assert_encoded("\xC3\xA4\xD0\x9B\xC3\xA4", "ISO 2022 IR 100\\ISO 2022 IR 144",
                   "\xE4\033-L\xBB\033-A\xE4");
    assert_encoded("\xD0\x9B", "ISO 2022 IR 100\\ISO 2022 IR 144", "\033-L\xBB\033-A");
}

/* Vendors write names of their own; ASCII is the same in all of them. */
static void ascii_needs_no_set_that_is_known(void **state)
{
    (void)state;
    assert_encoded("axial MPR", "ISO_IR 999", "axial MPR");
    assert_encoded("", "iso_ir 100\\utf-8", "");
    assert_encoded("a\xC3\xA4", "ISO 2022 IR 100\\latin1", "a\xE4");
}

static void what_is_in_no_set_is_named(void **state)
{
    (void)state;
    assert_refused("ab\xC2\xB0", "", 64,
                   "the character \"\xC2\xB0\" is not in the character set of the images, which is ASCII");
    assert_refused("\xE5\xB1\xB1", "ISO_IR 100", 64,
                   "\"\xE5\xB1\xB1\" is not in the character set of the images, \"ISO_IR 100\"");
    assert_refused("a~", "ISO_IR 13", 64, "\"~\"");
    assert_refused("\xC2\xB0", "ISO_IR 144", 64, "ISO_IR 144"); /* Cyrillic has no degree sign */
    assert_refused("a\xC3\xA4", "ISO_IR 999", 64,
                   "\"\xC3\xA4\" cannot be written in the character set of the images, \"ISO_IR 999\", which "
                   "is not known here");
    assert_refused("\xE2\x82\xAC", "ISO_IR 100", 64, "is not in the character set");
    assert_refused("\xE5\xB1\xB1", "\\ISO 2022 IR 87", 8,
                   "Text is too long in the character set of the images: 7 bytes");
}

static void ascii_has_several_names(void **state)
{
    (void)state;
    assert_true(mpr_character_set_is_ascii(""));
    assert_true(mpr_character_set_is_ascii("ISO_IR 6"));
    assert_true(mpr_character_set_is_ascii("ISO 2022 IR 6"));
    assert_false(mpr_character_set_is_ascii("ISO_IR 100"));
    assert_false(mpr_character_set_is_ascii("\\ISO 2022 IR 87"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_of_one_byte_are_written_as_they_are),
        cmocka_unit_test(lists_switch_by_escape_sequences_and_come_back),
        cmocka_unit_test(ascii_needs_no_set_that_is_known),
        cmocka_unit_test(what_is_in_no_set_is_named),
        cmocka_unit_test(ascii_has_several_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
