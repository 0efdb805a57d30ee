/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A stored series as a source of frames. */
#ifndef MPR_SERIES_H
#define MPR_SERIES_H

#include "Base/ThreadPool.h"
#include "CatalogueCache.h"
#include "Dicom/Dicom.h"
#include "Dicom/FrameCache.h"
#include "Settings.h"
#include "Volume/Source.h"

typedef struct MprSeries MprSeries;

/** What frames are read with. */
typedef struct {
    MprPool *pool;
    MprFrameCache *cache;
    MprCatalogueCache *catalogues;
    MprThreadPool *thread_pool;
    MprInstanceRoutes instance_routes;
} MprArchive;

/** What a request may name. */
typedef enum { MPR_LEVEL_SERIES, MPR_LEVEL_INSTANCE, MPR_LEVEL_STUDY } MprLevel;

/** MPR_FORBIDDEN for an instance where the configuration says that instances are not to be asked for. */
bool mpr_series_check_level(MprLevel level, const MprArchive *archive, MprError *error);

/** Lists the frames of a series, or of the series of an instance: from the headers of all its files, or from
 * the last listing while nothing has changed. An instance with several frames stands for
 * its own frames only. Free with mpr_series_free. */
bool mpr_series_open(MprLevel level, const char *id, const MprArchive *archive, MprSeries **series,
                     MprError *error);
void mpr_series_free(MprSeries *series); /**< NULL is fine */

/** The same by the last listing, while the thread pool asks Orthanc whether it is still valid; false when nothing was
 * listed. A result counts only if mpr_series_is_still_valid. */
bool mpr_series_open_optimistic(MprLevel level, const char *id, const MprArchive *archive,
                                MprSeries **series);
/** Waits for Orthanc's answer. */
bool mpr_series_is_still_valid(MprSeries *series);

/** From now on, frames that are read are kept for later requests. Without this, only what was kept before is
 * used: who needs every slice once would push out what others look at again and again. */
void mpr_series_keep_frames(MprSeries *series);

/** Lets go of the file that is held; what was listed stays. */
void mpr_series_rest(MprSeries *series);
/** Is the series still what was listed? MPR_CONFLICT when it is not. The images of one series ask this by its
 * source before they are stored; who makes images of several series asks it again when all are stored. */
bool mpr_series_confirm(MprSeries *series, MprError *error);

/** What Orthanc said of the series when it was opened (GET /series/{id}), for cJSON_Delete; NULL on failure.
 */
cJSON *mpr_series_description(const MprSeries *series, MprError *error);
const char *mpr_series_study(const MprSeries *series); /**< Orthanc's identifier */

MprSource *mpr_series_source(MprSeries *series);
/** The frame of the instance that was named; (size_t)-1 when a series was, or an instance of several frames.
 */
size_t mpr_series_named_frame(const MprSeries *series);

#endif
