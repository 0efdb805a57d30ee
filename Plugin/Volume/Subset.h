/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The volumes of a series, and the images that belong to none: what a split consists of. */
#ifndef MPR_SUBSET_H
#define MPR_SUBSET_H

#include "Base/Error.h"

#include <stddef.h>
#include <stdint.h>

enum { MPR_DIFFERENCE_SIZE = 256 };

/** Frames that belong together, in the order of their numbers. */
typedef struct {
    size_t *frames;
    size_t count;
    /** What tells it from the other volumes: "EchoTime=2.3", "2nd of 3 images at each place". Empty when it is the only one; no
     * two of a series are alike. */
    char difference[MPR_DIFFERENCE_SIZE];
    uint64_t mixed;   /**< a bit for each MprKeyAttribute that differs inside it as it should not */
    uint64_t varying; /**< ... and for each that is counted or clocked from slice to slice */
} MprSubset;

typedef struct {
    size_t frame;
    char reason[MPR_MESSAGE_SIZE]; /**< "it is the only one of its orientation" */
} MprAside;

/** Of Volume/KeptLattice.h. */
typedef struct MprKeptLattice MprKeptLattice;

/** Shared; each owner calls mpr_split_free. Constant once it was made, but for its lattices. */
typedef struct MprSplit {
    /** Each of two frames at least, no two at one place. The one of the lowest number comes first, and behind
     * all others those of two or three images, when there is one of ten. */
    MprSubset *volumes;
    size_t count; /**< may be 0 */
    MprAside *aside;
    size_t aside_count;
    MprKeptLattice **lattices; /**< of each volume; NULL until somebody asks for it */
    unsigned further_owners;   /**< mpr_split_retain counts them */
} MprSplit;

#endif
