/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many threads on few workers, which files and strangers end all the time. */
#include "Testing.h"

#include "Processes.h"
#include "SamplePool.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* --- many threads ------------------------------------------------------------------------------------- */

enum { THREADS = 8, TURNS = 40 };

typedef struct {
    MprPool *pool;
    unsigned number;
    unsigned failures;
} Client;

static void *run_client(void *argument)
{
    Client *client = argument;
    for (unsigned turn = 0; turn < TURNS; turn++) {
        MprFrame *frame = NULL;
        MprError error = {0};
        if (turn % 10 == 9) { /* now and then a file that ends its worker */
            unsigned char deadly[132] = {0};
            memcpy(deadly + 128, "DICM", 4);
            client->failures +=
                mpr_dicom_load(client->pool, deadly, sizeof deadly, 0, &frame, &error) ? 1 : 0;
            mpr_frame_free(frame);
        } else if (!load_sample(client->pool, client->number + THREADS * turn % 64, &error)) {
            client->failures++;
        }
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

/* --- a storm ------------------------------------------------------------------------------------------ */

enum { STORM_THREADS = 3, KILLS = 60 };

typedef struct {
    MprPool *pool;
    atomic_bool *is_over;
    unsigned done, busy, wrong;
} Sailor;

static void *sail(void *argument)
{
    Sailor *sailor = argument;
    while (!atomic_load(sailor->is_over) || sailor->done == 0) {
        MprError error = {0};
        const bool is_done = load_sample(sailor->pool, 3, &error);
        sailor->done += is_done ? 1 : 0;
        sailor->busy += !is_done && error.status == MPR_BUSY ? 1 : 0;
        sailor->wrong += !is_done && error.status != MPR_BUSY ? 1 : 0;
    }
    return NULL;
}

/* Every sixth time the fork server, else one of its workers; not all of them are there yet. */
static void kill_somebody(unsigned turn)
{
    static const int signals[] = {SIGKILL, SIGTERM};
    const pid_t fork_server = child_of(getpid());
    const pid_t victim = turn % 6 == 5 || fork_server == 0 ? fork_server : child_of(fork_server);
    if (victim != 0) {
        kill(victim, signals[turn % 2]);
    }
    usleep(1000 * (turn * 7 % 40));
}

static void storm_of_kills_makes_no_answer_wrong(void **state)
{
    (void)state;
    atomic_bool is_over = false;
    MprPool *pool = create_pool(2, 20);
    pthread_t threads[STORM_THREADS];
    Sailor sailors[STORM_THREADS];
    for (unsigned number = 0; number < STORM_THREADS; number++) {
        sailors[number] = (Sailor){.pool = pool, .is_over = &is_over};
        assert_int_equal(pthread_create(&threads[number], NULL, sail, &sailors[number]), 0);
    }
    for (unsigned turn = 0; turn < KILLS; turn++) {
        kill_somebody(turn);
    }
    atomic_store(&is_over, true);
    for (unsigned number = 0; number < STORM_THREADS; number++) {
        pthread_join(threads[number], NULL);
        assert_int_equal(sailors[number].wrong, 0);
        assert_true(sailors[number].done > sailors[number].busy);
    }
    mpr_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eight_threads_share_three_workers),
        cmocka_unit_test(storm_of_kills_makes_no_answer_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
