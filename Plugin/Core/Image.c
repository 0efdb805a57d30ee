/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Image.h"

#include "Batch.h"
#include "Feed.h"
#include "Plan.h"

struct Work;

/* The rows that one thread samples, every so many of a window. */
typedef struct {
    const struct Work *work;
    const MprWindow *window;
    uint32_t first, step; /* rows first, first + step, ... */
    MprBatch *batch;
    MprErrand errand;
} Share;

/* As many threads as are worth it for one request, so that others find the crew free. */
enum { MOST_SHARES = 8 };

/* Images are sampled some at a time: in between it is told how far the work is. */
enum { GROUP = 4 };

/* All that lives while images are made. */
typedef struct Work {
    const MprVolume *volume;
    const MprSampling *sampling;
    MprSource *source;
    const MprProgress *progress;
    MprPlan *plan;
    MprImages *images;
    MprCanvas *canvases; /* of each image */
    MprSlices *slices;
    MprFeed *feed;
    Share shares[MOST_SHARES];
    uint32_t share_count;
    size_t finished; /* slices before this one are not needed any more */
    size_t group;    /* the first image of those that are sampled now */
    double told;     /* progress */
} Work;

size_t mpr_images_bytes_per_pixel(const MprSampling *sampling)
{
    return mpr_canvas_bytes(sampling->projection, sampling->samples);
}

/* ---- memory ---- */

static bool create_images(Work *work, const MprGrid *grids, size_t count, MprError *error)
{
    const size_t slices = work->volume->count;
    MprImages *images = mpr_allocate(1, sizeof *images, error);
    if (images == NULL) {
        return false;
    }
    work->images = images;
    images->slices = slices;
    images->attributes = mpr_allocate(slices, sizeof *images->attributes, error);
    images->images = mpr_allocate(count, sizeof *images->images, error);
    work->canvases = mpr_allocate(count, sizeof *work->canvases, error);
    bool ok = images->attributes != NULL && images->images != NULL && work->canvases != NULL;
    for (size_t index = 0; ok && index < count; index++) {
        MprImage *image = &images->images[index];
        images->count++;
        image->grid = grids[index];
        image->contributed = mpr_allocate(slices, sizeof *image->contributed, error);
        ok = image->contributed != NULL;
    }
    return ok;
}

void mpr_images_free(MprImages *images)
{
    if (images == NULL) {
        return;
    }
    for (size_t slice = 0; images->attributes != NULL && slice < images->slices; slice++) {
        mpr_buffer_release(&images->attributes[slice]);
    }
    for (size_t index = 0; index < images->count; index++) {
        mpr_free(images->images[index].contributed);
    }
    mpr_free(images->attributes);
    mpr_free(images->images);
    mpr_free(images->values);
    mpr_free(images);
}

static void free_work(Work *work)
{
    for (size_t index = 0; work->canvases != NULL && index < work->images->count; index++) {
        mpr_canvas_release(&work->canvases[index]);
    }
    mpr_free(work->canvases);
    mpr_slices_free(work->slices);
    mpr_feed_free(work->feed);
    for (uint32_t index = 0; index < MOST_SHARES; index++) {
        mpr_batch_free(work->shares[index].batch);
    }
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
    images->values = mpr_allocate(count, sizeof *images->values, error);
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
        ok = mpr_canvas_create(values, count, sampling->projection, sampling->samples,
                               header->encoding.slope < 0.0, &work->canvases[index], error);
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
    if (!mpr_feed_next(work->feed, &frame, error)) {
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
        is_wanted = is_wanted || image->contributed[slice];
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

/* part: of the work on a window. Windows overlap, but progress does not go back. */
static bool tell_progress(Work *work, const MprWindow *window, double part, MprError *error)
{
    const double slices = (double)window->highest - (double)window->lowest + 1.0;
    const double share = ((double)window->lowest + part * slices) / ((double)work->volume->count + 1.0);
    work->told = fmax(work->told, share);
    return work->progress == NULL || work->progress->go_on(work->progress->self, work->told) ||
           mpr_fail(error, MPR_CANCELLED, "the work was cancelled");
}

/* Of the work on a window: the more images, the less it is. */
static double loading_part(const Work *work)
{
    const size_t groups = (work->images->count + GROUP - 1) / GROUP;
    return 1.0 / (double)groups;
}

static bool load_slices(Work *work, const MprWindow *window, MprError *error)
{
    const double slices = (double)window->highest - (double)window->lowest + 1.0;
    bool ok = true;
    for (size_t slice = window->lowest; ok && slice <= window->highest; slice++) {
        if (mpr_plan_needs(work->plan, slice) && work->slices->frames[slice] == NULL) {
            const double loaded = ((double)(slice - window->lowest) + 1.0) / slices;
            ok = load_slice(work, slice, error) &&
                 tell_progress(work, window, loaded * loading_part(work), error);
        }
    }
    return ok;
}

/* ---- samples ---- */

static uint32_t first_row(const Share *share, uint32_t row)
{
    return row + (share->first + share->step - row % share->step) % share->step;
}

/* Row by row, and all samples of a slab of a row together: they need the same voxels. */
static void sample_stretch(const Share *share, const MprWalk *walk, const MprStretch *stretch)
{
    const MprSampling *sampling = share->work->sampling;
    uint32_t row = 0;
    uint32_t end = 0;
    mpr_walk_rows(walk, stretch, mpr_sampling_depth_mm(sampling, 0), &row, &end);
    for (row = first_row(share, row); row < end; row += share->step) {
        for (unsigned sample = 0; sample < sampling->samples; sample++) {
            const MprRun run = mpr_walk_run(walk, stretch, mpr_sampling_depth_mm(sampling, sample), row);
            if (run.count > 0) {
                mpr_batch_add(share->batch, &run);
            }
        }
    }
}

static void sample_image(const Share *share, size_t index)
{
    const Work *work = share->work;
    const MprWindow *window = share->window;
    MprImage *image = &work->images->images[index];
    const MprWalk walk = mpr_walk(work->volume, &image->grid);
    mpr_batch_start(share->batch, mpr_plan_interpolation(work->plan, index), work->slices,
                    image->grid.columns, &work->canvases[index], image->contributed);
    for (ptrdiff_t gap = window->first; gap < window->end;) {
        const MprStretch stretch = mpr_walk_stretch(&walk, gap, window->end);
        sample_stretch(share, &walk, &stretch);
        gap = stretch.end;
    }
    mpr_batch_finish(share->batch);
}

static void sample_share(void *self)
{
    const Share *share = self;
    const Work *work = share->work;
    const size_t left = work->images->count - work->group;
    for (size_t index = work->group; index < work->group + (left < GROUP ? left : GROUP); index++) {
        if (mpr_plan_touches(work->plan, index, share->window)) {
            sample_image(share, index);
        }
    }
}

static bool create_shares(Work *work, MprError *error)
{
    const uint32_t wanted = mpr_crew_threads(work->source->crew) + 1;
    bool ok = true;
    work->share_count = wanted < MOST_SHARES ? wanted : MOST_SHARES;
    for (uint32_t index = 0; ok && index < work->share_count; index++) {
        Share *share = &work->shares[index];
        *share = (Share){.work = work, .first = index, .step = work->share_count};
        share->errand = (MprErrand){.run = sample_share, .self = share, .can_wait = work->source->can_wait};
        ok = mpr_batch_create(mpr_kernels_best(), &share->batch, error);
    }
    return ok;
}

/* What is planned, in the order of load_slices. */
static bool create_feed(Work *work, MprError *error)
{
    MprWish *wishes = mpr_allocate(work->volume->count, sizeof *wishes, error);
    size_t count = 0;
    if (wishes == NULL) {
        return false;
    }
    for (size_t slice = 0; slice < work->volume->count; slice++) {
        if (mpr_plan_needs(work->plan, slice)) {
            wishes[count++] = (MprWish){work->volume->slices[slice].frame, mpr_plan_rows(work->plan, slice)};
        }
    }
    const bool ok = mpr_feed_create(work->source, wishes, count, &work->feed, error);
    mpr_free(wishes);
    return ok;
}

/* ---- window by window ---- */

static void sample_group(Work *work, const MprWindow *window)
{
    for (uint32_t index = 0; index < work->share_count; index++) {
        work->shares[index].window = window;
        mpr_crew_begin(work->source->crew, &work->shares[index].errand);
    }
    for (uint32_t index = 0; index < work->share_count; index++) {
        mpr_crew_finish(work->source->crew, &work->shares[index].errand);
    }
}

static bool sample_window(Work *work, const MprWindow *window, MprError *error)
{
    if (!finish_slices_before(work, window->lowest, error) || !load_slices(work, window, error)) {
        return false;
    }
    mpr_slices_prepare(work->slices, window->first, window->end);
    const double loading = loading_part(work);
    bool ok = true;
    for (work->group = 0; ok && work->group < work->images->count; work->group += GROUP) {
        sample_group(work, window);
        const double done = fmin(((double)work->group + GROUP) / (double)work->images->count, 1.0);
        ok = tell_progress(work, window, loading + (1.0 - loading) * done, error);
    }
    return ok;
}

static size_t slice_bytes(const MprVolume *volume)
{
    const MprEncoding *encoding = &volume->model.encoding;
    return (size_t)volume->rows * volume->columns * encoding->samples * mpr_pixel_size(encoding->type);
}

static bool sample_windows(Work *work, MprError *error)
{
    MprWindow window = {0};
    bool ok = true;
    while (ok && mpr_plan_next(work->plan, slice_bytes(work->volume), &window)) {
        ok = sample_window(work, &window, error);
    }
    return ok && finish_slices_before(work, work->volume->count, error);
}

static bool finish_images(Work *work, MprError *error)
{
    for (size_t index = 0; index < work->images->count; index++) {
        MprImage *image = &work->images->images[index];
        mpr_canvas_finish(&work->canvases[index]);
        image->is_mixed = work->slices->is_mixed;
        image->is_interpolated = !mpr_plan_is_aligned(work->plan, index);
        if (image->contributing == 0) {
            return mpr_fail(error, MPR_UNSUITABLE, "the image would show padding only");
        }
    }
    return true;
}

bool mpr_images_sample(const MprVolume *volume, const MprGrid *grids, size_t count,
                       const MprSampling *sampling, MprSource *source, const MprProgress *progress,
                       MprImages **images, MprError *error)
{
    Work work = {.volume = volume, .sampling = sampling, .source = source, .progress = progress};
    const bool ok = create_images(&work, grids, count, error) &&
                    mpr_slices_create(volume, &work.slices, error) && create_shares(&work, error) &&
                    mpr_plan_create(volume, grids, count, sampling, &work.plan, error) &&
                    create_feed(&work, error) && sample_windows(&work, error) && finish_images(&work, error);
    free_work(&work);
    if (!ok) {
        mpr_images_free(work.images);
        return false;
    }
    *images = work.images;
    return true;
}
