/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What will be read, found before anything is: which slices the grids need, and which of them are in memory
 * at a time. */
#ifndef MPR_PLAN_H
#define MPR_PLAN_H

#include "Geometry/Sampling.h"
#include "Volume/Source.h"
#include "Volume/Volume.h"

typedef struct MprPlan MprPlan;

/** MPR_UNSUITABLE when no pixel of a grid lies in the volume. A grid that coincides with the lattice is not
 * interpolated, whatever was asked for. volume, grids and sampling must outlive the plan; mpr_plan_free. */
bool mpr_plan_create(const MprVolume *volume, const MprGrid *grids, size_t count, const MprSampling *sampling,
                     MprPlan **plan, MprError *error);
void mpr_plan_free(MprPlan *plan); /**< NULL is fine */

/** Gaps first … end - 1, sampled while the slices from lowest to highest are in memory as far as they are
 * needed. */
typedef struct {
    ptrdiff_t first, end;
    size_t lowest, highest;
} MprChunk;

/** The chunks one after another: *chunk begins as zero. False behind the last one. */
bool mpr_plan_next(const MprPlan *plan, size_t slice_bytes, MprChunk *chunk);

/** Does any image need a slice? */
bool mpr_plan_needs(const MprPlan *plan, size_t slice);
/** Rows of a slice outside of these are not looked at. */
MprRows mpr_plan_rows(const MprPlan *plan, size_t slice);
/** Does an image need it? */
bool mpr_plan_image_needs(const MprPlan *plan, size_t image, size_t slice);
/** May an image have pixels in a chunk? */
bool mpr_plan_touches(const MprPlan *plan, size_t image, const MprChunk *chunk);

/** Does an image coincide with the lattice? */
bool mpr_plan_is_aligned(const MprPlan *plan, size_t image);
MprInterpolation mpr_plan_interpolation(const MprPlan *plan, size_t image);

#endif
