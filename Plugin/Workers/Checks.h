/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What a worker says about a frame is believed when it passes these: it may have been taken over by a file.
 */
#ifndef MPR_CHECKS_H
#define MPR_CHECKS_H

#include "Volume/Frame.h"

bool mpr_check_grid(const MprGrid *grid);
bool mpr_check_encoding(const MprEncoding *encoding);
/** MPR_INTERNAL when it makes no sense. */
bool mpr_check_header(const MprFrameHeader *header, MprError *error);

/** Bytes of rows · columns · samples values; false when that is no size. */
bool mpr_check_pixels_size(const MprGrid *grid, const MprEncoding *encoding, size_t *size);

#endif
