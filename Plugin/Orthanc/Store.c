/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Store.h"

#include "Answer.h"
#include "Claims.h"
#include "Work.h"

#include <stdio.h>
#include <string.h>

/* An image of this store. */
typedef struct Taken {
    struct Taken *next;
    MprClaim claim;
    char id[MPR_HOST_ID_SIZE];     /* "": it is not in the archive */
    char series[MPR_HOST_ID_SIZE]; /* of an image that was brought */
    bool is_brought;               /* by this store */
} Taken;

struct MprStore {
    MprPool *pool;
    const char *study; /* of the images that come */
    cJSON *instances;  /* what Orthanc answered, or would have, and Geometry */
    Taken *taken;      /* the last one first */
    size_t count;      /* of taken */
};

bool mpr_store_create(MprPool *pool, MprStore **created, MprError *error)
{
    MprStore *store = mpr_allocate(1, sizeof *store, error);
    if (store == NULL) {
        return false;
    }
    store->pool = pool;
    store->instances = cJSON_CreateArray();
    if (store->instances == NULL) {
        mpr_store_free(store);
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the answer");
    }
    *created = store;
    return true;
}

/* ---- back ---- */

size_t mpr_store_mark(const MprStore *store)
{
    return store->count;
}

static Taken *pop(MprStore *store)
{
    Taken *last = store->taken;
    store->taken = last->next;
    store->count--;
    return last;
}

/* Has a series just so many images? */
static bool has_images(const char *series, size_t count)
{
    char uri[80];
    cJSON *answer = NULL;
    MprError ignored;
    snprintf(uri, sizeof uri, "/series/%s", series);
    const bool is_there = mpr_host_get(uri, &answer, &ignored);
    const bool has = is_there && (size_t)cJSON_GetArraySize(mpr_json_member(answer, "Instances")) == count;
    cJSON_Delete(answer);
    return has;
}

/* Deletes the first of the list and those behind it that are of the same series, by one call when the series
 * is nothing else; returns the rest of the list. */
static Taken *delete_series(Taken *list)
{
    char series[MPR_HOST_ID_SIZE];
    size_t count = 0;
    memcpy(series, list->series, sizeof series);
    for (const Taken *one = list; one != NULL && strcmp(one->series, series) == 0; one = one->next) {
        count++;
    }
    const bool is_deleted = count > 1 && has_images(series, count) && mpr_host_delete("series", series);
    for (; count > 0; count--) {
        Taken *next = list->next;
        if (!is_deleted) {
            mpr_host_delete("instances", list->id);
        }
        mpr_claim_end(list->claim);
        mpr_free(list);
        list = next;
    }
    return list;
}

void mpr_store_roll_back(MprStore *store, size_t mark)
{
    Taken *leaving = NULL;
    while (store->count > mark) {
        Taken *last = pop(store);
        if (mpr_claim_release(last->claim)) {
            last->next = leaving;
            leaving = last;
        } else {
            mpr_free(last);
        }
    }
    while (leaving != NULL) {
        leaving = delete_series(leaving);
    }
    while (cJSON_GetArraySize(store->instances) > 0) {
        cJSON_DeleteItemFromArray(store->instances, 0);
    }
}

bool mpr_store_commit(MprStore *store, MprError *error)
{
    for (const Taken *taken = store->taken; taken != NULL; taken = taken->next) {
        MprError gone;
        if (!taken->is_brought && !mpr_host_has_instance(taken->id, &gone)) {
            return mpr_fail(error, MPR_CONFLICT,
                            "instance %s, which is the same image, has been deleted meanwhile; ask again",
                            taken->id);
        }
    }
    while (store->count > 0) {
        Taken *last = pop(store);
        mpr_claim_keep(last->claim);
        mpr_claim_release(last->claim);
        mpr_free(last);
    }
    return true;
}

void mpr_store_free(MprStore *store)
{
    if (store != NULL) {
        mpr_store_roll_back(store, 0);
        cJSON_Delete(store->instances);
        mpr_free(store);
    }
}

/* ---- what the archive has already ---- */

/* The parent of a resource, as Orthanc names it. */
static bool add_parent(cJSON *answer, const char *level, const char *id, const char *key, MprError *error)
{
    char uri[96];
    cJSON *resource = NULL;
    snprintf(uri, sizeof uri, "/%s/%s", level, id);
    if (!mpr_host_get(uri, &resource, error)) {
        return false;
    }
    const cJSON *added = mpr_json_add(answer, key, cJSON_CreateString(mpr_json_text(resource, key)), error);
    cJSON_Delete(resource);
    return added != NULL;
}

/* The answer that Orthanc gives to a file it has already, without sending it: with OverwriteInstances it
   would be replaced by one with another creation time. */
static bool answer_stored(const char *id, cJSON **stored, MprError *error)
{
    char path[64];
    MprError memory = {0};
    cJSON *answer = cJSON_CreateObject();
    snprintf(path, sizeof path, "/instances/%s", id);
    mpr_json_add(answer, "ID", cJSON_CreateString(id), &memory);
    mpr_json_add(answer, "Path", cJSON_CreateString(path), &memory);
    mpr_json_add(answer, "Status", cJSON_CreateString("AlreadyStored"), &memory);
    if (!add_parent(answer, "instances", id, "ParentSeries", error) ||
        !add_parent(answer, "series", mpr_json_text(answer, "ParentSeries"), "ParentStudy", error) ||
        !add_parent(answer, "studies", mpr_json_text(answer, "ParentStudy"), "ParentPatient", error)) {
        cJSON_Delete(answer);
        return false;
    }
    return mpr_json_finish(answer, &memory, stored, error);
}

/* Does the archive have an instance of that name in the study and in the series? The same name elsewhere is
 * that of another image. */
static bool find(const char *study, const MprDerived *derived, char found[MPR_HOST_ID_SIZE], MprError *error)
{
    cJSON *resources = NULL;
    found[0] = '\0';
    if (!mpr_host_lookup(derived->sop_instance_uid, &resources, error)) {
        return false;
    }
    for (const cJSON *one = resources->child; one != NULL && found[0] == '\0'; one = one->next) {
        const char *id = mpr_json_text(one, "ID");
        char parent[MPR_HOST_ID_SIZE];
        char series[MPR_UID_SIZE];
        if (strcmp(mpr_json_text(one, "Type"), "Instance") == 0 && mpr_host_is_id(id) &&
            mpr_host_parents(id, parent, series) && strcmp(parent, study) == 0 &&
            strcmp(series, derived->series_instance_uid) == 0) {
            memcpy(found, id, MPR_HOST_ID_SIZE);
        }
    }
    cJSON_Delete(resources);
    return true;
}

static bool compare(const MprStore *store, const MprDerived *derived, const char *id, MprError *error)
{
    char subject[160];
    MprBuffer file = {0};
    const bool is_same =
        mpr_host_file(id, &file, error) && mpr_dicom_compare(store->pool, &derived->file, &file, error);
    mpr_buffer_release(&file);
    if (!is_same && error->status == MPR_TAKEN) {
        snprintf(subject, sizeof subject,
                 "instance %s has the identifiers of this image and is another one; nothing was stored", id);
        mpr_fail_about(error, subject);
    }
    return is_same;
}

/* ---- what comes ---- */

/* A study that was deleted or recycled meanwhile must not come back, which could recycle another patient. */
static bool is_study_there(const MprStore *store, MprError *error)
{
    char uri[80];
    cJSON *answer = NULL;
    snprintf(uri, sizeof uri, "/studies/%s", store->study);
    const bool is_there = mpr_host_get(uri, &answer, error);
    cJSON_Delete(answer);
    if (!is_there && error->status == MPR_NOT_FOUND) {
        mpr_fail(error, MPR_CONFLICT, "study %s has been deleted meanwhile; nothing was stored, ask again",
                 store->study);
    }
    return is_there;
}

/* Stores the image, unless somebody else has done so in this moment. */
static bool bring(MprStore *store, const MprDerived *derived, Taken *taken, cJSON **answer, MprError *error)
{
    bool is_new = false;
    cJSON *stored = NULL;
    const bool ok = is_study_there(store, error) &&
                    mpr_host_store(&derived->file, &is_new, taken->id, taken->series, &stored, error);
    taken->is_brought = is_new;
    if (ok && is_new && strcmp(mpr_json_text(stored, "ParentStudy"), store->study) != 0) {
        mpr_fail(error, MPR_INTERNAL, "the image was stored in study %.44s, its sources are of study %s",
                 mpr_json_text(stored, "ParentStudy"), store->study);
    } else if (ok && (is_new || compare(store, derived, taken->id, error))) {
        *answer = stored;
        return true;
    }
    cJSON_Delete(stored);
    return false;
}

/* What is needed to take an image back is there before it is stored: afterwards nothing may fail any more. */
static Taken *push(MprStore *store, const MprDerived *derived, MprError *error)
{
    Taken *taken = mpr_allocate(1, sizeof *taken, error);
    if (taken != NULL && !mpr_claim_take(store->study, derived->sop_instance_uid, &taken->claim, error)) {
        mpr_free(taken);
        return NULL;
    }
    if (taken != NULL) {
        taken->next = store->taken;
        store->taken = taken;
        store->count++;
    }
    return taken;
}

static bool find_or_bring(MprStore *store, const MprDerived *derived, Taken *taken, cJSON **answer,
                          MprError *error)
{
    const bool ok = find(store->study, derived, taken->id, error) &&
                    (taken->id[0] == '\0' ? bring(store, derived, taken, answer, error)
                                          : compare(store, derived, taken->id, error) &&
                                                answer_stored(taken->id, answer, error));
    mpr_claim_settle(taken->claim, taken->is_brought);
    return ok;
}

static bool take(void *self, const MprDerived *derived, MprError *error)
{
    MprStore *store = self;
    cJSON *answer = NULL;
    Taken *taken = mpr_work_goes_on(error) ? push(store, derived, error) : NULL;
    return taken != NULL && find_or_bring(store, derived, taken, &answer, error) &&
           mpr_json_add(store->instances, NULL, answer, error) != NULL &&
           mpr_answer_add_geometry(answer, derived, error);
}

MprSink mpr_store_sink(MprStore *store, const char *study)
{
    const MprSink sink = {store, take};
    store->study = study;
    return sink;
}

bool mpr_store_answer(MprStore *store, const MprReport *report, cJSON **answer, MprError *error)
{
    return mpr_answer_create(report, store->instances, answer, error);
}
