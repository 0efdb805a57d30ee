/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Metrics.h"

#include "Host.h"

#include <stdatomic.h>
#include <time.h>

static MprFrameCache *the_cache;
static atomic_uint failed_jobs;

static void set(const char *name, double value, OrthancPluginMetricsType type)
{
    OrthancPluginSetMetricsValue(mpr_host(), name, (float)value, type);
}

static void refresh(void)
{
    const MprCacheCounts counts = mpr_frame_cache_counts(the_cache);
    set("orthanc_mpr_slice_cache_size_mb", (double)counts.bytes / (1 << 20),
        OrthancPluginMetricsType_Default);
    set("orthanc_mpr_slice_cache_hit_count", (double)counts.hits, OrthancPluginMetricsType_Default);
    set("orthanc_mpr_slice_cache_miss_count", (double)counts.misses, OrthancPluginMetricsType_Default);
    set("orthanc_mpr_slice_job_failed_count", (double)atomic_load(&failed_jobs),
        OrthancPluginMetricsType_Default);
}

void mpr_metrics_register(MprFrameCache *cache)
{
    the_cache = cache;
    atomic_store(&failed_jobs, 0);
    OrthancPluginRegisterRefreshMetricsCallback(mpr_host(), refresh);
}

double mpr_metrics_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void mpr_metrics_took(MprMetric metric, double start_ms)
{
    static const char *const names[] = {"orthanc_mpr_slice_duration_ms",
                                        "orthanc_mpr_slice_preview_duration_ms",
                                        "orthanc_mpr_slice_load_duration_ms"};
    set(names[metric], mpr_metrics_now_ms() - start_ms, OrthancPluginMetricsType_Timer);
}

void mpr_metrics_count_failed_job(void)
{
    atomic_fetch_add(&failed_jobs, 1);
}
