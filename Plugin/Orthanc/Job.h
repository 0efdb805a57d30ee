/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A request as a job of Orthanc: progress, pause, cancel, and life beyond a restart. When Orthanc stops, work
 * ends before the archive does (Work.h); Orthanc saves the jobs as they are. One that was at work begins anew
 * after the next start, and one that had ended says what it said. */
#ifndef MPR_JOB_H
#define MPR_JOB_H

#include "Orthanc/Rules/Rule.h"
#include "Slicing.h"

/** Lets Orthanc bring jobs back that it has saved. */
void mpr_jobs_register(void);

/** Submits a request as a job and answers { "ID", "Path" }, for cJSON_Delete. body is the JSON that slicing
 * was parsed from; it is what Orthanc saves. */
bool mpr_job_submit(const MprSlicing *slicing, const cJSON *body, cJSON **answer, MprError *error);

/** The same for a rule, which must outlive the job: its name stands in the log and in the content, and Orthanc
 * saves the job only when it has ended, because the rule would be found undone after a restart and submit it
 * again. */
bool mpr_job_submit_rule(const MprSlicing *slicing, const MprRule *rule, cJSON **answer, MprError *error);

#endif
