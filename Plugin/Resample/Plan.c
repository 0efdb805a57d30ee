/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Plan.h"

#include "Rows.h"
#include "Sampler.h"

/* Voxel coordinates that differ from whole numbers by less than this are those of a voxel: DS texts of 16
   characters and cosines of a few decimals do not let them differ by more on a grid that is meant to
   coincide. */
static const double ALIGNED = 1e-3;

/* Slices in memory at a time, in bytes, when an interpolation does not need more. Longer runs are cheaper,
   but memory is dearer than that; the planes of a slab or a stack look at each slice many times, which pays
   for more. */
enum { WINDOW_BYTES = 4 << 20, MANY_PLANES_WINDOW_BYTES = 16 << 20 };

/* One image: the range of distances along the volume's normal that it and its slab lie in. */
typedef struct {
    double from_mm, to_mm;
    bool is_aligned;
} Extent;

struct MprPlan {
    const MprVolume *volume;
    const MprGrid *grids;
    const MprSampling *sampling;
    size_t count;
    bool *needs;     /* of each slice: some image needs it */
    bool *own_needs; /* of each slice for each image */
    Extent *extents; /* of each image */
    MprRows *rows;   /* of each slice; NULL: all of them */
};

/* Slices on either side of a pixel, and rows and columns as well. */
static unsigned reach_of(const MprPlan *plan)
{
    static const unsigned reach[] = {[MPR_NEAREST] = 1, [MPR_LINEAR] = 1, [MPR_CUBIC] = 2, [MPR_LANCZOS] = 3};
    return reach[plan->sampling->interpolation];
}

static Extent extent_of(const MprPlan *plan, const MprScanline *scanline)
{
    const double deep = fabs(mpr_sampling_depth_mm(plan->sampling, 0) * scanline->distance_deep);
    Extent extent = {.from_mm = INFINITY, .to_mm = -INFINITY};
    for (int corner = 0; corner < 4; corner++) {
        const double distance =
            scanline->distance_mm +
            (corner & 1 ? (scanline->columns - 1.0) * scanline->distance_across_mm.step : 0.0) +
            (corner & 2 ? (scanline->rows - 1.0) * scanline->distance_down_mm : 0.0);
        extent.from_mm = fmin(extent.from_mm, distance - deep - 1e-5);
        extent.to_mm = fmax(extent.to_mm, distance + deep + 1e-5);
    }
    return extent;
}

static double off_whole(double value)
{
    return fabs(value - round(value));
}

/* Whether all pixels of a run are voxels: the first one is, and the steps stay with it to the last. */
static bool is_on_lattice(const MprRun *run)
{
    const double first = fmax(off_whole(run->i), fmax(off_whole(run->j), off_whole(run->k)));
    const double drift = fmax(off_whole(run->di), fmax(off_whole(run->dj), off_whole(run->dk))) * run->count;
    return first < ALIGNED && drift < ALIGNED;
}

/* Looks at the runs of one segment until look says stop. */
typedef bool (*Look)(MprPlan *plan, size_t image, const MprRun *run);

static bool look_at_segment(MprPlan *plan, size_t image, const MprScanline *scanline,
                            const MprSegment *segment, Look look)
{
    const MprSampling *sampling = plan->sampling;
    uint32_t row = 0;
    uint32_t end = 0;
    mpr_scanline_rows(scanline, segment, mpr_sampling_depth_mm(sampling, 0), &row, &end);
    for (; row < end; row++) {
        for (unsigned sample = 0; sample < sampling->samples; sample++) {
            const MprRun run =
                mpr_scanline_run(scanline, segment, mpr_sampling_depth_mm(sampling, sample), row);
            if (run.count > 0 && !look(plan, image, &run)) {
                return false;
            }
        }
    }
    return true;
}

static bool look_at_image(MprPlan *plan, size_t image, Look look)
{
    const MprScanline scanline = mpr_scanline(plan->volume, &plan->grids[image]);
    const ptrdiff_t end = (ptrdiff_t)plan->volume->count;
    bool goes_on = true;
    for (ptrdiff_t gap = -1; goes_on && gap < end;) {
        const MprSegment segment = mpr_scanline_segment(&scanline, gap, end);
        goes_on = look_at_segment(plan, image, &scanline, &segment, look);
        gap = segment.end;
    }
    return goes_on;
}

static bool look_for_lattice(MprPlan *plan, size_t image, const MprRun *run)
{
    (void)plan;
    (void)image;
    return is_on_lattice(run);
}

static bool look_for_needs(MprPlan *plan, size_t image, const MprRun *run)
{
    bool *needs = plan->own_needs + image * plan->volume->count;
    mpr_sampler_mark(mpr_plan_interpolation(plan, image), run, needs, plan->volume->count);
    return true;
}

static bool plan_image(MprPlan *plan, size_t image, MprError *error)
{
    const MprScanline scanline = mpr_scanline(plan->volume, &plan->grids[image]);
    plan->extents[image] = extent_of(plan, &scanline);
    plan->extents[image].is_aligned =
        plan->sampling->samples == 1 && look_at_image(plan, image, look_for_lattice);
    look_at_image(plan, image, look_for_needs);
    bool is_empty = true;
    for (size_t slice = 0; slice < plan->volume->count; slice++) {
        const bool is_needed = mpr_plan_image_needs(plan, image, slice);
        is_empty = is_empty && !is_needed;
        plan->needs[slice] = plan->needs[slice] || is_needed;
    }
    return !is_empty || mpr_fail(error, MPR_UNSUITABLE, "no pixel of the image lies in the volume");
}

/* Many images look at all rows sooner or later; and slices of previews are kept whole for the next one. */
static bool plan_rows(MprPlan *plan, MprError *error)
{
    enum { FEW_IMAGES = 32 };
    if (plan->count > FEW_IMAGES || plan->sampling->is_preview) {
        return true;
    }
    const double deep_mm = fabs(mpr_sampling_depth_mm(plan->sampling, 0));
    plan->rows = mpr_allocate(plan->volume->count, sizeof *plan->rows, error);
    for (size_t image = 0; plan->rows != NULL && image < plan->count; image++) {
        const MprScanline scanline = mpr_scanline(plan->volume, &plan->grids[image]);
        mpr_rows_widen(&scanline, deep_mm, reach_of(plan), plan->rows);
    }
    return plan->rows != NULL;
}

static bool plan_images(MprPlan *plan, MprError *error)
{
    bool ok = true;
    for (size_t image = 0; ok && image < plan->count; image++) {
        ok = plan_image(plan, image, error);
    }
    return ok;
}

bool mpr_plan_create(const MprVolume *volume, const MprGrid *grids, size_t count, const MprSampling *sampling,
                     MprPlan **created, MprError *error)
{
    MprPlan *plan = mpr_allocate(1, sizeof *plan, error);
    if (plan == NULL) {
        return false;
    }
    plan->volume = volume;
    plan->grids = grids;
    plan->sampling = sampling;
    plan->count = count;
    plan->needs = mpr_allocate(volume->count, sizeof *plan->needs, error);
    plan->own_needs = mpr_allocate(count, volume->count * sizeof *plan->own_needs, error);
    plan->extents = mpr_allocate(count, sizeof *plan->extents, error);
    if (plan->needs == NULL || plan->own_needs == NULL || plan->extents == NULL ||
        !plan_images(plan, error) || !plan_rows(plan, error)) {
        mpr_plan_free(plan);
        return false;
    }
    *created = plan;
    return true;
}

void mpr_plan_free(MprPlan *plan)
{
    if (plan != NULL) {
        mpr_free(plan->needs);
        mpr_free(plan->own_needs);
        mpr_free(plan->extents);
        mpr_free(plan->rows);
        mpr_free(plan);
    }
}

bool mpr_plan_needs(const MprPlan *plan, size_t slice)
{
    return plan->needs[slice];
}

MprRows mpr_plan_rows(const MprPlan *plan, size_t slice)
{
    const bool is_known = plan->rows != NULL && plan->rows[slice].end > 0;
    return is_known ? plan->rows[slice] : (MprRows){0, plan->volume->rows};
}

bool mpr_plan_image_needs(const MprPlan *plan, size_t image, size_t slice)
{
    return plan->own_needs[image * plan->volume->count + slice];
}

bool mpr_plan_touches(const MprPlan *plan, size_t image, const MprChunk *chunk)
{
    double from = 0.0;
    double to = 0.0;
    double ignored = 0.0;
    mpr_volume_gap_extent(plan->volume, chunk->first, &from, &ignored);
    mpr_volume_gap_extent(plan->volume, chunk->end - 1, &ignored, &to);
    return plan->extents[image].to_mm >= from && plan->extents[image].from_mm <= to;
}

bool mpr_plan_is_aligned(const MprPlan *plan, size_t image)
{
    return plan->extents[image].is_aligned;
}

MprInterpolation mpr_plan_interpolation(const MprPlan *plan, size_t image)
{
    return mpr_plan_is_aligned(plan, image) ? MPR_NEAREST : plan->sampling->interpolation;
}

/* ---- chunks ---- */

static MprChunk chunk_of(const MprPlan *plan, ptrdiff_t first, ptrdiff_t gaps)
{
    const ptrdiff_t slices = (ptrdiff_t)plan->volume->count;
    const ptrdiff_t end = first + gaps < slices ? first + gaps : slices;
    const ptrdiff_t reach = (ptrdiff_t)reach_of(plan);
    const ptrdiff_t lowest = first + 1 - reach;
    const ptrdiff_t highest = end - 1 + reach;
    return (MprChunk){.first = first,
                      .end = end,
                      .lowest = (size_t)(lowest < 0 ? 0 : lowest),
                      .highest = (size_t)(highest < slices ? highest : slices - 1)};
}

static bool is_needed(const MprPlan *plan, const MprChunk *chunk)
{
    bool needs = false;
    for (size_t slice = chunk->lowest; !needs && slice <= chunk->highest; slice++) {
        needs = plan->needs[slice];
    }
    return needs;
}

static size_t room_for_slices(const MprPlan *plan, size_t slice_bytes)
{
    const bool has_many_planes = plan->count > 1 || plan->sampling->samples > 1;
    const size_t bytes = has_many_planes ? MANY_PLANES_WINDOW_BYTES : WINDOW_BYTES;
    return bytes / (slice_bytes > 0 ? slice_bytes : 1);
}

/* A chunk begins at the first gap behind the one before that has a slice to see. */
bool mpr_plan_next(const MprPlan *plan, size_t slice_bytes, MprChunk *chunk)
{
    const ptrdiff_t slices = (ptrdiff_t)plan->volume->count;
    const ptrdiff_t room = (ptrdiff_t)room_for_slices(plan, slice_bytes);
    const ptrdiff_t gaps = room - 2 * (ptrdiff_t)reach_of(plan) + 1;
    ptrdiff_t first = chunk->end > chunk->first ? chunk->end : -1;
    MprChunk next = chunk_of(plan, first, 1);
    while (first < slices && !is_needed(plan, &next)) {
        first++;
        next = chunk_of(plan, first, 1);
    }
    if (first >= slices) {
        return false;
    }
    *chunk = chunk_of(plan, first, gaps > 1 ? gaps : 1);
    return true;
}
