/* SPDX-License-Identifier: GPL-3.0-or-later */
/** "AppendTo": images that go on with a series that this plugin has made of the same sources. All images of a
 * series say the same of it (description, number, date: PS3.3 C.7.3.1), so the series says it, and not the
 * request. */
#ifndef MPR_APPEND_H
#define MPR_APPEND_H

#include "../Reslice.h"
#include "Host.h"

/** The series that the images of one request are added to. */
typedef struct MprAppend MprAppend;

/** series: the identifier of the request, "" for none: then NULL is created. MPR_BAD_REQUEST when it is no
 * identifier. Nothing is asked of the archive yet. */
bool mpr_append_create(const char *series, MprAppend **append, MprError *error);
/** Lets others add to the series. To be called when the images have been committed or taken back; NULL is
 * fine. */
void mpr_append_free(MprAppend *append);

/** Adds a remark when images of the source have arrived since the series was begun: those that it holds may show what
 * was there before. source is what Orthanc says of the source series (GET /series/{id}). NULL is fine. */
void mpr_append_note(const MprAppend *append, const cJSON *source, MprNotes *notes);

/** To be called when all images are stored and before they are committed. MPR_CONFLICT when an image of another
 * server has one of their numbers: then they must be taken back. NULL is fine. */
bool mpr_append_confirm(const MprAppend *append, MprError *error);

/** open fails with MPR_NOT_FOUND when the study (Orthanc's identifier) has no such series, and with
 * MPR_UNSUITABLE when the images do not belong there. append and study must outlive it. */
MprTarget mpr_append_target(MprAppend *append, const char *study);

#endif
