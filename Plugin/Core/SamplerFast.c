/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses between the kernels and the reference, run by run and pixel by pixel. */
#include "Kernel.h"

/* Pixels first … end - 1 of a run. */
typedef struct {
    double first, end;
} Inner;

/* Narrows the pixels to those where start + pixel · step lies in [low, high]. */
static Inner narrowed(Inner inner, double start, double step, double low, double high)
{
    if (step == 0.0) {
        return start >= low && start <= high ? inner : (Inner){0, 0};
    }
    const double a = (low - start) / step;
    const double b = (high - start) / step;
    inner.first = fmax(inner.first, ceil(fmin(a, b)));
    inner.end = fmin(inner.end, floor(fmax(a, b)) + 1.0);
    return inner;
}

/* Where all voxels around are in the image: reach voxels before and behind the two next to a position. */
static Inner inner_pixels(MprInterpolation interpolation, const MprRun *run, const MprGrid *grid)
{
    const double reach = interpolation == MPR_CUBIC ? 1.0 : 0.0;
    const double margin = reach + 1.0 + MPR_WALK_TOLERANCE;
    Inner inner = {0, run->count};
    inner = narrowed(inner, run->i, run->di, reach, grid->columns - margin);
    inner = narrowed(inner, run->j, run->dj, reach, grid->rows - margin);
    return inner.first < inner.end ? inner : (Inner){0, 0};
}

/* A part of a run as a run. */
static MprRun part(const MprRun *run, uint32_t first, uint32_t end)
{
    MprRun piece = *run;
    piece.first += first;
    piece.count = end - first;
    piece.i += first * run->di;
    piece.j += first * run->dj;
    piece.t += first * run->dt;
    return piece;
}

/* Kernels index with 32 bits, take values as they are, and know one sample per pixel. */
static bool is_plain(const MprFrame *frame)
{
    const MprEncoding *encoding = &frame->header.encoding;
    return encoding->samples == 1 && !encoding->has_padding && encoding->type <= MPR_PIXEL_INT16 &&
           (uint64_t)frame->header.grid.rows * frame->header.grid.columns < 1U << 30;
}

/* The slices that a run needs, as a kernel wants them. False when they are not for a kernel. */
static bool gather_slices(const MprNeighbourhood *around, MprLayerSet needs, MprSpan *span,
                          const MprFrame **model)
{
    *model = NULL;
    for (int layer = 0; layer < MPR_LAYERS; layer++) {
        const MprFrame *frame = around->layers[layer].frame;
        if ((needs >> layer & 1U) == 0) {
            continue;
        }
        if (frame == NULL || !is_plain(frame) ||
            (*model != NULL && frame->header.encoding.type != (*model)->header.encoding.type)) {
            return false;
        }
        *model = frame;
    }
    for (int slice = 0; *model != NULL && slice < 4; slice++) {
        const int index = MPR_REACH - 2 + slice;
        const bool is_needed = (needs >> index & 1U) != 0;
        const MprLayer *layer = &around->layers[index];
        span->slices[slice] = is_needed ? layer->frame->pixels.data : (*model)->pixels.data;
        span->scale[slice] = is_needed ? layer->scale : 0.0F;
        span->shift[slice] = is_needed ? layer->shift : 0.0F;
        span->distances_mm[slice] = around->distances_mm[index];
    }
    return *model != NULL;
}

static MprKernel kernel_for(const MprKernels *kernels, MprInterpolation interpolation, MprPixelType type)
{
    switch (interpolation) {
    case MPR_NEAREST:
        return kernels->nearest[type] != NULL ? kernels->nearest[type] : mpr_kernels_plain.nearest[type];
    case MPR_LINEAR:
        return kernels->linear[type] != NULL ? kernels->linear[type] : mpr_kernels_plain.linear[type];
    case MPR_CUBIC:
        return kernels->cubic[type];
    case MPR_LANCZOS:
        break;
    }
    return NULL;
}

MprLayerSet mpr_sampler_run_with(const MprKernels *kernels, MprInterpolation interpolation,
                                 const MprNeighbourhood *around, const MprRun *run, float *out)
{
    MprSpan span;
    const MprFrame *model = NULL;
    const MprLayerSet needs = mpr_sampler_needs(interpolation, run);
    if (interpolation == MPR_LANCZOS || !gather_slices(around, needs, &span, &model)) {
        return mpr_sampler_run_reference(interpolation, around, run, out);
    }
    const MprKernel kernel = kernel_for(kernels, interpolation, model->header.encoding.type);
    const Inner inner = inner_pixels(interpolation, run, &model->header.grid);
    const uint32_t first = (uint32_t)inner.first;
    const uint32_t end = (uint32_t)inner.end;
    if (kernel == NULL || first == end) {
        return mpr_sampler_run_reference(interpolation, around, run, out);
    }
    const MprRun before = part(run, 0, first);
    const MprRun inside = part(run, first, end);
    const MprRun behind = part(run, end, run->count);
    span.columns = model->header.grid.columns;
    span.count = inside.count;
    span.i = inside.i, span.j = inside.j, span.t = inside.t;
    span.di = run->di, span.dj = run->dj, span.dt = run->dt;
    mpr_sampler_run_reference(interpolation, around, &before, out);
    kernel(&span, out + first);
    mpr_sampler_run_reference(interpolation, around, &behind, out + end);
    return needs;
}

MprLayerSet mpr_sampler_run(MprInterpolation interpolation, const MprNeighbourhood *around, const MprRun *run,
                            float *out)
{
    const MprKernels *kernels = &mpr_kernels_plain;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        kernels = &mpr_kernels_avx2;
    }
#endif
    return mpr_sampler_run_with(kernels, interpolation, around, run, out);
}
