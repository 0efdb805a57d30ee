/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Replaced.h"

#include "CatalogueCache.h"
#include "Dicom/Dicom.h"
#include "Dicom/Identity.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Sources whose results are remembered, the last ones. */
enum { SOURCES = 64, TIME_SIZE = 32 };

typedef struct {
    char id[MPR_HOST_ID_SIZE];
    char series_instance_uid[MPR_UID_SIZE];
    char updated[TIME_SIZE]; /* "LastUpdate" */
} Result;

/* The results in the study that are not younger than the source is. As long as the source stays as it is, no
 * further one can come to them. */
typedef struct {
    char source[MPR_HOST_ID_SIZE];
    char updated[TIME_SIZE]; /* "LastUpdate" of the source */
    Result *results;
    size_t count;
} Known;

static struct {
    pthread_mutex_t mutex;
    Known known[SOURCES];
    size_t next;
} memory = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static bool is_result(const cJSON *series, const char *updated)
{
    const cJSON *tags = mpr_json_member(series, "MainDicomTags");
    return strcmp(mpr_json_text(tags, "Manufacturer"), MPR_MANUFACTURER) == 0 &&
           strcmp(mpr_json_text(series, "LastUpdate"), updated) <= 0;
}

static bool list_results(const char *study, Known *known)
{
    char uri[80];
    cJSON *list = NULL;
    MprError ignored;
    snprintf(uri, sizeof uri, "/studies/%s/series", study);
    if (!mpr_host_get(uri, &list, &ignored)) {
        return false;
    }
    known->results = mpr_allocate((size_t)cJSON_GetArraySize(list), sizeof *known->results, &ignored);
    for (const cJSON *series = list->child; known->results != NULL && series != NULL; series = series->next) {
        if (is_result(series, known->updated)) {
            Result *result = &known->results[known->count++];
            snprintf(result->id, sizeof result->id, "%s", mpr_json_text(series, "ID"));
            snprintf(result->series_instance_uid, sizeof result->series_instance_uid, "%s",
                     mpr_json_text(mpr_json_member(series, "MainDicomTags"), "SeriesInstanceUID"));
            snprintf(result->updated, sizeof result->updated, "%s", mpr_json_text(series, "LastUpdate"));
        }
    }
    cJSON_Delete(list);
    return known->results != NULL;
}

static int compare_times(const void *left, const void *right)
{
    return strcmp(((const Result *)right)->updated, ((const Result *)left)->updated);
}

/* Those of the same request and of another content, the newest first, for mpr_free; NULL when there are none. */
static Result *choose_results(const Known *known, const char *series_instance_uid, size_t *count)
{
    MprError ignored;
    *count = 0;
    Result *chosen = known->count > 0 ? mpr_allocate(known->count, sizeof *chosen, &ignored) : NULL;
    for (size_t index = 0; chosen != NULL && index < known->count; index++) {
        const Result *result = &known->results[index];
        if (mpr_identity_differ_in_content(series_instance_uid, result->series_instance_uid)) {
            chosen[(*count)++] = *result;
        }
    }
    if (*count > 1) {
        qsort(chosen, *count, sizeof *chosen, compare_times);
    }
    return chosen;
}

/* What is remembered may have been deleted since. */
static bool is_there(const char *series)
{
    char uri[80];
    cJSON *answer = NULL;
    MprError ignored;
    snprintf(uri, sizeof uri, "/series/%s", series);
    const bool found = mpr_host_get(uri, &answer, &ignored);
    cJSON_Delete(answer);
    return found;
}

/* Without the mutex: Orthanc is asked. One sentence, however often the images were replaced. */
static void note_results(const Result *results, size_t count, MprNotes *notes)
{
    const char *newest = NULL;
    size_t there = 0;
    for (size_t index = 0; index < count; index++) {
        if (is_there(results[index].id)) {
            newest = there == 0 ? results[index].id : newest;
            there++;
        }
    }
    if (there == 1) {
        mpr_notes_add(notes,
                      "series %s was made by the same request, from what the images were before they were "
                      "replaced",
                      newest);
    } else if (there > 1) {
        mpr_notes_add(notes,
                      "series %s and %zu older ones were made by the same request, from what the images were "
                      "before they were replaced",
                      newest, there - 1);
    }
}

/* With the mutex held. */
static const Known *find(const char *source, const char *updated)
{
    for (size_t index = 0; index < SOURCES; index++) {
        const Known *known = &memory.known[index];
        if (strcmp(known->source, source) == 0 && strcmp(known->updated, updated) == 0) {
            return known;
        }
    }
    return NULL;
}

static void keep(const Known *known)
{
    pthread_mutex_lock(&memory.mutex);
    Known *oldest = &memory.known[memory.next++ % SOURCES];
    mpr_free(oldest->results);
    *oldest = *known;
    pthread_mutex_unlock(&memory.mutex);
}

void mpr_replaced_note(const cJSON *source, const char *series_instance_uid, MprNotes *notes)
{
    Known made = {0};
    Result *chosen = NULL;
    size_t count = 0;
    snprintf(made.source, sizeof made.source, "%s", mpr_json_text(source, "ID"));
    snprintf(made.updated, sizeof made.updated, "%s", mpr_json_text(source, "LastUpdate"));
    pthread_mutex_lock(&memory.mutex);
    const Known *known = find(made.source, made.updated);
    if (known != NULL) {
        chosen = choose_results(known, series_instance_uid, &count);
    }
    pthread_mutex_unlock(&memory.mutex);
    if (known == NULL && made.updated[0] != '\0' &&
        list_results(mpr_json_text(source, "ParentStudy"), &made)) {
        chosen = choose_results(&made, series_instance_uid, &count);
        if (mpr_catalogue_is_settled(source, time(NULL))) {
            keep(&made);
        } else { /* a further result could still come to them, in the same second */
            mpr_free(made.results);
        }
    }
    note_results(chosen, count, notes);
    mpr_free(chosen);
}

void mpr_replaced_forget(void)
{
    pthread_mutex_lock(&memory.mutex);
    for (size_t index = 0; index < SOURCES; index++) {
        mpr_free(memory.known[index].results);
        memory.known[index] = (Known){0};
    }
    pthread_mutex_unlock(&memory.mutex);
}
