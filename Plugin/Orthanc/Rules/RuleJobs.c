/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "RuleJobs.h"

#include "Candidate.h"
#include "Orthanc/Job.h"
#include "RuleState.h"

#include <stdio.h>
#include <string.h>

enum { MOST_JOBS = 2 * MPR_MOST_RULES };

/* A job of a rule that has not ended. */
typedef struct {
    char job[40];
    MprLevel level;
    char series[MPR_HOST_ID_SIZE];
    char digest[MPR_UID_SIZE];
} Work;

static struct {
    const MprRules *rules;
    bool (*wait)(void);
    Work works[MOST_JOBS];
    size_t count;
} watched;

void mpr_rule_jobs_begin(const MprRules *rules, bool (*wait)(void))
{
    watched.rules = rules;
    watched.wait = wait;
    watched.count = 0;
}

size_t mpr_rule_jobs_count(void)
{
    return watched.count;
}

/* ---- jobs ---- */

/* A job that Orthanc knows no more has ended long ago. */
static bool has_ended(const Work *work)
{
    char uri[64];
    cJSON *job = NULL;
    MprError error;
    snprintf(uri, sizeof uri, "/jobs/%s", work->job);
    if (!mpr_host_get(uri, &job, &error)) {
        return error.status == MPR_NOT_FOUND;
    }
    const char *state = mpr_json_text(job, "State");
    const bool is_over = strcmp(state, "Success") == 0 || strcmp(state, "Failure") == 0;
    cJSON_Delete(job);
    return is_over;
}

static bool is_at_work(MprLevel level, const char *series, const char *digest)
{
    for (size_t index = 0; index < watched.count; index++) {
        const Work *work = &watched.works[index];
        if (work->level == level && strcmp(work->series, series) == 0 && strcmp(work->digest, digest) == 0) {
            return true;
        }
    }
    return false;
}

static bool write_down(MprLevel level, const char *series, const char *digest)
{
    MprError error;
    if (!mpr_rule_state_write(level, series, digest, &error) && error.status != MPR_NOT_FOUND) {
        mpr_host_log_warning("it cannot be noted that the rules have dealt with series %s: %s", series,
                             error.message);
        return false;
    }
    return true;
}

/* A failed job is not tried again by itself: nothing has changed that would make it succeed. */
void mpr_rule_jobs_collect(void)
{
    for (size_t index = watched.count; index-- > 0;) {
        const Work work = watched.works[index];
        if (has_ended(&work)) {
            watched.works[index] = watched.works[--watched.count];
            if (!is_at_work(work.level, work.series, work.digest)) {
                write_down(work.level, work.series, work.digest);
            }
        }
    }
}

/* Waits until as many jobs as there are rules can be watched; false when Orthanc stops. */
static bool make_room(void)
{
    while (watched.count > MOST_JOBS - MPR_MOST_RULES) {
        if (!watched.wait()) {
            return false;
        }
        mpr_rule_jobs_collect();
    }
    return true;
}

static void submit(const MprCandidate *candidate, const MprRule *rule)
{
    MprSlicing slicing = {.level = MPR_LEVEL_SERIES, .request = *mpr_rule_request(rule)};
    cJSON *answer = NULL;
    MprError error;
    memcpy(slicing.id, candidate->id, sizeof slicing.id);
    if (!mpr_job_submit_rule(&slicing, rule, &answer, &error)) {
        mpr_host_log_error("%s, series %s: %s", mpr_rule_name(rule), candidate->id, error.message);
        return;
    }
    Work *work = &watched.works[watched.count++];
    work->level = candidate->level;
    snprintf(work->job, sizeof work->job, "%s", mpr_json_text(answer, "ID"));
    memcpy(work->series, candidate->id, sizeof work->series);
    memcpy(work->digest, candidate->digest, sizeof work->digest);
    cJSON_Delete(answer);
    mpr_host_log_info("%s, series %s: job %s", mpr_rule_name(rule), candidate->id, work->job);
}

/* ---- what became stable ---- */

/* Is all done that the rules of a level want of a series? Of one that is gone it is. */
static bool deal_with_series(MprLevel level, const char *series, MprRuleMode mode)
{
    MprCandidate candidate;
    MprError error;
    if (!mpr_candidate_describe(level, series, watched.rules, &candidate, &error)) {
        if (error.status != MPR_NOT_FOUND) {
            mpr_host_log_warning("series %s and the rules: %s", series, error.message);
        }
        return error.status == MPR_NOT_FOUND;
    }
    if (candidate.count == 0 || mpr_rule_state_has(level, series, candidate.digest)) {
        if (mode == MPR_RULES_ACT) {
            mpr_host_log_info("series %s needs nothing of the rules", series);
        }
        return true;
    }
    if (mode == MPR_RULES_LOOK || is_at_work(level, series, candidate.digest) || !make_room()) {
        return false;
    }
    mpr_candidate_narrow(&candidate, &mpr_slicing_terms()->archive);
    mpr_host_log_info("series %s is stable, and %zu rules want it", series, candidate.count);
    for (size_t index = 0; index < candidate.count; index++) {
        submit(&candidate, candidate.rules[index]);
    }
    return candidate.count == 0 && write_down(level, series, candidate.digest);
}

static bool deal_with_study(const char *study, MprRuleMode mode)
{
    char uri[80];
    cJSON *answer = NULL;
    MprError error;
    snprintf(uri, sizeof uri, "/studies/%s", study);
    if (!mpr_host_get(uri, &answer, &error)) {
        return error.status == MPR_NOT_FOUND;
    }
    bool is_done = true;
    const cJSON *list = mpr_json_member(answer, "Series");
    for (const cJSON *series = list != NULL ? list->child : NULL; series != NULL; series = series->next) {
        is_done = deal_with_series(MPR_LEVEL_STUDY, cJSON_GetStringValue(series), mode) && is_done;
    }
    cJSON_Delete(answer);
    return is_done;
}

bool mpr_rule_jobs_deal(MprLevel level, const char *id, MprRuleMode mode)
{
    return level == MPR_LEVEL_STUDY ? deal_with_study(id, mode) : deal_with_series(level, id, mode);
}
