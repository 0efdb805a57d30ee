/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What stands behind the question mark of a GET. */
#ifndef MPR_QUERY_H
#define MPR_QUERY_H

#include "Host.h"
#include "Request/Json.h"

/** Which keys of any query carry a token for the authorization plugin, and are none of our business: those
 * that Orthanc Explorer passes on, and those of "Authorization": {"TokenGetArguments": […]} in Orthanc's
 * configuration. */
void mpr_query_set_tokens(const cJSON *configuration);

/** Checks the keys of a query. known ends in NULL. A key that is unknown, empty or there twice is
 * MPR_BAD_REQUEST. Orthanc gives plugins the query of a GET alone. */
bool mpr_query_check(const OrthancPluginHttpRequest *http, const char *const *known, MprError *error);

/** The text of a key as Orthanc hands it over; NULL when there is none. */
const char *mpr_query_text(const OrthancPluginHttpRequest *http, const char *key);

/** Parses JSON from a query, for cJSON_Delete. Orthanc 1.10 hands a query to plugins as it was sent, others
 * may decode it; JSON tells which by its first character. */
bool mpr_query_json(const char *text, cJSON **value, MprError *error);

/** A number as JSON has it, without anything around it; of any other text the text, which whoever wants a
 * number refuses by the name that he has for it. NULL without memory. */
cJSON *mpr_query_number(const char *text);

#endif
