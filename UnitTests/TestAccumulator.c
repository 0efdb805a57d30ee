/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is put on an accumulator, run by run, against a picture that is painted whole. */
#include "Resample/Accumulator.h"

#include "Testing.h"

#include <math.h>

enum { ROWS = 5, COLUMNS = 100, COUNT = ROWS * COLUMNS };

/* Runs in any order, side by side, apart or one over another; some of their values are holes. */
static void paint(MprAccumulator *accumulator, uint64_t *random, float *expected)
{
    for (uint32_t runs = testing_one_of(random, 12); runs > 0; runs--) {
        const uint32_t row = testing_one_of(random, ROWS);
        const uint32_t first = testing_one_of(random, COLUMNS);
        const uint32_t end =
            first + testing_one_of(random, testing_one_of(random, 2) == 0 ? 8 : COLUMNS - first + 1);
        float values[COLUMNS];
        if (end > COLUMNS) {
            continue;
        }
        for (size_t at = first; at < end; at++) {
            values[at] = testing_one_of(random, 9) == 0 ? NAN : (float)testing_one_of(random, 1000);
            expected[row * COLUMNS + at] = values[at];
        }
        mpr_accumulator_expect(accumulator, row, first, end);
        mpr_accumulator_add(accumulator, &mpr_kernels_plain, row * COLUMNS + first, values + first,
                            end - first);
    }
}

static void holes_should_be_where_nothing_was_put(void **state)
{
    (void)state;
    uint64_t random = 8;
    for (int round = 0; round < 20000; round++) {
        float values[COUNT];
        float expected[COUNT];
        MprAccumulator accumulator;
        MprError error;
        for (size_t at = 0; at < COUNT; at++) {
            values[at] = 12345.0F; /* what memory happens to hold */
            expected[at] = NAN;
        }
        assert_true(mpr_accumulator_create(values, ROWS, COLUMNS, MPR_PROJECTION_NONE, 1, false, &accumulator,
                                           &error));
        paint(&accumulator, &random, expected);
        mpr_accumulator_finish(&accumulator);
        for (size_t at = 0; at < COUNT; at++) {
            assert_true(isnan(expected[at]) ? isnan(values[at]) : values[at] == expected[at]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(holes_should_be_where_nothing_was_put)};
    return cmocka_run_group_tests_name("Accumulator", tests, NULL, NULL);
}
