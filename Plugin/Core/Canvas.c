/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Canvas.h"

#include <math.h>
#include <string.h>

static MprCanvasWay way_of(MprProjection projection, unsigned samples, bool is_negative)
{
    if (samples == 1 || projection == MPR_PROJECTION_NONE) {
        return MPR_CANVAS_PUT;
    }
    if (projection == MPR_PROJECTION_MEAN) {
        return MPR_CANVAS_MEAN;
    }
    return (projection == MPR_PROJECTION_MAXIMUM) == is_negative ? MPR_CANVAS_SMALLEST : MPR_CANVAS_LARGEST;
}

size_t mpr_canvas_bytes(MprProjection projection, unsigned samples)
{
    const bool is_mean = way_of(projection, samples, false) == MPR_CANVAS_MEAN;
    return sizeof(float) + (is_mean ? sizeof(double) + sizeof(uint16_t) : 0);
}

bool mpr_canvas_create(float *values, size_t count, MprProjection projection, unsigned samples,
                       bool is_negative, MprCanvas *canvas, MprError *error)
{
    /* What any value is larger or smaller than, for the projections. */
    static const float nothing[] = {NAN, NAN, -INFINITY, INFINITY};
    MprCanvas made = {.way = way_of(projection, samples, is_negative), .samples = samples, .count = count};
    const float empty = nothing[made.way];
    made.values = values;
    for (size_t at = 0; at < count; at++) {
        values[at] = empty;
    }
    if (made.way == MPR_CANVAS_MEAN) {
        made.sums = mpr_allocate(count, sizeof *made.sums, error);
        made.counts = mpr_allocate(count, sizeof *made.counts, error);
        if (made.sums == NULL || made.counts == NULL) {
            mpr_canvas_release(&made);
            return false;
        }
    }
    *canvas = made;
    return true;
}

void mpr_canvas_release(MprCanvas *canvas)
{
    mpr_free(canvas->sums);
    mpr_free(canvas->counts);
    *canvas = (MprCanvas){0};
}

/* A comparison with NaN is false. */
static void keep_largest(float *restrict largest, const float *restrict values, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        largest[at] = values[at] > largest[at] ? values[at] : largest[at];
    }
}

static void keep_smallest(float *restrict smallest, const float *restrict values, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        smallest[at] = values[at] < smallest[at] ? values[at] : smallest[at];
    }
}

void mpr_canvas_add(MprCanvas *canvas, const MprKernels *kernels, size_t first, const float *values,
                    size_t count)
{
    switch (canvas->way) {
    case MPR_CANVAS_PUT:
        memcpy(canvas->values + first, values, count * sizeof *values);
        break;
    case MPR_CANVAS_MEAN:
        kernels->add_up(values, count, canvas->sums + first, canvas->counts + first);
        break;
    case MPR_CANVAS_LARGEST:
        keep_largest(canvas->values + first, values, count);
        break;
    case MPR_CANVAS_SMALLEST:
        keep_smallest(canvas->values + first, values, count);
        break;
    }
}

static void finish_mean(MprCanvas *canvas)
{
    for (size_t at = 0; at < canvas->count; at++) {
        if (2U * canvas->counts[at] >= canvas->samples) {
            canvas->values[at] = (float)(canvas->sums[at] / canvas->counts[at]);
        }
    }
}

static void finish_extremes(MprCanvas *canvas)
{
    for (size_t at = 0; at < canvas->count; at++) {
        canvas->values[at] = isinf(canvas->values[at]) ? NAN : canvas->values[at];
    }
}

void mpr_canvas_finish(MprCanvas *canvas)
{
    if (canvas->way == MPR_CANVAS_MEAN) {
        finish_mean(canvas);
    } else if (canvas->way != MPR_CANVAS_PUT) {
        finish_extremes(canvas);
    }
    mpr_canvas_release(canvas);
}
