/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Aside.h"

#include <stdio.h>

static void tell_again(const MprParting *parting, const MprPart *part, const MprListing *listing,
                       MprAside *aside)
{
    const MprListing *other = &parting->source->listings[part->other];
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        if (!mpr_volume_key_is_same(mpr_listing_key(listing), mpr_listing_key(other),
                                    (MprKeyAttribute)index)) {
            snprintf(
                aside->reason, sizeof aside->reason,
                "it lies at the same place as %s and differs in %s, which tells no volumes apart; %s is used",
                other->name, mpr_volume_key_entry((MprKeyAttribute)index)->name, other->name);
            return;
        }
    }
    snprintf(aside->reason, sizeof aside->reason,
             "it lies at the same place as %s, and nothing tells the two apart; %s is used", other->name,
             other->name);
}

static void tell_single(const MprPart *part, const MprListing *listing, MprAside *aside)
{
    char value[120] = "";
    if (part->attribute < 0) {
        snprintf(aside->reason, sizeof aside->reason,
                 "it is the only one of its orientation, size and place");
        return;
    }
    mpr_volume_key_print(mpr_listing_key(listing), (MprKeyAttribute)part->attribute, value, sizeof value);
    snprintf(aside->reason, sizeof aside->reason, "it is the only one of its orientation and size %s%s",
             mpr_volume_key_has(mpr_listing_key(listing), (MprKeyAttribute)part->attribute) ? "with " : "",
             value);
}

static size_t count_places(const MprParting *parting, const MprPart *part)
{
    return mpr_stack_measure(parting->images + part->first, part->count, parting->steps).places;
}

void mpr_aside_tell(const MprParting *parting, const MprPart *part, MprAside *aside)
{
    const MprListing *listing = &parting->source->listings[aside->frame];
    if (part->kind == MPR_PART_AGAIN) {
        tell_again(parting, part, listing, aside);
    } else if (part->count == 1) {
        tell_single(part, listing, aside);
    } else if (part->kind == MPR_PART_ONE_PLACE) {
        snprintf(aside->reason, sizeof aside->reason,
                 "it and the other images of its orientation and size, %zu in all, lie at one place",
                 part->count);
    } else {
        snprintf(aside->reason, sizeof aside->reason,
                 "%zu images lie at %zu places, and neither an attribute nor the order of their numbers "
                 "tells which "
                 "of them belong together",
                 part->count, count_places(parting, part));
    }
}

void mpr_aside_tell_placeless(const MprListing *listing, MprAside *aside)
{
    const char *reason = listing->reason != NULL ? listing->reason
                         : listing->flaw[0] != '\0'
                             ? listing->flaw
                             : "it has no ImagePositionPatient or ImageOrientationPatient";
    snprintf(aside->reason, sizeof aside->reason, "%s", reason);
}
