/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "JobText.h"

#include "Host.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

static const char *const level_names[] = {"series", "instances", "studies"};

const char *mpr_job_text_level(MprLevel level)
{
    return level_names[level];
}

/* ---- making ---- */

static bool make_key(char key[40], MprError *error)
{
    uint64_t numbers[2];
    if (getrandom(numbers, sizeof numbers, 0) != (ssize_t)sizeof numbers) {
        return mpr_fail(error, MPR_INTERNAL, "the system gives no random numbers");
    }
    snprintf(key, 40, "%016" PRIx64 "%016" PRIx64, numbers[0], numbers[1]);
    return true;
}

bool mpr_job_text_order(const MprSlicing *slicing, const cJSON *body, const char *rule, cJSON **order,
                        MprError *error)
{
    char key[40];
    MprError memory = {0};
    if (!make_key(key, error)) {
        return false;
    }
    cJSON *made = cJSON_CreateObject();
    mpr_json_add(made, "Level", cJSON_CreateString(level_names[slicing->level]), &memory);
    mpr_json_add(made, "Resource", cJSON_CreateString(slicing->id), &memory);
    mpr_json_add(made, "Request", cJSON_Duplicate(body, 1), &memory);
    if (rule != NULL) {
        mpr_json_add(made, "Rule", cJSON_CreateString(rule), &memory);
    }
    mpr_json_add(made, "Key", cJSON_CreateString(key), &memory);
    return mpr_json_finish(made, &memory, order, error);
}

const char *mpr_job_text_key(const cJSON *order)
{
    return mpr_json_text(order, "Key");
}

/* The request, and the answer or what went wrong. */
static char *print_content(const cJSON *order, const MprJobEnd *end, MprError *memory)
{
    const bool has_answer = end != NULL && end->answer != NULL;
    cJSON *content = has_answer ? cJSON_Duplicate(end->answer, 1) : cJSON_CreateObject();
    mpr_json_add(content, "Job", cJSON_Duplicate(order, 1), memory);
    if (end != NULL && end->error != NULL) {
        cJSON *errors = mpr_json_add(content, "Errors", cJSON_CreateArray(), memory);
        mpr_json_add(errors, NULL, cJSON_CreateString(end->error->message), memory);
    }
    char *text = memory->status == MPR_OK ? cJSON_PrintUnformatted(content) : NULL;
    cJSON_Delete(content);
    return text;
}

/* The content is a text in the text, so that it comes back as it was. */
static char *print_saved(const cJSON *order, const MprJobEnd *end, const char *content, MprError *memory)
{
    cJSON *saved = cJSON_Duplicate(order, 1);
    if (saved != NULL && end != NULL) {
        cJSON *result = mpr_json_add(saved, "Result", cJSON_CreateObject(), memory);
        mpr_json_add(result, "Success", cJSON_CreateBool(end->is_success), memory);
        mpr_json_add(result, "Progress", cJSON_CreateNumber(end->progress), memory);
        mpr_json_add(result, "Content", cJSON_CreateString(content), memory);
    }
    char *text = saved != NULL && memory->status == MPR_OK ? cJSON_PrintUnformatted(saved) : NULL;
    cJSON_Delete(saved);
    return text;
}

static bool say(const cJSON *order, const MprJobEnd *end, const MprJobText **text, MprError *error)
{
    MprError memory = {0};
    MprJobText *said = mpr_allocate(1, sizeof *said, error);
    if (said == NULL) {
        return false;
    }
    said->content = print_content(order, end, &memory);
    said->saved = said->content != NULL ? print_saved(order, end, said->content, &memory) : NULL;
    if (said->saved == NULL) {
        mpr_job_text_free(said);
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for what the job says");
    }
    said->before = *text;
    *text = said;
    return true;
}

bool mpr_job_text_begin(const cJSON *order, const MprJobText **text, MprError *error)
{
    *text = NULL;
    return say(order, NULL, text, error);
}

bool mpr_job_text_end(const cJSON *order, const MprJobEnd *end, const MprJobText **text, MprError *error)
{
    return say(order, end, text, error);
}

void mpr_job_text_free(const MprJobText *text)
{
    while (text != NULL) {
        const MprJobText *before = text->before;
        cJSON_free(text->content);
        cJSON_free(text->saved);
        mpr_free((void *)text);
        text = before;
    }
}

/* ---- restoring ---- */

static bool parse_order(const cJSON *order, MprSlicing *slicing, MprError *error)
{
    int level = 0;
    const char *id = mpr_json_text(order, "Resource");
    const char *const names[] = {level_names[0], level_names[1], level_names[2], NULL};
    if (!mpr_json_choice(mpr_json_member(order, "Level"), "Level", names, &level, error) ||
        !mpr_request_parse(mpr_json_member(order, "Request"), &slicing->request, error)) {
        return false;
    }
    if (!mpr_host_is_id(id)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "Resource is no Orthanc identifier");
    }
    slicing->level = (MprLevel)level;
    memcpy(slicing->id, id, sizeof slicing->id);
    return true;
}

/* As it was said before. */
static bool take_result(const cJSON *result, MprSavedJob *saved, MprError *error)
{
    const char *content = mpr_json_text(result, "Content");
    const cJSON *progress = mpr_json_member(result, "Progress");
    cJSON *parsed = NULL;
    MprError memory = {0};
    if (!mpr_json_boolean(mpr_json_member(result, "Success"), "Success", &saved->end.is_success, error) ||
        !mpr_json_parse(content, strlen(content), &parsed, error)) {
        return false;
    }
    saved->has_ended = true;
    saved->end.progress = cJSON_IsNumber(progress) ? progress->valuedouble : 0.0;
    MprJobText *said = mpr_allocate(1, sizeof *said, error);
    if (said != NULL) {
        said->before = saved->text;
        saved->text = said;
        said->content = cJSON_PrintUnformatted(parsed);
        said->saved = said->content != NULL ? print_saved(saved->order, &saved->end, content, &memory) : NULL;
    }
    cJSON_Delete(parsed);
    return said != NULL && (said->saved != NULL ||
                            mpr_fail(error, MPR_NO_MEMORY, "there is no memory for what the job says"));
}

static void forget(MprSavedJob *saved, cJSON *result)
{
    cJSON_Delete(result);
    cJSON_Delete(saved->order);
    mpr_job_text_free(saved->text);
}

/* A job that was saved by an earlier version has no key: its order is made anew. */
static bool complete_order(MprSavedJob *saved, MprError *error)
{
    cJSON *old = saved->order;
    const char *rule = cJSON_GetStringValue(mpr_json_member(old, "Rule"));
    if (mpr_job_text_key(old)[0] != '\0') {
        return true;
    }
    const bool ok =
        mpr_job_text_order(&saved->slicing, mpr_json_member(old, "Request"), rule, &saved->order, error);
    if (ok) {
        cJSON_Delete(old);
    }
    return ok;
}

bool mpr_job_text_restore(const char *text, MprSavedJob *restored, MprError *error)
{
    MprSavedJob saved = {0};
    if (!mpr_json_parse(text, strlen(text), &saved.order, error)) {
        return false;
    }
    cJSON *result = cJSON_DetachItemFromObjectCaseSensitive(saved.order, "Result");
    cJSON_DeleteItemFromObjectCaseSensitive(saved.order, "Type"); /* Orthanc's, which it refuses from us */
    if (!parse_order(saved.order, &saved.slicing, error) || !complete_order(&saved, error) ||
        !mpr_job_text_begin(saved.order, &saved.text, error) ||
        (result != NULL && !take_result(result, &saved, error))) {
        forget(&saved, result);
        return false;
    }
    cJSON_Delete(result);
    *restored = saved;
    return true;
}
