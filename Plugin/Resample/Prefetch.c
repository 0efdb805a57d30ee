/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Prefetch.h"

#include <string.h>

/* Enough to keep two decoders and the one who fetches busy. Where only a few rows are looked at, handing a
 * frame to another thread costs more than reading it: several of them are one task, as long as they come
 * without the memory of whole frames. */
enum { AHEAD = 4, MOST_FRAMES = 16, ENOUGH_ROWS = 128 };

/* Frames that are loaded one after another, on their own thread. */
typedef struct {
    MprTask task;
    MprSource *source;
    const MprReadRequest *requests;
    size_t count, given;
    MprFrame *loaded[MOST_FRAMES]; /* NULL: the task has failed there, and ended */
    MprError error;
} Slot;

struct MprPrefetch {
    MprSource *source;
    MprThreads threads;
    MprReadRequest *requests;
    size_t count;
    size_t given, begun;   /* frames handed out, and begun to load */
    size_t oldest, newest; /* slots that are in use: oldest … newest - 1, each % AHEAD */
    size_t at_once;        /* frames of one task, at most */
    MprFrame **at_hand;    /* those that were not given yet, when all are; else NULL */
    Slot slots[AHEAD];
};

static void load(void *self)
{
    Slot *slot = self;
    bool ok = true;
    for (size_t index = 0; ok && index < slot->count; index++) {
        const MprReadRequest *request = &slot->requests[index];
        MprFrame **loaded = &slot->loaded[index];
        ok = *loaded != NULL ||
             (mpr_stop_check(&slot->error) &&
              slot->source->load(slot->source, request->frame, request->rows, loaded, &slot->error));
        if (!ok) {
            *loaded = NULL;
        }
    }
}

static MprFrame *find(MprSource *source, size_t frame)
{
    return source->find != NULL ? source->find(source, frame) : NULL;
}

/* What is at hand is no task for the thread pool. */
static void fill(MprPrefetch *prefetch, Slot *slot)
{
    uint32_t rows = 0;
    bool is_at_hand = true;
    slot->requests = prefetch->requests + prefetch->begun;
    slot->count = slot->given = 0;
    for (; prefetch->begun < prefetch->count && slot->count < prefetch->at_once && rows < ENOUGH_ROWS;
         prefetch->begun++) {
        const MprReadRequest *request = &prefetch->requests[prefetch->begun];
        MprFrame *found = find(prefetch->source, request->frame);
        slot->loaded[slot->count++] = found;
        is_at_hand = is_at_hand && found != NULL;
        rows += request->rows.end - request->rows.first;
    }
    if (!is_at_hand) {
        mpr_thread_pool_begin(prefetch->threads.pool, &slot->task);
    }
}

static void look_ahead(MprPrefetch *prefetch)
{
    for (; prefetch->begun < prefetch->count && prefetch->newest - prefetch->oldest < AHEAD;
         prefetch->newest++) {
        fill(prefetch, &prefetch->slots[prefetch->newest % AHEAD]);
    }
}

/* Who can wait takes what is at hand one by one: held for as long as a job takes, frames would be in memory
 * that the archive's cache counts no more. */
static bool look_for_all(MprPrefetch *prefetch, MprError *error)
{
    MprSource *source = prefetch->source;
    MprFrame **found = NULL;
    if (source->find_all == NULL || prefetch->threads.can_wait) {
        return true;
    }
    found = mpr_allocate(prefetch->count, sizeof *found, error);
    if (found != NULL && source->find_all(source, prefetch->requests, prefetch->count, found)) {
        prefetch->at_hand = found;
    } else {
        mpr_free(found);
    }
    return found != NULL;
}

bool mpr_prefetch_create(MprSource *source, MprThreads threads, const MprReadRequest *requests, size_t count,
                         MprPrefetch **created, MprError *error)
{
    MprPrefetch *prefetch = mpr_allocate(1, sizeof *prefetch, error);
    if (prefetch == NULL) {
        return false;
    }
    prefetch->source = source;
    prefetch->threads = threads;
    prefetch->count = count;
    prefetch->at_once = 1;
    prefetch->requests = mpr_allocate(count, sizeof *prefetch->requests, error);
    if (prefetch->requests == NULL) {
        mpr_prefetch_free(prefetch);
        return false;
    }
    memcpy(prefetch->requests, requests, count * sizeof *requests);
    if (!look_for_all(prefetch, error)) {
        mpr_prefetch_free(prefetch);
        return false;
    }
    for (size_t index = 0; index < AHEAD; index++) {
        Slot *slot = &prefetch->slots[index];
        slot->source = source;
        slot->task = (MprTask){.run = load, .self = slot, .can_wait = threads.can_wait};
    }
    *created = prefetch;
    return true;
}

void mpr_prefetch_free(MprPrefetch *prefetch)
{
    if (prefetch == NULL) {
        return;
    }
    for (; prefetch->at_hand != NULL && prefetch->given < prefetch->count; prefetch->given++) {
        mpr_frame_free(prefetch->at_hand[prefetch->given]);
    }
    for (; prefetch->oldest < prefetch->newest; prefetch->oldest++) {
        Slot *slot = &prefetch->slots[prefetch->oldest % AHEAD];
        mpr_thread_pool_withdraw(prefetch->threads.pool, &slot->task);
        for (; slot->given < slot->count; slot->given++) {
            mpr_frame_free(slot->loaded[slot->given]);
        }
    }
    mpr_free(prefetch->at_hand);
    mpr_free(prefetch->requests);
    mpr_free(prefetch);
}

bool mpr_prefetch_is_at_hand(const MprPrefetch *prefetch)
{
    return prefetch->at_hand != NULL;
}

bool mpr_prefetch_next(MprPrefetch *prefetch, MprFrame **loaded, MprError *error)
{
    if (prefetch->given == prefetch->count) {
        return mpr_fail(error, MPR_INTERNAL, "no frame was planned after %zu", prefetch->count);
    }
    if (prefetch->at_hand != NULL) {
        *loaded = prefetch->at_hand[prefetch->given++];
        return true;
    }
    look_ahead(prefetch);
    Slot *slot = &prefetch->slots[prefetch->oldest % AHEAD];
    mpr_thread_pool_finish(prefetch->threads.pool, &slot->task);
    if (slot->loaded[slot->given] == NULL) {
        *error = slot->error;
        return false;
    }
    *loaded = slot->loaded[slot->given++];
    prefetch->given++;
    prefetch->oldest += slot->given == slot->count;
    prefetch->at_once = (*loaded)->is_partial ? MOST_FRAMES : 1;
    look_ahead(prefetch);
    return true;
}
