/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worker says is not believed: it may have been taken over by a file. */
#include "Testing.h"

#include "Dicom/Dicom.h"
#include "LyingWorker.h"

#include <string.h>
#include <unistd.h>

#define FILE_OF_32_BYTES "0123456789abcdef0123456789abcdef"
static const size_t ARENA = (size_t)64 << 20;

static MprPool *create_lying_pool(const char *lie, MprError *error)
{
    char program[512] = "";
    assert_true(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    const MprPoolSettings settings = {program, 1, 5, ARENA, 0};
    MprPool *pool = NULL;
    setenv(LYING_WORKER_VARIABLE, lie, 1);
    mpr_pool_create(&settings, &pool, error);
    unsetenv(LYING_WORKER_VARIABLE);
    return pool;
}

static void worker_of_another_version_is_refused(void **state)
{
    (void)state;
    MprError error = {0};
    assert_null(create_lying_pool("version", &error));
    assert_non_null(strstr(error.message, "is of another version (3, "));
    assert_null(create_lying_pool("layout", &error));
    assert_non_null(strstr(error.message, "is of another version (2, "));
}

static void truth_of_the_lying_worker_is_believed(void **state)
{
    (void)state;
    static const char *const truths[] = {"", "in file"};
    for (size_t index = 0; index < 2; index++) {
        MprError error = {0};
        MprPool *pool = create_lying_pool(truths[index], &error);
        MprFrame *frame = NULL;
        assert_non_null(pool);
        assert_true(mpr_dicom_load(pool, FILE_OF_32_BYTES, 32, 0, &frame, &error));
        assert_int_equal(frame->pixels.size, 8);
        assert_true(index == 0 || memcmp(frame->pixels.data, FILE_OF_32_BYTES, 8) == 0);
        mpr_frame_free(frame);
        mpr_pool_free(pool);
    }
}

/* What a worker says about a frame is checked wherever it appears. */
static void lies_are_not_believed(void **state)
{
    (void)state;
    static const char *const lies[] = {"rows",    "size",    "nan",      "slope",      "type",
                                       "family",  "samples", "bits",     "bool",       "text",
                                       "control", "outside", "overflow", "attributes", "status",
                                       "short",   "beyond",  "high bit", "low bit",    "wide"};
    for (size_t index = 0; index < sizeof lies / sizeof lies[0]; index++) {
        MprError error = {0};
        MprPool *pool = create_lying_pool(lies[index], &error);
        MprFrame *frame = NULL;
        assert_non_null(pool);
        if (mpr_dicom_load(pool, FILE_OF_32_BYTES, 32, 0, &frame, &error)) {
            fail_msg("the lie about %s was believed", lies[index]);
        }
        mpr_pool_free(pool);
    }
}

static void lies_about_frames_are_not_believed(void **state)
{
    (void)state;
    static const char *const lies[] = {"rows", "nan", "text", "bool", "count", "none", "outside", "overflow"};
    for (size_t index = 0; index < sizeof lies / sizeof lies[0]; index++) {
        MprError error = {0};
        MprPool *pool = create_lying_pool(lies[index], &error);
        MprFrameHeader *headers = NULL;
        size_t count = 0;
        assert_non_null(pool);
        if (mpr_dicom_describe(pool, "x", 1, &headers, &count, &error)) {
            fail_msg("the lie about %s was believed", lies[index]);
        }
        mpr_pool_free(pool);
    }
}

static void message_of_a_worker_is_made_harmless(void **state)
{
    (void)state;
    MprError error = {0};
    MprPool *pool = create_lying_pool("message", &error);
    MprFrame *frame = NULL;
    assert_non_null(pool);
    assert_false(mpr_dicom_load(pool, FILE_OF_32_BYTES, 32, 0, &frame, &error));
    assert_int_equal(strlen(error.message), MPR_MESSAGE_SIZE - 1);
    assert_int_equal(strspn(error.message, "?"), MPR_MESSAGE_SIZE - 1);
    mpr_pool_free(pool);
}

int main(void)
{
    const char *lie = getenv(LYING_WORKER_VARIABLE);
    if (lie != NULL) {
        return lying_worker_main(lie);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worker_of_another_version_is_refused),
        cmocka_unit_test(truth_of_the_lying_worker_is_believed),
        cmocka_unit_test(lies_are_not_believed),
        cmocka_unit_test(lies_about_frames_are_not_believed),
        cmocka_unit_test(message_of_a_worker_is_made_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
