/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roll of a series: its frames as Orthanc's index lists them, and where each is stored. */
#ifndef MPR_ROLL_H
#define MPR_ROLL_H

#include "../Core/Source.h"
#include "Host.h"

/* Where a frame is stored. */
typedef struct {
    char instance[MPR_HOST_ID_SIZE];
    char file[MPR_HOST_ID_SIZE]; /* Orthanc's name of the stored file: another one when the instance is
                                    overwritten */
    size_t size;                 /* of the file, in bytes */
    uint32_t frame;              /* within the instance */
    bool is_tile;                /* of a mosaic, which the index takes for one image */
} MprPlace;

/* Free with mpr_roll_release. A zeroed roll is empty. */
typedef struct {
    size_t count;
    MprListing *listings;
    MprPlace *places;
} MprRoll;

bool mpr_roll_create(size_t count, MprRoll *roll, MprError *error);
bool mpr_roll_copy(const MprRoll *roll, MprRoll *copy, MprError *error);
void mpr_roll_release(MprRoll *roll);
size_t mpr_roll_bytes(const MprRoll *roll);

/* Fills in one frame from what Orthanc says of its instance. */
void mpr_roll_list(const cJSON *instance, MprListing *listing, MprPlace *place);

/* The text of a main DICOM tag, "" when there is none. */
const char *mpr_roll_tag(const cJSON *instance, const char *tag);

#endif
