/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what was asked and the volume there is to the grid that is sampled: request × lattice → grid. */
#ifndef MPR_PLANE_H
#define MPR_PLANE_H

#include "Request.h"
#include "Volume.h"

/* No slice was named by the request. */
#define MPR_NO_SLICE ((size_t)-1)

/* The grid of a request, in its layout and as a reader of the written Decimal Strings will see it. slice is
 * the one that the request was made on, for MPR_PLANE_DEFAULT and _NATIVE, or MPR_NO_SLICE: then they take
 * the middle one. Without a size the grid covers the whole cut through the volume. MPR_UNSUITABLE when the
 * plane misses the volume, MPR_TOO_LARGE above maximum_pixels. */
bool mpr_plane_resolve(const MprRequest *request, const MprVolume *volume, size_t slice,
                       uint64_t maximum_pixels, MprGrid *grid, MprLayout *layout, MprError *error);

#endif
