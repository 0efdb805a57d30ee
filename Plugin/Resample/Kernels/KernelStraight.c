/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel for runs along a row of voxels, a pixel for each: neither turned nor scaled. All pixels have the
 * same weights, and what is left are sums of rows, which compilers turn into vector code. */
#include "Kernel.h"

bool mpr_kernel_is_straight(const MprRun *run)
{
    return run->count > 8 && fabs(run->di - 1.0) * run->count < MPR_SCANLINE_TOLERANCE &&
           fabs(run->dj) * run->count < MPR_SCANLINE_TOLERANCE &&
           fabs(run->dk) * run->count < MPR_SCANLINE_TOLERANCE;
}

/* A position between two neighbours: the first of them, and the weight of the second. */
typedef struct {
    size_t first;
    float share;
} Between;

static Between between(MprInterpolation interpolation, double position, size_t size)
{
    const double last = (double)size - 1.0;
    const double inside = position < 0.0 ? 0.0 : position > last ? last : position;
    const size_t whole = (size_t)inside;
    const double share = inside - (double)whole;
    if (interpolation == MPR_NEAREST) {
        return (Between){whole + (share >= 0.5), 0.0F};
    }
    return share < MPR_SCANLINE_TOLERANCE         ? (Between){whole, 0.0F}
           : share > 1.0 - MPR_SCANLINE_TOLERANCE ? (Between){whole + 1, 0.0F}
                                                  : (Between){whole, (float)share};
}

/* out += left · row[n] + right · row[n + 1] */
#define ADD_ROW(Type)                                                                                        \
    do {                                                                                                     \
        const Type *voxels = (const Type *)(const void *)row;                                                \
        for (uint32_t at = 0; right == 0.0F && at < count; at++) {                                           \
            out[at] += left * (float)voxels[at];                                                             \
        }                                                                                                    \
        for (uint32_t at = 0; right != 0.0F && at < count; at++) {                                           \
            out[at] += left * (float)voxels[at] + right * (float)voxels[at + 1];                             \
        }                                                                                                    \
    } while (0)

static void add_row(MprPixelType type, const uint8_t *restrict row, float left, float right, uint32_t count,
                    float *restrict out)
{
    if (type == MPR_PIXEL_UINT8) {
        ADD_ROW(uint8_t);
    } else if (type == MPR_PIXEL_UINT16) {
        ADD_ROW(uint16_t);
    } else {
        ADD_ROW(int16_t);
    }
}

void mpr_kernel_straight(const MprSlices *slices, MprInterpolation interpolation, const MprRun *run,
                         float *out)
{
    const MprPixelType type = slices->encoding.type;
    const Between i = between(interpolation, run->i, slices->columns);
    const Between j = between(interpolation, run->j, slices->rows);
    const Between k = between(interpolation, run->k, slices->count);
    const float *shift = slices->shift + k.first + MPR_REACH;
    for (uint32_t at = 0; at < run->count; at++) {
        out[at] = (1.0F - k.share) * shift[0] + k.share * shift[1];
    }
    for (size_t corner = 0; corner < 4; corner++) {
        const size_t slice = k.first + (corner >> 1) + MPR_REACH;
        const size_t index = (j.first + (corner & 1)) * slices->columns + i.first;
        const float weight = slices->scale[slice] * (corner & 2 ? k.share : 1.0F - k.share) *
                             (corner & 1 ? j.share : 1.0F - j.share);
        if (weight != 0.0F) {
            add_row(type, slices->pixels[slice] + index * mpr_pixel_size(type), weight * (1.0F - i.share),
                    weight * i.share, run->count, out);
        }
    }
}
