/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits by what is known for nothing first (place, direction), and opens files only when that is not enough.
 */
#include "Split.h"

#include "VolumeKey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double DIRECTION_TOLERANCE = 1e-3;
static const double SPACING_TOLERANCE = 1e-4;
static const double SAME_PLACE_MM = 1e-3;
/* A handful of parallel images beside a real stack is a localizer, or copies of single slices. */
enum { FEW = 3, MANY = 10 };

enum { NO_GROUP = -1 };

/* Every frame is in a group; groups are refined until each is a volume. */
typedef struct {
    MprSource *source;
    int *group;       /* of each frame, NO_GROUP when it is set aside */
    const char **why; /* a frame was set aside */
    int groups;
    size_t *first; /* frame of each group */
} Work;

static const MprListing *listing_of(const Work *work, size_t frame)
{
    return &work->source->listings[frame];
}

static double apart(MprVector a, MprVector b)
{
    return mpr_vector_length(mpr_vector_difference(a, b));
}

static bool is_like(const MprListing *a, const MprListing *b)
{
    return a->mosaic == b->mosaic && apart(a->across, b->across) <= DIRECTION_TOLERANCE &&
           apart(a->down, b->down) <= DIRECTION_TOLERANCE && a->rows == b->rows && a->columns == b->columns &&
           fabs(a->spacing_across_mm - b->spacing_across_mm) <= SPACING_TOLERANCE * a->spacing_across_mm &&
           fabs(a->spacing_down_mm - b->spacing_down_mm) <= SPACING_TOLERANCE * a->spacing_down_mm;
}

/* ---- parallel, and of one size ---- */

/* Into a group, or into the one that is not there yet. */
static void put(Work *work, size_t frame, int group)
{
    work->group[frame] = group;
    if (group == work->groups) {
        work->first[group] = frame;
        work->groups++;
    }
}

static void group_by_likeness(Work *work)
{
    work->groups = 0;
    for (size_t frame = 0; frame < work->source->count; frame++) {
        work->group[frame] = NO_GROUP;
        const MprListing *listing = listing_of(work, frame);
        const bool may_be = listing->has_grid && listing->reason == NULL;
        work->why[frame] = listing->reason != NULL
                               ? listing->reason
                               : "it has no ImagePositionPatient or ImageOrientationPatient";
        for (int group = 0; may_be && group <= work->groups; group++) {
            if (group == work->groups || is_like(listing, listing_of(work, work->first[group]))) {
                put(work, frame, group);
                break;
            }
        }
    }
}

static size_t group_size(const Work *work, int group)
{
    size_t size = 0;
    for (size_t frame = 0; frame < work->source->count; frame++) {
        size += work->group[frame] == group;
    }
    return size;
}

static void set_group_aside(Work *work, int group, const char *why)
{
    for (size_t frame = 0; frame < work->source->count; frame++) {
        if (work->group[frame] == group) {
            work->group[frame] = NO_GROUP;
            work->why[frame] = why;
        }
    }
}

static void set_small_groups_aside(Work *work)
{
    size_t largest = 0;
    for (int group = 0; group < work->groups; group++) {
        const size_t size = group_size(work, group);
        largest = size > largest ? size : largest;
    }
    for (int group = 0; group < work->groups; group++) {
        const size_t size = group_size(work, group);
        if (size == 1) {
            set_group_aside(work, group, "it is the only one of its orientation, size and place");
        } else if (size <= FEW && largest >= MANY) {
            set_group_aside(work, group, "only two or three images are of its orientation, size and place");
        }
    }
}

/* ---- several at one place ---- */

/* A frame on its way along the normal of its group. */
typedef struct {
    double distance_mm, number;
    size_t frame;
} Placed;

static int compare_placed(const void *left, const void *right)
{
    const Placed *a = left;
    const Placed *b = right;
    if (fabs(a->distance_mm - b->distance_mm) > SAME_PLACE_MM) {
        return a->distance_mm < b->distance_mm ? -1 : 1;
    }
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return (a->frame > b->frame) - (a->frame < b->frame);
}

/* The frames of a group along their normal, those at one place by their numbers; for mpr_free. */
static bool place_group(const Work *work, int group, Placed **placed, size_t *count, MprError *error)
{
    Placed *list = mpr_allocate(work->source->count, sizeof *list, error);
    if (list == NULL) {
        return false;
    }
    size_t size = 0;
    MprVector normal = {0, 0, 0};
    for (size_t frame = 0; frame < work->source->count; frame++) {
        const MprListing *listing = listing_of(work, frame);
        if (work->group[frame] == group) {
            normal = size == 0 ? mpr_vector_cross(listing->across, listing->down) : normal;
            list[size++] = (Placed){mpr_vector_dot(normal, listing->position), listing->number, frame};
        }
    }
    qsort(list, size, sizeof *list, compare_placed);
    *placed = list;
    *count = size;
    return true;
}

static bool is_same_place(const Placed *a, const Placed *b)
{
    return fabs(a->distance_mm - b->distance_mm) <= SAME_PLACE_MM;
}

/* How many frames of a group are at a place where another one is. */
static bool count_doubles(const Work *work, int group, size_t *doubles, MprError *error)
{
    Placed *placed = NULL;
    size_t count = 0;
    if (!place_group(work, group, &placed, &count, error)) {
        return false;
    }
    *doubles = 0;
    for (size_t index = 1; index < count; index++) {
        *doubles += is_same_place(&placed[index - 1], &placed[index]);
    }
    mpr_free(placed);
    return true;
}

/* ---- told apart by an attribute ---- */

static bool has_same_value(const Work *work, const char *name, size_t a, size_t b)
{
    return mpr_volume_key_is_same(listing_of(work, a)->volume_key, listing_of(work, b)->volume_key, name);
}

/* Gives every further value of the attribute a group of its own; returns the number of groups before. */
static int part_group(Work *work, int group, const char *name)
{
    const int before = work->groups;
    const size_t first = work->first[group];
    for (size_t frame = first + 1; frame < work->source->count; frame++) {
        if (work->group[frame] != group || has_same_value(work, name, first, frame)) {
            continue;
        }
        int part = before;
        while (part < work->groups && !has_same_value(work, name, work->first[part], frame)) {
            part++;
        }
        put(work, frame, part);
    }
    return before;
}

static void join_groups(Work *work, int group, int from)
{
    for (size_t frame = 0; frame < work->source->count; frame++) {
        if (work->group[frame] >= from) {
            work->group[frame] = group;
        }
    }
    work->groups = from;
}

/* An attribute tells volumes apart when every value has a stack of its own, and fewer frames share a place
 * then. */
static bool tell_apart(Work *work, int group, const char *name, bool *is_told, MprError *error)
{
    size_t before = 0;
    size_t doubles = 0;
    size_t after = 0;
    *is_told = false;
    if (!count_doubles(work, group, &before, error)) {
        return false;
    }
    const int from = part_group(work, group, name);
    bool is_stack = work->groups > from && group_size(work, group) > 1;
    for (int part = from; part < work->groups; part++) {
        if (!count_doubles(work, part, &doubles, error)) {
            return false;
        }
        after += doubles;
        is_stack = is_stack && group_size(work, part) > 1;
    }
    if (!count_doubles(work, group, &doubles, error)) {
        return false;
    }
    *is_told = is_stack && after + doubles < before;
    if (!*is_told) {
        join_groups(work, group, from);
    }
    return true;
}

/* ---- told apart by order ---- */

/* The n-th image at every place goes into the n-th group. */
static bool part_by_order(Work *work, int group, MprError *error)
{
    Placed *placed = NULL;
    size_t count = 0;
    if (!place_group(work, group, &placed, &count, error)) {
        return false;
    }
    const int before = work->groups;
    int occurrence = 0;
    for (size_t index = 1; index < count; index++) {
        occurrence = is_same_place(&placed[index - 1], &placed[index]) ? occurrence + 1 : 0;
        if (occurrence > 0) {
            put(work, placed[index].frame, before + occurrence - 1);
        }
    }
    mpr_free(placed);
    return true;
}

static bool refine_group(Work *work, int group, MprError *error)
{
    size_t doubles = 0;
    if (!count_doubles(work, group, &doubles, error)) {
        return false;
    }
    for (const char *const *name = mpr_volume_key_names; doubles > 0 && *name != NULL; name++) {
        bool is_told = false;
        if (!tell_apart(work, group, *name, &is_told, error) ||
            !count_doubles(work, group, &doubles, error)) {
            return false;
        }
    }
    return doubles == 0 || part_by_order(work, group, error);
}

static bool has_doubles(const Work *work, bool *has, MprError *error)
{
    *has = false;
    for (int group = 0; group < work->groups && !*has; group++) {
        size_t doubles = 0;
        if (!count_doubles(work, group, &doubles, error)) {
            return false;
        }
        *has = doubles > 0;
    }
    return true;
}

/* New groups are behind the others, and are looked at in their turn. */
static bool refine(Work *work, MprError *error)
{
    bool has = false;
    group_by_likeness(work);
    if (!has_doubles(work, &has, error)) {
        return false;
    }
    if (has) {
        if (work->source->detail != NULL && !work->source->detail(work->source, error)) {
            return false;
        }
        group_by_likeness(work);
        for (int group = 0; group < work->groups; group++) {
            if (!refine_group(work, group, error)) {
                return false;
            }
        }
    }
    set_small_groups_aside(work);
    return true;
}

/* ---- the result ---- */

static bool take_group(const Work *work, int group, MprSubset *volume, MprError *error)
{
    const size_t size = group_size(work, group);
    volume->frames = mpr_allocate(size, sizeof *volume->frames, error);
    if (volume->frames == NULL) {
        return false;
    }
    for (size_t frame = 0; frame < work->source->count; frame++) {
        if (work->group[frame] == group) {
            volume->frames[volume->count++] = frame;
        }
    }
    return true;
}

static double lowest_number(const Work *work, int group)
{
    double lowest = INFINITY;
    for (size_t frame = 0; frame < work->source->count; frame++) {
        if (work->group[frame] == group) {
            lowest = fmin(lowest, listing_of(work, frame)->number);
        }
    }
    return lowest;
}

/* The group that comes next: the lowest number not yet taken; groups that were set aside are empty. */
static int next_group(const Work *work, const bool *is_taken)
{
    int next = NO_GROUP;
    double lowest = INFINITY;
    for (int group = 0; group < work->groups; group++) {
        if (!is_taken[group] && group_size(work, group) > 0) {
            const double number = lowest_number(work, group);
            if (next == NO_GROUP || number < lowest) {
                next = group;
                lowest = number;
            }
        }
    }
    return next;
}

static bool take_volumes(const Work *work, MprSplit *split, MprError *error)
{
    bool *is_taken = mpr_allocate((size_t)work->groups, sizeof *is_taken, error);
    split->volumes = mpr_allocate((size_t)work->groups, sizeof *split->volumes, error);
    bool ok = is_taken != NULL && split->volumes != NULL;
    for (int group = ok ? next_group(work, is_taken) : NO_GROUP; ok && group != NO_GROUP;
         group = next_group(work, is_taken)) {
        MprSubset *volume = &split->volumes[split->count++];
        ok = take_group(work, group, volume, error);
        is_taken[group] = true;
    }
    mpr_free(is_taken);
    return ok;
}

static const char *key_of(const Work *work, const MprSubset *volume)
{
    return listing_of(work, volume->frames[0])->volume_key;
}

/* How many of the volumes up to this one nothing but their order tells from it. */
static size_t occurrence(const Work *work, const MprSplit *split, size_t index)
{
    const size_t frame = split->volumes[index].frames[0];
    size_t count = 0;
    for (size_t before = 0; before <= index; before++) {
        const size_t other = split->volumes[before].frames[0];
        count += is_like(listing_of(work, other), listing_of(work, frame)) &&
                 strcmp(listing_of(work, other)->volume_key, listing_of(work, frame)->volume_key) == 0;
    }
    return count;
}

/* What no attribute of the key says. */
static void tell_geometry(const Work *work, const MprSplit *split, size_t index, size_t against)
{
    MprSubset *volume = &split->volumes[index];
    const MprListing *a = listing_of(work, volume->frames[0]);
    const MprListing *b = listing_of(work, split->volumes[against].frames[0]);
    const bool is_parallel =
        apart(a->across, b->across) <= DIRECTION_TOLERANCE && apart(a->down, b->down) <= DIRECTION_TOLERANCE;
    if (is_like(a, b)) {
        snprintf(volume->difference, sizeof volume->difference, "occurrence %zu",
                 occurrence(work, split, index));
    } else if (a->mosaic != b->mosaic) {
        snprintf(volume->difference, sizeof volume->difference, "InstanceNumber=%.0f", floor(a->number));
    } else if (is_parallel) {
        snprintf(volume->difference, sizeof volume->difference, "%u rows, %u columns of %.4g by %.4g mm",
                 a->rows, a->columns, a->spacing_down_mm, a->spacing_across_mm);
    } else {
        snprintf(volume->difference, sizeof volume->difference, "orientation %.3g,%.3g,%.3g,%.3g,%.3g,%.3g",
                 a->across.x, a->across.y, a->across.z, a->down.x, a->down.y, a->down.z);
    }
}

/* Every volume against the first one; the first one against the second. */
static void tell_differences(const Work *work, MprSplit *split)
{
    for (size_t index = 0; split->count > 1 && index < split->count; index++) {
        const size_t against = index == 0 ? 1 : 0;
        MprSubset *volume = &split->volumes[index];
        mpr_volume_key_difference(key_of(work, volume), key_of(work, &split->volumes[against]),
                                  volume->difference);
        if (volume->difference[0] == '\0') {
            tell_geometry(work, split, index, against);
        }
    }
}

static bool take_aside(const Work *work, MprSplit *split, MprError *error)
{
    size_t count = 0;
    for (size_t frame = 0; frame < work->source->count; frame++) {
        count += work->group[frame] == NO_GROUP;
    }
    split->aside = mpr_allocate(count, sizeof *split->aside, error);
    for (size_t frame = 0; split->aside != NULL && frame < work->source->count; frame++) {
        if (work->group[frame] == NO_GROUP) {
            MprAside *aside = &split->aside[split->aside_count++];
            aside->frame = frame;
            snprintf(aside->reason, sizeof aside->reason, "%s", work->why[frame]);
        }
    }
    return split->aside != NULL;
}

static bool split_anew(MprSource *source, MprSplit **made, MprError *error)
{
    Work work = {.source = source};
    MprSplit *split = mpr_allocate(1, sizeof *split, error);
    work.group = mpr_allocate(source->count, sizeof *work.group, error);
    work.why = mpr_allocate(source->count, sizeof *work.why, error);
    work.first = mpr_allocate(source->count, sizeof *work.first, error);
    const bool ok = split != NULL && work.group != NULL && work.why != NULL && work.first != NULL &&
                    refine(&work, error) && take_volumes(&work, split, error) &&
                    take_aside(&work, split, error);
    mpr_free(work.group);
    mpr_free(work.why);
    mpr_free(work.first);
    if (!ok) {
        mpr_split_free(split);
        return false;
    }
    tell_differences(&work, split);
    *made = split;
    return true;
}

bool mpr_split_frames(MprSource *source, MprSplit **made, MprError *error)
{
    if (source->split == NULL) {
        return split_anew(source, made, error);
    }
    *made = mpr_split_retain(source->split);
    return true;
}

MprSplit *mpr_split_retain(MprSplit *split)
{
    __atomic_add_fetch(&split->further_owners, 1, __ATOMIC_RELAXED);
    return split;
}

size_t mpr_split_bytes(const MprSplit *split, size_t frames)
{
    return sizeof *split + frames * sizeof(size_t) + split->count * sizeof *split->volumes +
           split->aside_count * sizeof *split->aside;
}

void mpr_split_free(MprSplit *split)
{
    if (split != NULL && __atomic_fetch_sub(&split->further_owners, 1, __ATOMIC_ACQ_REL) == 0) {
        for (size_t index = 0; index < split->count; index++) {
            mpr_free(split->volumes[index].frames);
        }
        mpr_free(split->volumes);
        mpr_free(split->aside);
        mpr_free(split);
    }
}
