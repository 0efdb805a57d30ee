/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A volume is the lattice that parallel frames make: rows and columns of equal spacing, and slices wherever
 * they really are. Between two neighbouring slices the lattice is the straight line from voxel (i, j) of one
 * to voxel (i, j) of the next, so uneven steps and a gantry tilt need no resampling:
 *
 *      slice k+1  ●───●───●───●      "gap k" is the space between slices k and k+1, an affine map of its own
 *                /   /   /   /       (sheared when the stack is tilted).
 *      slice k  ●───●───●───●        Gaps -1 and count-1 lie outside, half a step deep: the outer half of the
 *               i ►                  outermost voxels. */
#ifndef MPR_VOLUME_H
#define MPR_VOLUME_H

#include "Source.h"

/* Directions that differ by no more than this are the same: scanners round cosines to 3 to 6 decimals. */
#define MPR_DIRECTION_TOLERANCE 1e-3

typedef struct {
    size_t frame;       /**< of the source */
    MprVector position; /**< centre of its first voxel, patient mm */
    double distance_mm; /**< of the slice along the normal, from the patient's origin */
} MprSlice;

/** Shared; each owner calls mpr_volume_free. Constant once it was made. */
typedef struct {
    MprVector across, down, normal; /**< orthonormal, right-handed */
    double spacing_across_mm, spacing_down_mm;
    uint32_t columns, rows;
    double thickness_mm; /**< SliceThickness of the model frame, else the median step */
    /** what the dataset of one of the frames says; the others must agree where it matters */
    MprFrameHeader model;
    size_t count;     /**< slices, at least 2 */
    MprSlice *slices; /**< along the normal: the lowest distance first */
    double step_min_mm, step_median_mm, step_max_mm;
    size_t widest_gap; /**< where step_max_mm is */
    double tilt_deg;   /**< angle between the normal and the line through the first voxels (gantry tilt) */
    double strays_mm;  /**< how far first voxels lie beside that line */
    bool is_irregular; /**< steps differ by more than 1 % of the median and 0.02 mm */
    unsigned further_owners;
} MprVolume;

MprVolume *mpr_volume_retain(MprVolume *volume);
void mpr_volume_free(MprVolume *volume); /**< NULL is fine */

/** Voxel coordinates (i, j, k) of a patient point for one gap (-1 … count-1). */
MprAffine mpr_volume_voxel_from_patient(const MprVolume *volume, ptrdiff_t gap);

/** The gap behind the last one, from first on and before end, that shares the map of gap first: behind which
 * the slices are not evenly spaced any more. */
ptrdiff_t mpr_volume_even_end(const MprVolume *volume, ptrdiff_t first, ptrdiff_t end);

/** From slice gap to the next one, along the normal. */
double mpr_volume_step_mm(const MprVolume *volume, size_t gap);
/** How messages call a slice of a volume of that source. */
const char *mpr_volume_slice_name(const MprVolume *volume, const MprSource *source, size_t slice);

/** From where to where gap lies, as distances along the normal. */
void mpr_volume_gap_extent(const MprVolume *volume, ptrdiff_t gap, double *from_mm, double *to_mm);

/** Patient point of voxel coordinates; k may be -0.5 … count-0.5. */
MprVector mpr_volume_point(const MprVolume *volume, double i, double j, double k);

/** The middle of the volume. */
MprVector mpr_volume_centre(const MprVolume *volume);

/** The grid of a stored slice, as it was acquired. */
MprGrid mpr_volume_slice_grid(const MprVolume *volume, size_t slice);

/** Of the spacings across and down and the median step, the smallest. */
double mpr_volume_finest_spacing_mm(const MprVolume *volume);

/** Extent of a source voxel along a direction: √Σ((n·aᵢ)dᵢ)² with dᵢ = column spacing, row spacing, slice
 * thickness. The slice thickness for a parallel cut, the pixel size for an orthogonal one. */
double mpr_volume_voxel_extent_mm(const MprVolume *volume, MprVector direction);

/** The same of the finest voxel, whose thickness is the smallest step. */
double mpr_volume_finest_extent_mm(const MprVolume *volume, MprVector direction);

/** Checks that a frame that was read is the one that was listed: size, spacing, place. MPR_UNSUITABLE with
 * numbers. */
bool mpr_volume_check_frame(const MprVolume *volume, size_t slice, const MprFrameHeader *header,
                            MprError *error);

#endif
