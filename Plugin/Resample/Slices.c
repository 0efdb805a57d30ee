/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Slices.h"

/* With s0 = t³ - 2t² + t, s1 = t³ - t²: see cubic_weights of the reference. */
void mpr_slices_cubic(const double d[4], float coefficients[4][4])
{
    const double h1 = d[2] - d[1];
    const double h0 = d[1] > d[0] ? d[1] - d[0] : h1;
    const double h2 = d[3] > d[2] ? d[3] - d[2] : h1;
    const double a = h1 / (h0 * (h0 + h1)) * h1;
    const double b = h0 / (h1 * (h0 + h1)) * h1;
    const double c = h2 / (h1 * (h1 + h2)) * h1;
    const double e = h1 / (h2 * (h1 + h2)) * h1;
    const double slopes[4][2] = {{-a, 0}, {a - b, -c}, {b, c - e}, {0, e}};
    const double steps[4][3] = {{0, 0, 0}, {1, -3, 2}, {0, 3, -2}, {0, 0, 0}}; /* of 1, t², t³ */
    for (int tap = 0; tap < 4; tap++) {
        const double s0 = slopes[tap][0];
        const double s1 = slopes[tap][1];
        coefficients[0][tap] = (float)steps[tap][0];
        coefficients[1][tap] = (float)s0;
        coefficients[2][tap] = (float)(steps[tap][1] - 2.0 * s0 - s1);
        coefficients[3][tap] = (float)(steps[tap][2] + s0 + s1);
    }
}

/* ---- memory ---- */

static size_t inside(const MprSlices *slices, ptrdiff_t slice)
{
    const ptrdiff_t last = (ptrdiff_t)slices->count - 1;
    return (size_t)(slice < 0 ? 0 : slice > last ? last : slice);
}

static double distance_mm(const MprSlices *slices, ptrdiff_t slice)
{
    return slices->volume->slices[inside(slices, slice)].distance_mm;
}

static void set_cubic(MprSlices *slices)
{
    for (ptrdiff_t gap = 0; gap + 1 < (ptrdiff_t)slices->count; gap++) {
        const double distances_mm[4] = {distance_mm(slices, gap - 1), distance_mm(slices, gap),
                                        distance_mm(slices, gap + 1), distance_mm(slices, gap + 2)};
        mpr_slices_cubic(distances_mm, slices->cubic[gap]);
    }
}

bool mpr_slices_create(const MprVolume *volume, MprSlices **created, MprError *error)
{
    const size_t beyond = volume->count + 2 * (size_t)MPR_REACH;
    MprSlices *slices = mpr_allocate(1, sizeof *slices, error);
    if (slices == NULL) {
        return false;
    }
    slices->volume = volume;
    slices->count = volume->count;
    slices->columns = volume->columns;
    slices->rows = volume->rows;
    slices->frames = mpr_allocate(volume->count, sizeof *slices->frames, error);
    slices->cubic = mpr_allocate(volume->count, sizeof *slices->cubic, error);
    slices->scale = mpr_allocate(beyond, sizeof *slices->scale, error);
    slices->shift = mpr_allocate(beyond, sizeof *slices->shift, error);
    slices->pixels = mpr_allocate(beyond, sizeof *slices->pixels, error);
    if (slices->frames == NULL || slices->cubic == NULL || slices->scale == NULL || slices->shift == NULL ||
        slices->pixels == NULL) {
        mpr_slices_free(slices);
        return false;
    }
    set_cubic(slices);
    *created = slices;
    return true;
}

void mpr_slices_free(MprSlices *slices)
{
    if (slices == NULL) {
        return;
    }
    for (size_t slice = 0; slices->frames != NULL && slice < slices->count; slice++) {
        mpr_frame_free(slices->frames[slice]);
    }
    mpr_free(slices->frames);
    mpr_free(slices->cubic);
    mpr_free(slices->scale);
    mpr_free(slices->shift);
    mpr_free(slices->pixels);
    mpr_free(slices);
}

/* ---- slices come and go ---- */

static bool has_same_meaning(const MprEncoding *a, const MprEncoding *b)
{
    return a->type == b->type && a->bits_stored == b->bits_stored && a->slope == b->slope &&
           a->intercept == b->intercept;
}

void mpr_slices_take(MprSlices *slices, size_t slice, MprFrame *frame)
{
    const MprEncoding *encoding = &frame->header.encoding;
    if (!slices->has_units) {
        slices->units = *encoding;
        slices->has_units = true;
    }
    slices->is_mixed = slices->is_mixed || !has_same_meaning(encoding, &slices->units);
    slices->remarks |= frame->header.remarks;
    slices->frames[slice] = frame;
}

void mpr_slices_drop(MprSlices *slices, size_t slice)
{
    mpr_frame_free(slices->frames[slice]);
    slices->frames[slice] = NULL;
}

/* ---- for the kernels ---- */

static bool has_same_padding(const MprEncoding *a, const MprEncoding *b)
{
    return a->has_padding == b->has_padding &&
           (!a->has_padding || (a->padding_low == b->padding_low && a->padding_high == b->padding_high));
}

/* Kernels index with 32 bits, and read two columns and two rows wherever they look. */
static bool is_plain(const MprSlices *slices, const MprEncoding *encoding)
{
    const bool is_byte = encoding->type == MPR_PIXEL_UINT8;
    const bool is_grey = encoding->samples == 1 &&
                         (is_byte || encoding->type == MPR_PIXEL_UINT16 || encoding->type == MPR_PIXEL_INT16);
    const bool is_colour = encoding->samples == 3 && is_byte && !encoding->has_padding;
    return (is_grey || is_colour) && slices->columns > 1 && slices->rows > 1 &&
           (uint64_t)slices->columns * slices->rows < 1U << 30;
}

static void set_slice(MprSlices *slices, size_t entry, const MprFrame *frame)
{
    const MprEncoding *units = &slices->units;
    const MprEncoding *encoding = &frame->header.encoding;
    slices->pixels[entry] = frame->pixels.data;
    slices->scale[entry] = (float)(encoding->slope / units->slope);
    slices->shift[entry] = (float)((encoding->intercept - units->intercept) / units->slope);
}

/* The last of them that is in memory; NULL: none is. */
static const MprFrame *compare_slices(const MprSlices *slices, size_t lowest, size_t highest, bool *are_alike)
{
    const MprFrame *any = NULL;
    *are_alike = true;
    for (size_t slice = lowest; slice <= highest; slice++) {
        const MprFrame *frame = slices->frames[slice];
        if (frame != NULL) {
            const MprEncoding *encoding = &frame->header.encoding;
            *are_alike = *are_alike && (any == NULL || (encoding->type == any->header.encoding.type &&
                                                        encoding->samples == any->header.encoding.samples &&
                                                        has_same_padding(encoding, &any->header.encoding)));
            any = frame;
        }
    }
    return any;
}

void mpr_slices_prepare(MprSlices *slices, size_t lowest, size_t highest)
{
    bool are_alike = true;
    const MprFrame *any = compare_slices(slices, lowest, highest, &are_alike);
    if (any == NULL) {
        return; /* no slice was loaded: nothing will be sampled */
    }
    slices->encoding = any->header.encoding;
    slices->is_plain = are_alike && is_plain(slices, &slices->encoding);
    const ptrdiff_t end = (ptrdiff_t)highest + MPR_REACH + 1;
    for (ptrdiff_t slice = (ptrdiff_t)lowest - MPR_REACH; slice < end; slice++) {
        const MprFrame *frame = slices->frames[inside(slices, slice)];
        set_slice(slices, (size_t)(slice + MPR_REACH), frame != NULL ? frame : any);
    }
}
