/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What would be stored, and nothing is. */
#ifndef MPR_LOOK_H
#define MPR_LOOK_H

#include "Slicing.h"

/** Of a request for one image: its pixels, for mpr_buffer_release of
 * preview->pixels.pixels, or its file, for mpr_buffer_release. */
bool mpr_look_preview(const MprSlicing *slicing, bool may_be_coarse, MprPreview *preview, MprError *error);
bool mpr_look_file(const MprSlicing *slicing, MprBuffer *file, MprError *error);

#endif
