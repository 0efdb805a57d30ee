/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture is shown the same whether its values are computed one by one or found in a table. */
#include "Output/Window.h"

#include "Testing.h"

#include <string.h>

enum { COUNT = 7000 }; /* enough for a table */

static MprPixels pixels_of(MprPixelType type, int low, int high, uint64_t *random)
{
    MprError error;
    MprPixels pixels = {.encoding = {.type = type, .samples = 1, .bits_stored = 16, .slope = 1.0}};
    const size_t size = mpr_pixel_size(type);
    assert_true(mpr_buffer_create(COUNT * size, &pixels.pixels, &error));
    for (size_t at = 0; at < COUNT; at++) {
        const int32_t value = at == 0   ? low
                              : at == 1 ? high
                                        : (int32_t)testing_random_between(random, low, (double)high + 1.0);
        const int16_t low_half = (int16_t)value;
        const int8_t byte = (int8_t)value;
        const void *from = size == 4 ? (const void *)&value : size == 2 ? (const void *)&low_half : &byte;
        memcpy((uint8_t *)pixels.pixels.data + at * size, from, size);
    }
    return pixels;
}

/* One sample alone is never worth a table. */
static void assert_same_one_by_one(const MprPixels *pixels, double center, double width)
{
    static uint8_t shown[COUNT];
    const size_t size = mpr_pixel_size(pixels->encoding.type);
    mpr_window_apply(pixels, COUNT, center, width, shown);
    for (size_t at = 0; at < COUNT; at++) {
        uint8_t alone = 0;
        MprPixels one = *pixels;
        one.pixels.data = (uint8_t *)pixels->pixels.data + at * size;
        mpr_window_apply(&one, 1, center, width, &alone);
        assert_int_equal(shown[at], alone);
    }
}

static void a_table_should_show_what_arithmetic_shows(void **state)
{
    (void)state;
    static const struct {
        MprPixelType type;
        int low, high;
    } cases[] = {
        {MPR_PIXEL_UINT8, 0, 255},          {MPR_PIXEL_INT8, -128, 127},
        {MPR_PIXEL_INT16, -2000, 4143},     {MPR_PIXEL_INT16, -2001, 4143}, /* one too many for the table */
        {MPR_PIXEL_INT16, -32768, 32767},   {MPR_PIXEL_INT16, -32768, -26625},
        {MPR_PIXEL_UINT16, 59392, 65535},   {MPR_PIXEL_UINT16, 0, 65535},
        {MPR_PIXEL_INT32, -100000, 100000}, {MPR_PIXEL_INT16, 7, 7},
    };
    uint64_t random = 21;
    for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
        MprPixels pixels = pixels_of(cases[index].type, cases[index].low, cases[index].high, &random);
        const double middle = (cases[index].low + cases[index].high) / 2.0;
        const double range = cases[index].high - cases[index].low + 1.0;
        assert_same_one_by_one(&pixels, middle, range);
        pixels.encoding.slope = -0.37;
        pixels.encoding.intercept = 12.5;
        pixels.encoding.is_monochrome1 = index % 2 == 0;
        assert_same_one_by_one(&pixels, 12.5 - 0.37 * middle, 0.1 * range);
        mpr_buffer_release(&pixels.pixels);
    }
}

static void colours_should_be_shown_as_they_are_stored(void **state)
{
    (void)state;
    static uint8_t shown[COUNT];
    uint64_t random = 22;
    MprPixels pixels = pixels_of(MPR_PIXEL_UINT8, 0, 255, &random);
    pixels.encoding.samples = 3;
    pixels.encoding.bits_stored = 8;
    mpr_window_apply(&pixels, COUNT, 0.0, 1.0, shown);
    assert_memory_equal(shown, pixels.pixels.data, COUNT);
    mpr_buffer_release(&pixels.pixels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_should_show_what_arithmetic_shows),
        cmocka_unit_test(colours_should_be_shown_as_they_are_stored),
    };
    return cmocka_run_group_tests_name("Window", tests, NULL, NULL);
}
