/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Window.h"

#include <math.h>

static double stored_value(const MprPixels *pixels, size_t index)
{
    const void *data = pixels->pixels.data;
    switch (pixels->encoding.type) {
    case MPR_PIXEL_UINT8:
        return ((const uint8_t *)data)[index];
    case MPR_PIXEL_INT8:
        return ((const int8_t *)data)[index];
    case MPR_PIXEL_UINT16:
        return ((const uint16_t *)data)[index];
    case MPR_PIXEL_INT16:
        return ((const int16_t *)data)[index];
    case MPR_PIXEL_UINT32:
        return ((const uint32_t *)data)[index];
    case MPR_PIXEL_INT32:
        return ((const int32_t *)data)[index];
    }
    return 0.0;
}

void mpr_window_apply(const MprPixels *pixels, size_t count, double center, double width, uint8_t *shown)
{
    const MprEncoding *encoding = &pixels->encoding;
    const bool is_colour = encoding->samples > 1;
    const double full = ldexp(1.0, encoding->bits_stored) - 1.0;
    for (size_t index = 0; index < count; index++) {
        const double stored = stored_value(pixels, index);
        const double value = encoding->slope * stored + encoding->intercept;
        const double share = is_colour ? stored / full : (value - center) / width + 0.5;
        const double level = fmin(fmax(255.0 * share, 0.0), 255.0);
        const uint8_t rounded = (uint8_t)(level + 0.5);
        shown[index] = encoding->is_monochrome1 ? (uint8_t)(255 - rounded) : rounded;
    }
}

bool mpr_window_value(const MprPixels *pixels, size_t index, double *value)
{
    const MprEncoding *encoding = &pixels->encoding;
    const double stored = stored_value(pixels, index);
    *value = encoding->slope * stored + encoding->intercept;
    return !encoding->has_padding || stored != encoding->padding_low;
}
