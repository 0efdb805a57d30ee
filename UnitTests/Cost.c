/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes one image of one kind, for Cost.py to count the instructions of: Cost FIRST SECOND INTERPOLATION
 * SAMPLES PADDING, angles in degrees that an axial plane is turned by about its down and across. Prints the
 * number of pixels and samples. */
#include "Benchmarks/Core.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 256, SLICES = 80 };

static MprVector turned(MprVector a, MprVector b, double degrees)
{
    const double angle = degrees * 3.14159265358979323846 / 180.0;
    return mpr_vector_sum(mpr_vector_scaled(a, cos(angle)), mpr_vector_scaled(b, sin(angle)));
}

static void set(double out[3], MprVector vector)
{
    out[0] = vector.x;
    out[1] = vector.y;
    out[2] = vector.z;
}

/* As large as a slice, around the middle of the volume and a little off. */
static Cut cut_of(char **words)
{
    const MprVector across = turned((MprVector){1, 0, 0}, (MprVector){0, 0, 1}, strtod(words[1], NULL));
    const MprVector middle = {SIZE / 2 * 0.7, SIZE / 2 * 0.7, SLICES / 2 + 0.3};
    const MprVector normal = mpr_vector_cross(across, (MprVector){0, 1, 0});
    const MprVector down = turned((MprVector){0, 1, 0}, normal, strtod(words[2], NULL));
    const double half = -0.35 * (SIZE - 1);
    Cut cut = {.spacing_mm = 0.7, .slab_step_mm = 1.0, .columns = SIZE, .rows = SIZE, .count = 1};
    cut.interpolation = (int32_t)strtol(words[3], NULL, 10);
    cut.samples = (uint32_t)strtol(words[4], NULL, 10);
    cut.projection = cut.samples > 1 ? MPR_PROJECTION_MAXIMUM : MPR_PROJECTION_NONE;
    set(cut.across, across);
    set(cut.down, down);
    set(cut.position, mpr_vector_moved(mpr_vector_moved(middle, across, half), down, half));
    return cut;
}

int main(int count, char **words)
{
    static int16_t pixels[SLICES * SIZE * SIZE];
    static int16_t out[SIZE * SIZE];
    Seconds seconds;
    if (count != 6) {
        return 2;
    }
    for (size_t at = 0; at < sizeof pixels / sizeof *pixels; at++) {
        pixels[at] = (int16_t)(at * 2654435761U >> 20);
    }
    Series *series = benchmark_open(pixels, SIZE, SIZE, SLICES, 0.7, 1.0, words[5][0] == '1');
    const Cut cut = cut_of(words);
    const bool ok = series != NULL && benchmark_cut(series, &cut, out, &seconds) == 0;
    if (ok) {
        printf("%u\n", SIZE * SIZE * cut.samples);
    }
    if (series != NULL) {
        benchmark_close(series);
    }
    return ok ? 0 : 1;
}
