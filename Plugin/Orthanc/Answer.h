/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON that is answered. */
#ifndef MPR_ANSWER_H
#define MPR_ANSWER_H

#include "../Core/Json.h"
#include "../Reslice.h"

/* Each gives a cJSON for cJSON_Delete, or NULL when there is no memory. */

/* What POST …/mpr-slice says beside Orthanc's own answer to storing: Geometry, Sources, Warnings are added to
 * it. */
bool mpr_answer_add_derived(cJSON *answer, const MprDerived *derived, MprError *error);

/* What GET …/geometry says of a series: its volumes, what was set aside, or why it cannot be resliced. */
bool mpr_answer_geometry(const MprSurvey *survey, const MprSource *source, cJSON **answer, MprError *error);

#endif
