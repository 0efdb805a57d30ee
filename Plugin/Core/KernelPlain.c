/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels in plain C, for every processor. */
#include "Kernel.h"

/* A position along one axis: the voxel before it, and how far behind that it lies. */
typedef struct {
    int32_t whole;
    float fraction;
} Place;

static inline Place place(double position)
{
    const int32_t whole = (int32_t)position;
    const double fraction = position - whole;
    const double snapped = fraction < MPR_WALK_TOLERANCE         ? 0.0
                           : fraction > 1.0 - MPR_WALK_TOLERANCE ? 1.0
                                                                 : fraction;
    return (Place){whole, (float)snapped};
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

static inline float linear_in_slice(const MprSpan *span, int slice, MprPixelType type, Place i, Place j)
{
    const void *pixels = span->slices[slice];
    const size_t index = (size_t)j.whole * span->columns + (size_t)i.whole;
    const size_t below = index + span->columns;
    const float upper = mixed(stored(pixels, type, index), stored(pixels, type, index + 1), i.fraction);
    const float lower = mixed(stored(pixels, type, below), stored(pixels, type, below + 1), i.fraction);
    return span->scale[slice] * mixed(upper, lower, j.fraction) + span->shift[slice];
}

static inline void linear(const MprSpan *span, MprPixelType type, float *out)
{
    for (uint32_t pixel = 0; pixel < span->count; pixel++) {
        const Place i = place(span->i + pixel * span->di);
        const Place j = place(span->j + pixel * span->dj);
        const Place t = place(fmin(1.0, fmax(0.0, span->t + pixel * span->dt)));
        const float from = linear_in_slice(span, 1, type, i, j);
        const float to = linear_in_slice(span, 2, type, i, j);
        out[pixel] = mixed(from, to, (float)t.whole + t.fraction);
    }
}

static inline size_t nearest_index(double position)
{
    const size_t whole = (size_t)position;
    return whole + (position - (double)whole >= 0.5);
}

static inline void nearest(const MprSpan *span, MprPixelType type, float *out)
{
    for (uint32_t pixel = 0; pixel < span->count; pixel++) {
        const size_t i = nearest_index(span->i + pixel * span->di);
        const size_t j = nearest_index(span->j + pixel * span->dj);
        const int slice = span->t + pixel * span->dt < 0.5 ? 1 : 2;
        const float value = stored(span->slices[slice], type, j * span->columns + i);
        out[pixel] = span->scale[slice] * value + span->shift[slice];
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
    static void linear_##name(const MprSpan *span, float *out)                                               \
    {                                                                                                        \
        linear(span, type, out);                                                                             \
    }                                                                                                        \
    static void nearest_##name(const MprSpan *span, float *out)                                              \
    {                                                                                                        \
        nearest(span, type, out);                                                                            \
    }

KERNELS_OF(MPR_PIXEL_UINT8, uint8)
KERNELS_OF(MPR_PIXEL_UINT16, uint16)
KERNELS_OF(MPR_PIXEL_INT16, int16)

const MprKernels mpr_kernels_plain = {
    .linear = {[MPR_PIXEL_UINT8] = linear_uint8,
               [MPR_PIXEL_UINT16] = linear_uint16,
               [MPR_PIXEL_INT16] = linear_int16},
    .nearest = {[MPR_PIXEL_UINT8] = nearest_uint8,
                [MPR_PIXEL_UINT16] = nearest_uint16,
                [MPR_PIXEL_INT16] = nearest_int16},
};
