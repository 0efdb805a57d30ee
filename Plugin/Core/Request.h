/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked for: the JSON body of a request as a value. Lengths are mm, angles degrees, coordinates
 * patient space (LPS); the RAS of 3D Slicer is converted while parsing and nowhere else. */
#ifndef MPR_REQUEST_H
#define MPR_REQUEST_H

#include "Json.h"
#include "Vector.h"

#include <stdint.h>

typedef enum {
    MPR_PLANE_DEFAULT, /* the plane of the instance that was named, else native */
    MPR_PLANE_AXIAL,   /* the patient's axes, or with axes_of_volume the lattice axes nearest to them */
    MPR_PLANE_CORONAL,
    MPR_PLANE_SAGITTAL,
    MPR_PLANE_NATIVE,   /* as it was acquired */
    MPR_PLANE_DIRECTED, /* across and down are given */
    MPR_PLANE_NORMAL /* the normal alone is given; the picture's upright follows the nearest anatomical plane
                      */
} MprPlaneKind;

typedef enum {
    MPR_ANCHOR_VOLUME, /* no point was given: through the centre of the volume */
    MPR_ANCHOR_CENTRE, /* point is the centre of the view */
    MPR_ANCHOR_FIRST   /* point is the centre of the first pixel (ImagePositionPatient) */
} MprAnchor;

typedef struct {
    MprPlaneKind kind;
    MprVector across, down; /* unit, orthogonal; of MPR_PLANE_DIRECTED */
    MprVector normal;       /* unit; of MPR_PLANE_NORMAL */
    MprVector offset_axis;  /* where a positive Offset goes; zero: along the normal of the plane */
    MprAnchor anchor;
    MprVector point;
    double correction; /* largest change of a cosine that made the given directions orthonormal */
} MprPlane;

typedef enum { MPR_NEAREST, MPR_LINEAR } MprInterpolation;

typedef struct {
    MprPlane plane;
    bool axes_of_volume;
    bool as_given; /* keep the axes, do not turn to the radiological layout */
    double offset_mm;
    double rotation_deg;                       /* turns the axes in the plane, from across towards down */
    double spacing_across_mm, spacing_down_mm; /* 0: not given */
    double field_across_mm, field_down_mm;     /* 0: not given */
    uint32_t columns, rows;                    /* 0: not given */
    MprInterpolation interpolation;
    bool refuses_irregular; /* uneven steps or missing slices are an error, not a remark */
    bool has_volume;        /* a volume of the series is chosen by its number */
    size_t volume;
    char series_description[65]; /* printable ASCII; empty: not given */
    bool has_series_number;
    int32_t series_number;
} MprRequest;

/* The request of an empty body. */
MprRequest mpr_request_default(void);

/* The request that a JSON object says. MPR_BAD_REQUEST names the key, the value and the limit. */
bool mpr_request_parse(const cJSON *body, MprRequest *request, MprError *error);

const char *mpr_interpolation_name(MprInterpolation interpolation);

#endif
