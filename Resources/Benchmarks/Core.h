/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What benchmarks call: a volume of signed 16 bit slices in memory, and images of it as the plugin makes
 * them, from the plan to stored pixels. Slices are lent, not copied: what is measured is the core. */
#ifndef MPR_BENCHMARK_H
#define MPR_BENCHMARK_H

#include "Resample/Resample.h"

#define SHOWN __attribute__((visibility("default")))

typedef struct Series Series;

/* What is asked for: count images, stack_step_mm apart along the normal of the first. */
typedef struct {
    double position[3], across[3], down[3];
    double spacing_mm, slab_step_mm, stack_step_mm;
    uint32_t columns, rows, samples, count;
    int32_t interpolation, projection; /* MprInterpolation, MprProjection */
} Cut;

typedef struct {
    double sampling, encoding; /* from slices to values; from values to stored pixels and a window */
} Seconds;

/* The slices one after another along z; across is x, down is y. has_padding: -32768 is. NULL, and a line on
 * stderr, when it fails. */
SHOWN Series *benchmark_open(const int16_t *pixels, uint32_t columns, uint32_t rows, uint32_t slices,
                             double spacing_mm, double step_mm, bool has_padding);
/* 0, count images in out, and what it took; otherwise a line on stderr. */
SHOWN int benchmark_cut(Series *series, const Cut *cut, int16_t *out, Seconds *seconds);
SHOWN void benchmark_close(Series *series);

#endif
