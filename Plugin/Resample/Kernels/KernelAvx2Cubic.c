/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catmull-Rom with AVX2: one pixel at a time, eight of its 64 voxels at once. */
#include "KernelAvx2.h"

#if defined(__x86_64__)

/* Four neighbouring voxels in each of two slices. */
AVX2_INLINE __m256 four_of_two(const void *lower, const void *upper, MprPixelType type, size_t index)
{
    const uint8_t *a = (const uint8_t *)lower + voxel_size(type) * index;
    const uint8_t *b = (const uint8_t *)upper + voxel_size(type) * index;
    if (type == MPR_PIXEL_UINT8) {
        const __m128i both = _mm_unpacklo_epi32(load_four_bytes(a), load_four_bytes(b));
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

/* One pixel at a time: the four columns side by side, and two slices. entry: of MprSlices.pixels. */
AVX2_INLINE float cubic_pixel(const MprSlices *slices, const float *even, MprPixelType type, size_t entry,
                              size_t index, const float fraction[3])
{
    const uint8_t *const *pixels = slices->pixels + entry;
    float down[4];
    float through[4];
    _mm_storeu_ps(down, cubic_weights(even, fraction[1]));
    const __m128 weights = cubic_weights(slices->cubic[entry - MPR_REACH + 1][0], fraction[2]);
    _mm_storeu_ps(through, _mm_mul_ps(weights, _mm_loadu_ps(slices->scale + entry)));
    __m256 low = _mm256_setzero_ps();
    __m256 high = _mm256_setzero_ps();
    for (int row = 0; row < 4; row++) {
        const size_t at = index + (size_t)row * slices->columns;
        const __m256 weight = _mm256_set1_ps(down[row]);
        low = _mm256_fmadd_ps(weight, four_of_two(pixels[0], pixels[1], type, at), low);
        high = _mm256_fmadd_ps(weight, four_of_two(pixels[2], pixels[3], type, at), high);
    }
    low = _mm256_mul_ps(low, _mm256_set_m128(_mm_set1_ps(through[1]), _mm_set1_ps(through[0])));
    high = _mm256_mul_ps(high, _mm256_set_m128(_mm_set1_ps(through[3]), _mm_set1_ps(through[2])));
    const __m256 sums = _mm256_add_ps(low, high);
    const __m128 columns = _mm_add_ps(_mm256_castps256_ps128(sums), _mm256_extractf128_ps(sums, 1));
    return total(_mm_fmadd_ps(columns, cubic_weights(even, fraction[0]),
                              _mm_mul_ps(weights, _mm_loadu_ps(slices->shift + entry))));
}

AVX2_INLINE void cubic(const MprSlices *slices, const MprPatch *patch, MprPixelType type, float *out)
{
    static const double one_apart[4] = {0.0, 1.0, 2.0, 3.0};
    float even[4][4];
    mpr_slices_cubic(one_apart, even);
    for (uint32_t at = 0; at < patch->count; at++) {
        const float fraction[3] = {patch->i[at], patch->j[at], patch->k[at]};
        const size_t entry = (size_t)patch->slice[at] + MPR_REACH - 1;
        const size_t first = (size_t)patch->index[at] - slices->columns - 1;
        out[at] = cubic_pixel(slices, even[0], type, entry, first, fraction);
    }
}

AVX2 void mpr_cubic_uint8_avx2(const MprSlices *slices, const MprPatch *patch, float *out)
{
    cubic(slices, patch, MPR_PIXEL_UINT8, out);
}

AVX2 void mpr_cubic_uint16_avx2(const MprSlices *slices, const MprPatch *patch, float *out)
{
    cubic(slices, patch, MPR_PIXEL_UINT16, out);
}

AVX2 void mpr_cubic_int16_avx2(const MprSlices *slices, const MprPatch *patch, float *out)
{
    cubic(slices, patch, MPR_PIXEL_INT16, out);
}

#endif
