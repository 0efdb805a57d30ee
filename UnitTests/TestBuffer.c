/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buffers: memory comes zeroed or not at all, and is freed once by the function that came with it. */
#include "Base/Buffer.h"

#include "Testing.h"

#include <string.h>

static void allocated_memory_should_be_zeroed(void **state)
{
    (void)state;
    MprError error = {0};
    for (size_t count = 1; count < 100000; count *= 7) {
        unsigned char *memory = mpr_allocate(count, 3, &error);
        assert_non_null(memory);
        for (size_t byte = 0; byte < 3 * count; byte++) {
            assert_int_equal(memory[byte], 0);
        }
        memset(memory, 0xAA, 3 * count);
        mpr_free(memory);
    }
}

static void nothing_should_still_be_a_pointer(void **state)
{
    (void)state;
    MprError error = {0};
    void *none = mpr_allocate(0, 8, &error);
    void *empty = mpr_allocate(8, 0, &error);
    assert_non_null(none);
    assert_non_null(empty);
    mpr_free(none);
    mpr_free(empty);
    mpr_free(NULL);
}

static void a_size_that_overflows_should_be_an_error(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {
        {SIZE_MAX, 2}, {SIZE_MAX / 2 + 1, 2}, {(size_t)1 << 33, (size_t)1 << 33}};
    for (size_t index = 0; index < sizeof sizes / sizeof sizes[0]; index++) {
        MprError error = {0};
        assert_null(mpr_allocate(sizes[index][0], sizes[index][1], &error));
        assert_int_equal(error.status, MPR_NO_MEMORY);
        assert_true(strlen(error.message) > 0);
    }
}

static void products_should_be_exact_or_refused(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int round = 0; round < 100000; round++) {
        const size_t a = (size_t)(testing_random(&random) >> (testing_random(&random) % 64));
        const size_t b = (size_t)(testing_random(&random) >> (testing_random(&random) % 64));
        size_t product = 42;
        const bool fits = b == 0 || a <= SIZE_MAX / b;
        assert_int_equal(mpr_size_multiply(a, b, &product), fits);
        if (fits) {
            assert_true(product == a * b);
        }
    }
}

static void a_copy_should_be_its_own(void **state)
{
    (void)state;
    MprError error = {0};
    char original[] = "pixels";
    MprBuffer copy = {0};
    assert_true(mpr_buffer_copy(original, sizeof original, &copy, &error));
    memset(original, 'x', sizeof original);
    assert_int_equal(copy.size, sizeof original);
    assert_memory_equal(copy.data, "pixels", sizeof original);
    mpr_buffer_release(&copy);
}

static void a_copy_of_nothing_should_succeed(void **state)
{
    (void)state;
    MprError error = {0};
    MprBuffer copy = {0};
    assert_true(mpr_buffer_copy(NULL, 0, &copy, &error));
    assert_int_equal(copy.size, 0);
    mpr_buffer_release(&copy);
}

static void a_failed_buffer_should_leave_the_output_alone(void **state)
{
    (void)state;
    MprError error = {0};
    MprBuffer buffer = {0};
    assert_false(mpr_buffer_create(SIZE_MAX, &buffer, &error));
    assert_int_equal(error.status, MPR_NO_MEMORY);
    assert_null(buffer.data);
    assert_null(buffer.release);
}

static int releases;
static void *released;

static void count_release(void *data)
{
    releases++;
    released = data;
}

static void a_buffer_should_be_released_once_by_its_own_function(void **state)
{
    (void)state;
    int data = 0;
    MprBuffer buffer = {.data = &data, .size = sizeof data, .release = count_release};
    releases = 0;
    mpr_buffer_release(&buffer);
    mpr_buffer_release(&buffer);
    assert_int_equal(releases, 1);
    assert_ptr_equal(released, &data);
    assert_null(buffer.data);
    assert_int_equal(buffer.size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocated_memory_should_be_zeroed),
        cmocka_unit_test(nothing_should_still_be_a_pointer),
        cmocka_unit_test(a_size_that_overflows_should_be_an_error),
        cmocka_unit_test(products_should_be_exact_or_refused),
        cmocka_unit_test(a_copy_should_be_its_own),
        cmocka_unit_test(a_copy_of_nothing_should_succeed),
        cmocka_unit_test(a_failed_buffer_should_leave_the_output_alone),
        cmocka_unit_test(a_buffer_should_be_released_once_by_its_own_function),
    };
    return cmocka_run_group_tests_name("Buffer", tests, NULL, NULL);
}
