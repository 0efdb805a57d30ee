/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Host.h"

#include "Base/Text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static OrthancPluginContext *the_host;

void mpr_host_set(OrthancPluginContext *context)
{
    the_host = context;
}

OrthancPluginContext *mpr_host(void)
{
    return the_host;
}

/* OrthancPluginSetDescription and its like ask OrthancPluginGetName for the name, and which plugin answers is up
 * to the dynamic linker; the service itself takes a name. */
static void tell(_OrthancPluginProperty property, const char *text)
{
    const _OrthancPluginSetPluginProperty told = {
        .plugin = MPR_PLUGIN_NAME, .property = property, .value = text};
    the_host->InvokeService(the_host, _OrthancPluginService_SetPluginProperty, &told);
}

void mpr_host_describe(const char *description)
{
    tell(_OrthancPluginProperty_Description, description);
}

void mpr_host_set_page(const char *uri)
{
    tell(_OrthancPluginProperty_RootUri, uri);
}

void mpr_host_extend_explorer(const char *script)
{
    tell(_OrthancPluginProperty_OrthancExplorer, script);
}

typedef void (*Log)(OrthancPluginContext *context, const char *line);

static void log_line(Log log, const char *format, va_list arguments)
{
    char line[1024] = "MPR slice: ";
    const size_t start = strlen(line);
    vsnprintf(line + start, sizeof line - start, format, arguments);
    mpr_text_clean(line); /* what a file says must not look like a line of its own */
    log(the_host, line);
}

void mpr_host_log_info(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_line(OrthancPluginLogInfo, format, arguments);
    va_end(arguments);
}

void mpr_host_log_warning(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_line(OrthancPluginLogWarning, format, arguments);
    va_end(arguments);
}

void mpr_host_log_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    log_line(OrthancPluginLogError, format, arguments);
    va_end(arguments);
}

static void release_memory(void *data)
{
    OrthancPluginMemoryBuffer buffer = {data, 0};
    OrthancPluginFreeMemoryBuffer(the_host, &buffer);
}

static bool fail_as(OrthancPluginErrorCode code, const char *what, MprError *error)
{
    switch (code) {
    case OrthancPluginErrorCode_UnknownResource:
    case OrthancPluginErrorCode_InexistentItem:
    case OrthancPluginErrorCode_InexistentFile:
        return mpr_fail(error, MPR_NOT_FOUND, "%s is not in the archive", what);
    case OrthancPluginErrorCode_NotEnoughMemory:
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for %s", what);
    default:
        return mpr_fail(error, MPR_INTERNAL, "the archive did not give %s: %s (Orthanc error %d)", what,
                        OrthancPluginGetErrorDescription(the_host, code), (int)code);
    }
}

static bool parse_answer(const MprBuffer *text, const char *what, cJSON **answer, MprError *error)
{
    if (!mpr_json_parse(text->data, text->size, answer, error)) {
        error->status = error->status == MPR_BAD_REQUEST ? MPR_INTERNAL : error->status;
        return mpr_fail_about(error, what);
    }
    return true;
}

bool mpr_host_text(const char *uri, MprBuffer *answer, MprError *error)
{
    OrthancPluginMemoryBuffer buffer = {NULL, 0};
    const OrthancPluginErrorCode code = OrthancPluginRestApiGet(the_host, &buffer, uri);
    if (code != OrthancPluginErrorCode_Success) {
        return fail_as(code, uri, error);
    }
    *answer = (MprBuffer){.data = buffer.data, .size = buffer.size, .release = release_memory};
    return true;
}

bool mpr_host_get(const char *uri, cJSON **answer, MprError *error)
{
    MprBuffer text = {0};
    const bool ok = mpr_host_text(uri, &text, error) && parse_answer(&text, uri, answer, error);
    mpr_buffer_release(&text);
    return ok;
}

static void copy_text(const void *data, size_t length, char *text, size_t size)
{
    snprintf(text, size, "%.*s", (int)(length < size ? length : size),
             data != NULL ? (const char *)data : "");
}

bool mpr_host_get_text(const char *uri, char *text, size_t size, MprError *error)
{
    MprBuffer answer = {0};
    if (!mpr_host_text(uri, &answer, error)) {
        return false;
    }
    copy_text(answer.data, answer.size, text, size);
    mpr_buffer_release(&answer);
    return true;
}

bool mpr_host_has_instance(const char *instance, MprError *error)
{
    char uri[80];
    cJSON *answer = NULL;
    snprintf(uri, sizeof uri, "/instances/%s", instance);
    const bool is_there = mpr_host_get(uri, &answer, error);
    cJSON_Delete(answer);
    return is_there;
}

bool mpr_host_file(const char *instance, MprBuffer *file, MprError *error)
{
    OrthancPluginMemoryBuffer buffer = {NULL, 0};
    const OrthancPluginErrorCode code = OrthancPluginGetDicomForInstance(the_host, &buffer, instance);
    if (code != OrthancPluginErrorCode_Success) {
        return fail_as(code, "its file", error);
    }
    *file = (MprBuffer){.data = buffer.data, .size = buffer.size, .release = release_memory};
    return true;
}

bool mpr_host_is_id(const char *text)
{
    for (size_t index = 0; index < MPR_HOST_ID_SIZE - 1; index++) {
        const char c = text[index];
        const bool fits = index % 9 == 8 ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (!fits) {
            return false;
        }
    }
    return text[MPR_HOST_ID_SIZE - 1] == '\0';
}

/* The answer says what became of the file; it is read before memory is needed to parse it. */
static const char *find_in(const OrthancPluginMemoryBuffer *answer, const char *words)
{
    const size_t length = strlen(words);
    const char *found = memmem(answer->data, answer->size, words, length);
    return found != NULL ? found + length : NULL;
}

static void find_id(const OrthancPluginMemoryBuffer *answer, const char *key, char id[MPR_HOST_ID_SIZE])
{
    const char *end = (const char *)answer->data + answer->size;
    const char *at = find_in(answer, key);
    while (at != NULL && at < end && (*at == ' ' || *at == ':' || *at == '"')) {
        at++;
    }
    id[0] = '\0';
    if (at != NULL && end - at >= MPR_HOST_ID_SIZE) {
        memcpy(id, at, MPR_HOST_ID_SIZE - 1);
        id[MPR_HOST_ID_SIZE - 1] = '\0';
    }
    if (!mpr_host_is_id(id)) {
        id[0] = '\0';
    }
}

/* What is wrong with the file, or with the place where it should go. */
static bool fail_to_store(OrthancPluginErrorCode code, MprError *error)
{
    const char *why = OrthancPluginGetErrorDescription(the_host, code);
    switch (code) {
    case OrthancPluginErrorCode_BadFileFormat:
    case OrthancPluginErrorCode_BadRequest:
    case OrthancPluginErrorCode_BadParameterType:
    case OrthancPluginErrorCode_ParameterOutOfRange:
    case OrthancPluginErrorCode_IncompatibleImageFormat:
    case OrthancPluginErrorCode_InexistentTag:
    case OrthancPluginErrorCode_NoSopClassOrInstance:
        return mpr_fail(error, MPR_REFUSED,
                        "the archive refuses the derived image as a file: %s (Orthanc error %d)", why,
                        (int)code);
    case OrthancPluginErrorCode_NotEnoughMemory:
        return mpr_fail(error, MPR_NO_MEMORY, "the archive has no memory to store the derived image");
    default:
        return mpr_fail(error, MPR_STORE_FAILED,
                        "the archive did not store the derived image: %s (Orthanc error %d)", why, (int)code);
    }
}

bool mpr_host_store(const MprBuffer *file, bool *is_new, char id[MPR_HOST_ID_SIZE],
                    char series[MPR_HOST_ID_SIZE], cJSON **answer, MprError *error)
{
    OrthancPluginMemoryBuffer buffer = {NULL, 0};
    if (file->size > UINT32_MAX) {
        return mpr_fail(error, MPR_TOO_LARGE, "the derived image has %zu bytes; Orthanc takes at most %u",
                        file->size, UINT32_MAX);
    }
    const OrthancPluginErrorCode code =
        OrthancPluginRestApiPost(the_host, &buffer, "/instances", file->data, (uint32_t)file->size);
    if (code != OrthancPluginErrorCode_Success) {
        return fail_to_store(code, error);
    }
    find_id(&buffer, "\"ID\"", id);
    find_id(&buffer, "\"ParentSeries\"", series);
    *is_new = find_in(&buffer, "\"Success\"") != NULL;
    const bool is_kept = *is_new || find_in(&buffer, "\"AlreadyStored\"") != NULL;
    MprBuffer text = {.data = buffer.data, .size = buffer.size, .release = release_memory};
    const bool ok = parse_answer(&text, "the answer to storing", answer, error);
    mpr_buffer_release(&text);
    if (ok && !is_kept) {
        cJSON_Delete(*answer);
        *answer = NULL;
        return mpr_fail(
            error, MPR_STORE_FAILED,
            "the archive did not keep the image: a filter of its configuration or of a script refused it");
    }
    return ok;
}

bool mpr_host_delete(const char *level, const char *id)
{
    char uri[80];
    snprintf(uri, sizeof uri, "/%s/%s", level, id);
    const OrthancPluginErrorCode code = OrthancPluginRestApiDelete(the_host, uri);
    if (code == OrthancPluginErrorCode_UnknownResource) {
        return true; /* somebody else was quicker */
    }
    if (code != OrthancPluginErrorCode_Success) {
        mpr_host_log_error("%s %s was stored by a request that failed, and cannot be deleted: %s",
                           strcmp(level, "series") == 0 ? level : "instance", id,
                           OrthancPluginGetErrorDescription(the_host, code));
    }
    return code == OrthancPluginErrorCode_Success;
}

bool mpr_host_lookup(const char *uid, cJSON **resources, MprError *error)
{
    OrthancPluginMemoryBuffer buffer = {NULL, 0};
    const OrthancPluginErrorCode code =
        OrthancPluginRestApiPost(the_host, &buffer, "/tools/lookup", uid, (uint32_t)strlen(uid));
    if (code != OrthancPluginErrorCode_Success) {
        return fail_as(code, "/tools/lookup", error);
    }
    MprBuffer text = {.data = buffer.data, .size = buffer.size, .release = release_memory};
    const bool ok = parse_answer(&text, "the answer to a look-up", resources, error);
    mpr_buffer_release(&text);
    return ok;
}

static void copy_member(const cJSON *object, const char *key, char *text, size_t size)
{
    snprintf(text, size, "%s", mpr_json_text(object, key));
}

bool mpr_host_parents(const char *instance, char study[MPR_HOST_ID_SIZE],
                      char series_instance_uid[MPR_UID_SIZE])
{
    char uri[80];
    cJSON *answer = NULL;
    MprError ignored;
    snprintf(uri, sizeof uri, "/instances/%s/series", instance);
    if (!mpr_host_get(uri, &answer, &ignored)) {
        return false;
    }
    copy_member(answer, "ParentStudy", study, MPR_HOST_ID_SIZE);
    copy_member(mpr_json_member(answer, "MainDicomTags"), "SeriesInstanceUID", series_instance_uid,
                MPR_UID_SIZE);
    cJSON_Delete(answer);
    return true;
}

bool mpr_host_configuration(cJSON **configuration, MprError *error)
{
    char *text = OrthancPluginGetConfiguration(the_host);
    if (text == NULL) {
        return mpr_fail(error, MPR_INTERNAL, "Orthanc does not tell its configuration");
    }
    const bool ok = mpr_json_parse(text, strlen(text), configuration, error);
    OrthancPluginFreeString(the_host, text);
    return ok;
}
