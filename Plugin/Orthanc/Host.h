/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Orthanc as this plugin sees it: the context (its pointer is set once, at start), the log, and the archive's own REST API
 * called from inside. Failures of Orthanc become MprError here. */
#ifndef MPR_HOST_H
#define MPR_HOST_H

#include "Base/Buffer.h"
#include "Request/Json.h"
#include "Volume/Frame.h"

#include <orthanc/OrthancCPlugin.h>

/** Set once by OrthancPluginInitialize, before anything else here is called. */
void mpr_host_set(OrthancPluginContext *context);
OrthancPluginContext *mpr_host(void);

/* What Orthanc and its Explorer tell of the plugin: its name, one sentence, where its page is, a script of
 * its own. */
#define MPR_PLUGIN_NAME "mpr-slice"
void mpr_host_describe(const char *description);
void mpr_host_set_page(const char *uri);
void mpr_host_extend_explorer(const char *script);

void mpr_host_log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void mpr_host_log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void mpr_host_log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** GET of Orthanc's own API: the answer as it is. MPR_NOT_FOUND when Orthanc says 404. */
bool mpr_host_text(const char *uri, MprBuffer *answer, MprError *error);

/** GET of Orthanc's own API: the parsed JSON answer, for cJSON_Delete. MPR_NOT_FOUND when Orthanc says 404. */
bool mpr_host_get(const char *uri, cJSON **answer, MprError *error);

/** The same where the answer is a plain text, cut when it does not fit. */
bool mpr_host_get_text(const char *uri, char *text, size_t size, MprError *error);

/** MPR_NOT_FOUND when there is no such instance: Orthanc does not say so when it is asked for the file. */
bool mpr_host_has_instance(const char *instance, MprError *error);

/** The DICOM file of an instance. */
bool mpr_host_file(const char *instance, MprBuffer *file, MprError *error);

enum { MPR_HOST_ID_SIZE = 45 };

/** Is text an Orthanc identifier: five groups of eight lower-case hexadecimal digits? */
bool mpr_host_is_id(const char *text);

/** POST /instances: Orthanc's answer, for cJSON_Delete. MPR_STORE_FAILED when it does not take the file. Also
 * set on failure: is_new, the file is in the archive now and was not before; id and series, where it is, ""
 * when it is not. */
bool mpr_host_store(const MprBuffer *file, bool *is_new, char id[MPR_HOST_ID_SIZE],
                    char series[MPR_HOST_ID_SIZE], cJSON **answer, MprError *error);

/** DELETE /{level}/{id}, level being "instances" or "series". What is not there is deleted. A failure is
 * logged, for nobody can do more about it. */
bool mpr_host_delete(const char *level, const char *id);

/** POST /tools/lookup: all resources that have a UID, as a list for cJSON_Delete. */
bool mpr_host_lookup(const char *uid, cJSON **resources, MprError *error);

/** The study of an instance (Orthanc's identifier) and the Series Instance UID; false when it is not there. */
bool mpr_host_parents(const char *instance, char study[MPR_HOST_ID_SIZE],
                      char series_instance_uid[MPR_UID_SIZE]);

/** Orthanc's configuration, for cJSON_Delete. */
bool mpr_host_configuration(cJSON **configuration, MprError *error);

#endif
