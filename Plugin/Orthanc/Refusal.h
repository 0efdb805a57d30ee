/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Answers to requests that fail: one line in the log, at the level that the failure deserves, and JSON of the
 * shape that Orthanc itself gives. An error code that is returned to Orthanc would be logged twice more, as
 * an error. */
#ifndef MPR_REFUSAL_H
#define MPR_REFUSAL_H

#include "Base/Error.h"
#include "Host.h"

/** describes_errors is Orthanc's option HttpDescribeErrors: without it, a failure has no body. */
void mpr_refusal_set(bool describes_errors);

/** Answers with the status and the sentence of error. about starts the line in the log: an address that was
 * checked, or words that stand for one. */
void mpr_refusal_send(OrthancPluginRestOutput *output, const OrthancPluginHttpRequest *http, const char *uri,
                      const char *about, const MprError *error);

/** Answers 405; allowed is the header Allow. */
void mpr_refusal_send_method(OrthancPluginRestOutput *output, const char *about, const char *allowed);

/** Logs a failure that is told in an answer of status 200 (Permissive). */
void mpr_refusal_log(const char *about, const MprError *error);

/** What every answer with data carries: kept nowhere, taken as what it is, read by pages of this archive only.
 */
void mpr_refusal_protect(OrthancPluginRestOutput *output);

#endif
