/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Aside.h"

#include "VolumeName.h"

#include <stdio.h>
#include <string.h>

static void tell_again(const MprParting *parting, const MprPart *part, const MprListing *listing,
                       MprAside *aside)
{
    const MprListing *other = &parting->source->listings[part->other];
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        if (!mpr_volume_key_is_same(mpr_listing_key(listing), mpr_listing_key(other),
                                    (MprKeyAttribute)index)) {
            snprintf(aside->reason, sizeof aside->reason,
                     "it lies at the same place as %s and differs from it in %s, by which no volume has it; "
                     "%s is used",
                     other->name, mpr_volume_key_entry((MprKeyAttribute)index)->name, other->name);
            return;
        }
    }
    snprintf(aside->reason, sizeof aside->reason,
             "it lies at the same place as %s, and nothing tells the two apart; %s is used", other->name,
             other->name);
}

/* ---- what tells a part apart ---- */

/* The images of the series that might be of the part by what was looked at so far; marked in parting->seen. */
static size_t count_rivals(const MprParting *parting, const MprPart *part, size_t images,
                           const MprListing *listing)
{
    size_t count = 0;
    for (size_t image = 0; image < images; image++) {
        const bool is_own = image >= part->first && image < part->first + part->count;
        parting->seen[image] =
            !is_own &&
            mpr_volume_name_is_like(listing, &parting->source->listings[parting->images[image].frame]);
        count += parting->seen[image];
    }
    return count;
}

/* Those that have the same value of the attribute stay rivals. */
static size_t count_same(const MprParting *parting, size_t images, const MprListing *listing,
                         MprKeyAttribute attribute, bool clears_others)
{
    size_t count = 0;
    for (size_t image = 0; image < images; image++) {
        const MprVolumeKey *key = mpr_listing_key(&parting->source->listings[parting->images[image].frame]);
        const bool is_same =
            parting->seen[image] != 0 && mpr_volume_key_is_same(mpr_listing_key(listing), key, attribute);
        count += is_same;
        parting->seen[image] = clears_others ? is_same : parting->seen[image];
    }
    return count;
}

static size_t count_placed(const MprParting *parting)
{
    size_t count = 0;
    for (size_t part = 0; part < parting->part_count; part++) {
        count += parting->parts[part].count;
    }
    return count;
}

/* "EchoTime=10, ImageType=M": what no other image of this orientation and size has; the attribute that the part was
 * told by comes first. Empty when there is no other image; false when some have the same. */
static bool describe_part(const MprParting *parting, const MprPart *part, const MprListing *listing,
                          char *text, size_t size)
{
    const size_t images = count_placed(parting);
    size_t rivals = count_rivals(parting, part, images, listing);
    text[0] = '\0';
    for (int index = -1; rivals > 0 && index < MPR_KEY_COUNT; index++) {
        const int attribute = index < 0 ? part->attribute : index;
        const bool is_constant = attribute >= 0 && (part->varying >> attribute & 1) == 0;
        if (is_constant && count_same(parting, images, listing, (MprKeyAttribute)attribute, false) < rivals) {
            rivals = count_same(parting, images, listing, (MprKeyAttribute)attribute, true);
            mpr_volume_key_print(mpr_listing_key(listing), (MprKeyAttribute)attribute, text, size);
        }
    }
    return rivals == 0;
}

/* ---- sentences ---- */

/* Without an attribute it is all of its orientation and size. */
static void tell_single(const MprParting *parting, const MprPart *part, const MprListing *listing,
                        MprAside *aside)
{
    char values[MPR_DIFFERENCE_SIZE] = "";
    if (part->attribute < 0) {
        snprintf(aside->reason, sizeof aside->reason,
                 "it is the only one of its orientation, size and place");
    } else if (describe_part(parting, part, listing, values, sizeof values)) {
        snprintf(aside->reason, sizeof aside->reason, "it is the only one of its orientation and size %s%s",
                 strncmp(values, "without", 7) == 0 ? "" : "with ", values);
    } else {
        snprintf(aside->reason, sizeof aside->reason,
                 "no volume that it belongs to was found among the images of its orientation and size");
    }
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
        tell_single(parting, part, listing, aside);
    } else if (part->kind == MPR_PART_ONE_PLACE) {
        snprintf(aside->reason, sizeof aside->reason, /* of parts by an attribute each has several places */
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

/* What its header lacks, by what could not be filled in. */
static const char *missing(const MprListing *listing)
{
    if (mpr_vector_length(listing->across) == 0.0) {
        return "it has no ImageOrientationPatient";
    }
    return listing->spacing_across_mm == 0.0 ? "it has no PixelSpacing" : "it has no ImagePositionPatient";
}

void mpr_aside_tell_placeless(const MprListing *listing, MprAside *aside)
{
    const char *reason = listing->reason != NULL    ? listing->reason
                         : listing->flaw[0] != '\0' ? listing->flaw
                                                    : missing(listing);
    snprintf(aside->reason, sizeof aside->reason, "%s", reason);
}
