/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Core.h"

#include "Output/Pixels.h"
#include "Resample/Resample.h"
#include "Volume/Lattice.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct Series {
    MprSource source; /* first, so that a source is a Series */
    MprFrameHeader model;
    MprListing *listings;
    const int16_t *pixels;
    MprVolume *volume;
};

static MprFrameHeader header_of(const Series *series, size_t frame)
{
    MprFrameHeader header = series->model;
    header.grid.position = series->listings[frame].position;
    return header;
}

static bool describe(MprSource *self, size_t frame, MprFrameHeader *header, MprError *error)
{
    (void)error;
    *header = header_of((const Series *)self, frame);
    return true;
}

static bool load(MprSource *self, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    (void)rows;
    const Series *series = (const Series *)self;
    const size_t pixels = (size_t)series->model.grid.rows * series->model.grid.columns;
    MprFrame *made = mpr_allocate(1, sizeof *made, error);
    if (made == NULL) {
        return false;
    }
    made->header = header_of(series, frame);
    made->pixels = (MprBuffer){.data = (void *)(uintptr_t)(series->pixels + frame * pixels),
                               .size = pixels * sizeof *series->pixels};
    *loaded = made;
    return true;
}

void benchmark_close(Series *series)
{
    mpr_volume_free(series->volume);
    mpr_free(series->listings);
    mpr_free(series);
}

Series *benchmark_open(const int16_t *pixels, uint32_t columns, uint32_t rows, uint32_t slices,
                       double spacing_mm, double step_mm, bool has_padding)
{
    MprError error = {0};
    MprNotes notes = {0};
    Series *series = mpr_allocate(1, sizeof *series, &error);
    MprListing *listings = mpr_allocate(slices, sizeof *listings, &error);
    size_t *frames = mpr_allocate(slices, sizeof *frames, &error);
    bool ok = series != NULL && listings != NULL && frames != NULL;
    if (ok) {
        const MprGrid grid = {.across = {1, 0, 0},
                              .down = {0, 1, 0},
                              .spacing_across_mm = spacing_mm,
                              .spacing_down_mm = spacing_mm,
                              .columns = columns,
                              .rows = rows};
        for (uint32_t slice = 0; slice < slices; slice++) {
            listings[slice] = (MprListing){.has_grid = true,
                                           .position = {0, 0, slice * step_mm},
                                           .across = grid.across,
                                           .down = grid.down,
                                           .number = slice + 1.0};
            frames[slice] = slice;
        }
        *series =
            (Series){.source = {.count = slices, .listings = listings, .describe = describe, .load = load},
                     .model = {.grid = grid,
                               .encoding = {MPR_PIXEL_INT16, 1, 16, false, 1.0, 0.0, has_padding, INT16_MIN,
                                            INT16_MIN},
                               .family = MPR_FAMILY_CT,
                               .has_grid = true,
                               .thickness_mm = step_mm},
                     .listings = listings,
                     .pixels = pixels};
        const MprSubset subset = {.frames = frames, .count = slices};
        ok = mpr_lattice_describe(&series->source, &subset, &series->model, &series->volume, &notes, &error);
    }
    mpr_free(frames);
    if (!ok) {
        fprintf(stderr, "%s\n", error.message);
    }
    return ok ? series : NULL;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool encode(const MprImages *images, size_t size, int16_t *out, MprError *error)
{
    bool ok = true;
    for (size_t index = 0; ok && index < images->count; index++) {
        MprPixels pixels = {0};
        ok = mpr_pixels_encode(&images->images[index], true, &pixels, error);
        if (ok && pixels.pixels.size == size * sizeof *out) {
            memcpy(out + index * size, pixels.pixels.data, pixels.pixels.size);
        }
        mpr_buffer_release(&pixels.pixels);
    }
    return ok;
}

static bool cut_batch(Series *series, const Cut *cut, const MprGrid *grids, size_t count, int16_t *out,
                      Seconds *seconds, MprError *error)
{
    const MprSampling sampling = {(MprInterpolation)cut->interpolation, (MprProjection)cut->projection,
                                  cut->samples, cut->slab_step_mm, false};
    MprImages *images = NULL;
    const double start = now();
    bool ok = mpr_resample(
        &(MprResampling){series->volume, grids, count, &sampling, &series->source, {NULL, false}, NULL},
        &images, error);
    const double middle = now();
    ok = ok && encode(images, (size_t)cut->columns * cut->rows, out, error);
    seconds->sampling += middle - start;
    seconds->encoding += now() - middle;
    mpr_images_free(images);
    return ok;
}

/* As many images at a time as the plugin makes side by side (BATCH_BYTES of Reslice.c). */
static bool cut_batches(Series *series, const Cut *cut, const MprGrid *grids, int16_t *out, Seconds *seconds,
                        MprError *error)
{
    const size_t size = (size_t)cut->columns * cut->rows;
    const size_t most = ((size_t)128 << 20) / (size * sizeof(float));
    bool ok = true;
    for (size_t first = 0; ok && first < cut->count; first += most) {
        const size_t left = cut->count - first;
        ok = cut_batch(series, cut, grids + first, left < most ? left : most, out + first * size, seconds,
                       error);
    }
    return ok;
}

int benchmark_cut(Series *series, const Cut *cut, int16_t *out, Seconds *seconds)
{
    MprError error = {0};
    MprGrid *grids = mpr_allocate(cut->count, sizeof *grids, &error);
    bool ok = grids != NULL;
    for (uint32_t index = 0; ok && index < cut->count; index++) {
        MprGrid *grid = &grids[index];
        *grid = (MprGrid){.position = {cut->position[0], cut->position[1], cut->position[2]},
                          .across = {cut->across[0], cut->across[1], cut->across[2]},
                          .down = {cut->down[0], cut->down[1], cut->down[2]},
                          .spacing_across_mm = cut->spacing_mm,
                          .spacing_down_mm = cut->spacing_mm,
                          .columns = cut->columns,
                          .rows = cut->rows};
        grid->position = mpr_vector_moved(grid->position, mpr_grid_normal(grid), index * cut->stack_step_mm);
    }
    *seconds = (Seconds){0};
    ok = ok && cut_batches(series, cut, grids, out, seconds, &error);
    mpr_free(grids);
    if (!ok) {
        fprintf(stderr, "%s\n", error.message);
    }
    return ok ? 0 : 1;
}
