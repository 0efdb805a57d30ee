/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Numbering.h"

#include <stdlib.h>
#include <string.h>

/* Spare holds the images by their order while it is decided. */
static int compare_order(const void *left, const void *right)
{
    const MprPlaced *a = left;
    const MprPlaced *b = right;
    return a->order != b->order ? (a->order > b->order) - (a->order < b->order)
                                : (a->rank > b->rank) - (a->rank < b->rank);
}

static int compare_place(const void *left, const void *right)
{
    const MprPlaced *a = left;
    const MprPlaced *b = right;
    return a->place != b->place ? (a->place > b->place) - (a->place < b->place)
                                : (a->rank > b->rank) - (a->rank < b->rank);
}

static bool are_numbers_different(const MprParting *parting, size_t count)
{
    const MprListing *listings = parting->source->listings;
    for (size_t index = 1; index < count; index++) {
        const double before = listings[parting->spare[index - 1].frame].number;
        if (!(listings[parting->spare[index].frame].number > before)) {
            return false;
        }
    }
    return true;
}

static bool have_all(const MprParting *parting, const MprGroup *group, MprKeyAttribute attribute)
{
    for (size_t index = 0; index < group->count; index++) {
        const MprPlaced *image = &parting->images[group->first + index];
        if (!mpr_volume_key_has(mpr_listing_key(&parting->source->listings[image->frame]), attribute)) {
            return false;
        }
    }
    return true;
}

/* Of images in the order of their places: no two at one place have the same value. */
static bool are_different_at_places(const MprParting *parting, const MprGroup *group, size_t values)
{
    const MprPlaced *images = parting->images + group->first;
    memset(parting->seen, 0, values * sizeof *parting->seen);
    for (size_t index = 0; index < group->count; index++) {
        const uint32_t value = parting->values[index];
        if (parting->seen[value] == images[index].place + 1) {
            return false;
        }
        parting->seen[value] = images[index].place + 1;
    }
    return true;
}

/* Images at different places may have the same time. */
static bool order_images(MprParting *parting, const MprGroup *group, MprKeyAttribute attribute)
{
    const bool is_number = attribute == MPR_KEY_COUNT;
    if (!is_number &&
        (!have_all(parting, group, attribute) ||
         !are_different_at_places(parting, group, mpr_trial_values(parting, group, attribute)))) {
        return false;
    }
    memcpy(parting->spare, parting->images + group->first, group->count * sizeof *parting->spare);
    for (size_t index = 0; index < group->count; index++) {
        parting->spare[index].order = is_number ? parting->spare[index].rank : parting->values[index];
    }
    qsort(parting->spare, group->count, sizeof *parting->spare, compare_order);
    return !is_number || are_numbers_different(parting, group->count);
}

/* A run ends where a place comes again; with cuts_turns also where the way along the stack turns back.
 * starts[n] is the first image of run n. */
static size_t find_runs(MprParting *parting, size_t count, size_t places, bool cuts_turns)
{
    const MprPlaced *images = parting->spare;
    size_t runs = 0;
    int way = 0;
    memset(parting->seen, 0, places * sizeof *parting->seen);
    for (size_t index = 0; index < count; index++) {
        const uint32_t place = images[index].place;
        const int step =
            index == 0 ? 0 : (place > images[index - 1].place) - (place < images[index - 1].place);
        const bool turns = cuts_turns && way != 0 && step != way;
        if (index == 0 || turns || parting->seen[place] == runs) {
            parting->starts[runs++] = (uint32_t)index;
            way = 0;
        } else {
            way = step;
        }
        parting->seen[place] = (uint32_t)runs;
    }
    parting->starts[runs] = (uint32_t)count;
    return runs;
}

static bool are_runs_complete(const MprParting *parting, size_t runs, size_t places)
{
    for (size_t run = 0; run < runs; run++) {
        if (parting->starts[run + 1] - parting->starts[run] != places) {
            return false;
        }
    }
    return true;
}

/* Every run takes the places in the order of the first one, or in the reverse of it. */
static bool do_runs_agree(const MprParting *parting, size_t runs, size_t places)
{
    bool ok = true;
    for (size_t run = 1; ok && run < runs; run++) {
        const MprPlaced *images = parting->spare + parting->starts[run];
        bool is_same = true;
        bool is_reverse = true;
        for (size_t index = 0; index < places; index++) {
            is_same = is_same && images[index].place == parting->spare[index].place;
            is_reverse = is_reverse && images[index].place == parting->spare[places - 1 - index].place;
        }
        ok = is_same || is_reverse;
    }
    return ok;
}

/* At every place the same number of images, one behind the other in the order of numbers: the first of each
 * make the first part. Returns how many at each. */
static size_t part_by_slices(MprParting *parting, size_t count, size_t places)
{
    const size_t each = count / places;
    if (each * places != count) {
        return 0;
    }
    for (size_t index = 0; index < count; index++) {
        if (index % each != 0 && parting->spare[index].place != parting->spare[index - 1].place) {
            return 0;
        }
    }
    return each;
}

/* Slice by slice in spare becomes part by part. */
static void gather(MprParting *parting, size_t first, size_t count, size_t parts)
{
    const size_t size = count / parts;
    for (size_t index = 0; index < count; index++) {
        parting->images[first + index % parts * size + index / parts] = parting->spare[index];
    }
    memcpy(parting->spare, parting->images + first, count * sizeof *parting->spare);
    qsort(parting->images + first, count, sizeof *parting->images, compare_place);
    for (size_t part = 0; part <= parts; part++) {
        parting->starts[part] = (uint32_t)(part * size);
    }
}

size_t mpr_numbering_part(MprParting *parting, const MprGroup *group, MprKeyAttribute attribute)
{
    const size_t count = group->count;
    const size_t places = group->spread.places;
    if (!order_images(parting, group, attribute)) {
        return 0;
    }
    size_t parts = find_runs(parting, count, places, false);
    if (parts < 2 || !are_runs_complete(parting, parts, places) ||
        (attribute == MPR_KEY_COUNT && !do_runs_agree(parting, parts, places))) {
        parts = part_by_slices(parting, count, places);
        if (parts > 1) {
            gather(parting, group->first, count, parts);
        } else {
            parts = find_runs(parting, count, places, true);
        }
    }
    for (size_t part = 0; part < parts; part++) {
        qsort(parting->spare + parting->starts[part], parting->starts[part + 1] - parting->starts[part],
              sizeof *parting->spare, compare_place);
    }
    return parts;
}
