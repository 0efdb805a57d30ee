/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The phantom as a source of frames in memory, and an interpolation of it that shares no code with the core.
 */
#ifndef MPR_PHANTOM_SOURCE_H
#define MPR_PHANTOM_SOURCE_H

#include "Phantom/Phantom.h"
#include "Volume/Lattice.h"
#include "Volume/Split.h"

typedef struct {
    MprSource source; /* first, so that a source is a PhantomSource */
    MprPhantom phantom;
    MprListing *listings;
    size_t loads;   /* frames that were asked for */
    size_t *loaded; /* how often each was */
    size_t rows;    /* of all of them that were asked for */
    uint8_t beyond; /* what the bytes of rows hold that were not */
    MprSubset all;
    MprPhantomSlice *slices; /* along the stack */
    int32_t *stored;         /* values of all slices along the stack */
    size_t broken;           /* this frame fails to load; none: (size_t)-1 */
} PhantomSource;

/* Frames are listed in the order of InstanceNumber. */
void phantom_source_open(PhantomSource *source, const MprPhantom *phantom);
void phantom_source_close(PhantomSource *source);

/* All frames, as one subset; for phantom_source_close. */
const MprSubset *phantom_source_all(PhantomSource *source);

/* The index along the stack of a frame. */
uint32_t phantom_source_index(const PhantomSource *source, size_t frame);

/* The stored values of a row of the slice that is number index along the stack. */
const int32_t *phantom_source_row(const PhantomSource *source, uint32_t index, uint32_t row);

/* Exact trilinear interpolation (double) of the output values at a patient point, by solving for the two
 * slices that bracket it. False when the point is not between voxel centres. */
bool phantom_source_trilinear(const PhantomSource *source, MprVector point, double *value);

#endif
