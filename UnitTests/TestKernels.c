/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes images against the reference: thousands of random runs through slices of every type and size, at
 * the borders and on voxel centres too, with padding and without. Values differ by rounding only, and the
 * slices that contributed are the same. */
#include "Resample/Batch.h"

#include "Testing.h"

#include <math.h>
#include <string.h>

enum { LARGEST = 40, MOST_SLICES = 12, LARGEST_RUN = 300, MOST_RUNS = 64, SCENES = 4000 };
enum { MOST_SAMPLES = 3, VOXELS = LARGEST * LARGEST * MOST_SAMPLES };

/* Slices, and runs through them: run n is row n of an image. */
typedef struct {
    MprVolume volume;
    MprSlice places[MOST_SLICES];
    MprFrame frames[MOST_SLICES];
    uint16_t voxels[MOST_SLICES][VOXELS];
    MprSlices *slices;
    double largest; /* |value| */
    MprRun runs[MOST_RUNS];
    size_t count;
    size_t samples; /* of a pixel */
    float expected[MOST_RUNS][LARGEST_RUN * MOST_SAMPLES];
    bool expected_marks[MOST_SLICES], marks[MOST_SLICES], planned[MOST_SLICES];
} Scene;

static void make_volume(Scene *scene, uint64_t *state)
{
    const bool is_even = testing_one_of(state, 2) == 0;
    double distance = 0.0;
    scene->volume = (MprVolume){.slices = scene->places};
    scene->volume.columns =
        testing_one_of(state, 3) == 0 ? 1 + testing_one_of(state, 4) : 1 + testing_one_of(state, LARGEST);
    scene->volume.rows =
        testing_one_of(state, 3) == 0 ? 1 + testing_one_of(state, 4) : 1 + testing_one_of(state, LARGEST);
    scene->volume.count = 2 + testing_one_of(state, MOST_SLICES - 1);
    for (size_t slice = 0; slice < scene->volume.count; slice++) {
        scene->places[slice].distance_mm = distance;
        distance += is_even ? 1.5 : testing_random_between(state, 0.5, 3.0);
    }
}

static MprEncoding random_encoding(uint64_t *state)
{
    static const MprPixelType types[] = {MPR_PIXEL_UINT8, MPR_PIXEL_UINT16, MPR_PIXEL_INT16};
    MprEncoding encoding = {
        .type = types[testing_one_of(state, 3)], .samples = 1, .bits_stored = 16, .slope = 1.0};
    if (testing_one_of(state, 6) == 0) {
        encoding.type = MPR_PIXEL_UINT8;
        encoding.samples = MOST_SAMPLES;
        return encoding;
    }
    encoding.has_padding = testing_one_of(state, 3) == 0;
    encoding.padding_low = encoding.type == MPR_PIXEL_INT16 ? -30000 : 5;
    if (testing_one_of(state, 4) == 0) { /* partly or all of it beyond what the type holds */
        encoding.padding_low = testing_one_of(state, 2) == 0 ? -32800 : 65500;
    }
    encoding.padding_high = encoding.padding_low + (int32_t)testing_one_of(state, 3) * 40;
    return encoding;
}

/* Noise; with padding in it, alone and in areas, where there is padding. */
static void fill(uint16_t *voxels, const MprEncoding *encoding, uint64_t *state)
{
    const uint32_t area = testing_one_of(state, LARGEST * LARGEST);
    for (uint32_t index = 0; index < VOXELS; index++) {
        const bool is_padding = encoding->has_padding && (index > area || testing_one_of(state, 8) == 0);
        voxels[index] = (uint16_t)(is_padding ? encoding->padding_low : (int32_t)testing_random(state));
        if (is_padding && encoding->type == MPR_PIXEL_UINT8) {
            voxels[index] = (uint16_t)(encoding->padding_low * 0x101);
        }
    }
}

static void make_slices(Scene *scene, uint64_t *state)
{
    MprError error = {0};
    const MprEncoding encoding = random_encoding(state);
    const bool is_mixed = testing_one_of(state, 4) == 0;
    scene->largest = is_mixed ? 65535.0 * 4.0 + 400.0 : 65535.0;
    scene->samples = encoding.samples;
    assert_true(mpr_slices_create(&scene->volume, &scene->slices, &error));
    for (size_t slice = 0; slice < scene->volume.count; slice++) {
        MprFrame *frame = &scene->frames[slice];
        fill(scene->voxels[slice], &encoding, state);
        *frame = (MprFrame){.further_owners = 1}; /* the scene */
        frame->header.encoding = encoding;
        if (is_mixed) {
            frame->header.encoding.slope = testing_random_between(state, 0.5, 2.0);
            frame->header.encoding.intercept = testing_random_between(state, -100, 100);
        }
        frame->pixels = (MprBuffer){.data = scene->voxels[slice], .size = sizeof scene->voxels[slice]};
        mpr_slices_take(scene->slices, slice, frame);
    }
    mpr_slices_prepare(scene->slices, 0, scene->volume.count - 1);
}

/* From one random place to another; on voxel centres, half-way and along an axis more often than by chance.
 */
static void random_line(uint64_t *state, double low, double high, uint32_t count, double *start, double *step)
{
    double from = testing_random_between(state, low, high);
    double to = testing_one_of(state, 3) == 0 ? from : testing_random_between(state, low, high);
    if (testing_one_of(state, 4) == 0) {
        from = fmin(fmax(round(from), low), high);
        to = fmin(fmax(round(to), low), high);
    }
    *start = from;
    *step = count > 1 ? (to - from) / (count - 1) : 0.0;
}

static void make_runs(Scene *scene, uint64_t *state)
{
    const MprVolume *volume = &scene->volume;
    scene->count = 1 + testing_one_of(state, testing_one_of(state, 2) == 0 ? 3 : MOST_RUNS);
    for (size_t index = 0; index < scene->count; index++) {
        MprRun *run = &scene->runs[index];
        *run = (MprRun){.row = (uint32_t)index,
                        .count = 1 + testing_one_of(state, testing_one_of(state, 2) == 0 ? 9 : LARGEST_RUN)};
        random_line(state, -0.5, volume->columns - 0.5, run->count, &run->i, &run->di);
        random_line(state, -0.5, volume->rows - 0.5, run->count, &run->j, &run->dj);
        random_line(state, -0.5, (double)volume->count - 0.5, run->count, &run->k, &run->dk);
        if (testing_one_of(state, 6) == 0 && volume->columns > 2) { /* along a row, voxel by voxel */
            run->count = volume->columns - 1;
            run->i = testing_one_of(state, 2) == 0 ? 0.0 : testing_random_between(state, -0.5, 1.5);
            run->di = 1.0;
            run->dj = run->dk = 0.0;
        }
    }
}

/* Half-way between two voxels, rounding chooses. */
static bool is_tie(const MprRun *run, uint32_t pixel)
{
    const double at[3] = {run->i + pixel * run->di, run->j + pixel * run->dj, run->k + pixel * run->dk};
    bool is_near = false;
    for (int axis = 0; axis < 3; axis++) {
        is_near = is_near || fabs(at[axis] - floor(at[axis]) - 0.5) < 1e-6;
    }
    return is_near;
}

/* On voxels: there a weight may be nothing for one and next to nothing for the other, and padding decides. */
static bool is_on_voxel(const MprRun *run, uint32_t pixel)
{
    const double at[3] = {run->i + pixel * run->di, run->j + pixel * run->dj, run->k + pixel * run->dk};
    bool is_near = false;
    for (int axis = 0; axis < 3; axis++) {
        const double off = fabs(at[axis] - round(at[axis]));
        is_near = is_near || (off > 0.5e-6 && off < 2e-6);
    }
    return is_near;
}

static size_t compare(const Scene *scene, MprInterpolation interpolation, const float *actual)
{
    const double allowed = interpolation == MPR_NEAREST ? 0.05 : MPR_KERNEL_ERROR * scene->largest;
    size_t compared = 0;
    for (size_t index = 0; index < scene->count; index++) {
        const MprRun *run = &scene->runs[index];
        const float *row = actual + index * LARGEST_RUN * scene->samples;
        for (size_t behind = run->count * scene->samples; behind < LARGEST_RUN * scene->samples; behind++) {
            assert_true(isnan(row[behind]));
        }
        for (uint32_t pixel = 0; pixel < run->count; pixel++) {
            double is = 0.0;
            double should = 0.0;
            bool is_same = true;
            for (size_t sample = 0; is_same && sample < scene->samples; sample++) {
                is = (double)row[pixel * scene->samples + sample];
                should = (double)scene->expected[index][pixel * scene->samples + sample];
                is_same = isnan(is) ? isnan(should) : fabs(is - should) <= allowed;
            }
            if (is_same || (interpolation == MPR_NEAREST && is_tie(run, pixel)) || is_on_voxel(run, pixel)) {
                compared++;
                continue;
            }
            fail_msg(
                "interpolation %d, %u × %u × %zu, run of %u, pixel %u at %.9g %.9g %.9g: %g instead of %g",
                (int)interpolation, scene->volume.columns, scene->volume.rows, scene->volume.count,
                run->count, pixel, run->i + pixel * run->di, run->j + pixel * run->dj,
                run->k + pixel * run->dk, is, should);
        }
    }
    return compared;
}

static void sample_by_reference(Scene *scene, MprInterpolation interpolation)
{
    const size_t slices = scene->volume.count;
    memset(scene->expected_marks, 0, sizeof scene->expected_marks);
    memset(scene->planned, 0, sizeof scene->planned);
    for (size_t index = 0; index < scene->count; index++) {
        const MprRun *run = &scene->runs[index];
        mpr_sampler_reference(interpolation, scene->slices, run, scene->expected[index],
                              scene->expected_marks);
        mpr_sampler_mark(interpolation, run, scene->planned, slices);
    }
}

static size_t try_kernels(const MprKernels *kernels, MprInterpolation interpolation, uint64_t *state)
{
    static Scene scene;
    static float values[MOST_RUNS * LARGEST_RUN * MOST_SAMPLES];
    MprAccumulator accumulator;
    MprBatch *batch = NULL;
    MprError error = {0};
    make_volume(&scene, state);
    make_slices(&scene, state);
    make_runs(&scene, state);
    sample_by_reference(&scene, interpolation);
    assert_true(mpr_accumulator_create(values, MOST_RUNS, LARGEST_RUN * scene.samples, MPR_PROJECTION_NONE, 1,
                                       false, &accumulator, &error));
    assert_true(mpr_batch_create(kernels, &batch, &error));
    memset(scene.marks, 0, sizeof scene.marks);
    mpr_batch_start(batch, interpolation, scene.slices, &accumulator, scene.marks);
    for (size_t index = 0; index < scene.count; index++) {
        mpr_batch_add(batch, &scene.runs[index]);
    }
    mpr_batch_finish(batch);
    const bool has_padding = scene.frames[0].header.encoding.has_padding;
    const bool *said = has_padding ? scene.marks : scene.planned;
    assert_memory_equal(said, scene.expected_marks, scene.volume.count);
    mpr_accumulator_finish(&accumulator);
    const size_t compared = compare(&scene, interpolation, values);
    mpr_batch_free(batch);
    mpr_slices_free(scene.slices);
    return compared;
}

static void compare_many(const MprKernels *kernels)
{
    static const MprInterpolation interpolations[] = {MPR_NEAREST, MPR_LINEAR, MPR_CUBIC};
    uint64_t state = 6;
    size_t compared = 0;
    for (int scene = 0; scene < SCENES; scene++) {
        compared += try_kernels(kernels, interpolations[scene % 3], &state);
    }
    print_message("     %zu pixels compared\n", compared);
    assert_true(compared > 1000000);
}

static void plain_kernels_should_agree_with_the_reference(void **state)
{
    (void)state;
    compare_many(&mpr_kernels_plain);
}

/* Sums of doubles: the same additions, so the same bits. */
static void sums_should_leave_out_what_is_no_tissue(void **unused)
{
    (void)unused;
    enum { LONGEST = 70 };
    uint64_t state = 7;
    for (int turn = 0; turn < 2000; turn++) {
        const size_t count = testing_one_of(&state, LONGEST);
        float values[LONGEST];
        double sums[LONGEST] = {0}, expected[LONGEST] = {0};
        uint16_t counts[LONGEST] = {0}, expected_counts[LONGEST] = {0};
        for (int sample = 0; sample < 3; sample++) {
            for (size_t at = 0; at < count; at++) {
                const bool is_tissue = testing_one_of(&state, 3) > 0;
                values[at] = is_tissue ? (float)testing_random_between(&state, -70000.0, 70000.0) : NAN;
                expected[at] += is_tissue ? (double)values[at] : 0.0;
                expected_counts[at] = (uint16_t)(expected_counts[at] + is_tissue);
            }
            (sample == 0 ? &mpr_kernels_plain : mpr_kernels_best())->add_up(values, count, sums, counts);
        }
        assert_memory_equal(sums, expected, sizeof sums);
        assert_memory_equal(counts, expected_counts, sizeof counts);
    }
}

#if defined(__x86_64__)
static void avx2_kernels_should_agree_with_the_reference(void **state)
{
    (void)state;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
        print_message("     this processor has no AVX2: its kernels are never chosen here\n");
        return;
    }
    compare_many(&mpr_kernels_avx2);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_kernels_should_agree_with_the_reference),
        cmocka_unit_test(sums_should_leave_out_what_is_no_tissue),
#if defined(__x86_64__)
        cmocka_unit_test(avx2_kernels_should_agree_with_the_reference),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
