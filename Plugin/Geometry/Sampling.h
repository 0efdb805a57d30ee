/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * How voxels become pixels: the interpolation between slices, and the planes of a slab. Lengths are mm. */
#ifndef MPR_SAMPLING_H
#define MPR_SAMPLING_H

#include "Projection.h"

#include <stdbool.h>

typedef enum { MPR_NEAREST, MPR_LINEAR, MPR_CUBIC, MPR_LANCZOS } MprInterpolation;

/** The sampling of all images. A slab is sampled on `samples` planes, step_mm apart, around the grid. */
typedef struct {
    MprInterpolation interpolation;
    MprProjection projection; /**< MPR_PROJECTION_NONE: one plane */
    unsigned samples;         /**< 1 without a slab */
    double step_mm;
    bool is_preview; /**< no header will be written: MprImages.attributes stay empty */
} MprSampling;

/** Distance along the normal of a sample of a slab from its middle. */
static inline double mpr_sampling_depth_mm(const MprSampling *sampling, unsigned sample)
{
    return (sample - (sampling->samples - 1.0) / 2.0) * sampling->step_mm;
}

#endif
