/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Metadata.h"

#include <stdio.h>
#include <string.h>

enum { URI_SIZE = 96, REVISION_SIZE = 80 };

static void print_uri(char uri[URI_SIZE], const char *level, const char *id, unsigned number)
{
    snprintf(uri, URI_SIZE, "/%s/%s/metadata/%u", level, id, number);
}

/* One call on a metadata; a value and its revision come back. With "CheckRevisions" Orthanc changes a value
 * only for those who know its revision. */
static OrthancPluginErrorCode call(OrthancPluginHttpMethod method, const char *uri, const char *revision,
                                   const char *value, uint16_t *status, OrthancPluginMemoryBuffer *body,
                                   OrthancPluginMemoryBuffer *headers)
{
    static const char *const keys[] = {"If-Match"};
    return OrthancPluginCallRestApi(mpr_host(), body, headers, status, method, uri, revision[0] != '\0', keys,
                                    &revision, value, (uint32_t)strlen(value), 0);
}

static void read_with_revision(const char *uri, char *text, size_t size, char revision[REVISION_SIZE])
{
    OrthancPluginMemoryBuffer body = {NULL, 0};
    OrthancPluginMemoryBuffer headers = {NULL, 0};
    cJSON *parsed = NULL;
    uint16_t status = 0;
    MprError error;
    text[0] = '\0';
    revision[0] = '\0';
    if (call(OrthancPluginHttpMethod_Get, uri, "", "", &status, &body, &headers) ==
            OrthancPluginErrorCode_Success &&
        status == 200) {
        snprintf(text, size, "%.*s", (int)(body.size < size ? body.size : size),
                 body.data != NULL ? (const char *)body.data : "");
        if (headers.size > 0 && mpr_json_parse(headers.data, headers.size, &parsed, &error)) {
            const cJSON *tag = cJSON_GetObjectItem(parsed, "ETag"); /* whatever the case of letters */
            snprintf(revision, REVISION_SIZE, "%s", cJSON_IsString(tag) ? tag->valuestring : "");
        }
    }
    cJSON_Delete(parsed);
    OrthancPluginFreeMemoryBuffer(mpr_host(), &body);
    OrthancPluginFreeMemoryBuffer(mpr_host(), &headers);
}

void mpr_metadata_read(const char *level, const char *id, unsigned number, char *text, size_t size)
{
    char uri[URI_SIZE];
    char revision[REVISION_SIZE];
    print_uri(uri, level, id, number);
    read_with_revision(uri, text, size, revision);
}

static bool put(const char *uri, const char *revision, const char *text, MprError *error)
{
    uint16_t status = 0;
    OrthancPluginMemoryBuffer body = {NULL, 0};
    const OrthancPluginErrorCode code =
        call(OrthancPluginHttpMethod_Put, uri, revision, text, &status, &body, NULL);
    OrthancPluginFreeMemoryBuffer(mpr_host(), &body);
    if (status == 404 || code == OrthancPluginErrorCode_UnknownResource) {
        return mpr_fail(error, MPR_NOT_FOUND, "%s: the archive has no such resource", uri);
    }
    return (code == OrthancPluginErrorCode_Success && status == 200) ||
           mpr_fail(error, MPR_STORE_FAILED, "the archive did not take %s: %s (HTTP %u)", uri,
                    OrthancPluginGetErrorDescription(mpr_host(), code), (unsigned)status);
}

bool mpr_metadata_add(const char *level, const char *id, unsigned number, const char *text, MprError *error)
{
    char uri[URI_SIZE];
    print_uri(uri, level, id, number);
    return put(uri, "", text, error);
}

bool mpr_metadata_write(const char *level, const char *id, unsigned number, const char *text, MprError *error)
{
    char uri[URI_SIZE];
    char old[16];
    char revision[REVISION_SIZE];
    print_uri(uri, level, id, number);
    read_with_revision(uri, old, sizeof old, revision);
    return put(uri, revision, text, error);
}

void mpr_metadata_remove(const char *level, const char *id, unsigned number)
{
    char uri[URI_SIZE];
    char old[16];
    char revision[REVISION_SIZE];
    uint16_t status = 0;
    OrthancPluginMemoryBuffer body = {NULL, 0};
    print_uri(uri, level, id, number);
    read_with_revision(uri, old, sizeof old, revision);
    if (old[0] != '\0') {
        call(OrthancPluginHttpMethod_Delete, uri, revision, "", &status, &body, NULL);
        OrthancPluginFreeMemoryBuffer(mpr_host(), &body);
    }
}
