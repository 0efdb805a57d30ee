/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The section "MprSlice" of Orthanc's configuration, checked once at start. */
#ifndef MPR_SETTINGS_H
#define MPR_SETTINGS_H

#include "Request/Plane.h"

#include <limits.h>

/** Where the image that LikeInstance names may be. Filters and authorization plugins see the resource of the
 * URL, and not what a body names. */
typedef enum { MPR_LIKE_OF_STUDY, MPR_LIKE_OF_ARCHIVE, MPR_LIKE_OFF } MprLikeScope;

/** What the address of one instance gives: the frames of its whole series, those of its own file, or nothing.
 * Filters and authorization plugins see the address. */
typedef enum { MPR_INSTANCE_OF_SERIES, MPR_INSTANCE_OWN_FRAMES, MPR_INSTANCE_OFF } MprInstanceRoutes;

enum { MPR_EXPLORER_SIZE = 257 };

typedef struct {
    bool enable;               /**< "Enable", true */
    char worker[PATH_MAX];     /**< "Worker": path of mpr-slice-worker; "" is beside the plugin */
    unsigned workers;          /**< "Workers", 0: as many as mpr_processors */
    unsigned threads;          /**< "Threads", 0: as many as mpr_processors */
    unsigned worker_timeout_s; /**< "WorkerTimeout", 30 */
    /** "WorkerMemory", 1024 MB: address space for one file and what is made of it; bytes here */
    size_t worker_memory;
    unsigned maximum_requests;         /**< "MaximumRequests", 16: synchronous ones at a time */
    size_t cache_size;                 /**< "CacheSize", 256 MB of decoded frames, 0: none; bytes here */
    bool reads_storage;                /**< "ReadStorage", true: see Storage.h */
    MprLikeScope like;                 /**< "LikeInstance", "Study" */
    MprInstanceRoutes instance_routes; /**< "InstanceRoutes", "Series" */
    char explorer[MPR_EXPLORER_SIZE];  /**< "Explorer", "Explorer1": where links of the page lead */
    MprLimits limits; /**< "MaximumPixels" 16777216, "MaximumImages" 1000, "MaximumSlabSamples" 1000 */
    uint64_t maximum_samples; /**< "MaximumSamples", 10 000 000 000: of one request, see Request/Budget.h */
} MprSettings;

/** Reads the section from Orthanc's whole configuration; without the section all is default. A wrong key or
 * value is MPR_BAD_REQUEST and names it. */
bool mpr_settings_parse(const cJSON *configuration, MprSettings *settings, MprError *error);

#endif
