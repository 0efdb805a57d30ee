/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Statistics of a region of an image that could be stored: nothing is stored. */
#ifndef MPR_MEASURE_H
#define MPR_MEASURE_H

#include "Request/Json.h"
#include "Series.h"

/** The answer to POST …/mpr-slice/statistics, for cJSON_Delete. id is an identifier of Orthanc. Takes Region out
 * of the body; what is left is a request for one image. */
bool mpr_measure(MprLevel level, const char *id, cJSON *body, cJSON **answer, MprError *error);

#endif
