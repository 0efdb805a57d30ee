/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever bytes come in, what goes out is one line of valid UTF-8, and clean texts stay as they are. */
#include "Base/Text.h"

#include "Testing.h"

#include <errno.h>
#include <string.h>

static void assert_cleaned(const char *text, const char *expected)
{
    char copy[128];
    assert_true(strlen(text) < sizeof copy);
    memcpy(copy, text, strlen(text) + 1);
    mpr_text_clean(copy);
    assert_string_equal(copy, expected);
}

static void control_characters_should_become_question_marks(void **state)
{
    (void)state;
    assert_cleaned("12\nE0101 00:00:00 forged", "12?E0101 00:00:00 forged");
    assert_cleaned("\r\t\x1B[31m\x7F", "???[31m?");
    assert_cleaned("\xC2\x85|\xE2\x80\xA8|\xE2\x80\xA9|\xE2\x80\xAE|\xE2\x81\xA6|\xE2\x80\x8F",
                   "?|?|?|?|?|?");
    assert_cleaned("\xEF\xBB\xBF|\xC2\xAD|\xE2\x80\x8B|\xF3\xA0\x80\xA0|", "?|?|?|?|"); /* not seen */
}

static void other_characters_should_stay(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "abc 123", "\xC3\xA9\xC2\xA0", "\xE6\xAD\xA3\xE3\x81\x8B", "\xF0\x9F\xA6\xB4", "\xEF\xBF\xBD"};
    for (size_t index = 0; index < sizeof texts / sizeof *texts; index++) {
        assert_cleaned(texts[index], texts[index]);
    }
}

static void what_is_no_character_should_become_question_marks(void **state)
{
    (void)state;
    assert_cleaned("\xE9t\xE9 ", "?t? ");                          /* Latin 1 */
    assert_cleaned("\xC0\xAF|\xE0\x80\xAF|", "??|???|");           /* longer than needed */
    assert_cleaned("\xED\xA0\x80|\xF4\x90\x80\x80|", "???|????|"); /* a surrogate, beyond the last */
    assert_cleaned("\xFF\xFE|\x80", "??|?");
}

static void a_character_that_is_cut_off_should_be_dropped(void **state)
{
    (void)state;
    assert_cleaned("a\xC3", "a");
    assert_cleaned("a\xE6\xAD", "a");
    assert_cleaned("a\xF0\x9F\xA6", "a");
    assert_cleaned("a\xF0\x9F\xA6|", "a???|");
}

/* A second decoder, written from RFC 3629's grammar. */
static size_t valid_length(const unsigned char *at)
{
    static const struct {
        unsigned char first, last, low, high;
        size_t length;
    } forms[] = {
        {0x20, 0x7E, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t form = 0; form < sizeof forms / sizeof *forms; form++) {
        if (at[0] >= forms[form].first && at[0] <= forms[form].last) {
            const size_t length = forms[form].length;
            bool is_valid = length == 1 || (at[1] >= forms[form].low && at[1] <= forms[form].high);
            for (size_t index = 2; is_valid && index < length; index++) {
                is_valid = at[index] >= 0x80 && at[index] <= 0xBF;
            }
            return is_valid ? length : 0;
        }
    }
    return 0;
}

static void any_bytes_should_become_one_line_of_valid_utf_8(void **state)
{
    (void)state;
    static const unsigned char often[] = {0xC2, 0x85, 0xE2, 0x80, 0xA8, 0xF0,
                                          0x9F, 0xED, 0xA0, '\n', 'a',  0xBF};
    uint64_t random = 1;
    for (int turn = 0; turn < 100000; turn++) {
        char text[24];
        char again[24];
        const size_t length = testing_one_of(&random, sizeof text);
        for (size_t index = 0; index < length; index++) {
            const uint32_t any = 1 + testing_one_of(&random, 255);
            text[index] =
                (char)(testing_one_of(&random, 2) ? any : often[testing_one_of(&random, sizeof often)]);
        }
        text[length] = '\0';
        mpr_text_clean(text);
        assert_true(strlen(text) <= length);
        for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
            const size_t valid = valid_length(at);
            assert_true(valid > 0);
            at += valid;
        }
        memcpy(again, text, sizeof again);
        mpr_text_clean(again);
        assert_string_equal(again, text);
    }
}

static void an_errno_should_be_said_in_english(void **state)
{
    (void)state;
    assert_string_equal(mpr_text_of_errno(ENOENT), "No such file or directory");
    assert_non_null(strstr(mpr_text_of_errno(123456), "123456"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_characters_should_become_question_marks),
        cmocka_unit_test(other_characters_should_stay),
        cmocka_unit_test(what_is_no_character_should_become_question_marks),
        cmocka_unit_test(a_character_that_is_cut_off_should_be_dropped),
        cmocka_unit_test(any_bytes_should_become_one_line_of_valid_utf_8),
        cmocka_unit_test(an_errno_should_be_said_in_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
