/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Resample.h"

#include "Accumulator.h"
#include "Prefetch.h"
#include "Tiles.h"

/* All that lives while images are made. */
typedef struct Work {
    const MprVolume *volume;
    const MprSampling *sampling;
    MprSource *source;
    MprThreads threads;
    const MprProgress *progress;
    MprPlan *plan;
    MprImages *images;
    MprAccumulator *accumulators; /* of each image */
    MprSlices *slices;
    MprPrefetch *prefetch;
    MprTiles *tiles;
    MprChunk *chunks; /* one after another */
    size_t chunk_count;
    size_t finished; /* slices before this one are not needed any more */
    double told;     /* progress */
} Work;

size_t mpr_resample_bytes_per_pixel(const MprSampling *sampling)
{
    return mpr_accumulator_bytes(sampling->projection, sampling->samples);
}

/* ---- memory ---- */

static bool create_images(Work *work, const MprGrid *grids, size_t count, MprError *error)
{
    if (!mpr_images_create(grids, count, work->volume->count, &work->images, error)) {
        return false;
    }
    work->accumulators = mpr_allocate(count, sizeof *work->accumulators, error);
    return work->accumulators != NULL;
}

static void free_work(Work *work)
{
    for (size_t index = 0; work->accumulators != NULL && index < work->images->count; index++) {
        mpr_accumulator_release(&work->accumulators[index]);
    }
    mpr_free(work->accumulators);
    mpr_slices_free(work->slices);
    mpr_prefetch_free(work->prefetch);
    mpr_tiles_free(work->tiles);
    mpr_free(work->chunks);
    mpr_plan_free(work->plan);
}

static size_t value_count(const MprImage *image, const MprEncoding *encoding)
{
    return (size_t)image->grid.rows * image->grid.columns * encoding->samples;
}

/* Rows and columns are 16 bit and a pixel has at most 3 samples: no product overflows. */
static bool create_values(MprImages *images, const MprEncoding *encoding, MprError *error)
{
    size_t count = 0;
    for (size_t index = 0; index < images->count; index++) {
        count += value_count(&images->images[index], encoding);
    }
    images->values = mpr_reserve(count, sizeof *images->values, error);
    return images->values != NULL;
}

/* The first slice read says what the values are, and how many a pixel has. */
static bool start_images(Work *work, const MprFrameHeader *header, MprError *error)
{
    const MprSampling *sampling = work->sampling;
    bool ok = create_values(work->images, &header->encoding, error);
    float *values = work->images->values;
    for (size_t index = 0; ok && index < work->images->count; index++) {
        MprImage *image = &work->images->images[index];
        const size_t count = value_count(image, &header->encoding);
        image->encoding = header->encoding;
        image->family = header->family;
        image->samples = header->encoding.samples;
        image->values = values;
        ok = mpr_accumulator_create(values, image->grid.rows, count / image->grid.rows, sampling->projection,
                                    sampling->samples, header->encoding.slope < 0.0,
                                    &work->accumulators[index], error);
        values += count;
    }
    return ok;
}

/* ---- slices ---- */

static bool accept_frame(Work *work, size_t slice, const MprFrameHeader *header, MprError *error)
{
    if (!mpr_volume_check_frame(work->volume, slice, header, error)) {
        return false;
    }
    if (header->encoding.slope == 0.0) {
        return mpr_fail(error, MPR_UNSUITABLE, "its RescaleSlope is 0, so its pixels mean nothing");
    }
    if (!work->slices->has_units) {
        return start_images(work, header, error);
    }
    const MprImage *first = &work->images->images[0];
    if (header->encoding.samples != first->samples ||
        header->encoding.is_monochrome1 != first->encoding.is_monochrome1 ||
        header->family != first->family) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "its photometric interpretation or SOP class is not that of the others");
    }
    return true;
}

static bool load_slice(Work *work, size_t slice, MprError *error)
{
    const size_t index = work->volume->slices[slice].frame;
    MprFrame *frame = NULL;
    if (!mpr_prefetch_next(work->prefetch, &frame, error)) {
        return false;
    }
    work->images->read++;
    if (!accept_frame(work, slice, &frame->header, error)) {
        mpr_frame_free(frame);
        return mpr_fail_about(error, work->source->listings[index].name);
    }
    mpr_slices_take(work->slices, slice, frame);
    return true;
}

/* What the plan says an image needs of a slice is what it gets, but where there is padding: there only the
   voxels tell. */
static bool has_contributed(const Work *work, const MprFrame *frame, size_t index, size_t slice)
{
    return mpr_plan_image_needs(work->plan, index, slice) &&
           (!frame->header.encoding.has_padding || work->images->images[index].contributed[slice]);
}

/* What a slice says for the header stays when it gave some pixel a value; the frame goes. It may have other
   owners, so its attributes are copied. */
static bool finish_slice(Work *work, size_t slice, MprError *error)
{
    const MprFrame *frame = work->slices->frames[slice];
    bool is_wanted = false;
    bool ok = true;
    for (size_t index = 0; frame != NULL && index < work->images->count; index++) {
        MprImage *image = &work->images->images[index];
        image->contributed[slice] = has_contributed(work, frame, index, slice);
        image->contributing += image->contributed[slice];
        is_wanted = is_wanted || (image->contributed[slice] && !work->sampling->is_preview);
    }
    if (is_wanted) {
        ok = mpr_buffer_copy(frame->attributes.data, frame->attributes.size, &work->images->attributes[slice],
                             error);
    }
    mpr_slices_drop(work->slices, slice);
    return ok;
}

static bool finish_slices_before(Work *work, size_t slice, MprError *error)
{
    bool ok = true;
    for (; ok && work->finished < slice; work->finished++) {
        ok = finish_slice(work, work->finished, error);
    }
    return ok;
}

/* part: of the work on a chunk. Chunks overlap, but progress does not go back. */
static bool tell_progress(Work *work, const MprChunk *chunk, double part, MprError *error)
{
    const double slices = (double)chunk->highest - (double)chunk->lowest + 1.0;
    const double share = ((double)chunk->lowest + part * slices) / ((double)work->volume->count + 1.0);
    work->told = fmax(work->told, share);
    return mpr_progress_tell(work->progress, work->told, error);
}

/* Of the work on a chunk: the more images, the less it is. */
static double loading_part(const Work *work)
{
    const size_t groups = (work->images->count + MPR_TILES_IMAGES - 1) / MPR_TILES_IMAGES;
    return 1.0 / (double)groups;
}

static bool load_slices(Work *work, const MprChunk *chunk, MprError *error)
{
    const double slices = (double)chunk->highest - (double)chunk->lowest + 1.0;
    bool ok = true;
    for (size_t slice = chunk->lowest; ok && slice <= chunk->highest; slice++) {
        if (mpr_plan_needs(work->plan, slice) && work->slices->frames[slice] == NULL) {
            const double loaded = ((double)(slice - chunk->lowest) + 1.0) / slices;
            ok = load_slice(work, slice, error) &&
                 tell_progress(work, chunk, loaded * loading_part(work), error);
        }
    }
    return ok;
}

/* ---- what is created when the plan is made ---- */

/* What is planned, in the order of load_slices. */
static bool create_prefetch(Work *work, MprError *error)
{
    MprReadRequest *requests = mpr_allocate(work->volume->count, sizeof *requests, error);
    size_t count = 0;
    if (requests == NULL) {
        return false;
    }
    for (size_t slice = 0; slice < work->volume->count; slice++) {
        if (mpr_plan_needs(work->plan, slice)) {
            requests[count++] =
                (MprReadRequest){work->volume->slices[slice].frame, mpr_plan_rows(work->plan, slice)};
        }
    }
    const bool ok = mpr_prefetch_create(work->source, work->threads, requests, count, &work->prefetch, error);
    mpr_free(requests);
    return ok;
}

static size_t slice_bytes(const MprVolume *volume)
{
    const MprEncoding *encoding = &volume->model.encoding;
    return (size_t)volume->rows * volume->columns * encoding->samples * mpr_pixel_size(encoding->type);
}

static bool create_chunks(Work *work, MprError *error)
{
    MprChunk chunk = {0};
    work->chunks = mpr_allocate(work->volume->count + 1, sizeof *work->chunks, error);
    while (work->chunks != NULL && mpr_plan_next(work->plan, slice_bytes(work->volume), &chunk)) {
        work->chunks[work->chunk_count++] = chunk;
    }
    return work->chunks != NULL;
}

static bool create_tiles(Work *work, MprError *error)
{
    const MprTilesInput input = {
        .volume = work->volume,
        .sampling = work->sampling,
        .plan = work->plan,
        .slices = work->slices,
        .images = work->images->images,
        .accumulators = work->accumulators,
        .count = work->images->count,
        .threads = work->threads,
    };
    return mpr_tiles_create(&input, &work->tiles, error);
}

/* ---- chunk by chunk ---- */

/* All images in some neighbouring chunks. */
static bool sample_images(Work *work, const MprChunk *span, const MprChunk *chunks, size_t count,
                          MprError *error)
{
    const size_t images = work->images->count;
    const double loading = loading_part(work);
    bool ok = true;
    for (size_t first = 0; ok && first < images; first += MPR_TILES_IMAGES) {
        const size_t left = images - first;
        const size_t some = left < MPR_TILES_IMAGES ? left : MPR_TILES_IMAGES;
        mpr_tiles_run(work->tiles, chunks, count, first, some);
        const double done = (double)(first + some) / (double)images;
        ok = tell_progress(work, span, loading + (1.0 - loading) * done, error);
    }
    return ok;
}

static bool sample_chunk(Work *work, const MprChunk *chunk, MprError *error)
{
    if (!finish_slices_before(work, chunk->lowest, error) || !load_slices(work, chunk, error)) {
        return false;
    }
    mpr_slices_prepare(work->slices, chunk->lowest, chunk->highest);
    return sample_images(work, chunk, chunk, 1, error);
}

/* From the first chunk to the last. */
static MprChunk whole_span(const Work *work)
{
    const MprChunk *first = &work->chunks[0];
    const MprChunk *last = &work->chunks[work->chunk_count - 1];
    return (MprChunk){first->first, last->end, first->lowest, last->highest};
}

/* Slices that somebody keeps in memory anyway are taken all at once, so that no thread waits for another
 * between chunks. Slices that are no plain neighbours are prepared chunk by chunk, as ever, so that the
 * image is the same. */
static bool sample_at_once(Work *work, bool *is_done, MprError *error)
{
    const MprChunk span = whole_span(work);
    *is_done = false;
    if (!load_slices(work, &span, error)) {
        return false;
    }
    mpr_slices_prepare(work->slices, span.lowest, span.highest);
    *is_done = work->slices->is_plain;
    return !*is_done || sample_images(work, &span, work->chunks, work->chunk_count, error);
}

static bool sample_chunks(Work *work, MprError *error)
{
    bool is_done = false;
    bool ok = !mpr_prefetch_is_at_hand(work->prefetch) || sample_at_once(work, &is_done, error);
    for (size_t index = 0; ok && !is_done && index < work->chunk_count; index++) {
        ok = sample_chunk(work, &work->chunks[index], error);
    }
    return ok && finish_slices_before(work, work->volume->count, error);
}

static bool finish_images(Work *work, MprError *error)
{
    for (size_t index = 0; index < work->images->count; index++) {
        MprImage *image = &work->images->images[index];
        mpr_accumulator_finish(&work->accumulators[index]);
        image->is_mixed = work->slices->is_mixed;
        image->remarks = work->slices->remarks;
        image->is_interpolated = !mpr_plan_is_aligned(work->plan, index);
        if (image->contributing == 0) {
            return mpr_fail(error, MPR_UNSUITABLE, "the image would show padding only");
        }
    }
    return true;
}

bool mpr_resample(const MprResampling *resampling, MprImages **images, MprError *error)
{
    const MprVolume *volume = resampling->volume;
    Work work = {.volume = volume,
                 .sampling = resampling->sampling,
                 .source = resampling->source,
                 .threads = resampling->threads,
                 .progress = resampling->progress};
    const bool ok =
        create_images(&work, resampling->grids, resampling->count, error) &&
        mpr_slices_create(volume, &work.slices, error) &&
        mpr_plan_create(volume, resampling->grids, resampling->count, work.sampling, &work.plan, error) &&
        create_chunks(&work, error) && create_tiles(&work, error) && create_prefetch(&work, error) &&
        sample_chunks(&work, error) && finish_images(&work, error);
    free_work(&work);
    if (!ok) {
        mpr_images_free(work.images);
        return false;
    }
    *images = work.images;
    return true;
}
