/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Affine maps between the four spaces of the plugin. A map is named `<to>_from_<from>`, and in a product the
 * inner names touch: voxel_from_slice = compose(voxel_from_patient, patient_from_slice).
 *
 *   patient  millimetres in the patient coordinate system of DICOM (LPS): x to the left, y to the posterior,
 *            z to the head (PS3.3 C.7.6.2.1.1)
 *   voxel    i column, j row, k slice of a series; integers are the centres of voxels
 *   slice    u column, v row of an image that is made; integers are the centres of pixels
 *   ras      millimetres in the coordinate system of 3D Slicer: right, anterior, superior; only
 *            PlaneRequest.c knows it */
#ifndef MPR_AFFINE_H
#define MPR_AFFINE_H

#include "Vector.h"

/** to = x · from.x + y · from.y + z · from.z + origin */
typedef struct {
    MprVector x, y, z, origin;
} MprAffine;

MprVector mpr_affine_point(const MprAffine *map, MprVector point);
MprVector mpr_affine_direction(const MprAffine *map, MprVector direction);
/** The map that applies first, then second. */
MprAffine mpr_affine_compose(const MprAffine *second, const MprAffine *first);
/** False, and inverse untouched, when the map is singular or not finite. */
bool mpr_affine_inverse(const MprAffine *map, MprAffine *inverse);

#endif
