/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which frames of a series make which volume. A series may hold several volumes (phases, echoes, b-values,
 * stacks of different tilt) and images that belong to none (localizers, single images). */
#ifndef MPR_SPLIT_H
#define MPR_SPLIT_H

#include "Source.h"

/* Frames that belong together, in the order of the listing. */
typedef struct {
    size_t *frames;
    size_t count;
    char difference[MPR_VOLUME_KEY_SIZE]; /* what tells it from the other volumes: "EchoTime=2.3", "occurrence
                             2"; may be empty */
} MprSubset;

typedef struct {
    size_t frame;
    char reason[MPR_MESSAGE_SIZE]; /* "it is the only one of its orientation" */
} MprAside;

/* Shared; each owner calls mpr_split_free. Constant once it was made. */
typedef struct MprSplit {
    MprSubset
        *volumes; /* each of two frames at least, no two at one place; the one of the lowest number first */
    size_t count; /* may be 0 */
    MprAside *aside;
    size_t aside_count;
    unsigned further_owners; /* mpr_split_retain counts them */
} MprSplit;

/* Frames are one volume when they are parallel, of one size and spacing (as far as that is known), and no two
 * are at one place. Where several are, all files are opened (MprSource.detail) and the attributes of
 * volume_key tell them apart; where these do not, the order of the numbers does: the first image at every
 * place is of the first volume. The split of the source, when it has one already. */
bool mpr_split_frames(MprSource *source, MprSplit **split, MprError *error);
MprSplit *mpr_split_retain(MprSplit *split);
size_t mpr_split_bytes(const MprSplit *split, size_t frames);
void mpr_split_free(MprSplit *split); /* NULL is fine */

#endif
