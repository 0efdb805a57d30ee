/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of a run of output pixels from the two slices it lies between. Computed in float, from stored
 * values; every pixel on its own, one interpolation, nothing is averaged. This is the reference; faster
 * kernels must agree with it. */
#ifndef MPR_SAMPLER_H
#define MPR_SAMPLER_H

#include "Frame.h"
#include "Request.h"
#include "Walk.h"

/* A slice as the sampler sees it: values are scale · stored + shift. */
typedef struct {
    const MprFrame *frame;
    float scale, shift;
} MprLayer;

/* Which of the two slices gave a voxel a weight above 0. */
typedef enum { MPR_FROM_NONE = 0, MPR_FROM_BELOW = 1, MPR_FROM_ABOVE = 2, MPR_FROM_BOTH = 3 } MprOrigin;

/* Writes run->count · samples values to out (the pixels of the run only). A position beyond the outermost
 * voxel centres takes the edge value. Voxels within the frame's padding range are weighted out; where half or
 * more of the weight is missing the value is NaN. below or above may be NULL when the run's t never needs it
 * (mpr_sampler_needs). */
MprOrigin mpr_sampler_run(MprInterpolation interpolation, const MprLayer *below, const MprLayer *above,
                          const MprRun *run, float *out);

/* Which slices a run takes values from. */
MprOrigin mpr_sampler_needs(MprInterpolation interpolation, const MprRun *run);

#endif
