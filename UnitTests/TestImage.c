/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a plane to stored pixels: compared with an interpolation of its own in double, voxel by voxel where
 * the plane coincides with the lattice, and with a letter F that cannot be mirrored unseen. */
#include "Output/Pixels.h"
#include "Request/Plane.h"
#include "Resample/Resample.h"

#include "PhantomSource.h"
#include "Testing.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

typedef struct {
    PhantomSource source;
    MprThreads threads;
    MprVolume *volume;
    MprNotes notes;
    MprGridSet set;
    MprGrid grid; /* of the image that is looked at */
    MprImages *images;
    MprImage *image;
    MprPixels pixels;
    MprError error;
} Scene;

static void open_scene(Scene *scene, const MprPhantom *phantom)
{
    memset(scene, 0, sizeof *scene);
    phantom_source_open(&scene->source, phantom);
    MprFrameHeader model;
    assert_true(scene->source.source.describe(&scene->source.source, 0, &model, &scene->error));
    if (!mpr_lattice_describe(&scene->source.source, phantom_source_all(&scene->source), &model,
                              &scene->volume, &scene->notes, &scene->error)) {
        fail_msg("%s", scene->error.message);
    }
}

static const MprLimits limits = {1 << 24, 1000, 1000};

/* Looks at one image of several. */
static bool look_at(Scene *scene, size_t index)
{
    mpr_buffer_release(&scene->pixels.pixels);
    scene->grid = scene->set.grids[index];
    scene->image = &scene->images->images[index];
    return mpr_pixels_encode(scene->image, true, &scene->pixels, &scene->error);
}

static bool cut(Scene *scene, const MprRequest *request, size_t slice)
{
    MprSampling sampling;
    mpr_free(scene->set.grids);
    scene->set.grids = NULL;
    return mpr_plane_resolve(request, scene->volume, slice, &limits, &scene->set, &scene->error) &&
           mpr_plane_sampling(request, scene->volume, &scene->set, &limits, &sampling, &scene->error) &&
           mpr_resample(&(MprResampling){scene->volume, scene->set.grids, scene->set.count, &sampling,
                                         &scene->source.source, scene->threads, NULL},
                        &scene->images, &scene->error) &&
           look_at(scene, 0);
}

static void cut_or_fail(Scene *scene, const MprRequest *request, size_t slice)
{
    if (!cut(scene, request, slice)) {
        fail_msg("%s", scene->error.message);
    }
}

static void forget_cut(Scene *scene)
{
    mpr_images_free(scene->images);
    mpr_free(scene->set.grids);
    mpr_buffer_release(&scene->pixels.pixels);
    scene->images = NULL;
    scene->image = NULL;
    scene->set = (MprGridSet){0};
}

static void close_scene(Scene *scene)
{
    forget_cut(scene);
    mpr_volume_free(scene->volume);
    phantom_source_close(&scene->source);
}

static double stored(const Scene *scene, uint32_t u, uint32_t v)
{
    const size_t index = (size_t)v * scene->grid.columns + u;
    switch (scene->pixels.encoding.type) {
    case MPR_PIXEL_UINT8:
        return ((uint8_t *)scene->pixels.pixels.data)[index];
    case MPR_PIXEL_INT8:
        return ((int8_t *)scene->pixels.pixels.data)[index];
    case MPR_PIXEL_UINT16:
        return ((uint16_t *)scene->pixels.pixels.data)[index];
    default:
        return ((int16_t *)scene->pixels.pixels.data)[index];
    }
}

static double output(const Scene *scene, uint32_t u, uint32_t v)
{
    return scene->pixels.encoding.slope * stored(scene, u, v) + scene->pixels.encoding.intercept;
}

/* Every pixel between voxel centres is within rounding of exact trilinear; returns how many there were. */
static size_t compare_with_trilinear(const Scene *scene)
{
    size_t compared = 0;
    const double allowed = 0.51 * scene->pixels.encoding.slope;
    for (uint32_t v = 0; v < scene->grid.rows; v += 3) {
        for (uint32_t u = 0; u < scene->grid.columns; u += 3) {
            double expected = 0.0;
            if (phantom_source_trilinear(&scene->source, mpr_grid_point(&scene->grid, u, v), &expected)) {
                assert_near(output(scene, u, v), expected, allowed);
                compared++;
            }
        }
    }
    return compared;
}

static MprRequest random_request(uint64_t *random)
{
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_NORMAL;
    request.plane.normal = testing_random_direction(random);
    request.plane.anchor = MPR_ANCHOR_CENTRE;
    request.plane.point =
        mpr_vector_scaled(testing_random_direction(random), testing_random_between(random, 0, 25));
    request.rotation_deg = testing_random_between(random, -180, 180);
    request.as_given = testing_random_between(random, 0, 1) < 0.5;
    request.spacing_across_mm = testing_random_between(random, 0.8, 4);
    request.spacing_down_mm = testing_random_between(random, 0.8, 4);
    return request;
}

static void image_should_be_trilinear_on_random_planes(const MprPhantom *phantom, int planes, uint64_t seed)
{
    uint64_t random = seed;
    Scene scene;
    open_scene(&scene, phantom);
    for (int plane = 0; plane < planes; plane++) {
        const MprRequest request = random_request(&random);
        cut_or_fail(&scene, &request, MPR_NO_SLICE);
        assert_true(scene.image->is_interpolated);
        assert_true(compare_with_trilinear(&scene) > 50);
        forget_cut(&scene);
    }
    close_scene(&scene);
}

static void image_should_be_trilinear_of_an_axial_stack(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    image_should_be_trilinear_on_random_planes(&phantom, 12, 1);
}

static void image_should_be_trilinear_of_an_oblique_tilted_uneven_shuffled_stack(void **state)
{
    (void)state;
    MprPhantom phantom = mpr_phantom_default(false, true, 12);
    phantom.oblique_deg[0] = 20;
    phantom.oblique_deg[1] = -35;
    phantom.oblique_deg[2] = 10;
    phantom.tilt_deg = 18.5;
    phantom.is_uneven = true;
    phantom.is_shuffled = true;
    phantom.gap_first = 20;
    phantom.gap_count = 3;
    image_should_be_trilinear_on_random_planes(&phantom, 12, 2);
}

static void image_should_be_trilinear_of_unsigned_and_8_bit_stacks(void **state)
{
    (void)state;
    const MprPhantom eight = mpr_phantom_default(true, false, 8);
    image_should_be_trilinear_on_random_planes(&eight, 4, 3);
    const MprPhantom twelve = mpr_phantom_default(true, false, 12);
    image_should_be_trilinear_on_random_planes(&twelve, 4, 4);
    const MprPhantom signed_eight = mpr_phantom_default(true, true, 8);
    image_should_be_trilinear_on_random_planes(&signed_eight, 4, 5);
}

static void image_should_interpolate_real_values_when_the_rescale_varies(void **state)
{
    (void)state;
    MprPhantom phantom = mpr_phantom_default(true, false, 12);
    phantom.slope[1] = 0.013;
    phantom.intercept[1] = 0.7;
    Scene scene;
    uint64_t random = 6;
    open_scene(&scene, &phantom);
    const MprRequest request = random_request(&random);
    cut_or_fail(&scene, &request, MPR_NO_SLICE);
    assert_true(scene.image->is_mixed);
    assert_true(scene.pixels.is_reencoded);
    assert_true(compare_with_trilinear(&scene) > 50);
    close_scene(&scene);
}

/* The pixels of slice k, found at the places that the grid says, bit by bit. */
static void compare_with_slice(const Scene *scene, uint32_t slice)
{
    const MprPhantom *phantom = &scene->source.phantom;
    for (uint32_t j = 0; j < phantom->rows; j++) {
        const int32_t *row = phantom_source_row(&scene->source, slice, j);
        for (uint32_t i = 0; i < phantom->columns; i++) {
            const MprVector point = mpr_volume_point(scene->volume, i, j, slice);
            const MprVector way = mpr_vector_difference(point, scene->grid.position);
            const double u = mpr_vector_dot(way, scene->grid.across) / scene->grid.spacing_across_mm;
            const double v = mpr_vector_dot(way, scene->grid.down) / scene->grid.spacing_down_mm;
            assert_near(u, round(u), 1e-6);
            assert_near(v, round(v), 1e-6);
            assert_near(stored(scene, (uint32_t)round(u), (uint32_t)round(v)), row[i], 0);
        }
    }
}

static void native_plane_should_give_back_the_stored_values(void **state)
{
    (void)state;
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    phantom.oblique_deg[0] = 33;
    phantom.oblique_deg[1] = 12;
    phantom.tilt_deg = -9;
    phantom.is_uneven = true;
    Scene scene;
    open_scene(&scene, &phantom);
    const MprRequest request = mpr_request_default();
    for (uint32_t slice = 0; slice < phantom.slices; slice += 23) {
        scene.source.loads = 0;
        cut_or_fail(&scene, &request, slice);
        assert_false(scene.image->is_interpolated);
        assert_int_equal(scene.source.loads, 1);
        assert_int_equal(scene.image->contributing, 1);
        assert_int_equal(scene.pixels.background, 0);
        compare_with_slice(&scene, slice);
        forget_cut(&scene);
    }
    close_scene(&scene);
}

static void image_should_load_only_the_slices_that_the_grid_touches(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_AXIAL;
    request.offset_mm = 0.3;
    cut_or_fail(&scene, &request, MPR_NO_SLICE);
    assert_int_equal(scene.source.loads, 2);
    assert_int_equal(scene.image->contributing, 2);
    forget_cut(&scene);
    request.plane.kind = MPR_PLANE_CORONAL;
    scene.source.loads = 0;
    cut_or_fail(&scene, &request, MPR_NO_SLICE);
    assert_int_equal(scene.source.loads, phantom.slices);
    for (size_t frame = 0; frame < phantom.slices; frame++) {
        assert_int_equal(scene.source.loaded[frame], frame == 23 || frame == 24 ? 2 : 1);
    }
    close_scene(&scene);
}

/* A grid inside the volume, turned by 5° and 3°: what lies between its corners, and no more. */
static void a_nearly_axial_plane_should_read_the_slices_between_its_corners(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_NORMAL;
    request.plane.normal = mpr_vector_unit((MprVector){tan(0.0873), tan(0.0524), 1});
    request.plane.anchor = MPR_ANCHOR_CENTRE;
    request.rows = request.columns = 50;
    request.spacing_across_mm = request.spacing_down_mm = 1;
    scene.source.loads = 0;
    cut_or_fail(&scene, &request, MPR_NO_SLICE);
    double lowest = INFINITY;
    double highest = -INFINITY;
    for (int corner = 0; corner < 4; corner++) {
        const MprVector point = mpr_grid_point(&scene.grid, corner & 1 ? 49 : 0, corner & 2 ? 49 : 0);
        const double distance = mpr_vector_dot(scene.volume->normal, point);
        lowest = fmin(lowest, distance);
        highest = fmax(highest, distance);
    }
    const double first = scene.volume->slices[0].distance_mm;
    const double count =
        ceil((highest - first) / phantom.step_mm) - floor((lowest - first) / phantom.step_mm) + 1;
    assert_true(count >= 3 && count <= 5);
    assert_int_equal(scene.source.loads, (int)count);
    assert_int_equal(scene.image->contributing, (int)count);
    close_scene(&scene);
}

static void a_broken_slice_should_matter_only_where_it_is_touched(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    scene.source.broken = 10;
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_CORONAL;
    assert_false(cut(&scene, &request, MPR_NO_SLICE));
    assert_int_equal(scene.error.status, MPR_UNSUITABLE);
    assert_non_null(strstr(scene.error.message, "slice 11"));
    request.plane.kind = MPR_PLANE_AXIAL;
    cut_or_fail(&scene, &request, MPR_NO_SLICE);
    close_scene(&scene);
}

static void padding_should_not_bleed_into_tissue(void **state)
{
    (void)state;
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    phantom.has_padding = true;
    phantom.padding = -2000;
    Scene scene;
    open_scene(&scene, &phantom);
    uint64_t random = 8;
    const MprRequest request = random_request(&random);
    cut_or_fail(&scene, &request, MPR_NO_SLICE);
    size_t filled = 0;
    for (uint32_t v = 0; v < scene.grid.rows; v++) {
        for (uint32_t u = 0; u < scene.grid.columns; u++) {
            /* the phantom's darkest tissue is its background */
            const double value = stored(&scene, u, v);
            assert_true(value == -2000 || value >= phantom.background - 1);
            filled += value == -2000;
        }
    }
    assert_true(filled > 0);
    assert_int_equal(filled, scene.pixels.background);
    assert_true(scene.pixels.encoding.has_padding);
    assert_int_equal(scene.pixels.encoding.padding_low, -2000);
    close_scene(&scene);
}

/* The closed form of the phantom, at the places that the grid claims for its pixels: a mirror or a swap of
   axes puts the letters elsewhere. */
static double disagreement(const Scene *scene)
{
    double sum = 0.0;
    size_t count = 0;
    for (uint32_t v = 0; v < scene->grid.rows; v++) {
        for (uint32_t u = 0; u < scene->grid.columns; u++) {
            const MprVector point = mpr_grid_point(&scene->grid, u, v);
            const double at[3] = {point.x, point.y, point.z};
            if (!isnan(scene->image->values[(size_t)v * scene->grid.columns + u])) {
                const double difference = output(scene, u, v) - mpr_phantom_value(&scene->source.phantom, at);
                sum += difference * difference;
                count++;
            }
        }
    }
    return sqrt(sum / (double)count);
}

static void the_letter_f_should_stand_where_it_stands_in_the_patient(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    for (int kind = MPR_PLANE_AXIAL; kind <= MPR_PLANE_SAGITTAL; kind++) {
        for (int layout = 0; layout < 2; layout++) {
            MprRequest request = mpr_request_default();
            request.plane.kind = (MprPlaneKind)kind;
            request.as_given = layout == 1;
            request.rotation_deg = 100;
            request.offset_mm = kind == MPR_PLANE_SAGITTAL ? 38 : 4;
            cut_or_fail(&scene, &request, MPR_NO_SLICE);
            const double right = disagreement(&scene);
            /* the same pixels under a mirrored header */
            scene.grid.position = mpr_grid_point(&scene.grid, scene.grid.columns - 1.0, 0);
            scene.grid.across = mpr_vector_scaled(scene.grid.across, -1);
            const double mirrored = disagreement(&scene);
            assert_true(right < 0.25 * mirrored);
            forget_cut(&scene);
        }
    }
    close_scene(&scene);
}

static void a_grid_beside_the_volume_should_be_refused(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_AXIAL;
    request.offset_mm = 48 * 2.9 / 2 + 10;
    assert_false(cut(&scene, &request, MPR_NO_SLICE));
    assert_int_equal(scene.error.status, MPR_UNSUITABLE);
    assert_string_equal(scene.error.message, "the plane misses the volume by 10 mm");
    request.offset_mm = 48 * 2.9 / 2 - 0.01; /* the last voxel's own extent is still tissue */
    cut_or_fail(&scene, &request, MPR_NO_SLICE);
    assert_int_equal(scene.image->contributing, 1);
    close_scene(&scene);
}

static void the_window_should_leave_out_half_a_per_cent_on_each_side(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    const MprRequest request = mpr_request_default();
    cut_or_fail(&scene, &request, MPR_NO_SLICE);
    const double low = scene.pixels.window_center - scene.pixels.window_width / 2;
    const double high = scene.pixels.window_center + scene.pixels.window_width / 2;
    size_t below = 0;
    size_t above = 0;
    for (uint32_t v = 0; v < scene.grid.rows; v++) {
        for (uint32_t u = 0; u < scene.grid.columns; u++) {
            below += output(&scene, u, v) < low - 1e-6;
            above += output(&scene, u, v) > high + 1e-6;
        }
    }
    const double pixels = (double)scene.grid.rows * scene.grid.columns;
    assert_true((double)below / pixels <= 0.0051);
    assert_true((double)above / pixels <= 0.0051);
    close_scene(&scene);
}

/* Somebody else, a moment after the sampling has begun. */
static void *ask_to_stop(void *stop)
{
    const struct timespec moment = {.tv_nsec = 100000000};
    nanosleep(&moment, NULL);
    mpr_stop_ask(stop, MPR_STOP_CANCELLED);
    return NULL;
}

/* The image would take hours: it must be left in the middle of a row's samples, and by all threads. */
static void a_single_image_should_be_left_while_it_is_sampled(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_CORONAL;
    request.interpolation = MPR_LANCZOS;
    request.columns = request.rows = 4000;
    request.spacing_across_mm = request.spacing_down_mm = 0.02;
    request.series.projection = MPR_PROJECTION_MEAN;
    request.series.slab_mm = 50;
    for (unsigned threads = 0; threads < 4; threads += 3) {
        MprStop stop = {0};
        pthread_t other;
        Scene scene;
        open_scene(&scene, &phantom);
        assert_true(mpr_thread_pool_create(threads, &scene.threads.pool, &scene.error));
        mpr_stop_enter(&stop);
        assert_int_equal(pthread_create(&other, NULL, ask_to_stop, &stop), 0);
        assert_false(cut(&scene, &request, MPR_NO_SLICE));
        assert_int_equal(scene.error.status, MPR_CANCELLED);
        mpr_stop_enter(NULL);
        pthread_join(other, NULL);
        mpr_thread_pool_free(scene.threads.pool);
        close_scene(&scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(image_should_be_trilinear_of_an_axial_stack),
        cmocka_unit_test(image_should_be_trilinear_of_an_oblique_tilted_uneven_shuffled_stack),
        cmocka_unit_test(image_should_be_trilinear_of_unsigned_and_8_bit_stacks),
        cmocka_unit_test(image_should_interpolate_real_values_when_the_rescale_varies),
        cmocka_unit_test(native_plane_should_give_back_the_stored_values),
        cmocka_unit_test(image_should_load_only_the_slices_that_the_grid_touches),
        cmocka_unit_test(a_nearly_axial_plane_should_read_the_slices_between_its_corners),
        cmocka_unit_test(a_broken_slice_should_matter_only_where_it_is_touched),
        cmocka_unit_test(a_single_image_should_be_left_while_it_is_sampled),
        cmocka_unit_test(padding_should_not_bleed_into_tissue),
        cmocka_unit_test(the_letter_f_should_stand_where_it_stands_in_the_patient),
        cmocka_unit_test(a_grid_beside_the_volume_should_be_refused),
        cmocka_unit_test(the_window_should_leave_out_half_a_per_cent_on_each_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
