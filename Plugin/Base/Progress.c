/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Progress.h"

#include <stddef.h>

bool mpr_progress_tell(const MprProgress *progress, double share, MprError *error)
{
    if (progress != NULL) {
        progress->tell(progress->self, share);
    }
    return mpr_stop_check(error);
}

static void tell(void *self, double share)
{
    const MprProgressPart *part = self;
    if (part->whole != NULL) {
        part->whole->tell(part->whole->self, part->start + share * part->share);
    }
}

MprProgress mpr_progress_of_part(MprProgressPart *part)
{
    const MprProgress progress = {part, tell};
    return progress;
}
