/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Affine maps: composition and inverse are what their names say, for any map. */
#include "Base/Affine.h"

#include "Testing.h"

#include <string.h>

enum { ROUNDS = 2000 };

static MprVector random_vector(uint64_t *random, double reach)
{
    return mpr_vector_scaled(testing_random_direction(random), testing_random_between(random, 0.0, reach));
}

/* A map with a determinant that is not small, mirrored ones included. */
static MprAffine random_map(uint64_t *random)
{
    MprAffine map;
    do {
        map.x = random_vector(random, 3.0);
        map.y = random_vector(random, 3.0);
        map.z = random_vector(random, 3.0);
        map.origin = random_vector(random, 500.0);
    } while (fabs(mpr_vector_dot(map.x, mpr_vector_cross(map.y, map.z))) < 0.05);
    return map;
}

static void a_product_should_apply_the_inner_map_first(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int round = 0; round < ROUNDS; round++) {
        const MprAffine voxel_from_patient = random_map(&random);
        const MprAffine patient_from_slice = random_map(&random);
        const MprAffine voxel_from_slice = mpr_affine_compose(&voxel_from_patient, &patient_from_slice);
        const MprVector point = random_vector(&random, 300.0);
        const MprVector patient = mpr_affine_point(&patient_from_slice, point);
        assert_vector_near(mpr_affine_point(&voxel_from_slice, point),
                           mpr_affine_point(&voxel_from_patient, patient), 1e-9);
    }
}

static void the_order_of_brackets_should_not_matter(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int round = 0; round < ROUNDS; round++) {
        const MprAffine a = random_map(&random);
        const MprAffine b = random_map(&random);
        const MprAffine c = random_map(&random);
        const MprAffine ab = mpr_affine_compose(&a, &b);
        const MprAffine bc = mpr_affine_compose(&b, &c);
        const MprAffine left = mpr_affine_compose(&ab, &c);
        const MprAffine right = mpr_affine_compose(&a, &bc);
        const MprVector point = random_vector(&random, 100.0);
        assert_vector_near(mpr_affine_point(&left, point), mpr_affine_point(&right, point), 1e-8);
    }
}

static void an_inverse_should_undo_from_either_side(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < ROUNDS; round++) {
        const MprAffine map = random_map(&random);
        MprAffine inverse;
        assert_true(mpr_affine_inverse(&map, &inverse));
        const MprVector point = random_vector(&random, 300.0);
        assert_vector_near(mpr_affine_point(&inverse, mpr_affine_point(&map, point)), point, 1e-7);
        assert_vector_near(mpr_affine_point(&map, mpr_affine_point(&inverse, point)), point, 1e-7);
    }
}

static void an_inverse_may_be_written_over_its_own_map(void **state)
{
    (void)state;
    uint64_t random = 4;
    MprAffine map = random_map(&random);
    MprAffine inverse;
    assert_true(mpr_affine_inverse(&map, &inverse));
    assert_true(mpr_affine_inverse(&map, &map));
    assert_memory_equal(&map, &inverse, sizeof map);
}

static void directions_should_not_see_the_origin(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int round = 0; round < ROUNDS; round++) {
        const MprAffine map = random_map(&random);
        const MprVector from = random_vector(&random, 100.0);
        const MprVector to = random_vector(&random, 100.0);
        const MprVector moved =
            mpr_vector_difference(mpr_affine_point(&map, to), mpr_affine_point(&map, from));
        assert_vector_near(mpr_affine_direction(&map, mpr_vector_difference(to, from)), moved, 1e-9);
    }
}

static void a_singular_map_should_have_no_inverse(void **state)
{
    (void)state;
    const MprAffine flat = {.x = {1, 0, 0}, .y = {0, 1, 0}, .z = {1, 1, 0}};
    const MprAffine zero = {.origin = {1, 2, 3}};
    const MprAffine infinite = {.x = {INFINITY, 0, 0}, .y = {0, 1, 0}, .z = {0, 0, 1}};
    const MprAffine unknown = {.x = {NAN, 0, 0}, .y = {0, 1, 0}, .z = {0, 0, 1}};
    const MprAffine *const maps[] = {&flat, &zero, &infinite, &unknown};
    for (size_t index = 0; index < sizeof maps / sizeof maps[0]; index++) {
        MprAffine inverse;
        MprAffine untouched;
        memset(&inverse, 0x5A, sizeof inverse);
        memset(&untouched, 0x5A, sizeof untouched);
        assert_false(mpr_affine_inverse(maps[index], &inverse));
        assert_memory_equal(&inverse, &untouched, sizeof inverse);
    }
}

static void the_cross_product_should_be_right_handed(void **state)
{
    (void)state;
    const MprVector x = {1, 0, 0};
    const MprVector y = {0, 1, 0};
    const MprVector z = {0, 0, 1};
    assert_vector_near(mpr_vector_cross(x, y), z, 0.0);
    uint64_t random = 6;
    for (int round = 0; round < ROUNDS; round++) {
        const MprVector a = testing_random_direction(&random);
        const MprVector b = testing_random_direction(&random);
        const MprVector normal = mpr_vector_cross(a, b);
        assert_near(mpr_vector_dot(normal, a), 0.0, 1e-15);
        assert_near(mpr_vector_dot(normal, b), 0.0, 1e-15);
        assert_true(testing_determinant(a, b, normal) >= 0.0);
    }
}

static void the_unit_of_nothing_should_be_nothing(void **state)
{
    (void)state;
    assert_vector_near(mpr_vector_unit((MprVector){0, 0, 0}), ((MprVector){0, 0, 0}), 0.0);
    uint64_t random = 7;
    for (int round = 0; round < ROUNDS; round++) {
        assert_near(mpr_vector_length(mpr_vector_unit(random_vector(&random, 1e6))), 1.0, 1e-14);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_should_apply_the_inner_map_first),
        cmocka_unit_test(the_order_of_brackets_should_not_matter),
        cmocka_unit_test(an_inverse_should_undo_from_either_side),
        cmocka_unit_test(an_inverse_may_be_written_over_its_own_map),
        cmocka_unit_test(directions_should_not_see_the_origin),
        cmocka_unit_test(a_singular_map_should_have_no_inverse),
        cmocka_unit_test(the_cross_product_should_be_right_handed),
        cmocka_unit_test(the_unit_of_nothing_should_be_nothing),
    };
    return cmocka_run_group_tests_name("Affine", tests, NULL, NULL);
}
