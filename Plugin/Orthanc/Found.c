/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Found.h"

#include <stdio.h>
#include <string.h>

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

bool mpr_found_answer(const char *id, cJSON **found, MprError *error)
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
    return mpr_json_finish(answer, &memory, found, error);
}

bool mpr_found_look(const char *study, const MprDerived *derived, char found[MPR_HOST_ID_SIZE],
                    MprError *error)
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
