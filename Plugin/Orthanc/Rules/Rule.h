/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What the configuration says is to be resliced by itself: "AutoSlice", a list of rules. */
#ifndef MPR_RULE_H
#define MPR_RULE_H

#include "Orthanc/Series.h"
#include "Request/Json.h"
#include "Request/Request.h"
#include "Survey.h"

enum { MPR_MOST_RULES = 64 };

/** Owned; free with mpr_rules_free. Constant once it was made. */
typedef struct MprRules MprRules;
typedef struct MprRule MprRule;

/** Reads "AutoSlice" of the section "MprSlice" of Orthanc's whole configuration; without it there are no
 * rules. MPR_BAD_REQUEST names the rule and the key, as "MprSlice.AutoSlice[1].Match.Modality". */
bool mpr_rules_parse(const cJSON *configuration, MprRules **rules, MprError *error);
void mpr_rules_free(MprRules *rules); /**< NULL is fine */

size_t mpr_rules_count(const MprRules *rules);
const MprRule *mpr_rules_at(const MprRules *rules, size_t index);

/** "AutoSlice[1]" */
const char *mpr_rule_name(const MprRule *rule);
/** The whole rule as text: when it changes, what it made may change. */
const char *mpr_rule_text(const MprRule *rule);
/** Whose becoming stable sets the rule to work: MPR_LEVEL_SERIES or MPR_LEVEL_STUDY. */
MprLevel mpr_rule_level(const MprRule *rule);
/** What is asked for, and the same as JSON. */
const MprRequest *mpr_rule_request(const MprRule *rule);
const cJSON *mpr_rule_body(const MprRule *rule);

/** Do the main DICOM tags of a series fit? series and study are what Orthanc answers to /series/{id} and
 * /studies/{id}. */
bool mpr_rule_matches_tags(const MprRule *rule, const cJSON *series, const cJSON *study);

/** Does the rule ask for a number of slices or a thickness, and is there a volume like that? */
bool mpr_rule_wants_volume(const MprRule *rule);
bool mpr_rule_matches_volume(const MprRule *rule, const MprSurvey *survey);

#endif
