/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests share: cmocka with the headers that it wants first, random values that are the same in every
 * run, and assertions about geometry. */
#ifndef MPR_TESTING_H
#define MPR_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "Geometry/Grid.h"

/* Numbers that look random and are not: a failure can be seen again. The state is any number. */
uint64_t testing_random(uint64_t *state);
uint32_t testing_one_of(uint64_t *state, uint32_t count); /* 0 … count - 1 */
double testing_random_between(uint64_t *state, double low, double high);
/* Every bit pattern of a double is as likely as any other, save those that are not finite. */
double testing_random_double(uint64_t *state);
MprVector testing_random_direction(uint64_t *state);
/* A valid grid in any direction, of up to 700 by 700 pixels that are rarely square. */
MprGrid testing_random_grid(uint64_t *state);

/* Runs a program (found in PATH) and waits for it: its exit status, or -1. arguments end with NULL. */
int testing_run(const char *const arguments[]);

/* +1 for a right-handed triple of unit vectors, -1 for a mirrored one. */
double testing_determinant(MprVector x, MprVector y, MprVector z);

#define assert_near(actual, expected, tolerance)                                                             \
    testing_assert_near((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)
#define assert_vector_near(actual, expected, tolerance)                                                      \
    testing_assert_vector_near((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

void testing_assert_near(double actual, double expected, double tolerance, const char *what, const char *file,
                         int line);
void testing_assert_vector_near(MprVector actual, MprVector expected, double tolerance, const char *what,
                                const char *file, int line);

#endif
