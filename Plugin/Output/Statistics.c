/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Statistics.h"

#include "Window.h"

#include <math.h>

/* How far a region may reach beyond the outermost borders of pixels: what rounding does. */
#define BEYOND 1e-3

/* The smallest rectangle around a region, in pixels. */
typedef struct {
    double left, right, top, bottom;
} Box;

/* Half the width of an ellipse along an axis is the length of the two half axes along it. */
static Box box_of(const MprFlatRegion *flat)
{
    Box box = {flat->u[0], flat->u[0], flat->v[0], flat->v[0]};
    if (flat->kind == MPR_REGION_ELLIPSE) {
        const double wide = hypot(flat->u[1] - flat->u[0], flat->u[2] - flat->u[0]);
        const double high = hypot(flat->v[1] - flat->v[0], flat->v[2] - flat->v[0]);
        return (Box){flat->u[0] - wide, flat->u[0] + wide, flat->v[0] - high, flat->v[0] + high};
    }
    for (size_t index = 1; index < flat->count; index++) {
        box.left = fmin(box.left, flat->u[index]);
        box.right = fmax(box.right, flat->u[index]);
        box.top = fmin(box.top, flat->v[index]);
        box.bottom = fmax(box.bottom, flat->v[index]);
    }
    return box;
}

static bool check_box(Box box, const MprGrid *grid, MprError *error)
{
    const double across = fmax(-0.5 - box.left, box.right - (grid->columns - 0.5));
    const double down = fmax(-0.5 - box.top, box.bottom - (grid->rows - 0.5));
    if (fmax(across, down) <= BEYOND) {
        return true;
    }
    return mpr_fail(
        error, MPR_BAD_REQUEST,
        "Region reaches %.4g mm beyond the image, which has %u rows of %.4g mm and %u columns of %.4g mm",
        fmax(across * grid->spacing_across_mm, down * grid->spacing_down_mm), grid->rows,
        grid->spacing_down_mm, grid->columns, grid->spacing_across_mm);
}

/* The mean and the sum of squares about it grow with every value (Welford), so that large values lose nothing. */
static void add_value(MprStatistics *statistics, double value, double *squares)
{
    const double before = value - statistics->mean;
    statistics->minimum = statistics->pixels == 0 ? value : fmin(statistics->minimum, value);
    statistics->maximum = statistics->pixels == 0 ? value : fmax(statistics->maximum, value);
    statistics->pixels++;
    statistics->mean += before / (double)statistics->pixels;
    *squares += before * (value - statistics->mean);
}

/* The first pixel at or after a border, within the image. */
static uint32_t pixel_after(double border, uint32_t count)
{
    return (uint32_t)fmin(fmax(ceil(border), 0.0), count);
}

static void add_row(const MprFlatRegion *flat, uint32_t row, uint32_t columns, const MprPixels *pixels,
                    MprStatistics *statistics, double *squares)
{
    double crossings[MPR_REGION_POINTS];
    const size_t count = mpr_region_row(flat, row, crossings);
    for (size_t pair = 0; pair + 1 < count; pair += 2) {
        const uint32_t end = pixel_after(crossings[pair + 1], columns);
        for (uint32_t column = pixel_after(crossings[pair], columns); column < end; column++) {
            double value = 0.0;
            if (mpr_window_value(pixels, (size_t)row * columns + column, &value)) {
                add_value(statistics, value, squares);
            } else {
                statistics->missing++;
            }
        }
    }
}

bool mpr_statistics_of(const MprRegion *region, const MprGrid *grid, const MprPixels *pixels,
                       MprStatistics *statistics, MprError *error)
{
    MprFlatRegion flat;
    MprStatistics found = {0};
    double squares = 0.0;
    if (pixels->encoding.samples > 1) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "the series has colours; there are statistics of grey values only");
    }
    if (!mpr_region_flatten(region, grid, &flat, error) || !check_box(box_of(&flat), grid, error)) {
        return false;
    }
    const Box box = box_of(&flat);
    const uint32_t last = pixel_after(box.bottom + 1.0, grid->rows);
    for (uint32_t row = pixel_after(box.top, grid->rows); row < last; row++) {
        add_row(&flat, row, grid->columns, pixels, &found, &squares);
    }
    found.area_mm2 = mpr_region_area_mm2(&flat, grid);
    if (found.pixels == 0) {
        return mpr_fail(
            error, MPR_UNSUITABLE,
            "Region covers %.4g mm², and no pixel with a value has its centre there (%zu without one); "
            "pixels are %.4g × %.4g mm",
            found.area_mm2, found.missing, grid->spacing_down_mm, grid->spacing_across_mm);
    }
    found.deviation = sqrt(squares / (double)found.pixels);
    *statistics = found;
    return true;
}
