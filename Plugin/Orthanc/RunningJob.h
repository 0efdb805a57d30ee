/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A job of Orthanc at work: what Orthanc calls, and the thread that does the work. */
#ifndef MPR_RUNNING_JOB_H
#define MPR_RUNNING_JOB_H

#include "JobText.h"
#include "Orthanc/Rules/Rule.h"

#include <orthanc/OrthancCPlugin.h>

extern const char mpr_job_type[]; /**< as Orthanc saves it */

/** Takes order and text of what was saved, whatever comes of it; a job that has ended before does nothing more. The rule
 * that asked for it may be NULL and must outlive the job. */
bool mpr_running_job_create(const MprSavedJob *saved, const MprRule *rule, OrthancPluginJob **created,
                            MprError *error);
/** Ends the work of all jobs and waits for it: the plugin is about to end. */
void mpr_running_jobs_end(void);

#endif
