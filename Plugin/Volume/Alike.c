/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Alike.h"

#include "Base/Buffer.h"
#include "Stack.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* From which value to which a volume extends, and the frames that have them. */
typedef struct {
    double low, high;
    size_t low_frame, high_frame;
    MprSubset *volume;
} Range;

static void append(MprSubset *volume, const char *text)
{
    const size_t used = strlen(volume->difference);
    snprintf(volume->difference + used, sizeof volume->difference - used, "%s%s", used > 0 ? ", " : "", text);
}

/* ---- ranges ---- */

/* MPR_KEY_COUNT stands for the number of the image. */
static bool read_value(const MprListing *listing, MprKeyAttribute attribute, double *value)
{
    if (attribute == MPR_KEY_COUNT) {
        *value = listing->number;
        return *value == floor(*value); /* that of a frame has a fraction */
    }
    *value = mpr_listing_key(listing)->numbers[attribute];
    return mpr_volume_key_has(mpr_listing_key(listing), attribute);
}

/* Frames of one file are numbered by the listing. */
static bool are_of_one_file(const MprListing *a, const MprListing *b)
{
    return strcmp(a->sop_instance_uid, b->sop_instance_uid) == 0;
}

static bool find_range(const MprSource *source, MprSubset *volume, MprKeyAttribute attribute, Range *range)
{
    *range = (Range){INFINITY, -INFINITY, 0, 0, volume};
    for (size_t index = 0; index < volume->count; index++) {
        const size_t frame = volume->frames[index];
        double value = 0;
        const MprListing *listing = &source->listings[frame];
        const bool is_numbered_here = attribute == MPR_KEY_COUNT && index > 0 &&
                                      are_of_one_file(&source->listings[volume->frames[index - 1]], listing);
        if (is_numbered_here || !read_value(listing, attribute, &value)) {
            return false;
        }
        if (value < range->low) {
            range->low = value;
            range->low_frame = frame;
        }
        if (value > range->high) {
            range->high = value;
            range->high_frame = frame;
        }
    }
    return true;
}

static int compare_ranges(const void *left, const void *right)
{
    const Range *a = left;
    const Range *b = right;
    return (a->low > b->low) - (a->low < b->low);
}

static bool find_ranges(const MprSource *source, MprSubset *const *volumes, size_t count,
                        MprKeyAttribute attribute, Range *ranges)
{
    for (size_t index = 0; index < count; index++) {
        if (!find_range(source, volumes[index], attribute, &ranges[index])) {
            return false;
        }
    }
    qsort(ranges, count, sizeof *ranges, compare_ranges);
    for (size_t index = 1; index < count; index++) {
        if (!(ranges[index].low > ranges[index - 1].high)) {
            return false;
        }
    }
    return true;
}

static void append_range(const MprSource *source, const Range *range, MprKeyAttribute attribute)
{
    char low[120] = "";
    char high[120] = "";
    char text[200];
    if (attribute == MPR_KEY_COUNT) {
        snprintf(low, sizeof low, "InstanceNumber=%.0f", range->low);
        snprintf(high, sizeof high, "InstanceNumber=%.0f", range->high);
    } else {
        mpr_volume_key_print(mpr_listing_key(&source->listings[range->low_frame]), attribute, low,
                             sizeof low);
        mpr_volume_key_print(mpr_listing_key(&source->listings[range->high_frame]), attribute, high,
                             sizeof high);
    }
    snprintf(text, sizeof text, "%s to %s", low, strchr(high, '=') + 1);
    append(range->volume, range->low < range->high ? text : low);
}

/* Does what is counted or clocked, or the number, say which is which? */
static bool name_by_ranges(const MprSource *source, MprSubset *const *volumes, size_t count, Range *ranges)
{
    for (int index = 0; index <= MPR_KEY_COUNT; index++) {
        const MprKeyAttribute attribute = (MprKeyAttribute)index;
        const bool is_number = attribute == MPR_KEY_COUNT;
        const bool may_range = is_number || (mpr_volume_key_entry(attribute)->role == MPR_KEY_RUNS &&
                                             mpr_volume_key_entry(attribute)->kind != MPR_KEY_TEXT);
        if (may_range && find_ranges(source, volumes, count, attribute, ranges)) {
            for (size_t volume = 0; volume < count; volume++) {
                append_range(source, &ranges[volume], attribute);
            }
            return true;
        }
    }
    return false;
}

/* ---- places ---- */

static void find_places(const MprSource *source, const MprSubset *volume, MprVector normal, double *places)
{
    for (size_t index = 0; index < volume->count; index++) {
        places[index] = mpr_vector_dot(normal, source->listings[volume->frames[index]].position);
    }
    qsort(places, volume->count, sizeof *places, mpr_stack_compare_doubles);
}

static bool have_same_places(const MprSource *source, MprSubset *const *volumes, size_t count, bool *have,
                             MprError *error)
{
    const size_t size = volumes[0]->count;
    double *places = mpr_allocate(2 * size, sizeof *places, error);
    if (places == NULL) {
        return false;
    }
    const MprListing *model = &source->listings[volumes[0]->frames[0]];
    const MprVector normal = mpr_vector_cross(model->across, model->down);
    *have = true;
    find_places(source, volumes[0], normal, places);
    for (size_t volume = 1; *have && volume < count; volume++) {
        *have = volumes[volume]->count == size;
        if (*have) {
            find_places(source, volumes[volume], normal, places + size);
        }
        for (size_t index = 0; *have && index < size; index++) {
            *have = fabs(places[index] - places[size + index]) <= MPR_SAME_PLACE_MM;
        }
    }
    mpr_free(places);
    return true;
}

/* ---- all of it ---- */

static const char *ending(size_t number)
{
    if (number % 100 >= 11 && number % 100 <= 13) {
        return "th";
    }
    return number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th";
}

bool mpr_alike_name(const MprSource *source, MprSubset *const *volumes, size_t count, MprError *error)
{
    Range *ranges = mpr_allocate(count, sizeof *ranges, error);
    bool share_places = false;
    if (ranges == NULL) {
        return false;
    }
    const bool is_done = name_by_ranges(source, volumes, count, ranges);
    mpr_free(ranges);
    if (is_done) {
        return true;
    }
    if (!have_same_places(source, volumes, count, &share_places, error)) {
        return false;
    }
    for (size_t volume = 0; volume < count; volume++) {
        char text[80];
        snprintf(text, sizeof text, "%zu%s of %zu %s", volume + 1, ending(volume + 1), count,
                 share_places ? "images at each place" : "alike");
        append(volumes[volume], text);
    }
    return true;
}
