/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels in plain C, for every processor. */
#include "Kernel.h"

#include <string.h>

/* The voxel at or before a position, of size along the axis, with one behind it; and how far behind that it
 * lies. */
static inline int32_t split(double position, size_t size, float *fraction)
{
    const double last = (double)size - 2.0;
    const double inside = position < 0.0 ? 0.0 : position > last + 1.0 ? last + 1.0 : position;
    const int32_t whole = (int32_t)(inside < last ? inside : last);
    *fraction = (float)(inside - whole);
    return whole;
}

static void locate(const MprSlices *slices, const MprRun *run, MprPatch *patch)
{
    for (uint32_t pixel = 0; pixel < run->count; pixel++) {
        const uint32_t at = patch->count + pixel;
        const int32_t i = split(run->i + pixel * run->di, slices->columns, &patch->i[at]);
        const int32_t j = split(run->j + pixel * run->dj, slices->rows, &patch->j[at]);
        patch->slice[at] = split(run->k + pixel * run->dk, slices->count, &patch->k[at]);
        patch->index[at] = j * (int32_t)slices->columns + i;
    }
    patch->count += run->count;
}

static inline float stored(const uint8_t *pixels, MprPixelType type, size_t index)
{
    return type == MPR_PIXEL_UINT8    ? (float)pixels[index]
           : type == MPR_PIXEL_UINT16 ? (float)((const uint16_t *)(const void *)pixels)[index]
                                      : (float)((const int16_t *)(const void *)pixels)[index];
}

static inline float mixed(float from, float to, float share)
{
    return from + share * (to - from);
}

/* entry: of MprSlices.pixels. */
static inline float linear_in_slice(const MprSlices *slices, size_t entry, MprPixelType type, size_t index,
                                    float i, float j)
{
    const uint8_t *pixels = slices->pixels[entry];
    const size_t below = index + slices->columns;
    const float upper = mixed(stored(pixels, type, index), stored(pixels, type, index + 1), i);
    const float lower = mixed(stored(pixels, type, below), stored(pixels, type, below + 1), i);
    return slices->scale[entry] * mixed(upper, lower, j) + slices->shift[entry];
}

static inline void linear(const MprSlices *slices, const MprPatch *patch, MprPixelType type, float *out)
{
    for (uint32_t at = 0; at < patch->count; at++) {
        const size_t entry = (size_t)patch->slice[at] + MPR_REACH;
        const size_t index = (size_t)patch->index[at];
        const float i = patch->i[at];
        const float j = patch->j[at];
        out[at] = mixed(linear_in_slice(slices, entry, type, index, i, j),
                        linear_in_slice(slices, entry + 1, type, index, i, j), patch->k[at]);
    }
}

static inline void nearest(const MprSlices *slices, const MprPatch *patch, MprPixelType type, float *out)
{
    for (uint32_t at = 0; at < patch->count; at++) {
        const size_t entry = (size_t)patch->slice[at] + (patch->k[at] >= 0.5F) + MPR_REACH;
        const size_t index = (size_t)patch->index[at] + (patch->i[at] >= 0.5F) +
                             (patch->j[at] >= 0.5F) * (size_t)slices->columns;
        const float value = stored(slices->pixels[entry], type, index);
        out[at] = slices->scale[entry] * value + slices->shift[entry];
    }
}

static inline bool is_padding(const MprEncoding *encoding, float stored)
{
    const double value = (double)stored; /* 16 bits: exact */
    return value >= encoding->padding_low && value <= encoding->padding_high;
}

static inline void find_padding(const MprSlices *slices, const MprPatch *patch, MprPixelType type,
                                uint8_t *padded)
{
    memset(padded, 0, (patch->count + 7) / 8);
    for (uint32_t at = 0; at < patch->count; at++) {
        const uint8_t *const *pixels = slices->pixels + patch->slice[at] + MPR_REACH;
        bool is_near = false;
        for (size_t corner = 0; corner < 8; corner++) {
            const size_t index =
                (size_t)patch->index[at] + (corner >> 1 & 1) * slices->columns + (corner & 1);
            is_near = is_near || is_padding(&slices->encoding, stored(pixels[corner >> 2], type, index));
        }
        padded[at / 8] = (uint8_t)(padded[at / 8] | is_near << at % 8);
    }
}

static void nearest_colour(const MprSlices *slices, const MprPatch *patch, float *out)
{
    for (uint32_t at = 0; at < patch->count; at++) {
        const size_t entry = (size_t)patch->slice[at] + (patch->k[at] >= 0.5F) + MPR_REACH;
        const size_t index = (size_t)patch->index[at] + (patch->i[at] >= 0.5F) +
                             (patch->j[at] >= 0.5F) * (size_t)slices->columns;
        for (size_t sample = 0; sample < 3; sample++) {
            const float value = (float)slices->pixels[entry][3 * index + sample];
            out[3 * at + sample] = slices->scale[entry] * value + slices->shift[entry];
        }
    }
}

static inline float colour_in_slice(const MprSlices *slices, size_t entry, size_t first, float i, float j)
{
    const uint8_t *upper = slices->pixels[entry] + first;
    const uint8_t *lower = upper + 3 * (size_t)slices->columns;
    const float value = mixed(mixed(upper[0], upper[3], i), mixed(lower[0], lower[3], i), j);
    return slices->scale[entry] * value + slices->shift[entry];
}

static void linear_colour(const MprSlices *slices, const MprPatch *patch, float *out)
{
    for (uint32_t at = 0; at < patch->count; at++) {
        const size_t entry = (size_t)patch->slice[at] + MPR_REACH;
        for (size_t sample = 0; sample < 3; sample++) {
            const size_t first = 3 * (size_t)patch->index[at] + sample;
            out[3 * at + sample] =
                mixed(colour_in_slice(slices, entry, first, patch->i[at], patch->j[at]),
                      colour_in_slice(slices, entry + 1, first, patch->i[at], patch->j[at]), patch->k[at]);
        }
    }
}

#define KERNELS_OF(type, name)                                                                               \
    static void linear_##name(const MprSlices *slices, const MprPatch *patch, float *out)                    \
    {                                                                                                        \
        linear(slices, patch, type, out);                                                                    \
    }                                                                                                        \
    static void nearest_##name(const MprSlices *slices, const MprPatch *patch, float *out)                   \
    {                                                                                                        \
        nearest(slices, patch, type, out);                                                                   \
    }                                                                                                        \
    static void find_padding_##name(const MprSlices *slices, const MprPatch *patch, uint8_t *padded)         \
    {                                                                                                        \
        find_padding(slices, patch, type, padded);                                                           \
    }

KERNELS_OF(MPR_PIXEL_UINT8, uint8)
KERNELS_OF(MPR_PIXEL_UINT16, uint16)
KERNELS_OF(MPR_PIXEL_INT16, int16)

/* Step by step, each of one width, so that each becomes vector code. */
static void add_up(const float *restrict values, size_t count, double *restrict sums,
                   uint16_t *restrict counts)
{
    enum { BLOCK = 128 };
    float tissue[BLOCK];
    for (size_t first = 0; first < count; first += BLOCK) {
        const size_t block = count - first < BLOCK ? count - first : BLOCK;
        for (size_t at = 0; at < block; at++) {
            const float value = values[first + at];
            tissue[at] = value == value ? value : 0.0F;
        }
        for (size_t at = 0; at < block; at++) {
            sums[first + at] += (double)tissue[at];
        }
        for (size_t at = 0; at < block; at++) {
            counts[first + at] = (uint16_t)(counts[first + at] + (values[first + at] == values[first + at]));
        }
    }
}

const MprKernels mpr_kernels_plain = {
    .locate = locate,
    .add_up = add_up,
    .find_padding = {[MPR_PIXEL_UINT8] = find_padding_uint8,
                     [MPR_PIXEL_UINT16] = find_padding_uint16,
                     [MPR_PIXEL_INT16] = find_padding_int16},
    .linear = {[MPR_PIXEL_UINT8] = linear_uint8,
               [MPR_PIXEL_UINT16] = linear_uint16,
               [MPR_PIXEL_INT16] = linear_int16},
    .nearest = {[MPR_PIXEL_UINT8] = nearest_uint8,
                [MPR_PIXEL_UINT16] = nearest_uint16,
                [MPR_PIXEL_INT16] = nearest_int16},
    .nearest_colour = nearest_colour,
    .linear_colour = linear_colour,
};

const MprKernels *mpr_kernels_best(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return &mpr_kernels_avx2;
    }
#endif
    return &mpr_kernels_plain;
}
