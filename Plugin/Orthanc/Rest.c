/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Rest.h"

#include "Answer.h"
#include "Host.h"
#include "Job.h"
#include "Measure.h"
#include "Preview.h"
#include "Quarantine.h"
#include "Query.h"
#include "Refusal.h"
#include "Slicing.h"
#include "Visitor.h"
#include "Work.h"

#include <string.h>

enum { LARGEST_BODY = 64 * 1024 };

/* One call of a route; level and id are those of a route under a resource. */
typedef struct {
    MprLevel level;
    const char *id;
    const char *about; /* what the log calls it */
    const OrthancPluginHttpRequest *http;
} Call;

static MprLevel level_of(const char *group)
{
    return strcmp(group, "series") == 0    ? MPR_LEVEL_SERIES
           : strcmp(group, "studies") == 0 ? MPR_LEVEL_STUDY
                                           : MPR_LEVEL_INSTANCE;
}

/* Groups of a route's expression: the level, the identifier. What is no identifier does not get into the log.
 */
static Call call_of(const char *url, const OrthancPluginHttpRequest *http)
{
    if (http->groupsCount < 2) {
        return (Call){.about = url, .http = http};
    }
    return (Call){
        .level = level_of(http->groups[0]),
        .id = http->groups[1],
        .about = mpr_host_is_id(http->groups[1]) ? url : "a request",
        .http = http,
    };
}

static bool check_resource(const Call *call, MprError *error)
{
    if (!mpr_host_is_id(call->id)) {
        return mpr_fail(error, MPR_NOT_FOUND,
                        "this is no Orthanc identifier (five groups of eight hexadecimal digits)");
    }
    return mpr_series_check_level(call->level, &mpr_slicing_terms()->archive, error);
}

/* ---- answers and bodies ---- */

static bool answer_json(OrthancPluginRestOutput *output, const cJSON *answer, MprError *error)
{
    char *text = cJSON_Print(answer);
    if (text == NULL) {
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the answer");
    }
    mpr_refusal_protect(output);
    OrthancPluginAnswerBuffer(mpr_host(), output, text, (uint32_t)strlen(text), "application/json");
    cJSON_free(text);
    return true;
}

/* An absent body asks for nothing special. */
static bool parse_body(const OrthancPluginHttpRequest *http, cJSON **body, MprError *error)
{
    if (http->bodySize > LARGEST_BODY) {
        return mpr_fail(error, MPR_TOO_LARGE, "the body has %u bytes; at most %d are allowed", http->bodySize,
                        LARGEST_BODY);
    }
    if (http->bodySize == 0) {
        const MprError none = {0};
        return mpr_json_finish(cJSON_CreateObject(), &none, body, error);
    }
    return mpr_json_parse(http->body, http->bodySize, body, error);
}

/* ---- POST …/mpr-slice ---- */

/* Does the request want to be told of failures in an answer of status 200? What is no JSON says it by its
 * text: who depends on it, such as Lua, would learn nothing of a comma that is missing. */
static bool is_permissive(const OrthancPluginHttpRequest *http, const cJSON *body)
{
    static const char key[] = "\"Permissive\"";
    const char *end = (const char *)http->body + http->bodySize;
    const char *at = NULL;
    if (body != NULL) {
        return cJSON_IsTrue(mpr_json_member(body, "Permissive"));
    }
    if (http->bodySize > 0) {
        at = memmem(http->body, http->bodySize, key, sizeof key - 1);
    }
    if (at == NULL) {
        return false;
    }
    at += sizeof key - 1;
    while (at < end && strchr(": \t\r\n", *at) != NULL && *at != '\0') {
        at++;
    }
    return end - at >= 4 && memcmp(at, "true", 4) == 0;
}

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

static bool slice_at_once(const MprSlicing *slicing, cJSON **answer, MprError *error)
{
    MprWork work = {.kind = MPR_WORK_REQUEST};
    if (!mpr_work_begin(&work, error)) {
        return false;
    }
    const bool ok = mpr_slicing_run(slicing, NULL, answer, error);
    mpr_work_end(&work);
    return ok;
}

static bool slice(const Call *call, const cJSON *body, cJSON **answer, MprError *error)
{
    MprSlicing slicing = {.level = call->level};
    if (!check_resource(call, error) || !mpr_request_parse(body, &slicing.request, error)) {
        return false;
    }
    memcpy(slicing.id, call->id, sizeof slicing.id);
    return slicing.request.is_asynchronous ? mpr_job_submit(&slicing, body, answer, error)
                                           : slice_at_once(&slicing, answer, error);
}

/* Whatever a page of another site may have sent is refused in any case. */
static bool post_slice(const Call *call, cJSON **answer, MprError *error)
{
    cJSON *body = NULL;
    if (!mpr_visitor_check(call->http, error) || !mpr_visitor_check_media(call->http, error)) {
        return false;
    }
    bool ok = parse_body(call->http, &body, error) && slice(call, body, answer, error);
    if (!ok && is_permissive(call->http, body)) {
        const MprError failure = *error;
        mpr_refusal_log(call->about, &failure);
        ok = answer_failure(&failure, answer, error);
    }
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

/* The headers were read one after the other. */
static bool confirm_series(MprSeries *series, cJSON **answer, MprError *error)
{
    MprSource *source = mpr_series_source(series);
    if (source->confirm(source, error)) {
        return true;
    }
    cJSON_Delete(*answer);
    *answer = NULL;
    return false;
}

static bool describe_at_once(const Call *call, cJSON **answer, MprError *error)
{
    MprWork work = {.kind = MPR_WORK_REQUEST};
    MprSeries *series = NULL;
    if (!mpr_work_begin(&work, error)) {
        return false;
    }
    const bool ok = mpr_series_open(call->level, call->id, &mpr_slicing_terms()->archive, &series, error) &&
                    describe(series, answer, error) && confirm_series(series, answer, error);
    mpr_series_free(series);
    mpr_work_end(&work);
    return ok;
}

static bool get_geometry(const Call *call, cJSON **answer, MprError *error)
{
    static const char *const keys[] = {NULL};
    return mpr_visitor_check(call->http, error) && mpr_query_check(call->http, keys, error) &&
           check_resource(call, error) && describe_at_once(call, answer, error);
}

/* ---- POST …/mpr-slice/statistics ---- */

static bool post_statistics(const Call *call, cJSON **answer, MprError *error)
{
    cJSON *body = NULL;
    const bool ok = mpr_visitor_check(call->http, error) && check_resource(call, error) &&
                    mpr_visitor_check_media(call->http, error) && parse_body(call->http, &body, error) &&
                    mpr_measure(call->level, call->id, body, answer, error);
    cJSON_Delete(body);
    return ok;
}

/* ---- GET and POST …/mpr-slice/preview ---- */

/* The options of a GET may stand in the query, where a person sees them. */
static void add_option(const OrthancPluginHttpRequest *http, const char *key, const char *name, cJSON *body,
                       MprError *error)
{
    const char *text = mpr_query_text(http, key);
    if (text != NULL) {
        mpr_json_add(body, name, mpr_query_number(text), error);
    }
}

static bool add_coarse(const OrthancPluginHttpRequest *http, cJSON *body, MprError *memory, MprError *error)
{
    const char *text = mpr_query_text(http, "coarse");
    if (text == NULL) {
        return true;
    }
    const bool is_coarse = strcmp(text, "1") == 0;
    if (!is_coarse && strcmp(text, "0") != 0) {
        return mpr_fail(error, MPR_BAD_REQUEST, "coarse is \"%.40s\"; it must be 0 or 1", text);
    }
    mpr_json_add(body, "Coarse", cJSON_CreateBool(is_coarse), memory);
    return true;
}

/* The request of a GET is in its query, as the same JSON: a link can then be an image. Orthanc does not tell
 * the query of a POST, so its options are members of the body. */
static bool parse_preview_query(const OrthancPluginHttpRequest *http, cJSON **body, MprError *error)
{
    static const char *const keys[] = {"body", "window-center", "window-width", "quality", "coarse", NULL};
    const char *text = mpr_query_text(http, keys[0]);
    if (!mpr_query_check(http, keys, error) || !mpr_query_json(text != NULL ? text : "{}", body, error)) {
        return false;
    }
    MprError memory = {0};
    add_option(http, keys[1], "WindowCenter", *body, &memory);
    add_option(http, keys[2], "WindowWidth", *body, &memory);
    add_option(http, keys[3], "Quality", *body, &memory);
    if (!add_coarse(http, *body, &memory, error)) {
        return false;
    }
    return memory.status == MPR_OK || mpr_fail(error, memory.status, "%s", memory.message);
}

static bool parse_preview_body(const OrthancPluginHttpRequest *http, cJSON **body, MprError *error)
{
    if (http->method == OrthancPluginHttpMethod_Get) {
        return parse_preview_query(http, body, error);
    }
    return mpr_visitor_check_media(http, error) && parse_body(http, body, error);
}

static bool preview_at_once(OrthancPluginRestOutput *output, const MprSlicing *slicing,
                            const MprPreviewOptions *options, MprError *error)
{
    MprWork work = {.kind = MPR_WORK_REQUEST};
    if (!mpr_work_begin(&work, error)) {
        return false;
    }
    const bool ok = mpr_preview_answer(output, slicing, options, error);
    mpr_work_end(&work);
    return ok;
}

static bool preview(OrthancPluginRestOutput *output, const Call *call, MprError *error)
{
    MprSlicing slicing = {.level = call->level};
    MprPreviewOptions options;
    cJSON *body = NULL;
    bool ok = mpr_visitor_check(call->http, error) && check_resource(call, error);
    if (ok) {
        memcpy(slicing.id, call->id, sizeof slicing.id);
        ok = parse_preview_body(call->http, &body, error) &&
             mpr_preview_options(mpr_visitor_header(call->http, "accept"), body, &options, error) &&
             mpr_request_parse(body, &slicing.request, error) &&
             preview_at_once(output, &slicing, &options, error);
    }
    cJSON_Delete(body);
    return ok;
}

/* ---- /mpr-slice/quarantine ---- */

/* Of a page of another site, a browser sends no DELETE before it was allowed to, which it never is. */
static bool answer_quarantine(const Call *call, cJSON **answer, MprError *error)
{
    static const char *const keys[] = {NULL};
    const bool is_end = call->http->method == OrthancPluginHttpMethod_Delete;
    return mpr_visitor_check(call->http, error) && mpr_query_check(call->http, keys, error) &&
           mpr_quarantine_answer(is_end, answer, error);
}

/* ---- routes ---- */

/* A route answers with JSON, or by itself. */
typedef struct {
    OrthancPluginHttpMethod method, other; /* that it has */
    const char *allowed;                   /* the same, for the header Allow */
    bool (*json)(const Call *call, cJSON **answer, MprError *error);
    bool (*direct)(OrthancPluginRestOutput *output, const Call *call, MprError *error);
} Route;

static bool answer_route(const Route *route, OrthancPluginRestOutput *output, const Call *call,
                         MprError *error)
{
    cJSON *answer = NULL;
    const bool ok = route->direct != NULL
                        ? route->direct(output, call, error)
                        : route->json(call, &answer, error) && answer_json(output, answer, error);
    cJSON_Delete(answer);
    return ok;
}

/* Whatever fails is answered here: Orthanc itself has nothing to add. */
static OrthancPluginErrorCode serve(const Route *route, OrthancPluginRestOutput *output, const char *url,
                                    const OrthancPluginHttpRequest *http)
{
    const Call call = call_of(url, http);
    MprError error = {0};
    if (http->method != route->method && http->method != route->other) {
        mpr_refusal_send_method(output, call.about, route->allowed);
    } else if (!answer_route(route, output, &call, &error)) {
        mpr_refusal_send(output, http, url, call.about, &error);
    }
    return OrthancPluginErrorCode_Success;
}

/* Orthanc calls a function without an argument of ours: one for each route. */
#define SERVE(name, ...)                                                                                     \
    static OrthancPluginErrorCode serve_##name(OrthancPluginRestOutput *output, const char *url,             \
                                               const OrthancPluginHttpRequest *http)                         \
    {                                                                                                        \
        static const Route route = {__VA_ARGS__};                                                            \
        return serve(&route, output, url, http);                                                             \
    }

SERVE(slice, OrthancPluginHttpMethod_Post, OrthancPluginHttpMethod_Post, "POST", .json = post_slice)
SERVE(geometry, OrthancPluginHttpMethod_Get, OrthancPluginHttpMethod_Get, "GET", .json = get_geometry)
SERVE(statistics, OrthancPluginHttpMethod_Post, OrthancPluginHttpMethod_Post, "POST", .json = post_statistics)
SERVE(preview, OrthancPluginHttpMethod_Get, OrthancPluginHttpMethod_Post, "GET,POST", .direct = preview)
SERVE(quarantine, OrthancPluginHttpMethod_Get, OrthancPluginHttpMethod_Delete, "GET,DELETE",
      .json = answer_quarantine)

void mpr_rest_register(void)
{
    mpr_visitor_register();
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/(series|instances|studies)/([^/]+)/mpr-slice",
                                            serve_slice);
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/(series|instances)/([^/]+)/mpr-slice/geometry",
                                            serve_geometry);
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/(series|instances)/([^/]+)/mpr-slice/preview",
                                            serve_preview);
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/(series|instances)/([^/]+)/mpr-slice/statistics",
                                            serve_statistics);
    OrthancPluginRegisterRestCallbackNoLock(mpr_host(), "/mpr-slice/quarantine", serve_quarantine);
}
