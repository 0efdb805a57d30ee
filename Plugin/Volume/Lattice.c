/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Lattice.h"

#include "Shape.h"
#include "Stack.h"

#include <stdlib.h>
#include <string.h>

/* Slices that are closer than this are at one place. */
static const double SMALLEST_STEP_MM = 1e-3;

static double degrees(double radians)
{
    return radians * (180.0 / 3.14159265358979323846);
}

static bool check_model(const MprSubset *frames, const MprFrameHeader *model, MprError *error)
{
    const MprGrid *grid = &model->grid;
    if (model->family == MPR_FAMILY_REFUSED) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "images of SOP class %s (modality %s) are no slices of a volume",
                        model->sop_class_uid, model->modality);
    }
    if (frames->count < 2) {
        return mpr_fail(error, MPR_UNSUITABLE, "there is %zu image; at least 2 parallel slices make a volume",
                        frames->count);
    }
    if (!model->has_grid && model->flaw[0] != '\0') {
        return mpr_fail(error, MPR_UNSUITABLE, "%s, so nobody knows where the pixels are", model->flaw);
    }
    if (!model->has_grid) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "the images have no %s, so nobody knows where their pixels are",
                        grid->spacing_across_mm == 0.0           ? "PixelSpacing"
                        : mpr_vector_length(grid->across) == 0.0 ? "ImageOrientationPatient"
                                                                 : "ImagePositionPatient");
    }
    return mpr_grid_check(grid, error);
}

static bool set_axes(MprVolume *volume, const MprFrameHeader *model, MprError *error)
{
    MprGrid grid = model->grid;
    if (!mpr_grid_orthonormalize(&grid, NULL, error)) {
        error->status = MPR_UNSUITABLE;
        return mpr_fail_about(error, "ImageOrientationPatient");
    }
    volume->across = grid.across;
    volume->down = grid.down;
    volume->normal = mpr_grid_normal(&grid);
    volume->spacing_across_mm = grid.spacing_across_mm;
    volume->spacing_down_mm = grid.spacing_down_mm;
    volume->columns = grid.columns;
    volume->rows = grid.rows;
    return true;
}

static double direction_change(const MprListing *listing, const MprVolume *volume)
{
    return fmax(mpr_vector_length(mpr_vector_difference(listing->across, volume->across)),
                mpr_vector_length(mpr_vector_difference(listing->down, volume->down)));
}

/* Nothing of two patients, and nothing in two units, is one image. */
static bool check_common(const MprListing *first, const MprListing *listing, MprError *error)
{
    if (first->common == NULL || listing->common == NULL) {
        return true;
    }
    const MprCommonAttribute differs = mpr_common_compare(first->common, listing->common);
    return differs == MPR_COMMON_COUNT ||
           mpr_fail(error, MPR_UNSUITABLE,
                    "%s has another %s than %s; images that differ in it are not one volume", listing->name,
                    mpr_common_name(differs), first->name);
}

static bool place_slices(MprVolume *volume, const MprSource *source, const MprSubset *frames, MprError *error)
{
    for (size_t slice = 0; slice < frames->count; slice++) {
        const MprListing *listing = &source->listings[frames->frames[slice]];
        if (!listing->has_grid) {
            return mpr_fail(error, MPR_UNSUITABLE,
                            "%s has no ImagePositionPatient or ImageOrientationPatient", listing->name);
        }
        if (!mpr_grid_check_position(listing->position, error)) {
            return mpr_fail_about(error, listing->name);
        }
        const double change = direction_change(listing, volume);
        if (!(change <= MPR_DIRECTION_TOLERANCE)) {
            const double angle = degrees(2.0 * asin(fmin(1.0, change / 2.0)));
            return mpr_fail(error, MPR_UNSUITABLE,
                            "%s is turned by %.3g° against %s; the slices must be parallel", listing->name,
                            angle, source->listings[frames->frames[0]].name);
        }
        if (strcmp(listing->frame_of_reference_uid, volume->model.frame_of_reference_uid) != 0) {
            return mpr_fail(error, MPR_UNSUITABLE, "%s: it is of another frame of reference than the others",
                            listing->name);
        }
        if (!check_common(&source->listings[frames->frames[0]], listing, error)) {
            return false;
        }
        volume->slices[slice] = (MprSlice){
            .frame = frames->frames[slice],
            .position = listing->position,
            .distance_mm = mpr_vector_dot(volume->normal, listing->position),
        };
    }
    return true;
}

static int compare_slices(const void *left, const void *right)
{
    const MprSlice *a = left;
    const MprSlice *b = right;
    if (a->distance_mm != b->distance_mm) {
        return a->distance_mm < b->distance_mm ? -1 : 1;
    }
    return (a->frame > b->frame) - (a->frame < b->frame);
}

static bool measure_steps(MprVolume *volume, const MprSource *source, MprError *error)
{
    const size_t gaps = volume->count - 1;
    double *steps = mpr_allocate(gaps, sizeof *steps, error);
    if (steps == NULL) {
        return false;
    }
    size_t narrowest = 0;
    for (size_t gap = 0; gap < gaps; gap++) {
        steps[gap] = mpr_volume_step_mm(volume, gap);
        narrowest = steps[gap] < steps[narrowest] ? gap : narrowest;
        volume->widest_gap = steps[gap] > steps[volume->widest_gap] ? gap : volume->widest_gap;
    }
    volume->step_min_mm = steps[narrowest];
    volume->step_max_mm = steps[volume->widest_gap];
    qsort(steps, gaps, sizeof *steps, mpr_stack_compare_doubles);
    volume->step_median_mm = steps[gaps / 2];
    mpr_free(steps);
    if (volume->step_min_mm < SMALLEST_STEP_MM) {
        return mpr_fail(
            error, MPR_UNSUITABLE, "%s and %s lie at the same place (%.2g mm apart), of %zu images",
            mpr_volume_slice_name(volume, source, narrowest),
            mpr_volume_slice_name(volume, source, narrowest + 1), volume->step_min_mm, volume->count);
    }
    return true;
}

static void measure_shape(MprVolume *volume, const MprFrameHeader *model)
{
    const double spread = volume->step_max_mm - volume->step_min_mm;
    volume->is_irregular = spread > fmax(0.01 * volume->step_median_mm, 0.02);
    volume->strays_mm = mpr_shape_stray(volume);
    const MprVector line =
        mpr_vector_difference(volume->slices[volume->count - 1].position, volume->slices[0].position);
    const double along = mpr_vector_dot(line, volume->normal);
    const MprVector aside = mpr_vector_moved(line, volume->normal, -along);
    volume->tilt_deg = degrees(atan2(mpr_vector_length(aside), along));
    volume->thickness_mm = model->thickness_mm > 0 && model->thickness_mm <= MPR_LARGEST_SPACING_MM
                               ? model->thickness_mm
                               : volume->step_median_mm;
}

bool mpr_lattice_describe(const MprSource *source, const MprSubset *frames, const MprFrameHeader *model,
                          MprVolume **described, MprNotes *notes, MprError *error)
{
    if (!check_model(frames, model, error)) {
        return false;
    }
    MprVolume *volume = mpr_allocate(1, sizeof *volume, error);
    if (volume == NULL) {
        return false;
    }
    volume->count = frames->count;
    volume->model = *model;
    volume->slices = mpr_allocate(frames->count, sizeof *volume->slices, error);
    bool ok = volume->slices != NULL && set_axes(volume, model, error) &&
              place_slices(volume, source, frames, error);
    if (ok) {
        qsort(volume->slices, volume->count, sizeof *volume->slices, compare_slices);
        ok = measure_steps(volume, source, error);
    }
    if (!ok) {
        mpr_volume_free(volume);
        return false;
    }
    measure_shape(volume, model);
    mpr_shape_note(volume, source, notes);
    *described = volume;
    return true;
}
