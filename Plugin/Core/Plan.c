/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Plan.h"

/* Voxel coordinates that differ from whole numbers by less than this are those of a voxel: DS texts of 16
   characters and cosines of a few decimals do not let them differ by more on a grid that is meant to
   coincide. */
static const double ALIGNED = 1e-3;

/* One image: the range of distances along the volume's normal that it and its slab lie in. */
typedef struct {
    double from_mm, to_mm;
    bool is_aligned;
    bool is_empty;
} Extent;

struct MprPlan {
    const MprVolume *volume;
    const MprGrid *grids;
    const MprSampling *sampling;
    size_t count;
    MprLayerSet *needs; /* of each gap; index 0 is gap -1 */
    Extent *extents;    /* of each image */
};

static double slab_offset_mm(const MprSampling *sampling, unsigned sample)
{
    return (sample - (sampling->samples - 1.0) / 2.0) * sampling->step_mm;
}

MprWalk mpr_plan_walk(const MprPlan *plan, size_t image, unsigned sample)
{
    MprGrid grid = plan->grids[image];
    grid.position =
        mpr_vector_moved(grid.position, mpr_grid_normal(&grid), slab_offset_mm(plan->sampling, sample));
    return mpr_walk(plan->volume, &grid);
}

static Extent extent_of(const MprPlan *plan, size_t image)
{
    Extent extent = {.from_mm = INFINITY, .to_mm = -INFINITY, .is_aligned = true, .is_empty = true};
    const unsigned samples[2] = {0, plan->sampling->samples - 1};
    for (int end = 0; end < 2; end++) {
        const MprWalk walk = mpr_plan_walk(plan, image, samples[end]);
        for (int corner = 0; corner < 4; corner++) {
            const double distance = walk.distance_mm +
                                    (corner & 1 ? (walk.columns - 1.0) * walk.distance_across_mm : 0.0) +
                                    (corner & 2 ? (walk.rows - 1.0) * walk.distance_down_mm : 0.0);
            extent.from_mm = fmin(extent.from_mm, distance - 1e-5);
            extent.to_mm = fmax(extent.to_mm, distance + 1e-5);
        }
    }
    return extent;
}

bool mpr_plan_touches(const MprPlan *plan, size_t image, ptrdiff_t gap)
{
    double from = 0.0;
    double to = 0.0;
    mpr_volume_gap_extent(plan->volume, gap, &from, &to);
    return plan->extents[image].to_mm >= from && plan->extents[image].from_mm <= to;
}

static double off_whole(double value)
{
    return fabs(value - round(value));
}

/* Whether all pixels of a run are voxels: the first one is, and the steps stay with it to the last. */
static bool is_on_lattice(const MprRun *run)
{
    const double count = run->count;
    const double first = fmax(off_whole(run->i), fmax(off_whole(run->j), off_whole(run->t)));
    const double drift = fmax(off_whole(run->di), fmax(off_whole(run->dj), off_whole(run->dt))) * count;
    return first < ALIGNED && drift < ALIGNED;
}

/* All layers that an interpolation can need. */
static MprLayerSet all_layers(MprInterpolation interpolation)
{
    static const MprLayerSet layers[] = {
        [MPR_NEAREST] = 3U << (MPR_REACH - 1),
        [MPR_LINEAR] = 3U << (MPR_REACH - 1),
        [MPR_CUBIC] = 15U << (MPR_REACH - 2),
        [MPR_LANCZOS] = (1U << MPR_LAYERS) - 1U,
    };
    return layers[interpolation];
}

/* Rows are looked at until they cannot tell anything new: of an oblique plane, one or two in a gap. */
static void plan_plane(MprPlan *plan, size_t image, const MprWalk *walk, ptrdiff_t gap,
                       MprInterpolation interpolation)
{
    const MprAffine map = mpr_walk_voxel_from_slice(walk, gap);
    const MprLayerSet all = all_layers(interpolation);
    Extent *extent = &plan->extents[image];
    MprLayerSet *needs = &plan->needs[gap + 1];
    uint32_t row = 0;
    uint32_t end = 0;
    mpr_walk_rows(walk, gap, &row, &end);
    for (; row < end && (extent->is_aligned || extent->is_empty || (*needs & all) != all); row++) {
        const MprRun run = mpr_walk_run(walk, gap, &map, row);
        if (run.count > 0) {
            *needs |= mpr_sampler_needs(interpolation, &run);
            extent->is_aligned = extent->is_aligned && is_on_lattice(&run);
            extent->is_empty = false;
        }
    }
}

static void plan_image(MprPlan *plan, size_t image, MprInterpolation interpolation)
{
    for (unsigned sample = 0; sample < plan->sampling->samples; sample++) {
        const MprWalk walk = mpr_plan_walk(plan, image, sample);
        for (ptrdiff_t gap = -1; gap < (ptrdiff_t)plan->volume->count; gap++) {
            if (mpr_plan_touches(plan, image, gap)) {
                plan_plane(plan, image, &walk, gap, interpolation);
            }
        }
    }
}

/* A first look with Nearest says whether the grid is on the lattice, and then its needs are right already. */
static bool plan_images(MprPlan *plan, MprError *error)
{
    for (size_t image = 0; image < plan->count; image++) {
        Extent *extent = &plan->extents[image];
        *extent = extent_of(plan, image);
        plan_image(plan, image, MPR_NEAREST);
        extent->is_aligned = extent->is_aligned && plan->sampling->samples == 1;
        if (extent->is_empty) {
            return mpr_fail(error, MPR_UNSUITABLE, "no pixel of the image lies in the volume");
        }
        if (!extent->is_aligned && plan->sampling->interpolation != MPR_NEAREST) {
            plan_image(plan, image, plan->sampling->interpolation);
        }
    }
    return true;
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
    plan->needs = mpr_allocate(volume->count + 1, sizeof *plan->needs, error);
    plan->extents = mpr_allocate(count, sizeof *plan->extents, error);
    if (plan->needs == NULL || plan->extents == NULL || !plan_images(plan, error)) {
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
        mpr_free(plan->extents);
        mpr_free(plan);
    }
}

MprLayerSet mpr_plan_needs(const MprPlan *plan, ptrdiff_t gap)
{
    return plan->needs[gap + 1];
}

size_t mpr_plan_slice(const MprPlan *plan, ptrdiff_t gap, int layer)
{
    const ptrdiff_t slice = gap - MPR_REACH + 1 + layer;
    const ptrdiff_t last = (ptrdiff_t)plan->volume->count - 1;
    return (size_t)(slice < 0 ? 0 : slice > last ? last : slice);
}

ptrdiff_t mpr_plan_first_slice_after(const MprPlan *plan, ptrdiff_t gap)
{
    static const ptrdiff_t reach[] = {
        [MPR_NEAREST] = 1, [MPR_LINEAR] = 1, [MPR_CUBIC] = 2, [MPR_LANCZOS] = 3};
    const ptrdiff_t last_gap = (ptrdiff_t)plan->volume->count - 1;
    return gap == last_gap ? last_gap + 1 : gap + 2 - reach[plan->sampling->interpolation];
}

bool mpr_plan_is_aligned(const MprPlan *plan, size_t image)
{
    return plan->extents[image].is_aligned;
}

MprInterpolation mpr_plan_interpolation(const MprPlan *plan, size_t image)
{
    return mpr_plan_is_aligned(plan, image) ? MPR_NEAREST : plan->sampling->interpolation;
}
