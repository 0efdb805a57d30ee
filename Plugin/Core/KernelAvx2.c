/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels for processors with AVX2 and FMA: eight pixels at a time. One 32-bit load fetches two
 * neighbouring voxels; plain loads, since gathers are slower on some processors. */
#include "Kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX2_INLINE __attribute__((target("avx2,fma"), always_inline)) static inline

/* Positions of eight pixels along one axis. */
typedef struct {
    __m256i whole;
    __m256 fraction;
} Places;

AVX2_INLINE __m256 snapped(__m256 fraction)
{
    const __m256 is_low = _mm256_cmp_ps(fraction, _mm256_set1_ps((float)MPR_WALK_TOLERANCE), _CMP_LT_OQ);
    const __m256 is_high =
        _mm256_cmp_ps(fraction, _mm256_set1_ps((float)(1.0 - MPR_WALK_TOLERANCE)), _CMP_GT_OQ);
    return _mm256_blendv_ps(_mm256_andnot_ps(is_low, fraction), _mm256_set1_ps(1.0F), is_high);
}

/* In double: a float cannot tell fractions of a voxel far from the origin. */
AVX2_INLINE __m256d positions(double start, double step, uint32_t first)
{
    const __m256d pixel = _mm256_add_pd(_mm256_set1_pd(first), _mm256_setr_pd(0.0, 1.0, 2.0, 3.0));
    return _mm256_add_pd(_mm256_set1_pd(start), _mm256_mul_pd(pixel, _mm256_set1_pd(step)));
}

AVX2_INLINE Places places(double start, double step, uint32_t first)
{
    const __m256d low = positions(start, step, first);
    const __m256d high = positions(start, step, first + 4);
    const __m128i low_whole = _mm256_cvttpd_epi32(low);
    const __m128i high_whole = _mm256_cvttpd_epi32(high);
    const __m128 low_fraction = _mm256_cvtpd_ps(_mm256_sub_pd(low, _mm256_cvtepi32_pd(low_whole)));
    const __m128 high_fraction = _mm256_cvtpd_ps(_mm256_sub_pd(high, _mm256_cvtepi32_pd(high_whole)));
    return (Places){_mm256_set_m128i(high_whole, low_whole),
                    snapped(_mm256_set_m128(high_fraction, low_fraction))};
}

/* Shares of the upper slice, 0 to 1. */
AVX2_INLINE __m256 shares(double start, double step, uint32_t first)
{
    const __m128 low = _mm256_cvtpd_ps(positions(start, step, first));
    const __m128 high = _mm256_cvtpd_ps(positions(start, step, first + 4));
    const __m256 inside = _mm256_max_ps(_mm256_setzero_ps(), _mm256_set_m128(high, low));
    return snapped(_mm256_min_ps(_mm256_set1_ps(1.0F), inside));
}

/* Asks for the voxels of every second pixel of eight; those between are mostly in the same lines. */
AVX2_INLINE void fetch_ahead(const MprStack *stack, const int32_t *index, uint32_t count)
{
    const size_t size = mpr_pixel_size(stack->type);
    for (int slice = 1; slice < 3; slice++) {
        for (uint32_t pixel = 0; pixel < 8 && pixel < count; pixel += 2) {
            const char *at = (const char *)stack->slices[slice] + size * (size_t)index[pixel];
            _mm_prefetch(at, _MM_HINT_T0);
            _mm_prefetch(at + size * stack->columns, _MM_HINT_T0);
        }
    }
}

AVX2 static void locate(const MprStack *stack, const MprRun *run, MprPatch *patch)
{
    const __m256i columns = _mm256_set1_epi32((int32_t)stack->columns);
    for (uint32_t pixel = 0; pixel < run->count; pixel += 8) {
        const uint32_t at = patch->count + pixel;
        const Places i = places(run->i, run->di, pixel);
        const Places j = places(run->j, run->dj, pixel);
        const __m256i index = _mm256_add_epi32(_mm256_mullo_epi32(j.whole, columns), i.whole);
        _mm256_storeu_si256((__m256i *)(patch->index + at), index);
        _mm256_storeu_ps(patch->i + at, i.fraction);
        _mm256_storeu_ps(patch->j + at, j.fraction);
        _mm256_storeu_ps(patch->t + at, shares(run->t, run->dt, pixel));
        fetch_ahead(stack, patch->index + at, run->count - pixel);
    }
    patch->count += run->count;
}

AVX2_INLINE size_t voxel_size(MprPixelType type)
{
    return type == MPR_PIXEL_UINT8 ? 1 : 2;
}

AVX2_INLINE int32_t pair_at(const uint8_t *pixels, MprPixelType type, int32_t index)
{
    const uint8_t *at = pixels + voxel_size(type) * (size_t)index;
    if (type == MPR_PIXEL_UINT8) {
        uint16_t pair;
        memcpy(&pair, at, sizeof pair);
        return pair;
    }
    int32_t pair;
    memcpy(&pair, at, sizeof pair);
    return pair;
}

/* Two neighbouring voxels of each of eight pixels, interpolated. */
AVX2_INLINE __m256 across(const uint8_t *pixels, const int32_t *index, MprPixelType type, __m256 share)
{
    const __m256i pairs = _mm256_setr_epi32(pair_at(pixels, type, index[0]), pair_at(pixels, type, index[1]),
                                            pair_at(pixels, type, index[2]), pair_at(pixels, type, index[3]),
                                            pair_at(pixels, type, index[4]), pair_at(pixels, type, index[5]),
                                            pair_at(pixels, type, index[6]), pair_at(pixels, type, index[7]));
    __m256i left = _mm256_and_si256(pairs, _mm256_set1_epi32(0xff));
    __m256i right = _mm256_srli_epi32(pairs, 8);
    if (type == MPR_PIXEL_UINT16) {
        left = _mm256_and_si256(pairs, _mm256_set1_epi32(0xffff));
        right = _mm256_srli_epi32(pairs, 16);
    } else if (type == MPR_PIXEL_INT16) {
        left = _mm256_srai_epi32(_mm256_slli_epi32(pairs, 16), 16);
        right = _mm256_srai_epi32(pairs, 16);
    }
    const __m256 from = _mm256_cvtepi32_ps(left);
    return _mm256_fmadd_ps(share, _mm256_sub_ps(_mm256_cvtepi32_ps(right), from), from);
}

AVX2_INLINE __m256 mixed(__m256 from, __m256 to, __m256 share)
{
    return _mm256_fmadd_ps(share, _mm256_sub_ps(to, from), from);
}

AVX2_INLINE __m256 linear_in_slice(const MprStack *stack, int slice, MprPixelType type, const int32_t *index,
                                   __m256 i, __m256 j)
{
    const uint8_t *upper = stack->slices[slice];
    const uint8_t *lower = upper + voxel_size(type) * stack->columns;
    const __m256 stored = mixed(across(upper, index, type, i), across(lower, index, type, i), j);
    return _mm256_fmadd_ps(_mm256_set1_ps(stack->scale[slice]), stored, _mm256_set1_ps(stack->shift[slice]));
}

AVX2_INLINE void linear(const MprStack *stack, const MprPatch *patch, MprPixelType type, float *out)
{
    for (uint32_t at = 0; at < patch->count; at += 8) {
        const __m256 i = _mm256_loadu_ps(patch->i + at);
        const __m256 j = _mm256_loadu_ps(patch->j + at);
        const __m256 from = linear_in_slice(stack, 1, type, patch->index + at, i, j);
        const __m256 to = linear_in_slice(stack, 2, type, patch->index + at, i, j);
        _mm256_storeu_ps(out + at, mixed(from, to, _mm256_loadu_ps(patch->t + at)));
    }
}

AVX2 static void linear_uint8(const MprStack *stack, const MprPatch *patch, float *out)
{
    linear(stack, patch, MPR_PIXEL_UINT8, out);
}

AVX2 static void linear_uint16(const MprStack *stack, const MprPatch *patch, float *out)
{
    linear(stack, patch, MPR_PIXEL_UINT16, out);
}

AVX2 static void linear_int16(const MprStack *stack, const MprPatch *patch, float *out)
{
    linear(stack, patch, MPR_PIXEL_INT16, out);
}

/* Four neighbouring voxels in each of two slices. */
AVX2_INLINE __m256 four_of_two(const void *lower, const void *upper, MprPixelType type, size_t index)
{
    const uint8_t *a = (const uint8_t *)lower + voxel_size(type) * index;
    const uint8_t *b = (const uint8_t *)upper + voxel_size(type) * index;
    if (type == MPR_PIXEL_UINT8) {
        const __m128i both = _mm_unpacklo_epi32(_mm_loadu_si32(a), _mm_loadu_si32(b));
        return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(both));
    }
    const __m128i both = _mm_unpacklo_epi64(_mm_loadu_si64(a), _mm_loadu_si64(b));
    return _mm256_cvtepi32_ps(type == MPR_PIXEL_UINT16 ? _mm256_cvtepu16_epi32(both)
                                                       : _mm256_cvtepi16_epi32(both));
}

/* The four weights of a fraction. */
AVX2_INLINE __m128 cubic_weights(const float *coefficients, float fraction)
{
    const __m128 t = _mm_set1_ps(fraction);
    __m128 weights = _mm_loadu_ps(coefficients + 4 * 3);
    weights = _mm_fmadd_ps(weights, t, _mm_loadu_ps(coefficients + 4 * 2));
    weights = _mm_fmadd_ps(weights, t, _mm_loadu_ps(coefficients + 4 * 1));
    return _mm_fmadd_ps(weights, t, _mm_loadu_ps(coefficients + 4 * 0));
}

AVX2_INLINE float total(__m128 four)
{
    const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}

/* One pixel at a time: the four columns side by side, and two slices. */
AVX2_INLINE float cubic_pixel(const MprStack *stack, const float *even, MprPixelType type, size_t index,
                              const float fraction[3])
{
    float down[4];
    float through[4];
    _mm_storeu_ps(down, cubic_weights(even, fraction[1]));
    const __m128 slices = cubic_weights(stack->cubic[0], fraction[2]);
    _mm_storeu_ps(through, _mm_mul_ps(slices, _mm_loadu_ps(stack->scale)));
    __m256 low = _mm256_setzero_ps();
    __m256 high = _mm256_setzero_ps();
    for (int row = 0; row < 4; row++) {
        const size_t at = index + (size_t)row * stack->columns;
        const __m256 weight = _mm256_set1_ps(down[row]);
        low = _mm256_fmadd_ps(weight, four_of_two(stack->slices[0], stack->slices[1], type, at), low);
        high = _mm256_fmadd_ps(weight, four_of_two(stack->slices[2], stack->slices[3], type, at), high);
    }
    low = _mm256_mul_ps(low, _mm256_set_m128(_mm_set1_ps(through[1]), _mm_set1_ps(through[0])));
    high = _mm256_mul_ps(high, _mm256_set_m128(_mm_set1_ps(through[3]), _mm_set1_ps(through[2])));
    const __m256 sums = _mm256_add_ps(low, high);
    const __m128 columns = _mm_add_ps(_mm256_castps256_ps128(sums), _mm256_extractf128_ps(sums, 1));
    return total(_mm_fmadd_ps(columns, cubic_weights(even, fraction[0]),
                              _mm_mul_ps(slices, _mm_loadu_ps(stack->shift))));
}

AVX2_INLINE void cubic(const MprStack *stack, const MprPatch *patch, MprPixelType type, float *out)
{
    static const double one_apart[4] = {0.0, 1.0, 2.0, 3.0};
    float even[4][4];
    mpr_kernel_cubic(one_apart, even);
    for (uint32_t at = 0; at < patch->count; at++) {
        const float fraction[3] = {patch->i[at], patch->j[at], patch->t[at]};
        const size_t first = (size_t)patch->index[at] - stack->columns - 1;
        out[at] = cubic_pixel(stack, even[0], type, first, fraction);
    }
}

AVX2 static void cubic_uint8(const MprStack *stack, const MprPatch *patch, float *out)
{
    cubic(stack, patch, MPR_PIXEL_UINT8, out);
}

AVX2 static void cubic_uint16(const MprStack *stack, const MprPatch *patch, float *out)
{
    cubic(stack, patch, MPR_PIXEL_UINT16, out);
}

AVX2 static void cubic_int16(const MprStack *stack, const MprPatch *patch, float *out)
{
    cubic(stack, patch, MPR_PIXEL_INT16, out);
}

const MprKernels mpr_kernels_avx2 = {
    .locate = locate,
    .linear = {[MPR_PIXEL_UINT8] = linear_uint8,
               [MPR_PIXEL_UINT16] = linear_uint16,
               [MPR_PIXEL_INT16] = linear_int16},
    .cubic =
        {[MPR_PIXEL_UINT8] = cubic_uint8, [MPR_PIXEL_UINT16] = cubic_uint16, [MPR_PIXEL_INT16] = cubic_int16},
};

#endif
