/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Progress.h"

#include <stddef.h>

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
