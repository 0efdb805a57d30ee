/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regions: their area, which pixels they hold, what the values there are, and what is no region. */
#include "Output/Statistics.h"
#include "Request/Json.h"
#include "Request/RegionRequest.h"

#include "Testing.h"

#include <string.h>

enum { COLUMNS = 60, ROWS = 40 };

static const double pi = 3.14159265358979323846;

typedef struct {
    MprGrid grid;
    MprPixels pixels;
    int16_t values[ROWS * COLUMNS];
} Scene;

/* Values are 3 · column + 100 · row, the rescale turns them into half of that, less 7. */
static void make_scene(Scene *scene, uint64_t *random)
{
    *scene = (Scene){.grid = testing_random_grid(random)};
    scene->grid.rows = ROWS;
    scene->grid.columns = COLUMNS;
    for (int at = 0; at < ROWS * COLUMNS; at++) {
        scene->values[at] = (int16_t)(at % COLUMNS * 3 + at / COLUMNS * 100);
    }
    scene->pixels = (MprPixels){.encoding = {.type = MPR_PIXEL_INT16,
                                             .samples = 1,
                                             .bits_stored = 16,
                                             .slope = 0.5,
                                             .intercept = -7.0,
                                             .padding_low = -2000},
                                .pixels = {.data = scene->values, .size = sizeof scene->values}};
}

static MprRegion region_of(const Scene *scene, MprRegionKind kind, size_t count, const double uv[][2])
{
    MprRegion region = {.kind = kind, .count = count};
    for (size_t index = 0; index < count; index++) {
        region.points[index] = mpr_grid_point(&scene->grid, uv[index][0], uv[index][1]);
    }
    return region;
}

/* The same by definition: every pixel is asked whether it lies within. */
static bool is_within(MprRegionKind kind, size_t count, const double uv[][2], double u, double v)
{
    if (kind == MPR_REGION_ELLIPSE) { /* upright */
        return hypot((u - uv[0][0]) / (uv[1][0] - uv[0][0]), (v - uv[0][1]) / (uv[2][1] - uv[0][1])) < 1.0;
    }
    double winding = 0.0; /* the angle that is seen from there */
    for (size_t index = 0; index < count; index++) {
        const double *a = uv[index];
        const double *b = uv[(index + 1) % count];
        winding += remainder(atan2(b[1] - v, b[0] - u) - atan2(a[1] - v, a[0] - u), 2.0 * pi);
    }
    return fabs(winding) > pi;
}

static void assert_as_defined(const Scene *scene, MprRegionKind kind, size_t count, const double uv[][2],
                              double area)
{
    MprError error;
    MprStatistics found;
    const MprRegion region = region_of(scene, kind, count, uv);
    double pixels = 0.0, sum = 0.0, squares = 0.0, least = 1e9, most = -1e9;
    for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS; column++) {
            if (is_within(kind, count, uv, column, row)) {
                const double value = (column * 3 + row * 100) * 0.5 - 7.0;
                pixels += 1.0;
                sum += value;
                squares += value * value;
                least = fmin(least, value);
                most = fmax(most, value);
            }
        }
    }
    assert_true(mpr_statistics_of(&region, &scene->grid, &scene->pixels, &found, &error));
    assert_near(found.area_mm2, area * scene->grid.spacing_across_mm * scene->grid.spacing_down_mm,
                1e-6 * area);
    assert_near((double)found.pixels, pixels, 0.0);
    assert_int_equal(found.missing, 0);
    assert_near(found.mean, sum / pixels, 1e-9);
    assert_near(found.deviation, sqrt(squares / pixels - found.mean * found.mean), 1e-6);
    assert_near(found.minimum, least, 0.0);
    assert_near(found.maximum, most, 0.0);
}

static void regions_should_be_as_defined(void **state)
{
    (void)state;
    static Scene scene;
    uint64_t random = 5;
    for (int round = 0; round < 20; round++) {
        make_scene(&scene, &random);
        scene.grid.spacing_across_mm = 0.3 + 0.1 * round;
        scene.grid.spacing_down_mm = 0.7;
        assert_as_defined(&scene, MPR_REGION_ELLIPSE, 3,
                          (const double[][2]){{20.3, 18.1}, {32.6, 18.1}, {20.3, 9.4}}, pi * 12.3 * 8.7);
        assert_as_defined(&scene, MPR_REGION_POLYGON, 4,
                          (const double[][2]){{5.1, 5.1}, {40.2, 5.1}, {40.2, 30.3}, {5.1, 30.3}},
                          35.1 * 25.2);
        /* An arrow that is open at its back. */
        assert_as_defined(&scene, MPR_REGION_POLYGON, 4,
                          (const double[][2]){{5.3, 5.4}, {50.7, 20.2}, {5.3, 35.0}, {20.1, 20.2}},
                          0.5 * 29.6 * (45.4 - 14.8));
    }
}

static void what_has_no_value_should_be_counted_apart(void **state)
{
    (void)state;
    static Scene scene;
    MprError error;
    MprStatistics found;
    uint64_t random = 6;
    make_scene(&scene, &random);
    scene.pixels.encoding.has_padding = true;
    for (int row = 10; row < 20; row++) {
        scene.values[row * COLUMNS + 12] = -2000;
    }
    const MprRegion region =
        region_of(&scene, MPR_REGION_POLYGON, 4,
                  (const double[][2]){{9.5, 9.5}, {19.5, 9.5}, {19.5, 19.5}, {9.5, 19.5}});
    assert_true(mpr_statistics_of(&region, &scene.grid, &scene.pixels, &found, &error));
    assert_int_equal(found.pixels, 90);
    assert_int_equal(found.missing, 10);
    assert_near(found.minimum, (10 * 3 + 10 * 100) * 0.5 - 7.0, 0.0);
}

static void assert_refused(const Scene *scene, const MprRegion *region, MprStatus status,
                           const char *sentence)
{
    MprError error;
    MprStatistics found;
    assert_false(mpr_statistics_of(region, &scene->grid, &scene->pixels, &found, &error));
    assert_int_equal(error.status, status);
    if (strstr(error.message, sentence) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", error.message, sentence);
    }
}

static void what_is_no_region_should_be_refused(void **state)
{
    (void)state;
    static Scene scene;
    uint64_t random = 7;
    make_scene(&scene, &random);
    scene.grid.spacing_across_mm = 1.0;
    scene.grid.spacing_down_mm = 2.0;
    MprRegion region =
        region_of(&scene, MPR_REGION_POLYGON, 4, (const double[][2]){{5, 5}, {20, 20}, {20, 5}, {5, 20}});
    assert_refused(&scene, &region, MPR_BAD_REQUEST, "sides 1 and 3 of the polygon cross");
    region = region_of(&scene, MPR_REGION_POLYGON, 3, (const double[][2]){{5, 5}, {10, 10}, {20, 20}});
    assert_refused(&scene, &region, MPR_BAD_REQUEST, "Region has an area of");
    region = region_of(&scene, MPR_REGION_ELLIPSE, 3, (const double[][2]){{50, 20}, {63.5, 20}, {50, 10}});
    assert_refused(&scene, &region, MPR_BAD_REQUEST, "Region reaches 4 mm beyond the image");
    region = region_of(&scene, MPR_REGION_ELLIPSE, 3,
                       (const double[][2]){{20.5, 20.5}, {20.8, 20.5}, {20.5, 20.8}});
    assert_refused(&scene, &region, MPR_UNSUITABLE, "no pixel with a value");
    region = region_of(&scene, MPR_REGION_ELLIPSE, 3, (const double[][2]){{20, 20}, {30, 20}, {20, 30}});
    region.points[1] = mpr_vector_moved(region.points[1], mpr_grid_normal(&scene.grid), -0.02);
    assert_refused(&scene, &region, MPR_BAD_REQUEST, "point 2 lies 0.02 mm off the plane");
    scene.pixels.encoding.samples = 3;
    assert_refused(&scene, &region, MPR_UNSUITABLE, "colours");
}

static bool parse(const char *text, bool is_ras, MprRegion *region, MprError *error)
{
    cJSON *value = NULL;
    assert_true(mpr_json_parse(text, strlen(text), &value, error));
    const bool ok = mpr_region_parse(value, is_ras, region, error);
    cJSON_Delete(value);
    return ok;
}

static void a_region_should_be_read_strictly(void **state)
{
    (void)state;
    MprError error;
    MprRegion region;
    assert_true(parse("{\"Ellipse\": [[1,2,3],[4,5,6],[7,8,9]]}", true, &region, &error));
    assert_vector_near(region.points[1], ((MprVector){-4, -5, 6}), 0.0);
    assert_true(parse("{\"Polygon\": [[1,2,3],[4,5,6],[7,8,9],[1,1,1]]}", false, &region, &error));
    assert_int_equal(region.count, 4);
    static const char *const wrong[] = {
        "3",
        "[]",
        "{}",
        "{\"Circle\": []}",
        "{\"Ellipse\": [[1,2,3],[4,5,6]]}",
        "{\"Polygon\": [[1,2,3],[4,5,6]]}",
        "{\"Polygon\": [[1,2,3],[4,5,6],[7,8]]}",
        "{\"Polygon\": [[1,2,3],[4,5,6],[7,8,1e6]]}",
        "{\"Polygon\": 5}",
        "{\"Ellipse\": [[1,2,3],[4,5,6],[7,8,9]], \"Polygon\": [[1,2,3],[4,5,6],[7,8,9]]}",
    };
    for (size_t index = 0; index < sizeof wrong / sizeof *wrong; index++) {
        assert_false(parse(wrong[index], false, &region, &error));
        assert_int_equal(error.status, MPR_BAD_REQUEST);
    }
    assert_false(mpr_region_parse(NULL, false, &region, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_should_be_as_defined),
        cmocka_unit_test(what_has_no_value_should_be_counted_apart),
        cmocka_unit_test(what_is_no_region_should_be_refused),
        cmocka_unit_test(a_region_should_be_read_strictly),
    };
    return cmocka_run_group_tests_name("Statistics", tests, NULL, NULL);
}
