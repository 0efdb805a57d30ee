/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "WebFiles.h"

#include "Base/Buffer.h"
#include "Host.h"
#include "Refusal.h"
#include "Settings.h"
#include "WebFilesTable.h"

#include <stdio.h>
#include <string.h>

/* Nothing but the plugin's own files, no other site's script, no frame around it. */
static const char policy[] =
    "default-src 'none'; img-src 'self' blob:; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/* What of the configuration the page has to know. */
static char settings[MPR_EXPLORER_SIZE + 32];
static MprWebFile settings_file = {.name = "settings.json", .type = "application/json"};

static const MprWebFile *find_file(const char *name)
{
    if (strcmp(name, settings_file.name) == 0) {
        return &settings_file;
    }
    for (size_t index = 0; index < sizeof mpr_web_files / sizeof *mpr_web_files; index++) {
        if (strcmp(mpr_web_files[index].name, name) == 0) {
            return &mpr_web_files[index];
        }
    }
    return NULL;
}

static OrthancPluginErrorCode serve_file(OrthancPluginRestOutput *output, const char *url,
                                         const OrthancPluginHttpRequest *http)
{
    static const char about[] = "a file of the page";
    MprError error = {0};
    if (http->method != OrthancPluginHttpMethod_Get) {
        mpr_refusal_send_method(output, about, "GET");
        return OrthancPluginErrorCode_Success;
    }
    const MprWebFile *file = find_file(http->groups[0]);
    if (file == NULL) {
        mpr_fail(&error, MPR_NOT_FOUND, "the page has no such file");
        mpr_refusal_send(output, http, url, about, &error);
        return OrthancPluginErrorCode_Success;
    }
    OrthancPluginSetHttpHeader(mpr_host(), output, "Content-Security-Policy", policy);
    OrthancPluginSetHttpHeader(mpr_host(), output, "X-Content-Type-Options", "nosniff");
    OrthancPluginSetHttpHeader(mpr_host(), output, "Cross-Origin-Resource-Policy", "same-origin");
    OrthancPluginSetHttpHeader(mpr_host(), output, "Referrer-Policy", "same-origin");
    OrthancPluginSetHttpHeader(mpr_host(), output, "Cache-Control", "no-cache");
    OrthancPluginAnswerBuffer(mpr_host(), output, file->data, file->size, file->type);
    return OrthancPluginErrorCode_Success;
}

/* The button in Orthanc Explorer: a script that Orthanc puts behind its own. */
static void extend_explorer(void)
{
    MprError error = {0};
    const MprWebFile *file = find_file("explorer.js");
    if (file == NULL) {
        mpr_host_log_error("no button in Orthanc Explorer: its script is not part of this build");
        return;
    }
    char *script = mpr_allocate((size_t)file->size + 1, 1, &error);
    if (script == NULL) {
        mpr_host_log_error("no button in Orthanc Explorer: %s", error.message);
        return;
    }
    memcpy(script, file->data, file->size);
    mpr_host_extend_explorer(script);
    mpr_free(script);
}

void mpr_web_files_register(const char *explorer)
{
    settings_file.size = (uint32_t)snprintf(settings, sizeof settings, "{\"Explorer\":\"%s\"}", explorer);
    settings_file.data = (const void *)settings;
    mpr_host_set_page("/mpr-slice/app/index.html");
    extend_explorer();
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/mpr-slice/app/(.*)", serve_file);
}
