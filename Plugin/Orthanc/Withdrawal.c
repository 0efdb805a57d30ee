/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Withdrawal.h"

#include "Metadata.h"
#include "Metrics.h"
#include "Work.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* KEPT of a series: one of its images is. */
enum { KEPT = 24135, LEAVING = 24136 };

/* A mark that stays the same for so long was left behind by a server that has died. */
enum { DEAD_AFTER_MS = 15000, LONGEST_WAIT_MS = 60000, ASK_EVERY_MS = 50 };

enum { MARK_SIZE = 80 };

static atomic_bool overwrites;

void mpr_withdrawal_set(const cJSON *configuration)
{
    overwrites = cJSON_IsTrue(mpr_json_member(configuration, "OverwriteInstances"));
}

/* A database of a plugin may have several servers. It is asked for when the first images are stored, for Orthanc
 * does not answer before it has started, and is the same from then on. */
static bool is_shared(void)
{
    static atomic_int known; /* 0: not yet; 1: no; 2: yes */
    cJSON *system = NULL;
    MprError ignored;
    if (known == 0 && mpr_host_get("/system", &system, &ignored)) {
        known = cJSON_IsString(mpr_json_member(system, "DatabaseBackendPlugin")) ? 2 : 1;
        cJSON_Delete(system);
    }
    return known != 1;
}

static bool has_mark(const char *level, const char *id, unsigned mark)
{
    char text[MARK_SIZE];
    mpr_metadata_read(level, id, mark, text, sizeof text);
    return text[0] != '\0';
}

/* ---- the one that fails ---- */

bool mpr_withdrawal_begin(const char *series)
{
    static atomic_uint count;
    char mark[MARK_SIZE]; /* another one each time */
    MprError error;
    snprintf(mark, sizeof mark, "%ld.%.0f.%u", (long)getpid(), mpr_metrics_now_ms(), ++count);
    if (!is_shared() || mpr_metadata_write("series", series, LEAVING, mark, &error)) {
        return true;
    }
    if (error.status != MPR_NOT_FOUND) {
        mpr_host_log_error("images of series %s were stored by a request that failed, and stay: %s", series,
                           error.message);
    }
    return false;
}

bool mpr_withdrawal_has_kept(const char *series)
{
    return is_shared() && has_mark("series", series, KEPT);
}

bool mpr_withdrawal_is_kept(const char *instance)
{
    return is_shared() && has_mark("instances", instance, KEPT);
}

void mpr_withdrawal_end(const char *series)
{
    if (is_shared()) {
        mpr_metadata_remove("series", series, LEAVING);
    }
}

/* ---- the one that answers ---- */

/* Where revisions are checked, two servers that mark the same at once hinder each other; one mark is enough. */
static bool mark_kept(const char *level, const char *id, MprError *error)
{
    return has_mark(level, id, KEPT) || mpr_metadata_add(level, id, KEPT, "1", error) ||
           has_mark(level, id, KEPT);
}

bool mpr_withdrawal_keep(const char *series, const char *instance, bool is_brought, MprError *error)
{
    return (is_brought && !overwrites) || !is_shared() ||
           (mark_kept("instances", instance, error) && mark_kept("series", series, error));
}

bool mpr_withdrawal_wait(const char *series, MprError *error)
{
    const struct timespec moment = {.tv_nsec = ASK_EVERY_MS * 1000000L};
    char seen[MARK_SIZE] = "";
    double since_ms = 0.0;
    const double begun_ms = mpr_metrics_now_ms();
    while (is_shared()) {
        char mark[MARK_SIZE];
        mpr_metadata_read("series", series, LEAVING, mark, sizeof mark);
        if (mark[0] == '\0') {
            return true;
        }
        if (strcmp(mark, seen) != 0) {
            memcpy(seen, mark, sizeof seen);
            since_ms = mpr_metrics_now_ms();
        } else if (mpr_metrics_now_ms() - since_ms >= DEAD_AFTER_MS) {
            mpr_host_log_warning("series %s: a server has not ended taking images back; they stay", series);
            mpr_withdrawal_end(series);
            return true;
        }
        if (mpr_metrics_now_ms() - begun_ms >= LONGEST_WAIT_MS) {
            return mpr_fail(error, MPR_BUSY,
                            "series %s: another server has been taking images back for %d s; ask again",
                            series, LONGEST_WAIT_MS / 1000);
        }
        if (!mpr_work_goes_on(error)) {
            return false;
        }
        nanosleep(&moment, NULL);
    }
    return true;
}
