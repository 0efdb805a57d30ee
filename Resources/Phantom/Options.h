/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Command line options from a table. */
#ifndef MPR_PHANTOM_OPTIONS_H
#define MPR_PHANTOM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    OPTION_ON,      /* bool */
    OPTION_OFF,     /* bool */
    OPTION_COUNT,   /* uint32_t, from least to most */
    OPTION_NUMBERS, /* double[], from least to most of them, separated by commas */
    OPTION_TEXT     /* const char * */
} OptionKind;

typedef struct {
    const char *name;
    OptionKind kind;
    void *target;
    int least, most;
    bool *given; /* set when the option was there; may be NULL */
} Option;

/* False, and a line on stderr, at the first word that is wrong. */
bool options_parse(int count, char **words, const Option *options, size_t option_count);

/* From least to most numbers, separated by commas; what is left out keeps its value. */
bool options_parse_numbers(const char *text, int least, int most, double *numbers);

#endif
