/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What a reader of pictures should know of where the slices of a volume are. */
#ifndef MPR_SHAPE_H
#define MPR_SHAPE_H

#include "Volume.h"

/** How far first voxels lie beside the line through the first and the last one, within their slices. */
double mpr_shape_stray(const MprVolume *volume);

/** Gaps, uneven steps, tilt. */
void mpr_shape_note(const MprVolume *volume, const MprSource *source, MprNotes *notes);

#endif
