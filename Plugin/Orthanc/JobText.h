/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What a job says of itself: its content, for whoever asks /jobs/{id}, and what Orthanc saves. Orthanc reads
 * such a text after it was given, from any thread, so none changes and none goes before its job. */
#ifndef MPR_JOB_TEXT_H
#define MPR_JOB_TEXT_H

#include "Slicing.h"

/** One thing said; the list of all, the last one first. Constant but for free. */
typedef struct MprJobText {
    const struct MprJobText *before;
    char *content; /**< JSON */
    char *saved;   /**< JSON */
} MprJobText;

/** How a job has ended. */
typedef struct {
    bool is_success;
    double progress;
    const cJSON *answer;   /**< NULL when there is none */
    const MprError *error; /**< told as "Errors"; NULL when there is none */
} MprJobEnd;

/** The order of a job, { "Level", "Resource", "Request", "Rule", "Key" }, for cJSON_Delete; rule may be NULL.
 * The key finds the job among those that Orthanc lists, of which a job does not know which it is. */
bool mpr_job_text_order(const MprSlicing *slicing, const cJSON *body, const char *rule, cJSON **order,
                        MprError *error);
const char *mpr_job_text_key(const cJSON *order);
const char *mpr_job_text_level(MprLevel level); /**< "series" */

/** Of a job that has not ended. */
bool mpr_job_text_begin(const cJSON *order, const MprJobText **text, MprError *error);
/** Put in front of the list. */
bool mpr_job_text_end(const cJSON *order, const MprJobEnd *end, const MprJobText **text, MprError *error);
/** The whole list. NULL is fine. */
void mpr_job_text_free(const MprJobText *text);

/** A job that Orthanc has saved. */
typedef struct {
    MprSlicing slicing;
    cJSON *order;           /**< for cJSON_Delete */
    const MprJobText *text; /**< for mpr_job_text_free */
    bool has_ended;
    MprJobEnd end; /**< without answer and error: text has them */
} MprSavedJob;

bool mpr_job_text_restore(const char *text, MprSavedJob *saved, MprError *error);

#endif
