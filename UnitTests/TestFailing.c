/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of a request fails once, and once with all behind it; and so does every call of the
 * archive. Each time the answer is a failure with a sentence, or word for word the one of a good day; all
 * images of the request are stored or none (all of them when only the answer could not be written), nothing
 * leaks, and the next request works. */
#include "FailingMemory.h"
#include "FakeScene.h"
#include "Testing.h"

#include <stdio.h>
#include <string.h>

static size_t images; /* that the request stores on a good day */

/* ---- requests ---- */

typedef struct {
    const char *name;
    OrthancPluginHttpMethod method;
    const char *level, *below;
    const char *body;
    const char *accept;
} Kind;

#define OBLIQUE "\"Plane\": {\"Normal\": [1, 0.5, 0.2]}, \"Rows\": 12, \"Columns\": 10"

static const Kind kinds[] = {
    {"slice", OrthancPluginHttpMethod_Post, "series", "", "{" OBLIQUE "}", NULL},
    {"instance", OrthancPluginHttpMethod_Post, "instances", "", "{\"Offset\": 1}", NULL},
    {"slab stack", OrthancPluginHttpMethod_Post, "series", "",
     "{" OBLIQUE ", \"Slab\": {\"Thickness\": 9, \"Projection\": \"Mean\"}, \"Interpolation\": \"Cubic\", "
     "\"Stack\": {\"Count\": 3, \"Spacing\": 2}}",
     NULL},
    {"all volumes", OrthancPluginHttpMethod_Post, "series", "", "{" OBLIQUE ", \"Volume\": \"All\"}", NULL},
    {"study", OrthancPluginHttpMethod_Post, "studies", "", "{" OBLIQUE "}", NULL},
    {"append", OrthancPluginHttpMethod_Post, "series", "",
     "{" OBLIQUE ", \"Stack\": {\"Count\": 2, \"Spacing\": 2}, \"AppendTo\": \"%s\"}", NULL},
    {"wrong", OrthancPluginHttpMethod_Post, "series", "", "{\"Plane\": {\"Normal\": [1, 0, 0], \"Up\": 1}}",
     NULL},
    {"beside", OrthancPluginHttpMethod_Post, "series", "", "{\"Plane\": \"Axial\", \"Offset\": 900}", NULL},
    {"permissive", OrthancPluginHttpMethod_Post, "series", "",
     "{\"Plane\": \"Axial\", \"Offset\": 900, \"Permissive\": true}", NULL},
    {"geometry", OrthancPluginHttpMethod_Get, "series", "/geometry", "", NULL},
    {"preview", OrthancPluginHttpMethod_Post, "series", "/preview", "{" OBLIQUE ", \"Quality\": 50}", NULL},
    {"preview by link", OrthancPluginHttpMethod_Get, "series",
     "/preview?body=%7B%22Plane%22%3A%22Coronal%22%7D&window-center=40", "", "image/png"},
    {"preview as file", OrthancPluginHttpMethod_Post, "instances", "/preview", "{" OBLIQUE "}",
     "application/dicom"},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static char begun[FAKE_ID_SIZE]; /* a series that images can be added to; it is there from the start */

static FakeAnswer ask(const Kind *kind)
{
    const FakeInstance *instance = fake_archive_at(fake_orthanc_archive(scene.orthanc), 1);
    char uri[256];
    char body[256];
    const char *place = strstr(kind->body, "%s");
    snprintf(body, sizeof body, "%.*s%s%s", (int)(place != NULL ? place - kind->body : 255), kind->body,
             place != NULL ? begun : "", place != NULL ? place + 2 : "");
    snprintf(uri, sizeof uri, "/%s/%s/mpr-slice%s", kind->level,
             strcmp(kind->level, "series") == 0    ? instance->series
             : strcmp(kind->level, "studies") == 0 ? instance->study
                                                   : instance->id,
             kind->below);
    const FakeRequest request = {.method = kind->method,
                                 .uri = uri,
                                 .content_type = "application/json",
                                 .accept = kind->accept,
                                 .body = body,
                                 .size = strlen(body)};
    return fake_orthanc_request(scene.orthanc, &request);
}

static size_t stored(void)
{
    return scene_stored() - scene.uploaded;
}

static FakeAnswer ask_on_a_good_day(const Kind *kind)
{
    FakeAnswer answer = ask(kind);
    images = stored();
    return answer;
}

/* A file says when it was made; the rest of two equal answers is equal. */
static bool is_same_answer(const FakeAnswer *a, const FakeAnswer *b)
{
    const bool is_file = strcmp(a->mime_type, "application/dicom") == 0;
    return a->status == b->status && a->size == b->size && strcmp(a->details, b->details) == 0 &&
           (is_file || a->size == 0 || memcmp(a->body, b->body, a->size) == 0);
}

/* What must hold of an answer whatever failed. */
static void check(const Kind *kind, long number, const FakeAnswer *answer, const FakeAnswer *good,
                  long living)
{
    const bool is_told = answer->size > 0 && strstr(answer->body, "\"Errors\":") != NULL; /* Permissive */
    const bool is_refused = ((answer->status >= 400 && answer->details[0] != '\0') || is_told) &&
                            (stored() == 0 || stored() == images);
    if (!is_refused && !is_same_answer(answer, good)) {
        fail_msg("%s, failure %ld: %d \"%s\" with %zu images stored\n%s\ninstead of\n%s", kind->name, number,
                 answer->status, answer->details, stored(), answer->body, good->body);
    }
    if (fake_orthanc_outstanding() != 0 || failing_memory_living() != living) {
        fail_msg("%s, failure %ld: %ld buffers of the archive and %ld blocks are not freed", kind->name,
                 number, fake_orthanc_outstanding(), failing_memory_living() - living);
    }
}

static int start(void **state)
{
    (void)state;
    failing_memory_install();
    const int result =
        scene_open(&(FakeSceneSize){.columns = 12, .rows = 10, .slices = 4}, "MPR_FAILING_PLUGIN");
    scene_status(scene_post(scene_uri(""), "{\"Plane\": \"Axial\"}"), 200);
    memcpy(begun, fake_archive_at(fake_orthanc_archive(scene.orthanc), scene.uploaded)->series, sizeof begun);
    scene.uploaded = scene_stored();
    return result;
}

/* ---- memory ---- */

static long fail_every_allocation(const Kind *kind, bool lasts)
{
    FakeAnswer good = ask_on_a_good_day(kind);
    scene_forget();
    const long living = failing_memory_living();
    long number = 0;
    for (long made = 0; made >= number;) {
        failing_memory_arm(++number, lasts);
        FakeAnswer answer = ask(kind);
        made = failing_memory_disarm();
        check(kind, number, &answer, &good, living);
        fake_answer_free(&answer);
        scene_forget();
    }
    FakeAnswer again = ask(kind);
    assert_true(is_same_answer(&again, &good));
    scene_forget();
    fake_answer_free(&again);
    fake_answer_free(&good);
    return number;
}

static void every_allocation_of_a_request_may_fail(void **state)
{
    (void)state;
    for (size_t index = 0; index < KINDS; index++) {
        const long once = fail_every_allocation(&kinds[index], false);
        const long lasting = fail_every_allocation(&kinds[index], true);
        print_message("%s: %ld allocations failed alone, %ld with all behind them\n", kinds[index].name, once,
                      lasting);
        assert_true(once > 10);
    }
}

/* The job is made, worked on and told of while memory fails. */
static void every_allocation_of_a_job_may_fail(void **state)
{
    (void)state;
    const Kind job = {
        "job", OrthancPluginHttpMethod_Post, "series", "", "{" OBLIQUE ", \"Asynchronous\": true}", NULL};
    const long living = failing_memory_living();
    long number = 0;
    for (long made = 0; made >= number;) {
        char *content = NULL;
        failing_memory_arm(++number, false);
        FakeAnswer answer = ask(&job);
        const bool is_done = fake_orthanc_run_job(scene.orthanc, &content);
        made = failing_memory_disarm();
        assert_int_equal(stored(), is_done ? 1 : 0);
        assert_true(is_done || content == NULL || strstr(content, "ParentSeries") == NULL);
        free(content);
        fake_answer_free(&answer);
        scene_forget();
        assert_int_equal(failing_memory_living(), living);
        assert_int_equal(fake_orthanc_outstanding(), 0);
    }
    print_message("job: %ld allocations failed\n", number);
}

/* ---- the archive ---- */

static void every_call_of_the_archive_may_fail(void **state)
{
    (void)state;
    static const struct {
        _OrthancPluginService service;
        OrthancPluginErrorCode code;
    } failures[] = {
        {_OrthancPluginService_RestApiGet, OrthancPluginErrorCode_Database},
        {_OrthancPluginService_RestApiGet, OrthancPluginErrorCode_NotEnoughMemory},
        {_OrthancPluginService_GetDicomForInstance, OrthancPluginErrorCode_InexistentFile},
        {_OrthancPluginService_GetDicomForInstance, OrthancPluginErrorCode_NotEnoughMemory},
        {_OrthancPluginService_RestApiPost, OrthancPluginErrorCode_FullStorage},
        {_OrthancPluginService_RestApiPost, OrthancPluginErrorCode_DatabaseUnavailable},
    };
    for (size_t index = 0; index < KINDS * (sizeof failures / sizeof *failures); index++) {
        const Kind *kind = &kinds[index % KINDS];
        FakeAnswer good = ask_on_a_good_day(kind);
        scene_forget();
        const long living = failing_memory_living();
        bool is_over = false;
        for (unsigned after = 0; !is_over; after++) {
            fake_orthanc_break(scene.orthanc, failures[index / KINDS].service, failures[index / KINDS].code,
                               after);
            FakeAnswer answer = ask(kind);
            fake_orthanc_break(scene.orthanc, 0, 0, 0);
            check(kind, after, &answer, &good, living);
            is_over = is_same_answer(&answer, &good);
            fake_answer_free(&answer);
            scene_forget();
        }
        fake_answer_free(&good);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_of_a_request_may_fail),
        cmocka_unit_test(every_allocation_of_a_job_may_fail),
        cmocka_unit_test(every_call_of_the_archive_may_fail),
    };
    return cmocka_run_group_tests_name("Failing", tests, start, scene_stop);
}
