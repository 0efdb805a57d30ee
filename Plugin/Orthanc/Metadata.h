/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * User-defined metadata of a resource: short texts under numbers from 1024 on, which Orthanc keeps beside the
 * resource and removes with it. level is a word of Orthanc's routes: "series", "instances". */
#ifndef MPR_METADATA_H
#define MPR_METADATA_H

#include "Host.h"

/** "" when there is none, or no such resource. Cut when it does not fit. */
void mpr_metadata_read(const char *level, const char *id, unsigned number, char *text, size_t size);

/** Creates it; where revisions are checked, nothing replaces what is there. Failures as those of mpr_metadata_write. */
bool mpr_metadata_add(const char *level, const char *id, unsigned number, const char *text, MprError *error);

/** Creates or replaces it. MPR_NOT_FOUND when there is no such resource. */
bool mpr_metadata_write(const char *level, const char *id, unsigned number, const char *text,
                        MprError *error);

/** Nothing happens when there is none. */
void mpr_metadata_remove(const char *level, const char *id, unsigned number);

#endif
