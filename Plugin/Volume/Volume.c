/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Volume.h"

#include "Shape.h"

#include <stdlib.h>
#include <string.h>

/* Directions that differ by no more than this are the same: scanners round cosines to 3 to 6 decimals. */
static const double DIRECTION_TOLERANCE = 1e-3;
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
        return mpr_fail(
            error, MPR_UNSUITABLE,
            "the images lack ImagePositionPatient, ImageOrientationPatient or PixelSpacing, so nobody "
            "knows where their pixels are");
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
        if (!(change <= DIRECTION_TOLERANCE)) {
            const double angle = degrees(2.0 * asin(fmin(1.0, change / 2.0)));
            return mpr_fail(error, MPR_UNSUITABLE,
                            "%s is turned by %.3g° against %s; the slices must be parallel", listing->name,
                            angle, source->listings[frames->frames[0]].name);
        }
        if (strcmp(listing->frame_of_reference_uid, volume->model.frame_of_reference_uid) != 0) {
            return mpr_fail(error, MPR_UNSUITABLE, "%s: it is of another frame of reference than the others",
                            listing->name);
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

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;
    return (a > b) - (a < b);
}

static const char *slice_name(const MprSource *source, const MprVolume *volume, size_t slice)
{
    return source->listings[volume->slices[slice].frame].name;
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
        steps[gap] = volume->slices[gap + 1].distance_mm - volume->slices[gap].distance_mm;
        narrowest = steps[gap] < steps[narrowest] ? gap : narrowest;
        volume->widest_gap = steps[gap] > steps[volume->widest_gap] ? gap : volume->widest_gap;
    }
    volume->step_min_mm = steps[narrowest];
    volume->step_max_mm = steps[volume->widest_gap];
    qsort(steps, gaps, sizeof *steps, compare_doubles);
    volume->step_median_mm = steps[gaps / 2];
    mpr_free(steps);
    if (volume->step_min_mm < SMALLEST_STEP_MM) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "%s and %s lie at the same place (%.2g mm apart), of %zu images",
                        slice_name(source, volume, narrowest), slice_name(source, volume, narrowest + 1),
                        volume->step_min_mm, volume->count);
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

bool mpr_volume_describe(const MprSource *source, const MprSubset *frames, const MprFrameHeader *model,
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

void mpr_volume_free(MprVolume *volume)
{
    if (volume != NULL) {
        mpr_free(volume->slices);
        mpr_free(volume);
    }
}

/* The real gap whose map holds: the outer halves continue their neighbour. */
static size_t map_gap(const MprVolume *volume, ptrdiff_t gap)
{
    const ptrdiff_t last = (ptrdiff_t)volume->count - 2;
    return (size_t)(gap < 0 ? 0 : gap > last ? last : gap);
}

/* With o the lower slice's position, Δ the way to the next one, and n the normal: t = n·(p − o) / n·Δ, and
 * what is left of p − o − tΔ lies in the slice. */
MprAffine mpr_volume_voxel_from_patient(const MprVolume *volume, ptrdiff_t gap)
{
    const size_t k = map_gap(volume, gap);
    const MprVector origin = volume->slices[k].position;
    const MprVector way = mpr_vector_difference(volume->slices[k + 1].position, origin);
    const double rise = mpr_vector_dot(volume->normal, way);
    const MprVector t_row = mpr_vector_scaled(volume->normal, 1.0 / rise);
    const MprVector i_row =
        mpr_vector_scaled(mpr_vector_moved(volume->across, t_row, -mpr_vector_dot(volume->across, way)),
                          1.0 / volume->spacing_across_mm);
    const MprVector j_row =
        mpr_vector_scaled(mpr_vector_moved(volume->down, t_row, -mpr_vector_dot(volume->down, way)),
                          1.0 / volume->spacing_down_mm);
    const MprAffine map = {
        .x = {i_row.x, j_row.x, t_row.x},
        .y = {i_row.y, j_row.y, t_row.y},
        .z = {i_row.z, j_row.z, t_row.z},
        .origin = {-mpr_vector_dot(i_row, origin), -mpr_vector_dot(j_row, origin),
                   (double)k - mpr_vector_dot(t_row, origin)},
    };
    return map;
}

/* Slices this much of a step away from even places still are at them: a share that no value shows. */
static const double EVEN = 1e-6;

ptrdiff_t mpr_volume_even_end(const MprVolume *volume, ptrdiff_t first, ptrdiff_t end)
{
    const size_t k = map_gap(volume, first);
    const MprVector origin = volume->slices[k].position;
    const MprVector way = mpr_vector_difference(volume->slices[k + 1].position, origin);
    const double allowed = EVEN * mpr_vector_length(way);
    ptrdiff_t gap = first + 1;
    for (bool is_even = true; is_even && gap < end; gap += is_even) {
        const size_t upper = map_gap(volume, gap) + 1;
        const MprVector expected = mpr_vector_moved(origin, way, (double)(upper - k));
        const MprVector off = mpr_vector_difference(volume->slices[upper].position, expected);
        is_even = mpr_vector_length(off) <= allowed;
    }
    return gap;
}

static double step_mm(const MprVolume *volume, size_t gap)
{
    return volume->slices[gap + 1].distance_mm - volume->slices[gap].distance_mm;
}

void mpr_volume_gap_extent(const MprVolume *volume, ptrdiff_t gap, double *from_mm, double *to_mm)
{
    const double half = (0.5 + 1e-6) * step_mm(volume, map_gap(volume, gap));
    const ptrdiff_t last = (ptrdiff_t)volume->count - 1;
    *from_mm = gap < 0 ? volume->slices[0].distance_mm - half : volume->slices[gap].distance_mm;
    *to_mm = gap == last ? volume->slices[last].distance_mm + half : volume->slices[gap + 1].distance_mm;
}

MprVector mpr_volume_point(const MprVolume *volume, double i, double j, double k)
{
    const size_t gap = map_gap(volume, (ptrdiff_t)floor(k));
    const MprVector origin = volume->slices[gap].position;
    const MprVector way = mpr_vector_difference(volume->slices[gap + 1].position, origin);
    const MprVector first = mpr_vector_moved(origin, way, k - (double)gap);
    return mpr_vector_moved(mpr_vector_moved(first, volume->across, i * volume->spacing_across_mm),
                            volume->down, j * volume->spacing_down_mm);
}

MprVector mpr_volume_centre(const MprVolume *volume)
{
    const double i = ((double)volume->columns - 1.0) / 2.0;
    const double j = ((double)volume->rows - 1.0) / 2.0;
    const MprVector first = mpr_volume_point(volume, i, j, 0);
    const MprVector last = mpr_volume_point(volume, i, j, (double)volume->count - 1.0);
    return mpr_vector_scaled(mpr_vector_sum(first, last), 0.5);
}

MprGrid mpr_volume_slice_grid(const MprVolume *volume, size_t slice)
{
    const MprGrid grid = {
        .position = volume->slices[slice].position,
        .across = volume->across,
        .down = volume->down,
        .spacing_across_mm = volume->spacing_across_mm,
        .spacing_down_mm = volume->spacing_down_mm,
        .columns = volume->columns,
        .rows = volume->rows,
    };
    return grid;
}

double mpr_volume_finest_spacing_mm(const MprVolume *volume)
{
    return fmin(volume->step_median_mm, fmin(volume->spacing_across_mm, volume->spacing_down_mm));
}

static double extent_mm(const MprVolume *volume, MprVector direction, double thickness_mm)
{
    const double across = mpr_vector_dot(direction, volume->across) * volume->spacing_across_mm;
    const double down = mpr_vector_dot(direction, volume->down) * volume->spacing_down_mm;
    const double through = mpr_vector_dot(direction, volume->normal) * thickness_mm;
    return sqrt(across * across + down * down + through * through);
}

double mpr_volume_voxel_extent_mm(const MprVolume *volume, MprVector direction)
{
    return extent_mm(volume, direction, volume->thickness_mm);
}

double mpr_volume_finest_extent_mm(const MprVolume *volume, MprVector direction)
{
    return extent_mm(volume, direction, volume->step_min_mm);
}

bool mpr_volume_check_frame(const MprVolume *volume, size_t slice, const MprFrameHeader *header,
                            MprError *error)
{
    const MprGrid *grid = &header->grid;
    if (grid->rows != volume->rows || grid->columns != volume->columns) {
        return mpr_fail(error, MPR_UNSUITABLE, "it has %u rows × %u columns, the others have %u × %u",
                        grid->rows, grid->columns, volume->rows, volume->columns);
    }
    if (!header->has_grid || fabs(grid->spacing_across_mm / volume->spacing_across_mm - 1.0) > 1e-4 ||
        fabs(grid->spacing_down_mm / volume->spacing_down_mm - 1.0) > 1e-4) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "its PixelSpacing is %.6g by %.6g mm, the others have %.6g by %.6g",
                        grid->spacing_down_mm, grid->spacing_across_mm, volume->spacing_down_mm,
                        volume->spacing_across_mm);
    }
    if (strcmp(header->frame_of_reference_uid, volume->model.frame_of_reference_uid) != 0 ||
        strcmp(header->study_instance_uid, volume->model.study_instance_uid) != 0) {
        return mpr_fail(error, MPR_UNSUITABLE, "it is of another %s than the others",
                        strcmp(header->study_instance_uid, volume->model.study_instance_uid) != 0
                            ? "study"
                            : "frame of reference");
    }
    const MprGrid expected = mpr_volume_slice_grid(volume, slice);
    const double distance = mpr_grid_distance_mm(grid, &expected);
    const double allowed =
        1e-3 + 2.0 * DIRECTION_TOLERANCE *
                   (grid->rows * grid->spacing_down_mm + grid->columns * grid->spacing_across_mm);
    if (!(distance <= allowed)) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "it lies %.3g mm away from where the archive's index says it is", distance);
    }
    return true;
}
