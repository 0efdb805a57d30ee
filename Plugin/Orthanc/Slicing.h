/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What every door ends in: a request on a stored resource, done, stored and answered. */
#ifndef MPR_SLICING_H
#define MPR_SLICING_H

#include "Dicom/Dicom.h"
#include "Reslice.h"
#include "Series.h"
#include "Settings.h"

/** What requests are worked on with. */
typedef struct {
    MprArchive archive;
    MprLimits limits;
    uint64_t maximum_samples; /**< of one request */
    MprLikeScope like;        /**< which images LikeInstance may name */
} MprSlicingTerms;

/** What is used until the plugin ends; set once at start, before anything else here is called. */
void mpr_slicing_set(const MprSlicingTerms *terms);
const MprSlicingTerms *mpr_slicing_terms(void);

/** One request on one resource. */
typedef struct {
    MprLevel level;
    char id[MPR_HOST_ID_SIZE];
    MprRequest request;
} MprSlicing;

/** Makes the images, stores all or none of a series, and gives the answer, for cJSON_Delete. Of a study every
 * series that can be is resliced; what could not be is listed with the reason. progress may be NULL. */
bool mpr_slicing_run(const MprSlicing *slicing, const MprProgress *progress, cJSON **answer, MprError *error);

#endif
