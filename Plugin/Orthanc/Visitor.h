/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Who asks: a person's own page, a program, or a page of another site that uses the rights of somebody's
 * browser. */
#ifndef MPR_VISITOR_H
#define MPR_VISITOR_H

#include "Base/Error.h"
#include "Host.h"

/** From now on Orthanc refuses multipart/form-data to the routes of this plugin. */
void mpr_visitor_register(void);

/** The value of a header, whatever the case of its name; NULL when there is none. */
const char *mpr_visitor_header(const OrthancPluginHttpRequest *http, const char *name);

/** MPR_FORBIDDEN for what a page of another site may have made a browser send, reading included: a picture of
 * a patient costs work, and its size tells something.
 *
 *   Sec-Fetch-Site    decides when it is there: same-origin or none (typed by the person)
 *   Origin            else, when it is there, has this archive's name
 *   X-Requested-With  else proves a page of this archive: no other can send it
 *   Referer           else has this archive's name
 *
 * A browser that says none of it is refused. Programs say none of it and are served, so are calls from inside
 * Orthanc (Lua, other plugins), which have no headers but those of their own choice. */
bool mpr_visitor_check(const OrthancPluginHttpRequest *http, MprError *error);

/** MPR_BAD_MEDIA unless the body is application/json: pages of other sites can send the rest. */
bool mpr_visitor_check_media(const OrthancPluginHttpRequest *http, MprError *error);

#endif
