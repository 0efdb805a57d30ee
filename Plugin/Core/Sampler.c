/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference. One code for all four interpolations: each is a product of three rows of weights, its taps
 * along columns, rows and slices. */
#include "Sampler.h"

/* Weights of neighbouring voxels along one axis. */
typedef struct {
    int count;
    int first; /* index of the first of them; may lie beyond the border, where the edge voxel stands in */
    float weight[MPR_LAYERS];
} Taps;

static double clamped(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static double snapped(double fraction)
{
    return fraction < MPR_WALK_TOLERANCE ? 0.0 : fraction > 1.0 - MPR_WALK_TOLERANCE ? 1.0 : fraction;
}

/* Catmull-Rom between p1 and p2 at distances h0, h1, h2 between the four points: a cubic Hermite curve whose
   slopes are those of the parabolas through three neighbours. With equal distances these are Keys' weights.
 */
static void cubic_weights(double t, double h0, double h1, double h2, float weight[4])
{
    const double t2 = t * t;
    const double t3 = t2 * t;
    const double start_slope = t3 - 2.0 * t2 + t;
    const double end_slope = t3 - t2;
    const double a = h1 / (h0 * (h0 + h1)) * h1;
    const double b = h0 / (h1 * (h0 + h1)) * h1;
    const double c = h2 / (h1 * (h1 + h2)) * h1;
    const double d = h1 / (h2 * (h1 + h2)) * h1;
    weight[0] = (float)(-a * start_slope);
    weight[1] = (float)(2.0 * t3 - 3.0 * t2 + 1.0 + (a - b) * start_slope - c * end_slope);
    weight[2] = (float)(3.0 * t2 - 2.0 * t3 + b * start_slope + (c - d) * end_slope);
    weight[3] = (float)(d * end_slope);
}

static double sinc(double x)
{
    const double pi_x = 3.14159265358979323846 * x;
    return x == 0.0 ? 1.0 : sin(pi_x) / pi_x;
}

static void lanczos_weights(double t, float weight[6])
{
    double raw[6];
    double sum = 0.0;
    for (int tap = 0; tap < 6; tap++) {
        const double x = t - (tap - 2);
        raw[tap] = fabs(x) < 3.0 ? sinc(x) * sinc(x / 3.0) : 0.0;
        sum += raw[tap];
    }
    for (int tap = 0; tap < 6; tap++) {
        weight[tap] = (float)(raw[tap] / sum);
    }
}

/* Taps around whole + t, t from 0 to 1; h are the distances between the four inner voxels (cubic). */
static Taps taps_at(MprInterpolation interpolation, int whole, double t, const double h[3])
{
    Taps taps = {.count = 1, .first = t < 0.5 ? whole : whole + 1, .weight = {1.0F}};
    if (interpolation == MPR_NEAREST || t == 0.0 || t == 1.0) {
        return taps;
    }
    switch (interpolation) {
    case MPR_LINEAR:
    case MPR_NEAREST:
        taps = (Taps){.count = 2, .first = whole, .weight = {(float)(1.0 - t), (float)t}};
        break;
    case MPR_CUBIC:
        taps.count = 4;
        taps.first = whole - 1;
        cubic_weights(t, h[0], h[1], h[2], taps.weight);
        break;
    case MPR_LANCZOS:
        taps.count = 6;
        taps.first = whole - 2;
        lanczos_weights(t, taps.weight);
        break;
    }
    return taps;
}

static Taps in_plane_taps(MprInterpolation interpolation, double position, uint32_t size)
{
    static const double even[3] = {1.0, 1.0, 1.0};
    const double inside = clamped(position, 0.0, size - 1.0);
    const double whole = floor(inside);
    return taps_at(interpolation, (int)whole, snapped(inside - whole), even);
}

/* Taps along the slices: indices are those of the layers. */
static Taps layer_taps(MprInterpolation interpolation, const MprNeighbourhood *around, double t)
{
    const double *d = around->distances_mm + MPR_REACH - 2;
    /* At an end of the volume the outermost slice is its own neighbour: as far away as the next one. */
    const double h1 = d[2] - d[1];
    const double h[3] = {d[1] > d[0] ? d[1] - d[0] : h1, h1, d[3] > d[2] ? d[3] - d[2] : h1};
    return taps_at(interpolation, MPR_REACH - 1, snapped(clamped(t, 0.0, 1.0)), h);
}

MprLayerSet mpr_sampler_needs(MprInterpolation interpolation, const MprRun *run)
{
    const double last = run->t + (run->count - 1.0) * run->dt;
    const double low = snapped(clamped(fmin(run->t, last), 0.0, 1.0));
    const double high = snapped(clamped(fmax(run->t, last), 0.0, 1.0));
    const MprLayerSet below = 1U << (MPR_REACH - 1);
    const MprLayerSet above = 1U << MPR_REACH;
    if (interpolation == MPR_NEAREST) {
        return (low < 0.5 ? below : 0) | (high >= 0.5 ? above : 0);
    }
    if (low == high && (low == 0.0 || low == 1.0)) {
        return low == 0.0 ? below : above;
    }
    const bool is_step = low == 0.0 && high == 1.0 && run->count == 2; /* from slice to slice, none between */
    if (interpolation == MPR_LINEAR || is_step) {
        return (low < 1.0 ? below : 0) | (high > 0.0 ? above : 0);
    }
    return interpolation == MPR_CUBIC ? (below | above) | (below >> 1) | (above << 1)
                                      : (1U << MPR_LAYERS) - 1U;
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

/* The taps of one output pixel. */
typedef struct {
    Taps columns, rows, slices;
} Support;

/* Weighted voxels so far. */
typedef struct {
    float sum, weight;
    bool is_partial;  /* some were padding */
    MprLayerSet from; /* slices whose voxels counted */
} Sum;

static size_t edge_index(int index, uint32_t size)
{
    return index < 0 ? 0 : (uint32_t)index >= size ? size - 1 : (size_t)index;
}

static void add_layer(const MprLayer *layer, const Support *support, size_t sample, float share, Sum *sum)
{
    const MprGrid *grid = &layer->frame->header.grid;
    const MprEncoding *encoding = &layer->frame->header.encoding;
    for (int y = 0; y < support->rows.count; y++) {
        const size_t row = edge_index(support->rows.first + y, grid->rows) * grid->columns;
        for (int x = 0; x < support->columns.count; x++) {
            const float weight = share * support->rows.weight[y] * support->columns.weight[x];
            const size_t index = row + edge_index(support->columns.first + x, grid->columns);
            const double stored = voxel(layer->frame, index * encoding->samples + sample);
            if (encoding->has_padding && stored >= encoding->padding_low &&
                stored <= encoding->padding_high) {
                sum->is_partial = sum->is_partial || weight != 0.0F;
                continue;
            }
            sum->sum += weight * (layer->scale * (float)stored + layer->shift);
            sum->weight += weight;
        }
    }
}

static Sum add_up(const MprNeighbourhood *around, const Support *support, size_t sample)
{
    Sum sum = {0};
    for (int tap = 0; tap < support->slices.count; tap++) {
        const int index = support->slices.first + tap;
        const float before = sum.weight;
        if (support->slices.weight[tap] != 0.0F && around->layers[index].frame != NULL) {
            add_layer(&around->layers[index], support, sample, support->slices.weight[tap], &sum);
            sum.from |= sum.weight != before ? 1U << index : 0U;
        }
    }
    return sum;
}

static Support support_at(MprInterpolation interpolation, const MprNeighbourhood *around, const MprGrid *grid,
                          const MprRun *run, uint32_t pixel)
{
    const Support support = {
        .columns = in_plane_taps(interpolation, run->i + pixel * run->di, grid->columns),
        .rows = in_plane_taps(interpolation, run->j + pixel * run->dj, grid->rows),
        .slices = layer_taps(interpolation, around, run->t + pixel * run->dt),
    };
    return support;
}

/* The weights of a complete pixel add up to 1 but for rounding, so dividing would only add to it. */
static float value_of(const Sum *sum)
{
    if (!sum->is_partial) {
        return sum->sum;
    }
    return sum->weight > 0.5F ? sum->sum / sum->weight : NAN;
}

static const MprFrame *any_frame(const MprNeighbourhood *around)
{
    int index = 0;
    while (around->layers[index].frame == NULL) {
        index++;
    }
    return around->layers[index].frame;
}

MprLayerSet mpr_sampler_run_reference(MprInterpolation interpolation, const MprNeighbourhood *around,
                                      const MprRun *run, float *out)
{
    const MprFrame *any = any_frame(around);
    const size_t samples = any->header.encoding.samples;
    MprLayerSet from = 0;
    for (uint32_t pixel = 0; pixel < run->count; pixel++) {
        const Support support = support_at(interpolation, around, &any->header.grid, run, pixel);
        for (size_t sample = 0; sample < samples; sample++) {
            Sum sum = add_up(around, &support, sample);
            if (sum.is_partial && interpolation > MPR_LINEAR) {
                /* Weights below 0 cannot make up for what is missing. */
                const Support linear = support_at(MPR_LINEAR, around, &any->header.grid, run, pixel);
                sum = add_up(around, &linear, sample);
            }
            out[pixel * samples + sample] = value_of(&sum);
            from |= sum.from;
        }
    }
    return from;
}
