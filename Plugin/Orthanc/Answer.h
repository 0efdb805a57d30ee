/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The JSON that is answered. */
#ifndef MPR_ANSWER_H
#define MPR_ANSWER_H

#include "Output/Statistics.h"
#include "Request/Json.h"
#include "Reslice.h"

/* Each gives a cJSON for cJSON_Delete, or NULL when there is no memory. */

/** Adds Geometry to Orthanc's own answer to storing an image. */
bool mpr_answer_add_geometry(cJSON *instance, const MprDerived *derived, MprError *error);

/** What POST …/mpr-slice says, for cJSON_Delete: of one image Orthanc's answer with Layout, Sources and
 * Warnings; of several a list of them under Instances. The items of instances go into the answer. */
bool mpr_answer_create(const MprReport *report, cJSON *instances, cJSON **answer, MprError *error);

/** What GET …/geometry says of a series: its volumes, which of them is that of the frame that was named, what
 * was set aside, or why it cannot be resliced. */
bool mpr_answer_geometry(const MprSurvey *survey, const MprSource *source, size_t named_frame, cJSON **answer,
                         MprError *error);

/** What POST …/statistics says of a region of an image. */
bool mpr_answer_statistics(const MprStatistics *statistics, const MprGrid *grid, double thickness_mm,
                           cJSON **answer, MprError *error);

#endif
