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

AVX2_INLINE int32_t pair_at(const uint8_t *at, MprPixelType type)
{
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
AVX2_INLINE __m256 across(const uint8_t *pixels, const int32_t *offset, MprPixelType type, __m256 share)
{
    const __m256i pairs =
        _mm256_setr_epi32(pair_at(pixels + offset[0], type), pair_at(pixels + offset[1], type),
                          pair_at(pixels + offset[2], type), pair_at(pixels + offset[3], type),
                          pair_at(pixels + offset[4], type), pair_at(pixels + offset[5], type),
                          pair_at(pixels + offset[6], type), pair_at(pixels + offset[7], type));
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

AVX2_INLINE __m256 linear_in_slice(const MprSpan *span, int slice, MprPixelType type, const int32_t *offset,
                                   __m256 i, __m256 j)
{
    const uint8_t *upper = span->slices[slice];
    const uint8_t *lower = upper + (type == MPR_PIXEL_UINT8 ? 1U : 2U) * (size_t)span->columns;
    const __m256 stored = mixed(across(upper, offset, type, i), across(lower, offset, type, i), j);
    return _mm256_fmadd_ps(_mm256_set1_ps(span->scale[slice]), stored, _mm256_set1_ps(span->shift[slice]));
}

/* Pixels first to first + 7; the caller keeps them in the image. */
AVX2_INLINE __m256 linear_eight(const MprSpan *span, MprPixelType type, uint32_t first)
{
    const Places i = places(span->i, span->di, first);
    const Places j = places(span->j, span->dj, first);
    const __m256 t = shares(span->t, span->dt, first);
    __m256i index =
        _mm256_add_epi32(_mm256_mullo_epi32(j.whole, _mm256_set1_epi32((int32_t)span->columns)), i.whole);
    if (type != MPR_PIXEL_UINT8) {
        index = _mm256_slli_epi32(index, 1);
    }
    int32_t offset[8];
    _mm256_storeu_si256((__m256i *)offset, index);
    return mixed(linear_in_slice(span, 1, type, offset, i.fraction, j.fraction),
                 linear_in_slice(span, 2, type, offset, i.fraction, j.fraction), t);
}

/* The last pixels are computed together with some before them; fewer than eight, by the plain kernel. */
AVX2_INLINE void linear(const MprSpan *span, MprPixelType type, float *out)
{
    if (span->count < 8) {
        mpr_kernels_plain.linear[type](span, out);
        return;
    }
    uint32_t pixel = 0;
    for (; pixel + 8 <= span->count; pixel += 8) {
        _mm256_storeu_ps(out + pixel, linear_eight(span, type, pixel));
    }
    if (pixel < span->count) {
        pixel = span->count - 8;
        _mm256_storeu_ps(out + pixel, linear_eight(span, type, pixel));
    }
}

AVX2 static void linear_uint8(const MprSpan *span, float *out)
{
    linear(span, MPR_PIXEL_UINT8, out);
}

AVX2 static void linear_uint16(const MprSpan *span, float *out)
{
    linear(span, MPR_PIXEL_UINT16, out);
}

AVX2 static void linear_int16(const MprSpan *span, float *out)
{
    linear(span, MPR_PIXEL_INT16, out);
}

const MprKernels mpr_kernels_avx2 = {
    .linear = {[MPR_PIXEL_UINT8] = linear_uint8,
               [MPR_PIXEL_UINT16] = linear_uint16,
               [MPR_PIXEL_INT16] = linear_int16},
};

#endif
