/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Operations on all values of an image, with the widest vectors of the processor. A value that
 * is NaN is background. */
#ifndef MPR_VALUES_H
#define MPR_VALUES_H

#include "Volume/Frame.h"

/** The smallest and largest value: least > most when there is none. */
typedef struct {
    float least, most;
} MprRange;

MprRange mpr_values_range(const float *values, size_t count);

enum { MPR_VALUE_BINS = 4096 };

/** A histogram of the values, in equal bins over their range (most > least). False when memory is short. */
bool mpr_values_count(const float *values, size_t count, MprRange range, uint32_t bins[MPR_VALUE_BINS],
                      MprError *error);

/** Values as whole numbers of 8 or 16 bits: those beyond low and high become these, background become fill. */
typedef struct {
    float low, high, fill;
    uint32_t background, fills; /**< found: values that are stored as fill, background among them */
} MprRounding;

void mpr_values_round(const float *values, size_t count, MprPixelType type, void *stored,
                      MprRounding *rounding);

#endif
