/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Replaced.h"

#include "../Dicom/Dicom.h"
#include "../Dicom/Identity.h"
#include "RollCache.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* Sources whose results are remembered, the last ones. */
enum { SOURCES = 64, TIME_SIZE = 32 };

typedef struct {
    char id[MPR_HOST_ID_SIZE];
    char series_instance_uid[MPR_UID_SIZE];
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
        }
    }
    cJSON_Delete(list);
    return known->results != NULL;
}

static void note_results(const Known *known, const char *series_instance_uid, MprNotes *notes)
{
    for (size_t index = 0; index < known->count; index++) {
        const Result *result = &known->results[index];
        if (mpr_identity_differ_in_content(series_instance_uid, result->series_instance_uid)) {
            mpr_notes_add(
                notes,
                "series %s was made by the same request, from what the images were before they were replaced",
                result->id);
        }
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
    snprintf(made.source, sizeof made.source, "%s", mpr_json_text(source, "ID"));
    snprintf(made.updated, sizeof made.updated, "%s", mpr_json_text(source, "LastUpdate"));
    pthread_mutex_lock(&memory.mutex);
    const Known *known = find(made.source, made.updated);
    if (known != NULL) {
        note_results(known, series_instance_uid, notes);
    }
    pthread_mutex_unlock(&memory.mutex);
    if (known == NULL && made.updated[0] != '\0' &&
        list_results(mpr_json_text(source, "ParentStudy"), &made)) {
        note_results(&made, series_instance_uid, notes);
        keep(&made);
    }
}
