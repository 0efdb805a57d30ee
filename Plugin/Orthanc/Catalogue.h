/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The catalogue of a series: its frames as the headers of its files tell them, where each is stored, and
 * which of them make which volume. */
#ifndef MPR_CATALOGUE_H
#define MPR_CATALOGUE_H

#include "Dicom/Description.h"
#include "Host.h"
#include "Volume/Split.h"

/** Where a frame is stored. */
typedef struct {
    char instance[MPR_HOST_ID_SIZE];
    /** Orthanc's name of the stored file: another one when the instance is overwritten */
    char file[MPR_HOST_ID_SIZE];
    size_t size;    /**< of the file, in bytes */
    uint32_t frame; /**< within the instance */
    MprDescription
        *description; /**< of a file of several frames, or one that only a worker could tell the place of
                                  the pixels in; else NULL */
} MprPlace;

/** Shared; each owner calls mpr_catalogue_free. Constant once it was made. */
typedef struct {
    size_t count;
    MprListing *listings;
    MprPlace *places;
    MprFrameHeader *headers; /**< nothing where listings has a reason */
    MprError *reasons;       /**< that listings point to */
    size_t reasons_count;
    char remark[MPR_MESSAGE_SIZE]; /**< MprSource.remark */
    bool is_of_instance;           /**< of one instance of several frames, whatever else is in the series */
    bool is_lasting;               /**< false: something in it may be otherwise when it is tried again */
    MprSplit *split;               /**< NULL until somebody has split it */
    unsigned further_owners;
} MprCatalogue;

/** An empty one, with room for so many frames and reasons. */
bool mpr_catalogue_create(size_t count, size_t reasons, MprCatalogue **catalogue, MprError *error);
MprCatalogue *mpr_catalogue_retain(MprCatalogue *catalogue);
void mpr_catalogue_free(MprCatalogue *catalogue); /**< NULL is fine */
size_t mpr_catalogue_bytes(const MprCatalogue *catalogue);

/** Fills in one frame from what Orthanc says of its instance. */
void mpr_catalogue_list(const cJSON *instance, MprListing *listing, MprPlace *place);

/** Are the instances that Orthanc lists those of the catalogue, and their files, too? An instance that was
 * replaced has another file. False only without memory. */
bool mpr_catalogue_compare(const MprCatalogue *catalogue, const cJSON *instances, bool *is_same,
                           MprError *error);

/** The text of a main DICOM tag, "" when there is none. */
const char *mpr_catalogue_tag(const cJSON *instance, const char *tag);

#endif
