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

static void set(float *values, size_t first, size_t end, float value)
{
    for (size_t at = first; at < end; at++) {
        values[at] = value;
    }
}

bool mpr_canvas_create(float *values, size_t rows, size_t columns, MprProjection projection, unsigned samples,
                       bool is_negative, MprCanvas *canvas, MprError *error)
{
    const size_t count = rows * columns;
    MprCanvas made = {.way = way_of(projection, samples, is_negative),
                      .samples = samples,
                      .rows = rows,
                      .columns = columns,
                      .values = values};
    bool ok = true;
    if (made.way == MPR_CANVAS_PUT) {
        made.spans = mpr_allocate(rows, sizeof *made.spans, error);
        ok = made.spans != NULL;
    } else if (made.way == MPR_CANVAS_MEAN) {
        set(values, 0, count, NAN);
        made.sums = mpr_allocate(count, sizeof *made.sums, error);
        made.counts = mpr_allocate(count, sizeof *made.counts, error);
        ok = made.sums != NULL && made.counts != NULL;
    } else {
        set(values, 0, count, made.way == MPR_CANVAS_LARGEST ? -INFINITY : INFINITY);
    }
    if (!ok) {
        mpr_canvas_release(&made);
        return false;
    }
    *canvas = made;
    return true;
}

void mpr_canvas_release(MprCanvas *canvas)
{
    mpr_free(canvas->spans);
    mpr_free(canvas->sums);
    mpr_free(canvas->counts);
    *canvas = (MprCanvas){0};
}

/* Runs of a row follow each other through the volume without a gap. If they did not, there would be a hole:
 * whatever is said, all of a span is there in the end. */
void mpr_canvas_expect(MprCanvas *canvas, size_t row, size_t first, size_t end)
{
    if (canvas->way != MPR_CANVAS_PUT || first >= end) {
        return;
    }
    MprSpan *span = &canvas->spans[row];
    float *values = canvas->values + row * canvas->columns;
    if (span->first == span->end) {
        *span = (MprSpan){first, end};
    }
    set(values, span->end, first, NAN);
    set(values, end, span->first, NAN);
    span->first = first < span->first ? first : span->first;
    span->end = end > span->end ? end : span->end;
}

void mpr_canvas_fetch(const MprCanvas *canvas, size_t first, size_t count)
{
    const bool is_plane = canvas->way == MPR_CANVAS_PUT;
    for (size_t at = first; is_plane && at < first + count; at += 64 / sizeof *canvas->values) {
        __builtin_prefetch(canvas->values + at, 1);
    }
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

static void finish_plane(MprCanvas *canvas)
{
    for (size_t row = 0; row < canvas->rows; row++) {
        float *values = canvas->values + row * canvas->columns;
        set(values, 0, canvas->spans[row].first, NAN);
        set(values, canvas->spans[row].end, canvas->columns, NAN);
    }
}

static void finish_mean(MprCanvas *canvas)
{
    for (size_t at = 0; at < canvas->rows * canvas->columns; at++) {
        if (2U * canvas->counts[at] >= canvas->samples) {
            canvas->values[at] = (float)(canvas->sums[at] / canvas->counts[at]);
        }
    }
}

static void finish_extremes(MprCanvas *canvas)
{
    for (size_t at = 0; at < canvas->rows * canvas->columns; at++) {
        canvas->values[at] = isinf(canvas->values[at]) ? NAN : canvas->values[at];
    }
}

void mpr_canvas_finish(MprCanvas *canvas)
{
    if (canvas->way == MPR_CANVAS_PUT) {
        finish_plane(canvas);
    } else if (canvas->way == MPR_CANVAS_MEAN) {
        finish_mean(canvas);
    } else {
        finish_extremes(canvas);
    }
    mpr_canvas_release(canvas);
}
