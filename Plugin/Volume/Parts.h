/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Parallel images of one size on their way into parts: what the steps of a parting share. */
#ifndef MPR_PARTS_H
#define MPR_PARTS_H

#include "Stack.h"

typedef enum {
    MPR_PART_VOLUME,    /**< or a single image */
    MPR_PART_BY_TIME,   /**< the order of an attribute that is counted or clocked makes it one */
    MPR_PART_BY_NUMBER, /**< nothing but the order of numbers does */
    MPR_PART_AGAIN,     /**< an image at the place of other, from which nothing tells it */
    MPR_PART_ONE_PLACE, /**< all of them lie at one place */
    MPR_PART_UNKNOWN    /**< several at each place, and nothing tells which belong together */
} MprPartKind;

/** Images first … first + count - 1 of what was parted. */
typedef struct {
    size_t first, count;
    MprPartKind kind;
    int attribute; /**< that it was told by last; -1: by none */
    uint32_t other;
    uint64_t varying; /**< a bit for each attribute that differs in it */
} MprPart;

/** An image and its value of an attribute. */
typedef struct {
    const MprVolumeKey *key;
    double number; /**< of numbers and times; none is below all */
    uint32_t at;
    MprKeyAttribute attribute;
    bool is_number;
} MprKeyed;

/** Free with mpr_parting_release. */
typedef struct {
    const MprSource *source;
    MprPlaced *images; /**< of parts, one after the other; each by place, then by rank */
    MprPart *parts;
    size_t part_count;
    /** Room of the search: */
    MprPlaced *spare;
    double *steps;
    uint32_t *values, *starts, *seen;
    MprKeyed *keyed;
} MprParting;

#endif
