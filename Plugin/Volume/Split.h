/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Which frames of a series make which volume. A series may hold several volumes (phases, echoes, b-values,
 * stacks of different tilt) and images that belong to none (localizers, single images). */
#ifndef MPR_SPLIT_H
#define MPR_SPLIT_H

#include "Source.h"
#include "Subset.h"

/** Frames are one volume when they are parallel, of one size and spacing, no two are at one place, and no
 * attribute of Volume/VolumeKey.h that is constant in a volume alternates along it. Where several are at one
 * place, or steps are uneven, the attributes tell them apart that make the fewest complete, even stacks;
 * where none does, the order of the numbers does, when it runs in one way at every place. The result does not
 * depend on the order of the listings. The split of the source, when it has one already. */
bool mpr_split_frames(MprSource *source, MprSplit **split, MprError *error);
MprSplit *mpr_split_retain(MprSplit *split);
size_t mpr_split_bytes(const MprSplit *split, size_t frames);
void mpr_split_free(MprSplit *split); /**< NULL is fine */

#endif
