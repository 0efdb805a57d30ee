/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Watch.h"

#include "Base/Stop.h"

#include <poll.h>
#include <stdbool.h>
#include <time.h>

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

MprWatch mpr_watch_worker(int socket, pid_t pid, unsigned timeout_s)
{
    const int64_t timeout_ms = (int64_t)timeout_s * 1000;
    const int64_t turn_ms = timeout_ms / TURNS;
    const int64_t start_ms = processor_ms(pid, 0);
    MprWatch watch = {.end = MPR_WATCH_READY};
    for (unsigned turn = 1, idle_turns = 0; turn <= PATIENCE && idle_turns < TURNS; turn++) {
        if (is_readable(socket, turn_ms)) {
            return watch;
        }
        if (!goes_on()) {
            watch.end = MPR_WATCH_STOPPED;
            return watch;
        }
        const int64_t worked_ms = processor_ms(pid, start_ms + watch.worked_ms) - start_ms;
        idle_turns = worked_ms == watch.worked_ms ? idle_turns + 1 : 0;
        watch.worked_ms = worked_ms;
        watch.waited_ms = turn * turn_ms;
        if (turn >= TURNS && worked_ms >= timeout_ms) {
            watch.end = MPR_WATCH_BUSY;
            return watch;
        }
    }
    watch.end = MPR_WATCH_HALTED;
    return watch;
}
