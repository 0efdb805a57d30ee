/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * How far the work is. Whoever is told may hold the work up, as a paused job does. */
#ifndef MPR_PROGRESS_H
#define MPR_PROGRESS_H

#include "Stop.h"

/** Told from time to time how much is done (0 to 1). */
typedef struct {
    void *self;
    void (*tell)(void *self, double share);
} MprProgress;

/** progress may be NULL. False, as mpr_stop_check, when the work must end. */
bool mpr_progress_tell(const MprProgress *progress, double share, MprError *error);

/** One part of the work, told as progress of the whole: from start, share of it. whole may be NULL: then
 * nobody is told. */
typedef struct {
    const MprProgress *whole;
    double start, share;
} MprProgressPart;

/** part must outlive what is returned. */
MprProgress mpr_progress_of_part(MprProgressPart *part);

#endif
