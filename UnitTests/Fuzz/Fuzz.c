/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Fuzz.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_require_at(bool truth, const char *what, const char *file, int line)
{
    if (!truth) {
        fprintf(stderr, "%s:%d: %s does not hold\n", file, line, what);
        abort();
    }
}

void fuzz_require_failure(const MprError *error)
{
    fuzz_require(error->status != MPR_OK && error->status != MPR_INTERNAL);
    fuzz_require(memchr(error->message, '\0', sizeof error->message) != NULL);
    fuzz_require(error->message[0] != '\0');
}

void fuzz_require_grid(const MprGrid *grid)
{
    fuzz_require(mpr_vector_is_finite(grid->position));
    fuzz_require(fabs(mpr_vector_dot(grid->across, grid->across) - 1.0) < 1e-6);
    fuzz_require(fabs(mpr_vector_dot(grid->down, grid->down) - 1.0) < 1e-6);
    fuzz_require(fabs(mpr_vector_dot(grid->across, grid->down)) < 1e-6);
    fuzz_require(isfinite(grid->spacing_across_mm) && grid->spacing_across_mm > 0.0);
    fuzz_require(isfinite(grid->spacing_down_mm) && grid->spacing_down_mm > 0.0);
    fuzz_require(grid->rows >= 1 && grid->columns >= 1);
}

uint8_t fuzz_byte(FuzzInput *input)
{
    if (input->size == 0) {
        return 0;
    }
    input->size--;
    return *input->data++;
}

uint32_t fuzz_short(FuzzInput *input)
{
    const uint32_t low = fuzz_byte(input);
    return low | (uint32_t)fuzz_byte(input) << 8;
}

static double raw_double(FuzzInput *input)
{
    unsigned char bytes[sizeof(double)];
    double value;
    for (size_t index = 0; index < sizeof bytes; index++) {
        bytes[index] = fuzz_byte(input);
    }
    memcpy(&value, bytes, sizeof value);
    return value;
}

double fuzz_number(FuzzInput *input)
{
    static const double odd[] = {0.0,     -0.0,   NAN,  INFINITY, -INFINITY, DBL_MAX, -DBL_MAX, 1e308,
                                 DBL_MIN, 5e-324, 1e-9, 1e9,      1e10,      1e154,   -1e154,   0.1};
    const uint8_t kind = fuzz_byte(input);
    if (kind < 128) {
        return kind - 64;
    }
    if (kind < 192) {
        return (kind - 128) / 16.0 + fuzz_byte(input) * 1e-4;
    }
    return kind < 240 ? odd[kind % (sizeof odd / sizeof *odd)] : raw_double(input);
}

double fuzz_finite(FuzzInput *input)
{
    const double value = fuzz_number(input);
    return isfinite(value) ? value : 0.0;
}
