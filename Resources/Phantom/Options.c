/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads command line options into the variables that a table names. */
#include "Options.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool options_parse_numbers(const char *text, int least, int most, double *numbers)
{
    const char *rest = text;
    for (int count = 1; count <= most; count++) {
        char *end;
        const double number = strtod(rest, &end);
        if (end == rest || !(number > -1e9 && number < 1e9)) {
            return false;
        }
        numbers[count - 1] = number;
        if (*end != ',') {
            return *end == '\0' && count >= least;
        }
        rest = end + 1;
    }
    return false;
}

static bool parse_count(const char *text, int least, int most, uint32_t *count)
{
    char *end;
    errno = 0;
    const long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || value < least || value > most) {
        return false;
    }
    *count = (uint32_t)value;
    return true;
}

/* How many words the option took; 0 when it is wrong. value is NULL behind the last word. */
static int apply(const Option *option, const char *value)
{
    if (option->given != NULL) {
        *option->given = true;
    }
    if (option->kind == OPTION_ON || option->kind == OPTION_OFF) {
        *(bool *)option->target = option->kind == OPTION_ON;
        return 1;
    }
    if (value == NULL) {
        return 0;
    }
    if (option->kind == OPTION_TEXT) {
        *(const char **)option->target = value;
        return 2;
    }
    const bool is_good = option->kind == OPTION_COUNT
                             ? parse_count(value, option->least, option->most, option->target)
                             : options_parse_numbers(value, option->least, option->most, option->target);
    return is_good ? 2 : 0;
}

bool options_parse(int count, char **words, const Option *options, size_t option_count)
{
    for (int i = 1; i < count;) {
        const Option *found = NULL;
        for (size_t k = 0; k < option_count && found == NULL; k++) {
            found = strcmp(words[i], options[k].name) == 0 ? &options[k] : NULL;
        }
        const int taken = found != NULL ? apply(found, i + 1 < count ? words[i + 1] : NULL) : 0;
        if (taken == 0) {
            fprintf(stderr, "%s: an unknown option, or its value is missing or out of range\n", words[i]);
            return false;
        }
        i += taken;
    }
    return true;
}
