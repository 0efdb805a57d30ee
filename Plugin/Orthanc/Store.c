/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Store.h"

#include "Answer.h"
#include "Host.h"

#include <stdio.h>
#include <string.h>

/* An image that was not there before: the others are somebody else's. */
typedef struct Brought {
    struct Brought *next;
    char sop_instance_uid[MPR_UID_SIZE];
} Brought;

struct MprStore {
    cJSON *instances; /* what Orthanc answered, or would have, and Geometry */
    Brought *brought; /* the last one first */
    size_t count;     /* of brought */
};

bool mpr_store_create(MprStore **created, MprError *error)
{
    MprStore *store = mpr_allocate(1, sizeof *store, error);
    if (store == NULL) {
        return false;
    }
    store->instances = cJSON_CreateArray();
    if (store->instances == NULL) {
        mpr_store_free(store);
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the answer");
    }
    *created = store;
    return true;
}

size_t mpr_store_mark(const MprStore *store)
{
    return store->count;
}

static void forget_last(MprStore *store)
{
    Brought *last = store->brought;
    store->brought = last->next;
    store->count--;
    mpr_free(last);
}

void mpr_store_roll_back(MprStore *store, size_t mark)
{
    char id[MPR_HOST_ID_SIZE];
    while (store->count > mark) {
        if (mpr_host_lookup(store->brought->sop_instance_uid, id)) {
            mpr_host_delete_instance(id);
        }
        forget_last(store);
    }
    while (cJSON_GetArraySize(store->instances) > 0) {
        cJSON_DeleteItemFromArray(store->instances, 0);
    }
}

void mpr_store_commit(MprStore *store)
{
    while (store->count > 0) {
        forget_last(store);
    }
}

void mpr_store_free(MprStore *store)
{
    if (store != NULL) {
        mpr_store_roll_back(store, 0);
        cJSON_Delete(store->instances);
        mpr_free(store);
    }
}

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

/* What is needed to take an image back is there before it is stored: afterwards nothing may fail any more. */
static bool bring(MprStore *store, const MprDerived *derived, cJSON **answer, MprError *error)
{
    bool is_new = false;
    Brought *brought = mpr_allocate(1, sizeof *brought, error);
    if (brought == NULL) {
        return false;
    }
    memcpy(brought->sop_instance_uid, derived->sop_instance_uid, sizeof brought->sop_instance_uid);
    const bool ok = mpr_host_store(&derived->file, &is_new, answer, error);
    if (is_new) {
        brought->next = store->brought;
        store->brought = brought;
        store->count++;
    } else {
        mpr_free(brought);
    }
    return ok;
}

static bool take(void *self, const MprDerived *derived, MprError *error)
{
    MprStore *store = self;
    char id[MPR_HOST_ID_SIZE];
    cJSON *answer = NULL;
    return (mpr_host_lookup(derived->sop_instance_uid, id) ? answer_stored(id, &answer, error)
                                                           : bring(store, derived, &answer, error)) &&
           mpr_json_add(store->instances, NULL, answer, error) != NULL &&
           mpr_answer_add_geometry(answer, derived, error);
}

MprSink mpr_store_sink(MprStore *store)
{
    const MprSink sink = {store, take};
    return sink;
}

bool mpr_store_answer(MprStore *store, const MprReport *report, cJSON **answer, MprError *error)
{
    return mpr_answer_create(report, store->instances, answer, error);
}
