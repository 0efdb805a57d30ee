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

void mpr_frame_free(MprFrame *frame)
{
    if (frame != NULL) {
        mpr_buffer_release(&frame->pixels);
        mpr_buffer_release(&frame->attributes);
        mpr_free(frame);
    }
}
