/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Split.h"

#include "Aside.h"
#include "KeptLattice.h"
#include "Parting.h"
#include "Purity.h"
#include "VolumeName.h"

#include <stdlib.h>
#include <string.h>

/* A handful of parallel images beside a real stack is a localizer, or copies of single slices: a volume, but
 * not the first choice. */
enum { FEW = 3, MANY = 10 };

enum { NO_GROUP = -1 };

typedef struct {
    MprSource *source;
    uint32_t *order; /* frames by number, then by name */
    int *group;      /* of each frame: parallel, of one size; NO_GROUP when it has no place */
    int groups;
    size_t *first; /* frame of each group */
    size_t *ends;  /* of each group, in the row of images */
    MprParting parting;
} Work;

static const MprListing *listing_of(const Work *work, size_t frame)
{
    return &work->source->listings[frame];
}

/* ---- the order of frames ---- */

typedef struct {
    double number;
    const MprListing *listing;
    uint32_t frame;
} Ranked;

static int compare_ranked(const void *left, const void *right)
{
    const Ranked *a = left;
    const Ranked *b = right;
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    const int order = strcmp(a->listing->sop_instance_uid, b->listing->sop_instance_uid);
    return order != 0 ? order : (a->frame > b->frame) - (a->frame < b->frame);
}

static bool rank_frames(Work *work, MprError *error)
{
    const size_t count = work->source->count;
    Ranked *ranked = mpr_allocate(count, sizeof *ranked, error);
    for (size_t frame = 0; ranked != NULL && frame < count; frame++) {
        ranked[frame] = (Ranked){listing_of(work, frame)->number, listing_of(work, frame), (uint32_t)frame};
    }
    if (ranked != NULL) {
        qsort(ranked, count, sizeof *ranked, compare_ranked);
    }
    for (size_t rank = 0; ranked != NULL && rank < count; rank++) {
        work->order[rank] = ranked[rank].frame;
    }
    mpr_free(ranked);
    return ranked != NULL;
}

/* ---- parallel, and of one size ---- */

static void group_frames(Work *work)
{
    int last = 0;
    work->groups = 0;
    for (size_t rank = 0; rank < work->source->count; rank++) {
        const size_t frame = work->order[rank];
        const MprListing *listing = listing_of(work, frame);
        int group = last; /* most often it is that of the frame before */
        work->group[frame] = NO_GROUP;
        if (!listing->has_grid || listing->reason != NULL) {
            continue;
        }
        if (group == work->groups ||
            !mpr_volume_name_is_like(listing_of(work, work->first[group]), listing)) {
            group = 0;
            while (group < work->groups &&
                   !mpr_volume_name_is_like(listing_of(work, work->first[group]), listing)) {
                group++;
            }
        }
        if (group == work->groups) {
            work->first[work->groups++] = frame;
        }
        work->group[frame] = last = group;
    }
}

/* Puts the images of all groups in a row, by rank. */
static void line_up(Work *work, size_t *starts)
{
    const size_t count = work->source->count;
    memset(starts, 0, ((size_t)work->groups + 1) * sizeof *starts);
    for (size_t frame = 0; frame < count; frame++) {
        starts[work->group[frame] + 1] += work->group[frame] != NO_GROUP; /* NO_GROUP + 1 is 0 */
    }
    for (int group = 0; group < work->groups; group++) {
        starts[group + 1] += starts[group];
    }
    for (size_t rank = 0; rank < count; rank++) {
        const uint32_t frame = work->order[rank];
        const int group = work->group[frame];
        if (group != NO_GROUP) {
            const MprListing *model = listing_of(work, work->first[group]);
            const MprVector normal = mpr_vector_cross(model->across, model->down);
            const double distance = mpr_vector_dot(normal, listing_of(work, frame)->position);
            work->parting.images[starts[group]++] =
                (MprPlaced){distance, frame, (uint32_t)rank, (uint32_t)rank, 0};
        }
    }
}

static bool part_frames(Work *work, MprError *error)
{
    size_t first = 0;
    if (!rank_frames(work, error)) {
        return false;
    }
    group_frames(work);
    line_up(work, work->ends);
    for (int group = 0; group < work->groups; group++) {
        mpr_parting_refine(&work->parting, first, work->ends[group] - first);
        first = work->ends[group];
    }
    return true;
}

/* ---- the volumes ---- */

static bool is_volume(const MprPart *part)
{
    return part->count > 1 && part->kind <= MPR_PART_BY_NUMBER;
}

typedef struct {
    const MprPart *part;
    uint32_t lowest; /* rank */
    bool is_few;
} Ordered;

static int compare_ordered(const void *left, const void *right)
{
    const Ordered *a = left;
    const Ordered *b = right;
    if (a->is_few != b->is_few) {
        return a->is_few ? 1 : -1;
    }
    return (a->lowest > b->lowest) - (a->lowest < b->lowest);
}

static size_t order_volumes(const Work *work, Ordered *ordered)
{
    const MprParting *parting = &work->parting;
    size_t count = 0;
    size_t largest = 0;
    for (size_t index = 0; index < parting->part_count; index++) {
        const MprPart *part = &parting->parts[index];
        if (is_volume(part)) {
            uint32_t lowest = UINT32_MAX;
            for (size_t image = part->first; image < part->first + part->count; image++) {
                const uint32_t rank = parting->images[image].rank;
                lowest = rank < lowest ? rank : lowest;
            }
            largest = part->count > largest ? part->count : largest;
            ordered[count++] = (Ordered){part, lowest, false};
        }
    }
    for (size_t index = 0; index < count; index++) {
        ordered[index].is_few = ordered[index].part->count <= FEW && largest >= MANY;
    }
    qsort(ordered, count, sizeof *ordered, compare_ordered);
    return count;
}

static int compare_rank(const void *left, const void *right)
{
    const MprPlaced *a = left;
    const MprPlaced *b = right;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static bool take_volume(const Work *work, const MprPart *part, MprSubset *volume, MprError *error)
{
    MprPlaced *spare = work->parting.spare;
    volume->frames = mpr_allocate(part->count, sizeof *volume->frames, error);
    if (volume->frames == NULL) {
        return false;
    }
    mpr_purity_inspect(&work->parting, part, &volume->mixed, &volume->varying);
    memcpy(spare, work->parting.images + part->first, part->count * sizeof *spare);
    qsort(spare, part->count, sizeof *spare, compare_rank);
    for (size_t index = 0; index < part->count; index++) {
        volume->frames[volume->count++] = spare[index].frame;
    }
    return true;
}

static bool take_volumes(const Work *work, MprSplit *split, MprError *error)
{
    Ordered *ordered = mpr_allocate(work->parting.part_count, sizeof *ordered, error);
    const size_t count = ordered != NULL ? order_volumes(work, ordered) : 0;
    split->volumes = mpr_allocate(count, sizeof *split->volumes, error);
    split->lattices = mpr_allocate(count, sizeof *split->lattices, error);
    bool ok = ordered != NULL && split->volumes != NULL && split->lattices != NULL;
    for (size_t index = 0; ok && index < count; index++) {
        ok = take_volume(work, ordered[index].part, &split->volumes[split->count++], error);
    }
    mpr_free(ordered);
    return ok;
}

/* ---- what is of no volume ---- */

static int compare_aside(const void *left, const void *right)
{
    const MprAside *a = left;
    const MprAside *b = right;
    return (a->frame > b->frame) - (a->frame < b->frame);
}

static bool take_aside(const Work *work, MprSplit *split, MprError *error)
{
    size_t count = work->source->count;
    for (size_t volume = 0; volume < split->count; volume++) {
        count -= split->volumes[volume].count;
    }
    split->aside = mpr_allocate(count, sizeof *split->aside, error);
    if (split->aside == NULL) {
        return false;
    }
    for (size_t index = 0; index < work->parting.part_count; index++) {
        const MprPart *part = &work->parting.parts[index];
        for (size_t image = part->first; !is_volume(part) && image < part->first + part->count; image++) {
            MprAside *aside = &split->aside[split->aside_count++];
            aside->frame = work->parting.images[image].frame;
            mpr_aside_tell(&work->parting, part, aside);
        }
    }
    for (size_t frame = 0; frame < work->source->count; frame++) {
        if (work->group[frame] == NO_GROUP) {
            MprAside *aside = &split->aside[split->aside_count++];
            aside->frame = frame;
            mpr_aside_tell_placeless(listing_of(work, frame), aside);
        }
    }
    qsort(split->aside, split->aside_count, sizeof *split->aside, compare_aside);
    return true;
}

/* ---- all of it ---- */

static bool split_anew(MprSource *source, MprSplit **made, MprError *error)
{
    Work work = {.source = source};
    MprSplit *split = mpr_allocate(1, sizeof *split, error);
    work.group = mpr_allocate(source->count, sizeof *work.group, error);
    work.order = mpr_allocate(source->count, sizeof *work.order, error);
    work.first = mpr_allocate(source->count, sizeof *work.first, error);
    work.ends = mpr_allocate(source->count + 1, sizeof *work.ends, error);
    const bool ok = split != NULL && work.group != NULL && work.order != NULL && work.first != NULL &&
                    work.ends != NULL && mpr_parting_create(source, &work.parting, error) &&
                    part_frames(&work, error) && take_volumes(&work, split, error) &&
                    take_aside(&work, split, error) && mpr_volume_name_all(source, split, error);
    mpr_parting_release(&work.parting);
    mpr_free(work.group);
    mpr_free(work.order);
    mpr_free(work.first);
    mpr_free(work.ends);
    if (!ok) {
        mpr_split_free(split);
        return false;
    }
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
           split->aside_count * sizeof *split->aside + mpr_kept_lattice_bytes(split, frames);
}

void mpr_split_free(MprSplit *split)
{
    if (split != NULL && __atomic_fetch_sub(&split->further_owners, 1, __ATOMIC_ACQ_REL) == 0) {
        mpr_kept_lattice_free_all(split);
        for (size_t index = 0; index < split->count; index++) {
            mpr_free(split->volumes[index].frames);
        }
        mpr_free(split->volumes);
        mpr_free(split->aside);
        mpr_free(split);
    }
}
