/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Frames out of the archive: no more of their files than is needed, where Orthanc's storage lets that be. */
#ifndef MPR_FETCH_H
#define MPR_FETCH_H

#include "Catalogue.h"
#include "Dicom/Dicom.h"

#include <pthread.h>

/** A frame, for mpr_frame_free; of its pixels at least those rows are there, as far as the image has them. A
 * file that has cost a worker is refused for a while. */
bool mpr_fetch_frame(MprPool *pool, const MprPlace *place, MprRows rows, MprFrame **loaded, MprError *error);

/** What the file of a place says of all its frames, for mpr_description_free. */
bool mpr_fetch_description(MprPool *pool, const MprPlace *place, MprDescription **description,
                           MprError *error);

/** A file of several frames that cannot be read in parts is fetched once for frames that are asked for one
 * after another. A zeroed one, of which the lock was made, holds none. */
typedef struct {
    pthread_mutex_t lock;
    char file[MPR_HOST_ID_SIZE];
    MprBuffer bytes;
} MprHeldFile;

/** As mpr_fetch_frame, of one of several frames of a file: it is not parsed again. */
bool mpr_fetch_described(MprPool *pool, const MprPlace *place, MprRows rows, MprHeldFile *held,
                         MprFrame **loaded, MprError *error);

#endif
