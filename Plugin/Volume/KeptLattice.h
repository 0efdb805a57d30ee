/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The lattices of the volumes of a split: each is made when somebody first asks for it and kept as long as the split, with
 * the notes about it or the reason why there is none. */
#ifndef MPR_KEPT_LATTICE_H
#define MPR_KEPT_LATTICE_H

#include "Subset.h"
#include "Volume.h"

/** The lattice of volume number index, for mpr_volume_free; what a reader of the picture should know goes to notes. Its
 * reference frame is the one that was named, when it is one of the volume; else the first one, and the lattice is kept. Any
 * thread may ask. MPR_UNSUITABLE and MPR_DEADLY are kept as well. */
bool mpr_kept_lattice_take(MprSource *source, MprSplit *split, size_t index, size_t named_frame,
                           MprVolume **volume, MprNotes *notes, MprError *error);

/** At most so many bytes will be kept for the volumes of a split, apart from notes. */
size_t mpr_kept_lattice_bytes(const MprSplit *split, size_t frames);

/** Frees those of a split that nobody uses any more. */
void mpr_kept_lattice_free_all(MprSplit *split);

#endif
