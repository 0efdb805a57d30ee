/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worker says is not believed: it may have been taken over by a file. */
#include "Testing.h"

#include "Dicom/Description.h"
#include "LyingWorker.h"
#include "Workers/Pool.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_OF_32_BYTES "0123456789abcdef0123456789abcdef"
static const size_t ARENA = (size_t)64 << 20;

static MprPool *create_impatient_pool(const char *lie, unsigned timeout_s, MprError *error)
{
    char program[512] = "";
    assert_true(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    const MprPoolSettings settings = {program, 1, timeout_s, ARENA, 0};
    MprPool *pool = NULL;
    setenv(LYING_WORKER_VARIABLE, lie, 1);
    mpr_pool_create(&settings, &pool, error);
    unsetenv(LYING_WORKER_VARIABLE);
    return pool;
}

static MprPool *create_lying_pool(const char *lie, MprError *error)
{
    return create_impatient_pool(lie, 5, error);
}

static void worker_of_another_version_is_refused(void **state)
{
    (void)state;
    MprError error = {0};
    char sentence[64];
    snprintf(sentence, sizeof sentence, "is of another version (%d, ", MPR_PROTOCOL_VERSION + 1);
    assert_null(create_lying_pool("version", &error));
    assert_non_null(strstr(error.message, sentence));
    snprintf(sentence, sizeof sentence, "is of another version (%d, ", MPR_PROTOCOL_VERSION);
    assert_null(create_lying_pool("layout", &error));
    assert_non_null(strstr(error.message, sentence));
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
    static const char *const lies[] = {
        "rows",         "size",   "nan",      "slope",   "type",     "family",     "samples",  "bits",
        "bool",         "text",   "control",  "outside", "overflow", "attributes", "status",   "short",
        "another task", "beyond", "high bit", "low bit", "wide",     "some rows",  "more rows"};
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

static bool describes(MprPool *pool, MprDescription **description, MprError *error)
{
    bool needs_more = false;
    return mpr_dicom_describe_file(pool, FILE_OF_32_BYTES, 32, 32, description, &needs_more, error);
}

static void truth_about_frames_is_believed(void **state)
{
    (void)state;
    MprError error = {0};
    MprPool *pool = create_lying_pool("", &error);
    MprDescription *description = NULL;
    MprFrame *frame = NULL;
    assert_non_null(pool);
    assert_true(describes(pool, &description, &error));
    assert_int_equal(description->count, 2);
    assert_int_equal(description->frames[1].place.offset, 8);
    assert_true(mpr_description_start_frame(description, 1, &frame, &error));
    assert_int_equal(frame->pixels.size, 8);
    assert_int_equal(frame->attributes.size, 20); /* of the first frame, with a thickness of its own */
    assert_memory_equal((char *)frame->attributes.data + 8, "MR\x18\0\x50\0DS\x02\0007 ", 12);
    mpr_frame_free(frame);
    mpr_description_free(description);
    mpr_pool_free(pool);
}

static void lies_about_frames_are_not_believed(void **state)
{
    (void)state;
    static const char *const lies[] = {"rows",     "nan",        "text",           "bool",
                                       "count",    "none",       "outside",        "overflow",
                                       "kind",     "frame size", "frame beyond",   "items beyond",
                                       "no items", "frame bits", "own attributes", "more than there is",
                                       "whole",    "no first"};
    for (size_t index = 0; index < sizeof lies / sizeof lies[0]; index++) {
        MprError error = {0};
        MprPool *pool = create_lying_pool(lies[index], &error);
        MprDescription *description = NULL;
        assert_non_null(pool);
        if (describes(pool, &description, &error)) {
            fail_msg("the lie about %s was believed", lies[index]);
        }
        mpr_pool_free(pool);
    }
}

/* Attributes are looked at when a frame is made of them. */
static void damaged_attributes_make_no_frame(void **state)
{
    (void)state;
    MprError error = {0};
    MprPool *pool = create_lying_pool("damaged", &error);
    MprDescription *description = NULL;
    MprFrame *frame = NULL;
    assert_true(describes(pool, &description, &error));
    assert_false(mpr_description_start_frame(description, 1, &frame, &error));
    assert_string_equal(error.message, "the attributes of frame 2 are damaged");
    assert_false(mpr_description_decode(pool, description, 0, "", mpr_all_rows(), &frame, &error));
    assert_string_equal(error.message, "the attributes of a compressed frame name no transfer syntax");
    mpr_description_free(description);
    mpr_pool_free(pool);
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

static void worker_that_is_not_born_is_told(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"stillborn", "a new worker ended at once"},
        {"mute", "a new worker does not answer"},
        {"barren", "makes no workers"},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        MprError error = {0};
        assert_null(create_impatient_pool(cases[index][0], 1, &error));
        assert_non_null(strstr(error.message, cases[index][1]));
    }
}

static void worker_that_ends_by_itself_is_told(void **state)
{
    (void)state;
    MprError error = {0};
    MprPool *pool = create_lying_pool("exit", &error);
    MprFrame *frame = NULL;
    assert_non_null(pool);
    for (int turn = 0; turn < 2; turn++) { /* another one is born */
        assert_false(mpr_dicom_load(pool, FILE_OF_32_BYTES, 32, 0, &frame, &error));
        assert_int_equal(error.status, MPR_DEADLY);
        assert_string_equal(error.message, "the image ended the decoder (exit status 3)");
    }
    mpr_pool_free(pool);
}

/* ---- ends that come from outside ---- */

static bool load_small(const char *lie, unsigned timeout_s, MprError *error)
{
    MprError reply = {0};
    MprPool *pool = create_impatient_pool(lie, timeout_s, &reply);
    MprFrame *frame = NULL;
    assert_non_null(pool);
    const bool is_done = mpr_dicom_load(pool, FILE_OF_32_BYTES, 32, 0, &frame, error);
    assert_true(!is_done || frame->pixels.size == 8);
    mpr_frame_free(frame);
    mpr_pool_free(pool);
    return is_done;
}

static void task_of_a_killed_worker_is_given_to_the_next_one(void **state)
{
    (void)state;
    MprError error = {0};
    assert_true(load_small("killed thrice", 5, &error));
    assert_int_equal(error.status, MPR_OK);
}

/* As when two workers were born on one socket: every answer would be taken for that of the next task. */
static void worker_that_is_out_of_step_is_replaced(void **state)
{
    (void)state;
    MprError error = {0};
    assert_true(load_small("out of step", 5, &error));
    assert_false(load_small("another task", 5, &error));
    assert_int_equal(error.status, MPR_BUSY);
    assert_non_null(strstr(error.message, "answered another task than the one it had, 5 times in a row"));
}

static void workers_killed_again_and_again_are_no_fault_of_the_image(void **state)
{
    (void)state;
    MprError error = {0};
    assert_false(load_small("killed", 5, &error));
    assert_int_equal(error.status, MPR_BUSY);
    assert_string_equal(error.message, "the decoder was ended from outside (signal 9), 5 times in a row");
}

/* The first task ends its worker, so another one must be born for the second. */
static bool load_after_a_birth(const char *lie, MprError *error)
{
    MprError first = {0};
    MprPool *pool = create_lying_pool(lie, &first);
    MprFrame *frame = NULL;
    assert_non_null(pool);
    assert_false(mpr_dicom_load(pool, FILE_OF_32_BYTES, 32, 0, &frame, &first));
    assert_int_equal(first.status, MPR_DEADLY);
    const bool is_done = mpr_dicom_load(pool, FILE_OF_32_BYTES, 32, 0, &frame, error);
    mpr_frame_free(frame);
    mpr_pool_free(pool);
    return is_done;
}

static void worker_killed_before_its_first_word_is_born_again(void **state)
{
    (void)state;
    MprError error = {0};
    assert_true(load_after_a_birth("hard births", &error));
    assert_false(load_after_a_birth("last reply", &error));
    assert_int_equal(error.status, MPR_BUSY);
    assert_string_equal(error.message, "a new worker ended at once");
}

static void image_that_keeps_a_worker_working_is_deadly(void **state)
{
    (void)state;
    MprError error = {0};
    assert_false(load_small("busy", 1, &error));
    assert_int_equal(error.status, MPR_DEADLY);
    assert_string_equal(error.message, "the image kept the decoder busy for more than 1 s");
}

/* Two seconds on the clock, half of one of the processor. */
static void crowded_machine_makes_no_image_slow(void **state)
{
    (void)state;
    MprError error = {0};
    assert_true(load_small("crowded", 1, &error));
}

/* Whether its words come before or after the next file is handed over, that one is read. */
static void worker_that_speaks_unasked_does_no_harm(void **state)
{
    (void)state;
    MprError error = {0};
    MprPool *pool = create_lying_pool("chatter", &error);
    assert_non_null(pool);
    for (int turn = 0; turn < 20; turn++) {
        MprFrame *frame = NULL;
        assert_true(mpr_dicom_load(pool, FILE_OF_32_BYTES, 32, 0, &frame, &error));
        assert_int_equal(frame->pixels.size, 8);
        mpr_frame_free(frame);
    }
    mpr_pool_free(pool);
}

static const char ASLEEP[] =
    "the decoder fell asleep over the image: in 1.0 s it neither worked nor answered";

/* Nobody has halted it, so it is the fault of the file, and the file is not tried again soon. */
static void image_that_puts_a_worker_to_sleep_is_deadly(void **state)
{
    (void)state;
    MprError error = {0};
    assert_false(load_small("silence", 1, &error));
    assert_int_equal(error.status, MPR_DEADLY);
    assert_string_equal(error.message, ASLEEP);
}

static void writer_that_sleeps_stores_nothing(void **state)
{
    (void)state;
    MprError error = {0};
    MprPool *pool = create_impatient_pool("silence", 1, &error);
    uint16_t values[4] = {1, 2, 3, 4};
    const MprBuffer pixels = {.data = values, .size = sizeof values};
    const MprBuffer *const attributes[] = {&pixels}; /* any bytes */
    MprBuffer file = {0};
    const MprDerivation derivation = {
        .grid = {.across = {1, 0, 0},
                 .down = {0, 1, 0},
                 .spacing_across_mm = 1,
                 .spacing_down_mm = 1,
                 .columns = 2,
                 .rows = 2},
        .encoding = {.type = MPR_PIXEL_UINT16, .samples = 1, .bits_stored = 16, .slope = 1}};
    assert_non_null(pool);
    assert_false(mpr_dicom_write(pool, &derivation, NULL, attributes, 1, &pixels, &file, &error));
    assert_int_equal(error.status, MPR_BUSY);
    assert_string_equal(error.message, ASLEEP);
    assert_null(file.data);
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
        cmocka_unit_test(truth_about_frames_is_believed),
        cmocka_unit_test(lies_about_frames_are_not_believed),
        cmocka_unit_test(damaged_attributes_make_no_frame),
        cmocka_unit_test(message_of_a_worker_is_made_harmless),
        cmocka_unit_test(worker_that_is_not_born_is_told),
        cmocka_unit_test(worker_that_ends_by_itself_is_told),
        cmocka_unit_test(task_of_a_killed_worker_is_given_to_the_next_one),
        cmocka_unit_test(worker_that_is_out_of_step_is_replaced),
        cmocka_unit_test(workers_killed_again_and_again_are_no_fault_of_the_image),
        cmocka_unit_test(worker_killed_before_its_first_word_is_born_again),
        cmocka_unit_test(image_that_keeps_a_worker_working_is_deadly),
        cmocka_unit_test(image_that_puts_a_worker_to_sleep_is_deadly),
        cmocka_unit_test(crowded_machine_makes_no_image_slow),
        cmocka_unit_test(worker_that_speaks_unasked_does_no_harm),
        cmocka_unit_test(writer_that_sleeps_stores_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
