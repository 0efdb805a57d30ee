/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the extremes of a slab are from those of a projection that is sampled every 0.125 mm: of a phantom with
 * edges, noise, and slices that are much thicker than its pixels are wide. */
#include "Request/Plane.h"
#include "Resample/Resample.h"
#include "Volume/Lattice.h"

#include "PhantomSource.h"
#include "Testing.h"

#include <math.h>

enum { SIDE = 40, SLAB_MM = 12, FINE = 96 };

static const MprLimits limits = {1 << 24, 1000, 1000};

static PhantomSource source;
static MprVolume *volume;

static int open_volume(void **state)
{
    (void)state;
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    MprFrameHeader model;
    MprNotes notes = {0};
    MprError error = {0};
    phantom.columns = 180;
    phantom.rows = 160;
    phantom.slices = 30;
    phantom.spacing_across_mm = phantom.spacing_down_mm = 0.6;
    phantom.step_mm = 4.0;
    phantom.noise = 12.0;
    phantom_source_open(&source, &phantom);
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

static MprRequest request_of(MprVector normal, MprProjection projection)
{
    MprRequest request = mpr_request_default();
    request.plane.kind = MPR_PLANE_NORMAL;
    request.plane.normal = mpr_vector_unit(normal);
    request.as_given = true;
    request.rows = request.columns = SIDE;
    request.spacing_across_mm = request.spacing_down_mm = 1.3;
    request.series.slab_mm = SLAB_MM;
    request.series.projection = projection;
    return request;
}

/* False where the slab leaves the volume. */
static bool fine_extreme(const MprGrid *grid, MprVector point, MprProjection projection, double *extreme)
{
    const MprVector normal = mpr_grid_normal(grid);
    const double sign = projection == MPR_PROJECTION_MAXIMUM ? 1.0 : -1.0;
    double most = -INFINITY;
    bool is_inside = true;
    for (int sample = 0; is_inside && sample < FINE; sample++) {
        const double depth_mm = (sample - (FINE - 1) / 2.0) * 0.125;
        double value = 0.0;
        is_inside = phantom_source_trilinear(&source, mpr_vector_moved(point, normal, depth_mm), &value);
        most = fmax(most, sign * value);
    }
    *extreme = sign * most;
    return is_inside;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* By how much a slab falls short, at 95 % of its pixels at most. */
static double shortfall(const MprRequest *request)
{
    static double missing[SIDE * SIDE];
    MprSampling sampling;
    MprGridSet set;
    MprImages *images = NULL;
    MprError error = {0};
    size_t count = 0;
    assert_true(mpr_plane_resolve(request, volume, MPR_NO_SLICE, &limits, &set, &error));
    assert_true(mpr_plane_sampling(request, volume, &set, &limits, &sampling, &error));
    assert_true(
        mpr_resample(&(MprResampling){volume, set.grids, 1, &sampling, &source.source, {NULL, false}, NULL},
                     &images, &error));
    const MprImage *image = &images->images[0];
    for (uint32_t pixel = 0; pixel < SIDE * SIDE; pixel++) {
        const MprVector point = mpr_grid_point(&image->grid, pixel % SIDE, pixel / SIDE);
        double extreme = 0.0;
        if (fine_extreme(&image->grid, point, request->series.projection, &extreme)) {
            const double value = image->encoding.slope * image->values[pixel] + image->encoding.intercept;
            missing[count++] =
                request->series.projection == MPR_PROJECTION_MAXIMUM ? extreme - value : value - extreme;
        }
    }
    assert_true(count > SIDE * SIDE / 2);
    qsort(missing, count, sizeof *missing, compare_doubles);
    mpr_images_free(images);
    mpr_free(set.grids);
    return missing[count * 95 / 100];
}

static void extremes_of_a_slab_should_be_those_of_a_fine_projection(void **state)
{
    (void)state;
    static const MprVector normals[] = {{0, 0, 1},        {0.1, 0.06, 0.99}, {0.3, 0.4, 0.9},
                                        {0.5, -0.6, 0.6}, {1, 0.2, 0.1},     {0, 1, 0}};
    double worst[MPR_PROJECTION_MINIMUM + 1] = {0};
    for (size_t index = 0; index < sizeof normals / sizeof normals[0]; index++) {
        for (int kind = MPR_PROJECTION_MAXIMUM; kind <= MPR_PROJECTION_MINIMUM; kind++) {
            const MprRequest request = request_of(normals[index], (MprProjection)kind);
            const double short_by = shortfall(&request);
            print_message("normal %zu: short by %.1f at 95 %%\n", index, short_by);
            worst[kind] = fmax(worst[kind], short_by);
        }
    }
    assert_true(worst[MPR_PROJECTION_MAXIMUM] <= 10.0);
    assert_true(worst[MPR_PROJECTION_MINIMUM] <= 20.0); /* the air beside the body is 1000 units away */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extremes_of_a_slab_should_be_those_of_a_fine_projection),
    };
    return cmocka_run_group_tests(tests, open_volume, close_volume);
}
