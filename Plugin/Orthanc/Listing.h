/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * How a series becomes a catalogue: the headers of all its files are read, side by side, and what cannot be
 * of a volume is told by its reason. The same files make the same catalogue, in whatever order they arrived.
 */
#ifndef MPR_LISTING_H
#define MPR_LISTING_H

#include "Base/ThreadPool.h"
#include "Catalogue.h"

/** What files are read with. */
typedef struct {
    MprPool *pool;
    MprThreadPool *thread_pool;
    MprCatalogue *former; /**< an earlier catalogue of the series, whose files are not read again; or NULL */
    bool is_own_frames;   /**< an instance that is named gives no others than its own */
} MprReaders;

/** The catalogue of instances, as Orthanc lists them, or of the one that is named when it has several frames;
 * "" names none. For mpr_catalogue_free. A file that cannot be read is a frame with a reason; MPR_BUSY,
 * MPR_NO_MEMORY and faults of ours are errors. */
bool mpr_listing_create(const cJSON *instances, const char *named, const MprReaders *readers,
                        MprCatalogue **catalogue, MprError *error);

#endif
