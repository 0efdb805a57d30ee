/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Progress.h"

#include <stddef.h>

bool mpr_progress_tell(const MprProgress *progress, double share, MprError *error)
{
    return progress == NULL || progress->go_on(progress->self, share) ||
           mpr_fail(error, MPR_CANCELLED, "the work was cancelled");
}

static bool go_on(void *self, double share)
{
    const MprProgressPart *part = self;
    return part->whole == NULL || part->whole->go_on(part->whole->self, part->start + share * part->share);
}

MprProgress mpr_progress_of_part(MprProgressPart *part)
{
    const MprProgress progress = {part, go_on};
    return progress;
}
