/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Progress of the work. The callback may block, as it does for a paused job. */
#ifndef MPR_PROGRESS_H
#define MPR_PROGRESS_H

#include "Stop.h"

/** Called from time to time with the share that is done (0 to 1). */
typedef struct {
    void *self;
    void (*tell)(void *self, double share);
} MprProgress;

/** Reports progress, which may be NULL. Returns false, as mpr_stop_check does, when the work must end. */
bool mpr_progress_tell(const MprProgress *progress, double share, MprError *error);

/** A part of the work, reported as progress of the whole: from start, share of it. If whole is NULL, nothing
 * is reported. */
typedef struct {
    const MprProgress *whole;
    double start, share;
} MprProgressPart;

/** part must outlive the result. */
MprProgress mpr_progress_of_part(MprProgressPart *part);

#endif
