/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Job.h"

#include "RunningJob.h"

#include <stdio.h>
#include <string.h>

static bool create_new_job(const MprSlicing *slicing, const cJSON *body, const MprRule *rule,
                           OrthancPluginJob **created, MprError *error)
{
    MprSavedJob fresh = {.slicing = *slicing};
    const char *name = rule != NULL ? mpr_rule_name(rule) : NULL;
    if (!mpr_job_text_order(slicing, body, name, &fresh.order, error)) {
        return false;
    }
    if (!mpr_job_text_begin(fresh.order, &fresh.text, error)) {
        cJSON_Delete(fresh.order);
        return false;
    }
    return mpr_running_job_create(&fresh, rule, created, error);
}

static bool answer_place(const char *id, cJSON **answer, MprError *error)
{
    char path[80];
    MprError memory = {0};
    cJSON *place = cJSON_CreateObject();
    snprintf(path, sizeof path, "/jobs/%s", id);
    mpr_json_add(place, "ID", cJSON_CreateString(id), &memory);
    mpr_json_add(place, "Path", cJSON_CreateString(path), &memory);
    return mpr_json_finish(place, &memory, answer, error);
}

static bool submit(const MprSlicing *slicing, const cJSON *body, const MprRule *rule, cJSON **answer,
                   MprError *error)
{
    OrthancPluginJob *job = NULL;
    if (!create_new_job(slicing, body, rule, &job, error)) {
        return false;
    }
    char *id = OrthancPluginSubmitJob(mpr_host(), job, slicing->request.priority);
    if (id == NULL) {
        OrthancPluginFreeJob(mpr_host(), job);
        return mpr_fail(error, MPR_BUSY, "the archive did not take the job");
    }
    const bool ok = answer_place(id, answer, error);
    OrthancPluginFreeString(mpr_host(), id);
    return ok;
}

bool mpr_job_submit(const MprSlicing *slicing, const cJSON *body, cJSON **answer, MprError *error)
{
    return submit(slicing, body, NULL, answer, error);
}

bool mpr_job_submit_rule(const MprSlicing *slicing, const MprRule *rule, cJSON **answer, MprError *error)
{
    return submit(slicing, mpr_rule_body(rule), rule, answer, error);
}

/* NULL says that the job is not ours, or is damaged. */
static OrthancPluginJob *unserialize(const char *type, const char *text)
{
    OrthancPluginJob *job = NULL;
    MprSavedJob saved;
    MprError error = {0};
    if (strcmp(type, mpr_job_type) != 0) {
        return NULL;
    }
    if (!mpr_job_text_restore(text, &saved, &error) || !mpr_running_job_create(&saved, NULL, &job, &error)) {
        mpr_host_log_error("a saved job cannot be brought back: %s", error.message);
    }
    return job;
}

void mpr_jobs_register(void)
{
    OrthancPluginRegisterJobsUnserializer(mpr_host(), unserialize);
}
