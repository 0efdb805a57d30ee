/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Coarse.h"

#include "Plan.h"

/* A wide gap that a grid touches has ends that it did not need of the narrow one: three on either side with
 * Lanczos. */
enum { FURTHER_NEIGHBOURS = 6 };

static size_t most_frames(const MprVolume *volume)
{
    const MprEncoding *encoding = &volume->model.encoding;
    const size_t bytes =
        (size_t)volume->rows * volume->columns * encoding->samples * mpr_pixel_size(encoding->type);
    const size_t count = MPR_COARSE_BYTES / (bytes > 0 ? bytes : 1);
    return count > MPR_COARSE_FRAMES   ? MPR_COARSE_FRAMES
           : count < MPR_COARSE_FEWEST ? MPR_COARSE_FEWEST
                                       : count;
}

/* The first two and the last two stay: outermost voxels reach half of their own step outwards. */
static bool is_kept(const MprVolume *volume, size_t slice, size_t step)
{
    return slice % step == 0 || slice < 2 || slice + 2 >= volume->count;
}

/* Slices that are not in memory; of those that a plan needs, or of all. */
static size_t count_missing(const MprResampling *resampling, const MprPlan *plan)
{
    const MprVolume *volume = resampling->volume;
    MprSource *source = resampling->source;
    size_t count = 0;
    for (size_t slice = 0; slice < volume->count; slice++) {
        const bool is_needed = plan == NULL || mpr_plan_needs(plan, slice);
        count += is_needed &&
                 (source->is_at_hand == NULL || !source->is_at_hand(source, volume->slices[slice].frame));
    }
    return count;
}

static size_t count_kept(const MprVolume *volume, const MprPlan *plan, size_t step)
{
    size_t count = 0;
    for (size_t slice = 0; slice < volume->count; slice++) {
        count += is_kept(volume, slice, step) && mpr_plan_needs(plan, slice);
    }
    return count;
}

/* A power of two, so that pictures of several planes look at the same slices. */
static size_t choose_step(const MprVolume *volume, const MprPlan *plan)
{
    const size_t most = most_frames(volume) - FURTHER_NEIGHBOURS;
    size_t step = 1;
    while (count_kept(volume, plan, step) > most) {
        step *= 2;
    }
    return step;
}

static bool find_step(const MprResampling *resampling, size_t *step, MprError *error)
{
    const MprVolume *volume = resampling->volume;
    const size_t most = most_frames(volume);
    MprPlan *plan = NULL;
    *step = 1;
    if (count_missing(resampling, NULL) <= most) {
        return true;
    }
    if (!mpr_plan_create(volume, resampling->grids, resampling->count, resampling->sampling, &plan, error)) {
        return false;
    }
    if (count_missing(resampling, plan) > most) {
        *step = choose_step(volume, plan);
    }
    mpr_plan_free(plan);
    return true;
}

static bool thin_out(const MprVolume *volume, size_t step, MprVolume **thinned, MprError *error)
{
    MprVolume *made = mpr_allocate(1, sizeof *made, error);
    if (made == NULL) {
        return false;
    }
    *made = *volume;
    made->count = 0;
    made->slices = mpr_allocate(volume->count, sizeof *made->slices, error);
    if (made->slices == NULL) {
        mpr_volume_free(made);
        return false;
    }
    for (size_t slice = 0; slice < volume->count; slice++) {
        if (is_kept(volume, slice, step)) {
            made->slices[made->count++] = volume->slices[slice];
        }
    }
    *thinned = made;
    return true;
}

bool mpr_coarse_volume(const MprResampling *resampling, MprVolume **coarse, size_t *step, MprError *error)
{
    size_t found = 1;
    MprVolume *thinned = NULL;
    if (!find_step(resampling, &found, error) ||
        (found > 1 && !thin_out(resampling->volume, found, &thinned, error))) {
        return false;
    }
    *coarse = thinned;
    *step = found;
    return true;
}
