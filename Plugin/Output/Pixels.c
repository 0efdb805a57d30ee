/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Pixels.h"

#include "Base/Decimal.h"
#include "Values.h"

#include <string.h>

/* The smallest and largest value that an encoding can store. */
static void stored_range(const MprEncoding *encoding, double *low, double *high)
{
    const bool is_signed = mpr_pixel_is_signed(encoding->type);
    const double span = ldexp(1.0, encoding->bits_stored);
    *low = is_signed ? -span / 2.0 : 0.0;
    *high = is_signed ? span / 2.0 - 1.0 : span - 1.0;
}

static size_t value_count(const MprImage *image)
{
    return (size_t)image->grid.rows * image->grid.columns * image->samples;
}

static double real_of(const MprImage *image, double stored)
{
    return image->encoding.slope * stored + image->encoding.intercept;
}

/* One encoding for slices that have several. The slope is rounded to its Decimal String first, so that what
   is quantised is what a reader multiplies. */
static MprEncoding common_encoding(const MprImage *image, const MprRange *range)
{
    const bool is_empty = range->least > range->most;
    const double a = real_of(image, (double)range->least);
    const double b = real_of(image, (double)range->most);
    const double low = is_empty ? INFINITY : fmin(a, b);
    const double high = is_empty ? -INFINITY : fmax(a, b);
    const bool is_signed = image->family == MPR_FAMILY_CT || low < 0.0;
    MprEncoding encoding = {
        .type = is_signed ? MPR_PIXEL_INT16 : MPR_PIXEL_UINT16,
        .samples = 1,
        .bits_stored = 16,
        .is_monochrome1 = image->encoding.is_monochrome1,
        .slope = 1.0,
    };
    const double largest = fmax(fabs(low), fabs(high));
    const double limit = is_signed ? 32767.0 : 65535.0;
    const bool keeps_units =
        image->family == MPR_FAMILY_CT ||
        (image->family == MPR_FAMILY_MR && fabs(image->encoding.slope) >= 1.0 && largest <= limit);
    if (!keeps_units && largest > 0.0 && isfinite(largest)) {
        encoding.slope = mpr_decimal_rounded(largest / limit);
    }
    return encoding;
}

/* What background is stored as when the source names no PixelPaddingValue: the darkest value there is. */
static double darkest(const MprImage *image, const MprEncoding *encoding)
{
    double low = 0.0;
    double high = 0.0;
    stored_range(encoding, &low, &high);
    if (image->samples > 1) {
        return 0.0;
    }
    if (encoding->is_monochrome1) {
        return high;
    }
    if (image->family == MPR_FAMILY_CT && mpr_pixel_is_signed(encoding->type)) {
        return fmin(fmax(round((-2000.0 - encoding->intercept) / encoding->slope), low), high);
    }
    return low;
}

/* What becomes of values while they are stored. */
typedef struct {
    double low, high; /* that can be stored */
    int32_t fill;     /* of background */
    bool is_reencoded;
    size_t background;
    bool fill_is_tissue;
} Storing;

static void store_small(const MprImage *image, MprPixelType type, void *data, Storing *storing)
{
    MprRounding rounding = {
        .low = (float)storing->low, .high = (float)storing->high, .fill = (float)storing->fill};
    mpr_values_round(image->values, value_count(image), type, data, &rounding);
    storing->background = rounding.background;
    storing->fill_is_tissue = rounding.fills > rounding.background;
}

static void store(void *pixels, MprPixelType type, size_t index, int64_t value)
{
    switch (type) {
    case MPR_PIXEL_UINT8:
        ((uint8_t *)pixels)[index] = (uint8_t)value;
        break;
    case MPR_PIXEL_INT8:
        ((int8_t *)pixels)[index] = (int8_t)value;
        break;
    case MPR_PIXEL_UINT16:
        ((uint16_t *)pixels)[index] = (uint16_t)value;
        break;
    case MPR_PIXEL_INT16:
        ((int16_t *)pixels)[index] = (int16_t)value;
        break;
    case MPR_PIXEL_UINT32:
        ((uint32_t *)pixels)[index] = (uint32_t)value;
        break;
    case MPR_PIXEL_INT32:
        ((int32_t *)pixels)[index] = (int32_t)value;
        break;
    }
}

/* Any value in any encoding. */
static void store_any(const MprImage *image, const MprEncoding *encoding, void *data, Storing *storing)
{
    const float *values = image->values;
    const size_t count = value_count(image);
    for (size_t index = 0; index < count; index++) {
        double value = (double)values[index];
        if (isnan(value)) {
            storing->background++;
            store(data, encoding->type, index, storing->fill);
            continue;
        }
        if (storing->is_reencoded) {
            value = (real_of(image, value) - encoding->intercept) / encoding->slope;
        }
        const int64_t rounded = llrint(value < storing->low    ? storing->low
                                       : value > storing->high ? storing->high
                                                               : value);
        storing->fill_is_tissue = storing->fill_is_tissue || rounded == storing->fill;
        store(data, encoding->type, index, rounded);
    }
}

/* Stores every value; says how many were background and whether tissue has the value that background get. */
static bool store_values(const MprImage *image, double fill, MprPixels *pixels)
{
    const MprEncoding *encoding = &pixels->encoding;
    Storing storing = {.fill = (int32_t)llrint(fill), .is_reencoded = pixels->is_reencoded};
    stored_range(encoding, &storing.low, &storing.high);
    if (pixels->is_reencoded || mpr_pixel_size(encoding->type) > 2) {
        store_any(image, encoding, pixels->pixels.data, &storing);
    } else {
        store_small(image, encoding->type, pixels->pixels.data, &storing);
    }
    pixels->background = storing.background / image->samples;
    return storing.fill_is_tissue;
}

/* The range without the lowest and highest half per cent. */
static MprRange window_of(const uint32_t *bins, const MprRange *range)
{
    size_t total = 0;
    for (uint32_t bin = 0; bin < MPR_VALUE_BINS; bin++) {
        total += bins[bin];
    }
    const size_t tail = total / 200;
    uint32_t first = 0;
    uint32_t last = MPR_VALUE_BINS - 1;
    for (size_t seen = bins[first]; seen <= tail && first < last; seen += bins[first]) {
        first++;
    }
    for (size_t seen = bins[last]; seen <= tail && last > first; seen += bins[last]) {
        last--;
    }
    const float step = (range->most - range->least) / (float)MPR_VALUE_BINS;
    return (MprRange){range->least + step * (float)first, range->least + step * (float)(last + 1)};
}

static bool find_window(const MprImage *image, const MprRange *range, MprPixels *pixels, MprError *error)
{
    MprRange window = *range;
    if (range->most > range->least) {
        uint32_t *bins = mpr_allocate(MPR_VALUE_BINS, sizeof *bins, error);
        const bool ok =
            bins != NULL && mpr_values_count(image->values, value_count(image), *range, bins, error);
        if (ok) {
            window = window_of(bins, range);
        }
        mpr_free(bins);
        if (!ok) {
            return false;
        }
    }
    const double from = real_of(image, (double)window.least);
    const double to = real_of(image, (double)window.most);
    pixels->window_width = fmax(1.0, fabs(to - from));
    pixels->window_center = isfinite(from + to) ? (from + to) / 2.0 : 0.0;
    return true;
}

bool mpr_pixels_encode(const MprImage *image, bool wants_window, MprPixels *encoded, MprError *error)
{
    const bool wants_range = wants_window || image->is_mixed;
    const MprRange range = wants_range ? mpr_values_range(image->values, value_count(image)) : (MprRange){0};
    MprPixels pixels = {
        .encoding = image->is_mixed ? common_encoding(image, &range) : image->encoding,
        .is_reencoded = image->is_mixed,
    };
    const bool has_own_fill = !pixels.is_reencoded && image->encoding.has_padding && image->samples == 1;
    const double fill = has_own_fill ? image->encoding.padding_low : darkest(image, &pixels.encoding);
    size_t size = 0;
    if (!mpr_size_multiply(value_count(image), mpr_pixel_size(pixels.encoding.type), &size) ||
        !mpr_buffer_reserve(size, &pixels.pixels, error) ||
        (wants_window && !find_window(image, &range, &pixels, error))) {
        mpr_buffer_release(&pixels.pixels);
        return false;
    }
    const bool fill_is_tissue = store_values(image, fill, &pixels);
    const bool can_be_told = fill >= INT32_MIN && fill <= INT32_MAX; /* 32 bits without sign hold more */
    pixels.encoding.has_padding =
        pixels.background > 0 && !fill_is_tissue && image->samples == 1 && can_be_told;
    pixels.encoding.padding_low = can_be_told ? (int32_t)fill : 0;
    pixels.encoding.padding_high = pixels.encoding.padding_low;
    *encoded = pixels;
    return true;
}
