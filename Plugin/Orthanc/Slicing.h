/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What every door ends in: a request on a stored resource, done, stored and answered. */
#ifndef MPR_SLICING_H
#define MPR_SLICING_H

#include "Dicom/Dicom.h"
#include "Reslice.h"
#include "Series.h"
#include "Settings.h"

/** What is used until the plugin ends; set once at start, before anything else here is called. */
void mpr_slicing_set(const MprArchive *archive, const MprLimits *limits, uint64_t maximum_samples,
                     MprLikeScope like);
const MprArchive *mpr_slicing_archive(void);

/** One request on one resource. */
typedef struct {
    MprLevel level;
    char id[MPR_HOST_ID_SIZE];
    MprRequest request;
} MprSlicing;

/** Makes the images, stores all or none of a series, and gives the answer, for cJSON_Delete. Of a study every
 * series that can be is resliced; what could not be is listed with the reason. progress may be NULL. */
bool mpr_slicing_run(const MprSlicing *slicing, const MprProgress *progress, cJSON **answer, MprError *error);

/** What would be stored of a request for one image, and nothing is: its pixels, for mpr_buffer_release of
 * preview->pixels.pixels, or its file, for mpr_buffer_release. */
bool mpr_slicing_preview(const MprSlicing *slicing, MprPreview *preview, MprError *error);
bool mpr_slicing_file(const MprSlicing *slicing, MprBuffer *file, MprError *error);

#endif
