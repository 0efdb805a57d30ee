/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Images that nothing but the order of their numbers tells apart. */
#ifndef MPR_NUMBERING_H
#define MPR_NUMBERING_H

#include "Parting.h"

/** Parts images first … first + count - 1 of that many places, phase by phase or slice by slice, into spare
 * and starts of parting; returns how many parts there are, 0 when numbers do not run in one way. */
size_t mpr_numbering_part(MprParting *parting, size_t first, size_t count, size_t places);

#endif
