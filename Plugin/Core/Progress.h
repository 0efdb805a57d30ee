/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the work is, and whether it shall go on. */
#ifndef MPR_PROGRESS_H
#define MPR_PROGRESS_H

#include "Error.h"

/* Told from time to time how much is done (0 to 1); false stops the work with MPR_CANCELLED. */
typedef struct {
    void *self;
    bool (*go_on)(void *self, double share);
} MprProgress;

/* Tells how much is done; false and MPR_CANCELLED when the work shall stop. progress may be NULL. */
bool mpr_progress_tell(const MprProgress *progress, double share, MprError *error);

/* One part of the work, told as progress of the whole: from start, share of it. whole may be NULL: then
 * nobody is told and the work goes on. */
typedef struct {
    const MprProgress *whole;
    double start, share;
} MprProgressPart;

/* part must outlive what is returned. */
MprProgress mpr_progress_of_part(MprProgressPart *part);

#endif
