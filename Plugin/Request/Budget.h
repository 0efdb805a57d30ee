/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The most that one request may cost. The other limits multiply: images of a request, pixels of an image,
 * planes of a slab, volumes of a series, series of a study; this one limits the product. Samples are counted,
 * not seconds, so that a request is refused on every machine or on none. */
#ifndef MPR_BUDGET_H
#define MPR_BUDGET_H

#include "Plane.h"

typedef struct {
    uint64_t maximum; /**< "MaximumSamples" */
    uint64_t spent;   /**< by the same request */
} MprBudget;

/** Samples of all images: images × rows × columns × planes of a slab, each counted as many times as it takes
 * the time of a linear one. UINT64_MAX when it is more. */
uint64_t mpr_budget_samples(const MprGridSet *set, const MprSampling *sampling);

/** Spends samples. If too few are left, spends nothing: MPR_TOO_LARGE with the numbers. */
bool mpr_budget_spend(MprBudget *budget, uint64_t samples, MprError *error);

/** Is the request so large that a job is recommended? */
bool mpr_budget_is_for_jobs(const MprBudget *budget);

#endif
