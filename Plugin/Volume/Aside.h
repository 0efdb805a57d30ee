/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Why an image belongs to no volume. */
#ifndef MPR_ASIDE_H
#define MPR_ASIDE_H

#include "Parts.h"
#include "Subset.h"

/** Fills in the reason for aside->frame, which is of a part that is no volume. */
void mpr_aside_tell(const MprParting *parting, const MprPart *part, MprAside *aside);
/** The same for an image without a place. */
void mpr_aside_tell_placeless(const MprListing *listing, MprAside *aside);

#endif
