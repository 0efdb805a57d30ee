/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "AutoSlice.h"

#include "Orthanc/Work.h"
#include "RuleJobs.h"
#include "RuleState.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    MOST_EVENTS = 1024, /* beyond it the log of changes is read instead */
    POLL_S = 10,        /* Orthanc does not tell of a job that was cancelled before it ran */
    PAGE = 500          /* changes that are read at a time */
};

/* What became stable. */
typedef struct {
    MprLevel level;
    char id[MPR_HOST_ID_SIZE];
} Event;

/* What other threads may touch, under the mutex. */
static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool has_started, is_stopping, has_ended_jobs, must_replay;
    Event events[MOST_EVENTS];
    size_t first, count;
} news = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* What belongs to the thread alone. */
static struct {
    pthread_t thread;
    bool is_running;
    const MprRules *rules;
    bool is_behind; /* something was dealt with since the position was moved */
    int64_t position;
} self;

/* ---- what happens elsewhere ---- */

static void push_event(MprLevel level, const char *id)
{
    if (mpr_rules_count(self.rules) == 0) {
        return;
    }
    if (news.count == MOST_EVENTS) {
        news.must_replay = true;
        return;
    }
    Event *event = &news.events[(news.first + news.count++) % MOST_EVENTS];
    event->level = level;
    snprintf(event->id, sizeof event->id, "%s", id);
}

/* The thread must not ask the archive when that is gone. */
static void wake(void *nothing)
{
    (void)nothing;
    pthread_mutex_lock(&news.mutex);
    news.is_stopping = true;
    pthread_cond_broadcast(&news.changed);
    pthread_mutex_unlock(&news.mutex);
}

void mpr_auto_slice_changed(OrthancPluginChangeType change, OrthancPluginResourceType level, const char *id)
{
    (void)level;
    if (!self.is_running) {
        return;
    }
    pthread_mutex_lock(&news.mutex);
    if (change == OrthancPluginChangeType_OrthancStarted) {
        news.has_started = true;
        news.must_replay = true;
    } else if (change == OrthancPluginChangeType_StableSeries) {
        push_event(MPR_LEVEL_SERIES, id);
    } else if (change == OrthancPluginChangeType_StableStudy) {
        push_event(MPR_LEVEL_STUDY, id);
    } else if (change == OrthancPluginChangeType_JobSuccess || change == OrthancPluginChangeType_JobFailure) {
        news.has_ended_jobs = true;
    }
    pthread_cond_broadcast(&news.changed);
    pthread_mutex_unlock(&news.mutex);
}

/* With the mutex held; after a while a job may have ended untold. */
static void wait_for_news(void)
{
    struct timespec until;
    if (mpr_rule_jobs_count() == 0) {
        pthread_cond_wait(&news.changed, &news.mutex);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += POLL_S;
    if (pthread_cond_timedwait(&news.changed, &news.mutex, &until) != 0) {
        news.has_ended_jobs = true;
    }
}

static bool is_stopping(void)
{
    pthread_mutex_lock(&news.mutex);
    const bool stops = news.is_stopping;
    pthread_mutex_unlock(&news.mutex);
    return stops;
}

static bool wait_for_a_job(void)
{
    pthread_mutex_lock(&news.mutex);
    while (!news.has_ended_jobs && !news.is_stopping) {
        wait_for_news();
    }
    news.has_ended_jobs = false;
    const bool goes_on = !news.is_stopping;
    pthread_mutex_unlock(&news.mutex);
    return goes_on;
}

/* ---- the log of changes ---- */

static bool event_of(const cJSON *change, Event *event)
{
    const char *type = mpr_json_text(change, "ChangeType");
    event->level = strcmp(type, "StableStudy") == 0 ? MPR_LEVEL_STUDY : MPR_LEVEL_SERIES;
    snprintf(event->id, sizeof event->id, "%s", mpr_json_text(change, "ID"));
    return strcmp(type, "StableStudy") == 0 || strcmp(type, "StableSeries") == 0;
}

static double number_of(const cJSON *object, const char *key)
{
    const cJSON *value = mpr_json_member(object, key);
    return cJSON_IsNumber(value) ? value->valuedouble : 0.0;
}

static bool read_changes(const char *query, cJSON **page)
{
    char uri[80];
    MprError error;
    snprintf(uri, sizeof uri, "/changes?%s", query);
    if (!mpr_host_get(uri, page, &error)) {
        mpr_host_log_warning("the log of changes cannot be read: %s", error.message);
        return false;
    }
    return true;
}

/* The position moves on over what is done, and stays in front of what is not. To look is to stop there. */
static bool scanline_page(const cJSON *changes, MprRuleMode mode, bool *is_complete)
{
    for (const cJSON *change = changes != NULL ? changes->child : NULL; change != NULL;
         change = change->next) {
        Event event;
        if (event_of(change, &event) && !mpr_rule_jobs_deal(event.level, event.id, mode)) {
            *is_complete = false;
        }
        if ((!*is_complete && mode == MPR_RULES_LOOK) || is_stopping()) {
            return false;
        }
        if (*is_complete) {
            self.position = (int64_t)number_of(change, "Seq");
        }
    }
    return true;
}

static void scanline(MprRuleMode mode)
{
    const int64_t start = self.position;
    int64_t since = start;
    bool is_complete = true;
    for (bool goes_on = true; goes_on;) {
        char query[64];
        cJSON *page = NULL;
        snprintf(query, sizeof query, "since=%" PRId64 "&limit=%d", since, PAGE);
        goes_on = read_changes(query, &page) &&
                  scanline_page(mpr_json_member(page, "Changes"), mode, &is_complete) &&
                  cJSON_IsFalse(mpr_json_member(page, "Done"));
        since = (int64_t)number_of(page, "Last");
        cJSON_Delete(page);
    }
    if (self.position != start) {
        mpr_rule_state_set_position(self.position);
    }
}

/* Rules that are new do not reach back: what is stable already stays as it is. */
static void replay(void)
{
    cJSON *page = NULL;
    if (mpr_rules_count(self.rules) == 0) {
        mpr_rule_state_forget_position();
    } else if (mpr_rule_state_position(&self.position)) {
        scanline(MPR_RULES_ACT);
    } else if (read_changes("last", &page)) {
        self.position = (int64_t)number_of(page, "Last");
        mpr_rule_state_set_position(self.position);
    }
    cJSON_Delete(page);
}

/* ---- the thread ---- */

typedef enum { STOP, COLLECT, REPLAY, DEAL, ADVANCE } Task;

static Task choose_task(Event *event)
{
    for (;;) {
        if (news.is_stopping) {
            return STOP;
        }
        if (news.has_ended_jobs) {
            news.has_ended_jobs = false;
            return COLLECT;
        }
        if (news.has_started && news.must_replay) {
            news.must_replay = false;
            return REPLAY;
        }
        if (news.has_started && news.count > 0) {
            *event = news.events[news.first];
            news.first = (news.first + 1) % MOST_EVENTS;
            news.count--;
            return DEAL;
        }
        if (self.is_behind && mpr_rule_jobs_count() == 0) {
            return ADVANCE;
        }
        wait_for_news();
    }
}

static bool work_once(void)
{
    Event event;
    pthread_mutex_lock(&news.mutex);
    const Task task = choose_task(&event);
    pthread_mutex_unlock(&news.mutex);
    if (task == COLLECT) {
        mpr_rule_jobs_collect();
    } else if (task == REPLAY) {
        self.is_behind = mpr_rules_count(self.rules) > 0;
        replay();
    } else if (task == DEAL) {
        self.is_behind = true;
        mpr_rule_jobs_deal(event.level, event.id, MPR_RULES_ACT);
    } else if (task == ADVANCE) {
        self.is_behind = false;
        scanline(MPR_RULES_LOOK);
    }
    return task != STOP;
}

static void *run(void *nothing)
{
    MprWork work = {.kind = MPR_WORK_BACKGROUND, .wake = wake};
    MprError error;
    if (mpr_work_begin(&work, &error)) {
        while (work_once()) {
        }
        mpr_work_end(&work);
    }
    return nothing;
}

bool mpr_auto_slice_start(const MprRules *rules, MprError *error)
{
    news.has_started = news.is_stopping = news.has_ended_jobs = news.must_replay = false;
    news.first = news.count = 0;
    mpr_rule_jobs_begin(rules, wait_for_a_job);
    self.rules = rules;
    self.is_behind = false;
    self.is_running = pthread_create(&self.thread, NULL, run, NULL) == 0;
    return self.is_running || mpr_fail(error, MPR_INTERNAL, "the thread of AutoSlice cannot be started");
}

void mpr_auto_slice_stop(void)
{
    if (self.is_running) {
        wake(NULL);
        pthread_join(self.thread, NULL);
        self.is_running = false;
    }
}
