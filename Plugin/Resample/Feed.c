/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Feed.h"

#include <string.h>

/* Enough to keep two decoders and the one who fetches busy. Where only a few rows are looked at, handing a
 * frame to another thread costs more than reading it: several of them are one errand, as long as they come
 * without the memory of whole frames. */
enum { AHEAD = 4, MOST_FRAMES = 16, ENOUGH_ROWS = 128 };

/* Frames that are loaded one after another, on their own thread. */
typedef struct {
    MprErrand errand;
    MprSource *source;
    const MprWish *wishes;
    size_t count, given;
    MprFrame *loaded[MOST_FRAMES]; /* NULL: the errand has failed there, and ended */
    MprError error;
} Slot;

struct MprFeed {
    MprSource *source;
    MprWish *wishes;
    size_t count;
    size_t given, begun;   /* frames handed out, and begun to load */
    size_t oldest, newest; /* slots that are in use: oldest … newest - 1, each % AHEAD */
    size_t at_once;        /* frames of one errand, at most */
    MprFrame **at_hand;    /* those that were not given yet, when all are; else NULL */
    Slot slots[AHEAD];
};

static void load(void *self)
{
    Slot *slot = self;
    bool ok = true;
    for (size_t index = 0; ok && index < slot->count; index++) {
        const MprWish *wish = &slot->wishes[index];
        MprFrame **loaded = &slot->loaded[index];
        ok = *loaded != NULL ||
             (mpr_stop_check(&slot->error) &&
              slot->source->load(slot->source, wish->frame, wish->rows, loaded, &slot->error));
        if (!ok) {
            *loaded = NULL;
        }
    }
}

static MprFrame *find(MprSource *source, size_t frame)
{
    return source->find != NULL ? source->find(source, frame) : NULL;
}

/* What is at hand is no errand for the crew. */
static void fill(MprFeed *feed, Slot *slot)
{
    uint32_t rows = 0;
    bool is_at_hand = true;
    slot->wishes = feed->wishes + feed->begun;
    slot->count = slot->given = 0;
    for (; feed->begun < feed->count && slot->count < feed->at_once && rows < ENOUGH_ROWS; feed->begun++) {
        const MprWish *wish = &feed->wishes[feed->begun];
        MprFrame *found = find(feed->source, wish->frame);
        slot->loaded[slot->count++] = found;
        is_at_hand = is_at_hand && found != NULL;
        rows += wish->rows.end - wish->rows.first;
    }
    if (!is_at_hand) {
        mpr_crew_begin(feed->source->crew, &slot->errand);
    }
}

static void look_ahead(MprFeed *feed)
{
    for (; feed->begun < feed->count && feed->newest - feed->oldest < AHEAD; feed->newest++) {
        fill(feed, &feed->slots[feed->newest % AHEAD]);
    }
}

/* Who can wait takes what is at hand one by one: held for as long as a job takes, frames would be in memory
 * that the archive's cache counts no more. */
static bool look_for_all(MprFeed *feed, MprError *error)
{
    MprSource *source = feed->source;
    MprFrame **found = NULL;
    if (source->find_all == NULL || source->can_wait) {
        return true;
    }
    found = mpr_allocate(feed->count, sizeof *found, error);
    if (found != NULL && source->find_all(source, feed->wishes, feed->count, found)) {
        feed->at_hand = found;
    } else {
        mpr_free(found);
    }
    return found != NULL;
}

bool mpr_feed_create(MprSource *source, const MprWish *wishes, size_t count, MprFeed **created,
                     MprError *error)
{
    MprFeed *feed = mpr_allocate(1, sizeof *feed, error);
    if (feed == NULL) {
        return false;
    }
    feed->source = source;
    feed->count = count;
    feed->at_once = 1;
    feed->wishes = mpr_allocate(count, sizeof *feed->wishes, error);
    if (feed->wishes == NULL) {
        mpr_feed_free(feed);
        return false;
    }
    memcpy(feed->wishes, wishes, count * sizeof *wishes);
    if (!look_for_all(feed, error)) {
        mpr_feed_free(feed);
        return false;
    }
    for (size_t index = 0; index < AHEAD; index++) {
        Slot *slot = &feed->slots[index];
        slot->source = source;
        slot->errand = (MprErrand){.run = load, .self = slot, .can_wait = source->can_wait};
    }
    *created = feed;
    return true;
}

void mpr_feed_free(MprFeed *feed)
{
    if (feed == NULL) {
        return;
    }
    for (; feed->at_hand != NULL && feed->given < feed->count; feed->given++) {
        mpr_frame_free(feed->at_hand[feed->given]);
    }
    for (; feed->oldest < feed->newest; feed->oldest++) {
        Slot *slot = &feed->slots[feed->oldest % AHEAD];
        mpr_crew_withdraw(feed->source->crew, &slot->errand);
        for (; slot->given < slot->count; slot->given++) {
            mpr_frame_free(slot->loaded[slot->given]);
        }
    }
    mpr_free(feed->at_hand);
    mpr_free(feed->wishes);
    mpr_free(feed);
}

bool mpr_feed_is_at_hand(const MprFeed *feed)
{
    return feed->at_hand != NULL;
}

bool mpr_feed_next(MprFeed *feed, MprFrame **loaded, MprError *error)
{
    if (feed->given == feed->count) {
        return mpr_fail(error, MPR_INTERNAL, "no frame was planned after %zu", feed->count);
    }
    if (feed->at_hand != NULL) {
        *loaded = feed->at_hand[feed->given++];
        return true;
    }
    look_ahead(feed);
    Slot *slot = &feed->slots[feed->oldest % AHEAD];
    mpr_crew_finish(feed->source->crew, &slot->errand);
    if (slot->loaded[slot->given] == NULL) {
        *error = slot->error;
        return false;
    }
    *loaded = slot->loaded[slot->given++];
    feed->given++;
    feed->oldest += slot->given == slot->count;
    feed->at_once = (*loaded)->is_partial ? MOST_FRAMES : 1;
    look_ahead(feed);
    return true;
}
