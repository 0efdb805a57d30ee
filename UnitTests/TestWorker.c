/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker program under bad treatment: files that end it, signals, silence, lies. What the
 * plugin's process has open, and who its children are, must be as before after each test. */
#include "Testing.h"

#include "Processes.h"
#include "SamplePool.h"
#include "Workers/Pool.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* --- what a process has ------------------------------------------------------------------------------- */

static unsigned count_descriptors_of(pid_t pid)
{
    unsigned count = 0;
    char path[40];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static unsigned count_descriptors(void)
{
    return count_descriptors_of(getpid());
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* --- pools and files ---------------------------------------------------------------------------------- */

typedef struct {
    unsigned descriptors;
    MprPool *pool;
} Fixture;

static void assert_works(MprPool *pool)
{
    MprError error = {0};
    if (!load_sample(pool, 2, &error)) {
        fail_msg("%s", error.message);
    }
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

/* --- ends --------------------------------------------------------------------------------------------- */

static void pool_works_and_ends_without_a_trace(void **state)
{
    const Fixture *fixture = *state;
    assert_works(fixture->pool);
    assert_works(fixture->pool);
}

/* Of what Orthanc and its other plugins have open, a child of theirs would inherit what is not closed on exec. */
static void child_has_none_of_our_descriptors(void **state)
{
    (void)state;
    enum { HIGH = 700, OF_ITS_OWN = 2 + 4 }; /* "." and "..", the standard ones and the control socket */
    assert_int_equal(dup2(STDERR_FILENO, HIGH), HIGH);
    MprPool *pool = create_pool(2, 20);
    assert_works(pool);
    close(HIGH);
    assert_int_equal(count_descriptors_of(child_of(getpid())), OF_ITS_OWN);
    mpr_pool_free(pool);
}

static void pool_without_its_program_says_so(void **state)
{
    (void)state;
    const char *const programs[] = {"/nowhere/mpr-slice-worker", "/bin/true"};
    const char *const sentences[] = {
        "the program mpr-slice-worker cannot be started: No such file or directory",
        "the program mpr-slice-worker does not answer"};
    for (int index = 0; index < 2; index++) {
        const MprPoolSettings settings = {programs[index], 1, 5, SAMPLE_ARENA, 0};
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
    const MprPoolSettings wrong[] = {{program, 0, 5, SAMPLE_ARENA, 0},
                                     {program, 65, 5, SAMPLE_ARENA, 0},
                                     {program, 1, 0, SAMPLE_ARENA, 0},
                                     {program, 1, 100000, SAMPLE_ARENA, 0},
                                     {program, 1, 5, 100, 0},
                                     {NULL, 1, 5, SAMPLE_ARENA, 0},
                                     {program, 1, 5, SAMPLE_ARENA, SIZE_MAX}};
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
        assert_int_equal(error.status, MPR_DEADLY);
        assert_string_equal(error.message, "the image ended the decoder (signal 6)");
        assert_works(fixture->pool);
    }
}

/* A large file whose header is longer than what a worker is given first. */
static DicomSample sample_with_a_long_header(void)
{
    static unsigned char junk[300000];
    DicomSample sample = sample_for_a_worker(1);
    sample_text(&sample, 0x00290010, "LO", "MPR TEST");
    sample_data(&sample, 0x00291010, "OB", junk, sizeof junk);
    return sample;
}

static void long_header_costs_no_worker(void **state)
{
    const Fixture *fixture = *state;
    const pid_t worker = wait_for_child_of(wait_for_child_of(getpid()));
    DicomSample sample = sample_with_a_long_header();
    DicomBytes file = sample_file(&sample);
    MprError error = {0};
    MprFrame *frame = NULL;
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    assert_true(load_file(fixture->pool, &file, &frame, &error));
    assert_true(mpr_dicom_describe(fixture->pool, file.data, file.size, &headers, &count, &error));
    assert_int_equal(wait_for_child_of(wait_for_child_of(getpid())), worker);
    mpr_frame_free(frame);
    mpr_free(headers);
    free(file.data);
    sample_free(&sample);
}

typedef struct {
    MprPool *pool;
    bool is_done;
    MprError error;
} Call;

static void *call_load(void *argument)
{
    Call *call = argument;
    call->is_done = load_sample(call->pool, 1, &call->error);
    return NULL;
}

/* The worker is halted, so the call waits; the victim is the worker, or the fork server that made it. Another
 * worker gets the task. */
static void kill_while_loading(MprPool *pool, pid_t worker, pid_t victim)
{
    Call call = {.pool = pool};
    pthread_t thread;
    assert_int_equal(kill(worker, SIGSTOP), 0);
    assert_int_equal(pthread_create(&thread, NULL, call_load, &call), 0);
    usleep(200000);
    assert_int_equal(kill(victim, SIGKILL), 0);
    pthread_join(thread, NULL);
    assert_true(call.is_done);
}

static void worker_killed_in_the_middle_is_not_noticed(void **state)
{
    const Fixture *fixture = *state;
    const pid_t worker = wait_for_child_of(wait_for_child_of(getpid()));
    kill_while_loading(fixture->pool, worker, worker);
    assert_works(fixture->pool);
}

static void fork_server_killed_in_the_middle_is_not_noticed(void **state)
{
    const Fixture *fixture = *state;
    const pid_t fork_server = wait_for_child_of(getpid());
    kill_while_loading(fixture->pool, wait_for_child_of(fork_server), fork_server);
    assert_works(fixture->pool);
}

/* It does not work, so no image keeps it busy. */
static void halted_worker_is_ended_and_is_not_the_fault_of_the_image(void **state)
{
    (void)state;
    MprPool *pool = create_pool(1, 1);
    const pid_t worker = wait_for_child_of(wait_for_child_of(getpid()));
    Call call = {.pool = pool};
    assert_int_equal(kill(worker, SIGSTOP), 0);
    const double start = now_s();
    call_load(&call);
    assert_true(now_s() - start >= 0.99);
    assert_false(call.is_done);
    assert_int_equal(call.error.status, MPR_BUSY);
    assert_string_equal(call.error.message,
                        "the decoder was halted from outside, or had no processor: of 1.0 s "
                        "it could work for 0.0 s");
    assert_int_equal(parent_of(worker), 0);
    assert_works(pool);
    mpr_pool_free(pool);
}

/* The worker program removed under a running pool. */
static void program_that_is_gone_is_no_failure_of_a_request(void **state)
{
    (void)state;
    static const char path[] = "./worker-that-goes-away";
    unlink(path);
    assert_int_equal(symlink(getenv("MPR_WORKER"), path), 0);
    const MprPoolSettings settings = {path, 1, 20, SAMPLE_ARENA, 0};
    MprPool *pool = NULL;
    Call call = {0};
    assert_true(mpr_pool_create(&settings, &pool, &call.error));
    unlink(path);
    const pid_t fork_server = wait_for_child_of(getpid());
    const pid_t worker = wait_for_child_of(fork_server);
    assert_int_equal(kill(fork_server, SIGKILL), 0);
    wait_for_end_of(worker);
    call.pool = pool;
    call_load(&call);
    assert_false(call.is_done);
    assert_int_equal(call.error.status, MPR_BUSY);
    assert_string_equal(call.error.message,
                        "the program mpr-slice-worker cannot be started: No such file or directory");
    assert_int_equal(symlink(getenv("MPR_WORKER"), path), 0);
    assert_works(pool);
    unlink(path);
    mpr_pool_free(pool);
}

static bool has_line(pid_t pid, const char *name, const char *wanted)
{
    char path[64];
    char line[256];
    bool has = false;
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        has = has || strncmp(line, wanted, strlen(wanted)) == 0;
    }
    fclose(file);
    return has;
}

static void worker_is_confined(void **state)
{
    const Fixture *fixture = *state;
    const pid_t worker = wait_for_child_of(wait_for_child_of(getpid()));
    assert_works(fixture->pool);
    assert_true(has_line(worker, "limits", "Max core file size        0                    0"));
    if (mpr_pool_is_sandboxed(fixture->pool)) { /* not with a sanitizer, which makes calls of its own */
        assert_true(has_line(worker, "status", "Seccomp:\t2"));
        assert_true(has_line(worker, "status", "NoNewPrivs:\t1"));
        assert_true(has_line(worker, "limits", "Max address space         1140850688"));
    }
}

static void worker_that_refused_a_file_sees_no_other(void **state)
{
    const Fixture *fixture = *state;
    const pid_t fork_server = wait_for_child_of(getpid());
    const pid_t worker = wait_for_child_of(fork_server);
    DicomSample sample = sample_for_a_worker(0);
    sample_text(&sample, 0x00280008, "IS", "0");
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    assert_false(load_file(fixture->pool, &file, &frame, &error));
    assert_int_equal(parent_of(worker), 0);
    assert_works(fixture->pool);
    assert_int_not_equal(wait_for_child_of(fork_server), worker);
    free(file.data);
    sample_free(&sample);
}

static void worker_killed_between_tasks_is_replaced_unnoticed(void **state)
{
    const Fixture *fixture = *state;
    const pid_t worker = wait_for_child_of(wait_for_child_of(getpid()));
    assert_int_equal(kill(worker, SIGKILL), 0);
    wait_for_end_of(worker);
    assert_works(fixture->pool);
}

static void fork_server_killed_takes_its_workers_along_and_is_started_again(void **state)
{
    const Fixture *fixture = *state;
    assert_works(fixture->pool);
    const pid_t fork_server = wait_for_child_of(getpid());
    const pid_t worker = wait_for_child_of(fork_server);
    assert_int_equal(kill(fork_server, SIGKILL), 0);
    wait_for_end_of(worker);
    assert_works(fixture->pool);
    assert_int_not_equal(wait_for_child_of(getpid()), fork_server);
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
    DicomSample sample = sample_for_a_worker(0);
    DicomBytes file = sample_file(&sample);
    MprWorker *worker = NULL;
    MprError error = {0};
    size_t size = 0;
    assert_true(mpr_pool_take(fixture->pool, &worker, &error));
    unsigned char *arena = mpr_worker_arena(worker, &size);
    assert_int_equal(size, SAMPLE_ARENA);
    memset(arena, 0xAB, size);
    memcpy(arena, file.data, file.size); /* and a very long tail */
    const MprCommand task = {.kind = MPR_COMMAND_DESCRIBE, .input_size = size - 65536};
    MprReply report;
    assert_true(mpr_worker_ask(fixture->pool, worker, &task, &report, &error));
    mpr_pool_release(fixture->pool, worker);
    assert_int_equal(arena[size - 1], 0); /* the same page reads as new */
    assert_int_equal(arena[1 << 20], 0xAB);
    free(file.data);
    sample_free(&sample);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pool_works_and_ends_without_a_trace),
        cmocka_unit_test(child_has_none_of_our_descriptors),
        TEST(pool_without_its_program_says_so),
        TEST(pool_of_impossible_size_is_refused),
        TEST(file_that_ends_its_worker_is_one_failed_call),
        TEST(long_header_costs_no_worker),
        TEST(worker_killed_in_the_middle_is_not_noticed),
        TEST(fork_server_killed_in_the_middle_is_not_noticed),
        cmocka_unit_test(halted_worker_is_ended_and_is_not_the_fault_of_the_image),
        cmocka_unit_test(program_that_is_gone_is_no_failure_of_a_request),
        TEST(worker_is_confined),
        TEST(worker_that_refused_a_file_sees_no_other),
        TEST(worker_killed_between_tasks_is_replaced_unnoticed),
        TEST(fork_server_killed_takes_its_workers_along_and_is_started_again),
        cmocka_unit_test(worker_that_is_not_released_is_waited_for_in_vain),
        TEST(arena_gives_its_memory_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
