/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Stack.h"

#include <stdlib.h>

static int compare_distance(const void *left, const void *right)
{
    const MprPlaced *a = left;
    const MprPlaced *b = right;
    if (a->distance_mm != b->distance_mm) {
        return a->distance_mm < b->distance_mm ? -1 : 1;
    }
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static int compare_rank(const void *left, const void *right)
{
    const MprPlaced *a = left;
    const MprPlaced *b = right;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

void mpr_stack_sort(MprPlaced *images, size_t count)
{
    uint32_t place = 0;
    qsort(images, count, sizeof *images, compare_distance);
    for (size_t first = 0, end = 0; first < count; first = end, place++) {
        end = first;
        do { /* the first one in any case: a distance may be beyond all numbers */
            images[end++].place = place;
        } while (end < count && images[end].distance_mm - images[first].distance_mm <= MPR_SAME_PLACE_MM);
        qsort(images + first, end - first, sizeof *images, compare_rank);
    }
}

int mpr_stack_compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;
    return (a > b) - (a < b);
}

bool mpr_stack_is_even(double min_mm, double median_mm, double max_mm)
{
    return max_mm - min_mm <= fmax(0.01 * median_mm, 0.02);
}

MprSpread mpr_stack_measure(const MprPlaced *images, size_t count, double *steps)
{
    MprSpread spread = {.places = count > 0, .is_even = true};
    size_t last = 0; /* the first image of the place before */
    for (size_t index = 1; index < count; index++) {
        if (images[index].place == images[last].place) {
            spread.doubles++;
        } else {
            steps[spread.places - 1] = images[index].distance_mm - images[last].distance_mm;
            spread.places++;
            last = index;
        }
    }
    if (spread.places > 1) {
        const size_t gaps = spread.places - 1;
        qsort(steps, gaps, sizeof *steps, mpr_stack_compare_doubles);
        spread.step_min_mm = steps[0];
        spread.step_median_mm = steps[gaps / 2];
        spread.step_max_mm = steps[gaps - 1];
        spread.is_even = mpr_stack_is_even(spread.step_min_mm, spread.step_median_mm, spread.step_max_mm);
    }
    return spread;
}
