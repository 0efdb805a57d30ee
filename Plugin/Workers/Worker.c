/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Worker.h"

#include "Base/Stop.h"
#include "Base/Text.h"
#include "Watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What somebody outside ended is tried again, as often as this. */
enum { TRIES = 5 };

/* --- fork and end ------------------------------------------------------------------------------------ */

static void close_socket(MprWorker *worker)
{
    if (worker->socket >= 0) {
        close(worker->socket);
        worker->socket = -1;
    }
    worker->is_alive = false;
}

static void free_worker_memory(MprWorker *worker)
{
    close_socket(worker);
    if (worker->arena != NULL) {
        munmap(worker->arena, worker->arena_size);
        worker->arena = NULL;
    }
    if (worker->arena_file >= 0) {
        close(worker->arena_file);
        worker->arena_file = -1;
    }
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

static bool spawn_worker(MprWorkerTerms *terms, MprWorker *worker, int far_end, MprError *error)
{
    const MprOrder order = {.kind = MPR_ORDER_FORK,
                            .arena_size = worker->arena_size,
                            .memory_limit = worker->arena_size + terms->memory};
    return mpr_fork_server_spawn(&terms->fork_server, far_end, worker->arena_file, &order, &worker->name,
                                 error);
}

/* The first report of a worker answers no task: it says that it is ready, and whether it is sandboxed. */
static bool hear_worker(MprWorkerTerms *terms, MprWorker *worker, MprError *error)
{
    MprReply first;
    int wait_status;
    const MprWatch watch = mpr_watch_worker(worker->socket, worker->name.pid, terms->timeout_s);
    if (watch.end == MPR_WATCH_READY && mpr_message_read(worker->socket, &first, sizeof first)) {
        worker->is_sandboxed = first.is_sandboxed == 1;
        return true;
    }
    mpr_fork_server_reap(&terms->fork_server, worker->name, &wait_status);
    if (watch.end == MPR_WATCH_STOPPED) {
        return mpr_stop_check(error);
    }
    return watch.end == MPR_WATCH_READY ? mpr_fail(error, MPR_INTERNAL, "a new worker ended at once")
                                        : mpr_fail(error, MPR_BUSY, "a new worker does not answer");
}

/* An arena that is there already stays, with what is in it. */
bool mpr_worker_create(MprWorkerTerms *terms, MprWorker *worker, MprError *error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return mpr_fail(error, MPR_BUSY, "no socket for a worker: %s", mpr_text_of_errno(errno));
    }
    worker->socket = ends[0];
    const bool is_born = (worker->arena != NULL || create_arena(worker) ||
                          mpr_fail(error, MPR_NO_MEMORY, "no shared memory of %zu bytes for a worker: %s",
                                   worker->arena_size, mpr_text_of_errno(errno))) &&
                         spawn_worker(terms, worker, ends[1], error);
    close(ends[1]); /* only the worker has it now, so that one hears when it ends */
    worker->is_alive = is_born && hear_worker(terms, worker, error);
    if (!worker->is_alive) {
        close_socket(worker);
    }
    return worker->is_alive;
}

/* Workers and their fork server may be ended from outside at any moment, also before they have said a word.
 * The pool could make workers when it was made, so whatever prevents it now is no fault of a request. */
bool mpr_worker_spawn(MprWorkerTerms *terms, MprWorker *worker, MprError *error)
{
    MprError last = {.status = MPR_INTERNAL};
    for (int turn = 0; turn < TRIES && last.status == MPR_INTERNAL; turn++) {
        if (mpr_worker_create(terms, worker, &last)) {
            return true;
        }
    }
    free_worker_memory(worker);
    *error = last;
    error->status = last.status == MPR_INTERNAL ? MPR_BUSY : last.status;
    return false;
}

/* Nobody is killed twice: the second time its pid may be somebody else's. */
void mpr_worker_end(MprWorkerTerms *terms, MprWorker *worker)
{
    int wait_status;
    if (worker->is_alive) {
        mpr_fork_server_reap(&terms->fork_server, worker->name, &wait_status);
    }
    free_worker_memory(worker);
}

/* A worker between two tasks says nothing: what can be read from its socket is its end. */
bool mpr_worker_has_ended(MprWorkerTerms *terms, const MprWorker *worker)
{
    struct pollfd entry = {.fd = worker->socket, .events = POLLIN};
    return poll(&entry, 1, 0) != 0 || !mpr_fork_server_has(&terms->fork_server, worker->name);
}

/* --- asking ------------------------------------------------------------------------------------------- */

static bool is_within(MprArenaRange span, size_t size)
{
    return span.offset <= size && span.size <= size - span.offset;
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

static bool is_possible(const MprWorker *worker, const MprReply *report)
{
    uint32_t status;
    memcpy(&status, &report->error.status, sizeof status);
    return status <= MPR_INTERNAL && is_within(report->output, worker->arena_size) &&
           is_within(report->attributes, worker->arena_size);
}

/* Somebody outside, or a machine without memory, ends a worker by these. */
static bool is_from_outside(int wait_status)
{
    const int signal = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
    return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

/* Reading can be ended by a file, which is the file's fault; writing can only be ended by ours. */
static void say_how_it_ended(const MprCommand *task, int wait_status, MprError *error)
{
    const bool is_writing = task->kind == MPR_COMMAND_WRITE;
    char how[48] = "";
    if (WIFSIGNALED(wait_status)) {
        snprintf(how, sizeof how, " (signal %d)", WTERMSIG(wait_status));
    } else if (WIFEXITED(wait_status)) {
        snprintf(how, sizeof how, " (exit status %d)", WEXITSTATUS(wait_status));
    }
    mpr_fail(error, is_writing ? MPR_INTERNAL : MPR_DEADLY, "%s ended the decoder%s",
             is_writing ? "writing the image" : "the image", how);
}

static void say_it_is_late(const MprCommand *task, const MprWatch *watch, unsigned timeout_s, MprError *error)
{
    if (watch->end == MPR_WATCH_HALTED) {
        mpr_fail(
            error, MPR_BUSY,
            "the decoder was halted from outside, or had no processor: of %.1f s it could work for %.1f s",
            (double)watch->waited_ms / 1e3, (double)watch->worked_ms / 1e3);
    } else if (watch->end == MPR_WATCH_ASLEEP) {
        mpr_fail(error, task->kind == MPR_COMMAND_WRITE ? MPR_BUSY : MPR_DEADLY,
                 "the decoder fell asleep over the image: in %.1f s it neither worked nor answered",
                 (double)watch->waited_ms / 1e3);
    } else if (task->kind == MPR_COMMAND_WRITE) {
        mpr_fail(error, MPR_INTERNAL, "writing the image took more than %u s", timeout_s);
    } else {
        mpr_fail(error, MPR_DEADLY, "the image kept the decoder busy for more than %u s", timeout_s);
    }
}

static bool has_hung_up(int socket)
{
    struct pollfd entry = {.fd = socket};
    return poll(&entry, 1, 0) > 0 && (entry.revents & POLLHUP) != 0;
}

/* The worker sent no report. *is_lost when that says nothing about the task. */
static void reap(MprWorkerTerms *terms, MprWorker *worker, const MprCommand *task, bool *is_lost,
                 MprError *error)
{
    int wait_status = 0;
    const bool has_ended = has_hung_up(worker->socket); /* else it has sent something that is no report */
    const bool is_known = mpr_fork_server_reap(&terms->fork_server, worker->name, &wait_status);
    close_socket(worker);
    if (!has_ended) {
        mpr_fail(error, MPR_INTERNAL, "the decoder sent a report that makes no sense");
    } else if (!is_known) { /* gone together with the fork server, which no file can reach */
        *is_lost = true;
        mpr_fail(error, MPR_BUSY, "the decoders were ended from outside and are started again");
    } else if (is_from_outside(wait_status)) {
        *is_lost = true;
        mpr_fail(error, MPR_BUSY, "the decoder was ended from outside (signal %d), %d times in a row",
                 WTERMSIG(wait_status), TRIES);
    } else {
        say_how_it_ended(task, wait_status, error);
    }
}

/* A report about another task than the present one must never be taken for its answer: it may tell of another
 * patient. A worker that is out of step is replaced. */
static bool take_report(MprWorkerTerms *terms, MprWorker *worker, const MprCommand *task, MprReply *report,
                        bool *is_lost, MprError *error)
{
    int wait_status;
    if (report->number != task->number) {
        *is_lost = mpr_fork_server_reap(&terms->fork_server, worker->name, &wait_status);
        close_socket(worker);
        return mpr_fail(error, MPR_BUSY,
                        "the decoder answered another task than the one it had, %d times in a row", TRIES);
    }
    if (!is_possible(worker, report)) {
        mpr_worker_end(terms, worker);
        return mpr_fail(error, MPR_INTERNAL, "the decoder sent a report that makes no sense");
    }
    clean_message(&report->error);
    return true;
}

static bool exchange(MprWorkerTerms *terms, MprWorker *worker, const MprCommand *task, MprReply *report,
                     bool *is_lost, MprError *error)
{
    int wait_status = 0;
    MprWatch watch = {.end = MPR_WATCH_READY};
    MprCommand numbered = *task;
    numbered.number = ++worker->tasks;
    if (mpr_message_write(worker->socket, &numbered, sizeof numbered)) {
        watch = mpr_watch_worker(worker->socket, worker->name.pid, terms->timeout_s);
        if (watch.end == MPR_WATCH_READY && mpr_message_read(worker->socket, report, sizeof *report)) {
            return take_report(terms, worker, &numbered, report, is_lost, error);
        }
    }
    if (watch.end == MPR_WATCH_STOPPED) {
        mpr_fork_server_reap(&terms->fork_server, worker->name, &wait_status);
        return mpr_stop_check(error);
    }
    if (watch.end == MPR_WATCH_READY) {
        reap(terms, worker, task, is_lost, error);
    } else {
        mpr_fork_server_reap(&terms->fork_server, worker->name, &wait_status);
        say_it_is_late(task, &watch, terms->timeout_s, error);
    }
    return false;
}

/* Tasks only read their input, which lies in the arena, so a worker that was ended from outside leaves it to
 * the next one as it was. */
bool mpr_worker_exchange(MprWorkerTerms *terms, MprWorker *worker, const MprCommand *task, MprReply *report,
                         MprError *error)
{
    bool is_lost = true;
    MprError last;
    if (!mpr_stop_check(error)) {
        return false;
    }
    for (int turn = 0; is_lost && turn < TRIES; turn++) {
        is_lost = false;
        if ((worker->is_alive || mpr_worker_spawn(terms, worker, &last)) &&
            exchange(terms, worker, task, report, &is_lost, &last)) {
            return true;
        }
    }
    free_worker_memory(worker);
    *error = last;
    return false;
}
