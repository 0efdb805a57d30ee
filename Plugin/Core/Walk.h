/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A walk of a grid through a volume: which output pixels lie in which gap, and where. Along a row every voxel
 * coordinate is a linear function of the column, so the pixels of one row in one gap are one run. Runs of
 * different gaps never share a pixel and leave none out. */
#ifndef MPR_WALK_H
#define MPR_WALK_H

#include "Volume.h"

/* Neighbouring output pixels of one row that lie in one gap. */
typedef struct {
    uint32_t row, first, count; /* output pixels (first … first + count - 1); count 0: none */
    double i, j,
        t; /* of the first one: voxel column and row; t is 0 on the gap's lower slice, 1 on the upper */
    double di, dj, dt; /* per pixel */
} MprRun;

typedef struct {
    const MprVolume *volume;
    MprAffine patient_from_slice;
    uint32_t columns, rows;
    double distance_mm, distance_across_mm,
        distance_down_mm; /* of pixel (0, 0) along the volume's normal, per pixel */
} MprWalk;

/* A position within this much of a voxel's border counts as inside, and of a slice as on it. */
#define MPR_WALK_TOLERANCE 1e-6

MprWalk mpr_walk(const MprVolume *volume, const MprGrid *grid);

/* Voxel (i, j, t) of slice coordinates for a gap (-1 … count-1). */
MprAffine mpr_walk_voxel_from_slice(const MprWalk *walk, ptrdiff_t gap);

/* The rows first … end - 1 may have pixels in a gap; all others have none. */
void mpr_walk_rows(const MprWalk *walk, ptrdiff_t gap, uint32_t *first, uint32_t *end);

/* The run of an output row in a gap; voxel_from_slice is that of the gap. */
MprRun mpr_walk_run(const MprWalk *walk, ptrdiff_t gap, const MprAffine *voxel_from_slice, uint32_t row);

#endif
