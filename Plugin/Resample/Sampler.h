/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Values of a run of output pixels from the slices around it. Computed in float, from stored values; every
 * pixel on its own, one interpolation, nothing is averaged. This is the reference, which knows every case;
 * what makes images is Batch.h, which is held against it.
 *
 *   Nearest  the voxel whose centre is nearest
 *   Linear   the eight voxels around
 *   Cubic    Catmull-Rom, 4 × 4 × 4 (Keys 1981, a = -1/2); along the slices with their real distances
 *   Lanczos  a = 3, 6 × 6 × 6, weights normalised
 * All of them give back the stored value at a voxel's centre.
 *
 * The weights of Cubic stand here and in Kernels/ once more: the kernels are held against a reference that
 * shares nothing with them. */
#ifndef MPR_SAMPLER_H
#define MPR_SAMPLER_H

#include "Geometry/Sampling.h"
#include "Scanline.h"
#include "Slices.h"

/** Marks the slices that give some pixel of a run a weight other than 0. */
void mpr_sampler_mark(MprInterpolation interpolation, const MprRun *run, bool *marks, size_t slices);

/** Writes run->count · samples values to out (the pixels of the run only), and marks the slices that gave a
 * voxel that is no padding a weight other than 0. All slices of mpr_sampler_mark must be in memory and
 * prepared. A position beyond the outermost voxel centres takes the edge value. Voxels within the frame's
 * padding range are weighted out, linearly; where half or more of the weight is missing the value is NaN. */
void mpr_sampler_reference(MprInterpolation interpolation, const MprSlices *slices, const MprRun *run,
                           float *out, bool *marks);

#endif
