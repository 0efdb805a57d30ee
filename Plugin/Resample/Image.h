/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The output images: grids, and the values at their pixels. */
#ifndef MPR_IMAGE_H
#define MPR_IMAGE_H

#include "Geometry/Grid.h"
#include "Volume/Frame.h"

typedef struct {
    MprGrid grid;
    /** of MprImages.values: rows · columns · samples; NaN where there is no tissue: outside, or padding */
    float *values;
    uint8_t samples;      /**< of a pixel */
    MprEncoding encoding; /**< of the first slice read; values are in its stored units */
    MprFamily family;
    uint32_t remarks; /**< MprFrameHeader.remarks of the slices that were looked at */
    bool is_mixed;    /**< slices differ in rescale or range: values may lie between or beyond stored ones */
    bool is_interpolated; /**< false: the grid coincides with the lattice, and values are stored values */
    size_t contributing;  /**< slices that gave some pixel a weight */
    bool *contributed;    /**< of each slice of the volume */
} MprImage;

/** Owned; free with mpr_images_free. */
typedef struct {
    MprImage *images;
    size_t count;
    float *values; /**< of all images */
    size_t slices; /**< of the volume */
    size_t read;   /**< slices that were loaded */
    /** of each slice that contributed to some image (MprFrame.attributes), else empty */
    MprBuffer *attributes;
} MprImages;

/** Images of those grids in a volume of that many slices; they have no values yet. */
bool mpr_images_create(const MprGrid *grids, size_t count, size_t slices, MprImages **images,
                       MprError *error);
void mpr_images_free(MprImages *images); /**< NULL is fine */

#endif
