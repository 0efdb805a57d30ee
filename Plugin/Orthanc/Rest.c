/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Rest.h"

#include "../Core/Decimal.h"
#include "Answer.h"
#include "Host.h"
#include "Job.h"
#include "Preview.h"
#include "Query.h"
#include "Slicing.h"

#include <stdatomic.h>
#include <string.h>
#include <strings.h>

enum { LARGEST_BODY = 64 * 1024 };

static unsigned maximum_requests;

/* One call of a route under a series or an instance. */
typedef struct {
    MprLevel level;
    const char *id;
    const OrthancPluginHttpRequest *http;
} Call;

/* ---- status ---- */

/* The one table from our status to HTTP. The code is what Orthanc calls the status once it is registered. */
static struct {
    MprStatus status;
    uint16_t http;
    const char *title;
    OrthancPluginErrorCode code;
} statuses[] = {
    {MPR_BAD_REQUEST, 400, "The request is wrong", 0},
    {MPR_FORBIDDEN, 403, "This may not be asked, or not from there", 0},
    {MPR_NOT_FOUND, 404, "There is no such resource", 0},
    {MPR_CONFLICT, 409, "The resource has changed", 0},
    {MPR_TAKEN, 409, "The identifiers of the image are taken", 0},
    {MPR_TOO_LARGE, 413, "The request asks for too much", 0},
    {MPR_BAD_MEDIA, 415, "The body must be application/json", 0},
    {MPR_UNSUITABLE, 422, "The series cannot be resliced so", 0},
    {MPR_MISFIT, 422, "The series cannot be resliced so", 0},
    {MPR_DEADLY, 422, "The series cannot be resliced so", 0},
    {MPR_CANCELLED, 409, "The work was cancelled", 0},
    {MPR_BUSY, 503, "All workers are busy", 0},
    {MPR_NO_MEMORY, 503, "There is no memory", 0},
    {MPR_STORE_FAILED, 507, "The archive did not store the image", 0},
    {MPR_REFUSED, 422, "The archive refuses the image", 0},
    {MPR_INTERNAL, 500, "The plugin has failed", 0},
};

static void register_statuses(void)
{
    for (size_t index = 0; index < sizeof statuses / sizeof *statuses; index++) {
        statuses[index].code = OrthancPluginRegisterErrorCode(mpr_host(), (int32_t)index + 1,
                                                              statuses[index].http, statuses[index].title);
    }
}

static OrthancPluginErrorCode refuse(OrthancPluginRestOutput *output, const char *url, const MprError *error)
{
    mpr_host_log_warning("%s: %s", url, error->message);
    OrthancPluginSetHttpErrorDetails(mpr_host(), output, error->message, 0);
    if (error->status == MPR_BUSY) {
        OrthancPluginSetHttpHeader(mpr_host(), output, "Retry-After", "1");
    }
    for (size_t index = 0; index < sizeof statuses / sizeof *statuses; index++) {
        if (statuses[index].status == error->status) {
            return statuses[index].code;
        }
    }
    return OrthancPluginErrorCode_InternalError;
}

static bool answer_json(OrthancPluginRestOutput *output, const cJSON *answer, MprError *error)
{
    char *text = cJSON_Print(answer);
    if (text == NULL) {
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the answer");
    }
    OrthancPluginAnswerBuffer(mpr_host(), output, text, (uint32_t)strlen(text), "application/json");
    cJSON_free(text);
    return true;
}

/* ---- what a request may look like ---- */

static const char *header_of(const OrthancPluginHttpRequest *http, const char *key)
{
    for (uint32_t index = 0; index < http->headersCount; index++) {
        if (strcasecmp(http->headersKeys[index], key) == 0) {
            return http->headersValues[index];
        }
    }
    return NULL;
}

/* A page of another site may make a browser send a POST, but not with this media type, and not without saying
   where it comes from. Calls from inside Orthanc (Lua, other plugins) have no headers. */
static bool check_origin(const OrthancPluginHttpRequest *http, MprError *error)
{
    const char *site = header_of(http, "sec-fetch-site");
    const char *origin = header_of(http, "origin");
    const char *host = header_of(http, "x-forwarded-host");
    if (host == NULL) {
        host = header_of(http, "host");
    }
    bool is_own = true;
    if (site != NULL) {
        is_own = strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    } else if (origin != NULL) {
        const char *slashes = strstr(origin, "://");
        is_own = slashes != NULL && host != NULL && strcasecmp(slashes + 3, host) == 0;
    }
    return is_own ||
           mpr_fail(error, MPR_FORBIDDEN, "a page of another site made this request; it is refused");
}

static bool check_media(const OrthancPluginHttpRequest *http, MprError *error)
{
    static const char json[] = "application/json";
    const char *media = header_of(http, "content-type");
    const size_t length = sizeof json - 1;
    const bool is_from_inside = header_of(http, "host") == NULL;
    if (media == NULL && http->bodySize > 0 && !is_from_inside) {
        media = ""; /* a page can send a body without a type to any site */
    }
    if (media != NULL && (strncasecmp(media, json, length) != 0 || strchr("; \t", media[length]) == NULL)) {
        return mpr_fail(error, MPR_BAD_MEDIA,
                        "the body is not application/json; send the header Content-Type: "
                        "application/json");
    }
    if (http->bodySize > LARGEST_BODY) {
        return mpr_fail(error, MPR_TOO_LARGE, "the body has %u bytes; at most %d are allowed", http->bodySize,
                        LARGEST_BODY);
    }
    return true;
}

/* An absent body asks for nothing special. */
static bool parse_body(const OrthancPluginHttpRequest *http, cJSON **body, MprError *error)
{
    if (http->bodySize == 0) {
        const MprError none = {0};
        return mpr_json_finish(cJSON_CreateObject(), &none, body, error);
    }
    return mpr_json_parse(http->body, http->bodySize, body, error);
}

/* ---- POST …/mpr-slice ---- */

/* Lua sees nothing of an answer that is not 200: a permissive request is told in the answer what went wrong.
 */
static bool answer_failure(const MprError *failure, cJSON **answer, MprError *error)
{
    MprError memory = {0};
    cJSON *told = cJSON_CreateObject();
    cJSON *errors = mpr_json_add(told, "Errors", cJSON_CreateArray(), &memory);
    mpr_json_add(errors, NULL, cJSON_CreateString(failure->message), &memory);
    return mpr_json_finish(told, &memory, answer, error);
}

/* Requests that are worked on while their clients wait; jobs wait in Orthanc's own queue instead. */
static atomic_uint at_work;

/* end_work must follow, whatever the answer is. */
static bool begin_work(MprError *error)
{
    return atomic_fetch_add(&at_work, 1) < maximum_requests ||
           mpr_fail(error, MPR_BUSY,
                    "%u requests are worked on already (MaximumRequests); try again, or ask for a job",
                    maximum_requests);
}

static void end_work(void)
{
    atomic_fetch_sub(&at_work, 1);
}

static bool slice_at_once(const MprSlicing *slicing, cJSON **answer, MprError *error)
{
    const bool ok = begin_work(error) && mpr_slicing_run(slicing, NULL, answer, error);
    end_work();
    return ok;
}

static bool slice(MprSlicing *slicing, const cJSON *body, cJSON **answer, MprError *error)
{
    if (!mpr_request_parse(body, &slicing->request, error)) {
        return false;
    }
    const bool ok = slicing->request.is_asynchronous ? mpr_job_submit(slicing, body, answer, error)
                                                     : slice_at_once(slicing, answer, error);
    if (!ok && slicing->request.is_permissive) {
        mpr_host_log_warning("%s: %s", slicing->id, error->message);
        const MprError failure = *error;
        return answer_failure(&failure, answer, error);
    }
    return ok;
}

static bool post_slice(const Call *call, cJSON **answer, MprError *error)
{
    cJSON *body = NULL;
    MprSlicing slicing = {.level = call->level};
    memcpy(slicing.id, call->id, sizeof slicing.id);
    const bool ok = check_origin(call->http, error) && check_media(call->http, error) &&
                    parse_body(call->http, &body, error) && slice(&slicing, body, answer, error);
    cJSON_Delete(body);
    return ok;
}

/* ---- GET …/mpr-slice/geometry ---- */

static bool describe(MprSeries *series, cJSON **answer, MprError *error)
{
    MprSource *source = mpr_series_source(series);
    MprSurvey survey;
    if (!mpr_survey(source, &survey, error)) {
        return false;
    }
    const bool ok = mpr_answer_geometry(&survey, source, mpr_series_named_frame(series), answer, error);
    mpr_survey_release(&survey);
    return ok;
}

static bool get_geometry(const Call *call, cJSON **answer, MprError *error)
{
    MprSeries *series = NULL;
    const bool ok = mpr_series_open(call->level, call->id, mpr_slicing_archive(), &series, error) &&
                    describe(series, answer, error);
    mpr_series_free(series);
    return ok;
}

/* ---- routes ---- */

typedef bool (*Handler)(const Call *call, cJSON **answer, MprError *error);

static MprLevel level_of(const char *group)
{
    return strcmp(group, "series") == 0    ? MPR_LEVEL_SERIES
           : strcmp(group, "studies") == 0 ? MPR_LEVEL_STUDY
                                           : MPR_LEVEL_INSTANCE;
}

/* What is no identifier does not get into the log either. */
static bool check_id(const char *text, MprError *error)
{
    return mpr_host_is_id(text) ||
           mpr_fail(error, MPR_NOT_FOUND,
                    "this is no Orthanc identifier (five groups of eight hexadecimal digits)");
}

/* A route has one method. Groups of its expression: the level, the identifier. */
static OrthancPluginErrorCode serve(OrthancPluginRestOutput *output, const char *url,
                                    const OrthancPluginHttpRequest *http, OrthancPluginHttpMethod method,
                                    Handler handler)
{
    if (http->method != method) {
        OrthancPluginSendMethodNotAllowed(mpr_host(), output,
                                          method == OrthancPluginHttpMethod_Get ? "GET" : "POST");
        return OrthancPluginErrorCode_Success;
    }
    const Call call = {
        .level = level_of(http->groups[0]),
        .id = http->groups[1],
        .http = http,
    };
    MprError error = {0};
    cJSON *answer = NULL;
    if (!check_id(call.id, &error)) {
        return refuse(output, "a request", &error);
    }
    const bool ok = handler(&call, &answer, &error) && answer_json(output, answer, &error);
    cJSON_Delete(answer);
    return ok ? OrthancPluginErrorCode_Success : refuse(output, url, &error);
}

static OrthancPluginErrorCode serve_slice(OrthancPluginRestOutput *output, const char *url,
                                          const OrthancPluginHttpRequest *http)
{
    return serve(output, url, http, OrthancPluginHttpMethod_Post, post_slice);
}

static OrthancPluginErrorCode serve_geometry(OrthancPluginRestOutput *output, const char *url,
                                             const OrthancPluginHttpRequest *http)
{
    return serve(output, url, http, OrthancPluginHttpMethod_Get, get_geometry);
}

/* ---- GET and POST …/mpr-slice/preview ---- */

/* The options of a GET may stand in the query, where a person sees them. */
static void add_option(const OrthancPluginHttpRequest *http, const char *key, const char *name, cJSON *body,
                       MprError *error)
{
    const char *text = mpr_query_text(http, key);
    double value = 0.0;
    if (text != NULL && mpr_decimal_parse(text, strlen(text), &value)) {
        mpr_json_add(body, name, cJSON_CreateNumber(value), error);
    } else if (text != NULL) {
        mpr_json_add(body, name, cJSON_CreateString(text), error); /* to be refused by its name */
    }
}

/* The request of a GET is in its query, as the same JSON: a link can then be an image. Orthanc does not tell
 * the query of a POST, so its options are members of the body. */
static bool parse_preview_body(const OrthancPluginHttpRequest *http, cJSON **body, MprError *error)
{
    const char *text = mpr_query_text(http, "body");
    if (http->method == OrthancPluginHttpMethod_Post) {
        return check_media(http, error) && parse_body(http, body, error);
    }
    if (!mpr_query_json(text != NULL ? text : "{}", body, error)) {
        return false;
    }
    MprError memory = {0};
    add_option(http, "window-center", "WindowCenter", *body, &memory);
    add_option(http, "window-width", "WindowWidth", *body, &memory);
    add_option(http, "quality", "Quality", *body, &memory);
    return memory.status == MPR_OK || mpr_fail(error, memory.status, "%s", memory.message);
}

static bool preview_at_once(OrthancPluginRestOutput *output, const MprSlicing *slicing,
                            const MprPreviewOptions *options, MprError *error)
{
    const bool ok = begin_work(error) && mpr_preview_answer(output, slicing, options, error);
    end_work();
    return ok;
}

static bool preview(OrthancPluginRestOutput *output, const OrthancPluginHttpRequest *http, MprError *error)
{
    MprSlicing slicing = {.level = level_of(http->groups[0])};
    MprPreviewOptions options;
    cJSON *body = NULL;
    memcpy(slicing.id, http->groups[1], sizeof slicing.id);
    const bool ok = check_origin(http, error) && parse_preview_body(http, &body, error) &&
                    mpr_preview_options(header_of(http, "accept"), body, &options, error) &&
                    mpr_request_parse(body, &slicing.request, error) &&
                    preview_at_once(output, &slicing, &options, error);
    cJSON_Delete(body);
    return ok;
}

static OrthancPluginErrorCode serve_preview(OrthancPluginRestOutput *output, const char *url,
                                            const OrthancPluginHttpRequest *http)
{
    MprError error = {0};
    if (http->method != OrthancPluginHttpMethod_Get && http->method != OrthancPluginHttpMethod_Post) {
        OrthancPluginSendMethodNotAllowed(mpr_host(), output, "GET,POST");
        return OrthancPluginErrorCode_Success;
    }
    if (!check_id(http->groups[1], &error)) {
        return refuse(output, "a request", &error);
    }
    return preview(output, http, &error) ? OrthancPluginErrorCode_Success : refuse(output, url, &error);
}

void mpr_rest_register(unsigned maximum)
{
    maximum_requests = maximum;
    register_statuses();
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/(series|instances|studies)/([^/]+)/mpr-slice",
                                            serve_slice);
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/(series|instances)/([^/]+)/mpr-slice/geometry",
                                            serve_geometry);
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/(series|instances)/([^/]+)/mpr-slice/preview",
                                            serve_preview);
}
