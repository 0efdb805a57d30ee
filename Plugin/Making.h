/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The images of a request, made but not stored: everything is read, and pixels wait in the spool. */
#ifndef MPR_MAKING_H
#define MPR_MAKING_H

#include "Names.h"
#include "Order.h"
#include "Resample/Image.h"
#include "Spool.h"

/** Making all images is this part of the work, storing them the rest. */
#define MPR_MAKING_SHARE 0.5

/** An image that is finished, but for its identifiers: its pixels are in the spool. */
typedef struct {
    MprDerivation derivation;
    bool *contributed; /* of each slice of the volume */
    size_t contributing;
    bool is_interpolated;
} MprPiece;

/** All that lives while a request is worked on. Zeroed but for its order; release with mpr_making_release. */
typedef struct {
    const MprJobOrder *order;
    MprVolume *volume;
    MprGridSet set;
    MprSampling sampling;
    MprPiece *pieces; /* of each grid */
    MprSpool *spool;
    MprBuffer *attributes; /* of each slice of the volume that has contributed to an image */
    MprContent content;
    double most_background; /* largest share of an image that was filled */
    bool is_mixed;
    bool has_colours;
    uint32_t remarks;
    const MprSeriesFacts *facts; /* of order->target */
    MprReport report;
} MprMaking;

/** Finds the volume and the planes, and spends the budget. */
bool mpr_making_begin(MprMaking *making, MprError *error);
/** Makes all images. */
bool mpr_making_images(MprMaking *making, MprError *error);
void mpr_making_release(MprMaking *making);

/** The stored values of an image, for mpr_buffer_release of pixels->pixels. A window is looked for in the pixels when none
 * was chosen. */
bool mpr_making_encode(MprMaking *making, const MprImage *image, MprPixels *pixels, MprError *error);
/** SliceThickness of an image, as it is written. */
double mpr_making_thickness_mm(const MprMaking *making, const MprGrid *grid);

#endif
