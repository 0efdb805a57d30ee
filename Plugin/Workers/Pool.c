/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker processes and their arenas: started when needed, one thread at a time, replaced when they die.
 */
#include "Pool.h"

#include "Base/Stop.h"
#include "Watch.h"
#include "Worker.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>

/* Who waits looks every so often whether it still shall. */
enum { WORKERS_CAPACITY = 64, TURN_MS = 50 };

/* MprPoolSettings.memory where nobody says otherwise: the largest images need some of it. */
#define WORKER_MEMORY ((size_t)1 << 30)
/* What an arena may keep between two tasks; pages beyond it go back to the system. */
#define ARENA_KEPT ((size_t)16 << 20)

struct MprPool {
    MprWorkerTerms terms;
    unsigned workers_count;
    bool is_sandboxed;
    pthread_mutex_t lock; /* of the flags is_taken */
    pthread_cond_t is_released;
    MprWorker workers[WORKERS_CAPACITY];
};

/* --- one worker --------------------------------------------------------------------------------------- */

unsigned char *mpr_worker_arena(const MprWorker *worker, size_t *size)
{
    *size = worker->arena_size;
    return worker->arena;
}

bool mpr_worker_copy(const MprWorker *worker, MprArenaRange span, MprBuffer *buffer, MprError *error)
{
    return mpr_buffer_copy(worker->arena + span.offset, span.size, buffer, error);
}

bool mpr_worker_copy_part(const MprWorker *worker, MprArenaRange span, size_t first, size_t end,
                          MprBuffer *buffer, MprError *error)
{
    if (!mpr_buffer_reserve(span.size, buffer, error)) {
        return false;
    }
    memcpy((unsigned char *)buffer->data + first, worker->arena + span.offset + first, end - first);
    return true;
}

size_t mpr_pool_arena_size(const MprPool *pool)
{
    return pool->workers[0].arena_size;
}

static size_t span_end(MprArenaRange span)
{
    return (size_t)(span.offset + span.size);
}

/* A file that was refused may have damaged its worker without ending it, and the next file may be another
 * patient's: it gets a new worker. */
bool mpr_worker_ask(MprPool *pool, MprWorker *worker, const MprCommand *task, MprReply *report,
                    MprError *error)
{
    worker->arena_used = task->input_size;
    if (!mpr_worker_exchange(&pool->terms, worker, task, report, error)) {
        return false;
    }
    const size_t output_end = span_end(report->output);
    const size_t attributes_end = span_end(report->attributes);
    worker->arena_used = output_end > worker->arena_used ? output_end : worker->arena_used;
    worker->arena_used = attributes_end > worker->arena_used ? attributes_end : worker->arena_used;
    if (report->error.status == MPR_OK) {
        return true;
    }
    *error = report->error;
    if (task->kind != MPR_COMMAND_WRITE) {
        mpr_worker_end(&pool->terms, worker);
    }
    return false;
}

/* --- the pool ----------------------------------------------------------------------------------------- */

static MprWorker *find_free(MprPool *pool)
{
    MprWorker *unstarted = NULL;
    for (unsigned index = 0; index < pool->workers_count; index++) {
        MprWorker *worker = &pool->workers[index];
        if (!worker->is_taken && worker->is_alive) {
            return worker;
        }
        if (!worker->is_taken && unstarted == NULL) {
            unstarted = worker;
        }
    }
    return unstarted;
}

static bool goes_on(void)
{
    return mpr_stop_reason(mpr_stop_current()) == MPR_STOP_NONE;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static MprWorker *wait_for_free(MprPool *pool)
{
    const int64_t deadline_ms = now_ms() + (int64_t)pool->terms.timeout_s * 1000;
    pthread_mutex_lock(&pool->lock);
    MprWorker *worker = find_free(pool);
    while (worker == NULL && now_ms() < deadline_ms && goes_on()) {
        mpr_watch_wait(&pool->is_released, &pool->lock, TURN_MS);
        worker = find_free(pool);
    }
    if (worker != NULL) {
        worker->is_taken = true;
    }
    pthread_mutex_unlock(&pool->lock);
    return worker;
}

static void give_back(MprPool *pool, MprWorker *worker)
{
    pthread_mutex_lock(&pool->lock);
    worker->is_taken = false;
    pthread_cond_signal(&pool->is_released);
    pthread_mutex_unlock(&pool->lock);
}

bool mpr_worker_renew(MprPool *pool, MprWorker *worker, MprError *error)
{
    return worker->is_alive || mpr_worker_spawn(&pool->terms, worker, error);
}

bool mpr_pool_take(MprPool *pool, MprWorker **taken, MprError *error)
{
    MprWorker *worker = wait_for_free(pool);
    if (worker == NULL && !mpr_stop_check(error)) {
        return false;
    }
    if (worker == NULL) {
        return mpr_fail(error, MPR_BUSY, "all %u decoders were busy for %u s", pool->workers_count,
                        pool->terms.timeout_s);
    }
    if (worker->is_alive && mpr_worker_has_ended(&pool->terms, worker)) {
        mpr_worker_end(&pool->terms, worker);
    }
    worker->arena_used = 0;
    if (!mpr_worker_renew(pool, worker, error)) {
        give_back(pool, worker);
        return false;
    }
    *taken = worker;
    return true;
}

void mpr_pool_release(MprPool *pool, MprWorker *worker)
{
    if (worker->is_alive && worker->arena_used > ARENA_KEPT) {
        fallocate(worker->arena_file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)ARENA_KEPT,
                  (off_t)(worker->arena_size - ARENA_KEPT));
    }
    give_back(pool, worker);
}

static void initialise(MprPool *pool, const MprPoolSettings *settings)
{
    pool->workers_count = settings->workers;
    pool->terms.timeout_s = settings->timeout_s;
    pool->terms.memory = settings->memory > 0 ? settings->memory : WORKER_MEMORY;
    for (unsigned index = 0; index < WORKERS_CAPACITY; index++) {
        pool->workers[index] =
            (MprWorker){.socket = -1, .arena_file = -1, .arena_size = settings->arena_size};
    }
    pthread_mutex_init(&pool->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* the clock of the day may jump */
    pthread_cond_init(&pool->is_released, &attributes);
    pthread_condattr_destroy(&attributes);
}

bool mpr_pool_create(const MprPoolSettings *settings, MprPool **created, MprError *error)
{
    if (settings->program == NULL) {
        return mpr_fail(error, MPR_INTERNAL, "no program mpr-slice-worker is given");
    }
    if (settings->workers < 1 || settings->workers > WORKERS_CAPACITY || settings->timeout_s < 1 ||
        settings->timeout_s > 86400 || settings->arena_size < ARENA_KEPT ||
        settings->arena_size > PTRDIFF_MAX - WORKER_MEMORY || settings->memory > WORKER_MEMORY) {
        return mpr_fail(
            error, MPR_INTERNAL,
            "no pool of %u workers with %u s, %zu and %zu bytes: 1 to %d workers, 1 to 86400 s, at "
            "least %zu and at most %zu bytes are possible",
            settings->workers, settings->timeout_s, settings->arena_size, settings->memory, WORKERS_CAPACITY,
            ARENA_KEPT, WORKER_MEMORY);
    }
    MprPool *pool = mpr_allocate(1, sizeof *pool, error);
    if (pool == NULL) {
        return false;
    }
    if (!mpr_fork_server_create(settings->program, &pool->terms.fork_server, error)) {
        mpr_free(pool);
        return false;
    }
    initialise(pool, settings);
    if (!mpr_worker_create(&pool->terms, &pool->workers[0], error)) {
        mpr_pool_free(pool);
        return false;
    }
    pool->is_sandboxed = pool->workers[0].is_sandboxed;
    *created = pool;
    return true;
}

bool mpr_pool_is_sandboxed(const MprPool *pool)
{
    return pool->is_sandboxed;
}

void mpr_pool_free(MprPool *pool)
{
    if (pool == NULL) {
        return;
    }
    mpr_fork_server_end(&pool->terms.fork_server); /* and all workers at once, also those that are halted */
    for (unsigned index = 0; index < pool->workers_count; index++) {
        mpr_worker_end(&pool->terms, &pool->workers[index]);
    }
    mpr_fork_server_free(&pool->terms.fork_server);
    pthread_cond_destroy(&pool->is_released);
    pthread_mutex_destroy(&pool->lock);
    mpr_free(pool);
}
