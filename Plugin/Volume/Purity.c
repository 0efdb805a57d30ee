/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Purity.h"

static const MprVolumeKey *key_of(const MprParting *parting, size_t image)
{
    return &parting->source->listings[parting->images[image].frame].volume_key;
}

/* Along the stack, value by value: does it differ, and does it ever turn back? */
static void follow(const MprParting *parting, const MprPart *part, MprKeyAttribute attribute, bool *differs,
                   bool *turns)
{
    int way = 0;
    *differs = *turns = false;
    for (size_t index = part->first + 1; index < part->first + part->count; index++) {
        const MprVolumeKey *before = key_of(parting, index - 1);
        const MprVolumeKey *key = key_of(parting, index);
        if (!mpr_volume_key_is_same(before, key, attribute)) {
            const int step = mpr_volume_key_compare(before, key, attribute) < 0 ? 1 : -1;
            *differs = true;
            *turns = *turns || (way != 0 && step != way);
            way = step;
        }
    }
}

/* Do slices reach over their neighbours? */
static bool overlaps(const MprParting *parting, const MprPart *part)
{
    const MprVolumeKey *key = key_of(parting, part->first);
    const MprSpread spread = mpr_stack_measure(parting->images + part->first, part->count, parting->steps);
    return mpr_volume_key_has(key, MPR_KEY_THICKNESS) &&
           key->numbers[MPR_KEY_THICKNESS] > 1.2 * spread.step_median_mm;
}

/* Stacks are acquired in several passes, and what is clocked turns back within them. That says nothing as
 * long as something else says that the images belong together. */
void mpr_purity_inspect(const MprParting *parting, const MprPart *part, uint64_t *mixed, uint64_t *varying)
{
    const bool is_doubtful = part->kind == MPR_PART_BY_NUMBER || overlaps(parting, part);
    *mixed = *varying = 0;
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        const MprKeyAttribute attribute = (MprKeyAttribute)index;
        bool differs = false;
        bool turns = false;
        follow(parting, part, attribute, &differs, &turns);
        if (differs) {
            const bool runs = mpr_volume_key_runs(attribute);
            const bool is_index = mpr_volume_key_entry(attribute)->role == MPR_KEY_INDEXES;
            const bool is_fine = is_index || (runs && !(turns && is_doubtful));
            *(is_fine ? varying : mixed) |= mpr_volume_key_bit(attribute);
        }
    }
}

void mpr_purity_note(const MprSource *source, const MprSubset *volume, MprNotes *notes)
{
    const MprListing *first = &source->listings[volume->frames[0]];
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        const MprKeyAttribute attribute = (MprKeyAttribute)index;
        if ((volume->mixed >> attribute & 1) == 0) {
            continue;
        }
        const MprListing *other = first;
        for (size_t at = 1; other == first && at < volume->count; at++) {
            const MprListing *one = &source->listings[volume->frames[at]];
            other = mpr_volume_key_is_same(&first->volume_key, &one->volume_key, attribute) ? first : one;
        }
        char a[100] = "";
        char b[100] = "";
        mpr_volume_key_print(&first->volume_key, attribute, a, sizeof a);
        mpr_volume_key_print(&other->volume_key, attribute, b, sizeof b);
        mpr_notes_add(notes, "%s differs inside the volume: %s in %s, %s in %s",
                      mpr_volume_key_entry(attribute)->name, a, first->name, b, other->name);
    }
}
