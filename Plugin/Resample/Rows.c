/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Rows.h"

/* A grid and its slab are a box; what of it lies in a gap is that box between two parallel planes. A linear
 * function takes its extremes there where an edge of the box begins, ends, or meets one of the planes. */
typedef struct {
    double distance_mm, per_mm; /* where it begins, along the volume's normal; 1 / its length there, or 0 */
    double j, change;           /* row of the voxel where it begins; on the way to its end */
} Edge;

enum { CORNERS = 8, AXES = 3, EDGES = 12 };

typedef struct {
    Edge edges[EDGES];
    int count;
} Box;

typedef struct {
    double distance_mm, j;
} Corner;

static Corner corner_of(const MprScanline *scanline, const MprSegment *segment, double depth_mm, int index)
{
    const MprAffine *map = &segment->voxel_from_slice;
    const double u = index & 1 ? scanline->columns - 1.0 : 0.0;
    const double v = index & 2 ? scanline->rows - 1.0 : 0.0;
    const double w = index & 4 ? depth_mm : -depth_mm;
    return (Corner){scanline->distance_mm + u * scanline->distance_across_mm.step +
                        v * scanline->distance_down_mm + w * scanline->distance_deep,
                    map->origin.y + u * map->x.y + v * map->y.y + w * map->z.y};
}

static Edge edge_between(Corner a, Corner b)
{
    const double length = b.distance_mm - a.distance_mm;
    return (Edge){a.distance_mm, length == 0.0 ? 0.0 : 1.0 / length, a.j, b.j - a.j};
}

/* Without depth the box is flat: its upper side will do. */
static Box box_of(const MprScanline *scanline, const MprSegment *segment, double depth_mm)
{
    const int first = depth_mm > 0.0 ? 0 : CORNERS / 2;
    Box box = {.count = 0};
    for (int corner = first; corner < CORNERS; corner++) {
        for (int axis = 0; axis < AXES; axis++) {
            const int other = corner | 1 << axis;
            if (other != corner) {
                box.edges[box.count++] = edge_between(corner_of(scanline, segment, depth_mm, corner),
                                                      corner_of(scanline, segment, depth_mm, other));
            }
        }
    }
    return box;
}

typedef struct {
    double low, high; /* low > high: nothing */
} Range;

/* What of an edge lies between two distances widens the range. */
static void add_edge(const Edge *edge, double from_mm, double to_mm, Range *range)
{
    double first = 0.0;
    double last = 1.0;
    if (edge->per_mm != 0.0) {
        const double one = (from_mm - edge->distance_mm) * edge->per_mm;
        const double other = (to_mm - edge->distance_mm) * edge->per_mm;
        first = fmax(first, fmin(one, other));
        last = fmin(last, fmax(one, other));
    } else if (edge->distance_mm < from_mm || edge->distance_mm > to_mm) {
        return;
    }
    if (first <= last) {
        const double j[2] = {edge->j + first * edge->change, edge->j + last * edge->change};
        range->low = fmin(range->low, fmin(j[0], j[1]));
        range->high = fmax(range->high, fmax(j[0], j[1]));
    }
}

/* The rows of voxels that pixels in a gap lie at. */
static Range range_of(const MprVolume *volume, const Box *box, ptrdiff_t gap)
{
    const double slack_mm = 1e-5; /* more than positions are off by rounding */
    double from_mm = 0.0;
    double to_mm = 0.0;
    Range range = {INFINITY, -INFINITY};
    mpr_volume_gap_extent(volume, gap, &from_mm, &to_mm);
    for (int edge = 0; edge < box->count; edge++) {
        add_edge(&box->edges[edge], from_mm - slack_mm, to_mm + slack_mm, &range);
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

/* The slices that pixels in a gap take values from. Beyond the outermost slices the last gap goes on. */
static void widen_slices(const MprVolume *volume, ptrdiff_t gap, ptrdiff_t reach, MprRows wanted,
                         MprRows *rows)
{
    const ptrdiff_t slices = (ptrdiff_t)volume->count;
    const ptrdiff_t inner = gap < 0 ? 0 : gap + 1 < slices ? gap : slices - 2;
    const ptrdiff_t lowest = inner + 1 - reach < 0 ? 0 : inner + 1 - reach;
    for (ptrdiff_t slice = lowest; slice <= inner + reach && slice < slices; slice++) {
        rows[slice] = joined(rows[slice], wanted);
    }
}

void mpr_rows_widen(const MprScanline *scanline, double depth_mm, unsigned reach, MprRows *rows)
{
    const MprVolume *volume = scanline->volume;
    const ptrdiff_t end = (ptrdiff_t)volume->count;
    for (ptrdiff_t gap = -1; gap < end;) {
        const MprSegment segment = mpr_scanline_segment(scanline, gap, end);
        const Box box = box_of(scanline, &segment, depth_mm);
        for (; gap < segment.end; gap++) {
            const Range range = range_of(volume, &box, gap);
            if (range.low <= range.high) {
                const MprRows wanted = rows_around(range, reach + 1.0, volume->rows);
                widen_slices(volume, gap, (ptrdiff_t)reach, wanted, rows);
            }
        }
    }
}
