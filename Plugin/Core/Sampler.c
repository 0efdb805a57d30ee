/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Sampler.h"

static double clamped(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static double last_t(const MprRun *run)
{
    return run->t + (run->count - 1.0) * run->dt;
}

MprOrigin mpr_sampler_needs(MprInterpolation interpolation, const MprRun *run)
{
    const double low = fmin(run->t, last_t(run));
    const double high = fmax(run->t, last_t(run));
    const double border = interpolation == MPR_NEAREST ? 0.5 : MPR_WALK_TOLERANCE;
    const double far_border = interpolation == MPR_NEAREST ? 0.5 : 1.0 - MPR_WALK_TOLERANCE;
    return (low < far_border ? MPR_FROM_BELOW : MPR_FROM_NONE) |
           (high >= border ? MPR_FROM_ABOVE : MPR_FROM_NONE);
}

/* The four voxels around a position of a slice, as indices of their first sample, and their weights. */
typedef struct {
    size_t index[4];
    float weight[4];
} Corners;

static Corners corners_at(const MprGrid *grid, size_t samples, double i, double j)
{
    const double x = clamped(i, 0.0, grid->columns - 1.0);
    const double y = clamped(j, 0.0, grid->rows - 1.0);
    const size_t left = (size_t)x;
    const size_t top = (size_t)y;
    const size_t right = left + 1 < grid->columns ? left + 1 : left;
    const size_t bottom = top + 1 < grid->rows ? top + 1 : top;
    const float fx = (float)(x - (double)left);
    const float fy = (float)(y - (double)top);
    const Corners corners = {
        .index = {(top * grid->columns + left) * samples, (top * grid->columns + right) * samples,
                  (bottom * grid->columns + left) * samples, (bottom * grid->columns + right) * samples},
        .weight = {(1.0F - fx) * (1.0F - fy), fx * (1.0F - fy), (1.0F - fx) * fy, fx * fy},
    };
    return corners;
}

static Corners nearest_at(const MprGrid *grid, size_t samples, double i, double j)
{
    const size_t column = (size_t)(clamped(i, 0.0, grid->columns - 1.0) + 0.5);
    const size_t row = (size_t)(clamped(j, 0.0, grid->rows - 1.0) + 0.5);
    const size_t index = (row * grid->columns + column) * samples;
    const Corners corners = {.index = {index, index, index, index}, .weight = {1.0F, 0.0F, 0.0F, 0.0F}};
    return corners;
}

static double voxel(const MprFrame *frame, size_t index)
{
    switch (frame->header.encoding.type) {
    case MPR_PIXEL_UINT8:
        return ((const uint8_t *)frame->pixels.data)[index];
    case MPR_PIXEL_INT8:
        return ((const int8_t *)frame->pixels.data)[index];
    case MPR_PIXEL_UINT16:
        return ((const uint16_t *)frame->pixels.data)[index];
    case MPR_PIXEL_INT16:
        return ((const int16_t *)frame->pixels.data)[index];
    case MPR_PIXEL_UINT32:
        return ((const uint32_t *)frame->pixels.data)[index];
    case MPR_PIXEL_INT32:
        break;
    }
    return ((const int32_t *)frame->pixels.data)[index];
}

/* Weighted voxels so far, and whether some were padding. */
typedef struct {
    float sum, weight;
    bool is_partial;
} Sum;

/* Adds a slice's share; true when a voxel of it counted. */
static bool add_layer(const MprLayer *layer, const Corners *corners, size_t sample, float share, Sum *sum)
{
    const MprEncoding *encoding = &layer->frame->header.encoding;
    bool counted = false;
    for (int corner = 0; corner < 4; corner++) {
        const float weight = corners->weight[corner] * share;
        if (weight <= 0.0F) {
            continue;
        }
        const double stored = voxel(layer->frame, corners->index[corner] + sample);
        if (encoding->has_padding && stored >= encoding->padding_low && stored <= encoding->padding_high) {
            sum->is_partial = true;
            continue;
        }
        sum->sum += weight * (layer->scale * (float)stored + layer->shift);
        sum->weight += weight;
        counted = true;
    }
    return counted;
}

/* How much of the value comes from the upper slice. */
static float share_above(MprInterpolation interpolation, double t)
{
    if (interpolation == MPR_NEAREST) {
        return t < 0.5 ? 0.0F : 1.0F;
    }
    const double snapped = t < MPR_WALK_TOLERANCE ? 0.0 : t > 1.0 - MPR_WALK_TOLERANCE ? 1.0 : t;
    return (float)snapped;
}

/* The weights of a complete pixel add up to 1 but for rounding, so dividing would only add to it. */
static float finished(const Sum *sum)
{
    if (!sum->is_partial) {
        return sum->sum;
    }
    return sum->weight > 0.5F ? sum->sum / sum->weight : NAN;
}

MprOrigin mpr_sampler_run(MprInterpolation interpolation, const MprLayer *below, const MprLayer *above,
                          const MprRun *run, float *out)
{
    const MprFrame *any = below != NULL ? below->frame : above->frame;
    const MprGrid *grid = &any->header.grid;
    const size_t samples = any->header.encoding.samples;
    MprOrigin origin = MPR_FROM_NONE;
    for (uint32_t pixel = 0; pixel < run->count; pixel++) {
        const double i = run->i + pixel * run->di;
        const double j = run->j + pixel * run->dj;
        const float upper = share_above(interpolation, run->t + pixel * run->dt);
        const Corners corners =
            interpolation == MPR_NEAREST ? nearest_at(grid, samples, i, j) : corners_at(grid, samples, i, j);
        for (size_t sample = 0; sample < samples; sample++) {
            Sum sum = {0.0F, 0.0F, false};
            if (upper < 1.0F && below != NULL && add_layer(below, &corners, sample, 1.0F - upper, &sum)) {
                origin |= MPR_FROM_BELOW;
            }
            if (upper > 0.0F && above != NULL && add_layer(above, &corners, sample, upper, &sum)) {
                origin |= MPR_FROM_ABOVE;
            }
            out[pixel * samples + sample] = finished(&sum);
        }
    }
    return origin;
}
