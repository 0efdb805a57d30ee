/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Pixels.h"

#include "Decimal.h"

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

static double real_value(const MprImage *image, size_t index)
{
    return image->encoding.slope * (double)image->values[index] + image->encoding.intercept;
}

/* The map to output units is monotone, so it is applied to the extremes only. Comparisons with NaN are false.
 */
static void real_range(const MprImage *image, double *low, double *high)
{
    enum { LANES = 8 }; /* apart, so that no comparison waits for the one before */
    float least[LANES];
    float most[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        least[lane] = INFINITY;
        most[lane] = -INFINITY;
    }
    const float *values = image->values;
    const size_t count = value_count(image);
    for (size_t index = 0; index < count; index++) {
        const float value = values[index];
        const size_t lane = index % LANES;
        least[lane] = value < least[lane] ? value : least[lane];
        most[lane] = value > most[lane] ? value : most[lane];
    }
    for (int lane = 1; lane < LANES; lane++) {
        least[0] = least[lane] < least[0] ? least[lane] : least[0];
        most[0] = most[lane] > most[0] ? most[lane] : most[0];
    }
    const double a = image->encoding.slope * (double)least[0] + image->encoding.intercept;
    const double b = image->encoding.slope * (double)most[0] + image->encoding.intercept;
    *low = least[0] > most[0] ? INFINITY : fmin(a, b);
    *high = least[0] > most[0] ? -INFINITY : fmax(a, b);
}

/* One encoding for slices that have several. The slope is rounded to its Decimal String first, so that what
   is quantised is what a reader multiplies. */
static MprEncoding common_encoding(const MprImage *image)
{
    double low = 0.0;
    double high = 0.0;
    real_range(image, &low, &high);
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

/* What a hole is stored as when the source names no PixelPaddingValue: the darkest value there is. */
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

static void store(void *pixels, MprPixelType type, size_t index, long value)
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

/* Stores every value; says how many were holes and whether tissue has the value that holes get. */
static bool store_values(const MprImage *image, double fill, MprPixels *pixels)
{
    const MprEncoding *encoding = &pixels->encoding;
    double low = 0.0;
    double high = 0.0;
    stored_range(encoding, &low, &high);
    bool fill_is_tissue = false;
    const long filled = lrint(fill);
    /* Copies: a store of bytes might change what pointers lead to, as far as the compiler knows. */
    const float *values = image->values;
    void *data = pixels->pixels.data;
    const MprPixelType type = encoding->type;
    const size_t count = value_count(image);
    size_t holes = 0;
    for (size_t index = 0; index < count; index++) {
        double value = values[index];
        if (isnan(value)) {
            holes++;
            store(data, type, index, filled);
            continue;
        }
        if (pixels->is_reencoded) {
            value = (real_value(image, index) - encoding->intercept) / encoding->slope;
        }
        const long rounded = lrint(value < low ? low : value > high ? high : value);
        fill_is_tissue = fill_is_tissue || rounded == filled;
        store(data, type, index, rounded);
    }
    pixels->holes = holes / image->samples;
    return fill_is_tissue;
}

enum { WINDOW_BINS = 4096 };

/* The range without the lowest and highest half per cent, from a histogram. */
static bool find_window(const MprImage *image, MprPixels *pixels, MprError *error)
{
    double low = 0.0;
    double high = 0.0;
    real_range(image, &low, &high);
    size_t *bins = mpr_allocate(WINDOW_BINS, sizeof *bins, error);
    if (bins == NULL) {
        return false;
    }
    const double width = (high - low) / WINDOW_BINS;
    const double slope = image->encoding.slope / width;
    const double intercept = (image->encoding.intercept - low) / width;
    const float *values = image->values;
    const size_t count = width > 0.0 ? value_count(image) : 0;
    size_t total = 0;
    for (size_t index = 0; index < count; index++) {
        if (!isnan(values[index])) {
            const double bin = fabs(slope * (double)values[index] + intercept); /* rounding below 0 */
            bins[bin < WINDOW_BINS - 1 ? (size_t)bin : WINDOW_BINS - 1]++;
            total++;
        }
    }
    const size_t tail = total / 200;
    size_t first = 0;
    size_t last = WINDOW_BINS - 1;
    for (size_t seen = bins[first]; seen <= tail && first < last; seen += bins[first]) {
        first++;
    }
    for (size_t seen = bins[last]; seen <= tail && last > first; seen += bins[last]) {
        last--;
    }
    mpr_free(bins);
    const double from = low + width * (double)first;
    const double to = low + width * ((double)last + 1.0);
    pixels->window_width = fmax(1.0, to - from);
    pixels->window_center = isfinite(from + to) ? (from + to) / 2.0 : 0.0;
    return true;
}

bool mpr_pixels_encode(const MprImage *image, MprPixels *encoded, MprError *error)
{
    MprPixels pixels = {
        .encoding = image->is_mixed ? common_encoding(image) : image->encoding,
        .is_reencoded = image->is_mixed,
    };
    const bool has_own_fill = !pixels.is_reencoded && image->encoding.has_padding && image->samples == 1;
    const double fill = has_own_fill ? image->encoding.padding_low : darkest(image, &pixels.encoding);
    size_t size = 0;
    if (!mpr_size_multiply(value_count(image), mpr_pixel_size(pixels.encoding.type), &size) ||
        !mpr_buffer_create(size, &pixels.pixels, error) || !find_window(image, &pixels, error)) {
        mpr_buffer_release(&pixels.pixels);
        return false;
    }
    const bool fill_is_tissue = store_values(image, fill, &pixels);
    const bool can_be_told = fill >= INT32_MIN && fill <= INT32_MAX; /* 32 bits without sign hold more */
    pixels.encoding.has_padding = pixels.holes > 0 && !fill_is_tissue && image->samples == 1 && can_be_told;
    pixels.encoding.padding_low = can_be_told ? (int32_t)fill : 0;
    pixels.encoding.padding_high = pixels.encoding.padding_low;
    *encoded = pixels;
    return true;
}
