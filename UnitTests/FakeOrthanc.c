/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The services of Orthanc that the plugin uses, played by a test. */
#include "FakeOrthanc.h"

#include <dlfcn.h>
#include <pthread.h>
#include <regex.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROUTES = 32, MOST_ERROR_CODES = 32, FIRST_PLUGIN_ERROR = 1000000, LOG_SIZE = 1 << 16 };

typedef struct {
    regex_t pattern;
    OrthancPluginRestCallback callback;
} Route;

struct FakeOrthanc {
    OrthancPluginContext context; /* first: the plugin sees nothing else */
    pthread_mutex_t lock;         /* of all below; services are called from any thread */
    void *library;
    char *configuration;
    FakeArchive *archive;
    Route routes[MOST_ROUTES];
    size_t route_count;
    FakeJob job;
    struct {
        int http_status;
        char message[128];
    } error_codes[MOST_ERROR_CODES];
    int error_code_count;
    struct {
        _OrthancPluginService service;
        OrthancPluginErrorCode code;
        unsigned after;
    } broken[2];
    FakeEvent event;
    void *of_event;
    OrthancPluginJobsUnserializer unserializer;
    OrthancPluginOnStoredInstanceCallback on_stored;
    OrthancPluginOnChangeCallback on_change;
    unsigned unknown;
    unsigned files; /* asked for */
    char log[LOG_SIZE];
    size_t log_length;
};

/* context->Free has no context, so these belong to all fakes. */
static atomic_long outstanding;

static void free_for_plugin(void *memory)
{
    if (memory != NULL) {
        atomic_fetch_sub(&outstanding, 1);
        free(memory);
    }
}

/* size bytes and a NUL. */
static void *copy_for_plugin(const void *data, size_t size)
{
    char *copy = malloc(size + 1);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, data, size);
    copy[size] = '\0';
    atomic_fetch_add(&outstanding, 1);
    return copy;
}

static OrthancPluginErrorCode give_buffer(OrthancPluginMemoryBuffer *target, const void *data, size_t size)
{
    target->data = copy_for_plugin(data, size);
    target->size = (uint32_t)size;
    return OrthancPluginErrorCode_Success;
}

/* Hands over a text that is ours to free, or says failure when there is none. */
static OrthancPluginErrorCode give_text(OrthancPluginMemoryBuffer *target, char *text,
                                        OrthancPluginErrorCode failure)
{
    if (text == NULL) {
        return failure;
    }
    give_buffer(target, text, strlen(text));
    free(text);
    return OrthancPluginErrorCode_Success;
}

static void write_log(FakeOrthanc *orthanc, char level, const char *line)
{
    const size_t room = LOG_SIZE - orthanc->log_length;
    const int length = snprintf(orthanc->log + orthanc->log_length, room, "%c %s\n", level, line);
    orthanc->log_length += length >= 0 && (size_t)length < room ? (size_t)length : 0;
}

/* ---- what the plugin registers ---- */

static OrthancPluginErrorCode register_route(FakeOrthanc *orthanc, const _OrthancPluginRestCallback *params)
{
    char pattern[256];
    const int length = snprintf(pattern, sizeof pattern, "^(%s)$", params->pathRegularExpression);
    if (orthanc->route_count == MOST_ROUTES || length < 0 || (size_t)length >= sizeof pattern ||
        regcomp(&orthanc->routes[orthanc->route_count].pattern, pattern, REG_EXTENDED) != 0) {
        return OrthancPluginErrorCode_ParameterOutOfRange;
    }
    orthanc->routes[orthanc->route_count++].callback = params->callback;
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode register_error(FakeOrthanc *orthanc,
                                             const _OrthancPluginRegisterErrorCode *params)
{
    if (orthanc->error_code_count == MOST_ERROR_CODES) {
        return OrthancPluginErrorCode_ParameterOutOfRange;
    }
    const int index = orthanc->error_code_count++;
    orthanc->error_codes[index].http_status = params->httpStatus;
    snprintf(orthanc->error_codes[index].message, sizeof orthanc->error_codes[index].message, "%s",
             params->message);
    *params->target = (OrthancPluginErrorCode)(FIRST_PLUGIN_ERROR + index);
    return OrthancPluginErrorCode_Success;
}

/* ---- what the plugin asks of the archive ---- */

static OrthancPluginErrorCode give_file(FakeOrthanc *orthanc, const _OrthancPluginGetDicomForInstance *params)
{
    const FakeInstance *instance = fake_archive_find(orthanc->archive, params->instanceId);
    orthanc->files++;
    return instance == NULL ? OrthancPluginErrorCode_UnknownResource
                            : give_buffer(params->target, instance->file, instance->size);
}

static OrthancPluginErrorCode rest_get(FakeOrthanc *orthanc, const _OrthancPluginRestApiGet *params)
{
    return give_text(params->target, fake_archive_get(orthanc->archive, params->uri),
                     OrthancPluginErrorCode_UnknownResource);
}

static OrthancPluginErrorCode rest_post(FakeOrthanc *orthanc, const _OrthancPluginRestApiPostPut *params)
{
    if (strcmp(params->uri, "/tools/lookup") == 0) {
        return give_text(params->target,
                         fake_archive_lookup(orthanc->archive, params->body, params->bodySize),
                         OrthancPluginErrorCode_UnknownResource);
    }
    if (strcmp(params->uri, "/instances") != 0) {
        return OrthancPluginErrorCode_UnknownResource;
    }
    return give_text(params->target, fake_archive_store(orthanc->archive, params->body, params->bodySize),
                     OrthancPluginErrorCode_BadFileFormat);
}

static OrthancPluginErrorCode rest_delete(FakeOrthanc *orthanc, const char *uri)
{
    const char *id = strrchr(uri, '/');
    const bool is_done = id != NULL && fake_archive_remove(orthanc->archive, id + 1);
    return is_done ? OrthancPluginErrorCode_Success : OrthancPluginErrorCode_UnknownResource;
}

/* Of /{level}/{id}/metadata/{number}. */
static bool parse_metadata(const char *uri, char id[FAKE_ID_SIZE], unsigned *number)
{
    const char *at = uri[0] == '/' ? strchr(uri + 1, '/') : NULL;
    const char *word = at != NULL ? strstr(at, "/metadata/") : NULL;
    if (word == NULL || word - at - 1 != FAKE_ID_SIZE - 1) {
        return false;
    }
    snprintf(id, FAKE_ID_SIZE, "%s", at + 1);
    *number = (unsigned)strtoul(word + strlen("/metadata/"), NULL, 10);
    return true;
}

/* Without revisions. */
static OrthancPluginErrorCode call_metadata(FakeOrthanc *orthanc, const _OrthancPluginCallRestApi *params)
{
    char id[FAKE_ID_SIZE];
    char value[96];
    unsigned number = 0;
    if (!parse_metadata(params->uri, id, &number)) {
        return OrthancPluginErrorCode_UnknownResource;
    }
    const char *old = fake_archive_metadata(orthanc->archive, id, number);
    *params->httpStatus = 200;
    if (params->method == OrthancPluginHttpMethod_Get) {
        *params->httpStatus = old != NULL ? 200 : 404;
        return old == NULL ? OrthancPluginErrorCode_Success
                           : give_buffer(params->answerBody, old, strlen(old));
    }
    snprintf(value, sizeof value, "%.*s", (int)params->bodySize, (const char *)params->body);
    const bool is_removed = params->method == OrthancPluginHttpMethod_Delete;
    return fake_archive_set_metadata(orthanc->archive, id, number, is_removed ? NULL : value)
               ? OrthancPluginErrorCode_Success
               : OrthancPluginErrorCode_UnknownResource;
}

/* What on_stored asks for: the instance is a FakeInstance. */
static OrthancPluginErrorCode tell_of_stored(_OrthancPluginService service,
                                             const _OrthancPluginAccessDicomInstance *params)
{
    const FakeInstance *instance = (const FakeInstance *)params->instance;
    if (service == _OrthancPluginService_GetInstanceSize) {
        *params->resultInt64 = (int64_t)instance->size;
    } else {
        *params->resultString = instance->file;
    }
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode give_string(const char *text, const _OrthancPluginRetrieveDynamicString *params)
{
    *params->result = copy_for_plugin(text, strlen(text));
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode submit_job(FakeOrthanc *orthanc, const _OrthancPluginSubmitJob *params)
{
    static const char id[] = "00000000-0000-4000-8000-000000000000";
    orthanc->job.is_submitted = true;
    *params->resultId = copy_for_plugin(id, strlen(id));
    return OrthancPluginErrorCode_Success;
}

/* ---- the switch ---- */

static OrthancPluginErrorCode serve_events(FakeOrthanc *orthanc, _OrthancPluginService service,
                                           const void *params)
{
    switch (service) {
    case _OrthancPluginService_RegisterOnChangeCallback:
        orthanc->on_change = ((const _OrthancPluginOnChangeCallback *)params)->callback;
        return OrthancPluginErrorCode_Success;
    case _OrthancPluginService_RegisterOnStoredInstanceCallback:
        orthanc->on_stored = ((const _OrthancPluginOnStoredInstanceCallback *)params)->callback;
        return OrthancPluginErrorCode_Success;
    case _OrthancPluginService_GetInstanceData:
    case _OrthancPluginService_GetInstanceSize:
        return tell_of_stored(service, params);
    default:
        orthanc->unknown++;
        return OrthancPluginErrorCode_NotImplemented;
    }
}

static OrthancPluginErrorCode serve(FakeOrthanc *orthanc, _OrthancPluginService service, const void *params)
{
    switch (service) {
    case _OrthancPluginService_LogInfo:
    case _OrthancPluginService_LogWarning:
    case _OrthancPluginService_LogError:
        write_log(orthanc, " IWE"[service], params);
        return OrthancPluginErrorCode_Success;
    case _OrthancPluginService_SetPluginProperty:
    case _OrthancPluginService_SetMetricsValue:
    case _OrthancPluginService_RegisterIncomingHttpRequestFilter2:
    case _OrthancPluginService_RegisterRefreshMetricsCallback:
        return OrthancPluginErrorCode_Success;
    case _OrthancPluginService_RegisterJobsUnserializer:
        orthanc->unserializer = ((const _OrthancPluginJobsUnserializer *)params)->unserializer;
        return OrthancPluginErrorCode_Success;
    case _OrthancPluginService_CallRestApi:
        return call_metadata(orthanc, params);
    case _OrthancPluginService_GetErrorDescription:
        *((const _OrthancPluginGetErrorDescription *)params)->target = "an error of the fake";
        return OrthancPluginErrorCode_Success;
    case _OrthancPluginService_GetConfigurationPath:
        return give_string("/nowhere/orthanc.json", params);
    case _OrthancPluginService_GetConfiguration:
        return give_string(orthanc->configuration, params);
    case _OrthancPluginService_RegisterErrorCode:
        return register_error(orthanc, params);
    case _OrthancPluginService_RegisterRestCallback:
    case _OrthancPluginService_RegisterRestCallbackNoLock:
        return register_route(orthanc, params);
    case _OrthancPluginService_CreateJob:
        return fake_job_create(&orthanc->job, params);
    case _OrthancPluginService_FreeJob:
        return fake_job_free(&orthanc->job);
    case _OrthancPluginService_SubmitJob:
        return submit_job(orthanc, params);
    case _OrthancPluginService_AnswerBuffer:
    case _OrthancPluginService_CompressAndAnswerImage:
    case _OrthancPluginService_SendMethodNotAllowed:
    case _OrthancPluginService_SendHttpStatus:
    case _OrthancPluginService_SendHttpStatusCode:
    case _OrthancPluginService_SetHttpHeader:
    case _OrthancPluginService_SetHttpErrorDetails:
        return fake_answer_serve(service, params);
    case _OrthancPluginService_GetDicomForInstance:
        return give_file(orthanc, params);
    case _OrthancPluginService_RestApiGet:
        return rest_get(orthanc, params);
    case _OrthancPluginService_RestApiPost:
        return rest_post(orthanc, params);
    case _OrthancPluginService_RestApiDelete:
        return rest_delete(orthanc, params);
    default:
        return serve_events(orthanc, service, params);
    }
}

/* What a test wants of this call: success, or the code that it fails with. */
static OrthancPluginErrorCode failure_of(FakeOrthanc *orthanc, _OrthancPluginService service)
{
    OrthancPluginErrorCode failure = OrthancPluginErrorCode_Success;
    for (size_t index = 0; index < 2; index++) {
        if (orthanc->broken[index].service != service) {
            continue;
        }
        if (orthanc->broken[index].after == 0) {
            failure = orthanc->broken[index].code;
        } else {
            orthanc->broken[index].after--;
        }
    }
    return failure;
}

/* A look-up is a POST that changes nothing: a test that breaks POST means the other ones. */
static _OrthancPluginService meaning_of(_OrthancPluginService service, const void *params)
{
    const _OrthancPluginRestApiPostPut *post = params;
    return service == _OrthancPluginService_RestApiPost && strcmp(post->uri, "/tools/lookup") == 0
               ? _OrthancPluginService_LookupInstance
               : service;
}

static void tell_event(FakeOrthanc *orthanc, _OrthancPluginService service, const void *params)
{
    FakeMoment moment = {0};
    if (service == _OrthancPluginService_GetDicomForInstance) {
        moment.what = ((const _OrthancPluginGetDicomForInstance *)params)->instanceId;
    } else if (service == _OrthancPluginService_RestApiGet) {
        moment.what = ((const _OrthancPluginRestApiGet *)params)->uri;
    } else if (service == _OrthancPluginService_RestApiPost) {
        const _OrthancPluginRestApiPostPut *post = params;
        moment = (FakeMoment){post->uri, post->body, post->bodySize};
    } else if (service == _OrthancPluginService_RestApiDelete) {
        moment.what = params;
    } else if (service == _OrthancPluginService_CallRestApi) {
        moment.what = ((const _OrthancPluginCallRestApi *)params)->uri;
    }
    if (orthanc->event != NULL && moment.what != NULL) {
        orthanc->event(orthanc->archive, &moment, orthanc->of_event);
    }
}

static OrthancPluginErrorCode invoke(OrthancPluginContext *context, _OrthancPluginService service,
                                     const void *params)
{
    FakeOrthanc *orthanc = (FakeOrthanc *)context;
    pthread_mutex_lock(&orthanc->lock);
    tell_event(orthanc, service, params);
    const OrthancPluginErrorCode failure = failure_of(orthanc, meaning_of(service, params));
    const OrthancPluginErrorCode code =
        failure != OrthancPluginErrorCode_Success ? failure : serve(orthanc, service, params);
    pthread_mutex_unlock(&orthanc->lock);
    return code;
}

/* ---- life ---- */

FakeOrthanc *fake_orthanc_create(const char *configuration)
{
    FakeOrthanc *orthanc = calloc(1, sizeof *orthanc);
    if (orthanc == NULL) {
        abort();
    }
    orthanc->context = (OrthancPluginContext){orthanc, "1.10.1", free_for_plugin, invoke};
    pthread_mutex_init(&orthanc->lock, NULL);
    orthanc->configuration = strdup(configuration);
    orthanc->archive = fake_archive_create();
    return orthanc;
}

int fake_orthanc_load(FakeOrthanc *orthanc, const char *library)
{
    orthanc->library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void *symbol = orthanc->library != NULL ? dlsym(orthanc->library, "OrthancPluginInitialize") : NULL;
    if (symbol == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return -1;
    }
    int32_t (*initialize)(OrthancPluginContext *) = NULL;
    memcpy(&initialize, &symbol, sizeof symbol); /* POSIX allows it, ISO C has no cast for it */
    return initialize(&orthanc->context);
}

void fake_orthanc_unload(FakeOrthanc *orthanc)
{
    if (orthanc->library != NULL) {
        void *symbol = dlsym(orthanc->library, "OrthancPluginFinalize");
        void (*finalize)(void) = NULL;
        memcpy(&finalize, &symbol, sizeof symbol);
        finalize();
        dlclose(orthanc->library);
        orthanc->library = NULL;
    }
    while (orthanc->route_count > 0) {
        regfree(&orthanc->routes[--orthanc->route_count].pattern);
    }
    orthanc->error_code_count = 0;
}

void fake_orthanc_free(FakeOrthanc *orthanc)
{
    fake_orthanc_unload(orthanc);
    fake_archive_free(orthanc->archive);
    pthread_mutex_destroy(&orthanc->lock);
    free(orthanc->configuration);
    free(orthanc);
}

/* ---- what a test does ---- */

void fake_orthanc_arrive(FakeOrthanc *orthanc, const FakeInstance *instance)
{
    if (orthanc->on_stored != NULL) {
        orthanc->on_stored((const OrthancPluginDicomInstance *)instance, instance->id);
    }
}

void fake_orthanc_change(FakeOrthanc *orthanc, OrthancPluginChangeType change,
                         OrthancPluginResourceType level, const char *id)
{
    if (orthanc->on_change != NULL) {
        orthanc->on_change(change, level, id);
    }
}

/* The answer that Orthanc makes of an error code. */
static void answer_error(const FakeOrthanc *orthanc, OrthancPluginErrorCode code, const FakeRequest *request,
                         FakeAnswer *answer)
{
    static const char *const methods[] = {"", "GET", "POST", "PUT", "DELETE"};
    const int index = (int)code - FIRST_PLUGIN_ERROR;
    const bool is_ours = index >= 0 && index < orthanc->error_code_count;
    fake_answer_fail(answer, is_ours ? orthanc->error_codes[index].http_status : fake_answer_status(code),
                     is_ours ? orthanc->error_codes[index].message : "an error of the fake",
                     methods[request->method], request->uri);
}

static const Route *find_route(const FakeOrthanc *orthanc, const char *path, regmatch_t *groups,
                               size_t capacity)
{
    for (size_t index = 0; index < orthanc->route_count; index++) {
        if (regexec(&orthanc->routes[index].pattern, path, capacity, groups, 0) == 0) {
            return &orthanc->routes[index];
        }
    }
    return NULL;
}

enum { MOST_GROUPS = 8, MOST_HEADERS = 4 };

/* What Orthanc hands to a route, and the texts it points to. */
typedef struct {
    char group_texts[MOST_GROUPS][128];
    const char *groups[MOST_GROUPS], *keys[MOST_GROUPS], *values[MOST_GROUPS];
    const char *header_names[MOST_HEADERS], *header_values[MOST_HEADERS];
    OrthancPluginHttpRequest http;
} Call;

static void add_request_header(Call *call, const char *name, const char *value)
{
    if (value != NULL) {
        call->header_names[call->http.headersCount] = name;
        call->header_values[call->http.headersCount++] = value;
    }
}

/* The groups of a route's pattern and the query's "key=value" pairs. */
static void prepare_call(Call *call, const FakeRequest *request, const char *path, char *query,
                         const regmatch_t *matches)
{
    call->http = (OrthancPluginHttpRequest){.method = request->method,
                                            .groups = call->groups,
                                            .getKeys = call->keys,
                                            .getValues = call->values,
                                            .body = request->body,
                                            .bodySize = (uint32_t)request->size,
                                            .headersKeys = call->header_names,
                                            .headersValues = call->header_values};
    for (uint32_t index = 0; index < MOST_GROUPS && matches[index + 2].rm_so >= 0; index++) {
        const regmatch_t match = matches[index + 2]; /* 0 and 1 are the whole path */
        snprintf(call->group_texts[index], sizeof call->group_texts[index], "%.*s",
                 (int)(match.rm_eo - match.rm_so), path + match.rm_so);
        call->groups[call->http.groupsCount++] = call->group_texts[index];
    }
    for (char *pair; call->http.getCount < MOST_GROUPS && (pair = strsep(&query, "&")) != NULL;) {
        call->keys[call->http.getCount] = strsep(&pair, "=");
        call->values[call->http.getCount++] = pair != NULL ? pair : "";
    }
    add_request_header(call, "host", "localhost:8042");
    add_request_header(call, "content-type", request->content_type);
    add_request_header(call, "origin", request->origin);
    add_request_header(call, "accept", request->accept);
}

FakeAnswer fake_orthanc_request(FakeOrthanc *orthanc, const FakeRequest *request)
{
    FakeAnswer answer = {.status = -1};
    regmatch_t matches[MOST_GROUPS + 3];
    Call call = {0};
    char *query = strdup(request->uri);
    char *path = strsep(&query, "?");
    const Route *route = find_route(orthanc, path, matches, sizeof matches / sizeof matches[0]);
    if (route != NULL) {
        answer.status = 0;
        prepare_call(&call, request, path, query, matches);
        const OrthancPluginErrorCode code =
            route->callback((OrthancPluginRestOutput *)&answer, path, &call.http);
        if (code != OrthancPluginErrorCode_Success) {
            answer_error(orthanc, code, request, &answer);
        }
    }
    free(path);
    return answer;
}

bool fake_orthanc_run_job(FakeOrthanc *orthanc, char **content)
{
    *content = NULL;
    return orthanc->job.is_submitted && fake_job_run(&orthanc->job, content);
}

FakeJob *fake_orthanc_job(FakeOrthanc *orthanc)
{
    return &orthanc->job;
}

bool fake_orthanc_bring_back_job(FakeOrthanc *orthanc, const char *type, const char *saved)
{
    orthanc->job.is_submitted = orthanc->unserializer(type, saved) != NULL;
    return orthanc->job.is_submitted;
}

FakeArchive *fake_orthanc_archive(FakeOrthanc *orthanc)
{
    return orthanc->archive;
}

void fake_orthanc_break(FakeOrthanc *orthanc, _OrthancPluginService service, OrthancPluginErrorCode code,
                        unsigned after)
{
    memset(orthanc->broken, 0, sizeof orthanc->broken);
    orthanc->broken[0].service = service;
    orthanc->broken[0].code = code;
    orthanc->broken[0].after = after;
}

void fake_orthanc_watch(FakeOrthanc *orthanc, FakeEvent event, void *self)
{
    pthread_mutex_lock(&orthanc->lock);
    orthanc->event = event;
    orthanc->of_event = self;
    pthread_mutex_unlock(&orthanc->lock);
}

void fake_orthanc_break_too(FakeOrthanc *orthanc, _OrthancPluginService service, OrthancPluginErrorCode code)
{
    orthanc->broken[1].service = service;
    orthanc->broken[1].code = code;
}

long fake_orthanc_outstanding(void)
{
    return atomic_load(&outstanding);
}

unsigned fake_orthanc_unknown(const FakeOrthanc *orthanc)
{
    return orthanc->unknown;
}

unsigned fake_orthanc_files(const FakeOrthanc *orthanc)
{
    return orthanc->files;
}

size_t fake_orthanc_routes(const FakeOrthanc *orthanc)
{
    return orthanc->route_count;
}

const char *fake_orthanc_log(const FakeOrthanc *orthanc)
{
    return orthanc->log;
}
