/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Parallel images of one size in the order of their places, and what these places are like. */
#ifndef MPR_STACK_H
#define MPR_STACK_H

#include "Source.h"

/** An image on its way along the normal. */
typedef struct {
    double distance_mm;
    uint32_t frame; /**< of the source */
    uint32_t rank;  /**< among all frames of the series: by number, then by name. No two are alike */
    uint32_t order; /**< the same, or another order that may tell images of one place apart */
    uint32_t place; /**< images at one place have one number, from 0 on along the normal */
} MprPlaced;

typedef struct {
    size_t places;
    size_t doubles;                                  /**< images at a place where another one is */
    double step_min_mm, step_median_mm, step_max_mm; /**< from place to place; 0 when there is one only */
    bool is_even; /**< steps differ by no more than 1 % of the median, or by 0.02 mm */
} MprSpread;

/* Places nearer than this are one. */
#define MPR_SAME_PLACE_MM 1e-3

/** Of places and steps, for qsort: the smallest first. */
int mpr_stack_compare_doubles(const void *left, const void *right);

/** Sorts images by place, then by rank, and numbers their places. */
void mpr_stack_sort(MprPlaced *images, size_t count);

/** Of images that are sorted. steps is room for count of them. */
MprSpread mpr_stack_measure(const MprPlaced *images, size_t count, double *steps);

/** Do steps that differ so still count as even? */
bool mpr_stack_is_even(double min_mm, double median_mm, double max_mm);

#endif
