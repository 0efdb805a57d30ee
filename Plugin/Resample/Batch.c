/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Batch.h"

#include <string.h>

enum { MOST_SAMPLES = 3 };

/* Part of a run in the patch. */
typedef struct {
    size_t value;       /* where it goes on the accumulator */
    uint32_t at, count; /* in the patch */
} Piece;

/* A patch, and what its pixels are. */
typedef struct {
    MprPatch patch;
    Piece pieces[MPR_PATCH];
    MprRun runs[MPR_PATCH]; /* of the pieces, where there may be padding */
    size_t count;           /* pieces */
} Tile;

struct MprBatch {
    const MprKernels *kernels;
    MprInterpolation interpolation;
    const MprSlices *slices;
    MprAccumulator *accumulator;
    bool *marks;
    MprKernel kernel; /* NULL: the reference does it all */
    bool can_be_straight;
    Tile tiles[2]; /* while one is filled, the voxels of the other come */
    Tile *filling, *full;
    float values[MPR_PATCH_ROOM * MOST_SAMPLES];
};

bool mpr_batch_create(const MprKernels *kernels, MprBatch **batch, MprError *error)
{
    MprBatch *made = mpr_allocate(1, sizeof *made, error);
    if (made == NULL) {
        return false;
    }
    made->kernels = kernels;
    *batch = made;
    return true;
}

void mpr_batch_free(MprBatch *batch)
{
    mpr_free(batch);
}

static MprKernel kernel_of(const MprKernels *kernels, MprInterpolation interpolation,
                           const MprEncoding *encoding)
{
    const bool is_colour = encoding->samples > 1;
    switch (interpolation) {
    case MPR_NEAREST:
        return is_colour ? kernels->nearest_colour : kernels->nearest[encoding->type];
    case MPR_LINEAR:
        return is_colour ? kernels->linear_colour : kernels->linear[encoding->type];
    case MPR_CUBIC:
        return is_colour ? NULL : kernels->cubic[encoding->type];
    case MPR_LANCZOS:
        break;
    }
    return NULL;
}

static MprKernel kernel_for(const MprBatch *batch)
{
    const MprEncoding *encoding = &batch->slices->encoding;
    if (!batch->slices->is_plain) {
        return NULL;
    }
    const MprKernel kernel = kernel_of(batch->kernels, batch->interpolation, encoding);
    return kernel != NULL ? kernel : kernel_of(&mpr_kernels_plain, batch->interpolation, encoding);
}

static void clear(Tile *tile)
{
    tile->count = 0;
    tile->patch.count = 0;
}

void mpr_batch_start(MprBatch *batch, MprInterpolation interpolation, const MprSlices *slices,
                     MprAccumulator *accumulator, bool *marks)
{
    batch->interpolation = interpolation;
    batch->slices = slices;
    batch->accumulator = accumulator;
    batch->marks = marks;
    batch->kernel = kernel_for(batch);
    batch->can_be_straight = !slices->encoding.has_padding && slices->encoding.samples == 1;
    batch->filling = &batch->tiles[0];
    batch->full = &batch->tiles[1];
    for (size_t index = 0; index < 2; index++) {
        clear(&batch->tiles[index]);
        batch->tiles[index].patch.is_dense = accumulator->samples > 1;
    }
}

static size_t value_at(const MprBatch *batch, const MprRun *run)
{
    return run->row * batch->accumulator->columns + (size_t)run->first * batch->slices->units.samples;
}

/* A part of a run as a run. */
static MprRun part(const MprRun *run, uint32_t first, uint32_t count)
{
    MprRun piece = *run;
    piece.first += first;
    piece.count = count;
    piece.i += first * run->di;
    piece.j += first * run->dj;
    piece.k += first * run->dk;
    return piece;
}

static void add_by_reference(MprBatch *batch, const MprRun *run)
{
    const size_t samples = batch->slices->units.samples;
    for (uint32_t done = 0; done < run->count; done += MPR_PATCH) {
        const uint32_t left = run->count - done;
        const MprRun piece = part(run, done, left < MPR_PATCH ? left : MPR_PATCH);
        mpr_sampler_reference(batch->interpolation, batch->slices, &piece, batch->values, batch->marks);
        mpr_accumulator_add(batch->accumulator, batch->kernels, value_at(batch, &piece), batch->values,
                            piece.count * samples);
    }
}

/* ---- padding ---- */

static inline int32_t stored(const uint8_t *pixels, MprPixelType type, size_t index)
{
    return type == MPR_PIXEL_UINT8    ? pixels[index]
           : type == MPR_PIXEL_UINT16 ? ((const uint16_t *)(const void *)pixels)[index]
                                      : ((const int16_t *)(const void *)pixels)[index];
}

/* A cube of voxels around a position: from reach before the one before it to reach behind the one behind it.
 */
static int count_padding(const MprSlices *slices, int32_t slice, int32_t index, int reach)
{
    const MprEncoding *encoding = &slices->encoding;
    int count = 0;
    for (int k = -reach; k < 2 + reach; k++) {
        const uint8_t *pixels = slices->pixels[slice + k + MPR_REACH];
        for (int j = -reach; j < 2 + reach; j++) {
            const ptrdiff_t row = index + (ptrdiff_t)j * (ptrdiff_t)slices->columns;
            for (int i = -reach; i < 2 + reach; i++) {
                const int32_t value = stored(pixels, encoding->type, (size_t)(row + i));
                count += value >= encoding->padding_low && value <= encoding->padding_high;
            }
        }
    }
    return count;
}

/* A pixel among padding only has no value, others are the reference's. */
static void mend_pixel(MprBatch *batch, const MprRun *run, const Tile *tile, uint32_t at)
{
    const int reach = batch->interpolation == MPR_CUBIC ? 1 : 0;
    const int side = 2 + 2 * reach;
    const MprPatch *patch = &tile->patch;
    if (count_padding(batch->slices, patch->slice[at], patch->index[at], reach) == side * side * side) {
        batch->values[at] = NAN;
    } else {
        mpr_sampler_reference(batch->interpolation, batch->slices, run, batch->values + at, batch->marks);
    }
}

/* Pixels among tissue only have their values, and are marked together. */
static void mend_piece(MprBatch *batch, const Tile *tile, size_t index, const uint8_t *padded)
{
    const Piece *piece = &tile->pieces[index];
    uint32_t done = 0;
    for (uint32_t pixel = 0; pixel <= piece->count; pixel++) {
        const uint32_t at = piece->at + pixel;
        const bool is_padded = pixel < piece->count && (padded[at / 8] >> at % 8 & 1) != 0;
        if ((is_padded || pixel == piece->count) && pixel > done) {
            const MprRun clean = part(&tile->runs[index], done, pixel - done);
            mpr_sampler_mark(batch->interpolation, &clean, batch->marks, batch->slices->count);
        }
        if (is_padded) {
            const MprRun alone = part(&tile->runs[index], pixel, 1);
            mend_pixel(batch, &alone, tile, at);
            done = pixel + 1;
        }
    }
}

/* Kernels find padding next to a position, Cubic looks farther. */
static void find_padding(const MprBatch *batch, const MprPatch *patch, uint8_t *padded)
{
    const MprPixelType type = batch->slices->encoding.type;
    if (batch->interpolation != MPR_CUBIC) {
        batch->kernels->find_padding[type](batch->slices, patch, padded);
        return;
    }
    memset(padded, 0, MPR_PATCH / 8);
    for (uint32_t at = 0; at < patch->count; at++) {
        const bool is_near = count_padding(batch->slices, patch->slice[at], patch->index[at], 1) > 0;
        padded[at / 8] = (uint8_t)(padded[at / 8] | is_near << at % 8);
    }
}

static void mend_padding(MprBatch *batch, const Tile *tile)
{
    uint8_t padded[MPR_PATCH_ROOM / 8];
    find_padding(batch, &tile->patch, padded);
    for (size_t index = 0; index < tile->count; index++) {
        mend_piece(batch, tile, index, padded);
    }
}

/* ---- patches ---- */

static void compute_full(MprBatch *batch)
{
    Tile *tile = batch->full;
    const size_t samples = batch->slices->encoding.samples;
    batch->kernel(batch->slices, &tile->patch, batch->values);
    if (batch->slices->encoding.has_padding) {
        mend_padding(batch, tile);
    }
    for (size_t index = 0; index < tile->count; index++) {
        const Piece *piece = &tile->pieces[index];
        mpr_accumulator_add(batch->accumulator, batch->kernels, piece->value,
                            batch->values + piece->at * samples, piece->count * samples);
    }
    clear(tile);
}

static void turn_over(MprBatch *batch)
{
    Tile *filled = batch->filling;
    MprPatch *patch = &filled->patch;
    compute_full(batch);
    /* Kernels go on to the next multiple of eight: to a voxel that is there. */
    for (uint32_t beyond = patch->count; beyond < patch->count + 8; beyond++) {
        patch->slice[beyond] = patch->slice[0];
        patch->index[beyond] = patch->index[0];
    }
    batch->filling = batch->full;
    batch->full = filled;
}

static void add_piece(MprBatch *batch, const MprRun *piece)
{
    if (batch->filling->patch.count + piece->count > MPR_PATCH) {
        turn_over(batch);
    }
    Tile *tile = batch->filling;
    tile->pieces[tile->count] = (Piece){value_at(batch, piece), tile->patch.count, piece->count};
    if (batch->slices->encoding.has_padding) {
        tile->runs[tile->count] = *piece;
    }
    tile->count++;
    mpr_accumulator_fetch(batch->accumulator, value_at(batch, piece),
                          piece->count * batch->slices->units.samples);
    batch->kernels->locate(batch->slices, piece, &tile->patch);
    if (tile->patch.count == MPR_PATCH) {
        turn_over(batch);
    }
}

/* Where a run is cut depends on the run alone: rounding is the same, however rows are shared between threads.
 */
static void add_to_patch(MprBatch *batch, const MprRun *run)
{
    if (run->count > 0 && run->count <= MPR_PATCH) {
        add_piece(batch, run);
        return;
    }
    for (uint32_t done = 0; done < run->count; done += MPR_PATCH) {
        const uint32_t left = run->count - done;
        const MprRun piece = part(run, done, left < MPR_PATCH ? left : MPR_PATCH);
        add_piece(batch, &piece);
    }
}

/* Straight to the accumulator; a pixel beyond the outermost columns has no neighbour. */
static void add_straight(MprBatch *batch, const MprRun *run)
{
    const double last = batch->slices->columns - 1.0 + MPR_SCANLINE_TOLERANCE;
    const bool begins_inside = run->i > -MPR_SCANLINE_TOLERANCE;
    const bool ends_inside = run->i + (run->count - 1.0) < last;
    const uint32_t first = begins_inside ? 0 : 1;
    const uint32_t end = run->count - (ends_inside ? 0 : 1);
    for (uint32_t done = first; done < end; done += MPR_PATCH) {
        const uint32_t left = end - done;
        const MprRun piece = part(run, done, left < MPR_PATCH ? left : MPR_PATCH);
        mpr_kernel_straight(batch->slices, batch->interpolation, &piece, batch->values);
        mpr_accumulator_add(batch->accumulator, batch->kernels, value_at(batch, &piece), batch->values,
                            piece.count);
    }
    const MprRun before = part(run, 0, first);
    const MprRun behind = part(run, end, run->count - end);
    add_to_patch(batch, &before);
    add_to_patch(batch, &behind);
}

/* ---- borders ---- */

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

/* Cubic kernels do not look for the edge of the image: pixels near to it are the reference's. */
static void add_inner(MprBatch *batch, const MprRun *run)
{
    const double margin = 1.0 + MPR_SCANLINE_TOLERANCE;
    Inner inner = {0, run->count};
    inner = narrowed(inner, run->i, run->di, margin, batch->slices->columns - 1.0 - margin);
    inner = narrowed(inner, run->j, run->dj, margin, batch->slices->rows - 1.0 - margin);
    if (!(inner.first < inner.end)) {
        add_by_reference(batch, run);
        return;
    }
    const uint32_t first = (uint32_t)inner.first;
    const uint32_t end = (uint32_t)inner.end;
    const MprRun before = part(run, 0, first);
    const MprRun inside = part(run, first, end - first);
    const MprRun behind = part(run, end, run->count - end);
    add_to_patch(batch, &inside);
    add_by_reference(batch, &before);
    add_by_reference(batch, &behind);
}

void mpr_batch_add(MprBatch *batch, const MprRun *run)
{
    const size_t samples = batch->slices->units.samples;
    mpr_accumulator_expect(batch->accumulator, run->row, run->first * samples,
                           (run->first + run->count) * samples);
    if (batch->kernel == NULL) {
        add_by_reference(batch, run);
    } else if (batch->interpolation == MPR_CUBIC) {
        add_inner(batch, run);
    } else if (batch->can_be_straight && mpr_kernel_is_straight(run)) {
        add_straight(batch, run);
    } else {
        add_to_patch(batch, run);
    }
}

void mpr_batch_finish(MprBatch *batch)
{
    if (batch->kernel != NULL) {
        turn_over(batch);
        compute_full(batch);
    }
}
