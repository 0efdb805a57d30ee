/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every pass is written once, for the compiler to make vector code of, and compiled twice: for any processor
 * and for those with AVX2. No value differs, for there is no product to fuse with a sum. */
#include "Values.h"

#include <math.h>

#define PASS __attribute__((always_inline)) static inline
#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2")))
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#else
#define AVX2
#define HAS_AVX2 false
#endif

/* ---- range ---- */

/* Comparisons with NaN are false. */
PASS MprRange find_range(const float *values, size_t count)
{
    enum { LANES = 128 }; /* apart: vectors of them, and no comparison waits for the one before */
    float least[LANES];
    float most[LANES];
    const size_t even = count - count % LANES;
    for (size_t lane = 0; lane < LANES; lane++) {
        least[lane] = INFINITY;
        most[lane] = -INFINITY;
    }
    for (size_t index = 0; index < even; index += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            const float value = values[index + lane];
            least[lane] = value < least[lane] ? value : least[lane];
            most[lane] = value > most[lane] ? value : most[lane];
        }
    }
    MprRange range = {INFINITY, -INFINITY};
    for (size_t index = even; index < count; index++) {
        range.least = values[index] < range.least ? values[index] : range.least;
        range.most = values[index] > range.most ? values[index] : range.most;
    }
    for (size_t lane = 0; lane < LANES; lane++) {
        range.least = least[lane] < range.least ? least[lane] : range.least;
        range.most = most[lane] > range.most ? most[lane] : range.most;
    }
    return range;
}

static MprRange find_range_plain(const float *values, size_t count)
{
    return find_range(values, count);
}

AVX2 static MprRange find_range_avx2(const float *values, size_t count)
{
    return find_range(values, count);
}

MprRange mpr_values_range(const float *values, size_t count)
{
    return HAS_AVX2 ? find_range_avx2(values, count) : find_range_plain(values, count);
}

/* ---- levels ---- */

/* Neighbours are alike, and a count waits for the one before of the same bin: two
 * histograms take turns. The bins
 * behind the last one are those of background, of which many come in a row. */
enum { HISTOGRAMS = 2, HOLES = 4, HISTOGRAM = MPR_VALUE_BINS + HOLES, BLOCK = 256 };

PASS void count_levels(const float *values, size_t count, MprRange range, uint32_t *bins)
{
    const float last = MPR_VALUE_BINS - 1;
    const float per_value = (float)MPR_VALUE_BINS / (range.most - range.least);
    int32_t places[BLOCK];
    for (size_t first = 0; first < count; first += BLOCK) {
        const uint32_t block = count - first < BLOCK ? (uint32_t)(count - first) : BLOCK;
        for (uint32_t at = 0; at < block; at++) {
            const float value = values[first + at];
            const float place = (value - range.least) * per_value;
            const float inside = place < last ? place : last;
            const int32_t histogram = (int32_t)(at % HISTOGRAMS) * HISTOGRAM;
            const int32_t background = MPR_VALUE_BINS + (int32_t)(at / HISTOGRAMS % HOLES);
            places[at] = histogram + (value == value ? (int32_t)inside : background);
        }
        for (uint32_t at = 0; at < block; at++) {
            bins[places[at]]++;
        }
    }
}

static void count_levels_plain(const float *values, size_t count, MprRange range, uint32_t *bins)
{
    count_levels(values, count, range, bins);
}

AVX2 static void count_levels_avx2(const float *values, size_t count, MprRange range, uint32_t *bins)
{
    count_levels(values, count, range, bins);
}

bool mpr_values_count(const float *values, size_t count, MprRange range, uint32_t bins[MPR_VALUE_BINS],
                      MprError *error)
{
    uint32_t *counts = mpr_allocate(HISTOGRAMS * HISTOGRAM, sizeof *counts, error);
    if (counts == NULL) {
        return false;
    }
    (HAS_AVX2 ? count_levels_avx2 : count_levels_plain)(values, count, range, counts);
    for (uint32_t bin = 0; bin < MPR_VALUE_BINS; bin++) {
        bins[bin] = 0;
        for (uint32_t histogram = 0; histogram < HISTOGRAMS; histogram++) {
            bins[bin] += counts[histogram * HISTOGRAM + bin];
        }
    }
    mpr_free(counts);
    return true;
}

/* ---- whole numbers ---- */

/* A float that is 1.5 · 2^23 larger has no room for a fraction, so it was rounded. */
#define ROUND_VALUES(Type)                                                                                   \
    do {                                                                                                     \
        const float large = 12582912.0F;                                                                     \
        Type *restrict out = stored;                                                                         \
        for (size_t index = 0; index < count; index++) {                                                     \
            const float value = values[index];                                                               \
            const bool is_background = value != value;                                                       \
            const float inside = is_background ? fill : value < low ? low : value > high ? high : value;     \
            const int32_t rounded = (int32_t)((inside + large) - large);                                     \
            background += is_background;                                                                     \
            fills += rounded == (int32_t)fill;                                                               \
            out[index] = (Type)rounded;                                                                      \
        }                                                                                                    \
    } while (0)

PASS void round_values(const float *restrict values, size_t count, MprPixelType type, void *stored,
                       MprRounding *rounding)
{
    const float low = rounding->low;
    const float high = rounding->high;
    const float fill = rounding->fill;
    uint32_t background = 0;
    uint32_t fills = 0;
    if (type == MPR_PIXEL_UINT8) {
        ROUND_VALUES(uint8_t);
    } else if (type == MPR_PIXEL_INT8) {
        ROUND_VALUES(int8_t);
    } else if (type == MPR_PIXEL_UINT16) {
        ROUND_VALUES(uint16_t);
    } else {
        ROUND_VALUES(int16_t);
    }
    rounding->background = background;
    rounding->fills = fills;
}

static void round_values_plain(const float *values, size_t count, MprPixelType type, void *stored,
                               MprRounding *rounding)
{
    round_values(values, count, type, stored, rounding);
}

AVX2 static void round_values_avx2(const float *values, size_t count, MprPixelType type, void *stored,
                                   MprRounding *rounding)
{
    round_values(values, count, type, stored, rounding);
}

void mpr_values_round(const float *values, size_t count, MprPixelType type, void *stored,
                      MprRounding *rounding)
{
    (HAS_AVX2 ? round_values_avx2 : round_values_plain)(values, count, type, stored, rounding);
}
