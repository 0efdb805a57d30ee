/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Plane.h"

#include <math.h>

/* Half a voxel for a mean. The largest and the smallest value lie at edges, which are as fine as pixels are
 * along thick slices as well: of half a thick slice, they are missed by a tenth of the contrast. */
static double slab_step_mm(const MprRequest *request, const MprVolume *volume, const MprGridSet *set)
{
    const bool is_mean = request->series.projection == MPR_PROJECTION_MEAN;
    double finest = is_mean ? INFINITY : mpr_volume_finest_spacing_mm(volume);
    for (size_t image = 0; image < set->count; image++) {
        finest = fmin(finest, mpr_volume_finest_extent_mm(volume, mpr_grid_normal(&set->grids[image])));
    }
    return 0.5 * finest;
}

bool mpr_plane_sampling(const MprRequest *request, const MprVolume *volume, const MprGridSet *set,
                        const MprLimits *limits, MprSampling *sampling, MprError *error)
{
    MprSampling made = {
        .interpolation = request->interpolation, .projection = request->series.projection, .samples = 1};
    const double step_mm = slab_step_mm(request, volume, set);
    const double samples = fmax(1.0, ceil(request->series.slab_mm / step_mm - 1e-9));
    if (samples > (double)limits->maximum_slab_samples) {
        return mpr_fail(error, MPR_TOO_LARGE,
                        "a slab of %.6g mm would be sampled on %.0f planes; at most %.0f are allowed "
                        "(MaximumSlabSamples)",
                        request->series.slab_mm, samples, (double)limits->maximum_slab_samples);
    }
    made.samples = (unsigned)samples;
    made.step_mm = request->series.slab_mm / samples;
    *sampling = made;
    return true;
}
