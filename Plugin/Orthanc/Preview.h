/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What would be stored, as a picture or as the file itself: nothing is stored. */
#ifndef MPR_PREVIEW_H
#define MPR_PREVIEW_H

#include "Host.h"
#include "Slicing.h"

typedef enum { MPR_PREVIEW_JPEG, MPR_PREVIEW_PNG, MPR_PREVIEW_DICOM } MprPreviewMedia;

typedef struct {
    MprPreviewMedia media;
    bool has_center, has_width; /**< one half of a window; the other is that of 0.5 to 99.5 % of the tissue */
    double window_center, window_width;
    uint8_t quality;    /**< of JPEG, 1 to 100 */
    bool may_be_coarse; /**< a picture of some slices will do when others would have to be read first */
} MprPreviewOptions;

/** Takes the options Quality and Coarse out of the request, and of a picture half a window; a whole window stays, because
 * it is stored as well. accept may be NULL. JPEG of quality 85 unless they say otherwise. MPR_BAD_REQUEST
 * names the option that is wrong. */
bool mpr_preview_options(const char *accept, cJSON *body, MprPreviewOptions *options, MprError *error);

/** Answers with the image; headers X-Mpr-… say the geometry as Decimal Strings, as the file would, and that the
 * picture is coarse. */
bool mpr_preview_answer(OrthancPluginRestOutput *output, const MprSlicing *slicing,
                        const MprPreviewOptions *options, MprError *error);

#endif
