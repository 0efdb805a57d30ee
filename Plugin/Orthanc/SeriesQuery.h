/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What Orthanc says of a series. */
#ifndef MPR_SERIES_QUERY_H
#define MPR_SERIES_QUERY_H

#include "Host.h"

/** The series of an instance. */
bool mpr_series_query_parent(const char *instance, char series[MPR_HOST_ID_SIZE], MprError *error);
/** GET /series/{id}, for mpr_buffer_release; MPR_NOT_FOUND for an unknown series, which its list of instances is not. */
bool mpr_series_query_json(const char *series, MprBuffer *json, MprError *error);
/** GET /series/{id}/instances, for cJSON_Delete. */
bool mpr_series_query_instances(const char *series, cJSON **instances, MprError *error);
/** The same list for one instance alone. */
bool mpr_series_query_instance(const char *instance, cJSON **instances, MprError *error);

#endif
