/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Runs of one image, sampled together: by the kernels where they can, by the reference where they cannot: in
 * slices that are not plain, by Lanczos, at the borders for Cubic, and where padding meets tissue. */
#ifndef MPR_BATCH_H
#define MPR_BATCH_H

#include "Accumulator.h"

/** Owned; free with mpr_batch_free. */
typedef struct MprBatch MprBatch;

bool mpr_batch_create(const MprKernels *kernels, MprBatch **batch, MprError *error);
void mpr_batch_free(MprBatch *batch); /**< NULL is fine */

/** The runs to come are of the image of an accumulator, and lie in prepared gaps. marks gets the slices that
 * gave a pixel a weight where that depends on voxels, as in slices with padding; mpr_sampler_mark tells of
 * all others. */
void mpr_batch_start(MprBatch *batch, MprInterpolation interpolation, const MprSlices *slices,
                     MprAccumulator *accumulator, bool *marks);
void mpr_batch_add(MprBatch *batch, const MprRun *run);
/** The runs are on the accumulator now. */
void mpr_batch_finish(MprBatch *batch);

#endif
