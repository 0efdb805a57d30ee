/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Watch.h"

#include "Base/Stop.h"

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A timeout is waited for in turns. Turns are counted and not measured, so that a pause of the whole machine,
 * or of plugin and worker together, is one turn, however long it was. */
enum { TURNS = 8, PATIENCE = 32 * TURNS };

/* A turn is waited for in slices, which are counted as well: between them a stop is heard. */
enum { SLICE_MS = 50 };

/* Of all threads of the process. Once it is gone, it spends nothing any more. */
static int64_t processor_ms(pid_t pid, int64_t otherwise)
{
    clockid_t clock;
    struct timespec spent;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &spent) != 0) {
        return otherwise;
    }
    return (int64_t)spent.tv_sec * 1000 + spent.tv_nsec / 1000000;
}

/* Is the process asleep ("S" in /proc, which is proc(5): "1 (name) S 2 …")? What is stopped, runnable or
 * waits for the disk is not. */
static bool is_asleep(pid_t pid)
{
    char path[64];
    char line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const ssize_t size = file >= 0 ? read(file, line, sizeof line - 1) : 0;
    if (file >= 0) {
        close(file);
    }
    line[size > 0 ? size : 0] = '\0';
    const char *state = strrchr(line, ')');
    return state != NULL && strncmp(state, ") S", 3) == 0;
}

static bool goes_on(void)
{
    return mpr_stop_reason(mpr_stop_current()) == MPR_STOP_NONE;
}

/* A signal may end the wait early; the slice is a little shorter then. */
static bool is_readable(int socket, int64_t turn_ms)
{
    struct pollfd entry = {.fd = socket, .events = POLLIN};
    bool is_there = false;
    for (int64_t left_ms = turn_ms; !is_there && left_ms > 0 && goes_on(); left_ms -= SLICE_MS) {
        is_there = poll(&entry, 1, (int)(left_ms < SLICE_MS ? left_ms : SLICE_MS)) > 0;
    }
    return is_there;
}

/* What has been seen of a worker so far. */
typedef struct {
    int64_t start_ms;      /* its processor time before */
    unsigned idle, asleep; /* so many of the last turns */
    MprWatch watch;
} View;

/* Looks at the worker once more, when it has not answered for a turn. */
static void look(View *view, pid_t pid)
{
    const int64_t before_ms = view->watch.worked_ms;
    const int64_t worked_ms = processor_ms(pid, view->start_ms + before_ms) - view->start_ms;
    const bool is_idle = worked_ms == before_ms;
    view->idle = is_idle ? view->idle + 1 : 0;
    view->asleep = is_idle && is_asleep(pid) ? view->asleep + 1 : 0;
    view->watch.worked_ms = worked_ms;
}

MprWatch mpr_watch_worker(int socket, pid_t pid, unsigned timeout_s)
{
    const int64_t timeout_ms = (int64_t)timeout_s * 1000;
    const int64_t turn_ms = timeout_ms / TURNS;
    View view = {.start_ms = processor_ms(pid, 0), .watch = {.end = MPR_WATCH_READY}};
    for (unsigned turn = 1; turn <= PATIENCE && view.idle < TURNS; turn++) {
        if (is_readable(socket, turn_ms)) {
            return view.watch;
        }
        if (!goes_on()) {
            view.watch.end = MPR_WATCH_STOPPED;
            return view.watch;
        }
        look(&view, pid);
        view.watch.waited_ms = turn * turn_ms;
        if (turn >= TURNS && view.watch.worked_ms >= timeout_ms) {
            view.watch.end = MPR_WATCH_BUSY;
            return view.watch;
        }
    }
    view.watch.end = view.asleep >= TURNS ? MPR_WATCH_ASLEEP : MPR_WATCH_HALTED;
    return view.watch;
}

void mpr_watch_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, long most_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += most_ms * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_cond_timedwait(condition, mutex, &until);
}
