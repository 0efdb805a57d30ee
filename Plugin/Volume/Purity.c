/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Purity.h"

static const MprVolumeKey *key_of(const MprParting *parting, size_t image)
{
    return mpr_listing_key(&parting->source->listings[parting->images[image].frame]);
}

/* Along the stack, value by value: does it ever turn back? */
static bool turns_back(const MprParting *parting, const MprPart *part, MprKeyAttribute attribute)
{
    int way = 0;
    bool turns = false;
    for (size_t index = part->first + 1; !turns && index < part->first + part->count; index++) {
        const MprVolumeKey *before = key_of(parting, index - 1);
        const MprVolumeKey *key = key_of(parting, index);
        if (!mpr_volume_key_is_same(before, key, attribute)) {
            const int step = mpr_volume_key_compare(before, key, attribute) < 0 ? 1 : -1;
            turns = way != 0 && step != way;
            way = step;
        }
    }
    return turns;
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
        if ((part->varying & mpr_volume_key_bit(attribute)) != 0) {
            const bool turns = turns_back(parting, part, attribute);
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
            other =
                mpr_volume_key_is_same(mpr_listing_key(first), mpr_listing_key(one), attribute) ? first : one;
        }
        char a[100] = "";
        char b[100] = "";
        mpr_volume_key_print(mpr_listing_key(first), attribute, a, sizeof a);
        mpr_volume_key_print(mpr_listing_key(other), attribute, b, sizeof b);
        mpr_notes_add(notes, "%s differs inside the volume: %s in %s, %s in %s",
                      mpr_volume_key_entry(attribute)->name, a, first->name, b, other->name);
    }
}
