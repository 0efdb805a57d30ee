/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The values of one image while it is made: of a plane they are put where they belong, of a slab the samples
 * of every pixel become one. */
#ifndef MPR_ACCUMULATOR_H
#define MPR_ACCUMULATOR_H

#include "Resample/Kernels/Kernel.h"

typedef enum {
    MPR_ACCUMULATE_PUT,
    MPR_ACCUMULATE_MEAN,
    MPR_ACCUMULATE_LARGEST,
    MPR_ACCUMULATE_SMALLEST
} MprAccumulatorWay;

/** Values first … end - 1 of a row; none when they are equal. */
typedef struct {
    size_t first, end;
} MprColumnRange;

/** Owned; release with mpr_accumulator_release. */
typedef struct {
    MprAccumulatorWay way;
    unsigned samples;      /**< of a slab; 1 without one */
    size_t rows, columns;  /**< columns: values of a row */
    float *values;         /**< lent; of a plane, what is outside of the spans is anything until the end */
    MprColumnRange *spans; /**< of a plane, of each row: where something is put. NULL otherwise */
    double *sums;          /**< of a mean; NULL otherwise */
    uint16_t *counts;      /**< of a mean: samples in tissue */
} MprAccumulator;

/** values, rows · columns of them, will be those of the image. is_negative: they are stored ones under a
 * negative slope, so that the largest value of the image is the smallest of them. */
bool mpr_accumulator_create(float *values, size_t rows, size_t columns, MprProjection projection,
                            unsigned samples, bool is_negative, MprAccumulator *accumulator, MprError *error);
void mpr_accumulator_release(MprAccumulator *accumulator);

/** Says that values first … end - 1 of a row will all be added, which must be said first. Several threads may
 * do so, of different rows. */
void mpr_accumulator_expect(MprAccumulator *accumulator, size_t row, size_t first, size_t end);

/** Asks for the memory of values that will soon be added: of a stack there are many images, and none is in a
 * cache when its turn comes. The planes of a slab share theirs. */
void mpr_accumulator_fetch(const MprAccumulator *accumulator, size_t first, size_t count);

/** Values first … first + count - 1 of all, of one plane; NaN where there is no tissue. */
void mpr_accumulator_add(MprAccumulator *accumulator, const MprKernels *kernels, size_t first,
                         const float *values, size_t count);

/** The values are those of the image: NaN where nothing was added but NaN, or nothing; a mean counts where
 * half of the slab or more is in tissue. */
void mpr_accumulator_finish(MprAccumulator *accumulator);

/** Bytes of one value while it is made. */
size_t mpr_accumulator_bytes(MprProjection projection, unsigned samples);

#endif
