/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A series that is made of listings only. */
#ifndef MPR_LISTED_SERIES_H
#define MPR_LISTED_SERIES_H

#include "Testing.h"
#include "Volume/Split.h"

enum { LISTED_CAPACITY = 256 };

typedef struct {
    MprSource source;
    MprListing listings[LISTED_CAPACITY];
    MprVolumeKey keys[LISTED_CAPACITY];
} ListedSeries;

void listed_series_start(ListedSeries *series);
/** Adds a frame, 128 × 128, and returns its number. Frame n is called "image n + 1" and has that number. key:
 * "EchoTime=5;ImageType=M". */
size_t listed_series_add(ListedSeries *series, double turn, double z, const char *key);
/** Its volumes, for mpr_split_free. No frame is lost, and none is in two of them. */
MprSplit *listed_series_split(ListedSeries *series);
/** The volume that holds a frame; the count of volumes when none does. */
size_t listed_series_volume_of(const MprSplit *split, size_t frame);
/** The same series in another order of arrival; to[frame] is where a frame has gone. */
void listed_series_shuffle(const ListedSeries *series, uint32_t *seed, ListedSeries *shuffled, size_t *to);
/** A number below sides. */
uint32_t listed_series_dice(uint32_t *seed, uint32_t sides);

#endif
