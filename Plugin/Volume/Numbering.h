/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Images that nothing but their order tells apart: that of their numbers, or of an attribute that is counted
 * or clocked. */
#ifndef MPR_NUMBERING_H
#define MPR_NUMBERING_H

#include "Trial.h"

/** Parts the images of a group, phase by phase or slice by slice, into spare and starts of parting; with
 * MPR_KEY_COUNT by their numbers. Returns how many parts there are, 0 when the order does not run in one way.
 */
size_t mpr_numbering_part(MprParting *parting, const MprGroup *group, MprKeyAttribute attribute);

#endif
