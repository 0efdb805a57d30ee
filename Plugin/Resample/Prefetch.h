/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Frames in the order in which they will be needed, a few of them ahead: while the caller samples, the thread
 * pool loads the next ones. Memory does not depend on how many there are. */
#ifndef MPR_PREFETCH_H
#define MPR_PREFETCH_H

#include "Base/ThreadPool.h"
#include "Volume/Source.h"

/** Owned; free with mpr_prefetch_free. One thread at a time may use it. */
typedef struct MprPrefetch MprPrefetch;

/** requests: count frames, each once; a copy is kept. */
bool mpr_prefetch_create(MprSource *source, MprThreads threads, const MprReadRequest *requests, size_t count,
                         MprPrefetch **prefetch, MprError *error);
/** Frames that were loaded and not asked for are dropped. NULL is fine. */
void mpr_prefetch_free(MprPrefetch *prefetch);

/** Are all frames in memory anyway, whether they are asked for or not? */
bool mpr_prefetch_is_at_hand(const MprPrefetch *prefetch);

/** The next frame, for mpr_frame_free; the errors of MprSource.load. */
bool mpr_prefetch_next(MprPrefetch *prefetch, MprFrame **loaded, MprError *error);

#endif
