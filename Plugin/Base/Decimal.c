/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Decimal.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* LC_NUMERIC is the whole process's: another plugin may have set a decimal comma. */
static double parse_in_c_locale(const char *text, char **end)
{
    static locale_t c_locale; /* a constant of the C library, whoever asks first */
    locale_t locale = __atomic_load_n(&c_locale, __ATOMIC_ACQUIRE);
    if (locale == (locale_t)0) {
        locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
        __atomic_store_n(&c_locale, locale, __ATOMIC_RELEASE);
    }
    return strtod_l(text, end, locale);
}

static void undo_decimal_comma(char *text)
{
    char *comma = strchr(text, ',');
    if (comma != NULL) {
        *comma = '.';
    }
}

/* The nearest text so far; of texts as near as each other the shortest, of those the one of fewest digits. */
typedef struct {
    char text[MPR_DECIMAL_SIZE];
    double error;
} Nearest;

/* Takes the value with some digits when that is better. longest: texts as near as the best must be shorter.
 */
static void try_digits(double value, int digits, size_t longest, Nearest *nearest, double *error)
{
    char candidate[40];
    const size_t length = (size_t)snprintf(candidate, sizeof candidate, "%.*g", digits, value);
    *error = nearest->error;
    if (length < MPR_DECIMAL_SIZE) {
        undo_decimal_comma(candidate);
        *error = fabs(parse_in_c_locale(candidate, NULL) - value);
        if (*error < nearest->error || (*error == nearest->error && length < longest)) {
            memcpy(nearest->text, candidate, sizeof nearest->text);
            nearest->error = *error;
        }
    }
}

/* More digits can be a shorter text ("20" has one more than "2e+01"), but not of one without an exponent that
 * is exact. */
static void find_from_few_digits(double value, Nearest *nearest)
{
    bool is_found = false;
    for (int digits = 1; digits <= 17 && !is_found; digits++) {
        double error = 0.0;
        try_digits(value, digits, strlen(nearest->text), nearest, &error);
        is_found = nearest->error == 0.0 && strchr(nearest->text, 'e') == NULL;
    }
}

/* The fewer digits, the farther off, but for rounding in the last place. */
static void find_from_many_digits(double value, Nearest *nearest)
{
    const double slack = fabs(value) * 1e-15;
    double error = 0.0;
    for (int digits = 17; digits >= 1 && error <= nearest->error + slack; digits--) {
        try_digits(value, digits, strlen(nearest->text) + 1, nearest, &error);
    }
}

/* Both ways find the same text; each is the shorter one for numbers such as 0.7, and such as a cosine. */
void mpr_decimal_format(double value, char text[MPR_DECIMAL_SIZE])
{
    Nearest nearest = {"0", INFINITY};
    const double millionths = value * 1e6;
    const bool is_short = fabs(value) < 1e9 && fabs(millionths - nearbyint(millionths)) < 1e-3;
    if (value != 0.0 && is_short) {
        find_from_few_digits(value, &nearest);
    } else if (value != 0.0) {
        find_from_many_digits(value, &nearest);
    }
    memcpy(text, nearest.text, sizeof nearest.text);
}

void mpr_decimal_format_digits(double value, int digits, char text[MPR_DECIMAL_SIZE])
{
    snprintf(text, MPR_DECIMAL_SIZE, "%.*g", digits, value);
    undo_decimal_comma(text);
}

double mpr_decimal_rounded(double value)
{
    char text[MPR_DECIMAL_SIZE];
    mpr_decimal_format(value, text);
    return parse_in_c_locale(text, NULL);
}

static bool is_plain_number_start(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
}

bool mpr_decimal_parse(const char *text, size_t size, double *value)
{
    while (size > 0 && text[0] == ' ') {
        text++;
        size--;
    }
    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\0')) {
        size--;
    }
    char copy[64];
    if (size == 0 || size >= sizeof copy || !is_plain_number_start(text[0])) {
        return false;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    if (strspn(copy, "0123456789+-.eE") != size) {
        return false; /* "0x10", "inf" and "nan" are no Decimal Strings */
    }
    char *end = NULL;
    const double parsed = parse_in_c_locale(copy, &end);
    if (end != copy + size || !isfinite(parsed)) {
        return false;
    }
    *value = parsed;
    return true;
}

bool mpr_decimal_parse_list(const char *text, size_t size, size_t count, double *values)
{
    const char *const end = text + size;
    for (size_t index = 0; index < count; index++) {
        const char *separator = memchr(text, '\\', (size_t)(end - text));
        const char *stop = separator != NULL ? separator : end;
        const bool is_last = index + 1 == count;
        if ((separator == NULL) != is_last ||
            !mpr_decimal_parse(text, (size_t)(stop - text), &values[index])) {
            return false;
        }
        text = stop + 1;
    }
    return true;
}
