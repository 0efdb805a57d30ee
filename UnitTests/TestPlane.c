/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a request to a grid: where it lies, how large it is, and that it is never mirrored. */
#include "Request/Plane.h"

#include "PhantomSource.h"
#include "Testing.h"

#include <string.h>

static const MprLimits limits = {1 << 24, 1000, 1000};

typedef struct {
    PhantomSource source;
    MprVolume *volume;
} Scene;

static void open_scene(Scene *scene, const MprPhantom *phantom)
{
    MprFrameHeader model;
    MprNotes notes = {0};
    MprError error = {0};
    phantom_source_open(&scene->source, phantom);
    assert_true(scene->source.source.describe(&scene->source.source, 0, &model, &error));
    assert_true(mpr_lattice_describe(&scene->source.source, phantom_source_all(&scene->source), &model,
                                     &scene->volume, &notes, &error));
}

static void close_scene(Scene *scene)
{
    mpr_volume_free(scene->volume);
    phantom_source_close(&scene->source);
}

static MprGridSet resolve_set(const Scene *scene, const MprRequest *request, size_t slice)
{
    MprGridSet set;
    MprError error = {0};
    if (!mpr_plane_resolve(request, scene->volume, slice, &limits, &set, &error)) {
        fail_msg("%s", error.message);
    }
    return set;
}

static MprGrid resolve(const Scene *scene, const MprRequest *request)
{
    const MprGridSet set = resolve_set(scene, request, MPR_NO_SLICE);
    const MprGrid grid = set.grids[0];
    assert_int_equal(set.count, 1);
    mpr_free(set.grids);
    return grid;
}

static MprPhantom oblique_phantom(void)
{
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    phantom.oblique_deg[0] = 20;
    phantom.oblique_deg[2] = -12;
    phantom.tilt_deg = 10;
    phantom.is_uneven = true;
    return phantom;
}

static void grid_should_be_right_handed_and_lie_in_the_plane_that_was_asked_for(void **state)
{
    (void)state;
    const MprPhantom phantom = oblique_phantom();
    Scene scene;
    uint64_t random = 1;
    open_scene(&scene, &phantom);
    for (int round = 0; round < 300; round++) {
        MprRequest request = mpr_request_default();
        request.plane.kind = MPR_PLANE_NORMAL;
        request.plane.normal = testing_random_direction(&random);
        request.plane.anchor = MPR_ANCHOR_CENTRE;
        request.plane.point = mpr_vector_scaled(testing_random_direction(&random), 20);
        request.offset_mm = testing_random_between(&random, -10, 10);
        request.rotation_deg = testing_random_between(&random, -180, 180);
        request.as_given = round % 2 == 0;
        const MprGrid grid = resolve(&scene, &request);
        assert_near(testing_determinant(grid.across, grid.down, mpr_grid_normal(&grid)), 1, 1e-9);
        const MprVector way = mpr_vector_difference(grid.position, request.plane.point);
        assert_near(mpr_vector_dot(way, request.plane.normal), request.offset_mm, 1e-7);
        assert_near(fabs(mpr_vector_dot(mpr_grid_normal(&grid), request.plane.normal)), 1, 1e-9);
        /* as given: on the side that the normal says */
        assert_true(!request.as_given || mpr_vector_dot(mpr_grid_normal(&grid), request.plane.normal) > 0);
    }
    close_scene(&scene);
}

/* Random points of the plane that lie in the volume lie on the grid, and the grid's rim is close to some of
 * them. */
static void grid_without_a_size_should_cover_the_whole_cut_and_no_more(void **state)
{
    (void)state;
    const MprPhantom phantom = oblique_phantom();
    Scene scene;
    uint64_t random = 2;
    open_scene(&scene, &phantom);
    for (int round = 0; round < 20; round++) {
        MprRequest request = mpr_request_default();
        request.plane.kind = MPR_PLANE_NORMAL;
        request.plane.normal = testing_random_direction(&random);
        const MprGrid grid = resolve(&scene, &request);
        double low_u = INFINITY, high_u = -INFINITY, low_v = INFINITY, high_v = -INFINITY;
        for (int sample = 0; sample < 40000; sample++) {
            const double u = testing_random_between(&random, -20, grid.columns + 20.0);
            const double v = testing_random_between(&random, -20, grid.rows + 20.0);
            const MprVector point = mpr_grid_point(&grid, u, v);
            for (ptrdiff_t gap = -1; gap < (ptrdiff_t)scene.volume->count; gap++) {
                double from = 0, to = 0;
                mpr_volume_gap_extent(scene.volume, gap, &from, &to);
                const double distance = mpr_vector_dot(scene.volume->normal, point);
                const MprAffine map = mpr_volume_voxel_from_patient(scene.volume, gap);
                const MprVector voxel = mpr_affine_point(&map, point);
                if (distance >= from && distance < to && fabs(voxel.x - 47.5) < 48 &&
                    fabs(voxel.y - 39.5) < 40) {
                    low_u = fmin(low_u, u), high_u = fmax(high_u, u);
                    low_v = fmin(low_v, v), high_v = fmax(high_v, v);
                }
            }
        }
        assert_true(low_u >= -0.501 && high_u <= grid.columns - 0.499);
        assert_true(low_v >= -0.501 && high_v <= grid.rows - 0.499);
        assert_true(low_u < 6 && high_u > grid.columns - 7.0 && low_v < 6 && high_v > grid.rows - 7.0);
        assert_near(grid.spacing_across_mm, mpr_volume_finest_spacing_mm(scene.volume), 1e-9);
    }
    close_scene(&scene);
}

static void native_plane_should_be_a_stored_slice(void **state)
{
    (void)state;
    const MprPhantom phantom = oblique_phantom();
    Scene scene;
    open_scene(&scene, &phantom);
    MprRequest request = mpr_request_default();
    request.as_given = true;
    for (size_t slice = 0; slice < scene.volume->count; slice += 5) {
        const MprGridSet set = resolve_set(&scene, &request, slice);
        const MprGrid truth = mpr_volume_slice_grid(scene.volume, slice);
        assert_near(mpr_grid_distance_mm(&set.grids[0], &truth), 0, 1e-8);
        assert_string_equal(set.layout.convention, "AsGiven");
        mpr_free(set.grids);
    }
    close_scene(&scene);
}

static void presets_should_mean_the_patients_axes_or_the_nearest_of_the_lattice(void **state)
{
    (void)state;
    const MprPhantom phantom = oblique_phantom();
    Scene scene;
    open_scene(&scene, &phantom);
    static const MprVector across[] = {{1, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    static const MprVector down[] = {{0, 1, 0}, {0, 0, -1}, {0, 0, -1}};
    const MprVector lattice[] = {scene.volume->across, scene.volume->down, scene.volume->normal};
    for (int preset = 0; preset < 3; preset++) {
        MprRequest request = mpr_request_default();
        request.plane.kind = (MprPlaneKind)(MPR_PLANE_AXIAL + preset);
        const MprGrid patient = resolve(&scene, &request);
        assert_vector_near(patient.across, across[preset], 1e-12);
        assert_vector_near(patient.down, down[preset], 1e-12);
        request.axes_of_volume = true;
        const MprGrid volume = resolve(&scene, &request);
        assert_true(mpr_vector_dot(volume.across, across[preset]) > 0.9);
        assert_true(mpr_vector_dot(volume.down, down[preset]) > 0.9);
        const MprVector along = mpr_grid_normal(&volume);
        double nearest = 0;
        for (int axis = 0; axis < 3; axis++) {
            nearest = fmax(nearest, fabs(mpr_vector_dot(along, lattice[axis])));
        }
        assert_near(nearest, 1, 1e-9);
    }
    close_scene(&scene);
}

static void a_size_should_be_what_was_asked_around_the_point(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_NORMAL;
    request.plane.normal = (MprVector){0, 0, 1};
    request.plane.anchor = MPR_ANCHOR_CENTRE;
    request.plane.point = (MprVector){5, -3, 10};
    request.columns = 40;
    request.rows = 31;
    request.spacing_across_mm = 0.5;
    request.spacing_down_mm = 0.8;
    MprGrid grid = resolve(&scene, &request);
    assert_int_equal(grid.columns, 40);
    assert_int_equal(grid.rows, 31);
    assert_vector_near(mpr_grid_point(&grid, 19.5, 15), request.plane.point, 1e-9);

    const MprPlane plane = request.plane;
    request = mpr_request_default();
    request.plane = plane;
    request.field_across_mm = 60;
    request.field_down_mm = 30;
    request.columns = 120;
    grid = resolve(&scene, &request);
    assert_int_equal(grid.columns, 120);
    assert_near(grid.spacing_across_mm, 0.5, 1e-12);
    assert_int_equal(grid.rows, 20); /* of the finest spacing, 1.5 mm */
    assert_near(grid.spacing_down_mm, 1.5, 1e-12);
    assert_vector_near(mpr_grid_point(&grid, 59.5, 9.5), request.plane.point, 1e-9);
    close_scene(&scene);
}

static void image_position_should_be_the_centre_of_the_first_pixel_of_a_grid_with_a_size(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    MprRequest request = mpr_request_default();
    request.plane = (MprPlane){.kind = MPR_PLANE_DIRECTED,
                               .across = {0.8, 0.6, 0},
                               .down = {-0.6, 0.8, 0},
                               .anchor = MPR_ANCHOR_FIRST,
                               .point = {-20, -10, 5}};
    request.columns = 64;
    request.rows = 32;
    request.spacing_across_mm = request.spacing_down_mm = 0.7;
    request.as_given = true;
    const MprGrid grid = resolve(&scene, &request);
    assert_vector_near(grid.position, request.plane.point, 0);
    assert_vector_near(grid.across, request.plane.across, 1e-15);
    request.columns = 0;
    request.rows = 0;
    const MprGrid whole = resolve(&scene, &request);
    assert_true(whole.columns > 150 && whole.rows > 150);
    assert_near(whole.position.z, 5, 1e-12);
    close_scene(&scene);
}

static void offset_should_go_along_the_normal_or_the_way_slicer_says(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_AXIAL;
    const double middle = resolve(&scene, &request).position.z;
    assert_near(middle, phantom.centre_mm[2], 1e-6);
    request.offset_mm = 12.5;
    assert_near(resolve(&scene, &request).position.z, middle + 12.5, 1e-6);
    request.plane = (MprPlane){.kind = MPR_PLANE_DIRECTED,
                               .across = {1, 0, 0},
                               .down = {0, 1, 0},
                               .offset_axis = {0, 0, -1},
                               .anchor = MPR_ANCHOR_CENTRE};
    assert_near(resolve(&scene, &request).position.z, -12.5, 1e-9);
    close_scene(&scene);
}

static void check_refusal(const Scene *scene, const MprRequest *request, const char *message)
{
    MprGridSet set = {0};
    MprSampling sampling;
    MprError error = {0};
    assert_false(mpr_plane_resolve(request, scene->volume, MPR_NO_SLICE, &limits, &set, &error) &&
                 mpr_plane_sampling(request, scene->volume, &set, &limits, &sampling, &error));
    mpr_free(set.grids);
    assert_int_equal(error.status, MPR_TOO_LARGE);
    if (strstr(error.message, message) == NULL) {
        fail_msg("\"%s\" lacks \"%s\"", error.message, message);
    }
}

static void what_is_too_much_should_be_refused_before_anything_is_allocated(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_AXIAL;
    request.rows = 65535;
    request.columns = 65535;
    check_refusal(&scene, &request, "65535 rows × 65535 columns");
    request = mpr_request_default();
    request.plane.kind = MPR_PLANE_AXIAL;
    request.spacing_across_mm = 1e-3;
    request.spacing_down_mm = 1;
    check_refusal(&scene, &request, "144000 columns; at most 65535 each");
    request = mpr_request_default();
    request.series.kind = MPR_STACK;
    request.series.count = 1e9;
    check_refusal(&scene, &request,
                  "1000000000 images are asked for; at most 1000 are allowed (MaximumImages)");
    request = mpr_request_default();
    request.series.slab_mm = 1e5;
    request.series.projection = MPR_PROJECTION_MEAN;
    check_refusal(&scene, &request,
                  "would be sampled on 68966 planes; at most 1000 are allowed (MaximumSlabSamples)");
    close_scene(&scene);
}

static void a_stack_should_grow_along_its_normal_and_have_one_size(void **state)
{
    (void)state;
    const MprPhantom phantom = oblique_phantom();
    Scene scene;
    open_scene(&scene, &phantom);
    for (int kind = MPR_PLANE_AXIAL; kind <= MPR_PLANE_SAGITTAL; kind++) {
        MprRequest request = mpr_request_default();
        request.plane.kind = (MprPlaneKind)kind;
        request.plane.offset_axis = kind == MPR_PLANE_AXIAL ? (MprVector){0, 0, -1} : (MprVector){0, 0, 0};
        request.series.kind = MPR_STACK;
        request.series.count = 7;
        request.series.first_mm = -12;
        request.series.spacing_mm = 4;
        const MprGridSet set = resolve_set(&scene, &request, MPR_NO_SLICE);
        assert_int_equal(set.count, 7);
        assert_near(set.spacing_mm, 4, 0);
        const MprVector normal = mpr_grid_normal(&set.grids[0]);
        for (size_t image = 1; image < 7; image++) {
            const MprGrid *before = &set.grids[image - 1];
            const MprGrid *grid = &set.grids[image];
            assert_vector_near(mpr_vector_difference(grid->position, before->position),
                               mpr_vector_scaled(normal, 4), 1e-7);
            assert_vector_near(grid->across, before->across, 0);
            assert_vector_near(grid->down, before->down, 0);
            assert_int_equal(grid->rows, before->rows);
            assert_int_equal(grid->columns, before->columns);
        }
        mpr_free(set.grids);
    }
    close_scene(&scene);
}

static void a_turn_should_turn_about_its_axis_and_never_mirror(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    Scene scene;
    open_scene(&scene, &phantom);
    for (int across = 0; across < 2; across++) {
        MprRequest request = mpr_request_default();
        request.plane.kind = MPR_PLANE_CORONAL;
        request.series.kind = MPR_TURN;
        request.series.count = 12;
        request.series.turn_range_deg = 180;
        request.series.turns_about_across = across == 1;
        const MprGridSet set = resolve_set(&scene, &request, MPR_NO_SLICE);
        assert_near(set.spacing_mm, 0, 0);
        const MprVector axis = across == 1 ? set.grids[0].across : set.grids[0].down;
        for (size_t image = 0; image < 12; image++) {
            const MprGrid *grid = &set.grids[image];
            assert_vector_near(across == 1 ? grid->across : grid->down, axis, 1e-12);
            assert_near(testing_determinant(grid->across, grid->down, mpr_grid_normal(grid)), 1, 1e-9);
            const double cosine = mpr_vector_dot(mpr_grid_normal(grid), mpr_grid_normal(&set.grids[0]));
            assert_near(cosine, cos((double)image * 15 * 3.14159265358979323846 / 180), 1e-9);
            assert_int_equal(grid->rows, set.grids[0].rows);
            assert_int_equal(grid->columns, set.grids[0].columns);
        }
        mpr_free(set.grids);
    }
    close_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grid_should_be_right_handed_and_lie_in_the_plane_that_was_asked_for),
        cmocka_unit_test(grid_without_a_size_should_cover_the_whole_cut_and_no_more),
        cmocka_unit_test(native_plane_should_be_a_stored_slice),
        cmocka_unit_test(presets_should_mean_the_patients_axes_or_the_nearest_of_the_lattice),
        cmocka_unit_test(a_size_should_be_what_was_asked_around_the_point),
        cmocka_unit_test(image_position_should_be_the_centre_of_the_first_pixel_of_a_grid_with_a_size),
        cmocka_unit_test(offset_should_go_along_the_normal_or_the_way_slicer_says),
        cmocka_unit_test(what_is_too_much_should_be_refused_before_anything_is_allocated),
        cmocka_unit_test(a_stack_should_grow_along_its_normal_and_have_one_size),
        cmocka_unit_test(a_turn_should_turn_about_its_axis_and_never_mirror),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
