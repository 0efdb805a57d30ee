/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Rule.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 32 };

typedef struct {
    const char *tag;
    regex_t expression;
} Match;

struct MprRule {
    char name[NAME_SIZE];
    char *text;
    MprLevel level;
    Match *matches;
    size_t match_count;
    double minimum_slices;
    double maximum_thickness_mm;
    cJSON *body;
    MprRequest request;
};

struct MprRules {
    MprRule *rules;
    size_t count;
};

/* The tags that Orthanc keeps in its index for patients, studies and series. A code stands for itself, so it
 * is compared as a whole (CT is not IVOCT); a text is searched. */
static const struct {
    const char *name;
    bool is_code;
} known_tags[] = {
    {"PatientID", true},
    {"PatientName", false},
    {"PatientBirthDate", true},
    {"PatientSex", true},
    {"OtherPatientIDs", false},
    {"StudyInstanceUID", true},
    {"StudyID", true},
    {"StudyDate", true},
    {"StudyTime", true},
    {"StudyDescription", false},
    {"AccessionNumber", true},
    {"InstitutionName", false},
    {"ReferringPhysicianName", false},
    {"RequestedProcedureDescription", false},
    {"RequestingPhysician", false},
    {"SeriesInstanceUID", true},
    {"SeriesNumber", true},
    {"SeriesDate", true},
    {"SeriesTime", true},
    {"SeriesDescription", false},
    {"SeriesType", true},
    {"Modality", true},
    {"Manufacturer", false},
    {"StationName", false},
    {"OperatorsName", false},
    {"BodyPartExamined", true},
    {"SequenceName", false},
    {"ProtocolName", false},
    {"ContrastBolusAgent", false},
    {"PerformedProcedureStepDescription", false},
    {"AcquisitionDeviceProcessingDescription", false},
    {"CardiacNumberOfImages", true},
    {"ImagesInAcquisition", true},
    {"NumberOfTemporalPositions", true},
    {"NumberOfSlices", true},
    {"NumberOfTimeSlices", true},
    {"ImageOrientationPatient", true},
};

enum { KNOWN_TAGS = sizeof known_tags / sizeof known_tags[0] };

/* ---- reading ---- */

static size_t find_tag(const char *name)
{
    size_t tag = 0;
    while (tag < KNOWN_TAGS && strcmp(known_tags[tag].name, name) != 0) {
        tag++;
    }
    return tag;
}

/* Compiles one member of "Match": POSIX extended, whatever the case of letters. */
static bool parse_match(const cJSON *member, Match *match, MprError *error)
{
    char expression[512];
    char reason[128];
    const size_t tag = find_tag(member->string);
    if (tag == KNOWN_TAGS) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "this is no tag that Orthanc keeps of patients, studies and series");
    }
    if (!cJSON_IsString(member) || strlen(member->valuestring) + sizeof "^()$" > sizeof expression) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "it must be a string, a regular expression of at most %zu characters",
                        sizeof expression - sizeof "^()$");
    }
    snprintf(expression, sizeof expression, known_tags[tag].is_code ? "^(%s)$" : "%s", member->valuestring);
    const int code = regcomp(&match->expression, expression, REG_EXTENDED | REG_ICASE | REG_NOSUB);
    if (code != 0) {
        regerror(code, &match->expression, reason, sizeof reason);
        return mpr_fail(error, MPR_BAD_REQUEST, "\"%.60s\" is no regular expression: %s", member->valuestring,
                        reason);
    }
    match->tag = known_tags[tag].name;
    return true;
}

/* The way to a member of the rule in the configuration: "MprSlice.AutoSlice[1].Match.Modality". */
typedef char Path[128];

static const char *path_of(const MprRule *rule, const char *member, Path path)
{
    snprintf(path, sizeof(Path), "MprSlice.%s%s%.80s", rule->name, member[0] != '\0' ? "." : "", member);
    return path;
}

static bool parse_matches(const cJSON *value, MprRule *rule, MprError *error)
{
    char member[80];
    Path path;
    if (value == NULL) {
        return true;
    }
    if (!cJSON_IsObject(value)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be an object of tags and regular expressions",
                        path_of(rule, "Match", path));
    }
    rule->matches = mpr_allocate((size_t)cJSON_GetArraySize(value), sizeof *rule->matches, error);
    if (rule->matches == NULL) {
        return false;
    }
    for (const cJSON *tag = value->child; tag != NULL; tag = tag->next) {
        if (!parse_match(tag, &rule->matches[rule->match_count], error)) {
            snprintf(member, sizeof member, "Match.%.60s", tag->string);
            return mpr_fail_about(error, path_of(rule, member, path));
        }
        rule->match_count++;
    }
    return true;
}

static bool parse_level(const cJSON *value, MprRule *rule, MprError *error)
{
    static const char *const levels[] = {"Series", "Study", NULL};
    Path path;
    int level = 0;
    if (value != NULL && !mpr_json_choice(value, path_of(rule, "Level", path), levels, &level, error)) {
        return false;
    }
    rule->level = level == 0 ? MPR_LEVEL_SERIES : MPR_LEVEL_STUDY;
    return true;
}

static bool parse_volume(const cJSON *slices, const cJSON *thickness, MprRule *rule, MprError *error)
{
    Path path;
    return (slices == NULL || mpr_json_whole(slices, path_of(rule, "MinimumSlices", path), 2, 1e6,
                                             &rule->minimum_slices, error)) &&
           (thickness == NULL || mpr_json_number(thickness, path_of(rule, "MaximumSliceThickness", path),
                                                 0.001, 1000, &rule->maximum_thickness_mm, error));
}

/* The request is read by the parser that reads those of REST. */
static bool parse_request(const cJSON *value, MprRule *rule, MprError *error)
{
    Path path;
    rule->body = value != NULL ? cJSON_Duplicate(value, 1) : cJSON_CreateObject();
    if (rule->body == NULL) {
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the rule");
    }
    return mpr_request_parse(rule->body, &rule->request, error) ||
           mpr_fail_about(error, path_of(rule, "Request", path));
}

static bool parse_rule(const cJSON *item, MprRule *rule, MprError *error)
{
    static const char *const keys[] = {"Level",   "Match", "MinimumSlices", "MaximumSliceThickness",
                                       "Request", NULL};
    Path path;
    if (!mpr_json_check_keys(item, keys, path_of(rule, "", path), error) ||
        !parse_level(mpr_json_member(item, "Level"), rule, error) ||
        !parse_matches(mpr_json_member(item, "Match"), rule, error) ||
        !parse_volume(mpr_json_member(item, "MinimumSlices"), mpr_json_member(item, "MaximumSliceThickness"),
                      rule, error) ||
        !parse_request(mpr_json_member(item, "Request"), rule, error)) {
        return false;
    }
    rule->text = cJSON_PrintUnformatted(item);
    return rule->text != NULL || mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the rule");
}

static bool parse_list(const cJSON *list, MprRules *rules, MprError *error)
{
    if (list != NULL && (!cJSON_IsArray(list) || cJSON_GetArraySize(list) > MPR_MOST_RULES)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "MprSlice.AutoSlice must be a list of at most %d rules",
                        MPR_MOST_RULES);
    }
    const size_t count = list != NULL ? (size_t)cJSON_GetArraySize(list) : 0;
    rules->rules = mpr_allocate(count, sizeof *rules->rules, error);
    if (rules->rules == NULL) {
        return false;
    }
    for (const cJSON *item = count > 0 ? list->child : NULL; item != NULL; item = item->next) {
        MprRule *rule = &rules->rules[rules->count];
        snprintf(rule->name, sizeof rule->name, "AutoSlice[%zu]", rules->count++);
        if (!parse_rule(item, rule, error)) {
            return false;
        }
    }
    return true;
}

bool mpr_rules_parse(const cJSON *configuration, MprRules **parsed, MprError *error)
{
    MprRules *rules = mpr_allocate(1, sizeof *rules, error);
    if (rules == NULL) {
        return false;
    }
    if (!parse_list(mpr_json_member(mpr_json_member(configuration, "MprSlice"), "AutoSlice"), rules, error)) {
        mpr_rules_free(rules);
        return false;
    }
    *parsed = rules;
    return true;
}

static void release_rule(MprRule *rule)
{
    for (size_t index = 0; index < rule->match_count; index++) {
        regfree(&rule->matches[index].expression);
    }
    mpr_free(rule->matches);
    cJSON_Delete(rule->body);
    cJSON_free(rule->text);
}

void mpr_rules_free(MprRules *rules)
{
    if (rules != NULL) {
        for (size_t index = 0; index < rules->count; index++) {
            release_rule(&rules->rules[index]);
        }
        mpr_free(rules->rules);
        mpr_free(rules);
    }
}

/* ---- asking ---- */

size_t mpr_rules_count(const MprRules *rules)
{
    return rules->count;
}

const MprRule *mpr_rules_at(const MprRules *rules, size_t index)
{
    return &rules->rules[index];
}

const char *mpr_rule_name(const MprRule *rule)
{
    return rule->name;
}

const char *mpr_rule_text(const MprRule *rule)
{
    return rule->text;
}

MprLevel mpr_rule_level(const MprRule *rule)
{
    return rule->level;
}

const MprRequest *mpr_rule_request(const MprRule *rule)
{
    return &rule->request;
}

const cJSON *mpr_rule_body(const MprRule *rule)
{
    return rule->body;
}

/* A tag that is missing is an empty text. */
static const char *tag_value(const char *tag, const cJSON *series, const cJSON *study)
{
    const cJSON *const places[] = {mpr_json_member(series, "MainDicomTags"),
                                   mpr_json_member(study, "MainDicomTags"),
                                   mpr_json_member(study, "PatientMainDicomTags")};
    const char *value = "";
    for (size_t place = 0; value[0] == '\0' && place < sizeof places / sizeof *places; place++) {
        value = mpr_json_text(places[place], tag);
    }
    return value;
}

bool mpr_rule_matches_tags(const MprRule *rule, const cJSON *series, const cJSON *study)
{
    bool fits = true;
    for (size_t index = 0; fits && index < rule->match_count; index++) {
        const Match *match = &rule->matches[index];
        fits = regexec(&match->expression, tag_value(match->tag, series, study), 0, NULL, 0) == 0;
    }
    return fits;
}

bool mpr_rule_wants_volume(const MprRule *rule)
{
    return rule->minimum_slices > 0.0 || rule->maximum_thickness_mm > 0.0;
}

bool mpr_rule_matches_volume(const MprRule *rule, const MprSurvey *survey)
{
    for (size_t index = 0; index < survey->split->count; index++) {
        const MprVolume *volume = survey->volumes[index];
        if (volume != NULL && (double)volume->count >= rule->minimum_slices &&
            (rule->maximum_thickness_mm <= 0.0 ||
             volume->thickness_mm <= rule->maximum_thickness_mm + 1e-6)) {
            return true;
        }
    }
    return false;
}
