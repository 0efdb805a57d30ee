/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Slicing.h"

#include "Answer.h"
#include "Append.h"
#include "Host.h"
#include "Like.h"
#include "Metrics.h"
#include "Replaced.h"
#include "Store.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static MprSlicingTerms terms;

void mpr_slicing_set(const MprSlicingTerms *chosen)
{
    terms = *chosen;
}

const MprSlicingTerms *mpr_slicing_terms(void)
{
    return &terms;
}

/* ---- the log ---- */

/* A sink that tells what it was given, and gives it on. */
typedef struct {
    MprSink sink;
    const MprSlicing *slicing;
    double start_ms; /* of the image that comes next */
} Told;

/* Neither names nor texts of the source: the log is not for patient data. */
static void log_image(const Told *told, const MprDerived *derived)
{
    const MprGrid *grid = &derived->grid;
    const MprVector normal = mpr_grid_normal(grid);
    mpr_host_log_info("%s %s: image %s, normal (%.4g, %.4g, %.4g) at %.2f mm, %u x %u pixels of %.4g x %.4g "
                      "mm from %zu slices, %zu bytes, %.0f ms",
                      told->slicing->level == MPR_LEVEL_INSTANCE ? "instance" : "series", told->slicing->id,
                      derived->sop_instance_uid, normal.x, normal.y, normal.z,
                      mpr_vector_dot(normal, grid->position), grid->columns, grid->rows,
                      grid->spacing_across_mm, grid->spacing_down_mm, derived->contributing,
                      derived->file.size, mpr_metrics_now_ms() - told->start_ms);
}

static bool take_and_tell(void *self, const MprDerived *derived, MprError *error)
{
    Told *told = self;
    const bool ok = told->sink.take(told->sink.self, derived, error);
    if (ok) {
        log_image(told, derived);
    }
    told->start_ms = mpr_metrics_now_ms();
    return ok;
}

/* ---- one volume of a series ---- */

/* What all volumes and series of a request share. */
typedef struct {
    MprStore *store;
    MprBudget budget;
    MprAppend *append; /* NULL: each volume becomes a series of its own */
} Run;

static void note_replaced(const MprSeries *series, const MprAppend *append, MprReport *report)
{
    MprError ignored; /* the images are stored, whatever can be said about others */
    cJSON *description = mpr_series_description(series, &ignored);
    mpr_replaced_note(description, report->series_instance_uid, &report->notes);
    mpr_append_note(append, description, &report->notes);
    cJSON_Delete(description);
}

static bool slice_volume(const MprSlicing *slicing, const MprRequest *request, MprSeries *series,
                         const MprProgress *progress, Run *run, size_t *volumes, cJSON **answer,
                         MprError *error)
{
    const double start_ms = mpr_metrics_now_ms();
    Told told = {mpr_store_sink(run->store, mpr_series_study(series)), slicing, start_ms};
    const MprSink sink = {&told, take_and_tell};
    const MprTarget target = mpr_append_target(run->append, mpr_series_study(series));
    MprReport report;
    const MprJobOrder order = {
        .request = request,
        .source = mpr_series_source(series),
        .named_frame = mpr_series_named_frame(series),
        .pool = terms.archive.pool,
        .limits = terms.limits,
        .budget = &run->budget,
        .threads = {terms.archive.thread_pool, request->is_asynchronous},
        .progress = progress,
        .sink = &sink,
        .target = run->append != NULL ? &target : NULL,
    };
    if (!mpr_reslice(&order, &report, error)) {
        return false;
    }
    note_replaced(series, run->append, &report);
    *volumes = report.volumes;
    mpr_host_log_info("%s %s: %zu images from %zu of %zu slices in %.0f ms",
                      slicing->level == MPR_LEVEL_INSTANCE ? "instance" : "series", slicing->id,
                      report.images, report.read, report.listed, mpr_metrics_now_ms() - start_ms);
    return mpr_store_answer(run->store, &report, answer, error);
}

/* ---- all volumes of a series ---- */

/* Each volume is a series of its own; the first one says how many there are. */
static bool slice_volumes(const MprSlicing *slicing, const MprRequest *asked, MprSeries *series,
                          const MprProgress *progress, Run *run, cJSON **answer, MprError *error)
{
    MprError memory = {0};
    MprRequest request = *asked;
    cJSON *list = cJSON_CreateObject();
    cJSON *volumes = mpr_json_add(list, "Volumes", cJSON_CreateArray(), &memory);
    size_t count = 1;
    bool ok = true;
    request.has_volume = true;
    for (size_t volume = 0; ok && volume < count; volume++) {
        cJSON *one = NULL;
        MprProgressPart part = {progress, (double)volume / (double)count, 1.0 / (double)count};
        const MprProgress told = mpr_progress_of_part(&part);
        request.volume = volume;
        ok = slice_volume(slicing, &request, series, &told, run, &count, &one, error) &&
             mpr_json_add(volumes, NULL, one, error) != NULL;
    }
    if (!ok) {
        cJSON_Delete(list);
        return false;
    }
    return mpr_json_finish(list, &memory, answer, error);
}

/* One listing serves all volumes: each is compared with it before it is stored. *used is the series, for
 * mpr_series_free; NULL when it could not be opened. */
static bool slice_and_keep(const MprSlicing *slicing, const MprRequest *request, const MprProgress *progress,
                           Run *run, MprSeries **used, cJSON **answer, MprError *error)
{
    MprSeries *series = NULL;
    size_t volumes = 0;
    *used = NULL;
    if (!mpr_series_open(slicing->level, slicing->id, &terms.archive, &series, error)) {
        return false;
    }
    *used = series;
    return request->wants_all_volumes
               ? slice_volumes(slicing, request, series, progress, run, answer, error)
               : slice_volume(slicing, request, series, progress, run, &volumes, answer, error);
}

/* A series is compared with its listing once more when all images are stored: what was deleted, corrected or
   made anonymous meanwhile must not come back as images. */
static bool slice_series(const MprSlicing *slicing, const MprRequest *request, const MprProgress *progress,
                         Run *run, cJSON **answer, MprError *error)
{
    MprSeries *series = NULL;
    const bool ok = slice_and_keep(slicing, request, progress, run, &series, answer, error) &&
                    mpr_series_confirm(series, error);
    mpr_series_free(series);
    return ok;
}

/* ---- a study ---- */

/* What this plugin made is not resliced again with the study that it was put into. */
static bool is_own_series(const cJSON *series)
{
    const cJSON *tags = mpr_json_member(series, "MainDicomTags");
    return strcmp(mpr_json_text(tags, "Manufacturer"), MPR_MANUFACTURER) == 0;
}

static bool add_skipped(cJSON *answer, const char *series, const char *reason, MprError *error)
{
    MprError memory = {0};
    cJSON *list = cJSON_GetObjectItem(answer, "Skipped");
    cJSON *item = mpr_json_add(list, NULL, cJSON_CreateObject(), &memory);
    mpr_json_add(item, "Source", cJSON_CreateString(series), &memory);
    mpr_json_add(item, "Reason", cJSON_CreateString(reason), &memory);
    return memory.status == MPR_OK || mpr_fail(error, MPR_NO_MEMORY, "%s", memory.message);
}

static bool slice_study_series(const MprRequest *request, const cJSON *series, const MprProgress *progress,
                               Run *run, MprSeries **used, cJSON *answer, MprError *error)
{
    const size_t mark = mpr_store_mark(run->store);
    MprSlicing slicing = {.level = MPR_LEVEL_SERIES};
    cJSON *made = NULL;
    snprintf(slicing.id, sizeof slicing.id, "%s", mpr_json_text(series, "ID"));
    if (is_own_series(series)) {
        return add_skipped(answer, slicing.id, "it was made by this plugin", error);
    }
    const bool is_made = slice_and_keep(&slicing, request, progress, run, used, &made, error);
    if (*used != NULL) {
        mpr_series_rest(*used);
    }
    if (is_made) {
        const bool is_told = mpr_json_add(made, "Source", cJSON_CreateString(slicing.id), error) != NULL;
        return mpr_json_add(cJSON_GetObjectItem(answer, "Series"), NULL, made, error) != NULL && is_told;
    }
    if (error->status != MPR_UNSUITABLE && error->status != MPR_DEADLY) {
        return false;
    }
    mpr_store_roll_back(run->store, mark);
    const MprError why = *error;
    return add_skipped(answer, slicing.id, why.message, error);
}

/* Orthanc lists the series of an unknown study as none, and says 404 to the study itself. */
static bool list_study(const char *study, cJSON **list, MprError *error)
{
    char uri[80];
    cJSON *answer = NULL;
    snprintf(uri, sizeof uri, "/studies/%s", study);
    const bool is_there = mpr_host_get(uri, &answer, error);
    cJSON_Delete(answer);
    snprintf(uri, sizeof uri, "/studies/%s/series", study);
    return is_there && mpr_host_get(uri, list, error);
}

/* Each series was compared with its listing before its images were stored; it may have changed while those
 * that follow were made, and an answer speaks of one state of the study. */
static bool slice_list(const cJSON *list, const MprRequest *request, const MprProgress *progress, Run *run,
                       cJSON *answer, MprError *error)
{
    const size_t count = (size_t)cJSON_GetArraySize(list);
    MprSeries **used = mpr_allocate(count + 1, sizeof *used, error);
    bool ok = used != NULL;
    size_t done = 0;
    for (const cJSON *series = list->child; ok && series != NULL; series = series->next) {
        MprProgressPart part = {progress, (double)done / (double)count, 1.0 / (double)count};
        const MprProgress told = mpr_progress_of_part(&part);
        ok = slice_study_series(request, series, &told, run, &used[done++], answer, error);
    }
    for (size_t index = 0; index < done; index++) {
        ok = ok && (used[index] == NULL || mpr_series_confirm(used[index], error));
        mpr_series_free(used[index]);
    }
    mpr_free(used);
    return ok;
}

static bool slice_study(const MprSlicing *slicing, const MprRequest *request, const MprProgress *progress,
                        Run *run, cJSON **made, MprError *error)
{
    MprError memory = {0};
    cJSON *list = NULL;
    cJSON *answer = cJSON_CreateObject();
    mpr_json_add(answer, "Series", cJSON_CreateArray(), &memory);
    mpr_json_add(answer, "Skipped", cJSON_CreateArray(), &memory);
    const bool ok =
        list_study(slicing->id, &list, error) && slice_list(list, request, progress, run, answer, error);
    cJSON_Delete(list);
    if (!ok) {
        cJSON_Delete(answer);
        return false;
    }
    return mpr_json_finish(answer, &memory, made, error);
}

static bool check_append(const MprSlicing *slicing, MprError *error)
{
    return slicing->request.append_to[0] == '\0' || slicing->level != MPR_LEVEL_STUDY ||
           mpr_fail(error, MPR_BAD_REQUEST,
                    "AppendTo is for one series; of a study each one makes a series of its own");
}

static bool run_once(const MprSlicing *slicing, const MprProgress *progress, cJSON **answer, MprError *error)
{
    MprRequest request = slicing->request;
    Run run = {.budget = {.maximum = terms.maximum_samples}};
    cJSON *made = NULL;
    if (request.plane.kind == MPR_PLANE_LIKE &&
        !mpr_like_take(terms.like, terms.archive.pool, slicing->level, slicing->id, &request, error)) {
        return false;
    }
    bool ok = check_append(slicing, error) && mpr_append_create(request.append_to, &run.append, error) &&
              mpr_store_create(terms.archive.pool, &run.store, error);
    if (ok) {
        ok = (slicing->level == MPR_LEVEL_STUDY
                  ? slice_study(slicing, &request, progress, &run, &made, error)
                  : slice_series(slicing, &request, progress, &run, &made, error)) &&
             mpr_append_confirm(run.append, error) && mpr_store_commit(run.store, error);
    }
    mpr_store_free(run.store);
    mpr_append_free(run.append);
    if (!ok) {
        cJSON_Delete(made);
        return false;
    }
    *answer = made;
    return true;
}

/* A series that changes will soon have done so. Who waits for an answer is told after some seconds, a job has
 * more time, and still more for a series that is being sent again: it waits without reading anything. */
enum { TRIES = 4, JOB_TRIES = 8, JOB_WAITS = 180, BETWEEN_TRIES_MS = 1000, ASK_EVERY_MS = 100 };

/* Servers that hinder each other shall not come again at the same time. */
enum { AT_MOST_LATER_MS = 500 };

static int most_tries(const MprRequest *request, MprStatus status)
{
    const bool is_job = request->is_asynchronous;
    switch (status) {
    case MPR_TAKEN: /* another server may have added the same image at the same time, under another number */
        return request->append_to[0] != '\0' ? 2 : 0;
    case MPR_CONFLICT:
        return is_job ? JOB_TRIES : TRIES;
    case MPR_BEING_SENT:
        return is_job ? JOB_WAITS : TRIES;
    default:
        return 0;
    }
}

static bool wait_between_tries(const MprProgress *progress, MprError *error)
{
    const struct timespec moment = {.tv_nsec = ASK_EVERY_MS * 1000000};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    const int wait_ms = BETWEEN_TRIES_MS + (int)(now.tv_nsec / 1000 % AT_MOST_LATER_MS);
    for (int waited = 0; waited < wait_ms; waited += ASK_EVERY_MS) {
        if (!mpr_progress_tell(progress, 0.0, error)) {
            return false;
        }
        nanosleep(&moment, NULL);
    }
    return true;
}

bool mpr_slicing_run(const MprSlicing *slicing, const MprProgress *progress, cJSON **answer, MprError *error)
{
    const double start_ms = mpr_metrics_now_ms();
    bool ok = run_once(slicing, progress, answer, error);
    for (int tries = 1; !ok && tries < most_tries(&slicing->request, error->status); tries++) {
        mpr_host_log_info("%s: %s; trying again", slicing->id, error->message);
        ok = wait_between_tries(progress, error) && run_once(slicing, progress, answer, error);
    }
    if (ok) {
        mpr_metrics_took(MPR_METRIC_REQUEST, start_ms);
    }
    return ok;
}
