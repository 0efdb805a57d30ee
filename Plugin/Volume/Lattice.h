/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The lattice of the slices of a volume, found from where its frames are. */
#ifndef MPR_LATTICE_H
#define MPR_LATTICE_H

#include "Subset.h"
#include "Volume.h"

/** The lattice of some frames of source (a MprSubset: parallel, no two at one place). model is what the
 * dataset of one of them says: size, spacing. What a reader of the picture should know (gaps, tilt, uneven
 * steps) goes to notes. MPR_UNSUITABLE with names and numbers when the frames are no lattice: fewer than two,
 * no place, turned against each other, two at one place. */
bool mpr_lattice_describe(const MprSource *source, const MprSubset *frames, const MprFrameHeader *model,
                          MprVolume **volume, MprNotes *notes, MprError *error);

#endif
