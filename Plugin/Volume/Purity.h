/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What differs inside a volume. */
#ifndef MPR_PURITY_H
#define MPR_PURITY_H

#include "Parts.h"
#include "Subset.h"

/** A bit for each MprKeyAttribute that differs inside a part as it should not (mixed), or as a count or a
 * clock may (varying). */
void mpr_purity_inspect(const MprParting *parting, const MprPart *part, uint64_t *mixed, uint64_t *varying);

/** A sentence for each attribute that is mixed. */
void mpr_purity_note(const MprSource *source, const MprSubset *volume, MprNotes *notes);

#endif
