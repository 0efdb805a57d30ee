/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Computes the grid that is sampled from the request and the volume: request × lattice → grid. */
#ifndef MPR_PLANE_H
#define MPR_PLANE_H

#include "Geometry/Grid.h"
#include "Geometry/Sampling.h"
#include "Request.h"
#include "Volume/Volume.h"

/* No slice was named by the request. */
#define MPR_NO_SLICE ((size_t)-1)

/** Configured limits; a request beyond one is MPR_TOO_LARGE with the name of the setting. */
typedef struct {
    uint64_t maximum_pixels;       /**< "MaximumPixels": of one image */
    uint64_t maximum_images;       /**< "MaximumImages": of one request */
    uint64_t maximum_slab_samples; /**< "MaximumSlabSamples": planes that a slab is sampled on */
} MprLimits;

/** The grids of one request: one, or a stack, or a turn. All have one size and spacing. */
typedef struct {
    MprGrid *grids; /**< in the order of InstanceNumber: a stack grows along its normal; for mpr_free */
    size_t count;
    MprLayout layout;
    double spacing_mm; /**< between the planes of a stack; 0 otherwise */
} MprGridSet;

/** The grids of a request, in their layout and as a reader of the written Decimal Strings gets them. slice
 * is the slice that the request names, for MPR_PLANE_DEFAULT and _NATIVE, or MPR_NO_SLICE: then they take
 * the middle one. Without a size the grids cover the whole cuts through the volume. MPR_UNSUITABLE when a
 * plane misses the volume. */
bool mpr_plane_resolve(const MprRequest *request, const MprVolume *volume, size_t slice,
                       const MprLimits *limits, MprGridSet *set, MprError *error);

/** How the images are sampled: a slab on planes that are no further apart than half the finest voxel extent
 * along the normal, and for a maximum or minimum half the finest spacing in any direction, in the middles of as
 * many equal layers, so that the sampled thickness is the requested thickness. */
bool mpr_plane_sampling(const MprRequest *request, const MprVolume *volume, const MprGridSet *set,
                        const MprLimits *limits, MprSampling *sampling, MprError *error);

#endif
