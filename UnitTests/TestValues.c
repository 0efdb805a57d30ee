/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Range, levels and rounding of many values against those of one value after the other. */
#include "Output/Values.h"

#include "Testing.h"

#include <math.h>
#include <string.h>

enum { COUNT = 1000 };

/* Some are holes, some are half-way between whole numbers, some beyond what 16 bits hold. */
static void random_values(uint64_t *random, float *values)
{
    for (size_t at = 0; at < COUNT; at++) {
        const float value = (float)testing_random_between(random, -1e5, 1e5);
        const uint64_t kind = testing_random(random) % 5;
        values[at] = kind == 0 ? NAN : kind == 1 ? floorf(value) + 0.5F : kind < 4 ? value / 500 : value;
    }
}

static void range_should_be_that_of_the_values_that_are_no_holes(void **state)
{
    (void)state;
    uint64_t random = 5;
    float values[COUNT];
    for (size_t count = 0; count < COUNT; count += 7) {
        float least = INFINITY;
        float most = -INFINITY;
        random_values(&random, values);
        for (size_t at = 0; at < count; at++) {
            least = fminf(least, values[at]);
            most = fmaxf(most, values[at]);
        }
        const MprRange range = mpr_values_range(values, count);
        assert_true(range.least == least && range.most == most);
    }
}

static void levels_should_be_counted_one_by_one(void **state)
{
    (void)state;
    static uint32_t bins[MPR_VALUE_BINS];
    static uint32_t expected[MPR_VALUE_BINS];
    uint64_t random = 6;
    float values[COUNT];
    MprError error;
    for (size_t count = 10; count < COUNT; count += 90) {
        random_values(&random, values);
        const MprRange range = mpr_values_range(values, count);
        const float per_value = (float)MPR_VALUE_BINS / (range.most - range.least);
        memset(expected, 0, sizeof expected);
        for (size_t at = 0; at < count; at++) {
            if (!isnan(values[at])) {
                const float place = (values[at] - range.least) * per_value;
                expected[place < MPR_VALUE_BINS - 1 ? (size_t)place : MPR_VALUE_BINS - 1]++;
            }
        }
        assert_true(mpr_values_count(values, count, range, bins, &error));
        assert_memory_equal(bins, expected, sizeof bins);
    }
}

static double stored_at(const void *stored, MprPixelType type, size_t at)
{
    switch (type) {
    case MPR_PIXEL_UINT8:
        return ((const uint8_t *)stored)[at];
    case MPR_PIXEL_INT8:
        return ((const int8_t *)stored)[at];
    case MPR_PIXEL_UINT16:
        return ((const uint16_t *)stored)[at];
    default:
        return ((const int16_t *)stored)[at];
    }
}

static void values_should_be_rounded_to_nearest_and_clamped(void **state)
{
    (void)state;
    static const MprRounding limits[] = {[MPR_PIXEL_UINT8] = {.low = 0, .high = 255, .fill = 3},
                                         [MPR_PIXEL_INT8] = {.low = -128, .high = 127, .fill = -128},
                                         [MPR_PIXEL_UINT16] = {.low = 0, .high = 65535, .fill = 0},
                                         [MPR_PIXEL_INT16] = {.low = -32768, .high = 32767, .fill = -2000}};
    uint64_t random = 7;
    float values[COUNT];
    uint16_t stored[COUNT];
    for (MprPixelType type = MPR_PIXEL_UINT8; type <= MPR_PIXEL_INT16; type++) {
        MprRounding rounding = limits[type];
        uint32_t holes = 0;
        uint32_t fills = 0;
        random_values(&random, values);
        mpr_values_round(values, COUNT, type, stored, &rounding);
        for (size_t at = 0; at < COUNT; at++) {
            const bool is_hole = isnan(values[at]);
            const double inside = fmin(fmax((double)values[at], (double)rounding.low), (double)rounding.high);
            const double expected = is_hole ? (double)rounding.fill : nearbyint(inside);
            assert_true(stored_at(stored, type, at) == expected);
            holes += is_hole;
            fills += expected == (double)rounding.fill;
        }
        assert_int_equal(rounding.background, holes);
        assert_int_equal(rounding.fills, fills);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(range_should_be_that_of_the_values_that_are_no_holes),
        cmocka_unit_test(levels_should_be_counted_one_by_one),
        cmocka_unit_test(values_should_be_rounded_to_nearest_and_clamped),
    };
    return cmocka_run_group_tests_name("Values", tests, NULL, NULL);
}
