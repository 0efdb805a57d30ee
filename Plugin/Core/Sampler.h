/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a run of output pixels from the slices around it. Computed in float, from stored values; every
 * pixel on its own, one interpolation, nothing is averaged. Kernels (Kernel.h) do the usual cases fast; the
 * reference does all, and they must agree with it.
 *
 *   Nearest  the voxel whose centre is nearest
 *   Linear   the eight voxels around
 *   Cubic    Catmull-Rom, 4 × 4 × 4 (Keys 1981, a = -1/2); along the slices with their real distances
 *   Lanczos  a = 3, 6 × 6 × 6, weights normalised
 * All of them give back the stored value at a voxel's centre. */
#ifndef MPR_SAMPLER_H
#define MPR_SAMPLER_H

#include "Frame.h"
#include "Request.h"
#include "Walk.h"

/* A run in gap g takes values from slices g - MPR_REACH + 1 to g + MPR_REACH at the most. */
enum { MPR_REACH = 3, MPR_LAYERS = 2 * MPR_REACH };

/* A slice as the sampler sees it: values are scale · stored + shift. */
typedef struct {
    const MprFrame *frame; /* NULL: not there, or not needed */
    float scale, shift;
} MprLayer;

/* The slices around a gap: layers[n] is slice gap - MPR_REACH + 1 + n, so that the gap lies between layers
 * [MPR_REACH - 1] and [MPR_REACH]. Beyond the ends of the volume the outermost slice stands in. */
typedef struct {
    MprLayer layers[MPR_LAYERS];
    double distances_mm[MPR_LAYERS]; /* of the slices along the normal */
} MprNeighbourhood;

/* A set of layers: bit n is layers[n]. */
typedef unsigned MprLayerSet;

/* Which slices a run takes values from. */
MprLayerSet mpr_sampler_needs(MprInterpolation interpolation, const MprRun *run);

/* Writes run->count · samples values to out (the pixels of the run only) and returns the slices that gave a
 * voxel a weight other than 0. All slices of mpr_sampler_needs must be there. A position beyond the outermost
 * voxel centres takes the edge value. Voxels within the frame's padding range are weighted out, linearly;
 * where half or more of the weight is missing the value is NaN. */
MprLayerSet mpr_sampler_run(MprInterpolation interpolation, const MprNeighbourhood *around, const MprRun *run,
                            float *out);

/* The same for up to MPR_RUNS runs of one gap, each with its own out: what is done for many pixels at once is
 * shared between short runs. */
enum { MPR_RUNS = 64 };
MprLayerSet mpr_sampler_runs(MprInterpolation interpolation, const MprNeighbourhood *around,
                             const MprRun *runs, size_t count, float *const *outs);

/* The same, by the code that the kernels are tested against. */
MprLayerSet mpr_sampler_run_reference(MprInterpolation interpolation, const MprNeighbourhood *around,
                                      const MprRun *run, float *out);

#endif
