/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "FakeJob.h"

#include <string.h>

OrthancPluginErrorCode fake_job_create(FakeJob *job, const _OrthancPluginCreateJob *params)
{
    *job = (FakeJob){.calls = *params};
    *params->target = (OrthancPluginJob *)job;
    return OrthancPluginErrorCode_Success;
}

OrthancPluginErrorCode fake_job_free(FakeJob *job)
{
    if (job->calls.finalize != NULL) {
        job->calls.finalize(job->calls.job);
    }
    *job = (FakeJob){0};
    return OrthancPluginErrorCode_Success;
}

OrthancPluginJobStepStatus fake_job_step(const FakeJob *job)
{
    OrthancPluginJobStepStatus status = OrthancPluginJobStepStatus_Continue;
    while (status == OrthancPluginJobStepStatus_Continue) {
        status = job->calls.step(job->calls.job);
    }
    return status;
}

bool fake_job_run(FakeJob *job, char **content)
{
    const bool ok = fake_job_step(job) == OrthancPluginJobStepStatus_Success;
    job->calls.stop(job->calls.job,
                    ok ? OrthancPluginJobStopReason_Success : OrthancPluginJobStopReason_Failure);
    const char *said = job->calls.getContent(job->calls.job);
    *content = said != NULL ? strdup(said) : NULL;
    fake_job_free(job);
    return ok;
}
