/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What volumes of a series are called: by what differs between them, no two alike. */
#ifndef MPR_VOLUME_NAME_H
#define MPR_VOLUME_NAME_H

#include "Source.h"
#include "Subset.h"

/** Fills in MprSubset.difference of all volumes; mixed and varying are known. */
bool mpr_volume_name_all(const MprSource *source, MprSplit *split, MprError *error);

/** Are two images parallel, and of one size and spacing? */
bool mpr_volume_name_is_parallel(const MprListing *a, const MprListing *b);
bool mpr_volume_name_is_like(const MprListing *a, const MprListing *b);

#endif
