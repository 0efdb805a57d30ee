/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Window.h"

#include <math.h>

#define COPY_VALUES(Type)                                                                                    \
    do {                                                                                                     \
        const Type *stored = (const Type *)pixels->pixels.data + first;                                      \
        for (size_t at = 0; at < count; at++) {                                                              \
            values[at] = stored[at];                                                                         \
        }                                                                                                    \
    } while (0)

/* Of samples first … first + count - 1. */
static void stored_values(const MprPixels *pixels, size_t first, size_t count, double *restrict values)
{
    switch (pixels->encoding.type) {
    case MPR_PIXEL_UINT8:
        COPY_VALUES(uint8_t);
        break;
    case MPR_PIXEL_INT8:
        COPY_VALUES(int8_t);
        break;
    case MPR_PIXEL_UINT16:
        COPY_VALUES(uint16_t);
        break;
    case MPR_PIXEL_INT16:
        COPY_VALUES(int16_t);
        break;
    case MPR_PIXEL_UINT32:
        COPY_VALUES(uint32_t);
        break;
    case MPR_PIXEL_INT32:
        COPY_VALUES(int32_t);
        break;
    }
}

/* Step by step, so that each becomes vector code. share: 0 to 1 are shown. */
static void show(const double *restrict shares, size_t count, bool is_turned, uint8_t *restrict shown)
{
    for (size_t at = 0; at < count; at++) {
        const double level = 255.0 * shares[at];
        const double inside = level < 0.0 ? 0.0 : level > 255.0 ? 255.0 : level;
        const int32_t rounded = (int32_t)(inside + 0.5);
        shown[at] = (uint8_t)(is_turned ? 255 - rounded : rounded);
    }
}

void mpr_window_apply(const MprPixels *pixels, size_t count, double center, double width, uint8_t *shown)
{
    enum { BLOCK = 256 };
    double values[BLOCK];
    const MprEncoding *encoding = &pixels->encoding;
    const double full = ldexp(1.0, encoding->bits_stored) - 1.0;
    for (size_t first = 0; first < count; first += BLOCK) {
        const size_t block = count - first < BLOCK ? count - first : BLOCK;
        stored_values(pixels, first, block, values);
        for (size_t at = 0; encoding->samples > 1 && at < block; at++) {
            values[at] /= full;
        }
        for (size_t at = 0; encoding->samples == 1 && at < block; at++) {
            const double value = encoding->slope * values[at] + encoding->intercept;
            values[at] = (value - center) / width + 0.5;
        }
        show(values, block, encoding->is_monochrome1, shown + first);
    }
}

bool mpr_window_value(const MprPixels *pixels, size_t index, double *value)
{
    const MprEncoding *encoding = &pixels->encoding;
    double stored = 0.0;
    stored_values(pixels, index, 1, &stored);
    *value = encoding->slope * stored + encoding->intercept;
    return !encoding->has_padding || stored != encoding->padding_low;
}
