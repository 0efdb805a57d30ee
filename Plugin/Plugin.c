/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four entry points that Orthanc knows, and the list of what the plugin registers. */
#include "Dicom/Dicom.h"
#include "Orthanc/Arrivals.h"
#include "Orthanc/Changes.h"
#include "Orthanc/Host.h"
#include "Orthanc/Job.h"
#include "Orthanc/Metrics.h"
#include "Orthanc/Query.h"
#include "Orthanc/Refusal.h"
#include "Orthanc/Replaced.h"
#include "Orthanc/Rest.h"
#include "Orthanc/Rules/AutoSlice.h"
#include "Orthanc/RunningJob.h"
#include "Orthanc/Settings.h"
#include "Orthanc/Slicing.h"
#include "Orthanc/Storage.h"
#include "Orthanc/WebFiles.h"
#include "Orthanc/Withdrawal.h"
#include "Orthanc/Work.h"
#include "Workers/Pool.h"

#define EXPORTED __attribute__((visibility("default")))

/* The SDK declares them too, but neither as visible nor all with a prototype.
 * NOLINTBEGIN(readability-redundant-declaration) */
EXPORTED int32_t OrthancPluginInitialize(OrthancPluginContext *context);
EXPORTED void OrthancPluginFinalize(void);
EXPORTED const char *OrthancPluginGetName(void);
EXPORTED const char *OrthancPluginGetVersion(void);
/* NOLINTEND(readability-redundant-declaration) */

static MprArchive archive;
static MprRules *rules;

/* Who is told of changes in the archive. */
static const MprChangeHandler change_handlers[] = {mpr_work_changed, mpr_arrivals_changed,
                                                   mpr_auto_slice_changed, NULL};

static bool read_settings(MprSettings *settings, MprError *error)
{
    cJSON *configuration = NULL;
    const bool ok = mpr_host_configuration(&configuration, error) &&
                    mpr_settings_parse(configuration, settings, error) &&
                    mpr_rules_parse(configuration, &rules, error);
    if (ok && settings->reads_storage) {
        mpr_storage_set(configuration);
    }
    mpr_query_set_tokens(configuration);
    mpr_arrivals_set(configuration);
    mpr_withdrawal_set(configuration);
    mpr_refusal_set(!cJSON_IsFalse(mpr_json_member(configuration, "HttpDescribeErrors")));
    cJSON_Delete(configuration);
    return ok;
}

/* Of the cache, this part is for listings: 32 MB of the default hold 14,000 images. */
enum { CATALOGUES_SHARE = 8 };

static bool start_workers(const MprSettings *settings, MprError *error)
{
    const MprPoolSettings wanted = {
        .program = settings->worker,
        .workers = settings->workers,
        .timeout_s = settings->worker_timeout_s,
        .arena_size = settings->worker_memory,
    };
    const size_t catalogues_size = settings->cache_size / CATALOGUES_SHARE;
    return mpr_pool_create(&wanted, &archive.pool, error) &&
           mpr_frame_cache_create(settings->cache_size - catalogues_size, &archive.cache, error) &&
           mpr_catalogue_cache_create(catalogues_size, &archive.catalogues, error) &&
           mpr_thread_pool_create(settings->threads, &archive.thread_pool, error);
}

static bool is_new_enough(OrthancPluginContext *context)
{
    if (OrthancPluginCheckVersion(context) != 0) {
        return true;
    }
    mpr_host_log_error("Orthanc %s is too old; the plugin was built for %d.%d.%d or above",
                       context->orthancVersion, ORTHANC_PLUGINS_MINIMAL_MAJOR_NUMBER,
                       ORTHANC_PLUGINS_MINIMAL_MINOR_NUMBER, ORTHANC_PLUGINS_MINIMAL_REVISION_NUMBER);
    return false;
}

/* Without its worker or with a wrong setting the plugin registers nothing, and Orthanc goes on without it: an
   archive must start. */
int32_t OrthancPluginInitialize(OrthancPluginContext *context)
{
    MprError error = {0};
    MprSettings settings;
    mpr_host_set(context);
    if (!is_new_enough(context)) {
        return -1;
    }
    mpr_host_describe("Reslices a stored series along any plane into one derived DICOM image.");
    if (!read_settings(&settings, &error)) {
        mpr_host_log_error("the plugin is off, its configuration is wrong: %s", error.message);
        return 0;
    }
    if (!settings.enable) {
        mpr_host_log_warning("the plugin is off, as its configuration says (\"Enable\" is false)");
        return 0;
    }
    if (!start_workers(&settings, &error)) {
        mpr_host_log_error("the plugin is off, its worker %s does not run: %s", settings.worker,
                           error.message);
        return 0;
    }
    if (!mpr_pool_is_sandboxed(archive.pool)) {
        mpr_host_log_warning(
            "this kernel has no seccomp: the workers are separate processes, but not sandboxed");
    }
    archive.instance_routes = settings.instance_routes;
    const MprSlicingTerms terms = {archive, settings.limits, settings.maximum_samples, settings.like};
    mpr_slicing_set(&terms);
    mpr_work_open(settings.maximum_requests);
    mpr_jobs_register();
    mpr_rest_register();
    mpr_web_files_register(settings.explorer);
    mpr_metrics_register(archive.cache);
    mpr_changes_register(change_handlers);
    mpr_arrivals_register();
    if (!mpr_auto_slice_start(rules, &error)) {
        mpr_host_log_error("the rules are off: %s", error.message);
    }
    mpr_host_log_warning("ready: POST /series|instances|studies/{id}/mpr-slice");
    return 0;
}

void OrthancPluginFinalize(void)
{
    mpr_work_close();
    mpr_auto_slice_stop();
    mpr_running_jobs_end();
    mpr_rules_free(rules);
    mpr_thread_pool_free(archive.thread_pool);
    mpr_pool_free(archive.pool);
    mpr_frame_cache_free(archive.cache);
    mpr_catalogue_cache_free(archive.catalogues);
    mpr_replaced_forget();
    archive = (MprArchive){0};
    rules = NULL;
}

const char *OrthancPluginGetName(void)
{
    return MPR_PLUGIN_NAME;
}

const char *OrthancPluginGetVersion(void)
{
    return MPR_VERSION;
}
