/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A grid is a rectangle of pixels in patient space: what the Image Plane Module (PS3.3 C.7.6.2) says of an
 * image. A source frame lies on one, and so does the image that is made.
 *
 *          position ●───► across (ImageOrientationPatient 1-3; u grows, along a row)
 *                   │ ┌─┬─┬─┬─┐
 *              down │ ├─┼─┼─┼─┤    position is the CENTRE of the first pixel (ImagePositionPatient).
 *   (values 4-6;    ▼ ├─┼─┼─┼─┤    normal = across × down points away from the reader.
 *    v grows)         └─┴─┴─┴─┘
 *
 * A grid cannot be mirrored: its third axis is not stored but computed, and only rotations are ever applied.
 */
#ifndef MPR_GRID_H
#define MPR_GRID_H

#include "Base/Affine.h"
#include "Base/Error.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    MprVector position;       /**< centre of the first pixel, patient mm */
    MprVector across, down;   /**< unit vectors at a right angle, patient */
    double spacing_across_mm; /**< between the centres of neighbouring columns: PixelSpacing[1] */
    double spacing_down_mm;   /**< between the centres of neighbouring rows: PixelSpacing[0] */
    uint32_t columns, rows;
} MprGrid;

/* Coordinates, sizes and spacings beyond these are of no scanner, but of a damaged header; within them all
 * that is computed of a grid stays finite. */
#define MPR_FARTHEST_MM 1e6
#define MPR_SMALLEST_SPACING_MM 1e-4
#define MPR_LARGEST_SPACING_MM 1e3

/** Checks these limits; MPR_UNSUITABLE with the numbers when the grid exceeds one. */
bool mpr_grid_check(const MprGrid *grid, MprError *error);
/** The same for a position alone. */
bool mpr_grid_check_position(MprVector position, MprError *error);

/* The widest a direction may be off unit length or a right angle before it is refused. */
#define MPR_ORIENTATION_TOLERANCE 1e-3

/** across × down */
MprVector mpr_grid_normal(const MprGrid *grid);

/** Centre of pixel (u, v); halves are the borders of pixels. */
MprVector mpr_grid_point(const MprGrid *grid, double u, double v);

/** z of the slice space is millimetres along the normal. */
MprAffine mpr_grid_patient_from_slice(const MprGrid *grid);

/** Makes across and down unit vectors at a right angle when they are within MPR_ORIENTATION_TOLERANCE of that;
 * down is turned, across keeps its direction. MPR_BAD_REQUEST with the numbers otherwise. deviation (may be
 * NULL) gets the largest correction of a cosine. */
bool mpr_grid_orthonormalize(MprGrid *grid, double *deviation, MprError *error);

/** The grid that a reader of the written Decimal Strings gets. The image is sampled on it, not on the
 * requested grid. */
MprGrid mpr_grid_rounded(const MprGrid *grid);

/** Largest distance in mm between the same corners of two grids; infinite when rows or columns differ. */
double mpr_grid_distance_mm(const MprGrid *a, const MprGrid *b);

/** PatientOrientation (PS3.3 C.7.6.1.1.1): up to three of the letters L R P A H F, largest component first,
 * components below 1e-4 left out. */
void mpr_grid_direction_letters(MprVector direction, char letters[4]);

/** The rotation of a grid before it is stored (see mpr_grid_cardinal). */
typedef struct {
    const char *convention; /**< "Axial", "Coronal", "Sagittal" or "AsGiven" */
    unsigned quarter_turns; /**< clockwise turns of the picture that was asked for, 0 to 3 ... */
    /** ... after it was looked at from the other side, turned about its vertical axis */
    bool from_opposite_side;
} MprLayout;

/** The same pixels, as a set of points, in the layout that radiologists expect of the nearest anatomical
 * plane: axial from below (across to the Left, down to the Posterior), coronal from the front (Left, Feet),
 * sagittal from the left (Posterior, Feet). Chosen among the eight proper rotations that map the plane onto
 * itself. */
MprGrid mpr_grid_cardinal(const MprGrid *grid, MprLayout *layout);

/** The same pixels, as a set of points, rotated by a layout. */
MprGrid mpr_grid_in_layout(const MprGrid *grid, const MprLayout *layout);

/** The anatomical plane nearest to a normal, and its across and down. Ties go to axial, then coronal. */
const char *mpr_grid_convention(MprVector normal, MprVector *across, MprVector *down);

#ifdef __cplusplus
}
#endif
#endif
