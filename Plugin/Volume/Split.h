/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Which frames of a series make which volume. A series may hold several volumes (phases, echoes, b-values,
 * stacks of different tilt) and images that belong to none (localizers, single images). */
#ifndef MPR_SPLIT_H
#define MPR_SPLIT_H

#include "Source.h"

enum { MPR_DIFFERENCE_SIZE = 256 };

/** Frames that belong together, in the order of their numbers. */
typedef struct {
    size_t *frames;
    size_t count;
    /** What tells it from the other volumes: "EchoTime=2.3", "occurrence 2". Empty when it is the only one; no
     * two of a series are alike. */
    char difference[MPR_DIFFERENCE_SIZE];
    uint64_t mixed;   /**< a bit for each MprKeyAttribute that differs inside it as it should not */
    uint64_t varying; /**< ... and for each that is counted or clocked from slice to slice */
} MprSubset;

typedef struct {
    size_t frame;
    char reason[MPR_MESSAGE_SIZE]; /**< "it is the only one of its orientation" */
} MprAside;

/** Shared; each owner calls mpr_split_free. Constant once it was made. */
typedef struct MprSplit {
    /** Each of two frames at least, no two at one place. The one of the lowest number comes first, and behind
     * all others those of two or three images, when there is one of ten. */
    MprSubset *volumes;
    size_t count; /**< may be 0 */
    MprAside *aside;
    size_t aside_count;
    unsigned further_owners; /**< mpr_split_retain counts them */
} MprSplit;

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
