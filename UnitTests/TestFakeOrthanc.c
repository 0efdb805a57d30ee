/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built plugin, its real entry point and its real routes, in an Orthanc that is this test: whatever is
 * asked and whatever fails, the answer is a status with a sentence, nothing half-made is stored and nothing
 * leaks. */
#include "FakeOrthanc.h"

#include "DicomTags.h"
#include "Testing.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/mpr-fake-orthanc.XXXXXX";
static FakeOrthanc *orthanc;
static size_t uploaded;

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL) {
        fail_msg("%s is not set; run the tests by ctest", name);
    }
    return value;
}

static FakeAnswer post(const char *uri, const char *body)
{
    const FakeRequest request = {.method = OrthancPluginHttpMethod_Post,
                                 .uri = uri,
                                 .content_type = "application/json",
                                 .body = body,
                                 .size = strlen(body)};
    return fake_orthanc_request(orthanc, &request);
}

static FakeAnswer get(const char *uri)
{
    const FakeRequest request = {.method = OrthancPluginHttpMethod_Get, .uri = uri};
    return fake_orthanc_request(orthanc, &request);
}

static size_t stored(void)
{
    return fake_archive_count(fake_orthanc_archive(orthanc));
}

/* "/series/…/mpr-slice" of the phantom, or below it. */
static const char *series_uri(const char *below)
{
    static _Thread_local char uri[128];
    snprintf(uri, sizeof uri, "/series/%s/mpr-slice%s",
             fake_archive_at(fake_orthanc_archive(orthanc), 0)->series, below);
    return uri;
}

static void assert_refused(FakeAnswer answer, int status, const char *part_of_sentence)
{
    if (answer.status != status || strstr(answer.details, part_of_sentence) == NULL) {
        fail_msg("%d \"%s\" was answered; %d with \"%s\" is expected", answer.status, answer.details, status,
                 part_of_sentence);
    }
    fake_answer_free(&answer);
}

static void assert_status(FakeAnswer answer, int status)
{
    assert_int_equal(answer.status, status);
    fake_answer_free(&answer);
}

/* ---- before and after ---- */

static int start(void **state)
{
    (void)state;
    char configuration[1024];
    assert_non_null(mkdtemp(folder));
    const char *const phantom[] = {environment("MPR_PHANTOM"),
                                   "--columns",
                                   "40",
                                   "--rows",
                                   "32",
                                   "--slices",
                                   "20",
                                   "--out",
                                   folder,
                                   NULL};
    assert_int_equal(testing_run(phantom), 0);
    snprintf(configuration, sizeof configuration,
             "{\"MprSlice\": {\"Worker\": \"%s\", \"Workers\": 2, \"CacheSize\": 0}}",
             environment("MPR_WORKER"));
    orthanc = fake_orthanc_create(configuration);
    uploaded = fake_archive_upload(fake_orthanc_archive(orthanc), folder);
    assert_int_equal(uploaded, 20);
    assert_int_equal(fake_orthanc_load(orthanc, environment("MPR_PLUGIN")), 0);
    return fake_orthanc_routes(orthanc) > 0 ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    const char *const remove[] = {"rm", "-r", folder, NULL};
    fake_orthanc_unload(orthanc);
    assert_int_equal(fake_orthanc_outstanding(), 0);
    fake_orthanc_free(orthanc);
    return testing_run(remove);
}

/* After each test: what was made is taken away, and nothing may be left over. */
static int tidy(void **state)
{
    (void)state;
    FakeArchive *archive = fake_orthanc_archive(orthanc);
    fake_orthanc_break(orthanc, 0, 0, 0);
    while (fake_archive_count(archive) > uploaded) {
        fake_archive_remove(archive, fake_archive_at(archive, uploaded)->id);
    }
    if (fake_orthanc_outstanding() != 0 || fake_orthanc_unknown(orthanc) != 0) {
        print_error("%ld buffers were not freed, %u services are unknown\n", fake_orthanc_outstanding(),
                    fake_orthanc_unknown(orthanc));
        return -1;
    }
    return 0;
}

/* ---- what goes well ---- */

static void a_slice_should_be_stored_once(void **state)
{
    (void)state;
    const char *body = "{\"Plane\": {\"Normal\": [1, 2, 3]}}";
    FakeAnswer first = post(series_uri(""), body);
    assert_int_equal(first.status, 200);
    assert_string_equal(first.mime_type, "application/json");
    assert_non_null(strstr(first.body, "\"Success\""));
    FakeAnswer second = post(series_uri(""), body);
    assert_int_equal(second.status, 200);
    assert_non_null(strstr(second.body, "\"AlreadyStored\""));
    assert_int_equal(stored(), uploaded + 1);
    fake_answer_free(&first);
    fake_answer_free(&second);
}

/* 60 mm × 54 mm, turned by 5° and 3°: the plane reaches 4.1 mm to both sides of the middle, so of the
 * slices, 2.9 mm apart, it has values from four. One more file is asked what the series is. */
static void only_slices_that_the_plane_touches_should_be_fetched(void **state)
{
    (void)state;
    const unsigned before = fake_orthanc_files(orthanc);
    FakeAnswer answer = post(series_uri(""), "{\"Plane\": {\"Normal\": [0.0871, 0.0523, 0.9948]}}");
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.body, "\"Read\":\t4,"));
    assert_int_equal(fake_orthanc_files(orthanc) - before, 4 + 1);
    fake_answer_free(&answer);
}

static void a_slice_should_join_its_study_in_a_series_of_its_own(void **state)
{
    (void)state;
    FakeAnswer answer = post(series_uri(""), "{\"Plane\": \"Coronal\", \"Rotation\": 10}");
    assert_int_equal(answer.status, 200);
    const FakeArchive *archive = fake_orthanc_archive(orthanc);
    const FakeInstance *source = fake_archive_at(archive, 0);
    const FakeInstance *derived = fake_archive_at(archive, uploaded);
    char text[64];
    assert_string_equal(derived->patient, source->patient);
    assert_string_equal(derived->study, source->study);
    assert_string_not_equal(derived->series, source->series);
    assert_true(dicom_tags_text(derived->file, derived->size, 0x00080008, text, sizeof text));
    assert_string_equal(text, "DERIVED\\SECONDARY\\AXIAL");
    assert_non_null(strstr(answer.body, derived->id));
    fake_answer_free(&answer);
}

static void an_instance_without_a_body_should_give_its_own_pixels(void **state)
{
    (void)state;
    char uri[128];
    const FakeInstance *source = fake_archive_at(fake_orthanc_archive(orthanc), 7);
    snprintf(uri, sizeof uri, "/instances/%s/mpr-slice", source->id);
    assert_status(post(uri, ""), 200);
    const FakeInstance *derived = fake_archive_at(fake_orthanc_archive(orthanc), uploaded);
    const uint8_t *expected = NULL;
    const uint8_t *pixels = NULL;
    size_t expected_size = 0;
    size_t size = 0;
    assert_true(dicom_tags_find(source->file, source->size, 0x7FE00010, &expected, &expected_size));
    assert_true(dicom_tags_find(derived->file, derived->size, 0x7FE00010, &pixels, &size));
    assert_int_equal(size, expected_size);
    assert_memory_equal(pixels, expected, size);
}

static void the_geometry_should_be_told_without_storing(void **state)
{
    (void)state;
    FakeAnswer answer = get(series_uri("/geometry"));
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.body, "\"Slices\":\t20"));
    assert_int_equal(stored(), uploaded);
    fake_answer_free(&answer);
}

/* Counts the answers that are 200, in the int that argument points to. */
static void *ask_four_times(void *argument)
{
    for (int request = 0; request < 4; request++) {
        char body[64];
        snprintf(body, sizeof body, "{\"Plane\": \"Sagittal\", \"Offset\": %d}", request);
        FakeAnswer answer = post(series_uri(""), body);
        *(int *)argument += answer.status == 200;
        fake_answer_free(&answer);
    }
    return NULL;
}

static void eight_clients_should_share_two_workers_and_four_slices(void **state)
{
    (void)state;
    pthread_t threads[8];
    int successes[8] = {0};
    for (int index = 0; index < 8; index++) {
        assert_int_equal(pthread_create(&threads[index], NULL, ask_four_times, &successes[index]), 0);
    }
    for (int index = 0; index < 8; index++) {
        pthread_join(threads[index], NULL);
        assert_int_equal(successes[index], 4);
    }
    assert_int_equal(stored(), uploaded + 4);
}

/* ---- what is refused ---- */

static void wrong_bodies_should_be_400_and_say_what_is_wrong(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"{\"Plain\": \"Axial\"}", "Plain"},
        {"{\"Plane\": \"Axial\", \"Plane\": \"Coronal\"}", "Plane"},
        {"{\"Plane\": \"axial\"}", "Plane"},
        {"{\"Offset\": \"5\"}", "Offset"},
        {"{\"Offset\": 1e999}", "Offset"},
        {"{\"Rows\": 0}", "Rows"},
        {"{\"Rows\": 65536}", "Rows"},
        {"{\"Columns\": 1.5}", "Columns"},
        {"{\"PixelSpacing\": -1}", "PixelSpacing"},
        {"{\"Plane\": {\"Normal\": [0, 0, 0]}}", "Normal"},
        {"{\"Plane\": {\"Normal\": [1, 2]}}", "Normal"},
        {"{\"SeriesDescription\": \"a\\u0000b\"}", ""},
        {"{\"Plane\": \"Axial\"} x", ""},
        {"[]", ""},
        {"{", ""},
        {"\xEF\xBB\xBF{}", ""},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        FakeAnswer answer = post(series_uri(""), cases[index][0]);
        assert_true(strlen(answer.details) > 0);
        assert_refused(answer, 400, cases[index][1]);
    }
    assert_int_equal(stored(), uploaded);
}

static void a_plane_beside_the_volume_should_be_422(void **state)
{
    (void)state;
    assert_refused(post(series_uri(""), "{\"Plane\": \"Axial\", \"Offset\": 5000}"), 422, "");
    assert_int_equal(stored(), uploaded);
}

static void other_media_large_bodies_and_foreign_pages_should_be_refused(void **state)
{
    (void)state;
    static char large[70000];
    memset(large, ' ', sizeof large);
    FakeRequest request = {.method = OrthancPluginHttpMethod_Post,
                           .uri = series_uri(""),
                           .content_type = "application/x-www-form-urlencoded",
                           .body = "{}",
                           .size = 2};
    assert_refused(fake_orthanc_request(orthanc, &request), 415, "application/json");
    request.content_type = "application/jsonp";
    assert_refused(fake_orthanc_request(orthanc, &request), 415, "application/json");
    request.content_type = "application/json; charset=utf-8";
    request.origin = "http://example.com";
    assert_refused(fake_orthanc_request(orthanc, &request), 403, "");
    request.origin = "http://localhost:8042";
    request.body = large;
    request.size = sizeof large;
    assert_refused(fake_orthanc_request(orthanc, &request), 413, "");
    assert_int_equal(stored(), uploaded);
}

static void other_methods_should_be_405_with_what_is_allowed(void **state)
{
    (void)state;
    static const struct {
        OrthancPluginHttpMethod method;
        const char *below, *allowed;
    } cases[] = {
        {OrthancPluginHttpMethod_Get, "", "Allow: POST\n"},
        {OrthancPluginHttpMethod_Delete, "", "Allow: POST\n"},
        {OrthancPluginHttpMethod_Put, "/geometry", "Allow: GET\n"},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        const FakeRequest request = {.method = cases[index].method, .uri = series_uri(cases[index].below)};
        FakeAnswer answer = fake_orthanc_request(orthanc, &request);
        assert_int_equal(answer.status, 405);
        assert_non_null(strstr(answer.headers, cases[index].allowed));
        fake_answer_free(&answer);
    }
}

static void unknown_and_malformed_identifiers_should_be_404(void **state)
{
    (void)state;
    static const char *const ids[] = {"0", "..", "%2e%2e", "00000000-00000000-00000000-00000000-00000000",
                                      "00000000-00000000-00000000-00000000-0000000000000000"};
    for (size_t index = 0; index < sizeof ids / sizeof ids[0]; index++) {
        char uri[128];
        snprintf(uri, sizeof uri, "/series/%s/mpr-slice", ids[index]);
        assert_refused(post(uri, "{}"), 404, "");
        snprintf(uri, sizeof uri, "/instances/%s/mpr-slice/geometry", ids[index]);
        assert_refused(get(uri), 404, "");
    }
}

/* ---- what fails ---- */

static void a_failing_archive_should_be_told_and_leave_nothing(void **state)
{
    (void)state;
    static const struct {
        _OrthancPluginService service;
        OrthancPluginErrorCode code;
        unsigned after;
        int status;
    } cases[] = {
        {_OrthancPluginService_RestApiGet, OrthancPluginErrorCode_Database, 0, 500},
        {_OrthancPluginService_RestApiGet, OrthancPluginErrorCode_UnknownResource, 0, 404},
        {_OrthancPluginService_GetDicomForInstance, OrthancPluginErrorCode_UnknownResource, 0, 404},
        {_OrthancPluginService_GetDicomForInstance, OrthancPluginErrorCode_UnknownResource, 9, 404},
        {_OrthancPluginService_GetDicomForInstance, OrthancPluginErrorCode_CorruptedFile, 3, 500},
        {_OrthancPluginService_RestApiPost, OrthancPluginErrorCode_FullStorage, 0, 507},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        fake_orthanc_break(orthanc, cases[index].service, cases[index].code, cases[index].after);
        assert_refused(post(series_uri(""), "{\"Plane\": \"Sagittal\"}"), cases[index].status, "");
        assert_int_equal(stored(), uploaded);
        assert_int_equal(fake_orthanc_outstanding(), 0);
    }
    fake_orthanc_break(orthanc, 0, 0, 0);
    assert_status(post(series_uri(""), "{\"Plane\": \"Sagittal\"}"), 200);
}

/* The storage is full after three of five images: none of them stays. */
static void a_stack_that_is_not_stored_to_its_end_should_be_taken_back(void **state)
{
    (void)state;
    static const char stack[] = "{\"Plane\": \"Coronal\", \"Stack\": {\"Count\": 5, \"Spacing\": 2}}";
    fake_orthanc_break(orthanc, _OrthancPluginService_RestApiPost, OrthancPluginErrorCode_FullStorage, 3);
    assert_refused(post(series_uri(""), stack), 507, "");
    assert_int_equal(stored(), uploaded);
    fake_orthanc_break(orthanc, 0, 0, 0);
    assert_status(post(series_uri(""), stack), 200);
    assert_int_equal(stored(), uploaded + 5);
}

static void a_truncated_slice_should_be_named_when_it_is_touched(void **state)
{
    (void)state;
    FakeArchive *archive = fake_orthanc_archive(orthanc);
    FakeInstance *victim = (FakeInstance *)fake_archive_at(archive, 12);
    const size_t size = victim->size;
    char name[16];
    snprintf(name, sizeof name, "%.8s", victim->id);
    victim->size = size / 2;
    assert_refused(post(series_uri(""), "{\"Plane\": \"Sagittal\"}"), 422, name);
    assert_int_equal(stored(), uploaded);
    char uri[128];
    snprintf(uri, sizeof uri, "/instances/%s/mpr-slice", fake_archive_at(archive, 3)->id);
    assert_status(post(uri, ""), 200); /* a plane that does not touch it does not mind */
    victim->size = size;
}

/* ---- the page ---- */

static void the_page_should_come_with_its_policy_and_nothing_else_with_it(void **state)
{
    (void)state;
    static const char *const files[] = {"index.html", "style.css", "app.js", "slicer-red.json"};
    static const char *const others[] = {"",
                                         "index.htm",
                                         "../index.html",
                                         "%2e%2e/index.html",
                                         "app.js/",
                                         "/app.js",
                                         "../Resources/Samples/slicer-red.json"};
    char uri[128];
    for (size_t index = 0; index < sizeof files / sizeof files[0]; index++) {
        snprintf(uri, sizeof uri, "/mpr-slice/app/%s?series=x", files[index]);
        FakeAnswer answer = get(uri);
        assert_int_equal(answer.status, 200);
        assert_non_null(strstr(answer.headers, "Content-Security-Policy: default-src 'none'"));
        assert_non_null(strstr(answer.headers, "X-Content-Type-Options: nosniff"));
        fake_answer_free(&answer);
    }
    for (size_t index = 0; index < sizeof others / sizeof others[0]; index++) {
        snprintf(uri, sizeof uri, "/mpr-slice/app/%s", others[index]);
        assert_status(get(uri), 404);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_slice_should_be_stored_once, tidy),
        cmocka_unit_test_teardown(only_slices_that_the_plane_touches_should_be_fetched, tidy),
        cmocka_unit_test_teardown(a_slice_should_join_its_study_in_a_series_of_its_own, tidy),
        cmocka_unit_test_teardown(an_instance_without_a_body_should_give_its_own_pixels, tidy),
        cmocka_unit_test_teardown(the_geometry_should_be_told_without_storing, tidy),
        cmocka_unit_test_teardown(eight_clients_should_share_two_workers_and_four_slices, tidy),
        cmocka_unit_test_teardown(wrong_bodies_should_be_400_and_say_what_is_wrong, tidy),
        cmocka_unit_test_teardown(a_plane_beside_the_volume_should_be_422, tidy),
        cmocka_unit_test_teardown(other_media_large_bodies_and_foreign_pages_should_be_refused, tidy),
        cmocka_unit_test_teardown(other_methods_should_be_405_with_what_is_allowed, tidy),
        cmocka_unit_test_teardown(unknown_and_malformed_identifiers_should_be_404, tidy),
        cmocka_unit_test_teardown(a_failing_archive_should_be_told_and_leave_nothing, tidy),
        cmocka_unit_test_teardown(a_stack_that_is_not_stored_to_its_end_should_be_taken_back, tidy),
        cmocka_unit_test_teardown(a_truncated_slice_should_be_named_when_it_is_touched, tidy),
        cmocka_unit_test_teardown(the_page_should_come_with_its_policy_and_nothing_else_with_it, tidy),
    };
    return cmocka_run_group_tests_name("FakeOrthanc", tests, start, stop);
}
