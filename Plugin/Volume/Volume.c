/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Volume.h"

#include <string.h>

MprVolume *mpr_volume_retain(MprVolume *volume)
{
    __atomic_add_fetch(&volume->further_owners, 1, __ATOMIC_RELAXED);
    return volume;
}

void mpr_volume_free(MprVolume *volume)
{
    if (volume != NULL && __atomic_fetch_sub(&volume->further_owners, 1, __ATOMIC_ACQ_REL) == 0) {
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

double mpr_volume_step_mm(const MprVolume *volume, size_t gap)
{
    return volume->slices[gap + 1].distance_mm - volume->slices[gap].distance_mm;
}

const char *mpr_volume_slice_name(const MprVolume *volume, const MprSource *source, size_t slice)
{
    return source->listings[volume->slices[slice].frame].name;
}

void mpr_volume_gap_extent(const MprVolume *volume, ptrdiff_t gap, double *from_mm, double *to_mm)
{
    const double half = (0.5 + 1e-6) * mpr_volume_step_mm(volume, map_gap(volume, gap));
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
    const MprCommonAttribute differs = mpr_common_compare(header->common, volume->model.common);
    if (differs != MPR_COMMON_COUNT) {
        return mpr_fail(error, MPR_UNSUITABLE, "it has another %s than the others", mpr_common_name(differs));
    }
    const MprGrid expected = mpr_volume_slice_grid(volume, slice);
    const double distance = mpr_grid_distance_mm(grid, &expected);
    const double allowed =
        1e-3 + 2.0 * MPR_DIRECTION_TOLERANCE *
                   (grid->rows * grid->spacing_down_mm + grid->columns * grid->spacing_across_mm);
    if (!(distance <= allowed)) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "it lies %.3g mm away from where the archive's index says it is", distance);
    }
    return true;
}
