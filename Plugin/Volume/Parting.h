/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Parts parallel images of one size into volumes: by the attribute that gives the fewest complete, even
 * stacks; where no attribute does, by the order of their times, else of their numbers, when that runs in one
 * way at every place. */
#ifndef MPR_PARTING_H
#define MPR_PARTING_H

#include "Parts.h"

/** With room for all frames of the source. */
bool mpr_parting_create(const MprSource *source, MprParting *parting, MprError *error);
void mpr_parting_release(MprParting *parting);

/** Parts images first … first + count - 1, which are like one another. Their distances and ranks are known. */
void mpr_parting_refine(MprParting *parting, size_t first, size_t count);

#endif
