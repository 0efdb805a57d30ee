/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fast kernels behind mpr_sampler_run: the inner part of a run, whose voxels all lie in the image, so that no
 * index is clamped; one sample per pixel, no padding, 8 or 16 bits. They compute in float what the reference
 * computes, in another order: |difference| ≤ MPR_KERNEL_ERROR · the largest |value| around.
 *
 *      run   ·●●●●●●●●●●●●●●●●●●●·      · border pixels: mpr_sampler_run_reference
 *             └──── a span ─────┘      ● inner pixels: a kernel */
#ifndef MPR_KERNEL_H
#define MPR_KERNEL_H

#include "Sampler.h"

/* 16 roundings of a float; 0.06 grey levels where values reach 65535, 0.004 in a CT. */
#define MPR_KERNEL_ERROR (16.0 / (1 << 24))

/* The pixels of a run that a kernel computes. Slices: two for Nearest and Linear, [1] and [2]; four for
 * Cubic. None is NULL: a slice that is not needed has weight 0, and any other stands in. */
typedef struct {
    const void *slices[4];
    float scale[4], shift[4]; /* value = scale · stored + shift */
    double distances_mm[4];
    uint32_t columns;
    uint32_t count;             /* pixels */
    double i, j, t, di, dj, dt; /* as in MprRun */
} MprSpan;

typedef void (*MprKernel)(const MprSpan *span, float *out);

/* One row for each instruction set; NULL where it has no kernel. */
typedef struct {
    MprKernel linear[MPR_PIXEL_INT16 + 1], cubic[MPR_PIXEL_INT16 + 1], nearest[MPR_PIXEL_INT16 + 1];
} MprKernels;

extern const MprKernels mpr_kernels_plain;
#if defined(__x86_64__)
extern const MprKernels mpr_kernels_avx2; /* AVX2 and FMA */
#endif

/* mpr_sampler_run with the kernels of one instruction set. */
MprLayerSet mpr_sampler_run_with(const MprKernels *kernels, MprInterpolation interpolation,
                                 const MprNeighbourhood *around, const MprRun *run, float *out);

/* Catmull-Rom along slices at these distances: weight n of fraction t is
 * c[0][n] + t · (c[1][n] + t · (c[2][n] + t · c[3][n])). */
void mpr_kernel_cubic(const double distances_mm[4], float c[4][4]);

#endif
