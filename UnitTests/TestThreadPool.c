/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every task is run once, whoever comes to it first, and none is lost between requests. */
#include "Base/ThreadPool.h"

#include "Testing.h"

#include <pthread.h>
#include <stdatomic.h>

enum { TASKS = 6, REQUESTS = 5 };

static MprThreadPool *create(unsigned threads)
{
    MprError error = {0};
    MprThreadPool *thread_pool = NULL;
    if (!mpr_thread_pool_create(threads, &thread_pool, &error)) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(mpr_thread_pool_size(thread_pool), threads);
    return thread_pool;
}

static void count(void *self)
{
    atomic_fetch_add((atomic_int *)self, 1);
}

typedef struct {
    MprThreadPool *thread_pool;
    int failures;
} Request;

static void *make_request(void *self)
{
    Request *request = self;
    for (int round = 0; round < 300; round++) {
        atomic_int runs[TASKS] = {0};
        MprTask tasks[TASKS] = {0};
        for (int index = 0; index < TASKS; index++) {
            tasks[index] = (MprTask){.run = count, .self = &runs[index]};
            mpr_thread_pool_begin(request->thread_pool, &tasks[index]);
        }
        for (int turn = 0; turn < TASKS; turn++) {
            const int index = round % 2 == 0 ? turn : TASKS - 1 - turn;
            if (round % 5 == 0 && index == 2) {
                mpr_thread_pool_withdraw(request->thread_pool, &tasks[index]);
                request->failures += atomic_load(&runs[index]) > 1;
            } else {
                mpr_thread_pool_finish(request->thread_pool, &tasks[index]);
                request->failures += atomic_load(&runs[index]) != 1;
            }
        }
    }
    return NULL;
}

static void every_task_should_be_run_once(void **state)
{
    (void)state;
    static const unsigned sizes[] = {1, 2, 8};
    for (size_t size = 0; size < 3; size++) {
        MprThreadPool *thread_pool = create(sizes[size]);
        pthread_t threads[REQUESTS];
        Request requests[REQUESTS];
        for (int index = 0; index < REQUESTS; index++) {
            requests[index] = (Request){.thread_pool = thread_pool};
            assert_int_equal(pthread_create(&threads[index], NULL, make_request, &requests[index]), 0);
        }
        for (int index = 0; index < REQUESTS; index++) {
            pthread_join(threads[index], NULL);
            assert_int_equal(requests[index].failures, 0);
        }
        mpr_thread_pool_free(thread_pool);
    }
}

static void without_a_thread_pool_the_one_who_waits_should_run_it(void **state)
{
    (void)state;
    MprThreadPool *const thread_pools[] = {NULL, create(0)};
    for (size_t index = 0; index < 2; index++) {
        atomic_int runs = 0;
        MprTask task = {.run = count, .self = &runs};
        mpr_thread_pool_finish(thread_pools[index], &task); /* was not begun */
        assert_int_equal(atomic_load(&runs), 0);
        mpr_thread_pool_begin(thread_pools[index], &task);
        assert_int_equal(atomic_load(&runs), 0);
        mpr_thread_pool_finish(thread_pools[index], &task);
        assert_int_equal(atomic_load(&runs), 1);
        mpr_thread_pool_begin(thread_pools[index], &task);
        mpr_thread_pool_withdraw(thread_pools[index], &task);
        assert_int_equal(atomic_load(&runs), 1);
        mpr_thread_pool_free(thread_pools[index]);
    }
    assert_int_equal(mpr_thread_pool_size(NULL), 0);
}

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool is_begun, may_end;
} Gate;

static void wait_at_gate(void *self)
{
    Gate *gate = self;
    pthread_mutex_lock(&gate->lock);
    gate->is_begun = true;
    pthread_cond_broadcast(&gate->changed);
    while (!gate->may_end) {
        pthread_cond_wait(&gate->changed, &gate->lock);
    }
    pthread_mutex_unlock(&gate->lock);
}

static void wait_until_somebody_is_at(Gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    while (!gate->is_begun) {
        pthread_cond_wait(&gate->changed, &gate->lock);
    }
    pthread_mutex_unlock(&gate->lock);
}

static void open_gate(Gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->may_end = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}

/* One request has all of the thread pool at a gate; another one is done all the same, and opens it. */
static void a_busy_thread_pool_should_stop_nobody(void **state)
{
    (void)state;
    MprThreadPool *thread_pool = create(1);
    Gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    MprTask stuck = {.run = wait_at_gate, .self = &gate};
    Request request = {.thread_pool = thread_pool};
    mpr_thread_pool_begin(thread_pool, &stuck);
    wait_until_somebody_is_at(&gate);
    make_request(&request);
    assert_int_equal(request.failures, 0);
    open_gate(&gate);
    mpr_thread_pool_withdraw(thread_pool, &stuck); /* is being run: this waits for its end */
    mpr_thread_pool_free(thread_pool);
}

typedef struct {
    int order[2 * TASKS], count;
} Diary;

typedef struct {
    Diary *diary;
    int number;
} Entry;

static void write_down(void *self)
{
    const Entry *entry = self;
    entry->diary->order[entry->diary->count++] = entry->number;
}

/* All are begun while the only thread is at a gate; those that can wait come last, in their own order. The
 * very last one is at a gate too, so that the thread pool has come to all of them by itself. */
static void who_can_wait_should_come_last(void **state)
{
    (void)state;
    MprThreadPool *thread_pool = create(1);
    Gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    Gate end = gate;
    MprTask stuck = {.run = wait_at_gate, .self = &gate};
    MprTask last = {.run = wait_at_gate, .self = &end, .can_wait = true};
    Diary diary = {.count = 0};
    Entry entries[2 * TASKS];
    MprTask tasks[2 * TASKS] = {0};
    mpr_thread_pool_begin(thread_pool, &stuck);
    for (int index = 0; index < 2 * TASKS; index++) {
        entries[index] = (Entry){&diary, index};
        tasks[index] = (MprTask){.run = write_down, .self = &entries[index], .can_wait = index % 2 == 0};
        mpr_thread_pool_begin(thread_pool, &tasks[index]);
    }
    mpr_thread_pool_begin(thread_pool, &last);
    open_gate(&gate);
    wait_until_somebody_is_at(&end);
    open_gate(&end);
    mpr_thread_pool_finish(thread_pool, &last);
    mpr_thread_pool_free(thread_pool);
    assert_int_equal(diary.count, 2 * TASKS);
    for (int index = 0; index < 2 * TASKS; index++) {
        assert_int_equal(diary.order[index], index < TASKS ? 2 * index + 1 : 2 * (index - TASKS));
    }
}

static void note_stop(void *self)
{
    *(const MprStop **)self = mpr_stop_current();
}

static void an_task_should_work_under_the_stop_of_who_began_it(void **state)
{
    (void)state;
    MprThreadPool *const thread_pools[] = {NULL, create(0), create(3)};
    for (size_t index = 0; index < 3; index++) {
        MprStop stop = {0};
        const MprStop *seen[TASKS] = {0};
        MprTask tasks[TASKS] = {0};
        assert_null(mpr_stop_enter(&stop));
        for (size_t task = 0; task < TASKS; task++) {
            tasks[task] = (MprTask){.run = note_stop, .self = (void *)&seen[task]};
            mpr_thread_pool_begin(thread_pools[index], &tasks[task]);
        }
        for (size_t task = 0; task < TASKS; task++) {
            mpr_thread_pool_finish(thread_pools[index], &tasks[task]);
            assert_ptr_equal(seen[task], &stop);
        }
        assert_ptr_equal(mpr_stop_enter(NULL), &stop);
        mpr_thread_pool_free(thread_pools[index]);
    }
}

static void the_first_reason_to_stop_should_stay(void **state)
{
    (void)state;
    MprStop stop = {0};
    MprError error = {0};
    mpr_stop_enter(&stop);
    assert_true(mpr_stop_check(&error));
    mpr_stop_ask(&stop, MPR_STOP_SHUTDOWN);
    mpr_stop_ask(&stop, MPR_STOP_CANCELLED);
    assert_false(mpr_stop_check(&error));
    assert_int_equal(error.status, MPR_BUSY);
    mpr_stop_reset(&stop);
    assert_true(mpr_stop_check(&error));
    mpr_stop_ask(&stop, MPR_STOP_CANCELLED);
    assert_false(mpr_stop_check(&error));
    assert_int_equal(error.status, MPR_CANCELLED);
    mpr_stop_enter(NULL);
    assert_true(mpr_stop_check(&error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_should_be_run_once),
        cmocka_unit_test(without_a_thread_pool_the_one_who_waits_should_run_it),
        cmocka_unit_test(a_busy_thread_pool_should_stop_nobody),
        cmocka_unit_test(who_can_wait_should_come_last),
        cmocka_unit_test(an_task_should_work_under_the_stop_of_who_began_it),
        cmocka_unit_test(the_first_reason_to_stop_should_stay),
    };
    return cmocka_run_group_tests_name("ThreadPool", tests, NULL, NULL);
}
