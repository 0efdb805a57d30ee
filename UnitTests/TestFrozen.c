/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workers and their fork server halted from outside (SIGSTOP): whoever must end does not wait for them. */
#include "Testing.h"

#include "Base/Stop.h"
#include "Processes.h"
#include "SamplePool.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* What may be measured on a busy machine where the rule is 250 ms; what it replaced took 10 s. */
static const double SOON_S = 6.0;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The fork server and one of its workers, both halted. */
typedef struct {
    pid_t fork_server, worker;
} Family;

static Family halt_family(void)
{
    Family family = {.fork_server = wait_for_child_of(getpid())};
    family.worker = wait_for_child_of(family.fork_server);
    assert_int_equal(kill(family.fork_server, SIGSTOP), 0);
    assert_int_equal(kill(family.worker, SIGSTOP), 0);
    return family;
}

/* A thread that loads under a stop of its own. */
typedef struct {
    MprPool *pool;
    MprStop stop;
    bool is_done;
    MprError error;
    double end_s;
    pthread_t thread;
} Call;

static void *call_load(void *argument)
{
    Call *call = argument;
    mpr_stop_enter(&call->stop);
    call->is_done = load_sample(call->pool, 1, &call->error);
    call->end_s = now_s();
    return NULL;
}

static void start_call(Call *call)
{
    assert_int_equal(pthread_create(&call->thread, NULL, call_load, call), 0);
    usleep(300000); /* it waits for its worker */
}

static void assert_works(MprPool *pool)
{
    MprError error = {0};
    if (!load_sample(pool, 2, &error)) {
        fail_msg("%s", error.message);
    }
}

static void halted_family_does_not_hold_up_the_end(void **state)
{
    (void)state;
    MprPool *pool = create_pool(2, 20);
    const Family family = halt_family();
    const double start_s = now_s();
    mpr_pool_free(pool);
    assert_true(now_s() - start_s < SOON_S);
    assert_int_equal(child_of(getpid()), 0);
    wait_for_end_of(family.worker);
}

static void cancelled_work_does_not_wait_for_a_halted_family(void **state)
{
    (void)state;
    MprPool *pool = create_pool(1, 20);
    Call call = {.pool = pool};
    const Family family = halt_family();
    start_call(&call);
    const double start_s = now_s();
    mpr_stop_ask(&call.stop, MPR_STOP_CANCELLED);
    pthread_join(call.thread, NULL);
    assert_true(call.end_s - start_s < SOON_S);
    assert_false(call.is_done);
    assert_int_equal(call.error.status, MPR_CANCELLED);
    wait_for_end_of(family.worker);
    assert_works(pool);
    mpr_pool_free(pool);
}

/* One thread waits for the halted fork server, because its worker was killed; the other one must end, and waits
 * for its turn. */
static void cancelled_work_hurries_who_stands_before_it(void **state)
{
    (void)state;
    MprPool *pool = create_pool(2, 20);
    Call patient = {.pool = pool};
    Call cancelled = {.pool = pool};
    const Family family = halt_family();
    start_call(&patient);
    assert_int_equal(kill(family.worker, SIGKILL), 0);
    usleep(300000);
    start_call(&cancelled);
    const double start_s = now_s();
    mpr_stop_ask(&cancelled.stop, MPR_STOP_CANCELLED);
    pthread_join(cancelled.thread, NULL);
    pthread_join(patient.thread, NULL);
    assert_true(cancelled.end_s - start_s < SOON_S);
    assert_int_equal(cancelled.error.status, MPR_CANCELLED);
    assert_true(patient.end_s - start_s < SOON_S);
    assert_true(patient.is_done);
    assert_works(pool);
    mpr_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halted_family_does_not_hold_up_the_end),
        cmocka_unit_test(cancelled_work_does_not_wait_for_a_halted_family),
        cmocka_unit_test(cancelled_work_hurries_who_stands_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
