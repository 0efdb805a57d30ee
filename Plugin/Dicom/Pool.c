/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker processes and their arenas: born when needed, one thread at a time, replaced when they die. */
#include "Pool.h"

#include "Nursery.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORKERS_CAPACITY = 64 };

/* MprPoolSettings.memory where nobody says otherwise: the largest images need some of it. */
#define WORKER_MEMORY ((size_t)1 << 30)
/* What an arena may keep between two tasks; pages beyond it go back to the system. */
#define ARENA_KEPT ((size_t)16 << 20)

struct MprWorker {
    bool is_taken;
    bool is_alive;
    bool is_sandboxed;
    MprWorkerName name;
    int socket;
    int arena_file;
    unsigned char *arena;
    size_t arena_size;
    size_t arena_used; /* how far the present task reaches */
};

struct MprPool {
    MprNursery nursery;
    unsigned workers_count;
    unsigned timeout_s;
    size_t memory; /* of a worker, beside its arena */
    bool is_sandboxed;
    pthread_mutex_t lock; /* of the flags is_taken */
    pthread_cond_t is_released;
    MprWorker workers[WORKERS_CAPACITY];
};

/* --- one worker --------------------------------------------------------------------------------------- */

static void free_worker_memory(MprWorker *worker)
{
    if (worker->arena != NULL) {
        munmap(worker->arena, worker->arena_size);
        worker->arena = NULL;
    }
    if (worker->arena_file >= 0) {
        close(worker->arena_file);
        worker->arena_file = -1;
    }
    if (worker->socket >= 0) {
        close(worker->socket);
        worker->socket = -1;
    }
    worker->is_alive = false;
}

/* Sealed against shrinking: a worker that cut the file would give the plugin a SIGBUS. */
static bool create_arena(MprWorker *worker)
{
    worker->arena_file = memfd_create("mpr-slice", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (worker->arena_file < 0 || ftruncate(worker->arena_file, (off_t)worker->arena_size) != 0 ||
        fcntl(worker->arena_file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
        return false;
    }
    void *memory = mmap(NULL, worker->arena_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE,
                        worker->arena_file, 0);
    if (memory == MAP_FAILED) {
        return false;
    }
    worker->arena = memory;
    return true;
}

static bool bear_worker(MprPool *pool, MprWorker *worker, int far_end, MprError *error)
{
    const MprOrder order = {.kind = MPR_ORDER_BIRTH,
                            .arena_size = worker->arena_size,
                            .memory_limit = worker->arena_size + pool->memory};
    return mpr_nursery_bear(&pool->nursery, far_end, worker->arena_file, &order, &worker->name, error);
}

/* The first report of a worker answers no task: it says that it is ready, and whether it is sandboxed. */
static bool hear_worker(MprPool *pool, MprWorker *worker, MprError *error)
{
    MprReport first;
    bool is_late = false;
    int wait_status;
    if (mpr_message_read(worker->socket, &first, sizeof first, (int64_t)pool->timeout_s * 1000, &is_late)) {
        worker->is_sandboxed = first.is_sandboxed == 1;
        return true;
    }
    mpr_nursery_bury(&pool->nursery, worker->name, &wait_status);
    return mpr_fail(error, MPR_INTERNAL, "a new worker %s", is_late ? "does not answer" : "ended at once");
}

static bool create_worker(MprPool *pool, MprWorker *worker, MprError *error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return mpr_fail(error, MPR_BUSY, "no socket for a worker: %s", strerrordesc_np(errno));
    }
    worker->socket = ends[0];
    const bool is_born = (create_arena(worker) ||
                          mpr_fail(error, MPR_NO_MEMORY, "no shared memory of %zu bytes for a worker: %s",
                                   worker->arena_size, strerrordesc_np(errno))) &&
                         bear_worker(pool, worker, ends[1], error);
    close(ends[1]); /* only the worker has it now, so that one hears when it ends */
    worker->is_alive = is_born && hear_worker(pool, worker, error);
    if (!worker->is_alive) {
        free_worker_memory(worker);
    }
    return worker->is_alive;
}

/* *wait_status as waitpid gave it; false when nobody knows. */
static bool end_worker(MprPool *pool, MprWorker *worker, int *wait_status)
{
    const bool is_known = mpr_nursery_bury(&pool->nursery, worker->name, wait_status);
    free_worker_memory(worker);
    return is_known;
}

/* A worker between two tasks says nothing: what can be read from its socket is its end. */
static bool has_ended(MprPool *pool, const MprWorker *worker)
{
    struct pollfd entry = {.fd = worker->socket, .events = POLLIN};
    return poll(&entry, 1, 0) != 0 || !mpr_nursery_has(&pool->nursery, worker->name);
}

unsigned char *mpr_worker_arena(const MprWorker *worker, size_t *size)
{
    *size = worker->arena_size;
    return worker->arena;
}

bool mpr_worker_copy(const MprWorker *worker, MprSpan span, MprBuffer *buffer, MprError *error)
{
    return mpr_buffer_copy(worker->arena + span.offset, span.size, buffer, error);
}

size_t mpr_pool_arena_size(const MprPool *pool)
{
    return pool->workers[0].arena_size;
}

/* --- asking ------------------------------------------------------------------------------------------- */

static bool is_within(MprSpan span, size_t size)
{
    return span.offset <= size && span.size <= size - span.offset;
}

static size_t span_end(MprSpan span)
{
    return (size_t)(span.offset + span.size);
}

/* The sentence comes from a process that may have run a hostile file: plain text, and it ends. */
static void clean_message(MprError *error)
{
    error->message[MPR_MESSAGE_SIZE - 1] = '\0';
    for (char *at = error->message; *at != '\0'; at++) {
        if (*at < ' ' || *at > '~') {
            *at = '?';
        }
    }
}

static bool check_report(const MprWorker *worker, MprReport *report, MprError *error)
{
    uint32_t status;
    memcpy(&status, &report->error.status, sizeof status);
    if (status > MPR_INTERNAL || !is_within(report->output, worker->arena_size) ||
        !is_within(report->attributes, worker->arena_size)) {
        return mpr_fail(error, MPR_INTERNAL, "the decoder sent a report that makes no sense");
    }
    clean_message(&report->error);
    return true;
}

/* Somebody outside, or a machine without memory, ends a worker by these. */
static bool is_from_outside(int wait_status)
{
    return WIFSIGNALED(wait_status) && (WTERMSIG(wait_status) == SIGKILL || WTERMSIG(wait_status) == SIGTERM);
}

/* Reading can be ended by a file, which is the file's fault; writing can only be ended by ours. */
static void say_how_it_ended(const MprTask *task, int wait_status, MprError *error)
{
    const MprStatus status = task->kind == MPR_TASK_WRITE    ? MPR_INTERNAL
                             : !is_from_outside(wait_status) ? MPR_DEADLY
                                                             : MPR_UNSUITABLE;
    const char *subject = task->kind == MPR_TASK_WRITE ? "writing the image" : "the image";
    char how[48] = "";
    if (WIFSIGNALED(wait_status)) {
        snprintf(how, sizeof how, " (signal %d)", WTERMSIG(wait_status));
    } else if (WIFEXITED(wait_status)) {
        snprintf(how, sizeof how, " (exit status %d)", WEXITSTATUS(wait_status));
    }
    mpr_fail(error, status, "%s ended the decoder%s", subject, how);
}

static bool exchange(MprPool *pool, MprWorker *worker, const MprTask *task, MprReport *report,
                     MprError *error)
{
    int wait_status = 0;
    bool is_late = false;
    if (mpr_message_write(worker->socket, task, sizeof *task) &&
        mpr_message_read(worker->socket, report, sizeof *report, (int64_t)pool->timeout_s * 1000, &is_late)) {
        return check_report(worker, report, error) || (end_worker(pool, worker, &wait_status), false);
    }
    const bool is_known = end_worker(pool, worker, &wait_status);
    if (is_late && task->kind == MPR_TASK_WRITE) {
        return mpr_fail(error, MPR_INTERNAL, "writing the image took more than %u s", pool->timeout_s);
    }
    if (is_late) {
        return mpr_fail(error, MPR_DEADLY, "the image kept the decoder busy for more than %u s",
                        pool->timeout_s);
    }
    if (!is_known) { /* gone together with the nursery, which no file can reach */
        return mpr_fail(error, MPR_BUSY, "the decoders were ended from outside and are started again");
    }
    say_how_it_ended(task, wait_status, error);
    return false;
}

/* A file that was refused may have damaged its worker without ending it, and the next file may be another
 * patient's: it gets a new worker. */
bool mpr_worker_ask(MprPool *pool, MprWorker *worker, const MprTask *task, MprReport *report, MprError *error)
{
    worker->arena_used = task->input_size;
    if (!exchange(pool, worker, task, report, error)) {
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
    if (task->kind != MPR_TASK_WRITE) {
        int wait_status;
        end_worker(pool, worker, &wait_status);
    }
    return false;
}

/* --- the pool ----------------------------------------------------------------------------------------- */

static MprWorker *find_free(MprPool *pool)
{
    MprWorker *unborn = NULL;
    for (unsigned index = 0; index < pool->workers_count; index++) {
        MprWorker *worker = &pool->workers[index];
        if (!worker->is_taken && worker->is_alive) {
            return worker;
        }
        if (!worker->is_taken && unborn == NULL) {
            unborn = worker;
        }
    }
    return unborn;
}

static MprWorker *wait_for_free(MprPool *pool)
{
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += pool->timeout_s;
    pthread_mutex_lock(&pool->lock);
    MprWorker *worker = find_free(pool);
    while (worker == NULL &&
           pthread_cond_timedwait(&pool->is_released, &pool->lock, &deadline) != ETIMEDOUT) {
        worker = find_free(pool);
    }
    if (worker == NULL) {
        worker = find_free(pool); /* one may have come at the very end */
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
    return worker->is_alive || create_worker(pool, worker, error);
}

bool mpr_pool_take(MprPool *pool, MprWorker **taken, MprError *error)
{
    MprWorker *worker = wait_for_free(pool);
    if (worker == NULL) {
        return mpr_fail(error, MPR_BUSY, "all %u decoders were busy for %u s", pool->workers_count,
                        pool->timeout_s);
    }
    int wait_status;
    if (worker->is_alive && has_ended(pool, worker)) {
        end_worker(pool, worker, &wait_status);
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
    pool->timeout_s = settings->timeout_s;
    pool->memory = settings->memory > 0 ? settings->memory : WORKER_MEMORY;
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
    if (!mpr_nursery_create(settings->program, &pool->nursery, error)) {
        mpr_free(pool);
        return false;
    }
    initialise(pool, settings);
    if (!create_worker(pool, &pool->workers[0], error)) {
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
    int wait_status;
    for (unsigned index = 0; index < pool->workers_count; index++) {
        if (pool->workers[index].is_alive) {
            end_worker(pool, &pool->workers[index], &wait_status);
        }
    }
    mpr_nursery_free(&pool->nursery);
    pthread_cond_destroy(&pool->is_released);
    pthread_mutex_destroy(&pool->lock);
    mpr_free(pool);
}
