/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames in the order in which they will be needed, a few of them ahead: while the caller samples, the crew
 * loads the next ones. Memory does not depend on how many there are. */
#ifndef MPR_FEED_H
#define MPR_FEED_H

#include "Volume/Source.h"

/* Owned; free with mpr_feed_free. One thread at a time may use it. */
typedef struct MprFeed MprFeed;

/* wishes: count frames, each once; a copy is kept. */
bool mpr_feed_create(MprSource *source, const MprWish *wishes, size_t count, MprFeed **feed, MprError *error);
/* Frames that were loaded and not asked for are dropped. NULL is fine. */
void mpr_feed_free(MprFeed *feed);

/* Are all frames in memory anyway, whether they are asked for or not? */
bool mpr_feed_is_at_hand(const MprFeed *feed);

/* The next frame, for mpr_frame_free; the errors of MprSource.load. */
bool mpr_feed_next(MprFeed *feed, MprFrame **loaded, MprError *error);

#endif
