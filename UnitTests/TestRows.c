/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an image looks like does not depend on what lies in rows that were not asked for; and it is not much
 * that is asked for. */
#include "Request/Plane.h"
#include "Resample/Resample.h"

#include "PhantomSource.h"
#include "Testing.h"

#include <math.h>
#include <string.h>

enum { PLANES = 1000, STACK = 3 };

static MprImages *sample_all(PhantomSource *source, const MprVolume *volume, const MprGrid *grids,
                             size_t count, const MprSampling *sampling)
{
    MprImages *images = NULL;
    MprError error = {0};
    if (!mpr_resample(&(MprResampling){volume, grids, count, sampling, &source->source, {NULL, false}, NULL},
                      &images, &error)) {
        assert_int_equal(error.status, MPR_UNSUITABLE); /* it misses the volume */
    }
    return images;
}

static MprImages *sample(PhantomSource *source, const MprVolume *volume, const MprGrid *grid,
                         const MprSampling *sampling)
{
    return sample_all(source, volume, grid, 1, sampling);
}

static MprVolume *describe(PhantomSource *source)
{
    MprVolume *volume = NULL;
    MprNotes notes = {0};
    MprFrameHeader model;
    MprError error = {0};
    assert_true(source->source.describe(&source->source, 0, &model, &error));
    assert_true(
        mpr_lattice_describe(&source->source, phantom_source_all(source), &model, &volume, &notes, &error));
    return volume;
}

/* A small part of a plane anywhere, now and then along the rows or the slices. */
static MprGrid random_grid(const MprVolume *volume, uint64_t *state)
{
    MprGrid grid = mpr_volume_slice_grid(volume, 0);
    MprVector normal = {testing_random_between(state, -1, 1), testing_random_between(state, -1, 1),
                        testing_random_between(state, -1, 1)};
    const double kind = testing_random_between(state, 0, 4);
    if (kind < 1) {
        normal = kind < 0.5 ? volume->down : volume->normal;
    }
    normal = mpr_vector_unit(normal);
    grid.across =
        mpr_vector_unit(mpr_vector_cross(normal, kind < 0.25 ? volume->normal : (MprVector){0.3, 0.5, 0.8}));
    grid.down = mpr_vector_cross(normal, grid.across);
    grid.rows = 1 + (uint32_t)testing_random_between(state, 0, 30);
    grid.columns = 1 + (uint32_t)testing_random_between(state, 0, 30);
    grid.spacing_across_mm = testing_random_between(state, 0.2, 3);
    grid.spacing_down_mm = testing_random_between(state, 0.2, 3);
    grid.position = mpr_volume_point(volume, testing_random_between(state, -5, volume->columns),
                                     testing_random_between(state, -5, volume->rows),
                                     testing_random_between(state, -0.5, (double)volume->count - 0.5));
    return grid;
}

static MprSampling random_sampling(uint64_t *state)
{
    static const MprInterpolation ways[] = {MPR_NEAREST, MPR_LINEAR, MPR_CUBIC, MPR_LANCZOS};
    MprSampling sampling = {.interpolation = ways[(int)testing_random_between(state, 0, 3.999)],
                            .samples = 1};
    if (testing_random_between(state, 0, 3) < 1) {
        sampling.projection = MPR_PROJECTION_MEAN;
        sampling.samples = 1 + (unsigned)testing_random_between(state, 0, 9);
        sampling.step_mm = testing_random_between(state, 0.3, 2);
    }
    return sampling;
}

static size_t value_count(const MprImages *images)
{
    const MprGrid *grid = &images->images[0].grid;
    return images->count * grid->rows * grid->columns * images->images[0].samples;
}

/* One grid, or several a little apart. */
static size_t random_stack(const MprVolume *volume, MprGrid grids[STACK], uint64_t *state)
{
    const size_t count = 1 + (size_t)testing_random_between(state, 0, STACK);
    grids[0] = random_grid(volume, state);
    const MprVector normal = mpr_vector_cross(grids[0].across, grids[0].down);
    for (size_t index = 1; index < count; index++) {
        grids[index] = grids[0];
        grids[index].position =
            mpr_vector_sum(grids[0].position, mpr_vector_scaled(normal, 1.7 * (double)index));
    }
    return count;
}

/* Returns how many planes met the volume. */
static size_t compare_planes(const MprPhantom *phantom, uint64_t *state)
{
    PhantomSource source;
    size_t compared = 0;
    phantom_source_open(&source, phantom);
    MprVolume *volume = describe(&source);
    for (int plane = 0; plane < PLANES; plane++) {
        MprGrid grids[STACK];
        const size_t count = random_stack(volume, grids, state);
        const MprSampling sampling = random_sampling(state);
        source.beyond = 0x5A;
        MprImages *one = sample_all(&source, volume, grids, count, &sampling);
        source.beyond = 0xC3;
        MprImages *other = sample_all(&source, volume, grids, count, &sampling);
        assert_true((one == NULL) == (other == NULL));
        if (one != NULL) {
            assert_memory_equal(one->values, other->values, value_count(one) * sizeof *one->values);
            assert_memory_equal(one->images[0].contributed, other->images[0].contributed,
                                volume->count * sizeof(bool));
            compared++;
        }
        mpr_images_free(one);
        mpr_images_free(other);
    }
    mpr_volume_free(volume);
    phantom_source_close(&source);
    return compared;
}

static void rows_that_were_not_asked_for_should_not_matter(void **state)
{
    (void)state;
    uint64_t random = 20;
    MprPhantom even = mpr_phantom_default(false, true, 16);
    MprPhantom tilted = mpr_phantom_default(true, true, 16);
    MprPhantom padded = even;
    even.is_uneven = true;
    tilted.tilt_deg = 17;
    padded.has_padding = true;
    padded.padding = 0x5A5A;
    assert_true(compare_planes(&even, &random) > PLANES / 4);
    assert_true(compare_planes(&tilted, &random) > PLANES / 4);
    assert_true(compare_planes(&padded, &random) > PLANES / 4);
}

static void a_coronal_image_should_ask_for_few_rows(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    const MprSampling sampling = {.interpolation = MPR_LINEAR, .samples = 1};
    PhantomSource source;
    phantom_source_open(&source, &phantom);
    MprVolume *volume = describe(&source);
    MprGrid grid = mpr_volume_slice_grid(volume, 0);
    grid.position = mpr_volume_point(volume, 0, 20.3, 0);
    grid.down = volume->normal;
    grid.rows = (uint32_t)volume->count;
    grid.spacing_down_mm = phantom.step_mm;
    MprImages *images = sample(&source, volume, &grid, &sampling);
    assert_non_null(images);
    assert_int_equal(images->read, volume->count);
    assert_int_equal(source.rows, volume->count * 6); /* 20 and 21, and two more on either side */
    mpr_images_free(images);
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_were_not_asked_for_should_not_matter),
        cmocka_unit_test(a_coronal_image_should_ask_for_few_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
