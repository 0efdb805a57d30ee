/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A first picture of a series that nobody has looked at yet: from some of its slices, so that it need not wait
 * until all are read and decoded. It is a picture for the screen only; nothing of it is stored. */
#ifndef MPR_COARSE_H
#define MPR_COARSE_H

#include "Resample.h"

/** What a coarse picture reads at most: so many frames, and no more bytes of pixels when they are large (but
 * some frames there must be). */
enum { MPR_COARSE_FRAMES = 64, MPR_COARSE_BYTES = 64 << 20, MPR_COARSE_FEWEST = 16 };

/** The volume of resampling with every step'th of its slices, and with both ends of its own; for
 * mpr_volume_free. *coarse is NULL and *step 1 when there is no need for it: when no more frames than those
 * above would be read for the whole picture. */
bool mpr_coarse_volume(const MprResampling *resampling, MprVolume **coarse, size_t *step, MprError *error);

#endif
