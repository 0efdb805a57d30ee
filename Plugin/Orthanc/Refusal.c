/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Refusal.h"

#include <stdio.h>
#include <string.h>

static bool describes_errors = true;

void mpr_refusal_set(bool describes)
{
    describes_errors = describes;
}

typedef void (*Log)(const char *format, ...);

/* The one table from our status to HTTP. A mistyped request must not look like a broken server: info is for
 * what the client can mend, warning for what the archive or its load is the reason of, error for our own
 * faults. */
static const struct Kind {
    MprStatus status;
    uint16_t http;
    Log log;
    const char *title;
} kinds[] = {
    {MPR_BAD_REQUEST, 400, mpr_host_log_info, "The request is wrong"},
    {MPR_FORBIDDEN, 403, mpr_host_log_info, "This may not be asked, or not from there"},
    {MPR_NOT_FOUND, 404, mpr_host_log_info, "There is no such resource"},
    {MPR_CONFLICT, 409, mpr_host_log_warning, "The resource has changed"},
    {MPR_BEING_SENT, 409, mpr_host_log_warning, "The series is being sent again"},
    {MPR_TAKEN, 409, mpr_host_log_warning, "The identifiers of the image are taken"},
    {MPR_TOO_LARGE, 413, mpr_host_log_info, "The request asks for too much"},
    {MPR_BAD_MEDIA, 415, mpr_host_log_info, "The body must be application/json"},
    {MPR_UNSUITABLE, 422, mpr_host_log_info, "The series cannot be resliced so"},
    {MPR_DEADLY, 422, mpr_host_log_warning, "The series cannot be resliced so"},
    {MPR_CANCELLED, 409, mpr_host_log_warning, "The work was cancelled"},
    {MPR_BUSY, 503, mpr_host_log_warning, "All workers are busy"},
    {MPR_NO_MEMORY, 503, mpr_host_log_warning, "There is no memory"},
    {MPR_STORE_FAILED, 507, mpr_host_log_warning, "The archive did not store the image"},
    {MPR_REFUSED, 422, mpr_host_log_warning, "The archive refuses the image"},
    {MPR_INTERNAL, 500, mpr_host_log_error, "The plugin has failed"},
};

/* As Orthanc calls a status. */
static const char *reason_of(uint16_t http)
{
    switch (http) {
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 409:
        return "Conflict";
    case 413:
        return "Request Entity Too Large";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Entity";
    case 503:
        return "Service Unavailable";
    case 507:
        return "Insufficient Storage";
    default:
        return "Internal Server Error";
    }
}

static const struct Kind *kind_of(MprStatus status)
{
    const size_t last = sizeof kinds / sizeof *kinds - 1;
    size_t index = 0;
    while (index < last && kinds[index].status != status) {
        index++;
    }
    return &kinds[index];
}

void mpr_refusal_log(const char *about, const MprError *error)
{
    kind_of(error->status)->log("%s: %s", about, error->message);
}

/* ---- the body: built without memory, so that a failure for lack of memory can be told as well ---- */

typedef struct {
    char text[4096];
    size_t length;
} Body;

static void put(Body *body, const char *text)
{
    const size_t length = strlen(text);
    if (body->length + length < sizeof body->text) {
        memcpy(body->text + body->length, text, length + 1);
        body->length += length;
    }
}

/* A JSON string. is_plain: of an address, which may be any bytes; whatever is not ASCII becomes "?". */
static void put_string(Body *body, const char *text, size_t most, bool is_plain)
{
    char escaped[8];
    put(body, "\"");
    for (size_t index = 0; index < most && text[index] != '\0'; index++) {
        const unsigned char c = (unsigned char)text[index];
        if (is_plain && (c < ' ' || c > '~')) {
            put(body, "?");
        } else if (c < ' ' || c == '"' || c == '\\') {
            snprintf(escaped, sizeof escaped, "\\u%04x", c);
            put(body, escaped);
        } else {
            snprintf(escaped, sizeof escaped, "%c", c);
            put(body, escaped);
        }
    }
    put(body, "\"");
}

static void put_member(Body *body, const char *key, const char *text, size_t most, bool is_plain)
{
    put(body, body->length == 0 ? "{\n\t\"" : ",\n\t\"");
    put(body, key);
    put(body, "\" : ");
    put_string(body, text, most, is_plain);
}

static void put_number(Body *body, const char *key, unsigned number)
{
    char text[64];
    snprintf(text, sizeof text, ",\n\t\"%s\" : %u", key, number);
    put(body, text);
}

static const char *method_name(OrthancPluginHttpMethod method)
{
    return method == OrthancPluginHttpMethod_Get    ? "GET"
           : method == OrthancPluginHttpMethod_Post ? "POST"
           : method == OrthancPluginHttpMethod_Put  ? "PUT"
                                                    : "DELETE";
}

enum { LONGEST_URI = 1000 };

static void describe(const struct Kind *kind, const OrthancPluginHttpRequest *http, const char *uri,
                     const MprError *error, Body *body)
{
    put_member(body, "Details", error->message, sizeof error->message, false);
    put_member(body, "HttpError", reason_of(kind->http), SIZE_MAX, false);
    put_number(body, "HttpStatus", kind->http);
    put_member(body, "Message", kind->title, SIZE_MAX, false);
    put_member(body, "Method", method_name(http->method), SIZE_MAX, false);
    put_member(body, "OrthancError", "Error encountered within the plugin engine", SIZE_MAX, false);
    put_number(body, "OrthancStatus", OrthancPluginErrorCode_Plugin);
    put_member(body, "Uri", uri, LONGEST_URI, true);
    put(body, "\n}\n");
}

void mpr_refusal_protect(OrthancPluginRestOutput *output)
{
    OrthancPluginSetHttpHeader(mpr_host(), output, "Cache-Control", "no-store");
    OrthancPluginSetHttpHeader(mpr_host(), output, "X-Content-Type-Options", "nosniff");
    OrthancPluginSetHttpHeader(mpr_host(), output, "Cross-Origin-Resource-Policy", "same-origin");
}

/* The same request may succeed in a moment. */
static bool will_pass(MprStatus status)
{
    return status == MPR_BUSY || status == MPR_NO_MEMORY || status == MPR_CONFLICT ||
           status == MPR_BEING_SENT;
}

void mpr_refusal_send(OrthancPluginRestOutput *output, const OrthancPluginHttpRequest *http, const char *uri,
                      const char *about, const MprError *error)
{
    const struct Kind *kind = kind_of(error->status);
    Body body = {.length = 0};
    mpr_refusal_log(about, error);
    mpr_refusal_protect(output);
    if (will_pass(error->status)) {
        OrthancPluginSetHttpHeader(mpr_host(), output, "Retry-After", "1");
    }
    if (describes_errors) {
        describe(kind, http, uri, error, &body);
        OrthancPluginSetHttpHeader(mpr_host(), output, "Content-Type", "application/json");
    }
    OrthancPluginSendHttpStatus(mpr_host(), output, kind->http, body.text, (uint32_t)body.length);
}

void mpr_refusal_send_method(OrthancPluginRestOutput *output, const char *about, const char *allowed)
{
    mpr_host_log_info("%s: the method is not one of this address, which knows %s", about, allowed);
    OrthancPluginSendMethodNotAllowed(mpr_host(), output, allowed);
}
