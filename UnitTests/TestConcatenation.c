/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of concatenations that are missing are told, by the identifier of each. */
#include "Orthanc/Concatenation.h"

#include "Testing.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FILES = 8 };

/* "7:1/3" is part 1 of 3 of the concatenation 7; "-" is a file of none, "?" one that cannot be read. */
static void assert_remark(const char *files, const char *expected)
{
    MprDescription made[MOST_FILES] = {0};
    const MprDescription *descriptions[MOST_FILES];
    char remark[MPR_MESSAGE_SIZE];
    MprError error = {0};
    size_t count = 0;
    for (const char *file = files; *file != '\0'; file += strcspn(file, " "), file += *file == ' ') {
        MprDescription *one = &made[count];
        char *end = NULL;
        if (*file >= '0' && *file <= '9') {
            one->concatenation = strtoul(file, &end, 10);
            one->part = (unsigned)strtoul(end + 1, &end, 10);
            one->parts = (unsigned)strtoul(end + 1, &end, 10);
        }
        descriptions[count++] = *file == '?' ? NULL : one;
    }
    assert_true(mpr_concatenation_remark(descriptions, count, remark, &error));
    assert_string_equal(remark, expected);
}

static void whole_concatenations_should_not_be_spoken_of(void **state)
{
    (void)state;
    assert_remark("-", "");
    assert_remark("- ?", "");
    assert_remark("7:2/3 7:1/3 7:3/3", "");
    assert_remark("7:2/2 9:1/2 7:1/2 9:2/2 -", "");
    assert_remark("7:1/1", "");
    assert_remark("7:2/0 7:1/0", ""); /* nobody says of how many */
}

static void missing_parts_should_be_told(void **state)
{
    (void)state;
    assert_remark("7:1/3 7:3/3", "the series has 2 of the 3 parts of a concatenation; part 2 is missing");
    assert_remark("7:1/3 7:1/3 7:2/3 -",
                  "the series has 2 of the 3 parts of a concatenation; part 3 is missing");
    assert_remark("7:5/5 ?",
                  "the series has 1 of the 5 parts of a concatenation; part 1 and 3 others are missing");
    assert_remark("7:4/0 7:1/0 7:2/0",
                  "the series has 3 of the at least 4 parts of a concatenation; part 3 is missing");
    assert_remark("0:1/3 0:2/3", "the series has 2 of the 3 parts of a concatenation; part 3 is missing");
}

/* Part 2 of one is not that of another. */
static void parts_of_different_concatenations_should_not_stand_in_for_one_another(void **state)
{
    (void)state;
    assert_remark("7:1/2 9:2/2 9:1/2",
                  "the series has 1 of the 2 parts of a concatenation; part 2 is missing");
    assert_remark("7:1/2 9:2/2",
                  "the series has 1 of the 2 parts of a concatenation; part 2 is missing; parts of 1 "
                  "other concatenation are missing, too");
}

static void one_part_alone_should_say_so(void **state)
{
    (void)state;
    assert_remark("7:2/3",
                  "the image is part 2 of 3 of a concatenation; frames of the other parts are not used");
    assert_remark("7:2/0", "the image is part 2 of a concatenation; frames of the other parts are not used");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_concatenations_should_not_be_spoken_of),
        cmocka_unit_test(missing_parts_should_be_told),
        cmocka_unit_test(parts_of_different_concatenations_should_not_stand_in_for_one_another),
        cmocka_unit_test(one_part_alone_should_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
