/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels of three samples of 8 bits with AVX2: one pixel at a time, its samples side by side. */
#include "KernelAvx2.h"

#if defined(__x86_64__)

/* A voxel and the one behind it, interpolated; reads none of their neighbours. */
AVX2_INLINE __m128 across(const uint8_t *voxel, __m128 share)
{
    const __m128i left = load_four_bytes(voxel);
    const __m128i right = _mm_srli_epi32(load_four_bytes(voxel + 2), 8);
    const __m128 from = _mm_cvtepi32_ps(_mm_cvtepu8_epi32(left));
    const __m128 to = _mm_cvtepi32_ps(_mm_cvtepu8_epi32(right));
    return _mm_fmadd_ps(share, _mm_sub_ps(to, from), from);
}

AVX2_INLINE __m128 in_slice(const MprSlices *slices, size_t entry, size_t index, __m128 i, __m128 j)
{
    const uint8_t *voxel = slices->pixels[entry] + 3 * index;
    const __m128 from = across(voxel, i);
    const __m128 to = across(voxel + 3 * (size_t)slices->columns, i);
    const __m128 value = _mm_fmadd_ps(j, _mm_sub_ps(to, from), from);
    return _mm_fmadd_ps(_mm_set1_ps(slices->scale[entry]), value, _mm_set1_ps(slices->shift[entry]));
}

AVX2 void mpr_linear_colour_avx2(const MprSlices *slices, const MprPatch *patch, float *out)
{
    for (uint32_t at = 0; at < patch->count; at++) {
        const __m128 i = _mm_set1_ps(patch->i[at]);
        const __m128 j = _mm_set1_ps(patch->j[at]);
        const size_t entry = (size_t)patch->slice[at] + MPR_REACH;
        const size_t index = (size_t)patch->index[at];
        const __m128 from = in_slice(slices, entry, index, i, j);
        const __m128 to = in_slice(slices, entry + 1, index, i, j);
        /* The fourth value is none; the next pixel writes over it. */
        _mm_storeu_ps(out + 3 * (size_t)at,
                      _mm_fmadd_ps(_mm_set1_ps(patch->k[at]), _mm_sub_ps(to, from), from));
    }
}

#endif
