/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Series in, images out: the straight line that every door ends in. */
#ifndef MPR_RESLICE_H
#define MPR_RESLICE_H

#include "Order.h"

/** Makes all images, checks that the source still is what was listed (MPR_CONFLICT), and only then hands the
 * first one over. */
bool mpr_reslice(const MprJobOrder *order, MprReport *report, MprError *error);

/** MPR_BAD_REQUEST when a request is for several images. */
bool mpr_reslice_check_single(const MprRequest *request, MprError *error);

/** The pixels that mpr_reslice would store of a request for one image, by the same steps, unless the order says
 * that it may be coarse, and it is; for
 * mpr_buffer_release of preview->pixels.pixels. */
typedef struct {
    MprGrid grid;
    MprPixels pixels;
    double thickness_mm;
    bool is_interpolated;
    size_t coarse_step; /**< it was made of every so manyeth slice; 1: it is what would be stored */
} MprPreview;

/** Stops before a file is written: order->sink is not used. MPR_BAD_REQUEST when several images are asked
 * for. */
bool mpr_reslice_preview(const MprJobOrder *order, MprPreview *preview, MprError *error);

#endif
