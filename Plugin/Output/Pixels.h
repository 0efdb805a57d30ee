/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * From computed values to stored pixels: their encoding, the value of background, the default window. */
#ifndef MPR_PIXELS_H
#define MPR_PIXELS_H

#include "Resample/Image.h"

typedef struct {
    MprEncoding encoding; /**< has_padding: the fill is told by PixelPaddingValue = padding_low */
    bool is_reencoded;    /**< encoding.slope and intercept are ours, not the sources' */
    MprBuffer pixels;     /**< rows · columns · samples values of encoding.type */
    double window_center, window_width; /**< 0.5 to 99.5 % of the tissue, in output units; 0: not wanted */
    size_t background;                  /**< pixels outside the volume or of padding */
} MprPixels;

/** Encodes an image, for mpr_buffer_release of pixels->pixels.
 *  - All slices have one rescale and range: their stored values, rounded to nearest, keep their encoding.
 *  - Otherwise real values: CT as signed 16 bit with slope 1 and intercept 0; others with a slope of
 *    maximum / 65535 (/ 32767 and signed when some are negative) and intercept 0; MR with whole slopes
 *    as they are.
 *  - Background gets the source's PixelPaddingValue, else the darkest stored value; encoding.has_padding says
 *    whether the value is free of tissue, so that PixelPaddingValue may be written (PS3.3 C.7.5.1.1.2). */
bool mpr_pixels_encode(const MprImage *image, bool wants_window, MprPixels *pixels, MprError *error);

#endif
