/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What volumes a series holds, and which of them a request means. No pixel is read. */
#ifndef MPR_SURVEY_H
#define MPR_SURVEY_H

#include "Request/Request.h"
#include "Volume/Split.h"
#include "Volume/Volume.h"

/* No frame was named by the request. */
#define MPR_NO_FRAME ((size_t)-1)

/** The volume that a request asks for by its number, else the one that named_frame belongs to, else the first;
 * for mpr_volume_free. count is how many the series holds, notes says what the others are. MPR_UNSUITABLE
 * when there is none, or when it is irregular and the request refuses that; MPR_BAD_REQUEST when there is
 * none of that number. */
bool mpr_survey_choose(MprSource *source, const MprRequest *request, size_t named_frame, MprVolume **volume,
                       size_t *count, MprNotes *notes, MprError *error);

/** All volumes of a series: the dry run. Release with mpr_survey_release. */
typedef struct {
    MprSplit *split;
    MprVolume **volumes; /**< of each subset of split; NULL where errors says why it is no lattice */
    MprError *errors;    /**< without any subset the first one says why */
    MprNotes notes;
} MprSurvey;

bool mpr_survey(MprSource *source, MprSurvey *survey, MprError *error);
/** Finds the volume that a frame belongs to; false when there is none, as of MPR_NO_FRAME. */
bool mpr_survey_volume_of(const MprSurvey *survey, size_t frame, size_t *volume);
void mpr_survey_release(MprSurvey *survey);

#endif
