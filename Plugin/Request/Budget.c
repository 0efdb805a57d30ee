/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Budget.h"

/* A part of the maximum from which on it is better not to wait: some seconds of one core. */
enum { JOB_PART = 10 };

/* Times of linear samples, measured (Resources/Benchmarks/Samples.py): Cubic looks at 64 voxels by vector code.
 * Lanczos looks at 216 one by one and takes 130 to 270 times as long; it counts 100 times, so that
 * a stack of 300 images is still allowed. */
static uint64_t weight(MprInterpolation interpolation)
{
    return interpolation == MPR_LANCZOS ? 100 : interpolation == MPR_CUBIC ? 4 : 1;
}

static uint64_t product(uint64_t a, uint64_t b)
{
    return a > 0 && b > UINT64_MAX / a ? UINT64_MAX : a * b;
}

uint64_t mpr_budget_samples(const MprGridSet *set, const MprSampling *sampling)
{
    const MprGrid *grid = &set->grids[0]; /* all have one size */
    const uint64_t pixels = product(set->count, (uint64_t)grid->rows * grid->columns);
    return product(product(pixels, sampling->samples), weight(sampling->interpolation));
}

bool mpr_budget_spend(MprBudget *budget, uint64_t samples, MprError *error)
{
    const uint64_t left = budget->maximum - budget->spent;
    if (samples > left && budget->spent > 0) {
        return mpr_fail(
            error, MPR_TOO_LARGE,
            "%llu samples are asked for after %llu of the volumes before; at most %llu are allowed "
            "(MaximumSamples): ask for fewer, smaller or thinner images",
            (unsigned long long)samples, (unsigned long long)budget->spent,
            (unsigned long long)budget->maximum);
    }
    if (samples > left) {
        return mpr_fail(
            error, MPR_TOO_LARGE,
            "%llu samples are asked for; at most %llu are allowed (MaximumSamples): ask for fewer, "
            "smaller or thinner images",
            (unsigned long long)samples, (unsigned long long)budget->maximum);
    }
    budget->spent += samples;
    return true;
}

bool mpr_budget_is_for_jobs(const MprBudget *budget)
{
    return budget->spent > budget->maximum / JOB_PART;
}
