/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * How the samples of a slab become one value. It decides the derivation codes too (PS3.16 CID 7203). Maximum
 * and Minimum mean the largest and smallest value, whatever the photometric interpretation shows as bright.
 */
#ifndef MPR_PROJECTION_H
#define MPR_PROJECTION_H

typedef enum {
    MPR_PROJECTION_NONE,
    MPR_PROJECTION_MEAN,
    MPR_PROJECTION_MAXIMUM,
    MPR_PROJECTION_MINIMUM
} MprProjection;

#endif
