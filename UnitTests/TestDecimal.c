/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal Strings: what is written fits, reads back, and never depends on the locale. */
#include "Base/Decimal.h"

#include "Testing.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ROUNDS = 100000 };

/* Reads text by the C library; only called where the locale is C. */
static double read_back(const char *text)
{
    char *end = NULL;
    const double value = strtod(text, &end);
    assert_true(end != text && *end == '\0');
    return value;
}

/* PS3.5 section 6.2: at most 16 of these characters. */
static void assert_is_decimal_string(const char *text)
{
    assert_in_range(strlen(text), 1, 16);
    assert_int_equal(strspn(text, "0123456789+-.eE"), strlen(text));
}

/* Asserts that no "%g" or "%e" text that fits is closer to value than text is. */
static void assert_is_closest(double value, const char *text)
{
    const double error = fabs(read_back(text) - value);
    for (int digits = 8; digits <= 16 && error > 0.0; digits++) { /* fewer never fit better, more never fit */
        char candidate[2][40];
        snprintf(candidate[0], sizeof candidate[0], "%.*g", digits, value);
        snprintf(candidate[1], sizeof candidate[1], "%.*e", digits - 1, value);
        for (int form = 0; form < 2; form++) {
            if (strlen(candidate[form]) < MPR_DECIMAL_SIZE &&
                fabs(read_back(candidate[form]) - value) < error) {
                fail_msg("%.17g was written as %s, %s is closer", value, text, candidate[form]);
            }
        }
    }
}

static void any_double_should_fit_and_read_back_as_closely_as_possible(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int round = 0; round < ROUNDS; round++) {
        const double value = testing_random_double(&random);
        char text[MPR_DECIMAL_SIZE];
        mpr_decimal_format(value, text);
        assert_is_decimal_string(text);
        assert_is_closest(value, text);
        assert_true(mpr_decimal_rounded(value) == read_back(text));
        /* 9 digits fit beside a sign, a point and an exponent of three digits; subnormal ones have fewer. */
        assert_near(read_back(text), value, fmax(5e-9 * fabs(value), DBL_TRUE_MIN));
    }
}

/* Every number of digits in turn; the first of the nearest and shortest. */
static void write_by_trying_all(double value, char text[MPR_DECIMAL_SIZE])
{
    double nearest = INFINITY;
    snprintf(text, MPR_DECIMAL_SIZE, "0");
    for (int digits = 1; digits <= 17 && value != 0.0; digits++) {
        char candidate[40];
        const size_t length = (size_t)snprintf(candidate, sizeof candidate, "%.*g", digits, value);
        const double error = fabs(read_back(candidate) - value);
        if (length < MPR_DECIMAL_SIZE && (error < nearest || (error == nearest && length < strlen(text)))) {
            memcpy(text, candidate, MPR_DECIMAL_SIZE);
            nearest = error;
        }
    }
}

static void texts_should_be_those_of_trying_all_digits(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int round = 0; round < ROUNDS / 4; round++) {
        const double any = testing_random_between(&random, -1000, 1000);
        const double values[] = {testing_random_double(&random),
                                 any,
                                 any / 1000,
                                 floor(any * 1000),
                                 floor(any * 1000) / 1000,
                                 nextafter(floor(any * 10) / 10, 0.0),
                                 ldexp(1.0, (int)any / 10),
                                 ldexp(any, -1070)};
        for (size_t index = 0; index < sizeof values / sizeof *values; index++) {
            char expected[MPR_DECIMAL_SIZE];
            char text[MPR_DECIMAL_SIZE];
            write_by_trying_all(values[index], expected);
            mpr_decimal_format(values[index], text);
            assert_string_equal(text, expected);
        }
    }
}

static void cosines_and_positions_should_keep_thirteen_digits_behind_the_sign(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int round = 0; round < ROUNDS; round++) {
        const double cosine = testing_random_between(&random, -1.0, 1.0);
        const double position_mm = testing_random_between(&random, -2000.0, 2000.0);
        assert_near(mpr_decimal_rounded(cosine), cosine, 5.1e-14);
        assert_near(mpr_decimal_rounded(position_mm), position_mm, 5.1e-11);
    }
}

static void numbers_that_fit_should_come_back_bit_by_bit_and_no_longer(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < ROUNDS; round++) {
        char original[40];
        char text[MPR_DECIMAL_SIZE];
        const int digits = (int)(testing_random(&random) % 12);
        snprintf(original, sizeof original, "%.*f", digits, testing_random_between(&random, -100.0, 100.0));
        const double value = read_back(original);
        mpr_decimal_format(value, text);
        assert_true(read_back(text) == value);
        assert_true(strlen(text) <= strlen(original));
    }
}

static void rounding_should_happen_once(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (int round = 0; round < ROUNDS / 10; round++) {
        const double rounded = mpr_decimal_rounded(testing_random_double(&random));
        char text[MPR_DECIMAL_SIZE];
        mpr_decimal_format(rounded, text);
        assert_true(mpr_decimal_rounded(rounded) == rounded);
        assert_true(read_back(text) == rounded);
    }
}

static void known_numbers_should_be_written_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {1.0, "1"},
        {-1.0, "-1"},
        {0.7, "0.7"},
        {0.9570312, "0.9570312"},
        {-1024.0, "-1024"},
        {-1000.0, "-1000"},
        {20.0, "20"},
        {DBL_MAX, "1.79769313e+308"},
        {0.1 + 0.2, "0.3"},
        {1.0 / 3.0, "0.33333333333333"},
        {-1.0 / 3.0, "-0.3333333333333"},
        {1e-8, "1e-08"},
        {6.1e-5, "6.1e-05"},
        {1e300, "1e+300"},
        {1234567890123456.0, "1234567890123456"},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        char text[MPR_DECIMAL_SIZE];
        mpr_decimal_format(cases[index].value, text);
        assert_string_equal(text, cases[index].text);
    }
}

static void a_small_slope_should_never_become_zero(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < ROUNDS / 10; round++) {
        const double value = pow(10.0, testing_random_between(&random, -300.0, -1.0));
        assert_true(mpr_decimal_rounded(value) > 0.0);
    }
}

static void well_formed_texts_should_be_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        double value;
    } cases[] = {
        {"1", 1, 1.0},
        {"  -0.5  ", 8, -0.5},
        {"+3.25e2", 7, 325.0},
        {".5", 2, 0.5},
        {"5.", 2, 5.0},
        {"1.5\0", 4, 1.5},
        {"1E-3", 4, 1e-3},
        {"-0", 2, 0.0},
        {"1e-400", 6, 0.0},
        {"12345", 3, 123.0},
        {"0.70710678118655", 16, 0.70710678118655},
        {"2 \0\0", 4, 2.0},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        double value = 42.0;
        assert_true(mpr_decimal_parse(cases[index].text, cases[index].size, &value));
        assert_true(value == cases[index].value);
    }
}

static void hostile_texts_should_be_refused_and_the_output_left_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
    } cases[] = {
        {"", 0},
        {" ", 1},
        {"\0\0", 2},
        {"1,5", 3},
        {"1.5x", 4},
        {"x1", 2},
        {"0x10", 4},
        {"inf", 3},
        {"-inf", 4},
        {"nan", 3},
        {"1e999", 5},
        {"-1e999", 6},
        {"1\0002", 3},
        {"1\\2", 3},
        {"1 2", 3},
        {"--1", 3},
        {"1e", 2},
        {"e5", 2},
        {".", 1},
        {"-", 1},
        {"+-1", 3},
        {"1.2.3", 5},
        {"\t1", 2},
        {"1\n", 2},
        {"1e5e5", 5},
        {"infinity", 8},
        {"0b1", 3},
        {"1_000", 5},
        {"\xE2\x88\x92"
         "1",
         4},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        double value = 42.0;
        if (mpr_decimal_parse(cases[index].text, cases[index].size, &value)) {
            fail_msg("\"%s\" was read as %.17g", cases[index].text, value);
        }
        assert_true(value == 42.0);
    }
}

static void nothing_behind_the_size_should_be_looked_at(void **state)
{
    (void)state;
    static const char digits[] = {'4', '2', '.', '5'}; /* no end mark: the sanitizers see a byte too many */
    double value = 0.0;
    assert_true(mpr_decimal_parse(digits, sizeof digits, &value));
    assert_true(value == 42.5);
    char *long_text = malloc(1 << 20);
    assert_non_null(long_text);
    memset(long_text, '1', 1 << 20);
    assert_false(mpr_decimal_parse(long_text, 1 << 20, &value));
    free(long_text);
}

static void random_bytes_should_never_be_read_as_anything_but_a_finite_number(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789+-.eE\\ ,xnaif";
    uint64_t random = 6;
    for (int round = 0; round < ROUNDS; round++) {
        char text[24];
        const size_t size = (size_t)(testing_random(&random) % (sizeof text + 1));
        for (size_t byte = 0; byte < size; byte++) {
            text[byte] = alphabet[testing_random(&random) % sizeof alphabet]; /* its NUL included */
        }
        double value = 42.0;
        assert_true(!mpr_decimal_parse(text, size, &value) || isfinite(value));
    }
}

static void lists_should_have_exactly_the_count(void **state)
{
    (void)state;
    const char text[] = "1\\ 0.5 \\-3";
    const size_t size = sizeof text - 1;
    double values[4] = {0};
    assert_true(mpr_decimal_parse_list(text, size, 3, values));
    assert_true(values[0] == 1.0 && values[1] == 0.5 && values[2] == -3.0);
    assert_false(mpr_decimal_parse_list(text, size, 2, values));
    assert_false(mpr_decimal_parse_list(text, size, 4, values));
    assert_false(mpr_decimal_parse_list("1\\2\\", 4, 3, values));
    assert_false(mpr_decimal_parse_list("1\\2\\", 4, 2, values));
    assert_false(mpr_decimal_parse_list("\\1", 2, 2, values));
    assert_false(mpr_decimal_parse_list("1\\\\2", 4, 3, values));
    assert_false(mpr_decimal_parse_list("", 0, 1, values));
}

static void lists_of_written_numbers_should_come_back(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < ROUNDS / 50; round++) {
        char text[6 * MPR_DECIMAL_SIZE] = "";
        double written[6];
        double read[6];
        size_t length = 0;
        for (int index = 0; index < 6; index++) {
            char one[MPR_DECIMAL_SIZE];
            written[index] = mpr_decimal_rounded(testing_random_double(&random));
            mpr_decimal_format(written[index], one);
            length += (size_t)snprintf(text + length, sizeof text - length, index > 0 ? "\\%s" : "%s", one);
        }
        assert_true(mpr_decimal_parse_list(text, length, 6, read));
        assert_memory_equal(read, written, sizeof read);
    }
}

/* Another plugin of the same process may set a locale with a decimal comma at any time. */
static void a_decimal_comma_of_the_locale_should_change_nothing(void **state)
{
    (void)state;
    char before[MPR_DECIMAL_SIZE];
    char after[MPR_DECIMAL_SIZE];
    char short_before[MPR_DECIMAL_SIZE];
    char short_after[MPR_DECIMAL_SIZE];
    char probe[8];
    uint64_t random = 8;
    assert_int_equal(setenv("LOCPATH", MPR_TEST_LOCALES, 1), 0);
    for (int round = 0; round < ROUNDS / 100; round++) {
        const double value = testing_random_double(&random);
        mpr_decimal_format(value, before);
        mpr_decimal_format_digits(value, 6, short_before);
        assert_non_null(setlocale(LC_NUMERIC, "de_DE.UTF-8"));
        snprintf(probe, sizeof probe, "%.1f", 0.5);
        assert_string_equal(probe, "0,5"); /* the locale is really there */
        mpr_decimal_format(value, after);
        mpr_decimal_format_digits(value, 6, short_after);
        const double rounded = mpr_decimal_rounded(value);
        double parsed = 0.0;
        const bool is_read = mpr_decimal_parse(before, strlen(before), &parsed);
        const bool is_comma_read = mpr_decimal_parse("0,5", 3, &(double){0});
        assert_non_null(setlocale(LC_NUMERIC, "C"));
        assert_string_equal(before, after);
        assert_string_equal(short_before, short_after);
        assert_true(is_read && parsed == rounded && rounded == read_back(before));
        assert_false(is_comma_read);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_double_should_fit_and_read_back_as_closely_as_possible),
        cmocka_unit_test(texts_should_be_those_of_trying_all_digits),
        cmocka_unit_test(cosines_and_positions_should_keep_thirteen_digits_behind_the_sign),
        cmocka_unit_test(numbers_that_fit_should_come_back_bit_by_bit_and_no_longer),
        cmocka_unit_test(rounding_should_happen_once),
        cmocka_unit_test(known_numbers_should_be_written_as_people_write_them),
        cmocka_unit_test(a_small_slope_should_never_become_zero),
        cmocka_unit_test(well_formed_texts_should_be_read),
        cmocka_unit_test(hostile_texts_should_be_refused_and_the_output_left_alone),
        cmocka_unit_test(nothing_behind_the_size_should_be_looked_at),
        cmocka_unit_test(random_bytes_should_never_be_read_as_anything_but_a_finite_number),
        cmocka_unit_test(lists_should_have_exactly_the_count),
        cmocka_unit_test(lists_of_written_numbers_should_come_back),
        cmocka_unit_test(a_decimal_comma_of_the_locale_should_change_nothing),
    };
    return cmocka_run_group_tests_name("Decimal", tests, NULL, NULL);
}
