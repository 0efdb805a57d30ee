/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Region.h"

#include <math.h>

/* What a hand cannot mean: a figure of a thousandth of a millimetre squared. */
#define SMALLEST_AREA_MM2 1e-6

typedef struct {
    double x, y;
} Pair;

static Pair pair_at(const MprFlatRegion *flat, size_t index)
{
    return (Pair){flat->u[index], flat->v[index]};
}

/* Twice the area of a triangle; above 0 when c lies clockwise, as it is seen, from a to b. */
static double turn(Pair a, Pair b, Pair c)
{
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static double area_in_pixels(const MprFlatRegion *flat)
{
    const double pi = 3.14159265358979323846;
    if (flat->kind == MPR_REGION_ELLIPSE) {
        return pi * fabs(turn(pair_at(flat, 0), pair_at(flat, 1), pair_at(flat, 2)));
    }
    double twice = 0.0;
    for (size_t index = 1; index + 1 < flat->count; index++) {
        twice += turn(pair_at(flat, 0), pair_at(flat, index), pair_at(flat, index + 1));
    }
    return fabs(twice) / 2.0;
}

double mpr_region_area_mm2(const MprFlatRegion *flat, const MprGrid *grid)
{
    return area_in_pixels(flat) * grid->spacing_across_mm * grid->spacing_down_mm;
}

/* ---- what is refused ---- */

/* Do two sides that have no corner in common cross or touch? */
static bool cross(Pair a, Pair b, Pair c, Pair d)
{
    const double first = turn(a, b, c) * turn(a, b, d);
    const double second = turn(c, d, a) * turn(c, d, b);
    const bool overlap = fmin(a.x, b.x) <= fmax(c.x, d.x) && fmin(c.x, d.x) <= fmax(a.x, b.x) &&
                         fmin(a.y, b.y) <= fmax(c.y, d.y) && fmin(c.y, d.y) <= fmax(a.y, b.y);
    return first <= 0.0 && second <= 0.0 && overlap;
}

static bool check_sides(const MprFlatRegion *flat, MprError *error)
{
    const size_t count = flat->count;
    for (size_t one = 0; one + 2 < count; one++) {
        for (size_t other = one + 2; other < count; other++) {
            const bool are_neighbours = one == 0 && other + 1 == count;
            if (!are_neighbours && cross(pair_at(flat, one), pair_at(flat, one + 1), pair_at(flat, other),
                                         pair_at(flat, (other + 1) % count))) {
                return mpr_fail(error, MPR_BAD_REQUEST,
                                "Region: sides %zu and %zu of the polygon cross or touch each other", one + 1,
                                other + 1);
            }
        }
    }
    return true;
}

static bool check_area(const MprFlatRegion *flat, const MprGrid *grid, MprError *error)
{
    const double area = mpr_region_area_mm2(flat, grid);
    return area >= SMALLEST_AREA_MM2 ||
           mpr_fail(error, MPR_BAD_REQUEST, "Region has an area of %.3g mm²; at least %g mm² are needed",
                    area, SMALLEST_AREA_MM2);
}

bool mpr_region_flatten(const MprRegion *region, const MprGrid *grid, MprFlatRegion *flat, MprError *error)
{
    const MprVector normal = mpr_grid_normal(grid);
    flat->kind = region->kind;
    flat->count = region->count;
    for (size_t index = 0; index < region->count; index++) {
        const MprVector way = mpr_vector_difference(region->points[index], grid->position);
        const double off_mm = mpr_vector_dot(way, normal);
        if (fabs(off_mm) > MPR_REGION_TOLERANCE_MM) {
            return mpr_fail(
                error, MPR_BAD_REQUEST,
                "Region: point %zu lies %.4g mm off the plane of the image; at most %g mm are allowed",
                index + 1, fabs(off_mm), MPR_REGION_TOLERANCE_MM);
        }
        flat->u[index] = mpr_vector_dot(way, grid->across) / grid->spacing_across_mm;
        flat->v[index] = mpr_vector_dot(way, grid->down) / grid->spacing_down_mm;
    }
    return (region->kind == MPR_REGION_ELLIPSE || check_sides(flat, error)) && check_area(flat, grid, error);
}

/* ---- rows ---- */

/* Points of an ellipse are centre + s · first + t · second with s² + t² = 1; along a row, s and t grow evenly with u. */
static size_t row_of_ellipse(const MprFlatRegion *flat, double v, double crossings[MPR_REGION_POINTS])
{
    const Pair centre = pair_at(flat, 0);
    const Pair first = {flat->u[1] - centre.x, flat->v[1] - centre.y};
    const Pair second = {flat->u[2] - centre.x, flat->v[2] - centre.y};
    const double scale = 1.0 / (first.x * second.y - first.y * second.x);
    const Pair start = {-second.x * (v - centre.y) * scale, first.x * (v - centre.y) * scale};
    const Pair step = {second.y * scale, -first.y * scale};
    const double square = step.x * step.x + step.y * step.y;
    const double half = start.x * step.x + start.y * step.y;
    const double rest = half * half - square * (start.x * start.x + start.y * start.y - 1.0);
    if (!(rest > 0.0)) {
        return 0;
    }
    crossings[0] = centre.x + (-half - sqrt(rest)) / square;
    crossings[1] = centre.x + (-half + sqrt(rest)) / square;
    return 2;
}

static void insert(double *sorted, size_t count, double value)
{
    size_t at = count;
    for (; at > 0 && sorted[at - 1] > value; at--) {
        sorted[at] = sorted[at - 1];
    }
    sorted[at] = value;
}

size_t mpr_region_row(const MprFlatRegion *flat, double v, double crossings[MPR_REGION_POINTS])
{
    size_t found = 0;
    if (flat->kind == MPR_REGION_ELLIPSE) {
        return row_of_ellipse(flat, v, crossings);
    }
    for (size_t index = 0; index < flat->count; index++) {
        const Pair a = pair_at(flat, index);
        const Pair b = pair_at(flat, (index + 1) % flat->count);
        if ((a.y <= v) != (b.y <= v)) {
            insert(crossings, found++, a.x + (v - a.y) / (b.y - a.y) * (b.x - a.x));
        }
    }
    return found;
}
