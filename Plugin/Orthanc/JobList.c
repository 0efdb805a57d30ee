/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "JobList.h"

#include "Host.h"
#include "JobText.h"
#include "Request/Json.h"

#include <stdio.h>
#include <string.h>

static bool is_over(const cJSON *listed)
{
    const char *state = mpr_json_text(listed, "State");
    return strcmp(state, "Success") == 0 || strcmp(state, "Failure") == 0;
}

/* Among all jobs, by its key. */
static bool is_over_in_list(const char *key, char id[MPR_JOB_ID_SIZE])
{
    cJSON *list = NULL;
    MprError error;
    if (!mpr_host_get("/jobs?expand", &list, &error)) {
        return false;
    }
    const cJSON *listed = list->child;
    while (listed != NULL &&
           strcmp(mpr_job_text_key(mpr_json_member(mpr_json_member(listed, "Content"), "Job")), key) != 0) {
        listed = listed->next;
    }
    const bool over = listed == NULL || is_over(listed);
    if (listed != NULL) {
        snprintf(id, MPR_JOB_ID_SIZE, "%s", mpr_json_text(listed, "ID"));
    }
    cJSON_Delete(list);
    return over;
}

bool mpr_job_list_is_over(const char *key, char id[MPR_JOB_ID_SIZE])
{
    char uri[64];
    cJSON *listed = NULL;
    MprError error;
    if (id[0] == '\0') {
        return is_over_in_list(key, id);
    }
    snprintf(uri, sizeof uri, "/jobs/%s", id);
    if (!mpr_host_get(uri, &listed, &error)) {
        return error.status == MPR_NOT_FOUND;
    }
    const bool over = is_over(listed);
    cJSON_Delete(listed);
    return over;
}
