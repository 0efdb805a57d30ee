/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grids: rotated, never mirrored; rounded as a reader of the file will round; refused when they are no grid.
 */
#include "Geometry/Grid.h"

#include "Testing.h"

#include <string.h>

enum { ROUNDS = 2000 };

/* The picture turned clockwise: its pixel (u, v) is now at (rows - 1 - v, u). */
static MprGrid turned(const MprGrid *grid)
{
    const double last_row = (double)grid->rows - 1.0;
    return (MprGrid){.position = mpr_grid_point(grid, 0.0, last_row),
                     .across = mpr_vector_scaled(grid->down, -1.0),
                     .down = grid->across,
                     .spacing_across_mm = grid->spacing_down_mm,
                     .spacing_down_mm = grid->spacing_across_mm,
                     .columns = grid->rows,
                     .rows = grid->columns};
}

/* The picture seen from behind: its pixel (u, v) is now at (columns - 1 - u, v). */
static MprGrid behind(const MprGrid *grid)
{
    MprGrid result = *grid;
    result.position = mpr_grid_point(grid, (double)grid->columns - 1.0, 0.0);
    result.across = mpr_vector_scaled(grid->across, -1.0);
    return result;
}

/* The eight ways to lay out the same pixels. */
static void eight_layouts(const MprGrid *grid, MprGrid layouts[8])
{
    layouts[0] = *grid;
    layouts[4] = behind(grid);
    for (int index = 0; index < 3; index++) {
        layouts[index + 1] = turned(&layouts[index]);
        layouts[index + 5] = turned(&layouts[index + 4]);
    }
}

/* Corners 0 to 3. */
static MprVector corner_point(const MprGrid *grid, int corner)
{
    return mpr_grid_point(grid, corner & 1 ? (double)grid->columns - 1.0 : 0.0,
                          corner & 2 ? (double)grid->rows - 1.0 : 0.0);
}

static void assert_same_corner_points(const MprGrid *a, const MprGrid *b)
{
    for (int corner = 0; corner < 4; corner++) {
        double nearest = INFINITY;
        for (int other = 0; other < 4; other++) {
            nearest = fmin(nearest, mpr_vector_length(mpr_vector_difference(corner_point(a, corner),
                                                                            corner_point(b, other))));
        }
        assert_near(nearest, 0.0, 1e-8);
    }
}

static void assert_is_rotation(const MprGrid *grid)
{
    assert_near(mpr_vector_length(grid->across), 1.0, 1e-12);
    assert_near(mpr_vector_length(grid->down), 1.0, 1e-12);
    assert_near(mpr_vector_dot(grid->across, grid->down), 0.0, 1e-12);
    assert_near(testing_determinant(grid->across, grid->down, mpr_grid_normal(grid)), 1.0, 1e-12);
}

static void grid_should_never_mirror(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int round = 0; round < ROUNDS; round++) {
        const MprGrid grid = testing_random_grid(&random);
        MprGrid layouts[8];
        eight_layouts(&grid, layouts);
        for (int index = 0; index < 8; index++) {
            MprLayout layout;
            const MprGrid stored = mpr_grid_cardinal(&layouts[index], &layout);
            assert_is_rotation(&stored);
            assert_same_corner_points(&layouts[index], &stored);
        }
    }
}

/* What the answer reports, followed pixel by pixel, must lead to where the pixel is stored. A mirrored
 * picture has no such turns. */
static void the_reported_turns_should_lead_to_the_stored_pixel(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int round = 0; round < ROUNDS; round++) {
        const MprGrid grid = testing_random_grid(&random);
        MprLayout layout;
        const MprGrid stored = mpr_grid_cardinal(&grid, &layout);
        const double first_u = testing_random_between(&random, 0.0, (double)grid.columns);
        const double first_v = testing_random_between(&random, 0.0, (double)grid.rows);
        double u = first_u;
        double v = first_v;
        double columns = (double)grid.columns;
        double rows = (double)grid.rows;
        if (layout.from_opposite_side) {
            u = columns - 1.0 - u;
        }
        for (unsigned turn = 0; turn < layout.quarter_turns; turn++) {
            const double old_u = u;
            const double old_columns = columns;
            u = rows - 1.0 - v;
            v = old_u;
            columns = rows;
            rows = old_columns;
        }
        assert_vector_near(mpr_grid_point(&stored, u, v), mpr_grid_point(&grid, first_u, first_v), 1e-8);
        assert_true((double)stored.columns == columns && (double)stored.rows == rows);
    }
}

static void any_layout_of_a_plane_should_be_stored_the_same_way(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < ROUNDS; round++) {
        const MprGrid grid = testing_random_grid(&random);
        MprGrid layouts[8];
        MprLayout layout;
        eight_layouts(&grid, layouts);
        const MprGrid first = mpr_grid_cardinal(&layouts[0], &layout);
        for (int index = 1; index < 8; index++) {
            const MprGrid stored = mpr_grid_cardinal(&layouts[index], &layout);
            assert_vector_near(stored.across, first.across, 1e-12);
            assert_near(mpr_grid_distance_mm(&stored, &first), 0.0, 1e-8);
        }
    }
}

static void the_stored_layout_should_follow_the_stated_convention(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (int round = 0; round < ROUNDS; round++) {
        const MprGrid grid = testing_random_grid(&random);
        MprGrid layouts[8];
        MprLayout layout;
        MprVector across;
        MprVector down;
        const MprGrid stored = mpr_grid_cardinal(&grid, &layout);
        const char *convention = mpr_grid_convention(mpr_grid_normal(&stored), &across, &down);
        assert_string_equal(layout.convention, convention);
        assert_true(layout.quarter_turns < 4);
        const double agreement = mpr_vector_dot(stored.across, across) + mpr_vector_dot(stored.down, down);
        eight_layouts(&grid, layouts);
        for (int index = 0; index < 8; index++) {
            const double other =
                mpr_vector_dot(layouts[index].across, across) + mpr_vector_dot(layouts[index].down, down);
            assert_true(agreement >= other - 1e-8);
        }
    }
}

static void radiological_planes_should_have_radiological_letters(void **state)
{
    (void)state;
    static const struct {
        MprVector across, down;
        const char *convention, *across_letters, *down_letters;
    } planes[] = {
        {{1, 0, 0}, {0, 1, 0}, "Axial", "L", "P"},      {{-1, 0, 0}, {0, 1, 0}, "Axial", "L", "P"},
        {{0, 0, 1}, {1, 0, 0}, "Coronal", "L", "F"},    {{1, 0, 0}, {0, 0, 1}, "Coronal", "L", "F"},
        {{0, -1, 0}, {0, 0, -1}, "Sagittal", "P", "F"}, {{0, 0, 1}, {0, -1, 0}, "Sagittal", "P", "F"},
    };
    for (size_t index = 0; index < sizeof planes / sizeof planes[0]; index++) {
        const MprGrid grid = {{0, 0, 0}, planes[index].across, planes[index].down, 0.5, 2.0, 7, 3};
        MprLayout layout;
        char letters[4];
        const MprGrid stored = mpr_grid_cardinal(&grid, &layout);
        assert_string_equal(layout.convention, planes[index].convention);
        mpr_grid_direction_letters(stored.across, letters);
        assert_string_equal(letters, planes[index].across_letters);
        mpr_grid_direction_letters(stored.down, letters);
        assert_string_equal(letters, planes[index].down_letters);
        assert_same_corner_points(&grid, &stored);
    }
}

static void the_nearest_anatomical_plane_should_be_named(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < ROUNDS; round++) {
        const MprVector normal = testing_random_direction(&random);
        MprVector across;
        MprVector down;
        const char *name = mpr_grid_convention(normal, &across, &down);
        const double weight = fabs(mpr_vector_dot(normal, mpr_vector_cross(across, down)));
        assert_true(weight >= fmax(fabs(normal.x), fmax(fabs(normal.y), fabs(normal.z))) - 1e-8);
        const char *expected = weight == fabs(normal.z)   ? "Axial"
                               : weight == fabs(normal.y) ? "Coronal"
                                                          : "Sagittal";
        assert_string_equal(name, expected);
    }
    MprVector across;
    MprVector down;
    assert_string_equal(mpr_grid_convention((MprVector){1, 1, 1}, &across, &down), "Axial");
    assert_string_equal(mpr_grid_convention((MprVector){1, -1, 0}, &across, &down), "Coronal");
}

static void letters_should_be_largest_first_and_opposite_when_reversed(void **state)
{
    (void)state;
    uint64_t random = 6;
    for (int round = 0; round < ROUNDS; round++) {
        const MprVector direction = testing_random_direction(&random);
        char letters[4];
        char reversed[4];
        mpr_grid_direction_letters(direction, letters);
        mpr_grid_direction_letters(mpr_vector_scaled(direction, -1.0), reversed);
        assert_int_equal(strlen(letters), strlen(reversed));
        double previous = INFINITY;
        for (size_t index = 0; letters[index] != '\0'; index++) {
            const char *pair = strchr("LR", letters[index]) != NULL   ? "LR"
                               : strchr("PA", letters[index]) != NULL ? "PA"
                                                                      : "HF";
            const double component = pair[0] == 'L'   ? direction.x
                                     : pair[0] == 'P' ? direction.y
                                                      : direction.z;
            assert_int_equal(letters[index], component > 0.0 ? pair[0] : pair[1]);
            assert_int_equal(reversed[index], component > 0.0 ? pair[1] : pair[0]);
            assert_true(fabs(component) <= previous && fabs(component) >= 1e-4);
            previous = fabs(component);
        }
    }
}

static void letters_should_leave_out_what_is_below_a_ten_thousandth(void **state)
{
    (void)state;
    char letters[4];
    mpr_grid_direction_letters((MprVector){-0.9, 0.3, -0.2}, letters);
    assert_string_equal(letters, "RPF");
    mpr_grid_direction_letters((MprVector){1.0, 0.99e-4, -1.01e-4}, letters);
    assert_string_equal(letters, "LF");
    mpr_grid_direction_letters((MprVector){0, 0, 0}, letters);
    assert_string_equal(letters, "");
}

static void rounding_should_happen_once_and_be_invisible(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < ROUNDS; round++) {
        const MprGrid grid = testing_random_grid(&random);
        const MprGrid rounded = mpr_grid_rounded(&grid);
        const MprGrid again = mpr_grid_rounded(&rounded);
        assert_memory_equal(&again, &rounded, sizeof again);
        assert_near(mpr_grid_distance_mm(&grid, &rounded), 0.0, 1e-8);
    }
}

static void rounding_should_leave_neither_noise_nor_a_negative_zero(void **state)
{
    (void)state;
    const MprGrid noisy = {.position = {-1e-13, 0.0, 5.0},
                           .across = {1.0, -6.123e-17, 0.0},
                           .down = {6.123e-17, 1.0, -0.0},
                           .spacing_across_mm = 1e-8,
                           .spacing_down_mm = 1.0,
                           .columns = 2,
                           .rows = 2};
    const MprGrid rounded = mpr_grid_rounded(&noisy);
    assert_vector_near(rounded.across, ((MprVector){1, 0, 0}), 0.0);
    assert_vector_near(rounded.down, ((MprVector){0, 1, 0}), 0.0);
    assert_false(signbit(rounded.across.y) || signbit(rounded.position.x) || signbit(rounded.down.z));
    assert_true(rounded.spacing_across_mm == 1e-8); /* a small spacing is no noise */
}

/* A grid whose across is stretched and whose down leans towards across. */
static MprGrid bent_grid(uint64_t *random, double segment, double lean)
{
    MprGrid grid = testing_random_grid(random);
    grid.down = mpr_vector_unit(mpr_vector_moved(grid.down, grid.across, lean));
    grid.across = mpr_vector_scaled(grid.across, 1.0 + segment);
    return grid;
}

static void small_faults_should_be_mended_and_reported(void **state)
{
    (void)state;
    uint64_t random = 8;
    for (int round = 0; round < ROUNDS; round++) {
        const double limit = 0.99 * MPR_ORIENTATION_TOLERANCE;
        const MprGrid bent = bent_grid(&random, testing_random_between(&random, -limit, limit),
                                       testing_random_between(&random, -limit, limit));
        MprGrid mended = bent;
        MprError error = {0};
        double deviation = -1.0;
        assert_true(mpr_grid_orthonormalize(&mended, &deviation, &error));
        assert_is_rotation(&mended);
        assert_vector_near(mended.across, mpr_vector_unit(bent.across), 1e-15);
        assert_in_range((uint64_t)(deviation * 1e6), 0, 2 * (uint64_t)(MPR_ORIENTATION_TOLERANCE * 1e6));
        const MprVector moved = mpr_vector_difference(mended.down, bent.down);
        assert_true(deviation >= fabs(moved.x) && deviation >= fabs(moved.y) && deviation >= fabs(moved.z));
        assert_true(mpr_grid_orthonormalize(&mended, NULL, &error));
    }
}

static void faults_beyond_the_tolerance_should_be_refused_untouched(void **state)
{
    (void)state;
    uint64_t random = 9;
    for (int round = 0; round < ROUNDS; round++) {
        const double beyond = testing_random_between(&random, 1.01, 500.0) * MPR_ORIENTATION_TOLERANCE;
        const double fault = round % 2 == 0 ? beyond : -beyond;
        MprGrid grid = round % 4 < 2 ? bent_grid(&random, fault, 0.0) : bent_grid(&random, 0.0, 1.2 * fault);
        const MprGrid before = grid;
        MprError error = {0};
        assert_false(mpr_grid_orthonormalize(&grid, NULL, &error));
        assert_int_equal(error.status, MPR_BAD_REQUEST);
        assert_memory_equal(&grid, &before, sizeof grid);
    }
}

static void directions_that_are_none_should_be_refused(void **state)
{
    (void)state;
    static const MprVector pairs[][2] = {
        {{0, 0, 0}, {0, 1, 0}},         {{1, 0, 0}, {0, 0, 0}},   {{1, 0, 0}, {1, 0, 0}},
        {{1, 0, 0}, {-1, 0, 0}},        {{NAN, 0, 0}, {0, 1, 0}}, {{1, 0, 0}, {0, INFINITY, 0}},
        {{1e308, 1e308, 0}, {0, 1, 0}},
    };
    for (size_t index = 0; index < sizeof pairs / sizeof pairs[0]; index++) {
        MprGrid grid = {.across = pairs[index][0], .down = pairs[index][1]};
        MprError error = {0};
        assert_false(mpr_grid_orthonormalize(&grid, NULL, &error));
        assert_int_equal(error.status, MPR_BAD_REQUEST);
        assert_non_null(strstr(error.message, "right angle"));
    }
}

static void the_slice_space_should_be_the_grid(void **state)
{
    (void)state;
    uint64_t random = 10;
    for (int round = 0; round < ROUNDS; round++) {
        const MprGrid grid = testing_random_grid(&random);
        const MprAffine patient_from_slice = mpr_grid_patient_from_slice(&grid);
        const double u = testing_random_between(&random, -10.0, 700.0);
        const double v = testing_random_between(&random, -10.0, 700.0);
        const double z_mm = testing_random_between(&random, -100.0, 100.0);
        const MprVector point = mpr_vector_moved(mpr_grid_point(&grid, u, v), mpr_grid_normal(&grid), z_mm);
        assert_vector_near(mpr_affine_point(&patient_from_slice, (MprVector){u, v, z_mm}), point, 1e-9);
    }
}

static void distance_should_be_that_of_the_worst_corner(void **state)
{
    (void)state;
    uint64_t random = 11;
    for (int round = 0; round < ROUNDS; round++) {
        const MprGrid grid = testing_random_grid(&random);
        MprGrid moved = grid;
        const double by_mm = testing_random_between(&random, 0.0, 10.0);
        moved.position = mpr_vector_moved(grid.position, testing_random_direction(&random), by_mm);
        assert_near(mpr_grid_distance_mm(&grid, &moved), by_mm, 1e-9);
        assert_near(mpr_grid_distance_mm(&moved, &grid), by_mm, 1e-9);
        moved.rows++;
        assert_true(isinf(mpr_grid_distance_mm(&grid, &moved)));
        MprGrid stretched = grid;
        stretched.spacing_across_mm += 0.01;
        assert_near(mpr_grid_distance_mm(&grid, &stretched), 0.01 * ((double)grid.columns - 1.0), 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grid_should_never_mirror),
        cmocka_unit_test(the_reported_turns_should_lead_to_the_stored_pixel),
        cmocka_unit_test(any_layout_of_a_plane_should_be_stored_the_same_way),
        cmocka_unit_test(the_stored_layout_should_follow_the_stated_convention),
        cmocka_unit_test(radiological_planes_should_have_radiological_letters),
        cmocka_unit_test(the_nearest_anatomical_plane_should_be_named),
        cmocka_unit_test(letters_should_be_largest_first_and_opposite_when_reversed),
        cmocka_unit_test(letters_should_leave_out_what_is_below_a_ten_thousandth),
        cmocka_unit_test(rounding_should_happen_once_and_be_invisible),
        cmocka_unit_test(rounding_should_leave_neither_noise_nor_a_negative_zero),
        cmocka_unit_test(small_faults_should_be_mended_and_reported),
        cmocka_unit_test(faults_beyond_the_tolerance_should_be_refused_untouched),
        cmocka_unit_test(directions_that_are_none_should_be_refused),
        cmocka_unit_test(the_slice_space_should_be_the_grid),
        cmocka_unit_test(distance_should_be_that_of_the_worst_corner),
    };
    return cmocka_run_group_tests_name("Grid", tests, NULL, NULL);
}
