/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Ways to part parallel images of one size, tried out: which parts there would be, and what they are worth.
 */
#ifndef MPR_TRIAL_H
#define MPR_TRIAL_H

#include "Parts.h"

/** Images that are to be parted, and what their places are like. */
typedef struct {
    size_t first, count; /**< of MprParting.images */
    MprSpread spread;
} MprGroup;

typedef struct {
    size_t parts;
    size_t doubles; /**< that are left */
    size_t singles; /**< parts of one image */
    size_t smallest;
    double spans_mm; /**< of all parts together */
    bool are_stacks; /**< every part, save few single images, fills its places */
    bool are_even;
} MprVerdict;

/** A bit for each attribute that is not the same in all of images first … first + count - 1. */
uint64_t mpr_trial_varying(const MprParting *parting, size_t first, size_t count);

/** Numbers the values of an attribute in their order from 0 on, into values; returns how many there are. */
size_t mpr_trial_values(MprParting *parting, const MprGroup *group, MprKeyAttribute attribute);

/** Parts the images by one attribute, or by two, into spare and starts: part n lies from starts[n] to
 * starts[n + 1]. */
MprVerdict mpr_trial_by_one(MprParting *parting, const MprGroup *group, MprKeyAttribute attribute);
MprVerdict mpr_trial_by_two(MprParting *parting, const MprGroup *group, MprKeyAttribute one,
                            MprKeyAttribute other);

/** What the parts in spare and starts are worth. */
MprVerdict mpr_trial_judge(const MprParting *parting, size_t parts, bool may_skip_places);

/** Are the parts by that attribute what the group consists of? */
bool mpr_trial_is_solved(const MprParting *parting, const MprGroup *group, MprKeyAttribute attribute,
                         const MprVerdict *verdict);
/** The same of parts by two attributes. */
bool mpr_trial_is_solved_by_two(const MprGroup *group, const MprParting *parting, const MprVerdict *verdict);

/** Are some images so near to one another that stacks may be pushed into one another? */
bool mpr_trial_may_be_pushed_together(const MprParting *parting, const MprGroup *group);
/** Are parts by an order of the images what the group consists of? */
bool mpr_trial_is_solved_by_order(const MprParting *parting, const MprGroup *group,
                                  const MprVerdict *verdict);

#endif
