/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Stored pixels as a screen shows them: 8 bits through a window. */
#ifndef MPR_WINDOW_H
#define MPR_WINDOW_H

#include "Pixels.h"

/** Writes 8 bits for each of count samples: (x - center) / width + 1/2 of 255, rounded to nearest and clamped
 * (LINEAR_EXACT, PS3.3 C.11.2.1.3.2: a width below 1 is of use for PET). x is in output units; MONOCHROME1 is
 * inverted. Colour has no window. width > 0. */
void mpr_window_apply(const MprPixels *pixels, size_t count, double center, double width, uint8_t *shown);

/** One sample in output units; colour as it is stored. False when the pixel has PixelPaddingValue, which marks
 * a hole. */
bool mpr_window_value(const MprPixels *pixels, size_t index, double *value);

#endif
