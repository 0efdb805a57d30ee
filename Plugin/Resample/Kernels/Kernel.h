/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Fast kernels for plain slices (MprSlices.is_plain). They compute in float what the reference computes, in
 * another order and from positions in fixed point, and do not care for padding:
 * |difference| ≤ MPR_KERNEL_ERROR · the largest |value| around. */
#ifndef MPR_KERNEL_H
#define MPR_KERNEL_H

#include "Resample/Sampler.h"

/* 0.25 grey levels where values reach 65535, 0.016 in a CT. The larger part is that the reference takes
 * positions within MPR_SCANLINE_TOLERANCE of a voxel as on it, on each of three axes. */
#define MPR_KERNEL_ERROR (4.0 / (1 << 20))

/** A step along an axis in fixed point, in units of 2^-32 voxels. */
typedef struct {
    double per_pixel;
    int64_t pixels[8]; /**< to pixels 0 1 4 5 2 3 6 7 */
    int64_t eight;     /**< to the next eight */
} MprStep;

/** Pixels of neighbouring runs, as many as stay in the nearest cache: found first, and their voxels fetched
 * ahead; then computed. Short runs so share what is done for eight pixels at once. */
enum { MPR_PATCH = 128, MPR_PATCH_ROOM = MPR_PATCH + 8 /* eight at a time write beyond the end */ };
typedef struct {
    int32_t slice[MPR_PATCH_ROOM]; /**< of the voxel at or before the position: 0 … count - 2 */
    /** of it in the slice; there is one more column and one more row behind it */
    int32_t index[MPR_PATCH_ROOM];
    float i[MPR_PATCH_ROOM], j[MPR_PATCH_ROOM], k[MPR_PATCH_ROOM]; /**< how far behind it, 0 to 1 */
    uint32_t count;
    bool is_dense;    /**< the runs are of planes so near to each other that they share voxels */
    MprStep steps[3]; /**< of the last run, kept by MprLocate */
} MprPatch;

/** Adds the pixels of a run to a patch that has room for them. Positions beyond the outermost voxels are moved
 * onto them. */
typedef void (*MprLocate)(const MprSlices *slices, const MprRun *run, MprPatch *patch);
/** Values of a patch; out has MPR_PATCH_ROOM · samples. */
typedef void (*MprKernel)(const MprSlices *slices, const MprPatch *patch, float *out);

/** Bit n % 8 of padded[n / 8]: is one of the eight voxels around pixel n padding? */
typedef void (*MprFindPadding)(const MprSlices *slices, const MprPatch *patch, uint8_t *padded);

/** Adds values to sums and 1 to counts, but for NaN. */
typedef void (*MprAddUp)(const float *values, size_t count, double *sums, uint16_t *counts);

/** What one instruction set can do; NULL: no kernel. By pixel type. Cubic kernels want one more voxel before
 * and two behind along columns and rows. */
typedef struct {
    MprLocate locate;
    MprAddUp add_up;
    MprFindPadding find_padding[MPR_PIXEL_INT16 + 1];
    MprKernel nearest[MPR_PIXEL_INT16 + 1], linear[MPR_PIXEL_INT16 + 1], cubic[MPR_PIXEL_INT16 + 1];
    MprKernel nearest_colour, linear_colour; /**< pixels of three samples of 8 bits */
} MprKernels;

extern const MprKernels mpr_kernels_plain;
#if defined(__x86_64__)
extern const MprKernels mpr_kernels_avx2; /**< needs AVX2 and FMA */
#endif

/** Runs along a row of voxels, for which there is a quicker way: Nearest or Linear, every pixel with its
 * neighbour in the image. out has run->count. */
bool mpr_kernel_is_straight(const MprRun *run);
void mpr_kernel_straight(const MprSlices *slices, MprInterpolation interpolation, const MprRun *run,
                         float *out);

/** The fastest of them that this processor knows. */
const MprKernels *mpr_kernels_best(void);

#endif
