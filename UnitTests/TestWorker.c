/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker program under bad treatment: files that end it, signals, silence, lies, many threads. What the
 * plugin's process has open, and who its children are, must be as before after each test. */
#include "Testing.h"

#include "Dicom/Pool.h"
#include "DicomSample.h"
#include "LyingWorker.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const size_t ARENA = (size_t)64 << 20;

/* --- what a process has ----------------------------------------------------------------------------------
 */

static unsigned count_descriptors(void)
{
    unsigned count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

/* The parent of a process that is no zombie; 0 when there is no such process. */
static pid_t parent_of(pid_t pid)
{
    char path[64];
    char line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return 0;
    }
    const size_t size = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[size] = '\0';
    const char *state = strrchr(line, ')'); /* "1 (name) S 2 ..." */
    return state == NULL || state[2] == 'Z' ? 0 : (pid_t)strtol(state + 4, NULL, 10);
}

static pid_t child_of(pid_t parent)
{
    pid_t found = 0;
    DIR *folder = opendir("/proc");
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry != NULL && found == 0; entry = readdir(folder)) {
        const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        found = pid > 0 && parent_of(pid) == parent ? pid : 0;
    }
    closedir(folder);
    return found;
}

static pid_t wait_for_child_of(pid_t parent)
{
    for (int turn = 0; turn < 1000; turn++) {
        const pid_t child = child_of(parent);
        if (child != 0) {
            return child;
        }
        usleep(5000);
    }
    fail_msg("process %d has no child", (int)parent);
    return 0;
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- pools and files -------------------------------------------------------------------------------------
 */

typedef struct {
    unsigned descriptors;
    MprPool *pool;
} Fixture;

static MprPool *create_pool(unsigned workers, unsigned timeout_s)
{
    const MprPoolSettings settings = {getenv("MPR_WORKER"), workers, timeout_s, ARENA};
    MprPool *pool = NULL;
    MprError error = {0};
    if (!mpr_pool_create(&settings, &pool, &error)) {
        fail_msg("%s", error.message);
    }
    return pool;
}

static bool load(MprPool *pool, const DicomBytes *file, MprFrame **frame, MprError *error)
{
    return mpr_dicom_load(pool, file->data, file->size, 0, frame, error);
}

static void assert_works(MprPool *pool)
{
    DicomSample sample = sample_ct(2);
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    if (!load(pool, &file, &frame, &error)) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(frame->pixels.size, 2 * SAMPLE_PIXELS);
    assert_int_equal(((const int16_t *)frame->pixels.data)[7], 207);
    mpr_frame_free(frame);
    free(file.data);
    sample_free(&sample);
}

static void assert_refused(MprPool *pool, DicomSample sample, MprStatus status, const char *sentence)
{
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    assert_false(load(pool, &file, &frame, &error));
    assert_string_equal(error.message, sentence);
    assert_int_equal(error.status, status);
    free(file.data);
    sample_free(&sample);
}

static int set_up(void **state)
{
    static Fixture fixture;
    fixture = (Fixture){.descriptors = count_descriptors()};
    fixture.pool = create_pool(2, 20);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    const Fixture *fixture = *state;
    mpr_pool_free(fixture->pool);
    if (count_descriptors() != fixture->descriptors || child_of(getpid()) != 0 ||
        waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD) {
        print_error("descriptors: %u before, %u after; child %d\n", fixture->descriptors, count_descriptors(),
                    (int)child_of(getpid()));
        return -1;
    }
    return 0;
}

/* --- ends ------------------------------------------------------------------------------------------------
 */

static void pool_works_and_ends_without_a_trace(void **state)
{
    const Fixture *fixture = *state;
    assert_works(fixture->pool);
    assert_works(fixture->pool);
}

static void pool_without_its_program_says_so(void **state)
{
    (void)state;
    const char *const programs[] = {"/nowhere/mpr-slice-worker", "/bin/true"};
    const char *const sentences[] = {
        "the program mpr-slice-worker cannot be started: No such file or directory",
        "the program mpr-slice-worker does not answer"};
    for (int index = 0; index < 2; index++) {
        const MprPoolSettings settings = {programs[index], 1, 5, ARENA};
        MprPool *pool = NULL;
        MprError error = {0};
        assert_false(mpr_pool_create(&settings, &pool, &error));
        assert_string_equal(error.message, sentences[index]);
        assert_int_equal(error.status, MPR_INTERNAL);
    }
}

static void pool_of_impossible_size_is_refused(void **state)
{
    (void)state;
    const char *const program = getenv("MPR_WORKER");
    const MprPoolSettings wrong[] = {{program, 0, 5, ARENA}, {program, 65, 5, ARENA},
                                     {program, 1, 0, ARENA}, {program, 1, 100000, ARENA},
                                     {program, 1, 5, 100},   {NULL, 1, 5, ARENA}};
    for (size_t index = 0; index < sizeof wrong / sizeof wrong[0]; index++) {
        MprPool *pool = NULL;
        MprError error = {0};
        assert_false(mpr_pool_create(&wrong[index], &pool, &error));
        assert_int_equal(error.status, MPR_INTERNAL);
    }
    mpr_pool_free(NULL);
}

/* The library asserts that something follows the prefix. */
static void file_that_ends_its_worker_is_one_failed_call(void **state)
{
    const Fixture *fixture = *state;
    unsigned char file[132] = {0};
    memcpy(file + 128, "DICM", 4);
    for (int turn = 0; turn < 5; turn++) {
        MprFrameHeader *headers = NULL;
        size_t count = 0;
        MprError error = {0};
        assert_false(mpr_dicom_describe(fixture->pool, file, sizeof file, &headers, &count, &error));
        assert_int_equal(error.status, MPR_UNSUITABLE);
        assert_string_equal(error.message, "the image ended the decoder (signal 6)");
        assert_works(fixture->pool);
    }
}

typedef struct {
    MprPool *pool;
    bool is_done;
    MprError error;
} Call;

static void *call_load(void *argument)
{
    Call *call = argument;
    DicomSample sample = sample_ct(1);
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    call->is_done = load(call->pool, &file, &frame, &call->error);
    mpr_frame_free(frame);
    free(file.data);
    sample_free(&sample);
    return NULL;
}

static void worker_killed_in_the_middle_fails_that_call_alone(void **state)
{
    const Fixture *fixture = *state;
    const pid_t worker = wait_for_child_of(wait_for_child_of(getpid()));
    Call call = {.pool = fixture->pool};
    pthread_t thread;
    assert_int_equal(kill(worker, SIGSTOP), 0);
    assert_int_equal(pthread_create(&thread, NULL, call_load, &call), 0);
    usleep(200000);
    assert_int_equal(kill(worker, SIGKILL), 0);
    pthread_join(thread, NULL);
    assert_false(call.is_done);
    assert_string_equal(call.error.message, "the image ended the decoder (signal 9)");
    assert_works(fixture->pool);
}

static void worker_that_hangs_is_ended_at_its_deadline(void **state)
{
    (void)state;
    MprPool *pool = create_pool(1, 1);
    const pid_t worker = wait_for_child_of(wait_for_child_of(getpid()));
    Call call = {.pool = pool};
    assert_int_equal(kill(worker, SIGSTOP), 0);
    const double start = now_s();
    call_load(&call);
    assert_in_range((unsigned)(1000 * (now_s() - start)), 990, 3000);
    assert_false(call.is_done);
    assert_int_equal(call.error.status, MPR_UNSUITABLE);
    assert_string_equal(call.error.message, "the image kept the decoder busy for more than 1 s");
    assert_int_equal(parent_of(worker), 0);
    assert_works(pool);
    mpr_pool_free(pool);
}

static void worker_that_refused_a_file_sees_no_other(void **state)
{
    const Fixture *fixture = *state;
    const pid_t nursery = wait_for_child_of(getpid());
    const pid_t worker = wait_for_child_of(nursery);
    DicomSample sample = sample_ct(0);
    sample_text(&sample, 0x00280008, "IS", "0");
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    assert_false(load(fixture->pool, &file, &frame, &error));
    assert_int_equal(parent_of(worker), 0);
    assert_works(fixture->pool);
    assert_int_not_equal(wait_for_child_of(nursery), worker);
    free(file.data);
    sample_free(&sample);
}

static void worker_killed_between_tasks_is_replaced_unnoticed(void **state)
{
    const Fixture *fixture = *state;
    const pid_t worker = wait_for_child_of(wait_for_child_of(getpid()));
    assert_int_equal(kill(worker, SIGKILL), 0);
    while (parent_of(worker) != 0) {
        usleep(1000);
    }
    assert_works(fixture->pool);
}

static void nursery_killed_takes_its_workers_along_and_is_started_again(void **state)
{
    const Fixture *fixture = *state;
    assert_works(fixture->pool);
    const pid_t nursery = wait_for_child_of(getpid());
    const pid_t worker = wait_for_child_of(nursery);
    assert_int_equal(kill(nursery, SIGKILL), 0);
    while (parent_of(worker) != 0) {
        usleep(1000);
    }
    assert_works(fixture->pool);
    assert_int_not_equal(wait_for_child_of(getpid()), nursery);
}

static void worker_that_is_not_released_is_waited_for_in_vain(void **state)
{
    (void)state;
    MprPool *pool = create_pool(1, 1);
    MprWorker *first = NULL;
    MprWorker *second = NULL;
    MprError error = {0};
    assert_true(mpr_pool_take(pool, &first, &error));
    const double start = now_s();
    assert_false(mpr_pool_take(pool, &second, &error));
    assert_in_range((unsigned)(1000 * (now_s() - start)), 990, 3000);
    assert_int_equal(error.status, MPR_BUSY);
    assert_string_equal(error.message, "all 1 decoders were busy for 1 s");
    mpr_pool_release(pool, first);
    assert_works(pool);
    mpr_pool_free(pool);
}

static void arena_gives_its_memory_back(void **state)
{
    const Fixture *fixture = *state;
    DicomSample sample = sample_ct(0);
    DicomBytes file = sample_file(&sample);
    MprWorker *worker = NULL;
    MprError error = {0};
    size_t size = 0;
    assert_true(mpr_pool_take(fixture->pool, &worker, &error));
    unsigned char *arena = mpr_worker_arena(worker, &size);
    assert_int_equal(size, ARENA);
    memset(arena, 0xAB, size);
    memcpy(arena, file.data, file.size); /* and a very long tail */
    const MprTask task = {.kind = MPR_TASK_DESCRIBE, .input_size = size - 65536};
    MprReport report;
    assert_true(mpr_worker_ask(fixture->pool, worker, &task, &report, &error));
    mpr_pool_release(fixture->pool, worker);
    assert_int_equal(arena[size - 1], 0); /* the same page reads as new */
    assert_int_equal(arena[1 << 20], 0xAB);
    free(file.data);
    sample_free(&sample);
}

/* --- files that are refused before they reach a codec ----------------------------------------------------
 */

static DicomSample with_short(uint32_t tag, int32_t value)
{
    DicomSample sample = sample_mr(0);
    sample_short(&sample, tag, "US", value);
    return sample;
}

static DicomSample with_text(uint32_t tag, const char *vr, const char *text)
{
    DicomSample sample = sample_mr(0);
    sample_text(&sample, tag, vr, text);
    return sample;
}

static DicomSample with_rle(const void *frame, size_t size)
{
    DicomSample sample = sample_mr(0);
    sample_fragment(&sample, DICOM_RLE, frame, size);
    return sample;
}

static void impossible_pixels_are_refused_with_numbers(void **state)
{
    MprPool *pool = ((const Fixture *)*state)->pool;
    assert_refused(pool, with_short(0x00280100, 12), MPR_UNSUITABLE,
                   "BitsAllocated is 12; 8, 16 and 32 are possible");
    assert_refused(pool, with_short(0x00280100, 1), MPR_UNSUITABLE,
                   "BitsAllocated is 1; 8, 16 and 32 are possible");
    assert_refused(pool, with_short(0x00280101, 33), MPR_UNSUITABLE, "BitsStored is 33; 1 to 16 is possible");
    assert_refused(pool, with_short(0x00280102, 3), MPR_UNSUITABLE, "HighBit is 3; 11 to 15 is possible");
    assert_refused(pool, with_short(0x00280010, 0), MPR_UNSUITABLE, "Rows is 0; 1 to 65535 is possible");
    assert_refused(pool, with_short(0x00280011, 0), MPR_UNSUITABLE, "Columns is 0; 1 to 65535 is possible");
    assert_refused(pool, with_text(0x00280008, "IS", "-1"), MPR_UNSUITABLE,
                   "NumberOfFrames is -1; a whole number from 1 on is needed");
    assert_refused(pool, with_text(0x00280008, "IS", "0"), MPR_UNSUITABLE,
                   "NumberOfFrames is 0; a whole number from 1 on is needed");
    assert_refused(pool, with_text(0x00281053, "DS", "0"), MPR_UNSUITABLE,
                   "RescaleSlope is not a number other than 0");
    assert_refused(pool, with_short(0x00280010, 5), MPR_UNSUITABLE,
                   "the image has 40 bytes of pixels; frame 1 of 5 x 5 needs 10 more");
    assert_works(pool);
}

static void rle_without_sense_is_refused(void **state)
{
    MprPool *pool = ((const Fixture *)*state)->pool;
    uint32_t frame[20] = {0};
    assert_refused(pool, with_rle(frame, 64), MPR_UNSUITABLE, "an RLE frame has 0 segments; 2 are needed");
    assert_refused(pool, with_rle(frame, 10), MPR_UNSUITABLE, "an RLE frame has 0 segments; 2 are needed");
    frame[0] = 2;
    frame[1] = 64;
    frame[2] = 1000;
    assert_refused(pool, with_rle(frame, 80), MPR_UNSUITABLE,
                   "RLE segment 1 lies from byte 64 to 1000 of 80");
    frame[2] = 72;
    assert_refused(pool, with_rle(frame, 80), MPR_UNSUITABLE, "an RLE segment ends after 4 of 20 bytes");
    assert_works(pool);
}

static void frames_that_are_not_there_are_refused(void **state)
{
    MprPool *pool = ((const Fixture *)*state)->pool;
    DicomSample sample = sample_enhanced_mr(3);
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    assert_false(mpr_dicom_load(pool, file.data, file.size, 3, &frame, &error));
    assert_string_equal(error.message, "frame 4 is asked for, the image has 3");
    free(file.data);
    sample_text(&sample, 0x00280008, "IS", "2147483647");
    file = sample_file(&sample);
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    assert_false(mpr_dicom_describe(pool, file.data, file.size, &headers, &count, &error));
    assert_string_equal(error.message, "NumberOfFrames is 2147483647, but 3 frames are described");
    free(file.data);
    sample_free(&sample);
    sample = with_text(0x00280008, "IS", "2147483647");
    file = sample_file(&sample);
    assert_false(mpr_dicom_describe(pool, file.data, file.size, &headers, &count, &error));
    assert_int_equal(error.status, MPR_TOO_LARGE);
    free(file.data);
    sample_free(&sample);
}

/* Every prefix of a file: an answer each time, and the pool lives. */
static void truncated_files_are_refused(void **state)
{
    MprPool *pool = ((const Fixture *)*state)->pool;
    DicomSample sample = sample_ct(0);
    const DicomBytes file = sample_file(&sample);
    for (size_t size = 0; size + 1 < file.size; size += 17) {
        const DicomBytes part = {.data = file.data, .size = size};
        MprFrame *frame = NULL;
        MprError error = {0};
        assert_false(load(pool, &part, &frame, &error));
        assert_int_equal(error.status, MPR_UNSUITABLE);
    }
    assert_works(pool);
    free(file.data);
    sample_free(&sample);
}

static void file_larger_than_the_arena_is_too_large(void **state)
{
    MprPool *pool = ((const Fixture *)*state)->pool;
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    MprError error = {0};
    unsigned char byte = 0;
    assert_false(mpr_dicom_describe(pool, &byte, ARENA + 1, &headers, &count, &error));
    assert_int_equal(error.status, MPR_TOO_LARGE);
    assert_string_equal(error.message, "the file has 67108865 bytes, 67108864 are possible");
}

/* --- lies ------------------------------------------------------------------------------------------------
 */

static MprPool *create_lying_pool(const char *lie, MprError *error)
{
    char program[512] = "";
    assert_true(readlink("/proc/self/exe", program, sizeof program - 1) > 0);
    const MprPoolSettings settings = {program, 1, 5, ARENA};
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
    assert_non_null(strstr(error.message, "is of another version (2, "));
    assert_null(create_lying_pool("layout", &error));
    assert_non_null(strstr(error.message, "is of another version (1, "));
}

static void truth_of_the_lying_worker_is_believed(void **state)
{
    (void)state;
    MprError error = {0};
    MprPool *pool = create_lying_pool("", &error);
    MprFrame *frame = NULL;
    assert_non_null(pool);
    assert_true(mpr_dicom_load(pool, "x", 1, 0, &frame, &error));
    mpr_frame_free(frame);
    mpr_pool_free(pool);
}

/* What a worker says about a frame is checked wherever it appears. */
static void lies_are_not_believed(void **state)
{
    (void)state;
    static const char *const lies[] = {"rows",     "size",       "nan",    "slope", "type",    "family",
                                       "samples",  "bits",       "bool",   "text",  "control", "outside",
                                       "overflow", "attributes", "status", "short"};
    for (size_t index = 0; index < sizeof lies / sizeof lies[0]; index++) {
        MprError error = {0};
        MprPool *pool = create_lying_pool(lies[index], &error);
        MprFrame *frame = NULL;
        assert_non_null(pool);
        if (mpr_dicom_load(pool, "x", 1, 0, &frame, &error)) {
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
    assert_false(mpr_dicom_load(pool, "x", 1, 0, &frame, &error));
    assert_int_equal(strlen(error.message), MPR_MESSAGE_SIZE - 1);
    assert_int_equal(strspn(error.message, "?"), MPR_MESSAGE_SIZE - 1);
    mpr_pool_free(pool);
}

/* --- many threads ----------------------------------------------------------------------------------------
 */

enum { THREADS = 8, TURNS = 40 };

typedef struct {
    MprPool *pool;
    unsigned number;
    unsigned failures;
} Client;

static bool is_slice(const MprFrame *frame, unsigned index)
{
    const int16_t *pixels = frame->pixels.data;
    for (unsigned pixel = 0; pixel < SAMPLE_PIXELS; pixel++) {
        if (pixels[pixel] != (int16_t)(100 * index + pixel)) {
            return false;
        }
    }
    return frame->header.grid.position.z == 3.0 * index;
}

static void *run_client(void *argument)
{
    Client *client = argument;
    for (unsigned turn = 0; turn < TURNS; turn++) {
        const unsigned index = client->number + THREADS * turn % 64;
        DicomSample sample = sample_ct(index);
        DicomBytes file = sample_file(&sample);
        MprFrame *frame = NULL;
        MprError error = {0};
        if (turn % 10 == 9) { /* now and then a file that ends its worker */
            unsigned char deadly[132] = {0};
            memcpy(deadly + 128, "DICM", 4);
            client->failures +=
                mpr_dicom_load(client->pool, deadly, sizeof deadly, 0, &frame, &error) ? 1 : 0;
        } else if (!load(client->pool, &file, &frame, &error) || !is_slice(frame, index)) {
            client->failures++;
        }
        mpr_frame_free(frame);
        free(file.data);
        sample_free(&sample);
    }
    return NULL;
}

static void eight_threads_share_three_workers(void **state)
{
    (void)state;
    MprPool *pool = create_pool(3, 20);
    pthread_t threads[THREADS];
    Client clients[THREADS];
    for (unsigned number = 0; number < THREADS; number++) {
        clients[number] = (Client){.pool = pool, .number = number};
        assert_int_equal(pthread_create(&threads[number], NULL, run_client, &clients[number]), 0);
    }
    for (unsigned number = 0; number < THREADS; number++) {
        pthread_join(threads[number], NULL);
        assert_int_equal(clients[number].failures, 0);
    }
    mpr_pool_free(pool);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const char *lie = getenv(LYING_WORKER_VARIABLE);
    if (lie != NULL) {
        return lying_worker_main(lie);
    }
    const struct CMUnitTest tests[] = {
        TEST(pool_works_and_ends_without_a_trace),
        TEST(pool_without_its_program_says_so),
        TEST(pool_of_impossible_size_is_refused),
        TEST(file_that_ends_its_worker_is_one_failed_call),
        TEST(worker_killed_in_the_middle_fails_that_call_alone),
        cmocka_unit_test(worker_that_hangs_is_ended_at_its_deadline),
        TEST(worker_that_refused_a_file_sees_no_other),
        TEST(worker_killed_between_tasks_is_replaced_unnoticed),
        TEST(nursery_killed_takes_its_workers_along_and_is_started_again),
        cmocka_unit_test(worker_that_is_not_released_is_waited_for_in_vain),
        TEST(arena_gives_its_memory_back),
        TEST(impossible_pixels_are_refused_with_numbers),
        TEST(rle_without_sense_is_refused),
        TEST(frames_that_are_not_there_are_refused),
        TEST(truncated_files_are_refused),
        TEST(file_larger_than_the_arena_is_too_large),
        cmocka_unit_test(worker_of_another_version_is_refused),
        cmocka_unit_test(truth_of_the_lying_worker_is_believed),
        cmocka_unit_test(lies_are_not_believed),
        cmocka_unit_test(lies_about_frames_are_not_believed),
        cmocka_unit_test(message_of_a_worker_is_made_harmless),
        cmocka_unit_test(eight_threads_share_three_workers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
