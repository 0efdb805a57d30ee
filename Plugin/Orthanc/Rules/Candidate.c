/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Candidate.h"

#include "Dicom/Identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what the index tells ---- */

static bool get(const char *group, const char *id, const char *rest, cJSON **answer, MprError *error)
{
    char uri[96];
    snprintf(uri, sizeof uri, "/%s/%s%s", group, id, rest);
    return mpr_host_get(uri, answer, error);
}

static bool is_own(const cJSON *series)
{
    return strcmp(mpr_json_text(mpr_json_member(series, "MainDicomTags"), "Manufacturer"),
                  MPR_MANUFACTURER) == 0;
}

static void choose_rules(MprCandidate *candidate, const MprRules *rules, const cJSON *series,
                         const cJSON *study)
{
    for (size_t index = 0; index < mpr_rules_count(rules) && !is_own(series); index++) {
        const MprRule *rule = mpr_rules_at(rules, index);
        if (mpr_rule_level(rule) == candidate->level && mpr_rule_matches_tags(rule, series, study)) {
            candidate->rules[candidate->count++] = rule;
        }
    }
}

static int compare_files(const void *left, const void *right)
{
    const cJSON *const *a = left;
    const cJSON *const *b = right;
    return strcmp(mpr_json_text(*a, "ID"), mpr_json_text(*b, "ID"));
}

/* The stored files in an order that does not depend on the database. FileUuid is another one when an instance
 * was overwritten. */
static bool print_files(FILE *name, const cJSON *instances, MprError *error)
{
    const size_t count = (size_t)cJSON_GetArraySize(instances);
    const cJSON **sorted = mpr_allocate(count, sizeof *sorted, error);
    size_t index = 0;
    if (sorted == NULL) {
        return false;
    }
    for (const cJSON *instance = instances->child; instance != NULL; instance = instance->next) {
        sorted[index++] = instance;
    }
    qsort(sorted, count, sizeof *sorted, compare_files);
    for (index = 0; index < count; index++) {
        fprintf(name, "|%s/%s", mpr_json_text(sorted[index], "ID"), mpr_json_text(sorted[index], "FileUuid"));
    }
    mpr_free(sorted);
    return true;
}

static bool make_digest(MprCandidate *candidate, const cJSON *instances, MprError *error)
{
    char *name = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&name, &size);
    bool ok = stream != NULL;
    for (size_t index = 0; ok && index < candidate->count; index++) {
        fprintf(stream, "%s|", mpr_rule_text(candidate->rules[index]));
    }
    ok = ok && print_files(stream, instances, error);
    if (stream == NULL || fclose(stream) != 0) {
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the digest of a series");
    }
    ok = ok && mpr_identity_uid(name, size, candidate->digest, error);
    free(name);
    return ok;
}

static bool describe_images(MprCandidate *candidate, MprError *error)
{
    cJSON *instances = NULL;
    if (!get("series", candidate->id, "/instances", &instances, error)) {
        return false;
    }
    snprintf(candidate->some_instance, sizeof candidate->some_instance, "%s",
             mpr_json_text(instances->child, "ID"));
    const bool ok = make_digest(candidate, instances, error);
    cJSON_Delete(instances);
    return ok;
}

bool mpr_candidate_describe(MprLevel level, const char *id, const MprRules *rules, MprCandidate *candidate,
                            MprError *error)
{
    cJSON *series = NULL;
    cJSON *study = NULL;
    *candidate = (MprCandidate){.level = level};
    snprintf(candidate->id, sizeof candidate->id, "%s", id);
    const bool ok = get("series", id, "", &series, error) &&
                    get("studies", mpr_json_text(series, "ParentStudy"), "", &study, error);
    if (ok) {
        choose_rules(candidate, rules, series, study);
    }
    cJSON_Delete(series);
    cJSON_Delete(study);
    return ok && (candidate->count == 0 || describe_images(candidate, error));
}

/* ---- what the files tell ---- */

static bool get_value(const char *instance, const char *path, char *text, size_t size)
{
    char uri[128];
    MprError error;
    snprintf(uri, sizeof uri, "/instances/%s/content/%s", instance, path);
    return mpr_host_get_text(uri, text, size, &error);
}

enum { MOST_DERIVATIONS = 100 };

/* PS3.3 C.7.6.16.2.5, PS3.16 CID 7203: 113072 is "Multiplanar reformatting". */
static bool is_reformatted(const char *instance)
{
    char text[64];
    char path[40];
    bool is_found = false;
    if (!get_value(instance, "0008-0008", text, sizeof text) || strncmp(text, "DERIVED", 7) != 0) {
        return false;
    }
    for (unsigned item = 0; !is_found && item < MOST_DERIVATIONS; item++) {
        snprintf(path, sizeof path, "0008-9215/%u/0008-0100", item);
        if (!get_value(instance, path, text, sizeof text)) {
            return false;
        }
        is_found = strncmp(text, "113072", 6) == 0;
    }
    return is_found;
}

static void keep(MprCandidate *candidate, const MprSurvey *survey)
{
    size_t kept = 0;
    for (size_t index = 0; index < candidate->count; index++) {
        const MprRule *rule = candidate->rules[index];
        if (!mpr_rule_wants_volume(rule) || (survey != NULL && mpr_rule_matches_volume(rule, survey))) {
            candidate->rules[kept++] = rule;
        }
    }
    candidate->count = kept;
}

static bool wants_volume(const MprCandidate *candidate)
{
    for (size_t index = 0; index < candidate->count; index++) {
        if (mpr_rule_wants_volume(candidate->rules[index])) {
            return true;
        }
    }
    return false;
}

/* A series that is no volume has no slices; without a request for a number of them, the job will say why. */
static void keep_by_volume(MprCandidate *candidate, const MprArchive *archive)
{
    MprSeries *series = NULL;
    MprSurvey survey;
    MprError error;
    if (mpr_series_open(MPR_LEVEL_SERIES, candidate->id, archive, &series, &error) &&
        mpr_survey(mpr_series_source(series), &survey, &error)) {
        keep(candidate, &survey);
        mpr_survey_release(&survey);
    } else {
        mpr_host_log_info("series %s has no volume for rules: %s", candidate->id, error.message);
        keep(candidate, NULL);
    }
    mpr_series_free(series);
}

void mpr_candidate_narrow(MprCandidate *candidate, const MprArchive *archive)
{
    if (is_reformatted(candidate->some_instance)) {
        candidate->count = 0;
    } else if (wants_volume(candidate)) {
        keep_by_volume(candidate, archive);
    }
}
