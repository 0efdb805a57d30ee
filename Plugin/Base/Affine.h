/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Affine maps between the four spaces of the plugin. A map is named <to>_from_<from>, and in a product the
 * inner names touch: voxel_from_slice = compose(voxel_from_patient, patient_from_slice).
 *
 *   patient  millimetres, DICOM patient coordinate system: x to the Left, y to the Posterior, z to the Head
 * (LPS) voxel    i column, j row, k slice of a series; integers are the centres of voxels slice    u column,
 * v row of an image that is made; integers are the centres of pixels ras      3D Slicer's
 * Right-Anterior-Superior millimetres; PlaneRequest.c alone knows it */
#ifndef MPR_AFFINE_H
#define MPR_AFFINE_H

#include "Vector.h"

/* to = x · from.x + y · from.y + z · from.z + origin */
typedef struct {
    MprVector x, y, z, origin;
} MprAffine;

MprVector mpr_affine_point(const MprAffine *map, MprVector point);
MprVector mpr_affine_direction(const MprAffine *map, MprVector direction);
/* The map that applies first, then second. */
MprAffine mpr_affine_compose(const MprAffine *second, const MprAffine *first);
/* False, and inverse untouched, when the map is singular or not finite. */
bool mpr_affine_inverse(const MprAffine *map, MprAffine *inverse);

#endif
