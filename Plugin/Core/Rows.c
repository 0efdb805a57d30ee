/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Rows.h"

/* A grid and its slab are a box; what of it lies in a gap is that box between two parallel planes. A linear
 * function takes its extremes there where an edge of the box begins, ends, or meets one of the planes. */
typedef struct {
    double distance_mm, j; /* along the volume's normal; row of the voxel */
} Corner;

enum { CORNERS = 8, AXES = 3 };

static void corners_of(const MprWalk *walk, const MprStretch *gap, double depth_mm, Corner corners[CORNERS])
{
    const MprAffine *map = &gap->voxel_from_slice;
    for (int index = 0; index < CORNERS; index++) {
        const double u = index & 1 ? walk->columns - 1.0 : 0.0;
        const double v = index & 2 ? walk->rows - 1.0 : 0.0;
        const double w = index & 4 ? depth_mm : -depth_mm;
        corners[index] = (Corner){
            walk->distance_mm + u * walk->distance_across_mm.step + v * walk->distance_down_mm +
                w * walk->distance_deep,
            map->origin.y + u * map->x.y + v * map->y.y + w * map->z.y,
        };
    }
}

typedef struct {
    double low, high; /* low > high: nothing */
} Range;

/* What of an edge lies between two distances widens the range. */
static void add_edge(Corner a, Corner b, double from_mm, double to_mm, Range *range)
{
    const double length = b.distance_mm - a.distance_mm;
    double first = 0.0;
    double last = 1.0;
    if (length != 0.0) {
        const double one = (from_mm - a.distance_mm) / length;
        const double other = (to_mm - a.distance_mm) / length;
        first = fmax(first, fmin(one, other));
        last = fmin(last, fmax(one, other));
    } else if (a.distance_mm < from_mm || a.distance_mm > to_mm) {
        return;
    }
    if (first <= last) {
        const double j[2] = {a.j + first * (b.j - a.j), a.j + last * (b.j - a.j)};
        range->low = fmin(range->low, fmin(j[0], j[1]));
        range->high = fmax(range->high, fmax(j[0], j[1]));
    }
}

/* The rows of voxels that pixels in a gap lie at. */
static Range range_of(const MprWalk *walk, const MprStretch *gap, double depth_mm)
{
    const double slack_mm = 1e-5; /* more than positions are off by rounding */
    Corner corners[CORNERS];
    Range range = {INFINITY, -INFINITY};
    corners_of(walk, gap, depth_mm, corners);
    for (int corner = 0; corner < CORNERS; corner++) {
        for (int axis = 0; axis < AXES; axis++) {
            const int other = corner | 1 << axis;
            if (other != corner) {
                add_edge(corners[corner], corners[other], gap->from_mm - slack_mm, gap->to_mm + slack_mm,
                         &range);
            }
        }
    }
    return range;
}

/* The whole rows around a range, within the image. Beyond its border the outermost row is taken. */
static MprRows rows_around(Range range, double margin, uint32_t count)
{
    const double last = count - 1.0;
    return (MprRows){(uint32_t)fmin(fmax(floor(range.low) - margin, 0.0), last),
                     (uint32_t)fmin(fmax(ceil(range.high) + margin, 0.0), last) + 1};
}

static MprRows joined(MprRows one, MprRows other)
{
    if (one.end == 0) {
        return other;
    }
    return (MprRows){one.first < other.first ? one.first : other.first,
                     one.end > other.end ? one.end : other.end};
}

void mpr_rows_widen(const MprWalk *walk, double depth_mm, unsigned reach, MprRows *rows)
{
    const MprVolume *volume = walk->volume;
    const ptrdiff_t slices = (ptrdiff_t)volume->count;
    const ptrdiff_t far = (ptrdiff_t)reach;
    for (ptrdiff_t gap = -1; gap < slices; gap++) {
        const MprStretch stretch = mpr_walk_stretch(walk, gap, gap + 1);
        const Range range = range_of(walk, &stretch, depth_mm);
        if (!(range.low <= range.high)) {
            continue;
        }
        const MprRows wanted = rows_around(range, reach + 1.0, volume->rows);
        /* beyond the outermost slices the last gap goes on */
        const ptrdiff_t inner = gap < 0 ? 0 : gap + 1 < slices ? gap : slices - 2;
        const ptrdiff_t lowest = inner + 1 - far < 0 ? 0 : inner + 1 - far;
        for (ptrdiff_t slice = lowest; slice <= inner + far && slice < slices; slice++) {
            rows[slice] = joined(rows[slice], wanted);
        }
    }
}
