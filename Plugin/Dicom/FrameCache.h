/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Decoded frames that may be asked for again, under a budget of bytes.
 *
 * A series that is asked for the first time drops frames of others, the least recently used first, but none
 * of its own: of one that does not fit, the frames that came first stay, and are there when it is read again.
 * Series that come again after they have lost frames share the budget: they drop frames of those alone that
 * have more, or that nobody has used for a while.
 *
 * References are handed out, so nobody holds a lock while sampling, and a frame that is dropped lives on in
 * those who use it. */
#ifndef MPR_FRAME_CACHE_H
#define MPR_FRAME_CACHE_H

#include "Volume/Frame.h"

/** All functions may be called from any thread. */
typedef struct MprFrameCache MprFrameCache;

typedef struct {
    uint64_t hits, misses;
    uint64_t bytes; /**< of the frames that are kept */
} MprCacheCounts;

/** With 0 bytes nothing is kept. */
bool mpr_frame_cache_create(size_t bytes, MprFrameCache **cache, MprError *error);
void mpr_frame_cache_free(MprFrameCache *cache); /**< NULL is fine */

/** A reference to the frame of that key, for mpr_frame_free, or NULL. The key must change with the content:
 * Orthanc's identifier of the stored file, not of the instance. */
MprFrame *mpr_frame_cache_find(MprFrameCache *cache, const char *key);

/** Is there a frame of that key? Asking is neither a use of it, nor a hit or a miss. */
bool mpr_frame_cache_has(MprFrameCache *cache, const char *key);

/** References to several frames: all of them, or none and false. keys are count texts, size characters apart.
 */
bool mpr_frame_cache_find_all(MprFrameCache *cache, const char *keys, size_t size, size_t count,
                              MprFrame **found);

typedef enum {
    MPR_KEEP_FOR_VIEWING, /**< other frames may be dropped for it */
    MPR_KEEP_WHERE_FREE   /**< it is kept when there is room */
} MprKeep;

/** Keeps a reference of its own to a frame of that series; the caller's stays the caller's. When there is no
 * room or no memory it keeps none. */
void mpr_frame_cache_keep(MprFrameCache *cache, const char *series, const char *key, MprFrame *frame,
                          MprKeep keep);

MprCacheCounts mpr_frame_cache_counts(MprFrameCache *cache);

#endif
