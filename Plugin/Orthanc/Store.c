/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Store.h"

#include "Answer.h"
#include "Host.h"

#include <stdio.h>
#include <string.h>

struct MprStore {
    cJSON *instances; /* what Orthanc answered, or would have, and Geometry */
    cJSON *brought;   /* identifiers of those that were not there before: the others are somebody else's */
};

bool mpr_store_create(MprStore **created, MprError *error)
{
    MprStore *store = mpr_allocate(1, sizeof *store, error);
    if (store == NULL) {
        return false;
    }
    store->instances = cJSON_CreateArray();
    store->brought = cJSON_CreateArray();
    if (store->instances == NULL || store->brought == NULL) {
        mpr_store_free(store);
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the answer");
    }
    *created = store;
    return true;
}

size_t mpr_store_mark(const MprStore *store)
{
    return (size_t)cJSON_GetArraySize(store->brought);
}

void mpr_store_roll_back(MprStore *store, size_t mark)
{
    while (mpr_store_mark(store) > mark) {
        cJSON *id = cJSON_DetachItemFromArray(store->brought, (int)mpr_store_mark(store) - 1);
        mpr_host_delete_instance(id->valuestring);
        cJSON_Delete(id);
    }
    cJSON_Delete(store->instances);
    store->instances = cJSON_CreateArray();
}

void mpr_store_commit(MprStore *store)
{
    cJSON_Delete(store->brought);
    store->brought = cJSON_CreateArray();
}

void mpr_store_free(MprStore *store)
{
    if (store != NULL) {
        mpr_store_roll_back(store, 0);
        cJSON_Delete(store->brought);
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
    cJSON_AddStringToObject(answer, key, mpr_json_text(resource, key));
    cJSON_Delete(resource);
    return true;
}

/* The answer that Orthanc gives to a file it has already, without sending it: with OverwriteInstances it
   would be replaced by one with another creation time. */
static bool answer_stored(const char *id, cJSON **stored, MprError *error)
{
    char path[64];
    cJSON *answer = cJSON_CreateObject();
    snprintf(path, sizeof path, "/instances/%s", id);
    cJSON_AddStringToObject(answer, "ID", id);
    cJSON_AddStringToObject(answer, "Path", path);
    cJSON_AddStringToObject(answer, "Status", "AlreadyStored");
    if (!add_parent(answer, "instances", id, "ParentSeries", error) ||
        !add_parent(answer, "series", mpr_json_text(answer, "ParentSeries"), "ParentStudy", error) ||
        !add_parent(answer, "studies", mpr_json_text(answer, "ParentStudy"), "ParentPatient", error)) {
        cJSON_Delete(answer);
        return false;
    }
    *stored = answer;
    return true;
}

static bool take(void *self, const MprDerived *derived, MprError *error)
{
    MprStore *store = self;
    char id[MPR_HOST_ID_SIZE];
    cJSON *answer = NULL;
    const bool ok = mpr_host_lookup(derived->sop_instance_uid, id)
                        ? answer_stored(id, &answer, error)
                        : mpr_host_store(&derived->file, &answer, error);
    if (!ok) {
        return false;
    }
    cJSON_AddItemToArray(store->instances, answer);
    if (strcmp(mpr_json_text(answer, "Status"), "Success") == 0) {
        cJSON_AddItemToArray(store->brought, cJSON_CreateString(mpr_json_text(answer, "ID")));
    }
    return mpr_answer_add_geometry(answer, derived, error);
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
