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

void mpr_decimal_format(double value, char text[MPR_DECIMAL_SIZE])
{
    char best[MPR_DECIMAL_SIZE] = "0";
    double best_error = INFINITY;
    for (int digits = 1; digits <= 17 && value != 0.0; digits++) {
        char candidate[40];
        const size_t length = (size_t)snprintf(candidate, sizeof candidate, "%.*g", digits, value);
        undo_decimal_comma(candidate);
        const double error = fabs(parse_in_c_locale(candidate, NULL) - value);
        /* More digits can be a shorter text: "20" has one more than "2e+01". */
        if (length < MPR_DECIMAL_SIZE &&
            (error < best_error || (error == best_error && length < strlen(best)))) {
            memcpy(best, candidate, sizeof best);
            best_error = error;
        }
    }
    memcpy(text, best, sizeof best);
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
