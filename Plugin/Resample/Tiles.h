/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * One pass over some neighbouring chunks: the runs of some images in them, sampled by several threads at
 * once. Each takes a block of rows that nobody has begun, goes through the chunks with it in their order,
 * and takes the next: nobody waits between chunks, and a thread that is late has fewer blocks. */
#ifndef MPR_TILES_H
#define MPR_TILES_H

#include "Accumulator.h"
#include "Base/ThreadPool.h"
#include "Image.h"
#include "Plan.h"
#include "Slices.h"

/** Images of one pass, at most. */
enum { MPR_TILES_IMAGES = 4 };

/** What is sampled, and where to. All of it must outlive the passes. */
typedef struct {
    const MprVolume *volume;
    const MprSampling *sampling;
    const MprPlan *plan;
    const MprSlices *slices;
    MprImage *images;
    MprAccumulator *accumulators;
    size_t count; /**< of both */
    MprThreads threads;
} MprTilesInput;

/** Owned; free with mpr_tiles_free. It may be run again and again. */
typedef struct MprTiles MprTiles;

bool mpr_tiles_create(const MprTilesInput *input, MprTiles **tiles, MprError *error);
void mpr_tiles_free(MprTiles *tiles); /**< NULL is fine */

/** Samples count images from first on. The slices of the chunks are in memory, and prepared. Ends early when
 * the work shall stop (mpr_stop_check): the images are then not to be used. */
void mpr_tiles_run(MprTiles *tiles, const MprChunk *chunks, size_t chunk_count, size_t first, size_t count);

#endif
