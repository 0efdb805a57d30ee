/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses between the kernels and the reference, run by run and pixel by pixel. */
#include "Kernel.h"

#include <string.h>

/* Pixels first … end - 1 of a run. */
typedef struct {
    double first, end;
} Inner;

/* Narrows the pixels to those where start + pixel · step lies in [low, high]. */
static Inner narrowed(Inner inner, double start, double step, double low, double high)
{
    if (low > high || step == 0.0) {
        return start >= low && start <= high ? inner : (Inner){0, 0};
    }
    const double a = (low - start) / step;
    const double b = (high - start) / step;
    inner.first = fmax(inner.first, ceil(fmin(a, b)));
    inner.end = fmin(inner.end, floor(fmax(a, b)) + 1.0);
    return inner;
}

static bool is_between(double a, double b, double low, double high)
{
    return a >= low && b >= low && a <= high && b <= high;
}

/* Where all voxels around are in the image: reach voxels before and behind the two next to a position. */
static Inner inner_pixels(MprInterpolation interpolation, const MprRun *run, const MprGrid *grid)
{
    const double reach = interpolation == MPR_CUBIC ? 1.0 : 0.0;
    const double margin = reach + 1.0 + MPR_WALK_TOLERANCE;
    Inner inner = {0, run->count};
    const double i = run->i + (run->count - 1.0) * run->di;
    const double j = run->j + (run->count - 1.0) * run->dj;
    if (is_between(run->i, i, reach, grid->columns - margin) &&
        is_between(run->j, j, reach, grid->rows - margin)) {
        return inner;
    }
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

/* The slices that runs need, as a kernel wants them. False when they are not for a kernel. */
static bool stack_slices(const MprNeighbourhood *around, MprLayerSet needs, MprStack *stack,
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
    if (*model == NULL) {
        return false;
    }
    stack->type = (*model)->header.encoding.type;
    stack->columns = (*model)->header.grid.columns;
    for (int slice = 0; slice < 4; slice++) {
        const int index = MPR_REACH - 2 + slice;
        const bool is_needed = (needs >> index & 1U) != 0;
        const MprLayer *layer = &around->layers[index];
        stack->slices[slice] = is_needed ? layer->frame->pixels.data : (*model)->pixels.data;
        stack->scale[slice] = is_needed ? layer->scale : 0.0F;
        stack->shift[slice] = is_needed ? layer->shift : 0.0F;
    }
    mpr_kernel_cubic(around->distances_mm + MPR_REACH - 2, stack->cubic);
    return true;
}

static MprKernel kernel_for(const MprKernels *kernels, MprInterpolation interpolation, MprPixelType type)
{
    switch (interpolation) {
    case MPR_NEAREST:
        return kernels->nearest[type] != NULL ? kernels->nearest[type] : mpr_kernels_plain.nearest[type];
    case MPR_LINEAR:
        return kernels->linear[type] != NULL ? kernels->linear[type] : mpr_kernels_plain.linear[type];
    case MPR_CUBIC:
        return kernels->cubic[type] != NULL ? kernels->cubic[type] : mpr_kernels_plain.cubic[type];
    case MPR_LANCZOS:
        break;
    }
    return NULL;
}

/* Where the pixels of a patch go. */
typedef struct {
    float *out;
    uint32_t first, count;
} Piece;

typedef struct {
    MprLocate locate;
    MprKernel kernel;
    const MprGrid *grid;
    MprStack stack;
    MprPatch patch;
    Piece pieces[MPR_RUNS];
    size_t count;
} Batch;

static void flush(Batch *batch)
{
    float values[MPR_PATCH_ROOM];
    /* Kernels go on to the next multiple of eight: to a voxel that is there. */
    memset(batch->patch.index + batch->patch.count, 0, 8 * sizeof *batch->patch.index);
    batch->kernel(&batch->stack, &batch->patch, values);
    for (size_t index = 0; index < batch->count; index++) {
        const Piece *piece = &batch->pieces[index];
        memcpy(piece->out, values + piece->first, piece->count * sizeof *values);
    }
    batch->patch.count = 0;
    batch->count = 0;
}

static void add_inner(Batch *batch, const MprRun *run, float *out)
{
    for (uint32_t done = 0; done < run->count;) {
        const uint32_t room = MPR_PATCH - batch->patch.count;
        const uint32_t left = run->count - done;
        const MprRun piece = part(run, done, done + (left < room ? left : room));
        batch->pieces[batch->count] = (Piece){out + done, batch->patch.count, piece.count};
        batch->count++;
        batch->locate(&batch->stack, &piece, &batch->patch);
        done += piece.count;
        if (batch->patch.count == MPR_PATCH) {
            flush(batch);
        }
    }
}

static void add_run(Batch *batch, MprInterpolation interpolation, const MprNeighbourhood *around,
                    const MprRun *run, float *out)
{
    const Inner inner = inner_pixels(interpolation, run, batch->grid);
    const uint32_t first = (uint32_t)inner.first;
    const uint32_t end = (uint32_t)inner.end;
    if (end - first == run->count) {
        add_inner(batch, run, out);
        return;
    }
    const MprRun before = part(run, 0, first);
    const MprRun inside = part(run, first, end);
    const MprRun behind = part(run, end, run->count);
    mpr_sampler_run_reference(interpolation, around, &before, out);
    add_inner(batch, &inside, out + first);
    mpr_sampler_run_reference(interpolation, around, &behind, out + end);
}

static MprLayerSet needs_of_runs(MprInterpolation interpolation, const MprRun *runs, size_t count)
{
    const MprLayerSet both = 3U << (MPR_REACH - 1); /* Nearest and Linear need no more */
    MprLayerSet needs = 0;
    for (size_t index = 0; index < count && (needs != both || interpolation > MPR_LINEAR); index++) {
        needs |= runs[index].count > 0 ? mpr_sampler_needs(interpolation, &runs[index]) : 0;
    }
    return needs;
}

static MprLayerSet run_references(MprInterpolation interpolation, const MprNeighbourhood *around,
                                  const MprRun *runs, size_t count, float *const *outs)
{
    MprLayerSet from = 0;
    for (size_t index = 0; index < count; index++) {
        from |= mpr_sampler_run_reference(interpolation, around, &runs[index], outs[index]);
    }
    return from;
}

MprLayerSet mpr_sampler_runs_with(const MprKernels *kernels, MprInterpolation interpolation,
                                  const MprNeighbourhood *around, const MprRun *runs, size_t count,
                                  float *const *outs)
{
    Batch batch;
    const MprFrame *model = NULL;
    const MprLayerSet needs = needs_of_runs(interpolation, runs, count);
    const bool is_plain_stack = stack_slices(around, needs, &batch.stack, &model);
    batch.kernel = is_plain_stack ? kernel_for(kernels, interpolation, batch.stack.type) : NULL;
    if (batch.kernel == NULL) {
        return run_references(interpolation, around, runs, count, outs);
    }
    batch.locate = kernels->locate;
    batch.grid = &model->header.grid;
    batch.patch.count = 0;
    batch.count = 0;
    for (size_t index = 0; index < count; index++) {
        add_run(&batch, interpolation, around, &runs[index], outs[index]);
    }
    flush(&batch);
    return needs;
}

static const MprKernels *best_kernels(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        return &mpr_kernels_avx2;
    }
#endif
    return &mpr_kernels_plain;
}

MprLayerSet mpr_sampler_runs(MprInterpolation interpolation, const MprNeighbourhood *around,
                             const MprRun *runs, size_t count, float *const *outs)
{
    return mpr_sampler_runs_with(best_kernels(), interpolation, around, runs, count, outs);
}

MprLayerSet mpr_sampler_run(MprInterpolation interpolation, const MprNeighbourhood *around, const MprRun *run,
                            float *out)
{
    return mpr_sampler_runs(interpolation, around, run, 1, &out);
}
