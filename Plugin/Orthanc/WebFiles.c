/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "WebFiles.h"

#include "Host.h"
#include "WebFilesTable.h"

#include <string.h>

/* Nothing but the plugin's own files, no other site's script, no frame around it. */
static const char policy[] =
    "default-src 'none'; img-src 'self' blob:; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

static OrthancPluginErrorCode serve_file(OrthancPluginRestOutput *output, const char *url,
                                         const OrthancPluginHttpRequest *http)
{
    (void)url;
    if (http->method != OrthancPluginHttpMethod_Get) {
        OrthancPluginSendMethodNotAllowed(mpr_host(), output, "GET");
        return OrthancPluginErrorCode_Success;
    }
    for (size_t index = 0; index < sizeof mpr_web_files / sizeof *mpr_web_files; index++) {
        const MprWebFile *file = &mpr_web_files[index];
        if (strcmp(file->name, http->groups[0]) == 0) {
            OrthancPluginSetHttpHeader(mpr_host(), output, "Content-Security-Policy", policy);
            OrthancPluginSetHttpHeader(mpr_host(), output, "X-Content-Type-Options", "nosniff");
            OrthancPluginSetHttpHeader(mpr_host(), output, "Cache-Control", "no-cache");
            OrthancPluginAnswerBuffer(mpr_host(), output, file->data, file->size, file->type);
            return OrthancPluginErrorCode_Success;
        }
    }
    return OrthancPluginErrorCode_UnknownResource;
}

void mpr_web_files_register(void)
{
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/mpr-slice/app/(.*)", serve_file);
}
