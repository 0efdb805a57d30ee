/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Image.h"

#include "Plan.h"

#include <string.h>

/* One image on its way: the samples of a slab so far. */
typedef struct {
    double *sums;     /* of a mean; NULL otherwise */
    uint16_t *counts; /* of a mean: samples in tissue */
} Slab;

/* All that lives while images are made. */
typedef struct {
    const MprVolume *volume;
    const MprSampling *sampling;
    MprSource *source;
    const MprProgress *progress;
    MprPlan *plan;
    MprImages *images;
    Slab *slabs;
    MprFrame **frames; /* of each slice; NULL unless some gap near this one needs it */
    float *row;        /* one row of samples */
    bool is_started;   /* a slice was read */
} Work;

size_t mpr_images_bytes_per_pixel(const MprSampling *sampling)
{
    const bool is_mean = sampling->samples > 1 && sampling->projection == MPR_PROJECTION_MEAN;
    return sizeof(float) + (is_mean ? sizeof(double) + sizeof(uint16_t) : 0);
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
    work->frames = mpr_allocate(slices, sizeof *work->frames, error);
    work->slabs = mpr_allocate(count, sizeof *work->slabs, error);
    bool ok =
        images->attributes != NULL && images->images != NULL && work->frames != NULL && work->slabs != NULL;
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
        mpr_free(images->images[index].values);
    }
    mpr_free(images->attributes);
    mpr_free(images->images);
    mpr_free(images);
}

static void free_work(Work *work)
{
    for (size_t slice = 0; work->frames != NULL && slice < work->volume->count; slice++) {
        mpr_frame_free(work->frames[slice]);
    }
    for (size_t index = 0; work->slabs != NULL && index < work->images->count; index++) {
        mpr_free(work->slabs[index].sums);
        mpr_free(work->slabs[index].counts);
    }
    mpr_free(work->frames);
    mpr_free(work->slabs);
    mpr_free(work->row);
    mpr_plan_free(work->plan);
}

static size_t value_count(const MprImage *image)
{
    return (size_t)image->grid.rows * image->grid.columns * image->samples;
}

/* Rows and columns are 16 bit and a pixel has at most 3 samples: no product overflows. */
static bool create_values(MprImage *image, const MprSampling *sampling, Slab *slab, MprError *error)
{
    const size_t count = value_count(image);
    image->values = mpr_allocate(count, sizeof *image->values, error);
    bool ok = image->values != NULL;
    for (size_t index = 0; ok && index < count; index++) {
        image->values[index] = NAN;
    }
    if (ok && sampling->samples > 1 && sampling->projection == MPR_PROJECTION_MEAN) {
        slab->sums = mpr_allocate(count, sizeof *slab->sums, error);
        slab->counts = mpr_allocate(count, sizeof *slab->counts, error);
        ok = slab->sums != NULL && slab->counts != NULL;
    }
    return ok;
}

/* The first slice read says what the values are, and how many a pixel has. */
static bool start_images(Work *work, const MprFrameHeader *header, MprError *error)
{
    size_t widest = 0;
    bool ok = true;
    for (size_t index = 0; ok && index < work->images->count; index++) {
        MprImage *image = &work->images->images[index];
        image->encoding = header->encoding;
        image->family = header->family;
        image->samples = header->encoding.samples;
        widest = image->grid.columns > widest ? image->grid.columns : widest;
        ok = create_values(image, work->sampling, &work->slabs[index], error);
    }
    if (ok) {
        work->row = mpr_allocate(widest * header->encoding.samples, sizeof *work->row, error);
    }
    work->is_started = true;
    return ok && work->row != NULL;
}

/* ---- slices ---- */

static bool has_same_meaning(const MprEncoding *a, const MprEncoding *b)
{
    return a->type == b->type && a->bits_stored == b->bits_stored && a->slope == b->slope &&
           a->intercept == b->intercept;
}

static bool accept_frame(Work *work, size_t slice, const MprFrameHeader *header, MprError *error)
{
    if (!mpr_volume_check_frame(work->volume, slice, header, error)) {
        return false;
    }
    if (header->encoding.slope == 0.0) {
        return mpr_fail(error, MPR_UNSUITABLE, "its RescaleSlope is 0, so its pixels mean nothing");
    }
    if (!work->is_started) {
        return start_images(work, header, error);
    }
    const MprImage *first = &work->images->images[0];
    if (header->encoding.samples != first->samples ||
        header->encoding.is_monochrome1 != first->encoding.is_monochrome1 ||
        header->family != first->family) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "its photometric interpretation or SOP class is not that of the others");
    }
    for (size_t index = 0;
         !has_same_meaning(&header->encoding, &first->encoding) && index < work->images->count; index++) {
        work->images->images[index].is_mixed = true;
    }
    return true;
}

static bool load_slice(Work *work, size_t slice, MprError *error)
{
    const size_t index = work->volume->slices[slice].frame;
    MprFrame *frame = NULL;
    if (!work->source->load(work->source, index, &frame, error)) {
        return false;
    }
    work->images->read++;
    if (!accept_frame(work, slice, &frame->header, error)) {
        mpr_frame_free(frame);
        return mpr_fail_about(error, work->source->listings[index].name);
    }
    work->frames[slice] = frame;
    return true;
}

/* What a slice says for the header stays when it gave some pixel a value; the frame goes. It may have other
   owners, so its attributes are copied. */
static bool finish_slice(Work *work, size_t slice, MprError *error)
{
    MprFrame *frame = work->frames[slice];
    bool has_contributed = false;
    bool ok = true;
    for (size_t index = 0; frame != NULL && index < work->images->count; index++) {
        MprImage *image = &work->images->images[index];
        image->contributing += image->contributed[slice];
        has_contributed = has_contributed || image->contributed[slice];
    }
    if (has_contributed) {
        ok = mpr_buffer_copy(frame->attributes.data, frame->attributes.size, &work->images->attributes[slice],
                             error);
    }
    mpr_frame_free(frame);
    work->frames[slice] = NULL;
    return ok;
}

static MprNeighbourhood neighbourhood(const Work *work, ptrdiff_t gap)
{
    MprNeighbourhood around = {0};
    for (int layer = 0; layer < MPR_LAYERS; layer++) {
        const size_t slice = mpr_plan_slice(work->plan, gap, layer);
        const MprFrame *frame = work->frames[slice];
        around.distances_mm[layer] = work->volume->slices[slice].distance_mm;
        if (frame != NULL) {
            const MprEncoding *units = &work->images->images[0].encoding;
            const MprEncoding *encoding = &frame->header.encoding;
            around.layers[layer] = (MprLayer){
                .frame = frame,
                .scale = (float)(encoding->slope / units->slope),
                .shift = (float)((encoding->intercept - units->intercept) / units->slope),
            };
        }
    }
    return around;
}

/* ---- samples ---- */

static void combine(const Work *work, size_t index, size_t first, size_t count)
{
    MprImage *image = &work->images->images[index];
    const Slab *slab = &work->slabs[index];
    /* the largest output value is the smallest stored one under a negative slope */
    const bool wants_maximum =
        (work->sampling->projection == MPR_PROJECTION_MAXIMUM) == (image->encoding.slope > 0.0);
    for (size_t at = 0; at < count; at++) {
        const float sample = work->row[at];
        float *value = &image->values[first + at];
        if (isnan(sample)) {
            continue;
        }
        if (slab->sums != NULL) {
            slab->sums[first + at] += (double)sample;
            slab->counts[first + at]++;
        } else if (isnan(*value) || (wants_maximum ? sample > *value : sample < *value)) {
            *value = sample;
        }
    }
}

static MprLayerSet sample_plane(const Work *work, size_t index, const MprWalk *walk, ptrdiff_t gap,
                                const MprNeighbourhood *around)
{
    MprImage *image = &work->images->images[index];
    const MprInterpolation interpolation = mpr_plan_interpolation(work->plan, index);
    const MprAffine map = mpr_walk_voxel_from_slice(walk, gap);
    MprLayerSet from = 0;
    uint32_t row = 0;
    uint32_t end = 0;
    for (mpr_walk_rows(walk, gap, &row, &end); row < end; row++) {
        const MprRun run = mpr_walk_run(walk, gap, &map, row);
        const size_t first = ((size_t)row * image->grid.columns + run.first) * image->samples;
        if (run.count == 0) {
            continue;
        }
        if (work->sampling->samples == 1) {
            from |= mpr_sampler_run(interpolation, around, &run, image->values + first);
        } else {
            from |= mpr_sampler_run(interpolation, around, &run, work->row);
            combine(work, index, first, (size_t)run.count * image->samples);
        }
    }
    return from;
}

static void sample_image(const Work *work, size_t index, ptrdiff_t gap, const MprNeighbourhood *around)
{
    MprImage *image = &work->images->images[index];
    for (unsigned sample = 0; sample < work->sampling->samples; sample++) {
        const MprWalk walk = mpr_plan_walk(work->plan, index, sample);
        const MprLayerSet from = sample_plane(work, index, &walk, gap, around);
        for (int layer = 0; from != 0 && layer < MPR_LAYERS; layer++) {
            if ((from >> layer & 1U) != 0) {
                image->contributed[mpr_plan_slice(work->plan, gap, layer)] = true;
            }
        }
    }
}

/* A mean counts where half of the slab or more is in tissue. */
static void finish_image(const Work *work, size_t index)
{
    MprImage *image = &work->images->images[index];
    const Slab *slab = &work->slabs[index];
    for (size_t at = 0; slab->sums != NULL && at < value_count(image); at++) {
        if (2U * slab->counts[at] >= work->sampling->samples) {
            image->values[at] = (float)(slab->sums[at] / slab->counts[at]);
        }
    }
    image->is_interpolated = !mpr_plan_is_aligned(work->plan, index);
}

/* ---- gap by gap ---- */

static bool load_slices(Work *work, ptrdiff_t gap, MprError *error)
{
    bool ok = true;
    for (int layer = 0; ok && layer < MPR_LAYERS; layer++) {
        const size_t slice = mpr_plan_slice(work->plan, gap, layer);
        if ((mpr_plan_needs(work->plan, gap) >> layer & 1U) != 0 && work->frames[slice] == NULL) {
            ok = load_slice(work, slice, error);
        }
    }
    return ok;
}

static bool tell_progress(const Work *work, ptrdiff_t gap, MprError *error)
{
    const double share = (double)(gap + 1) / ((double)work->volume->count + 1.0);
    return work->progress == NULL || work->progress->go_on(work->progress->self, share) ||
           mpr_fail(error, MPR_CANCELLED, "the work was cancelled");
}

static bool sample_gap(Work *work, ptrdiff_t gap, MprError *error)
{
    if (mpr_plan_needs(work->plan, gap) == 0) {
        return true;
    }
    if (!load_slices(work, gap, error) || !tell_progress(work, gap, error)) {
        return false;
    }
    const MprNeighbourhood around = neighbourhood(work, gap);
    for (size_t index = 0; index < work->images->count; index++) {
        if (mpr_plan_touches(work->plan, index, gap)) {
            sample_image(work, index, gap, &around);
        }
    }
    return true;
}

static bool sample_gaps(Work *work, MprError *error)
{
    const ptrdiff_t slices = (ptrdiff_t)work->volume->count;
    ptrdiff_t finished = 0;
    for (ptrdiff_t gap = -1; gap < slices; gap++) {
        if (!sample_gap(work, gap, error)) {
            return false;
        }
        for (; finished < slices && finished < mpr_plan_first_slice_after(work->plan, gap); finished++) {
            if (!finish_slice(work, (size_t)finished, error)) {
                return false;
            }
        }
    }
    for (size_t index = 0; index < work->images->count; index++) {
        finish_image(work, index);
        if (work->images->images[index].contributing == 0) {
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
                    mpr_plan_create(volume, grids, count, sampling, &work.plan, error) &&
                    sample_gaps(&work, error);
    free_work(&work);
    if (!ok) {
        mpr_images_free(work.images);
        return false;
    }
    *images = work.images;
    return true;
}
