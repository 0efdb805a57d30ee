/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind the question mark of a GET. */
#ifndef MPR_QUERY_H
#define MPR_QUERY_H

#include "../Core/Json.h"
#include "Host.h"

/* The text of a key as Orthanc hands it over; NULL when there is none. */
const char *mpr_query_text(const OrthancPluginHttpRequest *http, const char *key);

/* Parses JSON from a query, for cJSON_Delete. Orthanc 1.10 hands a query to plugins as it was sent, others
 * may decode it; JSON tells which by its first character. */
bool mpr_query_json(const char *text, cJSON **value, MprError *error);

#endif
