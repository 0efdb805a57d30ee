/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Parting.h"

#include "Numbering.h"

#include <stdlib.h>
#include <string.h>

/* An image and its value of an attribute. */
typedef struct MprKeyed {
    const MprVolumeKey *key;
    double number; /* of numbers and times; none is below all */
    uint32_t at;
    MprKeyAttribute attribute;
    bool is_number;
} MprKeyed;

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

static const MprVolumeKey *key_of(const MprParting *parting, size_t image)
{
    return &parting->source->listings[parting->images[image].frame].volume_key;
}

/* ---- values ---- */

/* A bit for each attribute that is not the same in all images, by one look at each. */
static uint32_t find_varying(const MprParting *parting, size_t first, size_t count)
{
    const MprVolumeKey *model = key_of(parting, first);
    uint32_t varying = 0;
    for (size_t index = first + 1; index < first + count; index++) {
        const MprVolumeKey *key = key_of(parting, index);
        for (int attribute = 0; attribute < MPR_KEY_COUNT; attribute++) {
            const uint32_t bit = (uint32_t)1 << attribute;
            if ((varying & bit) == 0 && ((model->given | key->given) & bit) != 0 &&
                !mpr_volume_key_is_same(model, key, (MprKeyAttribute)attribute)) {
                varying |= bit;
            }
        }
    }
    return varying;
}

static int compare_keyed(const void *left, const void *right)
{
    const MprKeyed *a = left;
    const MprKeyed *b = right;
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return a->is_number ? 0 : mpr_volume_key_compare(a->key, b->key, a->attribute);
}

static bool is_same(const MprKeyed *a, const MprKeyed *b)
{
    return a->is_number
               ? a->number == b->number || mpr_volume_key_is_same_number(a->attribute, a->number, b->number)
               : mpr_volume_key_compare(a->key, b->key, a->attribute) == 0;
}

/* Numbers the values of an attribute from 0 on, into values; returns how many there are. */
static size_t number_values(MprParting *parting, size_t first, size_t count, MprKeyAttribute attribute)
{
    const MprKeyKind kind = mpr_volume_key_entry(attribute)->kind;
    const bool is_number = kind == MPR_KEY_NUMBER || kind == MPR_KEY_TIME;
    MprKeyed *keyed = parting->keyed;
    for (size_t index = 0; index < count; index++) {
        const MprVolumeKey *key = key_of(parting, first + index);
        const double number = mpr_volume_key_has(key, attribute) ? key->numbers[attribute] : -INFINITY;
        keyed[index] = (MprKeyed){key, is_number ? number : 0.0, (uint32_t)index, attribute, is_number};
    }
    qsort(keyed, count, sizeof *keyed, compare_keyed);
    uint32_t value = 0;
    for (size_t index = 0; index < count; index++) {
        value += index > 0 && !is_same(&keyed[index - 1], &keyed[index]);
        parting->values[keyed[index].at] = value;
    }
    return (size_t)value + 1;
}

/* Images by their values into spare, where part n then lies from starts[n] to starts[n + 1]. */
static void distribute(MprParting *parting, size_t first, size_t count, size_t parts)
{
    uint32_t *starts = parting->starts;
    memset(starts, 0, (parts + 1) * sizeof *starts);
    for (size_t index = 0; index < count; index++) {
        starts[parting->values[index] + 1]++;
    }
    for (size_t part = 0; part < parts; part++) {
        starts[part + 1] += starts[part];
    }
    for (size_t index = 0; index < count; index++) {
        parting->spare[starts[parting->values[index]]++] = parting->images[first + index];
    }
    memmove(starts + 1, starts, parts * sizeof *starts); /* every start has become an end */
    starts[0] = 0;
}

/* ---- what a parting is worth ---- */

typedef struct {
    size_t doubles; /* that are left */
    size_t singles; /* parts of one image */
    size_t smallest;
    double spans_mm; /* of all parts together */
    bool are_stacks; /* every part, save few single images, fills its places */
    bool are_even;
} Verdict;

/* Two of three values of a time may be one slice each: they fill no places. */
static bool fills_places(const MprPlaced *part, size_t count, size_t places)
{
    return part[count - 1].place - part[0].place + 1 <= 2 * places;
}

static Verdict judge(const MprParting *parting, size_t parts, bool may_skip_places)
{
    Verdict verdict = {.are_stacks = true, .are_even = true, .smallest = SIZE_MAX};
    for (size_t part = 0; part < parts && verdict.are_stacks; part++) {
        const MprPlaced *images = parting->spare + parting->starts[part];
        const size_t count = parting->starts[part + 1] - parting->starts[part];
        const MprSpread spread = mpr_stack_measure(images, count, parting->steps);
        verdict.doubles += spread.doubles;
        verdict.spans_mm += images[count - 1].distance_mm - images[0].distance_mm;
        verdict.are_even = verdict.are_even && spread.is_even;
        if (count == 1) {
            verdict.singles++;
        } else {
            verdict.smallest = count < verdict.smallest ? count : verdict.smallest;
            verdict.are_stacks =
                spread.places > 1 && (fills_places(images, count, spread.places) ||
                                      (may_skip_places && spread.is_even && spread.doubles == 0));
        }
        verdict.are_stacks = verdict.are_stacks && verdict.singles <= 1 + parts / 10;
    }
    verdict.are_stacks = verdict.are_stacks && verdict.singles < parts;
    return verdict;
}

typedef struct {
    size_t first, count;
    MprSpread spread;
} Group;

static double span_mm(const MprParting *parting, const Group *group)
{
    const MprPlaced *images = parting->images + group->first;
    return images[group->count - 1].distance_mm - images[0].distance_mm;
}

/* Parts that lie one behind the other are one stack in which something changes on the way. */
static bool are_interleaved(const MprParting *parting, const Group *group, const Verdict *verdict)
{
    return verdict->spans_mm >= span_mm(parting, group) - 1e-6;
}

/* Are slices clearly thicker than the way to the next one? Or does nobody know? */
static bool may_overlap(const MprParting *parting, const Group *group)
{
    const MprVolumeKey *key = key_of(parting, group->first);
    return !mpr_volume_key_has(key, MPR_KEY_THICKNESS) ||
           key->numbers[MPR_KEY_THICKNESS] > 1.2 * group->spread.step_median_mm;
}

/* Even stacks that are pushed into one another look like one of half the step. What runs alternates in
 * every stack that is acquired in two passes; only slices that overlap then are of two volumes. */
static bool is_zebra(const MprParting *parting, const Group *group, MprKeyAttribute attribute, size_t parts,
                     const Verdict *verdict)
{
    const MprKeyRole role = mpr_volume_key_entry(attribute)->role;
    size_t changes = 0;
    for (size_t index = 1; index < group->count; index++) {
        changes += parting->values[index] != parting->values[index - 1];
    }
    return role != MPR_KEY_DESCRIBES && (role == MPR_KEY_IDENTIFIES || may_overlap(parting, group)) &&
           verdict->are_even && verdict->singles == 0 && verdict->smallest >= 3 &&
           2 * changes >= group->count && verdict->spans_mm >= 0.5 * (double)parts * span_mm(parting, group);
}

static bool is_solved(const MprParting *parting, const Group *group, MprKeyAttribute attribute, size_t parts,
                      const Verdict *verdict)
{
    if (!verdict->are_stacks || verdict->doubles > 0) {
        return false;
    }
    if (group->spread.doubles > 0) {
        return true;
    }
    return group->spread.is_even ? is_zebra(parting, group, attribute, parts, verdict)
                                 : verdict->are_even && are_interleaved(parting, group, verdict);
}

/* ---- the search ---- */

static Verdict try_attribute(MprParting *parting, const Group *group, MprKeyAttribute attribute,
                             size_t *parts)
{
    const bool runs = mpr_volume_key_entry(attribute)->role == MPR_KEY_RUNS;
    *parts = number_values(parting, group->first, group->count, attribute);
    if (*parts < 2) {
        return (Verdict){0};
    }
    distribute(parting, group->first, group->count, *parts);
    return judge(parting, *parts, !runs || !group->spread.is_even || group->spread.doubles == 0);
}

/* The attribute that gives the fewest parts, all of them volumes; else the first one that gives stacks of
 * which fewer images share a place; MPR_KEY_COUNT when there is none. */
static MprKeyAttribute find_attribute(MprParting *parting, const Group *group)
{
    size_t fewest = SIZE_MAX;
    MprKeyAttribute best = MPR_KEY_COUNT;
    MprKeyAttribute helpful = MPR_KEY_COUNT;
    const uint32_t varying = find_varying(parting, group->first, group->count);
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        if ((varying >> index & 1) == 0) {
            continue;
        }
        const MprKeyAttribute attribute = (MprKeyAttribute)index;
        size_t parts = 0;
        const Verdict verdict = try_attribute(parting, group, attribute, &parts);
        if (parts >= 2 && parts < fewest && is_solved(parting, group, attribute, parts, &verdict)) {
            fewest = parts;
            best = attribute;
        }
        if (helpful == MPR_KEY_COUNT && parts >= 2 && verdict.are_stacks &&
            verdict.doubles < group->spread.doubles) {
            helpful = attribute;
        }
    }
    return best < MPR_KEY_COUNT ? best : helpful;
}

static void add_part(MprParting *parting, MprPart part)
{
    parting->parts[parting->part_count++] = part;
}

/* An aside of refine, which is called for the parts in its turn: starts is overwritten by then. */
static void part_by(MprParting *parting, const Group *group, int attribute, MprPart *parts, size_t count)
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

static void push_parts(MprParting *parting, const Group *group, int attribute, MprPartKind kind, size_t parts,
                       Stack *stack)
{
    stack->waiting -= parts;
    stack->count += parts;
    part_by(parting, group, attribute, stack->waiting, parts);
    for (size_t part = 0; part < parts; part++) {
        stack->waiting[part].kind = kind;
    }
}

static void keep_images_again(MprParting *parting, const Group *group, MprPart part)
{
    size_t kept = 0;
    MprPlaced *images = parting->images + group->first;
    memcpy(parting->spare, images, group->count * sizeof *images);
    for (size_t index = 0; index < group->count; index++) {
        if (index == 0 || parting->spare[index].place != parting->spare[index - 1].place) {
            images[kept++] = parting->spare[index];
        }
    }
    add_part(parting, (MprPart){group->first, kept, part.kind, part.attribute, 0});
    size_t at = kept;
    uint32_t first = 0;
    for (size_t index = 0; index < group->count; index++) {
        if (index == 0 || parting->spare[index].place != parting->spare[index - 1].place) {
            first = parting->spare[index].frame;
        } else {
            images[at] = parting->spare[index];
            add_part(parting, (MprPart){group->first + at, 1, MPR_PART_AGAIN, part.attribute, first});
            at++;
        }
    }
}

/* No attribute tells more. */
static void part_by_number(MprParting *parting, const Group *group, MprPart part, Stack *stack)
{
    const bool are_doubles = group->spread.doubles > 0;
    if (!are_doubles && group->spread.is_even) {
        add_part(parting, part);
        return;
    }
    if (are_doubles && group->spread.places == 1) {
        part.kind = MPR_PART_ONE_PLACE;
        add_part(parting, part);
        return;
    }
    if (are_doubles && 4 * group->spread.doubles < group->spread.places) {
        keep_images_again(parting, group, part);
        return;
    }
    const size_t parts = mpr_numbering_part(parting, group->first, group->count, group->spread.places);
    const Verdict verdict = parts > 1 ? judge(parting, parts, false) : (Verdict){0};
    const bool is_told = parts > 1 && verdict.are_stacks && verdict.doubles == 0;
    if (is_told && (are_doubles || (verdict.are_even && verdict.smallest >= 3 && verdict.singles == 0 &&
                                    are_interleaved(parting, group, &verdict)))) {
        push_parts(parting, group, part.attribute, MPR_PART_BY_NUMBER, parts, stack);
        return;
    }
    part.kind = are_doubles ? MPR_PART_UNKNOWN : part.kind;
    add_part(parting, part);
}

static void refine_part(MprParting *parting, MprPart part, Stack *stack)
{
    Group group = {part.first, part.count, {0}};
    mpr_stack_sort(parting->images + part.first, part.count);
    group.spread = mpr_stack_measure(parting->images + part.first, part.count, parting->steps);
    const bool may_be_told = part.count > 1 && group.spread.places > 1 && part.kind == MPR_PART_VOLUME;
    const MprKeyAttribute attribute = may_be_told ? find_attribute(parting, &group) : MPR_KEY_COUNT;
    if (attribute < MPR_KEY_COUNT) {
        size_t parts = 0;
        try_attribute(parting, &group, attribute, &parts);
        push_parts(parting, &group, (int)attribute, MPR_PART_VOLUME, parts, stack);
    } else if (part.count > 1 && part.kind == MPR_PART_VOLUME) {
        part_by_number(parting, &group, part, stack);
    } else {
        add_part(parting, part);
    }
}

void mpr_parting_refine(MprParting *parting, size_t first, size_t count)
{
    Stack stack = {parting->parts + parting->source->count, 0};
    stack.waiting--;
    stack.count = 1;
    *stack.waiting = (MprPart){first, count, MPR_PART_VOLUME, -1, 0};
    while (stack.count > 0) {
        const MprPart part = *stack.waiting;
        stack.waiting++;
        stack.count--;
        refine_part(parting, part, &stack);
    }
}
