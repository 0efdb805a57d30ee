/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "SeriesQuery.h"

#include "Request/Json.h"

#include <stdio.h>

bool mpr_series_query_parent(const char *instance, char series[MPR_HOST_ID_SIZE], MprError *error)
{
    char uri[80];
    cJSON *answer = NULL;
    snprintf(uri, sizeof uri, "/instances/%s", instance);
    if (!mpr_host_get(uri, &answer, error)) {
        return false;
    }
    snprintf(series, MPR_HOST_ID_SIZE, "%s", mpr_json_text(answer, "ParentSeries"));
    cJSON_Delete(answer);
    return true;
}

bool mpr_series_query_json(const char *series, MprBuffer *json, MprError *error)
{
    char uri[80];
    snprintf(uri, sizeof uri, "/series/%s", series);
    return mpr_host_text(uri, json, error);
}

bool mpr_series_query_instances(const char *series, cJSON **instances, MprError *error)
{
    char uri[80];
    snprintf(uri, sizeof uri, "/series/%s/instances", series);
    return mpr_host_get(uri, instances, error);
}

bool mpr_series_query_instance(const char *instance, cJSON **instances, MprError *error)
{
    char uri[80];
    cJSON *answer = NULL;
    MprError memory = {0};
    snprintf(uri, sizeof uri, "/instances/%s", instance);
    if (!mpr_host_get(uri, &answer, error)) {
        return false;
    }
    cJSON *list = cJSON_CreateArray();
    mpr_json_add(list, NULL, answer, &memory);
    return mpr_json_finish(list, &memory, instances, error);
}
