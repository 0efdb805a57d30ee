/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Names of volumes that no attribute of one value tells apart. */
#ifndef MPR_ALIKE_H
#define MPR_ALIKE_H

#include "Source.h"
#include "Subset.h"

/** Adds to the names of these volumes, which are alike and in the order of the series: "AcquisitionTime=100000 to
 * 100012" or "InstanceNumber=1 to 12" where no two of them overlap in it, else "2nd of 3 images at each place" where they
 * have the same places, else "2nd of 3 alike". False only without memory. */
bool mpr_alike_name(const MprSource *source, MprSubset *const *volumes, size_t count, MprError *error);

#endif
