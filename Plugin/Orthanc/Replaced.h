/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Series of ours that were made from images which have been replaced since. */
#ifndef MPR_REPLACED_H
#define MPR_REPLACED_H

#include "Host.h"

/** Adds a remark about the newest series of ours in the study, and how many others there are, that was made by the same recipe (Names.h) as
 * series_instance_uid from other content, before the source series received its last image. source is what
 * Orthanc says of the source series (GET /series/{id}); the study is listed once for each state of it. */
void mpr_replaced_note(const cJSON *source, const char *series_instance_uid, MprNotes *notes);

/** Forgets what is remembered of series: the plugin ends. */
void mpr_replaced_forget(void);

#endif
