/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Image.h"

#include <string.h>

/* Voxel coordinates that differ from whole numbers by less than this are those of a voxel: DS texts of 16
   characters and cosines of a few decimals do not let them differ by more on a grid that is meant to
   coincide. */
static const double ALIGNED = 1e-3;

/* What each gap needs, found before anything is loaded. Index 0 is gap -1. */
typedef struct {
    const MprVolume *volume;
    MprWalk walk;
    MprInterpolation interpolation;
    MprOrigin *needs;
    bool is_aligned;
    bool is_empty;
} Plan;

static ptrdiff_t gap_count(const MprVolume *volume)
{
    return (ptrdiff_t)volume->count + 1;
}

static double off_whole(double value)
{
    return fabs(value - round(value));
}

/* Whether all pixels of a run are voxels: the first one is, and the steps stay with it to the last. */
static bool is_on_lattice(const MprRun *run)
{
    const double count = run->count;
    const double first = fmax(off_whole(run->i), fmax(off_whole(run->j), off_whole(run->t)));
    const double drift = fmax(off_whole(run->di), fmax(off_whole(run->dj), off_whole(run->dt))) * count;
    return first < ALIGNED && drift < ALIGNED;
}

static void plan_gap(Plan *plan, ptrdiff_t gap, uint32_t rows)
{
    const MprAffine map = mpr_walk_voxel_from_slice(&plan->walk, gap);
    for (uint32_t row = 0; row < rows; row++) {
        const MprRun run = mpr_walk_run(&plan->walk, gap, &map, row);
        if (run.count > 0) {
            plan->needs[gap + 1] |= mpr_sampler_needs(plan->interpolation, &run);
            plan->is_aligned = plan->is_aligned && is_on_lattice(&run);
            plan->is_empty = false;
        }
    }
}

static void plan_gaps(Plan *plan, uint32_t rows)
{
    plan->is_aligned = true;
    plan->is_empty = true;
    for (ptrdiff_t index = 0; index < gap_count(plan->volume); index++) {
        plan->needs[index] = MPR_FROM_NONE;
        plan_gap(plan, index - 1, rows);
    }
}

/* A grid that coincides with the lattice is not interpolated, whatever was asked for. */
static bool make_plan(Plan *plan, const MprGrid *grid, MprError *error)
{
    plan->walk = mpr_walk(plan->volume, grid);
    plan->needs = mpr_allocate((size_t)gap_count(plan->volume), sizeof *plan->needs, error);
    if (plan->needs == NULL) {
        return false;
    }
    plan_gaps(plan, grid->rows);
    if (plan->is_aligned && plan->interpolation != MPR_NEAREST) {
        plan->interpolation = MPR_NEAREST;
        plan_gaps(plan, grid->rows);
    }
    if (plan->is_empty) {
        return mpr_fail(error, MPR_UNSUITABLE, "no pixel of the image lies in the volume");
    }
    return true;
}

static bool create_image(const MprVolume *volume, const MprGrid *grid, MprImage **created, MprError *error)
{
    MprImage *image = mpr_allocate(1, sizeof *image, error);
    if (image == NULL) {
        return false;
    }
    image->grid = *grid;
    image->slices = volume->count;
    image->contributed = mpr_allocate(volume->count, sizeof *image->contributed, error);
    image->attributes = mpr_allocate(volume->count, sizeof *image->attributes, error);
    if (image->contributed == NULL || image->attributes == NULL) {
        mpr_image_free(image);
        return false;
    }
    *created = image;
    return true;
}

void mpr_image_free(MprImage *image)
{
    if (image != NULL) {
        for (size_t slice = 0; image->attributes != NULL && slice < image->slices; slice++) {
            mpr_buffer_release(&image->attributes[slice]);
        }
        mpr_free(image->attributes);
        mpr_free(image->contributed);
        mpr_free(image->values);
        mpr_free(image);
    }
}

static bool has_same_meaning(const MprEncoding *a, const MprEncoding *b)
{
    return a->type == b->type && a->bits_stored == b->bits_stored && a->slope == b->slope &&
           a->intercept == b->intercept && a->is_monochrome1 == b->is_monochrome1;
}

/* The first slice read says what the values are, and how many a pixel has. */
static bool start_values(MprImage *image, const MprFrameHeader *header, MprError *error)
{
    image->encoding = header->encoding;
    image->family = header->family;
    image->samples = header->encoding.samples;
    size_t count = 0;
    if (!mpr_size_multiply((size_t)image->grid.rows * image->grid.columns, image->samples, &count)) {
        return mpr_fail(error, MPR_TOO_LARGE, "%u rows × %u columns are too many", image->grid.rows,
                        image->grid.columns);
    }
    image->values = mpr_allocate(count, sizeof *image->values, error);
    for (size_t index = 0; image->values != NULL && index < count; index++) {
        image->values[index] = NAN;
    }
    return image->values != NULL;
}

static bool accept_frame(MprImage *image, const MprVolume *volume, size_t slice, const MprFrame *frame,
                         MprError *error)
{
    const MprFrameHeader *header = &frame->header;
    if (!mpr_volume_check_frame(volume, slice, header, error)) {
        return false;
    }
    if (header->encoding.slope == 0.0) {
        return mpr_fail(error, MPR_UNSUITABLE, "its RescaleSlope is 0, so its pixels mean nothing");
    }
    if (image->values == NULL) {
        return start_values(image, header, error);
    }
    if (header->encoding.samples != image->samples ||
        header->encoding.is_monochrome1 != image->encoding.is_monochrome1 ||
        header->family != image->family) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "its photometric interpretation or SOP class is not that of the others");
    }
    image->is_mixed = image->is_mixed || !has_same_meaning(&header->encoding, &image->encoding);
    return true;
}

static bool load_slice(MprImage *image, const MprVolume *volume, size_t slice, MprSource *source,
                       MprFrame **loaded, MprError *error)
{
    const size_t index = volume->slices[slice].frame;
    MprFrame *frame = NULL;
    if (!source->load(source, index, &frame, error)) {
        return false;
    }
    image->read++;
    if (!accept_frame(image, volume, slice, frame, error)) {
        mpr_frame_free(frame);
        return mpr_fail_about(error, source->listings[index].name);
    }
    *loaded = frame;
    return true;
}

/* A slice in the stored units of the image. */
static MprLayer layer_of(const MprImage *image, const MprFrame *frame)
{
    const MprEncoding *encoding = &frame->header.encoding;
    const MprLayer layer = {
        .frame = frame,
        .scale = (float)(encoding->slope / image->encoding.slope),
        .shift = (float)((encoding->intercept - image->encoding.intercept) / image->encoding.slope),
    };
    return layer;
}

static MprOrigin sample_gap(MprImage *image, const Plan *plan, ptrdiff_t gap, const MprFrame *lower,
                            const MprFrame *upper)
{
    const MprAffine map = mpr_walk_voxel_from_slice(&plan->walk, gap);
    const MprLayer below = lower != NULL ? layer_of(image, lower) : (MprLayer){0};
    const MprLayer above = upper != NULL ? layer_of(image, upper) : (MprLayer){0};
    MprOrigin origin = MPR_FROM_NONE;
    for (uint32_t row = 0; row < image->grid.rows; row++) {
        const MprRun run = mpr_walk_run(&plan->walk, gap, &map, row);
        if (run.count > 0) {
            float *out = image->values + ((size_t)row * image->grid.columns + run.first) * image->samples;
            origin |= mpr_sampler_run(plan->interpolation, lower != NULL ? &below : NULL,
                                      upper != NULL ? &above : NULL, &run, out);
        }
    }
    return origin;
}

/* A slice is done with when its upper gap is: what it says for the header stays, its pixels go. */
static void finish_slice(MprImage *image, size_t slice, MprFrame **frame)
{
    if (*frame != NULL && image->contributed[slice]) {
        image->contributing++;
        image->attributes[slice] = (*frame)->attributes;
        (*frame)->attributes = (MprBuffer){0};
    }
    mpr_frame_free(*frame);
    *frame = NULL;
}

static bool needs_slice(const Plan *plan, ptrdiff_t slice)
{
    return (plan->needs[slice + 1] & MPR_FROM_BELOW) != 0 || (plan->needs[slice] & MPR_FROM_ABOVE) != 0;
}

static bool sample_gaps(MprImage *image, const Plan *plan, MprSource *source, MprError *error)
{
    const ptrdiff_t count = (ptrdiff_t)plan->volume->count;
    MprFrame *lower = NULL;
    bool ok = true;
    for (ptrdiff_t gap = -1; ok && gap < count; gap++) {
        MprFrame *upper = NULL;
        if (gap + 1 < count && needs_slice(plan, gap + 1)) {
            ok = load_slice(image, plan->volume, (size_t)(gap + 1), source, &upper, error);
        }
        if (ok && plan->needs[gap + 1] != MPR_FROM_NONE) {
            const MprOrigin origin = sample_gap(image, plan, gap, lower, upper);
            if ((origin & MPR_FROM_BELOW) != 0) {
                image->contributed[gap] = true;
            }
            if ((origin & MPR_FROM_ABOVE) != 0) {
                image->contributed[gap + 1] = true;
            }
        }
        if (gap >= 0) {
            finish_slice(image, (size_t)gap, &lower);
        }
        lower = upper;
    }
    mpr_frame_free(lower);
    if (ok && image->contributing == 0) {
        return mpr_fail(error, MPR_UNSUITABLE, "the image would show padding only");
    }
    return ok;
}

bool mpr_image_sample(const MprVolume *volume, const MprGrid *grid, MprInterpolation interpolation,
                      MprSource *source, MprImage **sampled, MprError *error)
{
    MprImage *image = NULL;
    Plan plan = {.volume = volume, .interpolation = interpolation};
    const bool ok = create_image(volume, grid, &image, error) && make_plan(&plan, grid, error) &&
                    sample_gaps(image, &plan, source, error);
    mpr_free(plan.needs);
    if (!ok) {
        mpr_image_free(image);
        return false;
    }
    image->is_interpolated = !plan.is_aligned;
    *sampled = image;
    return true;
}
