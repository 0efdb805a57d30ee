/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Trial.h"

#include <stdlib.h>
#include <string.h>

static const MprVolumeKey *key_of(const MprParting *parting, size_t image)
{
    return mpr_listing_key(&parting->source->listings[parting->images[image].frame]);
}

/* ---- values ---- */

uint64_t mpr_trial_varying(const MprParting *parting, size_t first, size_t count)
{
    const MprVolumeKey *model = key_of(parting, first);
    uint64_t varying = 0;
    for (size_t index = 1; index < count; index++) {
        const MprVolumeKey *key = key_of(parting, first + index);
        for (uint64_t left = (model->given | key->given) & ~varying; left != 0; left &= left - 1) {
            const MprKeyAttribute attribute = (MprKeyAttribute)__builtin_ctzll(left);
            if (!mpr_volume_key_is_same(model, key, attribute)) {
                varying |= mpr_volume_key_bit(attribute);
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

/* No number is -INFINITY, and like no other. */
static bool is_same(const MprKeyed *a, const MprKeyed *b)
{
    if (!a->is_number) {
        return mpr_volume_key_compare(a->key, b->key, a->attribute) == 0;
    }
    return a->number == b->number ||
           (isfinite(a->number) && mpr_volume_key_is_same_number(a->attribute, a->number, b->number));
}

static size_t number_keyed(MprParting *parting, size_t count)
{
    MprKeyed *keyed = parting->keyed;
    uint32_t value = 0;
    qsort(keyed, count, sizeof *keyed, compare_keyed);
    for (size_t index = 0; index < count; index++) {
        value += index > 0 && !is_same(&keyed[index - 1], &keyed[index]);
        parting->values[keyed[index].at] = value;
    }
    return (size_t)value + 1;
}

size_t mpr_trial_values(MprParting *parting, const MprGroup *group, MprKeyAttribute attribute)
{
    const MprKeyKind kind = mpr_volume_key_entry(attribute)->kind;
    const bool is_number = kind == MPR_KEY_NUMBER || kind == MPR_KEY_TIME;
    for (size_t index = 0; index < group->count; index++) {
        const MprVolumeKey *key = key_of(parting, group->first + index);
        const double number = mpr_volume_key_has(key, attribute) ? key->numbers[attribute] : -INFINITY;
        parting->keyed[index] =
            (MprKeyed){key, is_number ? number : 0.0, (uint32_t)index, attribute, is_number};
    }
    return number_keyed(parting, group->count);
}

/* The values of both, as pairs. */
static size_t number_pairs(MprParting *parting, const MprGroup *group, MprKeyAttribute one,
                           MprKeyAttribute other)
{
    const size_t of_one = mpr_trial_values(parting, group, one);
    memcpy(parting->seen, parting->values, group->count * sizeof *parting->seen);
    mpr_trial_values(parting, group, other);
    for (size_t index = 0; index < group->count; index++) {
        const double pair = (double)parting->values[index] * (double)of_one + (double)parting->seen[index];
        parting->keyed[index] = (MprKeyed){NULL, pair, (uint32_t)index, MPR_KEY_ACQUISITION_NUMBER, true};
    }
    return number_keyed(parting, group->count);
}

/* Images by their values into spare, where part n then lies from starts[n] to starts[n + 1]. */
static void distribute(MprParting *parting, const MprGroup *group, size_t parts)
{
    uint32_t *starts = parting->starts;
    memset(starts, 0, (parts + 1) * sizeof *starts);
    for (size_t index = 0; index < group->count; index++) {
        starts[parting->values[index] + 1]++;
    }
    for (size_t part = 0; part < parts; part++) {
        starts[part + 1] += starts[part];
    }
    for (size_t index = 0; index < group->count; index++) {
        parting->spare[starts[parting->values[index]]++] = parting->images[group->first + index];
    }
    memmove(starts + 1, starts, parts * sizeof *starts); /* every start has become an end */
    starts[0] = 0;
}

/* ---- what parts are worth ---- */

/* Two of three values of a time may be one slice each: they fill no places. */
static bool fills_places(const MprPlaced *part, size_t count, size_t places)
{
    return part[count - 1].place - part[0].place + 1 <= 2 * places;
}

MprVerdict mpr_trial_judge(const MprParting *parting, size_t parts, bool may_skip_places)
{
    MprVerdict verdict = {.parts = parts, .are_stacks = true, .are_even = true, .smallest = SIZE_MAX};
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

MprVerdict mpr_trial_by_one(MprParting *parting, const MprGroup *group, MprKeyAttribute attribute)
{
    const size_t parts = mpr_trial_values(parting, group, attribute);
    if (parts < 2) {
        return (MprVerdict){0};
    }
    distribute(parting, group, parts);
    return mpr_trial_judge(parting, parts,
                           !mpr_volume_key_runs(attribute) || !group->spread.is_even ||
                               group->spread.doubles == 0);
}

MprVerdict mpr_trial_by_two(MprParting *parting, const MprGroup *group, MprKeyAttribute one,
                            MprKeyAttribute other)
{
    const size_t parts = number_pairs(parting, group, one, other);
    if (parts < 2) {
        return (MprVerdict){0};
    }
    distribute(parting, group, parts);
    return mpr_trial_judge(parting, parts, true);
}

/* ---- are they the volumes? ---- */

static double span_mm(const MprParting *parting, const MprGroup *group)
{
    const MprPlaced *images = parting->images + group->first;
    return images[group->count - 1].distance_mm - images[0].distance_mm;
}

/* Are the parts even, and do they lie side by side? Parts that lie one behind the other are one stack in
 * which something changes on the way. */
static bool are_interleaved(const MprParting *parting, const MprGroup *group, const MprVerdict *verdict)
{
    return verdict->are_even && verdict->spans_mm >= span_mm(parting, group) - 1e-6;
}

/* How thick slices are, by a step; 0 when nobody knows. */
static double thickness_by(const MprParting *parting, const MprGroup *group, double step_mm)
{
    const MprVolumeKey *key = key_of(parting, group->first);
    return mpr_volume_key_has(key, MPR_KEY_THICKNESS) ? key->numbers[MPR_KEY_THICKNESS] / step_mm : 0.0;
}

/* They overlap; or nobody knows how thick they are, and they are nearer than usual. */
bool mpr_trial_may_be_pushed_together(const MprParting *parting, const MprGroup *group)
{
    const MprSpread *spread = &group->spread;
    const double thickness = thickness_by(parting, group, spread->step_min_mm);
    return thickness == 0.0 ? spread->step_min_mm < 0.75 * spread->step_median_mm : thickness > 1.5;
}

static bool may_overlap(const MprParting *parting, const MprGroup *group)
{
    const double thickness = thickness_by(parting, group, group->spread.step_median_mm);
    return thickness == 0.0 || thickness > 1.2;
}

/* Even stacks that are pushed into one another look like one of half the step. What runs alternates in
 * every stack that is acquired in two passes; only slices that overlap then are of two volumes. */
static bool is_zebra(const MprParting *parting, const MprGroup *group, MprKeyAttribute attribute,
                     const MprVerdict *verdict)
{
    const MprKeyRole role = mpr_volume_key_entry(attribute)->role;
    size_t changes = 0;
    for (size_t index = 1; index < group->count; index++) {
        changes += parting->values[index] != parting->values[index - 1];
    }
    return role != MPR_KEY_DESCRIBES && (role == MPR_KEY_IDENTIFIES || may_overlap(parting, group)) &&
           verdict->are_even && verdict->singles == 0 && verdict->smallest >= 3 &&
           2 * changes >= group->count &&
           verdict->spans_mm >= 0.5 * (double)verdict->parts * span_mm(parting, group);
}

/* Steps that differ by less than their half are those of one stack whose places are not exact. */
static bool is_nearly_even(const MprSpread *spread)
{
    return spread->step_min_mm > 0.5 * spread->step_median_mm &&
           spread->step_max_mm < 1.5 * spread->step_median_mm;
}

bool mpr_trial_is_solved(const MprParting *parting, const MprGroup *group, MprKeyAttribute attribute,
                         const MprVerdict *verdict)
{
    if (!verdict->are_stacks || verdict->doubles > 0) {
        return false;
    }
    if (group->spread.doubles > 0) {
        return true;
    }
    if (group->spread.is_even || is_nearly_even(&group->spread)) {
        return is_zebra(parting, group, attribute, verdict);
    }
    return (verdict->smallest >= 3 || !mpr_volume_key_runs(attribute)) &&
           are_interleaved(parting, group, verdict);
}

bool mpr_trial_is_solved_by_two(const MprGroup *group, const MprParting *parting, const MprVerdict *verdict)
{
    return verdict->are_stacks && verdict->doubles == 0 && verdict->singles == 0 && verdict->smallest >= 3 &&
           (group->spread.doubles > 0 ||
            (!group->spread.is_even && are_interleaved(parting, group, verdict)));
}

/* Stacks of which every place has one image; or stations that overlap by less than half. */
static bool are_complete(const MprGroup *group, const MprVerdict *verdict)
{
    return verdict->parts * group->spread.places == group->count ||
           (verdict->smallest >= 5 && 2 * group->spread.doubles < verdict->smallest * (verdict->parts - 1));
}

/* No slices lack between those of a part. */
static bool are_contiguous(const MprParting *parting, const MprGroup *group, const MprVerdict *verdict)
{
    const double step_mm = verdict->spans_mm / (double)(group->count - verdict->parts);
    const double thickness = thickness_by(parting, group, step_mm);
    return thickness == 0.0 || thickness > 0.75;
}

bool mpr_trial_is_solved_by_order(const MprParting *parting, const MprGroup *group, const MprVerdict *verdict)
{
    if (!verdict->are_stacks || verdict->doubles > 0 || verdict->singles > 0) {
        return false;
    }
    return group->spread.doubles > 0 ? are_complete(group, verdict)
                                     : verdict->smallest >= 3 && are_interleaved(parting, group, verdict) &&
                                           are_contiguous(parting, group, verdict);
}
