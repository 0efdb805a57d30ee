/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Walk.h"

MprWalk mpr_walk(const MprVolume *volume, const MprGrid *grid)
{
    MprWalk walk = {
        .volume = volume,
        .patient_from_slice = mpr_grid_patient_from_slice(grid),
        .columns = grid->columns,
        .rows = grid->rows,
        .distance_mm = mpr_vector_dot(volume->normal, grid->position),
        .distance_across_mm = mpr_vector_dot(volume->normal, grid->across) * grid->spacing_across_mm,
        .distance_down_mm = mpr_vector_dot(volume->normal, grid->down) * grid->spacing_down_mm,
    };
    /* A row that stays within a nanometre of one distance is parallel to the slices: what is left is
       rounding, and a division by it would find no border. */
    if (fabs(walk.distance_across_mm) * walk.columns < 1e-6) {
        walk.distance_across_mm = 0.0;
    }
    return walk;
}

MprAffine mpr_walk_voxel_from_slice(const MprWalk *walk, ptrdiff_t gap)
{
    const MprAffine voxel_from_patient = mpr_volume_voxel_from_patient(walk->volume, gap);
    MprAffine map = mpr_affine_compose(&voxel_from_patient, &walk->patient_from_slice);
    map.origin.z -= (double)gap;
    return map;
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

/* Division finds the border to within a pixel; the function itself decides, so that neighbouring ranges fit
   without a seam. */
static Columns clip(Columns columns, double start, double step, double from, double to)
{
    if (step == 0.0) {
        return is_within(start, step, 0.0, from, to) ? columns : (Columns){0, 0};
    }
    if (is_within(start, step, columns.first, from, to) &&
        is_within(start, step, columns.end - 1.0, from, to)) {
        return columns;
    }
    const double a = (from - start) / step;
    const double b = (to - start) / step;
    /* Not below 0, so cutting off the fraction is floor, without a call. */
    const double guess = smaller(columns.end, larger(columns.first, smaller(a, b) - 1.0));
    double first = (double)(int64_t)guess;
    double end = smaller(columns.end, larger(0.0, larger(a, b) + 3.0));
    end = (double)(int64_t)end;
    while (first < end && !is_within(start, step, first, from, to)) {
        first++;
    }
    while (first < end && !is_within(start, step, end - 1.0, from, to)) {
        end--;
    }
    return (Columns){first, end};
}

/* Along a column the distance is linear too; half a row on either side makes up for rounding. */
void mpr_walk_rows(const MprWalk *walk, ptrdiff_t gap, uint32_t *first, uint32_t *end)
{
    double from = 0.0;
    double to = 0.0;
    mpr_volume_gap_extent(walk->volume, gap, &from, &to);
    const double sweep = (walk->columns - 1.0) * walk->distance_across_mm;
    const double low = from - fmax(0.0, sweep) - walk->distance_mm;
    const double high = to - fmin(0.0, sweep) - walk->distance_mm;
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

MprRun mpr_walk_run(const MprWalk *walk, ptrdiff_t gap, const MprAffine *map, uint32_t row)
{
    double from = 0.0;
    double to = 0.0;
    mpr_volume_gap_extent(walk->volume, gap, &from, &to);
    Columns columns = {0, walk->columns};
    columns =
        clip(columns, walk->distance_mm + row * walk->distance_down_mm, walk->distance_across_mm, from, to);
    if (!(columns.first < columns.end)) {
        return (MprRun){.row = row};
    }
    const double i = map->origin.x + row * map->y.x;
    const double j = map->origin.y + row * map->y.y;
    const double border = 0.5 + MPR_WALK_TOLERANCE;
    columns = clip(columns, i, map->x.x, -border, walk->volume->columns - 1.0 + border);
    columns = clip(columns, j, map->x.y, -border, walk->volume->rows - 1.0 + border);
    if (!(columns.first < columns.end)) {
        return (MprRun){.row = row};
    }
    MprRun run = {
        .row = row,
        .first = (uint32_t)columns.first,
        .count = (uint32_t)(columns.end - columns.first),
        .i = i + columns.first * map->x.x,
        .j = j + columns.first * map->x.y,
        .t = map->origin.z + row * map->y.z + columns.first * map->x.z,
        .di = map->x.x,
        .dj = map->x.y,
        .dt = map->x.z,
    };
    /* Beyond the outermost slices their own values go on. */
    const bool is_outside = gap < 0 || gap == (ptrdiff_t)walk->volume->count - 1;
    if (is_outside) {
        run.t = gap < 0 ? 1.0 : 0.0;
        run.dt = 0.0;
    }
    return run;
}
