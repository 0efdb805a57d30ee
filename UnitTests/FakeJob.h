/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The jobs engine of Orthanc, as far as one job at a time needs it. */
#ifndef MPR_FAKE_JOB_H
#define MPR_FAKE_JOB_H

#include <orthanc/OrthancCPlugin.h>

#include <stdbool.h>

/* A zeroed one has no job. */
typedef struct {
    _OrthancPluginCreateJob calls; /* what the plugin gave */
    bool is_submitted;
} FakeJob;

OrthancPluginErrorCode fake_job_create(FakeJob *job, const _OrthancPluginCreateJob *params);
OrthancPluginErrorCode fake_job_free(FakeJob *job);

/* Steps a submitted job to its end, which is success or failure; it stays. */
OrthancPluginJobStepStatus fake_job_step(const FakeJob *job);
/* Steps a submitted job to its end: whether it was a success. content (to be freed) is what the job says of
 * itself then, NULL when that is nothing. The job is finalized. */
bool fake_job_run(FakeJob *job, char **content);

#endif
