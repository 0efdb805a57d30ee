/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The slices of a volume as the sampler sees them: those in memory, in the units of the first one, and
 * stand-ins for the others, so that no index needs a look before it is used. */
#ifndef MPR_SLICES_H
#define MPR_SLICES_H

#include "Volume/Volume.h"

/** The most slices before and behind a gap that an interpolation takes values from. */
enum { MPR_REACH = 3 };

/** Owned; free with mpr_slices_free. In arrays "with ends" slice n is entry MPR_REACH + n, and beyond the ends
 * of the volume the outermost slice stands in. */
typedef struct {
    const MprVolume *volume;
    size_t count;
    MprFrame **frames; /**< of each slice; NULL: not in memory */

    MprEncoding units; /**< of the first slice that came: values are in its stored units */
    bool has_units;
    uint32_t remarks; /**< of all slices */
    bool is_mixed;    /**< slices differ in rescale or range */

    /** Of the slices that mpr_slices_prepare was called for: */
    float *scale, *shift; /**< value = scale · stored + shift; with ends */
    /** all of one type of 8 or 16 bits and one padding, or colours of 8 bits; small enough an image */
    bool is_plain;
    MprEncoding encoding;   /**< of them all when is_plain, but for the rescale */
    const uint8_t **pixels; /**< a slice that is not in memory has those of another; with ends */
    float (*cubic)[4][4];   /**< of each gap from 0 on: see mpr_slices_cubic */
    uint32_t columns, rows;
} MprSlices;

bool mpr_slices_create(const MprVolume *volume, MprSlices **slices, MprError *error);
void mpr_slices_free(MprSlices *slices); /**< NULL is fine */

/** Takes a frame over as a slice. */
void mpr_slices_take(MprSlices *slices, size_t slice, MprFrame *frame);
/** Frees it again; nothing happens when it is not in memory. */
void mpr_slices_drop(MprSlices *slices, size_t slice);

/** Readies slices lowest … highest for the sampler, as far as they are in memory; one of them must be. Others
 * have no say in what they are. */
void mpr_slices_prepare(MprSlices *slices, size_t lowest, size_t highest);

/** Catmull-Rom between slices at these distances: weight n of fraction t is
 * c[0][n] + t · (c[1][n] + t · (c[2][n] + t · c[3][n])). */
void mpr_slices_cubic(const double distances_mm[4], float c[4][4]);

#endif
