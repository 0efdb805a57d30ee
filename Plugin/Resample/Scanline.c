/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Scanline.h"

static MprSlope slope_of(double step)
{
    return (MprSlope){step, step == 0.0 ? 0.0 : 1.0 / step};
}

MprScanline mpr_scanline(const MprVolume *volume, const MprGrid *grid)
{
    const double across_mm = mpr_vector_dot(volume->normal, grid->across) * grid->spacing_across_mm;
    /* A row that stays within a nanometre of one distance is parallel to the slices: what is left is
       rounding, and a division by it would find no border. */
    const bool is_parallel = fabs(across_mm) * grid->columns < 1e-6;
    const MprScanline scanline = {
        .volume = volume,
        .patient_from_slice = mpr_grid_patient_from_slice(grid),
        .columns = grid->columns,
        .rows = grid->rows,
        .distance_mm = mpr_vector_dot(volume->normal, grid->position),
        .distance_down_mm = mpr_vector_dot(volume->normal, grid->down) * grid->spacing_down_mm,
        .distance_deep = mpr_vector_dot(volume->normal, mpr_grid_normal(grid)),
        .distance_across_mm = slope_of(is_parallel ? 0.0 : across_mm),
    };
    return scanline;
}

MprSegment mpr_scanline_segment(const MprScanline *scanline, ptrdiff_t first, ptrdiff_t end)
{
    const MprAffine voxel_from_patient = mpr_volume_voxel_from_patient(scanline->volume, first);
    MprSegment segment = {
        .first = first,
        .end = mpr_volume_even_end(scanline->volume, first, end),
        .voxel_from_slice = mpr_affine_compose(&voxel_from_patient, &scanline->patient_from_slice),
    };
    double ignored = 0.0;
    mpr_volume_gap_extent(scanline->volume, segment.first, &segment.from_mm, &ignored);
    mpr_volume_gap_extent(scanline->volume, segment.end - 1, &ignored, &segment.to_mm);
    segment.i = slope_of(segment.voxel_from_slice.x.x);
    segment.j = slope_of(segment.voxel_from_slice.x.y);
    return segment;
}

/* Columns first … end-1 of a row. */
typedef struct {
    uint32_t first, end;
} Columns;

/* Where a linear function of the column reaches a value: the first column behind that place, from 0 to
   columns. A column on it is behind it when the function rises, before it when it falls. */
static uint32_t border(double start, MprSlope slope, double value, uint32_t columns)
{
    const double place = (value - start) * slope.per_step;
    if (!(place > 0.0)) {
        return slope.step < 0.0 && place == 0.0 ? 1 : 0;
    }
    if (place >= columns) {
        return columns;
    }
    const uint32_t before = (uint32_t)place;
    const bool is_on = before == place;
    return before + !(is_on && slope.step > 0.0);
}

/* The columns where the function is in [from, to). What ends one range begins the next by the same
   computation, so ranges of a row fit without a seam, however it rounds. */
static Columns clip(double start, MprSlope slope, double from, double to, uint32_t columns)
{
    if (slope.step == 0.0) {
        return (Columns){0, start >= from && start < to ? columns : 0};
    }
    const uint32_t a = border(start, slope, from, columns);
    const uint32_t b = border(start, slope, to, columns);
    return slope.step > 0.0 ? (Columns){a, b} : (Columns){b, a};
}

/* What of some columns lies where the function is in the image: half a voxel beyond the outermost centres. */
static Columns clip_to_image(Columns columns, double start, MprSlope slope, uint32_t size)
{
    const double from = -0.5 - MPR_SCANLINE_TOLERANCE;
    const double to = size - 0.5 + MPR_SCANLINE_TOLERANCE;
    const double first = start + columns.first * slope.step;
    const double last = start + (columns.end - 1.0) * slope.step;
    if (first >= from && first < to && last >= from && last < to) {
        return columns;
    }
    const Columns inside = clip(start, slope, from, to, columns.end);
    return (Columns){inside.first > columns.first ? inside.first : columns.first, inside.end};
}

/* Along a column the distance is linear too; half a row on either side makes up for rounding. */
void mpr_scanline_rows(const MprScanline *scanline, const MprSegment *segment, double depth_mm,
                       uint32_t *first, uint32_t *end)
{
    const double sweep = (scanline->columns - 1.0) * scanline->distance_across_mm.step;
    const double deep = fabs(depth_mm * scanline->distance_deep);
    const double low = segment->from_mm - fmax(0.0, sweep) - scanline->distance_mm - deep;
    const double high = segment->to_mm - fmin(0.0, sweep) - scanline->distance_mm + deep;
    const double step = scanline->distance_down_mm;
    if (fabs(step) * scanline->rows < 1e-6) {
        const bool is_near = low <= 1e-5 && high >= -1e-5;
        *first = 0;
        *end = is_near ? scanline->rows : 0;
        return;
    }
    const double a = fmin(low / step, high / step);
    const double b = fmax(low / step, high / step);
    *first = (uint32_t)fmin(scanline->rows, fmax(0.0, floor(a - 0.5)));
    *end = (uint32_t)fmin(scanline->rows, fmax(0.0, ceil(b + 1.5)));
}

static double at(double origin, double down, double row, double deep, double depth_mm)
{
    return origin + row * down + depth_mm * deep;
}

MprRun mpr_scanline_run(const MprScanline *scanline, const MprSegment *segment, double depth_mm, uint32_t row)
{
    const MprAffine *map = &segment->voxel_from_slice;
    const double distance =
        at(scanline->distance_mm, scanline->distance_down_mm, row, scanline->distance_deep, depth_mm);
    const double i = at(map->origin.x, map->y.x, row, map->z.x, depth_mm);
    const double j = at(map->origin.y, map->y.y, row, map->z.y, depth_mm);
    const double k = at(map->origin.z, map->y.z, row, map->z.z, depth_mm);
    Columns columns =
        clip(distance, scanline->distance_across_mm, segment->from_mm, segment->to_mm, scanline->columns);
    if (columns.first < columns.end) {
        columns = clip_to_image(columns, i, segment->i, scanline->volume->columns);
    }
    if (columns.first < columns.end) {
        columns = clip_to_image(columns, j, segment->j, scanline->volume->rows);
    }
    if (!(columns.first < columns.end)) {
        return (MprRun){.row = row};
    }
    return (MprRun){
        .row = row,
        .first = columns.first,
        .count = columns.end - columns.first,
        .i = i + columns.first * map->x.x,
        .j = j + columns.first * map->x.y,
        .k = k + columns.first * map->x.z,
        .di = map->x.x,
        .dj = map->x.y,
        .dk = map->x.z,
    };
}
