/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What the kernels for AVX2 share. */
#ifndef MPR_KERNEL_AVX2_H
#define MPR_KERNEL_AVX2_H

#include "Kernel.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX2_INLINE __attribute__((target("avx2,fma"), always_inline)) static inline

AVX2_INLINE size_t voxel_size(MprPixelType type)
{
    return type == MPR_PIXEL_UINT8 ? 1 : 2;
}

/** _mm_loadu_si32, which compilers before GCC 11 lack. */
AVX2_INLINE __m128i load_four_bytes(const void *from)
{
    int32_t bytes;
    memcpy(&bytes, from, sizeof bytes);
    return _mm_cvtsi32_si128(bytes);
}

/** MprKernel, for colours and for Cubic. */
void mpr_linear_colour_avx2(const MprSlices *slices, const MprPatch *patch, float *out);
void mpr_cubic_uint8_avx2(const MprSlices *slices, const MprPatch *patch, float *out);
void mpr_cubic_uint16_avx2(const MprSlices *slices, const MprPatch *patch, float *out);
void mpr_cubic_int16_avx2(const MprSlices *slices, const MprPatch *patch, float *out);

#endif
#endif
