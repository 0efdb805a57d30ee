/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A coarse picture reads few frames, whatever the plane; it has the size and the place of the whole one, and
 * shows nothing where that has nothing. */
#include "Request/Plane.h"
#include "Resample/Coarse.h"
#include "Volume/Lattice.h"

#include "PhantomSource.h"
#include "Testing.h"

#include <math.h>

static const MprLimits limits = {1 << 24, 1000, 1000};

static PhantomSource source;
static MprVolume *volume;
static bool is_in_memory[1000]; /* of each frame */

static bool is_at_hand(MprSource *self, size_t frame)
{
    (void)self;
    return is_in_memory[frame];
}

static int open_volume(void **state)
{
    (void)state;
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    MprFrameHeader model;
    MprNotes notes = {0};
    MprError error = {0};
    phantom.columns = 40;
    phantom.rows = 36;
    phantom.slices = 400;
    phantom.step_mm = 0.5;
    phantom_source_open(&source, &phantom);
    source.source.is_at_hand = is_at_hand;
    assert_true(source.source.describe(&source.source, 0, &model, &error));
    assert_true(
        mpr_lattice_describe(&source.source, phantom_source_all(&source), &model, &volume, &notes, &error));
    return 0;
}

static int close_volume(void **state)
{
    (void)state;
    mpr_volume_free(volume);
    phantom_source_close(&source);
    return 0;
}

static void put_in_memory(size_t count)
{
    for (size_t frame = 0; frame < source.source.count; frame++) {
        is_in_memory[frame] = frame < count;
    }
}

/* ---- pictures ---- */

typedef struct {
    MprGridSet set;
    MprSampling sampling;
    MprImages *images;
    size_t step;  /* 1: it is not coarse */
    size_t loads; /* frames that were read for it */
} Picture;

static MprResampling resampling_of(Picture *picture, const MprRequest *request)
{
    MprError error = {0};
    if (!mpr_plane_resolve(request, volume, MPR_NO_SLICE, &limits, &picture->set, &error) ||
        !mpr_plane_sampling(request, volume, &picture->set, &limits, &picture->sampling, &error)) {
        fail_msg("%s", error.message);
    }
    picture->sampling.is_preview = true;
    return (MprResampling){.volume = volume,
                           .grids = picture->set.grids,
                           .count = 1,
                           .sampling = &picture->sampling,
                           .source = &source.source};
}

static Picture take(const MprRequest *request, bool may_be_coarse)
{
    Picture picture = {.step = 1};
    MprError error = {0};
    MprVolume *coarse = NULL;
    MprResampling resampling = resampling_of(&picture, request);
    const size_t before = source.loads;
    if (may_be_coarse && !mpr_coarse_volume(&resampling, &coarse, &picture.step, &error)) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(coarse != NULL, picture.step > 1);
    resampling.volume = coarse != NULL ? coarse : volume;
    if (!mpr_resample(&resampling, &picture.images, &error)) {
        fail_msg("%s", error.message);
    }
    picture.loads = source.loads - before;
    mpr_volume_free(coarse);
    return picture;
}

static void release(Picture *picture)
{
    mpr_images_free(picture->images);
    mpr_free(picture->set.grids);
}

static MprRequest request_along(MprVector normal, MprInterpolation interpolation)
{
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_NORMAL;
    request.plane.normal = mpr_vector_unit(normal);
    request.interpolation = interpolation;
    return request;
}

/* ---- tests ---- */

static void a_coarse_picture_should_read_few_frames_whatever_the_plane(void **state)
{
    (void)state;
    uint64_t random = 5;
    int coarse = 0;
    put_in_memory(0);
    for (int turn = 0; turn < 120; turn++) {
        const MprRequest request =
            request_along(testing_random_direction(&random), (MprInterpolation)testing_one_of(&random, 4));
        Picture whole = take(&request, false);
        Picture quick = take(&request, true);
        assert_true(quick.loads <= MPR_COARSE_FRAMES);
        assert_int_equal(quick.step > 1, whole.loads > MPR_COARSE_FRAMES);
        coarse += quick.step > 1;
        assert_memory_equal(&quick.images->images[0].grid, &whole.images->images[0].grid, sizeof(MprGrid));
        release(&whole);
        release(&quick);
    }
    assert_true(coarse > 60);
}

/* The outermost voxels are as deep as ever, however wide the gaps have become. */
static void a_coarse_picture_should_be_near_the_whole_and_end_where_it_ends(void **state)
{
    (void)state;
    put_in_memory(0);
    const MprRequest request = request_along((MprVector){0.1, 1, 0}, MPR_LINEAR);
    Picture whole = take(&request, false);
    Picture quick = take(&request, true);
    const MprImage *expected = &whole.images->images[0];
    const MprImage *image = &quick.images->images[0];
    const size_t count = (size_t)image->grid.rows * image->grid.columns;
    double sum = 0;
    double spread = 0;
    assert_int_equal(quick.step, 8);
    for (size_t pixel = 0; pixel < count; pixel++) {
        assert_int_equal(isnan(image->values[pixel]), isnan(expected->values[pixel]));
        if (!isnan(expected->values[pixel])) {
            const double difference = image->values[pixel] - expected->values[pixel];
            sum += difference * difference;
            spread += (double)expected->values[pixel] * expected->values[pixel];
        }
    }
    assert_true(sum > 0);
    assert_true(sum < 0.02 * spread);
    release(&whole);
    release(&quick);
}

static void nothing_should_be_coarse_when_few_frames_are_missing(void **state)
{
    (void)state;
    const MprRequest request = request_along((MprVector){0, 1, 0}, MPR_LINEAR);
    const size_t count = volume->count;
    for (size_t missing = MPR_COARSE_FRAMES - 1; missing <= MPR_COARSE_FRAMES + 1; missing++) {
        put_in_memory(count - missing);
        Picture picture = take(&request, true);
        assert_int_equal(picture.step > 1, missing > MPR_COARSE_FRAMES);
        release(&picture);
    }
    put_in_memory(0);
    const MprRequest axial = request_along((MprVector){0, 0, 1}, MPR_LINEAR);
    Picture picture = take(&axial, true);
    assert_int_equal(picture.step, 1);
    release(&picture);
}

static void large_frames_should_be_fewer(void **state)
{
    (void)state;
    const MprRequest request = request_along((MprVector){0, 1, 0}, MPR_LINEAR);
    MprVolume large = *volume;
    put_in_memory(0);
    for (uint32_t side = 512; side <= 8192; side *= 2) {
        Picture picture = {0};
        MprError error = {0};
        MprVolume *coarse = NULL;
        MprResampling resampling = resampling_of(&picture, &request);
        const size_t bytes = (size_t)side * side * mpr_pixel_size(volume->model.encoding.type);
        large.rows = large.columns = side;
        resampling.volume = &large;
        assert_true(mpr_coarse_volume(&resampling, &coarse, &picture.step, &error));
        assert_true(coarse->count <= MPR_COARSE_FRAMES);
        assert_true(coarse->count * bytes <= MPR_COARSE_BYTES || coarse->count <= MPR_COARSE_FEWEST);
        mpr_volume_free(coarse);
        mpr_free(picture.set.grids);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_coarse_picture_should_read_few_frames_whatever_the_plane),
        cmocka_unit_test(a_coarse_picture_should_be_near_the_whole_and_end_where_it_ends),
        cmocka_unit_test(nothing_should_be_coarse_when_few_frames_are_missing),
        cmocka_unit_test(large_frames_should_be_fewer),
    };
    return cmocka_run_group_tests(tests, open_volume, close_volume);
}
