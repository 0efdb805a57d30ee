/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test in C can be Orthanc: every function of the SDK ends in context->InvokeService, so a struct that
 * starts with an OrthancPluginContext and answers by service number drives the plugin's real entry point and
 * its real routes, without a server.
 *
 *   test ──fake_orthanc_request──► route of the plugin ──InvokeService──► FakeOrthanc ──► FakeArchive
 *
 * Requests may be made from several threads. */
#ifndef MPR_FAKE_ORTHANC_H
#define MPR_FAKE_ORTHANC_H

#include "FakeAnswer.h"
#include "FakeArchive.h"
#include "FakeJob.h"

typedef struct FakeOrthanc FakeOrthanc;

/* An Orthanc without plugin and images. configuration: the whole of it, as JSON. */
FakeOrthanc *fake_orthanc_create(const char *configuration);
/* Unloads the plugin if it is there. */
void fake_orthanc_free(FakeOrthanc *orthanc);

/* Loads a library and calls OrthancPluginInitialize: its return value, or -1 when it cannot be loaded. */
int fake_orthanc_load(FakeOrthanc *orthanc, const char *library);
/* OrthancPluginFinalize, and out. */
void fake_orthanc_unload(FakeOrthanc *orthanc);

FakeArchive *fake_orthanc_archive(FakeOrthanc *orthanc);

typedef struct {
    OrthancPluginHttpMethod method;
    const char *uri;          /* with the query */
    const char *content_type; /* NULL: no such header, as for the next */
    const char *origin;
    const char *accept;
    const void *body;
    size_t size;
} FakeRequest;

/* Sends a request to the plugin's routes, as Orthanc would: regular expressions, lower-case headers, and
 * errors that become answers; for fake_answer_free. */
FakeAnswer fake_orthanc_request(FakeOrthanc *orthanc, const FakeRequest *request);

/* Runs the job that was submitted to its end: whether it succeeded; false when there is none. content (to be
 * freed) is what it said of itself, or NULL. */
bool fake_orthanc_run_job(FakeOrthanc *orthanc, char **content);

/* The job that was made last; without calls when it was freed. */
FakeJob *fake_orthanc_job(FakeOrthanc *orthanc);
/* Hands a saved job to the plugin, as after a restart, and submits what comes back; false when nothing does.
 */
bool fake_orthanc_bring_back_job(FakeOrthanc *orthanc, const char *type, const char *saved);

/* From now on, the service fails with code, after it went well a number of times. Service 0: nothing fails.
 */
void fake_orthanc_break(FakeOrthanc *orthanc, _OrthancPluginService service, OrthancPluginErrorCode code,
                        unsigned after);

/* Beside the service that was broken last, this one fails at once. */
void fake_orthanc_break_too(FakeOrthanc *orthanc, _OrthancPluginService service, OrthancPluginErrorCode code);

/* Tells the plugin that an instance was stored, with these bytes. */
void fake_orthanc_arrive(FakeOrthanc *orthanc, const FakeInstance *instance);
/* Tells the plugin of a change. */
void fake_orthanc_change(FakeOrthanc *orthanc, OrthancPluginChangeType change,
                         OrthancPluginResourceType level, const char *id);

/* What happens in the archive just before a service is served. what: the URI, or the instance whose file is
 * asked for; body: of a POST. No function of the fake Orthanc may be called. */
typedef struct {
    const char *what;
    const void *body;
    size_t size;
} FakeMoment;
typedef void (*FakeEvent)(FakeArchive *archive, const FakeMoment *moment, void *self);

/* From now on, event is called before each GET, POST, DELETE and file that is asked of the archive; NULL: no
 * more. */
void fake_orthanc_watch(FakeOrthanc *orthanc, FakeEvent event, void *self);

/* Buffers and strings that were handed to the plugin and not freed yet; of all fakes together. */
long fake_orthanc_outstanding(void);
/* Calls of services that this file does not know: a hole in the test. */
unsigned fake_orthanc_unknown(const FakeOrthanc *orthanc);
/* How many files of instances the plugin has asked for. */
unsigned fake_orthanc_files(const FakeOrthanc *orthanc);
/* How many paths the plugin has registered. */
size_t fake_orthanc_routes(const FakeOrthanc *orthanc);
/* What the plugin logged, "E ", "W " or "I " in front of each line. */
const char *fake_orthanc_log(const FakeOrthanc *orthanc);

#endif
