/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A scanline of a grid through a volume: which output pixels lie between which slices, and where. Along a row
 * every voxel coordinate is a linear function of the column for as long as the slices are evenly spaced, so
 * the pixels of one row in such a segment of gaps are one run. Runs of different segments never share a
 * pixel and leave none out. */
#ifndef MPR_SCANLINE_H
#define MPR_SCANLINE_H

#include "Volume/Volume.h"

/** Neighbouring output pixels of one row. */
typedef struct {
    uint32_t row, first, count; /**< output pixels (first … first + count - 1); count 0: none */
    double i, j, k;             /**< voxel coordinates of the first one */
    double di, dj, dk;          /**< per pixel */
} MprRun;

/** A linear function of the column: start + column · step. */
typedef struct {
    double step, per_step; /**< 1 / step */
} MprSlope;

typedef struct {
    const MprVolume *volume;
    MprAffine patient_from_slice;
    uint32_t columns, rows;
    /** Distances along the volume's normal: of pixel (0, 0); per row; per millimetre along the grid's normal;
     * per column. */
    double distance_mm, distance_down_mm, distance_deep;
    MprSlope distance_across_mm;
} MprScanline;

/** Gaps first … end - 1 of the volume, through which voxel coordinates are one affine map. */
typedef struct {
    ptrdiff_t first, end;
    double from_mm, to_mm; /**< distances along the volume's normal */
    MprAffine voxel_from_slice;
    MprSlope i, j; /**< per column */
} MprSegment;

/* A position within this much of a voxel's border counts as inside, and of a slice as on it. */
#define MPR_SCANLINE_TOLERANCE 1e-6

MprScanline mpr_scanline(const MprVolume *volume, const MprGrid *grid);

/** The longest segment that begins at a gap (-1 … count-1) and ends before or at another. */
MprSegment mpr_scanline_segment(const MprScanline *scanline, ptrdiff_t first, ptrdiff_t end);

/* The grid may be moved along its normal, by depth_mm: the planes of a slab are one scanline. */

/** The rows first … end - 1 may have pixels in a segment at depths from -depth_mm to depth_mm; all others have
 * none. */
void mpr_scanline_rows(const MprScanline *scanline, const MprSegment *segment, double depth_mm,
                       uint32_t *first, uint32_t *end);

/** The run of an output row in a segment. */
MprRun mpr_scanline_run(const MprScanline *scanline, const MprSegment *segment, double depth_mm,
                        uint32_t row);

#endif
