/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What happens in the archive. Orthanc calls a plugin back once for each change; here the call is handed on
 * to whoever wants to know. */
#ifndef MPR_CHANGES_H
#define MPR_CHANGES_H

#include <orthanc/OrthancCPlugin.h>

/** Told of every change, in order, by one thread of Orthanc; id is NULL when no resource has changed (Orthanc
 * has started, a job has ended). It must be quick and may not ask the archive for anything: Orthanc may hold
 * a lock meanwhile, and the answer would never come. */
typedef void (*MprChangeHandler)(OrthancPluginChangeType change, OrthancPluginResourceType level,
                                 const char *id);

/** Tells each of the handlers (NULL at the end; the list stays the caller's and must stay) of every change. */
void mpr_changes_register(const MprChangeHandler *handlers);

#endif
