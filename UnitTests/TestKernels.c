/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernels against the reference: thousands of random runs of every type and size, at the borders and on
 * voxel centres too. Values differ by rounding only, and the slices that contributed are the same. */
#include "Core/Kernel.h"

#include "Testing.h"

#include <math.h>

enum { LARGEST = 40, LARGEST_RUN = 300, BATCHES = 4000 };

/* Six slices around a gap, and runs in it. */
typedef struct {
    MprFrame frames[MPR_LAYERS];
    uint16_t voxels[MPR_LAYERS][LARGEST * LARGEST];
    MprNeighbourhood around;
    double largest; /* |value| */
    uint32_t columns, rows;
    MprRun runs[MPR_RUNS];
    size_t count;
    float expected[MPR_RUNS][LARGEST_RUN], actual[MPR_RUNS][LARGEST_RUN];
    float *outs[MPR_RUNS];
} Scene;

static uint32_t one_of(uint64_t *state, uint32_t count)
{
    return (uint32_t)(testing_random(state) >> 32) % count;
}

static void make_slices(Scene *scene, uint64_t *state)
{
    static const MprPixelType types[] = {MPR_PIXEL_UINT8, MPR_PIXEL_UINT16, MPR_PIXEL_INT16};
    const MprPixelType type = types[one_of(state, 3)];
    const bool is_mixed = one_of(state, 4) == 0;
    scene->columns = one_of(state, 3) == 0 ? 1 + one_of(state, 4) : 1 + one_of(state, LARGEST);
    scene->rows = one_of(state, 3) == 0 ? 1 + one_of(state, 4) : 1 + one_of(state, LARGEST);
    scene->largest = is_mixed ? 65535.0 * 2.0 + 100.0 : 65535.0;
    double distance = 0.0;
    for (int layer = 0; layer < MPR_LAYERS; layer++) {
        MprFrame *frame = &scene->frames[layer];
        for (size_t index = 0; index < LARGEST * LARGEST; index++) {
            scene->voxels[layer][index] = (uint16_t)testing_random(state);
        }
        frame->header.encoding = (MprEncoding){.type = type, .samples = 1, .bits_stored = 16, .slope = 1.0};
        frame->header.grid.columns = scene->columns;
        frame->header.grid.rows = scene->rows;
        frame->pixels = (MprBuffer){.data = scene->voxels[layer], .size = sizeof scene->voxels[layer]};
        scene->around.layers[layer] =
            (MprLayer){frame, is_mixed ? (float)testing_random_between(state, 0.5, 2.0) : 1.0F,
                       is_mixed ? (float)testing_random_between(state, -100, 100) : 0.0F};
        scene->around.distances_mm[layer] = distance;
        distance += testing_random_between(state, 0.5, 3.0);
    }
}

/* From one random place to another; on voxel centres, half-way and along an axis more often than by chance.
 */
static void random_line(uint64_t *state, double low, double high, uint32_t count, double *start, double *step)
{
    double from = testing_random_between(state, low, high);
    double to = one_of(state, 3) == 0 ? from : testing_random_between(state, low, high);
    if (one_of(state, 4) == 0) {
        from = fmin(fmax(round(from), low), high);
        to = fmin(fmax(round(to), low), high);
    }
    *start = from;
    *step = count > 1 ? (to - from) / (count - 1) : 0.0;
}

static void make_runs(Scene *scene, uint64_t *state)
{
    scene->count = 1 + one_of(state, one_of(state, 2) == 0 ? 3 : MPR_RUNS);
    for (size_t index = 0; index < scene->count; index++) {
        MprRun *run = &scene->runs[index];
        *run = (MprRun){.count = 1 + one_of(state, one_of(state, 2) == 0 ? 9 : LARGEST_RUN)};
        random_line(state, -0.5, scene->columns - 0.5, run->count, &run->i, &run->di);
        random_line(state, -0.5, scene->rows - 0.5, run->count, &run->j, &run->dj);
        random_line(state, 0.0, 1.0, run->count, &run->t, &run->dt);
        scene->outs[index] = scene->actual[index];
        for (uint32_t pixel = 0; pixel < run->count; pixel++) {
            scene->actual[index][pixel] = NAN;
        }
    }
}

/* Half-way between two voxels, rounding chooses. */
static bool is_tie(const MprRun *run, uint32_t pixel)
{
    const double at[3] = {run->i + pixel * run->di, run->j + pixel * run->dj, run->t + pixel * run->dt};
    bool is_near = false;
    for (int axis = 0; axis < 3; axis++) {
        is_near = is_near || fabs(at[axis] - floor(at[axis]) - 0.5) < 1e-6;
    }
    return is_near;
}

static size_t compare(const Scene *scene, MprInterpolation interpolation)
{
    const double allowed = interpolation == MPR_NEAREST ? 0.01 : MPR_KERNEL_ERROR * scene->largest;
    size_t compared = 0;
    for (size_t index = 0; index < scene->count; index++) {
        const MprRun *run = &scene->runs[index];
        for (uint32_t pixel = 0; pixel < run->count; pixel++) {
            if (interpolation == MPR_NEAREST && is_tie(run, pixel)) {
                continue;
            }
            const double difference =
                fabs((double)scene->actual[index][pixel] - (double)scene->expected[index][pixel]);
            if (!(difference <= allowed)) {
                fail_msg("interpolation %d, %u × %u, run of %u, pixel %u: %g instead of %g",
                         (int)interpolation, scene->columns, scene->rows, run->count, pixel,
                         (double)scene->actual[index][pixel], (double)scene->expected[index][pixel]);
            }
            compared++;
        }
    }
    return compared;
}

static size_t try_kernels(const MprKernels *kernels, MprInterpolation interpolation, uint64_t *state)
{
    static Scene scene;
    make_slices(&scene, state);
    make_runs(&scene, state);
    MprLayerSet from = 0;
    for (size_t index = 0; index < scene.count; index++) {
        from |= mpr_sampler_run_reference(interpolation, &scene.around, &scene.runs[index],
                                          scene.expected[index]);
    }
    const MprLayerSet said =
        mpr_sampler_runs_with(kernels, interpolation, &scene.around, scene.runs, scene.count, scene.outs);
    assert_int_equal(said, from);
    return compare(&scene, interpolation);
}

static void compare_many(const MprKernels *kernels)
{
    static const MprInterpolation interpolations[] = {MPR_NEAREST, MPR_LINEAR, MPR_CUBIC};
    uint64_t state = 6;
    size_t compared = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
        compared += try_kernels(kernels, interpolations[batch % 3], &state);
    }
    print_message("     %zu pixels compared\n", compared);
    assert_true(compared > 1000000);
}

static void plain_kernels_should_agree_with_the_reference(void **state)
{
    (void)state;
    compare_many(&mpr_kernels_plain);
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
#if defined(__x86_64__)
        cmocka_unit_test(avx2_kernels_should_agree_with_the_reference),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
