/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Walk.h"

static MprSlope slope_of(double step)
{
    return (MprSlope){step, step == 0.0 ? 0.0 : 1.0 / step};
}

MprWalk mpr_walk(const MprVolume *volume, const MprGrid *grid)
{
    const double across_mm = mpr_vector_dot(volume->normal, grid->across) * grid->spacing_across_mm;
    /* A row that stays within a nanometre of one distance is parallel to the slices: what is left is
       rounding, and a division by it would find no border. */
    const bool is_parallel = fabs(across_mm) * grid->columns < 1e-6;
    const MprWalk walk = {
        .volume = volume,
        .patient_from_slice = mpr_grid_patient_from_slice(grid),
        .columns = grid->columns,
        .rows = grid->rows,
        .distance_mm = mpr_vector_dot(volume->normal, grid->position),
        .distance_down_mm = mpr_vector_dot(volume->normal, grid->down) * grid->spacing_down_mm,
        .distance_deep = mpr_vector_dot(volume->normal, mpr_grid_normal(grid)),
        .distance_across_mm = slope_of(is_parallel ? 0.0 : across_mm),
    };
    return walk;
}

MprStretch mpr_walk_stretch(const MprWalk *walk, ptrdiff_t first, ptrdiff_t end)
{
    const MprAffine voxel_from_patient = mpr_volume_voxel_from_patient(walk->volume, first);
    MprStretch stretch = {
        .first = first,
        .end = mpr_volume_even_end(walk->volume, first, end),
        .voxel_from_slice = mpr_affine_compose(&voxel_from_patient, &walk->patient_from_slice),
    };
    double ignored = 0.0;
    mpr_volume_gap_extent(walk->volume, stretch.first, &stretch.from_mm, &ignored);
    mpr_volume_gap_extent(walk->volume, stretch.end - 1, &ignored, &stretch.to_mm);
    stretch.i = slope_of(stretch.voxel_from_slice.x.x);
    stretch.j = slope_of(stretch.voxel_from_slice.x.y);
    return stretch;
}

/* Columns first … end-1 of a row, where a linear function of the column is in [from, to). */
typedef struct {
    double first, end;
} Columns;

static bool is_within(double start, double step, double column, double from, double to)
{
    const double value = start + column * step;
    return value >= from && value < to;
}

/* fmin and fmax without their care for NaN, which costs a call. */
static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* A product finds the border to within a pixel; the function itself decides, so that neighbouring ranges fit
   without a seam. */
static Columns clip(Columns columns, double start, MprSlope slope, double from, double to)
{
    const double step = slope.step;
    if (step == 0.0) {
        return is_within(start, step, 0.0, from, to) ? columns : (Columns){0, 0};
    }
    if (is_within(start, step, columns.first, from, to) &&
        is_within(start, step, columns.end - 1.0, from, to)) {
        return columns;
    }
    const double a = (from - start) * slope.per_step;
    const double b = (to - start) * slope.per_step;
    /* Not below 0, so cutting off the fraction is floor, without a call. */
    const double guess = smaller(columns.end, larger(columns.first, smaller(a, b)));
    double first = (double)(int64_t)guess;
    double end = smaller(columns.end, larger(0.0, larger(a, b) + 2.0));
    end = (double)(int64_t)end;
    while (first > columns.first && is_within(start, step, first - 1.0, from, to)) {
        first--;
    }
    while (first < end && !is_within(start, step, first, from, to)) {
        first++;
    }
    while (end < columns.end && is_within(start, step, end, from, to)) {
        end++;
    }
    while (first < end && !is_within(start, step, end - 1.0, from, to)) {
        end--;
    }
    return (Columns){first, end};
}

/* Along a column the distance is linear too; half a row on either side makes up for rounding. */
void mpr_walk_rows(const MprWalk *walk, const MprStretch *stretch, double depth_mm, uint32_t *first,
                   uint32_t *end)
{
    const double sweep = (walk->columns - 1.0) * walk->distance_across_mm.step;
    const double deep = fabs(depth_mm * walk->distance_deep);
    const double low = stretch->from_mm - fmax(0.0, sweep) - walk->distance_mm - deep;
    const double high = stretch->to_mm - fmin(0.0, sweep) - walk->distance_mm + deep;
    const double step = walk->distance_down_mm;
    if (fabs(step) * walk->rows < 1e-6) {
        const bool is_near = low <= 1e-5 && high >= -1e-5;
        *first = 0;
        *end = is_near ? walk->rows : 0;
        return;
    }
    const double a = fmin(low / step, high / step);
    const double b = fmax(low / step, high / step);
    *first = (uint32_t)fmin(walk->rows, fmax(0.0, floor(a - 0.5)));
    *end = (uint32_t)fmin(walk->rows, fmax(0.0, ceil(b + 1.5)));
}

static double at(double origin, double down, double row, double deep, double depth_mm)
{
    return origin + row * down + depth_mm * deep;
}

MprRun mpr_walk_run(const MprWalk *walk, const MprStretch *stretch, double depth_mm, uint32_t row)
{
    const MprAffine *map = &stretch->voxel_from_slice;
    const double border = 0.5 + MPR_WALK_TOLERANCE;
    const double distance = at(walk->distance_mm, walk->distance_down_mm, row, walk->distance_deep, depth_mm);
    Columns columns = {0, walk->columns};
    columns = clip(columns, distance, walk->distance_across_mm, stretch->from_mm, stretch->to_mm);
    if (!(columns.first < columns.end)) {
        return (MprRun){.row = row};
    }
    const double i = at(map->origin.x, map->y.x, row, map->z.x, depth_mm);
    const double j = at(map->origin.y, map->y.y, row, map->z.y, depth_mm);
    columns = clip(columns, i, stretch->i, -border, walk->volume->columns - 1.0 + border);
    columns = clip(columns, j, stretch->j, -border, walk->volume->rows - 1.0 + border);
    if (!(columns.first < columns.end)) {
        return (MprRun){.row = row};
    }
    const double k = at(map->origin.z, map->y.z, row, map->z.z, depth_mm);
    return (MprRun){
        .row = row,
        .first = (uint32_t)columns.first,
        .count = (uint32_t)(columns.end - columns.first),
        .i = i + columns.first * map->x.x,
        .j = j + columns.first * map->x.y,
        .k = k + columns.first * map->x.z,
        .di = map->x.x,
        .dj = map->x.y,
        .dk = map->x.z,
    };
}
