/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What the values within a region of an image are. */
#ifndef MPR_STATISTICS_H
#define MPR_STATISTICS_H

#include "Geometry/Region.h"
#include "Pixels.h"

typedef struct {
    double area_mm2; /**< of the figure itself */
    size_t pixels;   /**< whose centres lie within the region and that have a value */
    size_t missing;  /**< whose centres lie within the region and that have none */
    double mean, minimum, maximum;
    double deviation; /**< the root of the mean square of what values differ from the mean */
} MprStatistics;

/** Values as they would be stored, in output units. MPR_BAD_REQUEST when the region reaches beyond the image or
 * is no region of its plane, MPR_UNSUITABLE when no pixel within it has a value, or when values are colours. */
bool mpr_statistics_of(const MprRegion *region, const MprGrid *grid, const MprPixels *pixels,
                       MprStatistics *statistics, MprError *error);

#endif
