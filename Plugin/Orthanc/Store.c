/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Store.h"

#include "Answer.h"
#include "Claims.h"
#include "Found.h"
#include "Withdrawal.h"
#include "Work.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An image of this store. */
typedef struct Taken {
    struct Taken *next;
    MprClaim claim;
    char id[MPR_HOST_ID_SIZE]; /* "": it is not in the archive */
    char series[MPR_HOST_ID_SIZE];
    bool is_brought; /* by this store */
} Taken;

struct MprStore {
    MprPool *pool;
    const char *study; /* of the images that come */
    cJSON *instances;  /* what Orthanc answered, or would have, and Geometry */
    Taken *taken;      /* the last one first */
    size_t count;      /* of taken */
};

/* A series may be deleted as a whole while nobody stores an image: it could be of that series. */
static pthread_rwlock_t storing = PTHREAD_RWLOCK_INITIALIZER;

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

/* Those of the list, from its first on, that are of the same series. */
static size_t count_of_series(const Taken *list)
{
    size_t count = 0;
    for (const Taken *one = list; one != NULL && strcmp(one->series, list->series) == 0; one = one->next) {
        count++;
    }
    return count;
}

/* Another server may be about to answer with it (Withdrawal.h). */
static void delete_image(const Taken *taken)
{
    if (mpr_withdrawal_begin(taken->series) && !mpr_withdrawal_is_kept(taken->id)) {
        mpr_host_delete("instances", taken->id);
    }
}

static bool delete_whole_series(const char *series, size_t count)
{
    pthread_rwlock_wrlock(&storing);
    const bool is_deleted = has_images(series, count) && mpr_host_delete("series", series);
    pthread_rwlock_unlock(&storing);
    return is_deleted;
}

/* Deletes the first of the list and those behind it that are of the same series, by one call when the series
 * is nothing else; returns the rest of the list. */
static Taken *delete_series(Taken *list)
{
    char series[MPR_HOST_ID_SIZE];
    size_t count = count_of_series(list);
    memcpy(series, list->series, sizeof series);
    const bool may_delete = mpr_withdrawal_begin(series);
    const bool is_deleted =
        may_delete && count > 1 && !mpr_withdrawal_has_kept(series) && delete_whole_series(series, count);
    for (; count > 0; count--) {
        Taken *next = list->next;
        if (may_delete && !is_deleted) {
            delete_image(list);
        }
        mpr_claim_end(list->claim);
        mpr_free(list);
        list = next;
    }
    mpr_withdrawal_end(series);
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

/* ---- all stay ---- */

static bool fail_gone(const char *id, MprError *error)
{
    return mpr_fail(error, MPR_CONFLICT,
                    "instance %s, an image of this request, has been deleted meanwhile; ask again", id);
}

static int compare_ids(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Are the first of the list and those behind it that are of the same series among the images of the series? */
static bool are_listed(const Taken *list, const cJSON *instances, MprError *error)
{
    size_t listed = 0;
    const char **ids = mpr_allocate((size_t)cJSON_GetArraySize(instances) + 1, sizeof *ids, error);
    if (ids == NULL) {
        return false;
    }
    const cJSON *instance = NULL;
    cJSON_ArrayForEach(instance, instances)
    {
        ids[listed++] = cJSON_IsString(instance) ? instance->valuestring : "";
    }
    qsort(ids, listed, sizeof *ids, compare_ids);
    bool ok = true;
    for (size_t count = count_of_series(list); ok && count > 0; count--, list = list->next) {
        const char *id = list->id;
        ok = bsearch(&id, ids, listed, sizeof *ids, compare_ids) != NULL || fail_gone(id, error);
    }
    mpr_free(ids);
    return ok;
}

/* The same, asked of the archive when no other server takes images of the series back. */
static bool is_series_there(const Taken *list, MprError *error)
{
    char uri[80];
    cJSON *series = NULL;
    snprintf(uri, sizeof uri, "/series/%s", list->series);
    if (!mpr_withdrawal_wait(list->series, error)) {
        return false;
    }
    if (!mpr_host_get(uri, &series, error)) {
        return error->status == MPR_NOT_FOUND ? fail_gone(list->id, error) : false;
    }
    const bool ok = are_listed(list, mpr_json_member(series, "Instances"), error);
    cJSON_Delete(series);
    return ok;
}

static bool confirm(const MprStore *store, MprError *error)
{
    bool ok = true;
    for (const Taken *taken = store->taken; ok && taken != NULL; taken = taken->next) {
        ok = mpr_withdrawal_keep(taken->series, taken->id, taken->is_brought, error) ||
             (error->status == MPR_NOT_FOUND && fail_gone(taken->id, error));
    }
    const Taken *taken = store->taken;
    while (ok && taken != NULL) {
        ok = is_series_there(taken, error);
        for (size_t count = count_of_series(taken); count > 0; count--) {
            taken = taken->next;
        }
    }
    return ok;
}

bool mpr_store_commit(MprStore *store, MprError *error)
{
    if (!confirm(store, error)) {
        return false;
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

/* Whatever could not be read of an image that is on its way out: it is gone. */
static bool fail_when_gone(const char *id, MprError *error)
{
    MprError unknown = {0};
    const bool is_gone =
        error->status != MPR_TAKEN && !mpr_host_has_instance(id, &unknown) && unknown.status == MPR_NOT_FOUND;
    return is_gone ? fail_gone(id, error) : false;
}

static bool take_found(const MprStore *store, const MprDerived *derived, Taken *taken, cJSON **answer,
                       MprError *error)
{
    if (!compare(store, derived, taken->id, error) || !mpr_found_answer(taken->id, answer, error)) {
        return fail_when_gone(taken->id, error);
    }
    snprintf(taken->series, sizeof taken->series, "%s", mpr_json_text(*answer, "ParentSeries"));
    return true;
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
    pthread_rwlock_rdlock(&storing);
    const bool ok = is_study_there(store, error) &&
                    mpr_host_store(&derived->file, &is_new, taken->id, taken->series, &stored, error);
    pthread_rwlock_unlock(&storing);
    taken->is_brought = is_new;
    if (ok && is_new && strcmp(mpr_json_text(stored, "ParentStudy"), store->study) != 0) {
        mpr_fail(error, MPR_INTERNAL, "the image was stored in study %.44s, its sources are of study %s",
                 mpr_json_text(stored, "ParentStudy"), store->study);
    } else if (ok &&
               (is_new || compare(store, derived, taken->id, error) || fail_when_gone(taken->id, error))) {
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
    const bool ok = mpr_found_look(store->study, derived, taken->id, error) &&
                    (taken->id[0] == '\0' ? bring(store, derived, taken, answer, error)
                                          : take_found(store, derived, taken, answer, error));
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
