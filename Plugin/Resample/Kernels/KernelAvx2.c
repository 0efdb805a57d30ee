/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels for processors with AVX2 and FMA: eight pixels at a time. One 32-bit load fetches two
 * neighbouring voxels; plain loads, since gathers are slower on some processors. */
#include "KernelAvx2.h"

#if defined(__x86_64__)

#include <string.h>

/* Positions along an axis, in units of 2^-32 voxels: 64 bits, whole voxels in the upper 32. */
typedef struct {
    __m256i low, high; /* of pixels 0 1 4 5 and 2 3 6 7 */
    __m256i eight;     /* pixels on */
} Axis;

/* Eight pixels along one axis. */
typedef struct {
    __m256i whole;
    __m256 fraction;
} Places;

AVX2_INLINE int64_t fixed(double position)
{
    return _mm_cvtsd_si64(_mm_set_sd(position * 4294967296.0));
}

AVX2_INLINE MprStep step_of(double per_pixel)
{
    const int64_t one = fixed(per_pixel);
    return (MprStep){per_pixel, {0, one, 4 * one, 5 * one, 2 * one, 3 * one, 6 * one, 7 * one}, 8 * one};
}

AVX2_INLINE Axis axis(double start, const MprStep *step)
{
    const __m256i from = _mm256_set1_epi64x(fixed(start));
    return (Axis){
        _mm256_add_epi64(from, _mm256_loadu_si256((const __m256i *)(const void *)step->pixels)),
        _mm256_add_epi64(from, _mm256_loadu_si256((const __m256i *)(const void *)(step->pixels + 4))),
        _mm256_set1_epi64x(step->eight)};
}

/* The next eight. */
AVX2_INLINE Places advance(Axis *axis)
{
    const __m256 low = _mm256_castsi256_ps(axis->low);
    const __m256 high = _mm256_castsi256_ps(axis->high);
    const __m256i whole = _mm256_castps_si256(_mm256_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
    const __m256i rest = _mm256_castps_si256(_mm256_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
    axis->low = _mm256_add_epi64(axis->low, axis->eight);
    axis->high = _mm256_add_epi64(axis->high, axis->eight);
    const __m256 fraction = _mm256_cvtepi32_ps(_mm256_srli_epi32(rest, 8)); /* 24 bits: exact */
    return (Places){whole, _mm256_mul_ps(fraction, _mm256_set1_ps(1.0F / (1 << 24)))};
}

/* Beyond the outermost voxels their values go on. */
AVX2_INLINE Places clamped(Places places, size_t size)
{
    const __m256i last = _mm256_set1_epi32((int32_t)size - 2); /* has one more behind it */
    const __m256i is_before = _mm256_srai_epi32(places.whole, 31);
    const __m256i is_behind = _mm256_cmpgt_epi32(places.whole, last);
    const __m256 fraction = _mm256_andnot_ps(_mm256_castsi256_ps(is_before), places.fraction);
    return (Places){_mm256_min_epi32(_mm256_andnot_si256(is_before, places.whole), last),
                    _mm256_blendv_ps(fraction, _mm256_set1_ps(1.0F), _mm256_castsi256_ps(is_behind))};
}

/* Is a whole run so far inside that no rounding takes it out? */
static bool is_inside(double start, double step, uint32_t count, size_t size)
{
    const double margin = 1e-6;
    const double end = start + step * (count - 1.0);
    const double last = (double)size - 1.0 - margin;
    return start > margin && end > margin && start < last && end < last;
}

/* Asks for the voxels of a run that was located: all the fewer, the more pixels lie in one line of memory.
 * Where lines change fast they are too many for the nearest cache, all the more as they are a power of two
 * apart and share few of its places. */
static void fetch_ahead(const MprSlices *slices, const MprRun *run, const MprPatch *patch)
{
    const size_t size = mpr_pixel_size(slices->encoding.type) * slices->encoding.samples;
    const size_t row = size * slices->columns;
    const double lines = fabs(run->di) * (double)size / 64.0 + fabs(run->dj) + fabs(run->dk); /* per pixel */
    const bool is_far = lines > (patch->is_dense ? 0.35 : 0.7); /* slabs have more slices in memory */
    const uint32_t every = (lines > 0.35 ? 1U : lines > 0.17 ? 2U : 4U) << patch->is_dense;
    const uint8_t *const *const pixels = slices->pixels + MPR_REACH;
    for (uint32_t at = patch->count; at < patch->count + run->count; at += every) {
        const size_t voxel = size * (size_t)patch->index[at];
        const char *lower = (const char *)pixels[patch->slice[at]] + voxel;
        const char *upper = (const char *)pixels[patch->slice[at] + 1] + voxel;
        if (is_far) {
            _mm_prefetch(lower, _MM_HINT_T1);
            _mm_prefetch(lower + row, _MM_HINT_T1);
            _mm_prefetch(upper, _MM_HINT_T1);
            _mm_prefetch(upper + row, _MM_HINT_T1);
        } else {
            _mm_prefetch(lower, _MM_HINT_T0);
            _mm_prefetch(lower + row, _MM_HINT_T0);
            _mm_prefetch(upper, _MM_HINT_T0);
            _mm_prefetch(upper + row, _MM_HINT_T0);
        }
    }
}

/* Runs of one segment have the same steps. */
AVX2_INLINE void set_steps(const MprRun *run, MprStep steps[3])
{
    if (run->di != steps[0].per_pixel || run->dj != steps[1].per_pixel || run->dk != steps[2].per_pixel) {
        steps[0] = step_of(run->di);
        steps[1] = step_of(run->dj);
        steps[2] = step_of(run->dk);
    }
}

AVX2 static void locate(const MprSlices *slices, const MprRun *run, MprPatch *patch)
{
    const __m256i columns = _mm256_set1_epi32((int32_t)slices->columns);
    const bool is_inner = is_inside(run->i, run->di, run->count, slices->columns) &&
                          is_inside(run->j, run->dj, run->count, slices->rows) &&
                          is_inside(run->k, run->dk, run->count, slices->count);
    set_steps(run, patch->steps);
    Axis along_i = axis(run->i, &patch->steps[0]);
    Axis along_j = axis(run->j, &patch->steps[1]);
    Axis along_k = axis(run->k, &patch->steps[2]);
    for (uint32_t at = patch->count; at < patch->count + run->count; at += 8) {
        Places i = advance(&along_i);
        Places j = advance(&along_j);
        Places k = advance(&along_k);
        if (!is_inner) {
            i = clamped(i, slices->columns);
            j = clamped(j, slices->rows);
            k = clamped(k, slices->count);
        }
        const __m256i index = _mm256_add_epi32(_mm256_mullo_epi32(j.whole, columns), i.whole);
        _mm256_storeu_si256((__m256i *)(patch->slice + at), k.whole);
        _mm256_storeu_si256((__m256i *)(patch->index + at), index);
        _mm256_storeu_ps(patch->i + at, i.fraction);
        _mm256_storeu_ps(patch->j + at, j.fraction);
        _mm256_storeu_ps(patch->k + at, k.fraction);
    }
    fetch_ahead(slices, run, patch);
    patch->count += run->count;
}

/* Two neighbouring voxels. */
AVX2_INLINE int32_t pair_at(const uint8_t *pixels, MprPixelType type)
{
    if (type == MPR_PIXEL_UINT8) {
        uint16_t pair;
        memcpy(&pair, pixels, sizeof pair);
        return pair;
    }
    int32_t pair;
    memcpy(&pair, pixels, sizeof pair);
    return pair;
}

/* Of eight pixels: two voxels along the columns, of two rows in two slices. */
typedef struct {
    __m256i upper[2], lower[2];
} Pairs;

#define LOAD(lane)                                                                                           \
    do {                                                                                                     \
        const size_t voxel = voxel_size(type) * (size_t)patch->index[at + (lane)];                           \
        const uint8_t *a = pixels[patch->slice[at + (lane)]] + voxel;                                        \
        const uint8_t *b = pixels[patch->slice[at + (lane)] + 1] + voxel;                                    \
        u0 = _mm256_blend_epi32(u0, _mm256_set1_epi32(pair_at(a, type)), 1 << (lane));                       \
        l0 = _mm256_blend_epi32(l0, _mm256_set1_epi32(pair_at(a + row, type)), 1 << (lane));                 \
        u1 = _mm256_blend_epi32(u1, _mm256_set1_epi32(pair_at(b, type)), 1 << (lane));                       \
        l1 = _mm256_blend_epi32(l1, _mm256_set1_epi32(pair_at(b + row, type)), 1 << (lane));                 \
    } while (0)

AVX2_INLINE Pairs pairs_of(const MprSlices *slices, const MprPatch *patch, MprPixelType type, uint32_t at)
{
    const uint8_t *const *const pixels = slices->pixels + MPR_REACH;
    const size_t row = voxel_size(type) * slices->columns;
    __m256i u0 = _mm256_setzero_si256(), l0 = u0, u1 = u0, l1 = u0;
    LOAD(0);
    LOAD(1);
    LOAD(2);
    LOAD(3);
    LOAD(4);
    LOAD(5);
    LOAD(6);
    LOAD(7);
    return (Pairs){{u0, u1}, {l0, l1}};
}

/* Pairs interpolated. Signed ones 65536 times too large: their bits stay where they are. */
AVX2_INLINE __m256 across(__m256i pairs, MprPixelType type, __m256 share)
{
    __m256i left = _mm256_and_si256(pairs, _mm256_set1_epi32(0xff));
    __m256i right = _mm256_srli_epi32(pairs, 8);
    if (type == MPR_PIXEL_UINT16) {
        left = _mm256_and_si256(pairs, _mm256_set1_epi32(0xffff));
        right = _mm256_srli_epi32(pairs, 16);
    } else if (type == MPR_PIXEL_INT16) {
        left = _mm256_slli_epi32(pairs, 16);
        right = _mm256_and_si256(pairs, _mm256_set1_epi32(-65536));
    }
    const __m256 from = _mm256_cvtepi32_ps(left);
    return _mm256_fmadd_ps(share, _mm256_sub_ps(_mm256_cvtepi32_ps(right), from), from);
}

AVX2_INLINE __m256 unscaled(__m256 value, MprPixelType type)
{
    return type == MPR_PIXEL_INT16 ? _mm256_mul_ps(value, _mm256_set1_ps(1.0F / 65536)) : value;
}

AVX2_INLINE __m256 mixed(__m256 from, __m256 to, __m256 share)
{
    return _mm256_fmadd_ps(share, _mm256_sub_ps(to, from), from);
}

/* Values of eight pixels in their slices, or as many slices behind them. */
AVX2_INLINE __m256 rescaled(const MprSlices *slices, size_t behind, __m256i slice, __m256 stored)
{
    const float *scale = slices->scale + MPR_REACH + behind;
    const float *shift = slices->shift + MPR_REACH + behind;
    return _mm256_fmadd_ps(_mm256_i32gather_ps(scale, slice, 4), stored,
                           _mm256_i32gather_ps(shift, slice, 4));
}

AVX2_INLINE void linear(const MprSlices *slices, const MprPatch *patch, MprPixelType type, float *out)
{
    for (uint32_t at = 0; at < patch->count; at += 8) {
        const __m256 i = _mm256_loadu_ps(patch->i + at);
        const __m256 j = _mm256_loadu_ps(patch->j + at);
        const __m256 k = _mm256_loadu_ps(patch->k + at);
        const Pairs pairs = pairs_of(slices, patch, type, at);
        __m256 from = mixed(across(pairs.upper[0], type, i), across(pairs.lower[0], type, i), j);
        __m256 to = mixed(across(pairs.upper[1], type, i), across(pairs.lower[1], type, i), j);
        if (slices->is_mixed) {
            const __m256i slice = _mm256_loadu_si256((const __m256i *)(patch->slice + at));
            from = rescaled(slices, 0, slice, unscaled(from, type));
            to = rescaled(slices, 1, slice, unscaled(to, type));
            _mm256_storeu_ps(out + at, mixed(from, to, k));
        } else {
            _mm256_storeu_ps(out + at, unscaled(mixed(from, to, k), type));
        }
    }
}

AVX2 static void linear_uint8(const MprSlices *slices, const MprPatch *patch, float *out)
{
    linear(slices, patch, MPR_PIXEL_UINT8, out);
}

AVX2 static void linear_uint16(const MprSlices *slices, const MprPatch *patch, float *out)
{
    linear(slices, patch, MPR_PIXEL_UINT16, out);
}

AVX2 static void linear_int16(const MprSlices *slices, const MprPatch *patch, float *out)
{
    linear(slices, patch, MPR_PIXEL_INT16, out);
}

/* Padding in the order of signed numbers: unsigned ones with their highest bit turned. Bytes lie in 16 bits:
 * a pair fills the lower half of its 32. */
typedef struct {
    __m256i low, high, turn, pair;
} Padding;

AVX2_INLINE Padding padding_of(const MprEncoding *encoding, MprPixelType type)
{
    const bool is_byte = type == MPR_PIXEL_UINT8;
    const int32_t least = type == MPR_PIXEL_INT16 ? INT16_MIN : 0;
    const int32_t most = is_byte ? UINT8_MAX : least + UINT16_MAX;
    const int32_t low = encoding->padding_low < least ? least : encoding->padding_low;
    const int32_t high = encoding->padding_high > most ? most : encoding->padding_high;
    const int32_t turn = is_byte ? 0x80 : type == MPR_PIXEL_UINT16 ? 0x8000 : 0;
    if (low > high) { /* nothing of the type is padding */
        return (Padding){.pair = _mm256_setzero_si256()};
    }
    if (is_byte) {
        return (Padding){_mm256_set1_epi8((int8_t)(low ^ turn)), _mm256_set1_epi8((int8_t)(high ^ turn)),
                         _mm256_set1_epi8((int8_t)turn), _mm256_set1_epi32(0xffff)};
    }
    return (Padding){_mm256_set1_epi16((int16_t)(low ^ turn)), _mm256_set1_epi16((int16_t)(high ^ turn)),
                     _mm256_set1_epi16((int16_t)turn), _mm256_set1_epi32(-1)};
}

/* Bits of the voxels that are no padding. */
AVX2_INLINE __m256i tissue_in(__m256i pairs, MprPixelType type, const Padding *padding)
{
    const __m256i voxels = _mm256_xor_si256(pairs, padding->turn);
    return type == MPR_PIXEL_UINT8 ? _mm256_or_si256(_mm256_cmpgt_epi8(padding->low, voxels),
                                                     _mm256_cmpgt_epi8(voxels, padding->high))
                                   : _mm256_or_si256(_mm256_cmpgt_epi16(padding->low, voxels),
                                                     _mm256_cmpgt_epi16(voxels, padding->high));
}

AVX2_INLINE void find_padding(const MprSlices *slices, const MprPatch *patch, MprPixelType type,
                              uint8_t *padded)
{
    const Padding padding = padding_of(&slices->encoding, type);
    for (uint32_t at = 0; at < patch->count; at += 8) {
        const Pairs pairs = pairs_of(slices, patch, type, at);
        const __m256i upper = _mm256_and_si256(tissue_in(pairs.upper[0], type, &padding),
                                               tissue_in(pairs.upper[1], type, &padding));
        const __m256i lower = _mm256_and_si256(tissue_in(pairs.lower[0], type, &padding),
                                               tissue_in(pairs.lower[1], type, &padding));
        const __m256i found = _mm256_andnot_si256(_mm256_and_si256(upper, lower), padding.pair);
        const __m256i is_clean = _mm256_cmpeq_epi32(found, _mm256_setzero_si256());
        padded[at / 8] = (uint8_t)~_mm256_movemask_ps(_mm256_castsi256_ps(is_clean));
    }
}

AVX2 static void find_padding_uint8(const MprSlices *slices, const MprPatch *patch, uint8_t *padded)
{
    find_padding(slices, patch, MPR_PIXEL_UINT8, padded);
}

AVX2 static void find_padding_uint16(const MprSlices *slices, const MprPatch *patch, uint8_t *padded)
{
    find_padding(slices, patch, MPR_PIXEL_UINT16, padded);
}

AVX2 static void find_padding_int16(const MprSlices *slices, const MprPatch *patch, uint8_t *padded)
{
    find_padding(slices, patch, MPR_PIXEL_INT16, padded);
}

AVX2 static void add_up(const float *values, size_t count, double *sums, uint16_t *counts)
{
    size_t at = 0;
    for (; at + 8 <= count; at += 8) {
        const __m256 value = _mm256_loadu_ps(values + at);
        const __m256 is_tissue = _mm256_cmp_ps(value, value, _CMP_ORD_Q);
        const __m256 tissue = _mm256_and_ps(value, is_tissue);
        const __m256d low = _mm256_cvtps_pd(_mm256_castps256_ps128(tissue));
        const __m256d high = _mm256_cvtps_pd(_mm256_extractf128_ps(tissue, 1));
        const __m256i minus_one = _mm256_castps_si256(is_tissue);
        const __m128i minus_ones =
            _mm_packs_epi32(_mm256_castsi256_si128(minus_one), _mm256_extracti128_si256(minus_one, 1));
        __m128i *const eight = (__m128i *)(void *)(counts + at);
        _mm256_storeu_pd(sums + at, _mm256_add_pd(_mm256_loadu_pd(sums + at), low));
        _mm256_storeu_pd(sums + at + 4, _mm256_add_pd(_mm256_loadu_pd(sums + at + 4), high));
        _mm_storeu_si128(eight, _mm_sub_epi16(_mm_loadu_si128(eight), minus_ones));
    }
    mpr_kernels_plain.add_up(values + at, count - at, sums + at, counts + at);
}

const MprKernels mpr_kernels_avx2 = {
    .locate = locate,
    .add_up = add_up,
    .find_padding = {[MPR_PIXEL_UINT8] = find_padding_uint8,
                     [MPR_PIXEL_UINT16] = find_padding_uint16,
                     [MPR_PIXEL_INT16] = find_padding_int16},
    .linear = {[MPR_PIXEL_UINT8] = linear_uint8,
               [MPR_PIXEL_UINT16] = linear_uint16,
               [MPR_PIXEL_INT16] = linear_int16},
    .linear_colour = mpr_linear_colour_avx2,
    .cubic = {[MPR_PIXEL_UINT8] = mpr_cubic_uint8_avx2,
              [MPR_PIXEL_UINT16] = mpr_cubic_uint16_avx2,
              [MPR_PIXEL_INT16] = mpr_cubic_int16_avx2},
};

#endif
