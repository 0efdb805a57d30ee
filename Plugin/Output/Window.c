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

/* What values are shown as. They are used up. */
static void show_values(const MprEncoding *encoding, double *restrict values, size_t count, double center,
                        double width, uint8_t *shown)
{
    const double full = ldexp(1.0, encoding->bits_stored) - 1.0;
    for (size_t at = 0; encoding->samples > 1 && at < count; at++) {
        values[at] /= full;
    }
    for (size_t at = 0; encoding->samples == 1 && at < count; at++) {
        const double value = encoding->slope * values[at] + encoding->intercept;
        values[at] = (value - center) / width + 0.5;
    }
    show(values, count, encoding->is_monochrome1, shown);
}

enum { BLOCK = 64 };

static void apply_to_each(const MprPixels *pixels, size_t count, double center, double width, uint8_t *shown)
{
    double values[BLOCK];
    for (size_t first = 0; first < count; first += BLOCK) {
        const size_t block = count - first < BLOCK ? count - first : BLOCK;
        stored_values(pixels, first, block, values);
        show_values(&pixels->encoding, values, block, center, width, shown + first);
    }
}

/* ---- by a table ---- */

enum { TABLE = 6144 }; /* a CT has 4096 values, and -2000 where it has none */

/* The smallest and largest stored value. */
typedef struct {
    int32_t least, most;
} Extremes;

#define FIND_EXTREMES(Type)                                                                                  \
    do {                                                                                                     \
        const Type *stored = (const Type *)pixels->pixels.data;                                              \
        Type least = stored[0];                                                                              \
        Type most = stored[0];                                                                               \
        for (size_t at = 0; at < count; at++) {                                                              \
            least = stored[at] < least ? stored[at] : least;                                                 \
            most = stored[at] > most ? stored[at] : most;                                                    \
        }                                                                                                    \
        return (Extremes){least, most};                                                                      \
    } while (0)

/* Of values of 8 and 16 bits. */
static Extremes extremes_of(const MprPixels *pixels, size_t count)
{
    switch (pixels->encoding.type) {
    case MPR_PIXEL_UINT8:
        FIND_EXTREMES(uint8_t);
    case MPR_PIXEL_INT8:
        FIND_EXTREMES(int8_t);
    case MPR_PIXEL_UINT16:
        FIND_EXTREMES(uint16_t);
    default:
        FIND_EXTREMES(int16_t);
    }
}

#define LOOK_UP(Type)                                                                                        \
    do {                                                                                                     \
        const Type *stored = (const Type *)pixels->pixels.data;                                              \
        for (size_t at = 0; at < count; at++) {                                                              \
            shown[at] = table[stored[at] - least];                                                           \
        }                                                                                                    \
    } while (0)

static void look_up(const MprPixels *pixels, size_t count, const uint8_t table[TABLE], int32_t least,
                    uint8_t *restrict shown)
{
    switch (pixels->encoding.type) {
    case MPR_PIXEL_UINT8:
        LOOK_UP(uint8_t);
        break;
    case MPR_PIXEL_INT8:
        LOOK_UP(int8_t);
        break;
    case MPR_PIXEL_UINT16:
        LOOK_UP(uint16_t);
        break;
    default:
        LOOK_UP(int16_t);
        break;
    }
}

/* Each stored value is computed once, as it is without a table. */
static void apply_by_table(const MprPixels *pixels, size_t count, Extremes extremes, double center,
                           double width, uint8_t *shown)
{
    uint8_t table[TABLE];
    double values[BLOCK];
    const size_t size = (size_t)(extremes.most - extremes.least) + 1;
    for (size_t first = 0; first < size; first += BLOCK) {
        const size_t block = size - first < BLOCK ? size - first : BLOCK;
        for (size_t at = 0; at < block; at++) {
            values[at] = (double)extremes.least + (double)(first + at);
        }
        show_values(&pixels->encoding, values, block, center, width, table + first);
    }
    look_up(pixels, count, table, extremes.least, shown);
}

void mpr_window_apply(const MprPixels *pixels, size_t count, double center, double width, uint8_t *shown)
{
    if (count > TABLE && mpr_pixel_size(pixels->encoding.type) <= 2) {
        const Extremes extremes = extremes_of(pixels, count);
        if (extremes.most - extremes.least < TABLE) {
            apply_by_table(pixels, count, extremes, center, width, shown);
            return;
        }
    }
    apply_to_each(pixels, count, center, width, shown);
}

bool mpr_window_value(const MprPixels *pixels, size_t index, double *value)
{
    const MprEncoding *encoding = &pixels->encoding;
    double stored = 0.0;
    stored_values(pixels, index, 1, &stored);
    *value = encoding->slope * stored + encoding->intercept;
    return !encoding->has_padding || stored != encoding->padding_low;
}
