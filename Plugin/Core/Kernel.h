/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fast kernels behind mpr_sampler_run: the inner part of a run, whose voxels all lie in the image, so that no
 * index is clamped; one sample per pixel, no padding, 8 or 16 bits. They compute in float what the reference
 * computes, in another order: |difference| ≤ MPR_KERNEL_ERROR · the largest |value| around.
 *
 *      run   ·●●●●●●●●●●●●●●●●●●●·      · border pixels: mpr_sampler_run_reference
 *                                       ● inner pixels: a kernel */
#ifndef MPR_KERNEL_H
#define MPR_KERNEL_H

#include "Sampler.h"

/* 16 roundings of a float; 0.06 grey levels where values reach 65535, 0.004 in a CT. */
#define MPR_KERNEL_ERROR (16.0 / (1 << 24))

/* Inner pixels of neighbouring runs, as many as stay in the nearest cache: found first, and their voxels
 * fetched ahead; then computed. Short runs so share what is done for eight pixels at once. */
enum { MPR_PATCH = 128, MPR_PATCH_ROOM = MPR_PATCH + 8 /* eight at a time write beyond the end */ };
typedef struct {
    int32_t index[MPR_PATCH_ROOM]; /* of the voxel at or before the position, in columns and in rows */
    float i[MPR_PATCH_ROOM], j[MPR_PATCH_ROOM], t[MPR_PATCH_ROOM]; /* how far behind it, 0 to 1 */
    uint32_t count;
} MprPatch;

/* The slices around a gap as a kernel sees them: two for Nearest and Linear, [1] and [2]; four for Cubic.
 * None is NULL: a slice that is not needed has weight 0, and any other stands in. */
typedef struct {
    const void *slices[4];
    float scale[4], shift[4]; /* value = scale · stored + shift */
    float cubic[4][4];        /* mpr_kernel_cubic */
    MprPixelType type;
    uint32_t columns;
} MprStack;

/* Adds run->count pixels, all inner, to a patch that has room for them. */
typedef void (*MprLocate)(const MprStack *stack, const MprRun *run, MprPatch *patch);
/* Values of a patch; out has MPR_PATCH_ROOM. */
typedef void (*MprKernel)(const MprStack *stack, const MprPatch *patch, float *out);

/* What one instruction set can do; NULL: no kernel. By pixel type. */
typedef struct {
    MprLocate locate;
    MprKernel nearest[MPR_PIXEL_INT16 + 1], linear[MPR_PIXEL_INT16 + 1], cubic[MPR_PIXEL_INT16 + 1];
} MprKernels;

extern const MprKernels mpr_kernels_plain;
#if defined(__x86_64__)
extern const MprKernels mpr_kernels_avx2; /* needs AVX2 and FMA */
#endif

/* mpr_sampler_runs with the kernels of one instruction set. */
MprLayerSet mpr_sampler_runs_with(const MprKernels *kernels, MprInterpolation interpolation,
                                  const MprNeighbourhood *around, const MprRun *runs, size_t count,
                                  float *const *outs);

/* Catmull-Rom along slices at these distances: weight n of fraction t is
 * c[0][n] + t · (c[1][n] + t · (c[2][n] + t · c[3][n])). */
void mpr_kernel_cubic(const double distances_mm[4], float c[4][4]);

#endif
