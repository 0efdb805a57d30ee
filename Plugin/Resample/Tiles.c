/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Tiles.h"

#include "Batch.h"

#include <stdatomic.h>

/* As many threads as are worth it for one request, so that others find the thread pool free: its own, and of
 * the thread pool all but one, which would have nothing to run on. */
enum { MOST_THREADS = 8 };

/* Blocks of rows for each thread: the more, the sooner the last one is done; the fewer, the more rows find
 * the voxels that they share with their neighbours. */
enum { BLOCKS_PER_THREAD = 8 };

/* An image on its way through the chunks. */
typedef struct {
    MprScanline scanline;
    MprSegment *segments;
    size_t count;
    uint32_t first, end; /* rows that may have pixels */
} ImageSegments;

/* A thread at work. */
typedef struct {
    MprTiles *tiles;
    MprBatch *batch;
    MprTask task;
} Thread;

struct MprTiles {
    MprTilesInput input;
    Thread threads[MOST_THREADS]; /* the first one is that of the request itself */
    uint32_t thread_count;
    ImageSegments images[MPR_TILES_IMAGES];
    size_t first, count; /* images */
    uint32_t blocks;     /* of each image */
    atomic_uint next;    /* block, of all images */
    const MprStop *stop;
};

/* ---- a block ---- */

static bool goes_on(const Thread *thread)
{
    return mpr_stop_reason(thread->tiles->stop) == MPR_STOP_NONE;
}

/* Row by row, and all samples of a slab of a row together: they need the same voxels. */
static void sample_rows(const Thread *thread, const ImageSegments *image_segments, const MprSegment *segment,
                        uint32_t row, uint32_t end)
{
    const MprSampling *sampling = thread->tiles->input.sampling;
    for (; row < end; row++) {
        for (unsigned sample = 0; sample < sampling->samples && goes_on(thread); sample++) {
            const double depth_mm = mpr_sampling_depth_mm(sampling, sample);
            const MprRun run = mpr_scanline_run(&image_segments->scanline, segment, depth_mm, row);
            if (run.count > 0) {
                mpr_batch_add(thread->batch, &run);
            }
        }
    }
}

static void sample_block(const Thread *thread, size_t place, uint32_t first, uint32_t end)
{
    const MprTilesInput *input = &thread->tiles->input;
    const ImageSegments *image_segments = &thread->tiles->images[place];
    const size_t index = thread->tiles->first + place;
    const MprImage *image = &input->images[index];
    mpr_batch_start(thread->batch, mpr_plan_interpolation(input->plan, index), input->slices,
                    &input->accumulators[index], image->contributed);
    for (size_t at = 0; at < image_segments->count; at++) {
        const MprSegment *segment = &image_segments->segments[at];
        uint32_t from = 0;
        uint32_t to = 0;
        mpr_scanline_rows(&image_segments->scanline, segment, mpr_sampling_depth_mm(input->sampling, 0),
                          &from, &to);
        sample_rows(thread, image_segments, segment, from > first ? from : first, to < end ? to : end);
    }
    mpr_batch_finish(thread->batch);
}

static uint32_t border(const ImageSegments *image_segments, uint32_t block, uint32_t blocks)
{
    return image_segments->first +
           (uint32_t)((uint64_t)(image_segments->end - image_segments->first) * block / blocks);
}

static void sample_blocks(void *self)
{
    const Thread *thread = self;
    MprTiles *tiles = thread->tiles;
    for (size_t taken = tiles->next++; taken < tiles->count * tiles->blocks && goes_on(thread);
         taken = tiles->next++) {
        const size_t place = taken / tiles->blocks;
        const uint32_t block = (uint32_t)(taken % tiles->blocks);
        const ImageSegments *image_segments = &tiles->images[place];
        sample_block(thread, place, border(image_segments, block, tiles->blocks),
                     border(image_segments, block + 1, tiles->blocks));
    }
}

/* ---- a pass ---- */

/* Segments end where chunks do, so that what is computed does not depend on how many are of one pass. */
static void find_segments(const MprTilesInput *input, ImageSegments *image_segments, size_t image,
                          const MprChunk *chunks, size_t chunk_count)
{
    const double depth_mm = mpr_sampling_depth_mm(input->sampling, 0);
    image_segments->scanline = mpr_scanline(input->volume, &input->images[image].grid);
    image_segments->count = 0;
    image_segments->first = image_segments->scanline.rows;
    image_segments->end = 0;
    for (size_t index = 0; index < chunk_count; index++) {
        const MprChunk *chunk = &chunks[index];
        const bool is_touched = mpr_plan_touches(input->plan, image, chunk);
        for (ptrdiff_t gap = chunk->first; is_touched && gap < chunk->end;) {
            MprSegment *segment = &image_segments->segments[image_segments->count++];
            uint32_t first = 0;
            uint32_t end = 0;
            *segment = mpr_scanline_segment(&image_segments->scanline, gap, chunk->end);
            mpr_scanline_rows(&image_segments->scanline, segment, depth_mm, &first, &end);
            image_segments->first = first < image_segments->first ? first : image_segments->first;
            image_segments->end = end > image_segments->end ? end : image_segments->end;
            gap = segment->end;
        }
    }
    image_segments->first =
        image_segments->first < image_segments->end ? image_segments->first : image_segments->end;
}

void mpr_tiles_run(MprTiles *tiles, const MprChunk *chunks, size_t chunk_count, size_t first, size_t count)
{
    MprThreadPool *thread_pool = tiles->input.threads.pool;
    for (size_t place = 0; place < count; place++) {
        find_segments(&tiles->input, &tiles->images[place], first + place, chunks, chunk_count);
    }
    tiles->first = first;
    tiles->count = count;
    tiles->next = 0;
    tiles->stop = mpr_stop_current();
    for (uint32_t index = 1; index < tiles->thread_count; index++) {
        mpr_thread_pool_begin(thread_pool, &tiles->threads[index].task);
    }
    sample_blocks(&tiles->threads[0]);
    /* Who has not come yet need not come any more. */
    for (uint32_t index = 1; index < tiles->thread_count; index++) {
        mpr_thread_pool_withdraw(thread_pool, &tiles->threads[index].task);
    }
}

/* ---- memory ---- */

static bool create_hands(MprTiles *tiles, MprError *error)
{
    const uint32_t threads = mpr_thread_pool_size(tiles->input.threads.pool);
    bool ok = true;
    tiles->thread_count = threads < 1 ? 1 : threads < MOST_THREADS ? threads : MOST_THREADS;
    tiles->blocks = tiles->thread_count > 1 ? tiles->thread_count * BLOCKS_PER_THREAD : 1;
    for (uint32_t index = 0; ok && index < tiles->thread_count; index++) {
        Thread *thread = &tiles->threads[index];
        thread->tiles = tiles;
        thread->task =
            (MprTask){.run = sample_blocks, .self = thread, .can_wait = tiles->input.threads.can_wait};
        ok = mpr_batch_create(mpr_kernels_best(), &thread->batch, error);
    }
    return ok;
}

static bool create_segments(MprTiles *tiles, MprError *error)
{
    const size_t gaps = tiles->input.volume->count + 1;
    bool ok = true;
    for (size_t place = 0; ok && place < MPR_TILES_IMAGES && place < tiles->input.count; place++) {
        ImageSegments *image_segments = &tiles->images[place];
        image_segments->segments = mpr_allocate(gaps, sizeof *image_segments->segments, error);
        ok = image_segments->segments != NULL;
    }
    return ok;
}

bool mpr_tiles_create(const MprTilesInput *input, MprTiles **created, MprError *error)
{
    MprTiles *tiles = mpr_allocate(1, sizeof *tiles, error);
    if (tiles == NULL) {
        return false;
    }
    tiles->input = *input;
    if (!create_hands(tiles, error) || !create_segments(tiles, error)) {
        mpr_tiles_free(tiles);
        return false;
    }
    *created = tiles;
    return true;
}

void mpr_tiles_free(MprTiles *tiles)
{
    if (tiles == NULL) {
        return;
    }
    for (uint32_t index = 0; index < MOST_THREADS; index++) {
        mpr_batch_free(tiles->threads[index].batch);
    }
    for (size_t place = 0; place < MPR_TILES_IMAGES; place++) {
        mpr_free(tiles->images[place].segments);
    }
    mpr_free(tiles);
}
