/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels in plain C, for every processor. */
#include "Kernel.h"

/* The voxel before a position, and how far behind that it lies. */
static inline int32_t split(double position, float *fraction)
{
    const int32_t whole = (int32_t)position;
    const double behind = position - whole;
    *fraction = behind < MPR_WALK_TOLERANCE ? 0.0F : behind > 1.0 - MPR_WALK_TOLERANCE ? 1.0F : (float)behind;
    return whole;
}

static void locate(const MprStack *stack, const MprRun *run, MprPatch *patch)
{
    for (uint32_t pixel = 0; pixel < run->count; pixel++) {
        const uint32_t at = patch->count + pixel;
        const double t = run->t + pixel * run->dt;
        const int32_t i = split(run->i + pixel * run->di, &patch->i[at]);
        const int32_t j = split(run->j + pixel * run->dj, &patch->j[at]);
        const int32_t upper = split(t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t, &patch->t[at]);
        patch->t[at] += (float)upper;
        patch->index[at] = j * (int32_t)stack->columns + i;
    }
    patch->count += run->count;
}

static inline float stored(const void *pixels, MprPixelType type, size_t index)
{
    return type == MPR_PIXEL_UINT8    ? (float)((const uint8_t *)pixels)[index]
           : type == MPR_PIXEL_UINT16 ? (float)((const uint16_t *)pixels)[index]
                                      : (float)((const int16_t *)pixels)[index];
}

static inline float mixed(float from, float to, float share)
{
    return from + share * (to - from);
}

static inline float linear_in_slice(const MprStack *stack, int slice, MprPixelType type, size_t index,
                                    float i, float j)
{
    const void *pixels = stack->slices[slice];
    const size_t below = index + stack->columns;
    const float upper = mixed(stored(pixels, type, index), stored(pixels, type, index + 1), i);
    const float lower = mixed(stored(pixels, type, below), stored(pixels, type, below + 1), i);
    return stack->scale[slice] * mixed(upper, lower, j) + stack->shift[slice];
}

static inline void linear(const MprStack *stack, const MprPatch *patch, MprPixelType type, float *out)
{
    for (uint32_t at = 0; at < patch->count; at++) {
        const size_t index = (size_t)patch->index[at];
        out[at] = mixed(linear_in_slice(stack, 1, type, index, patch->i[at], patch->j[at]),
                        linear_in_slice(stack, 2, type, index, patch->i[at], patch->j[at]), patch->t[at]);
    }
}

static inline void nearest(const MprStack *stack, const MprPatch *patch, MprPixelType type, float *out)
{
    for (uint32_t at = 0; at < patch->count; at++) {
        const size_t index = (size_t)patch->index[at] + (patch->i[at] >= 0.5F) +
                             (patch->j[at] >= 0.5F) * (size_t)stack->columns;
        const int slice = 1 + (patch->t[at] >= 0.5F);
        out[at] = stack->scale[slice] * stored(stack->slices[slice], type, index) + stack->shift[slice];
    }
}

/* With s0 = t³ - 2t² + t, s1 = t³ - t²: see cubic_weights of the reference. */
void mpr_kernel_cubic(const double d[4], float coefficients[4][4])
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

#define KERNELS_OF(type, name)                                                                               \
    static void linear_##name(const MprStack *stack, const MprPatch *patch, float *out)                      \
    {                                                                                                        \
        linear(stack, patch, type, out);                                                                     \
    }                                                                                                        \
    static void nearest_##name(const MprStack *stack, const MprPatch *patch, float *out)                     \
    {                                                                                                        \
        nearest(stack, patch, type, out);                                                                    \
    }

KERNELS_OF(MPR_PIXEL_UINT8, uint8)
KERNELS_OF(MPR_PIXEL_UINT16, uint16)
KERNELS_OF(MPR_PIXEL_INT16, int16)

const MprKernels mpr_kernels_plain = {
    .locate = locate,
    .linear = {[MPR_PIXEL_UINT8] = linear_uint8,
               [MPR_PIXEL_UINT16] = linear_uint16,
               [MPR_PIXEL_INT16] = linear_int16},
    .nearest = {[MPR_PIXEL_UINT8] = nearest_uint8,
                [MPR_PIXEL_UINT16] = nearest_uint16,
                [MPR_PIXEL_INT16] = nearest_int16},
};
