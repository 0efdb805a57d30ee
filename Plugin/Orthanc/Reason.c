/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Reason.h"

#include <string.h>

/* Pictures of a camera, a probe or a catheter: without a plane of their own they never have one. */
static bool is_class_without_planes(const char *uid)
{
    static const char *const classes[] = {
        "1.2.840.10008.5.1.4.1.1.3",    "1.2.840.10008.5.1.4.1.1.3.1",  "1.2.840.10008.5.1.4.1.1.6",
        "1.2.840.10008.5.1.4.1.1.6.1",  "1.2.840.10008.5.1.4.1.1.12.3", "1.2.840.10008.5.1.4.1.1.14.1",
        "1.2.840.10008.5.1.4.1.1.14.2",
    };
    for (size_t index = 0; index < sizeof classes / sizeof classes[0]; index++) {
        if (strcmp(uid, classes[index]) == 0) {
            return true;
        }
    }
    return false;
}

static size_t count_placed(const MprDescription *description)
{
    size_t placed = 0;
    for (size_t frame = 0; frame < description->count; frame++) {
        placed += description->frames[frame].header.has_grid;
    }
    return placed;
}

bool mpr_reason_of_file(const MprDescription *description, MprError *reason, bool *is_foreign)
{
    const MprFrameHeader *first = &description->frames[0].header;
    const size_t placed = count_placed(description);
    *is_foreign =
        first->family == MPR_FAMILY_REFUSED || (placed == 0 && is_class_without_planes(first->sop_class_uid));
    if (*is_foreign) {
        mpr_fail(reason, MPR_UNSUITABLE, "images of SOP class %s (modality %s) are no slices of a volume",
                 first->sop_class_uid, first->modality);
    } else if (description->count > 1 && placed == 1 && first->has_grid) {
        mpr_fail(reason, MPR_UNSUITABLE,
                 "only the first of its %zu frames has a position; nothing says where the others lie",
                 description->count);
    } else if (description->count > 1 && placed == 0) {
        mpr_fail(reason, MPR_UNSUITABLE,
                 "its %zu frames lack ImagePositionPatient, ImageOrientationPatient or PixelSpacing",
                 description->count);
    } else {
        return false;
    }
    return true;
}
