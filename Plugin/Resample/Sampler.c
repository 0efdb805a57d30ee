/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference. One code for all four interpolations: each is a product of three rows of weights, its taps
 * along columns, rows and slices. */
#include "Sampler.h"

/* Weights of neighbouring voxels along one axis. */
typedef struct {
    int count;
    int first; /* index of the first of them; may lie beyond the border, where the edge voxel stands in */
    float weight[2 * MPR_REACH];
} Taps;

static double clamped(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static double snapped(double fraction)
{
    return fraction < MPR_SCANLINE_TOLERANCE ? 0.0 : fraction > 1.0 - MPR_SCANLINE_TOLERANCE ? 1.0 : fraction;
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

static double distance_mm(const MprSlices *slices, ptrdiff_t slice)
{
    const ptrdiff_t last = (ptrdiff_t)slices->count - 1;
    return slices->volume->slices[slice < 0 ? 0 : slice > last ? last : slice].distance_mm;
}

static Taps slice_taps(MprInterpolation interpolation, const MprSlices *slices, double position)
{
    const double inside = clamped(position, 0.0, (double)slices->count - 1.0);
    const int gap = (int)fmin(floor(inside), (double)slices->count - 2.0);
    const double d[4] = {distance_mm(slices, gap - 1), distance_mm(slices, gap), distance_mm(slices, gap + 1),
                         distance_mm(slices, gap + 2)};
    /* At an end of the volume the outermost slice is its own neighbour: as far away as the next one. */
    const double h1 = d[2] - d[1];
    const double h[3] = {d[1] > d[0] ? d[1] - d[0] : h1, h1, d[3] > d[2] ? d[3] - d[2] : h1};
    return taps_at(interpolation, gap, snapped(inside - gap), h);
}

static bool is_whole(double value)
{
    return value == floor(value);
}

static double on_slice(double position, size_t slices)
{
    const double inside = clamped(position, 0.0, (double)slices - 1.0);
    const double nearest = round(inside);
    return fabs(inside - nearest) < MPR_SCANLINE_TOLERANCE ? nearest : inside;
}

/* Several threads may sample rows of one image. */
static void mark(bool *slice)
{
    __atomic_store_n(slice, true, __ATOMIC_RELAXED);
}

/* Positions from low to high, each less than a slice from the next one: there is one between any two slices.
 */
static void mark_between(MprInterpolation interpolation, double low, double high, bool *marks, size_t slices)
{
    static const double reach[] = {
        [MPR_NEAREST] = 0.0, [MPR_LINEAR] = 0.0, [MPR_CUBIC] = 1.0, [MPR_LANCZOS] = 2.0};
    double first = floor(low);
    double last = ceil(high);
    if (interpolation == MPR_NEAREST) {
        first = floor(low + 0.5);
        last = floor(high + 0.5);
    } else if (low < high || !is_whole(low)) {
        first = fmax(0.0, first - reach[interpolation]);
        last = fmin((double)slices - 1.0, last + reach[interpolation]);
    }
    for (size_t slice = (size_t)first; slice <= (size_t)last; slice++) {
        mark(&marks[slice]);
    }
}

void mpr_sampler_mark(MprInterpolation interpolation, const MprRun *run, bool *marks, size_t slices)
{
    const double last = run->k + (run->count - 1.0) * run->dk;
    const double low = on_slice(fmin(run->k, last), slices);
    const double high = on_slice(fmax(run->k, last), slices);
    if (low == high || fabs(run->dk) < 1.0 - 4.0 * MPR_SCANLINE_TOLERANCE) {
        mark_between(interpolation, low, high, marks, slices);
        return;
    }
    for (uint32_t pixel = 0; pixel < run->count; pixel++) {
        const double position = on_slice(run->k + pixel * run->dk, slices);
        mark_between(interpolation, position, position, marks, slices);
    }
}

static double voxel(const MprFrame *frame, size_t index)
{
    return (double)mpr_pixel_value(frame->pixels.data, frame->header.encoding.type, index);
}

/* The taps of one output pixel. */
typedef struct {
    Taps columns, rows, slices;
} Support;

/* Weighted voxels so far. */
typedef struct {
    float sum, weight;
    bool is_partial; /* some were padding */
    unsigned from;   /* bit n: tap n along the slices counted */
} Sum;

static size_t edge_index(int index, uint32_t size)
{
    return index < 0 ? 0 : (uint32_t)index >= size ? size - 1 : (size_t)index;
}

static void add_slice(const MprSlices *slices, size_t slice, const Support *support, size_t sample,
                      float share, Sum *sum)
{
    const MprFrame *frame = slices->frames[slice];
    const MprEncoding *encoding = &frame->header.encoding;
    const float scale = slices->scale[slice + MPR_REACH];
    const float shift = slices->shift[slice + MPR_REACH];
    for (int y = 0; y < support->rows.count; y++) {
        const size_t row = edge_index(support->rows.first + y, slices->rows) * slices->columns;
        for (int x = 0; x < support->columns.count; x++) {
            const float weight = share * support->rows.weight[y] * support->columns.weight[x];
            const size_t index = row + edge_index(support->columns.first + x, slices->columns);
            const double stored = voxel(frame, index * encoding->samples + sample);
            if (encoding->has_padding && stored >= encoding->padding_low &&
                stored <= encoding->padding_high) {
                sum->is_partial = sum->is_partial || weight != 0.0F;
                continue;
            }
            sum->sum += weight * (scale * (float)stored + shift);
            sum->weight += weight;
        }
    }
}

static size_t slice_of(const MprSlices *slices, const Support *support, int tap)
{
    return edge_index(support->slices.first + tap, (uint32_t)slices->count);
}

static Sum add_up(const MprSlices *slices, const Support *support, size_t sample)
{
    Sum sum = {0};
    for (int tap = 0; tap < support->slices.count; tap++) {
        const size_t slice = slice_of(slices, support, tap);
        const float before = sum.weight;
        if (support->slices.weight[tap] != 0.0F && slices->frames[slice] != NULL) {
            add_slice(slices, slice, support, sample, support->slices.weight[tap], &sum);
            sum.from |= sum.weight != before ? 1U << tap : 0U;
        }
    }
    return sum;
}

static Support support_at(MprInterpolation interpolation, const MprSlices *slices, const MprRun *run,
                          uint32_t pixel)
{
    const Support support = {
        .columns = in_plane_taps(interpolation, run->i + pixel * run->di, slices->columns),
        .rows = in_plane_taps(interpolation, run->j + pixel * run->dj, slices->rows),
        .slices = slice_taps(interpolation, slices, run->k + pixel * run->dk),
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

static void mark_taps(const MprSlices *slices, const Support *support, unsigned from, bool *marks)
{
    for (int tap = 0; tap < support->slices.count; tap++) {
        if ((from >> tap & 1U) != 0) {
            mark(&marks[slice_of(slices, support, tap)]);
        }
    }
}

void mpr_sampler_reference(MprInterpolation interpolation, const MprSlices *slices, const MprRun *run,
                           float *out, bool *marks)
{
    const size_t samples = slices->units.samples;
    for (uint32_t pixel = 0; pixel < run->count; pixel++) {
        for (size_t sample = 0; sample < samples; sample++) {
            Support support = support_at(interpolation, slices, run, pixel);
            Sum sum = add_up(slices, &support, sample);
            if (sum.is_partial && interpolation > MPR_LINEAR) {
                /* Weights below 0 cannot make up for what is missing. */
                support = support_at(MPR_LINEAR, slices, run, pixel);
                sum = add_up(slices, &support, sample);
            }
            out[pixel * samples + sample] = value_of(&sum);
            mark_taps(slices, &support, sum.from, marks);
        }
    }
}
