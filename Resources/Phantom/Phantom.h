/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test object whose value is known in closed form at every point of the patient, and the stacks of slices
 * that a scanner would make of it. It shares no code with the plugin, so that it can be a witness against it.
 *
 *        H (+z)         The object lies around the origin of the patient coordinate system (LPS, mm):
 *     ┌───────┐          · a body, an ellipsoid, with a smooth field in it
 *   R │  F (/)│ L (+x)   · a cylinder of radius 15 mm, tilted; every perpendicular cut measures 706.858 mm²
 *     └───────┘          · a letter F in three dimensions that no mirror and no swap of axes leaves alike
 *        F               · the letters R L A P H F on the faces, to be read in the radiological layouts
 *
 * Every border is a ramp of MPR_PHANTOM_EDGE_MM that is at one half exactly on the surface. */
#ifndef MPR_PHANTOM_H
#define MPR_PHANTOM_H

#include <stdbool.h>
#include <stdint.h>

#define MPR_PHANTOM_EDGE_MM 3.0
#define MPR_PHANTOM_RADIUS_MM 15.0 /* of the cylinder */
#define MPR_PHANTOM_AREA_MM2 706.85834705770345

/* Densities, without unit; output value = background + unit · density. */
#define MPR_PHANTOM_BODY 100.0 /* ± 20 by the field */
#define MPR_PHANTOM_FIELD 20.0
#define MPR_PHANTOM_CYLINDER 160.0 /* the field has faded around it: the threshold is 130 */
#define MPR_PHANTOM_LETTER 220.0

typedef struct {
    bool is_mr;
    uint32_t columns, rows, slices;
    double spacing_across_mm, spacing_down_mm;
    double step_mm;         /* from slice to slice, along the stack */
    double centre_mm[3];    /* of the stack, patient */
    double oblique_deg[3];  /* the stack is turned about x, then y, then z */
    double tilt_deg;        /* gantry tilt: the images are turned, the steps are not (a sheared stack) */
    double cylinder_deg[2]; /* angle to z, and azimuth from x to y */
    uint32_t gap_first, gap_count; /* slices that are missing */
    bool is_uneven;                /* steps vary by up to ± 30 % */
    bool is_reversed, is_shuffled; /* how InstanceNumber runs along the stack */
    bool is_signed;
    uint32_t bits;       /* BitsStored: 8, 12 or 16 */
    double slope[2];     /* rescale slope of slice k: slope[0] + k · slope[1] */
    double intercept[2]; /* the same of the intercept */
    bool has_padding;
    int32_t padding; /* stored outside the ellipse that touches the borders of the image */
    double background, unit;
    double
        noise; /* standard deviation, in output units, of what is added to the value of every voxel; 0: nothing */
    uint32_t seed; /* of the uneven steps, the shuffle, the noise and the identifiers */
} MprPhantom;

typedef struct {
    double position_mm[3];     /* ImagePositionPatient */
    double across[3], down[3]; /* ImageOrientationPatient */
    double slope, intercept;   /* output = slope · stored + intercept */
    uint32_t number;           /* InstanceNumber, from 1 */
} MprPhantomSlice;

/* 96 × 80 × 48 voxels of 1.5 × 1.7 × 2.9 mm, axial; background, unit and rescale fit the bits and the sign.
 */
MprPhantom mpr_phantom_default(bool is_mr, bool is_signed, uint32_t bits);

/* The output value (HU for CT) at a point, everywhere. Pure. */
double mpr_phantom_value(const MprPhantom *phantom, const double patient_mm[3]);

/* The axis of the cylinder: a unit vector, and the point in its middle. */
void mpr_phantom_cylinder(const MprPhantom *phantom, double axis[3], double centre_mm[3]);

/* How many slices there are, without the missing ones. */
uint32_t mpr_phantom_slice_count(const MprPhantom *phantom);

/* The slice that is number index (from 0) along the stack, without the missing ones. Its numbers are rounded
 * as they are written, so that a reader of the file sees exactly these. */
MprPhantomSlice mpr_phantom_slice(const MprPhantom *phantom, uint32_t index);

/* One row of stored values, columns of them. */
void mpr_phantom_row(const MprPhantom *phantom, const MprPhantomSlice *slice, uint32_t row, int32_t *stored);

/* A Decimal String of at most 16 characters, and the end. */
void mpr_phantom_decimal(double value, char text[17]);

#endif
