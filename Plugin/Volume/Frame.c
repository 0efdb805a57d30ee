/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Frame.h"

size_t mpr_pixel_size(MprPixelType type)
{
    static const size_t sizes[] = {1, 1, 2, 2, 4, 4};
    return sizes[type];
}

bool mpr_pixel_is_signed(MprPixelType type)
{
    return type == MPR_PIXEL_INT8 || type == MPR_PIXEL_INT16 || type == MPR_PIXEL_INT32;
}

MprFrame *mpr_frame_retain(MprFrame *frame)
{
    __atomic_add_fetch(&frame->further_owners, 1, __ATOMIC_RELAXED);
    return frame;
}

void mpr_frame_free(MprFrame *frame)
{
    /* the count was 0 before: this was the last owner */
    if (frame != NULL && __atomic_fetch_sub(&frame->further_owners, 1, __ATOMIC_ACQ_REL) == 0) {
        mpr_buffer_release(&frame->pixels);
        mpr_buffer_release(&frame->file);
        mpr_buffer_release(&frame->attributes);
        mpr_free(frame);
    }
}

const char *mpr_common_name(MprCommonAttribute attribute)
{
    static const char *const names[MPR_COMMON_COUNT] = {
        "Modality",    "PatientName", "PatientBirthDate", "PatientSex", "PatientIdentityRemoved",
        "RescaleType", "Units",       "DecayCorrection"};
    return names[attribute];
}

MprCommonAttribute mpr_common_compare(const uint32_t *one, const uint32_t *other)
{
    int attribute = 0;
    while (attribute < MPR_COMMON_COUNT &&
           (one[attribute] == 0 || other[attribute] == 0 || one[attribute] == other[attribute])) {
        attribute++;
    }
    return (MprCommonAttribute)attribute;
}
