/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What will be read, found before anything is: which gaps of a volume the grids touch, and which slices those
 * need. */
#ifndef MPR_PLAN_H
#define MPR_PLAN_H

#include "Image.h"

typedef struct MprPlan MprPlan;

/* MPR_UNSUITABLE when no pixel of a grid lies in the volume. A grid that coincides with the lattice is not
 * interpolated, whatever was asked for. volume, grids and sampling must outlive the plan; mpr_plan_free. */
bool mpr_plan_create(const MprVolume *volume, const MprGrid *grids, size_t count, const MprSampling *sampling,
                     MprPlan **plan, MprError *error);
void mpr_plan_free(MprPlan *plan); /* NULL is fine */

/* The layers (of MprNeighbourhood) that a gap (-1 … slices-1) needs. */
MprLayerSet mpr_plan_needs(const MprPlan *plan, ptrdiff_t gap);
/* The slice that is a layer of a gap; the outermost slice stands in beyond the ends. */
size_t mpr_plan_slice(const MprPlan *plan, ptrdiff_t gap, int layer);
/* Slices before this one are not needed after the gap. */
ptrdiff_t mpr_plan_first_slice_after(const MprPlan *plan, ptrdiff_t gap);

/* May an image have pixels in a gap? */
bool mpr_plan_touches(const MprPlan *plan, size_t image, ptrdiff_t gap);
/* The plane of a sample of an image's slab. */
MprWalk mpr_plan_walk(const MprPlan *plan, size_t image, unsigned sample);
/* Does an image coincide with the lattice? */
bool mpr_plan_is_aligned(const MprPlan *plan, size_t image);
MprInterpolation mpr_plan_interpolation(const MprPlan *plan, size_t image);

#endif
