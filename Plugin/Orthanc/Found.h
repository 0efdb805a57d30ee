/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Images that the archive has already under the identifiers of one that was made. */
#ifndef MPR_FOUND_H
#define MPR_FOUND_H

#include "Host.h"
#include "Reslice.h"

/** Does the archive have an instance of that name in the study (Orthanc's identifier) and in the series? The same
 * name elsewhere is that of another image. found is "" when it has none. */
bool mpr_found_look(const char *study, const MprDerived *derived, char found[MPR_HOST_ID_SIZE],
                    MprError *error);

/** The answer that Orthanc gives to a file it has already, for cJSON_Delete. The file is not sent: with
 * OverwriteInstances it would be replaced by one with another creation time. */
bool mpr_found_answer(const char *id, cJSON **answer, MprError *error);

#endif
