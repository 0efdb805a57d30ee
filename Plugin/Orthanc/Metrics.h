/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Numbers for whoever watches Orthanc: /tools/metrics-prometheus. */
#ifndef MPR_METRICS_H
#define MPR_METRICS_H

#include "Dicom/FrameCache.h"

/** How long something took; Orthanc shows the longest of the last ten seconds. */
typedef enum {
    MPR_METRIC_REQUEST, /**< orthanc_mpr_slice_duration_ms: a request or a job whose images are stored */
    MPR_METRIC_PREVIEW, /**< orthanc_mpr_slice_preview_duration_ms */
    MPR_METRIC_LOAD     /**< orthanc_mpr_slice_load_duration_ms: one frame, fetched and decoded */
} MprMetric;

/** From now on Orthanc is told, whenever somebody asks it, of the cache and of failed jobs. The cache must
 * stay until Orthanc asks no more. */
void mpr_metrics_register(MprFrameCache *cache);

/** Milliseconds of a clock that only goes forward. */
double mpr_metrics_now_ms(void);
/** What began at start_ms is done. */
void mpr_metrics_took(MprMetric metric, double start_ms);
void mpr_metrics_count_failed_job(void);

#endif
