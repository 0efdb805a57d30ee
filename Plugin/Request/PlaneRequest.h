/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The requested plane: the value of "Plane". Parsed coordinates are in patient space (LPS). */
#ifndef MPR_PLANE_REQUEST_H
#define MPR_PLANE_REQUEST_H

#include "Base/Error.h"
#include "Base/Vector.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct cJSON cJSON; /**< <cjson/cJSON.h> */

/* The largest coordinate and offset that is accepted. */
#define MPR_LARGEST_COORDINATE_MM 1e5

typedef enum {
    MPR_PLANE_DEFAULT, /**< the plane of the instance that was named, else native */
    MPR_PLANE_AXIAL,   /**< the patient's axes, or with axes_of_volume the lattice axes nearest to them */
    MPR_PLANE_CORONAL,
    MPR_PLANE_SAGITTAL,
    MPR_PLANE_NATIVE,   /**< as it was acquired */
    MPR_PLANE_DIRECTED, /**< across and down are given */
    MPR_PLANE_NORMAL,   /**< the normal alone: upright as the nearest anatomical plane */
    MPR_PLANE_LIKE      /**< of another image: mpr_request_take_like makes it MPR_PLANE_DIRECTED */
} MprPlaneKind;

typedef enum {
    MPR_ANCHOR_VOLUME, /**< no point was given: through the centre of the volume */
    MPR_ANCHOR_CENTRE, /**< point is the centre of the view */
    MPR_ANCHOR_FIRST   /**< point is the centre of the first pixel (ImagePositionPatient) */
} MprAnchor;

typedef struct {
    MprPlaneKind kind;
    MprVector across, down; /**< unit, orthogonal; of MPR_PLANE_DIRECTED */
    MprVector normal;       /**< unit; of MPR_PLANE_NORMAL */
    MprVector offset_axis;  /**< where a positive Offset goes; zero: along the normal of the plane */
    MprAnchor anchor;
    MprVector point;
    char like[65];                   /**< MPR_PLANE_LIKE: the archive's identifier of the image */
    char frame_of_reference_uid[65]; /**< that the plane was given in; empty: that of the series */
    double correction; /**< largest change of a cosine that made the given directions orthonormal */
} MprPlane;

/** is_ras: vectors and points are given in 3D Slicer's RAS. They are converted to LPS here and nowhere else.
 */
bool mpr_plane_parse(const cJSON *value, bool is_ras, MprPlane *plane, MprError *error);

#endif
