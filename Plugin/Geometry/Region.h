/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A closed line that a person draws on a plane, and which pixels of an image lie within it. */
#ifndef MPR_REGION_H
#define MPR_REGION_H

#include "Grid.h"

#include <stddef.h>

typedef enum {
    MPR_REGION_ELLIPSE, /**< its centre, and one end of each of its two half axes */
    MPR_REGION_POLYGON  /**< its corners, in their order; the last one is joined to the first one */
} MprRegionKind;

enum { MPR_REGION_POINTS = 100 };

/* The widest that a point of a region may be off the plane of the image. */
#define MPR_REGION_TOLERANCE_MM 0.01

typedef struct {
    MprRegionKind kind;
    size_t count;                        /**< 3 of an ellipse, 3 to MPR_REGION_POINTS of a polygon */
    MprVector points[MPR_REGION_POINTS]; /**< patient mm */
} MprRegion;

/** A region in pixels of a grid: whole numbers are centres of pixels. */
typedef struct {
    MprRegionKind kind;
    size_t count;
    double u[MPR_REGION_POINTS], v[MPR_REGION_POINTS];
} MprFlatRegion;

/** MPR_BAD_REQUEST with the numbers when a point lies off the plane of the grid, when the region has no area,
 * or when sides of a polygon cross each other. */
bool mpr_region_flatten(const MprRegion *region, const MprGrid *grid, MprFlatRegion *flat, MprError *error);

/** The area of the figure itself, whatever the size of a pixel. */
double mpr_region_area_mm2(const MprFlatRegion *flat, const MprGrid *grid);

/** Where row v is within the region: pairs of u, ascending, each from the first number up to and without the
 * second one. Returns how many numbers there are. */
size_t mpr_region_row(const MprFlatRegion *flat, double v, double crossings[MPR_REGION_POINTS]);

#endif
