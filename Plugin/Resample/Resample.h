/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * From a volume and grids to values: grids are walked through the volume chunk by chunk, with a few
 * neighbouring slices in memory and no more. Only the slices that some grid touches are loaded, each once, in
 * their order along the normal; so a stack of a hundred images reads the volume once, and memory does not
 * grow with the number of slices. */
#ifndef MPR_RESAMPLE_H
#define MPR_RESAMPLE_H

#include "Base/Progress.h"
#include "Base/ThreadPool.h"
#include "Geometry/Sampling.h"
#include "Image.h"
#include "Volume/Source.h"
#include "Volume/Volume.h"

/** What is resampled where, and with whose help. All of it stays the caller's. */
typedef struct {
    const MprVolume *volume;
    const MprGrid *grids;
    size_t count; /**< grids */
    const MprSampling *sampling;
    MprSource *source;
    MprThreads threads;
    const MprProgress *progress; /**< may be NULL */
} MprResampling;

/** MPR_UNSUITABLE when a grid misses the volume or a slice is not what it should be (its name is in front).
 * The caller frees the images with mpr_images_free. */
bool mpr_resample(const MprResampling *resampling, MprImages **images, MprError *error);

/** Bytes that one image needs for each of its pixels while it is made. */
size_t mpr_resample_bytes_per_pixel(const MprSampling *sampling);

#endif
