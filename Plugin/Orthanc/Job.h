/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as a job of Orthanc: progress, pause, cancel, and life beyond a restart. */
#ifndef MPR_JOB_H
#define MPR_JOB_H

#include "Slicing.h"

/* Lets Orthanc bring jobs back that it has saved. */
void mpr_jobs_register(void);
/* Stops the work of all jobs and waits for it: the plugin is about to end. */
void mpr_jobs_stop(void);

/* Submits a request as a job and answers { "ID", "Path" }, for cJSON_Delete. body is the JSON that slicing
 * was parsed from; it is what Orthanc saves. */
bool mpr_job_submit(const MprSlicing *slicing, const cJSON *body, cJSON **answer, MprError *error);

#endif
