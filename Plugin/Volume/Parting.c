/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Parting.h"

#include "Numbering.h"
#include "Trial.h"

#include <stdlib.h>
#include <string.h>

bool mpr_parting_create(const MprSource *source, MprParting *parting, MprError *error)
{
    const size_t count = source->count;
    *parting = (MprParting){.source = source};
    parting->images = mpr_allocate(count, sizeof *parting->images, error);
    parting->parts = mpr_allocate(count, sizeof *parting->parts, error);
    parting->spare = mpr_allocate(count, sizeof *parting->spare, error);
    parting->steps = mpr_allocate(count, sizeof *parting->steps, error);
    parting->values = mpr_allocate(count, sizeof *parting->values, error);
    parting->starts = mpr_allocate(count + 1, sizeof *parting->starts, error);
    parting->seen = mpr_allocate(count, sizeof *parting->seen, error);
    parting->keyed = mpr_allocate(count, sizeof *parting->keyed, error);
    if (parting->images == NULL || parting->parts == NULL || parting->spare == NULL ||
        parting->steps == NULL || parting->values == NULL || parting->starts == NULL ||
        parting->seen == NULL || parting->keyed == NULL) {
        mpr_parting_release(parting);
        return false;
    }
    return true;
}

void mpr_parting_release(MprParting *parting)
{
    mpr_free(parting->images);
    mpr_free(parting->parts);
    mpr_free(parting->spare);
    mpr_free(parting->steps);
    mpr_free(parting->values);
    mpr_free(parting->starts);
    mpr_free(parting->seen);
    mpr_free(parting->keyed);
    *parting = (MprParting){0};
}

/* ---- the search ---- */

/* The attribute that gives the fewest parts, all of them volumes; else the first one that gives stacks of
 * which fewer images share a place; MPR_KEY_COUNT when there is none. */
static MprKeyAttribute find_attribute(MprParting *parting, const MprGroup *group, uint64_t varying)
{
    size_t fewest = SIZE_MAX;
    MprKeyAttribute best = MPR_KEY_COUNT;
    MprKeyAttribute helpful = MPR_KEY_COUNT;
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        const MprKeyAttribute attribute = (MprKeyAttribute)index;
        if ((varying & mpr_volume_key_bit(attribute)) == 0) {
            continue;
        }
        const MprVerdict verdict = mpr_trial_by_one(parting, group, attribute);
        if (verdict.parts >= 2 && verdict.parts < fewest &&
            mpr_trial_is_solved(parting, group, attribute, &verdict)) {
            fewest = verdict.parts;
            best = attribute;
        }
        if (helpful == MPR_KEY_COUNT && verdict.parts >= 2 && verdict.are_stacks &&
            verdict.doubles < group->spread.doubles) {
            helpful = attribute;
        }
    }
    return best < MPR_KEY_COUNT ? best : helpful;
}

/* Two attributes where none alone does; the one that tells more parts apart is the last. */
static bool find_pair(MprParting *parting, const MprGroup *group, uint64_t varying, MprKeyAttribute pair[2])
{
    size_t fewest = SIZE_MAX;
    for (int one = 0; one < MPR_KEY_COUNT; one++) {
        for (int other = one + 1; other < MPR_KEY_COUNT; other++) {
            const MprKeyAttribute a = (MprKeyAttribute)one;
            const MprKeyAttribute b = (MprKeyAttribute)other;
            const uint64_t bits = mpr_volume_key_bit(a) | mpr_volume_key_bit(b);
            if ((varying & bits) != bits) {
                continue;
            }
            const MprVerdict verdict = mpr_trial_by_two(parting, group, a, b);
            if (verdict.parts >= 2 && verdict.parts < fewest &&
                mpr_trial_is_solved_by_two(group, parting, &verdict)) {
                fewest = verdict.parts;
                pair[0] = a;
                pair[1] = b;
            }
        }
    }
    return fewest < SIZE_MAX;
}

static void add_part(MprParting *parting, MprPart part)
{
    parting->parts[parting->part_count++] = part;
}

/* An aside of refine, which is called for the parts in its turn: starts is overwritten by then. */
static void part_by(MprParting *parting, const MprGroup *group, int attribute, MprPart *parts, size_t count)
{
    for (size_t part = 0; part < count; part++) {
        parts[part].first = group->first + parting->starts[part];
        parts[part].count = parting->starts[part + 1] - parting->starts[part];
        parts[part].attribute = attribute;
    }
    memcpy(parting->images + group->first, parting->spare, group->count * sizeof *parting->spare);
}

/* Parts that wait to be looked at lie behind those that are done: there are never more than images. */
typedef struct {
    MprPart *waiting; /* the last one is next */
    size_t count;
} Stack;

static void push_parts(MprParting *parting, const MprGroup *group, int attribute, MprPartKind kind,
                       size_t parts, Stack *stack)
{
    stack->waiting -= parts;
    stack->count += parts;
    part_by(parting, group, attribute, stack->waiting, parts);
    for (size_t part = 0; part < parts; part++) {
        stack->waiting[part].kind = kind;
    }
}

static void keep_images_again(MprParting *parting, const MprGroup *group, MprPart part)
{
    size_t kept = 0;
    MprPlaced *images = parting->images + group->first;
    memcpy(parting->spare, images, group->count * sizeof *images);
    for (size_t index = 0; index < group->count; index++) {
        if (index == 0 || parting->spare[index].place != parting->spare[index - 1].place) {
            images[kept++] = parting->spare[index];
        }
    }
    part.count = kept;
    part.varying = mpr_trial_varying(parting, group->first, kept);
    add_part(parting, part);
    size_t at = kept;
    uint32_t first = 0;
    for (size_t index = 0; index < group->count; index++) {
        if (index == 0 || parting->spare[index].place != parting->spare[index - 1].place) {
            first = parting->spare[index].frame;
        } else {
            images[at] = parting->spare[index];
            add_part(parting, (MprPart){group->first + at, 1, MPR_PART_AGAIN, part.attribute, first, 0});
            at++;
        }
    }
}

/* Parts the images by what is counted or clocked, else by their numbers, when that runs in one way. */
static bool part_by_order(MprParting *parting, const MprGroup *group, MprPart part, Stack *stack)
{
    for (int index = 0; index <= MPR_KEY_COUNT; index++) {
        const MprKeyAttribute attribute = (MprKeyAttribute)index; /* the last one is the number */
        const bool is_number = attribute == MPR_KEY_COUNT;
        if (!is_number && ((part.varying & mpr_volume_key_bit(attribute)) == 0 ||
                           mpr_volume_key_entry(attribute)->role != MPR_KEY_RUNS)) {
            continue;
        }
        const size_t parts = mpr_numbering_part(parting, group, attribute);
        const MprVerdict verdict =
            parts > 1 ? mpr_trial_judge(parting, parts, group->spread.doubles == 0) : (MprVerdict){0};
        if (mpr_trial_is_solved_by_order(parting, group, &verdict)) {
            push_parts(parting, group, is_number ? part.attribute : index,
                       is_number ? MPR_PART_BY_NUMBER : MPR_PART_BY_TIME, parts, stack);
            return true;
        }
    }
    return false;
}

/* No attribute tells more. */
static void part_further(MprParting *parting, const MprGroup *group, MprPart part, Stack *stack)
{
    const MprSpread *spread = &group->spread;
    if (spread->doubles > 0 && spread->places == 1) {
        part.kind = MPR_PART_ONE_PLACE;
    } else if (spread->doubles > 0 && 2 * spread->doubles < spread->places) {
        keep_images_again(parting, group, part);
        return;
    } else if ((spread->doubles > 0 || mpr_trial_may_be_pushed_together(parting, group)) &&
               part_by_order(parting, group, part, stack)) {
        return;
    } else if (spread->doubles > 0) {
        part.kind = MPR_PART_UNKNOWN;
    }
    add_part(parting, part);
}

static void refine_part(MprParting *parting, MprPart part, Stack *stack)
{
    MprGroup group = {part.first, part.count, {0}};
    mpr_stack_sort(parting->images + part.first, part.count);
    group.spread = mpr_stack_measure(parting->images + part.first, part.count, parting->steps);
    part.varying = mpr_trial_varying(parting, part.first, part.count);
    if (part.count < 2 || part.kind != MPR_PART_VOLUME) {
        add_part(parting, part);
        return;
    }
    const bool may_be_told = group.spread.places > 1;
    const uint64_t varying = part.varying;
    const MprKeyAttribute attribute = may_be_told ? find_attribute(parting, &group, varying) : MPR_KEY_COUNT;
    MprKeyAttribute pair[2];
    if (attribute < MPR_KEY_COUNT) {
        const MprVerdict verdict = mpr_trial_by_one(parting, &group, attribute);
        push_parts(parting, &group, (int)attribute, MPR_PART_VOLUME, verdict.parts, stack);
    } else if (may_be_told && (!group.spread.is_even || group.spread.doubles > 0) &&
               find_pair(parting, &group, varying, pair)) {
        const MprVerdict verdict = mpr_trial_by_two(parting, &group, pair[0], pair[1]);
        push_parts(parting, &group, (int)pair[1], MPR_PART_VOLUME, verdict.parts, stack);
    } else {
        part_further(parting, &group, part, stack);
    }
}

void mpr_parting_refine(MprParting *parting, size_t first, size_t count)
{
    Stack stack = {parting->parts + parting->source->count, 0};
    stack.waiting--;
    stack.count = 1;
    *stack.waiting = (MprPart){first, count, MPR_PART_VOLUME, -1, 0, 0};
    while (stack.count > 0) {
        const MprPart part = *stack.waiting;
        stack.waiting++;
        stack.count--;
        refine_part(parting, part, &stack);
    }
}
