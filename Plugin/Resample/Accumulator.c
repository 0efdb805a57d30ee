/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Accumulator.h"

#include <math.h>
#include <string.h>

static MprAccumulatorWay way_of(MprProjection projection, unsigned samples, bool is_negative)
{
    if (samples == 1 || projection == MPR_PROJECTION_NONE) {
        return MPR_ACCUMULATE_PUT;
    }
    if (projection == MPR_PROJECTION_MEAN) {
        return MPR_ACCUMULATE_MEAN;
    }
    return (projection == MPR_PROJECTION_MAXIMUM) == is_negative ? MPR_ACCUMULATE_SMALLEST
                                                                 : MPR_ACCUMULATE_LARGEST;
}

size_t mpr_accumulator_bytes(MprProjection projection, unsigned samples)
{
    const bool is_mean = way_of(projection, samples, false) == MPR_ACCUMULATE_MEAN;
    return sizeof(float) + (is_mean ? sizeof(double) + sizeof(uint16_t) : 0);
}

static void set(float *values, size_t first, size_t end, float value)
{
    for (size_t at = first; at < end; at++) {
        values[at] = value;
    }
}

bool mpr_accumulator_create(float *values, size_t rows, size_t columns, MprProjection projection,
                            unsigned samples, bool is_negative, MprAccumulator *accumulator, MprError *error)
{
    const size_t count = rows * columns;
    MprAccumulator made = {.way = way_of(projection, samples, is_negative),
                           .samples = samples,
                           .rows = rows,
                           .columns = columns,
                           .values = values};
    bool ok = true;
    if (made.way == MPR_ACCUMULATE_PUT) {
        made.spans = mpr_allocate(rows, sizeof *made.spans, error);
        ok = made.spans != NULL;
    } else if (made.way == MPR_ACCUMULATE_MEAN) {
        set(values, 0, count, NAN);
        made.sums = mpr_allocate(count, sizeof *made.sums, error);
        made.counts = mpr_allocate(count, sizeof *made.counts, error);
        ok = made.sums != NULL && made.counts != NULL;
    } else {
        set(values, 0, count, made.way == MPR_ACCUMULATE_LARGEST ? -INFINITY : INFINITY);
    }
    if (!ok) {
        mpr_accumulator_release(&made);
        return false;
    }
    *accumulator = made;
    return true;
}

void mpr_accumulator_release(MprAccumulator *accumulator)
{
    mpr_free(accumulator->spans);
    mpr_free(accumulator->sums);
    mpr_free(accumulator->counts);
    *accumulator = (MprAccumulator){0};
}

/* Runs of a row follow each other through the volume without a gap. If they did not, there would be a hole:
 * whatever is said, all of a span is there in the end. */
void mpr_accumulator_expect(MprAccumulator *accumulator, size_t row, size_t first, size_t end)
{
    if (accumulator->way != MPR_ACCUMULATE_PUT || first >= end) {
        return;
    }
    MprColumnRange *span = &accumulator->spans[row];
    float *values = accumulator->values + row * accumulator->columns;
    if (span->first == span->end) {
        *span = (MprColumnRange){first, end};
    }
    set(values, span->end, first, NAN);
    set(values, end, span->first, NAN);
    span->first = first < span->first ? first : span->first;
    span->end = end > span->end ? end : span->end;
}

void mpr_accumulator_fetch(const MprAccumulator *accumulator, size_t first, size_t count)
{
    const bool is_plane = accumulator->way == MPR_ACCUMULATE_PUT;
    for (size_t at = first; is_plane && at < first + count; at += 64 / sizeof *accumulator->values) {
        __builtin_prefetch(accumulator->values + at, 1);
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

void mpr_accumulator_add(MprAccumulator *accumulator, const MprKernels *kernels, size_t first,
                         const float *values, size_t count)
{
    switch (accumulator->way) {
    case MPR_ACCUMULATE_PUT:
        memcpy(accumulator->values + first, values, count * sizeof *values);
        break;
    case MPR_ACCUMULATE_MEAN:
        kernels->add_up(values, count, accumulator->sums + first, accumulator->counts + first);
        break;
    case MPR_ACCUMULATE_LARGEST:
        keep_largest(accumulator->values + first, values, count);
        break;
    case MPR_ACCUMULATE_SMALLEST:
        keep_smallest(accumulator->values + first, values, count);
        break;
    }
}

static void finish_plane(MprAccumulator *accumulator)
{
    for (size_t row = 0; row < accumulator->rows; row++) {
        float *values = accumulator->values + row * accumulator->columns;
        set(values, 0, accumulator->spans[row].first, NAN);
        set(values, accumulator->spans[row].end, accumulator->columns, NAN);
    }
}

static void finish_mean(MprAccumulator *accumulator)
{
    for (size_t at = 0; at < accumulator->rows * accumulator->columns; at++) {
        if (2U * accumulator->counts[at] >= accumulator->samples) {
            accumulator->values[at] = (float)(accumulator->sums[at] / accumulator->counts[at]);
        }
    }
}

static void finish_extremes(MprAccumulator *accumulator)
{
    for (size_t at = 0; at < accumulator->rows * accumulator->columns; at++) {
        accumulator->values[at] = isinf(accumulator->values[at]) ? NAN : accumulator->values[at];
    }
}

void mpr_accumulator_finish(MprAccumulator *accumulator)
{
    if (accumulator->way == MPR_ACCUMULATE_PUT) {
        finish_plane(accumulator);
    } else if (accumulator->way == MPR_ACCUMULATE_MEAN) {
        finish_mean(accumulator);
    } else {
        finish_extremes(accumulator);
    }
    mpr_accumulator_release(accumulator);
}
