/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Feed.h"

#include <string.h>

/* Enough to keep two decoders and the one who fetches busy. */
enum { AHEAD = 4 };

typedef struct {
    MprErrand errand;
    MprSource *source;
    MprWish wish;
    MprFrame *loaded; /* NULL when the errand has failed */
    MprError error;
} Slot;

struct MprFeed {
    MprSource *source;
    MprWish *wishes;
    size_t count;
    size_t given, begun; /* frames handed out, and begun to load */
    MprFrame **at_hand;  /* those that were not given yet, when all are; else NULL */
    Slot slots[AHEAD];   /* of frame n: n % AHEAD */
};

static void load(void *self)
{
    Slot *slot = self;
    if (!slot->source->load(slot->source, slot->wish.frame, slot->wish.rows, &slot->loaded, &slot->error)) {
        slot->loaded = NULL;
    }
}

static MprFrame *find(MprSource *source, size_t frame)
{
    return source->find != NULL ? source->find(source, frame) : NULL;
}

/* What is at hand is no errand for the crew. */
static void look_ahead(MprFeed *feed)
{
    for (; feed->begun < feed->count && feed->begun - feed->given < AHEAD; feed->begun++) {
        Slot *slot = &feed->slots[feed->begun % AHEAD];
        slot->wish = feed->wishes[feed->begun];
        slot->loaded = find(feed->source, slot->wish.frame);
        if (slot->loaded == NULL) {
            mpr_crew_begin(feed->source->crew, &slot->errand);
        }
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
    for (; feed->given < feed->begun; feed->given++) {
        Slot *slot = &feed->slots[feed->given % AHEAD];
        mpr_crew_withdraw(feed->source->crew, &slot->errand);
        mpr_frame_free(slot->loaded);
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
    Slot *slot = &feed->slots[feed->given % AHEAD];
    mpr_crew_finish(feed->source->crew, &slot->errand);
    if (slot->loaded == NULL) {
        *error = slot->error;
        return false;
    }
    *loaded = slot->loaded;
    slot->loaded = NULL;
    feed->given++;
    look_ahead(feed);
    return true;
}
