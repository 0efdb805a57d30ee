/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors and notes: whatever is put in, the sentence is whole, ends and is UTF-8. */
#include "Base/Error.h"

#include "Testing.h"

#include <string.h>

static void failing_should_set_status_and_message_and_return_false(void **state)
{
    (void)state;
    MprError error = {0};
    assert_false(mpr_fail(&error, MPR_UNSUITABLE, "slices %u and %u are %.1f mm apart", 12U, 13U, 9.1));
    assert_int_equal(error.status, MPR_UNSUITABLE);
    assert_string_equal(error.message, "slices 12 and 13 are 9.1 mm apart");
}

static void a_later_failure_should_replace_an_earlier_one(void **state)
{
    (void)state;
    MprError error = {0};
    mpr_fail(&error, MPR_INTERNAL, "a long sentence that must leave nothing behind");
    mpr_fail(&error, MPR_BUSY, "short");
    assert_int_equal(error.status, MPR_BUSY);
    assert_string_equal(error.message, "short");
}

/* True when every character that text begins is also ended (RFC 3629). */
static bool is_whole_utf8(const char *text)
{
    for (size_t index = 0; text[index] != '\0';) {
        const unsigned char lead = (unsigned char)text[index++];
        const int rest = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
        if (lead >= 0x80 && lead < 0xC0) {
            return false;
        }
        for (int byte = 0; byte < rest; byte++) {
            if (((unsigned char)text[index++] & 0xC0) != 0x80) {
                return false;
            }
        }
    }
    return true;
}

static void a_cut_message_should_end_between_characters(void **state)
{
    (void)state;
    static const char *const characters[] = {"a", "\xC3\xA9", "\xE6\xAD\xA3", "\xF0\x9F\xA6\xB4"};
    for (size_t width = 1; width <= 4; width++) {
        for (size_t shift = 0; shift < 4; shift++) {
            char text[4 * MPR_MESSAGE_SIZE + 8] = "xxx";
            size_t length = shift;
            while (length < MPR_MESSAGE_SIZE + 20) {
                memcpy(text + length, characters[width - 1], width);
                length += width;
            }
            text[length] = '\0';
            MprError error = {0};
            mpr_fail(&error, MPR_BAD_REQUEST, "%s", text);
            const size_t kept = strlen(error.message);
            assert_true(is_whole_utf8(error.message));
            assert_memory_equal(error.message, text, kept);
            assert_true(kept + width >= MPR_MESSAGE_SIZE); /* no more than one character was given up */
        }
    }
}

static void a_message_that_just_fits_should_keep_its_last_character(void **state)
{
    (void)state;
    char text[MPR_MESSAGE_SIZE];
    memset(text, 'x', sizeof text);
    memcpy(text + MPR_MESSAGE_SIZE - 3, "\xC3\xA9", 3);
    MprError error = {0};
    mpr_fail(&error, MPR_BAD_REQUEST, "%s", text);
    assert_string_equal(error.message, text);
}

static void a_subject_should_go_in_front_and_keep_the_status(void **state)
{
    (void)state;
    MprError error = {0};
    mpr_fail(&error, MPR_UNSUITABLE, "the pixel data end after 12 bytes");
    assert_false(mpr_fail_about(&error, "instance 7"));
    assert_int_equal(error.status, MPR_UNSUITABLE);
    assert_string_equal(error.message, "instance 7: the pixel data end after 12 bytes");
}

static void subjects_without_end_should_not_write_beyond_the_message(void **state)
{
    (void)state;
    MprError error = {0};
    mpr_fail(&error, MPR_INTERNAL, "%s", "");
    for (int round = 0; round < 100; round++) {
        mpr_fail_about(&error, "\xE6\xAD\xA3%s%n");
        assert_true(strlen(error.message) < MPR_MESSAGE_SIZE);
        assert_true(is_whole_utf8(error.message));
    }
}

static void notes_beyond_the_capacity_should_be_counted_only(void **state)
{
    (void)state;
    struct {
        MprNotes notes;
        char guard[64];
    } held;
    memset(&held, 0, sizeof held);
    for (unsigned note = 0; note < 10U * MPR_NOTES_CAPACITY; note++) {
        mpr_notes_add(&held.notes, "note %u", note);
    }
    assert_int_equal(held.notes.count, 10 * MPR_NOTES_CAPACITY);
    assert_string_equal(held.notes.text[0], "note 0");
    assert_string_equal(held.notes.text[MPR_NOTES_CAPACITY - 1], "note 23");
    for (size_t byte = 0; byte < sizeof held.guard; byte++) {
        assert_int_equal(held.guard[byte], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failing_should_set_status_and_message_and_return_false),
        cmocka_unit_test(a_later_failure_should_replace_an_earlier_one),
        cmocka_unit_test(a_cut_message_should_end_between_characters),
        cmocka_unit_test(a_message_that_just_fits_should_keep_its_last_character),
        cmocka_unit_test(a_subject_should_go_in_front_and_keep_the_status),
        cmocka_unit_test(subjects_without_end_should_not_write_beyond_the_message),
        cmocka_unit_test(notes_beyond_the_capacity_should_be_counted_only),
    };
    return cmocka_run_group_tests_name("Error", tests, NULL, NULL);
}
