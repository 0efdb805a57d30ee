/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The built plugin, its real entry point and its real routes, in an Orthanc that is this test: whatever is
 * asked and whatever fails, the answer is a status with a sentence, nothing half-made is stored and nothing
 * leaks. */
#include "FakeScene.h"

#include "DicomTags.h"
#include "Testing.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- what goes well ---- */

static void a_slice_should_be_stored_once(void **state)
{
    (void)state;
    const char *body = "{\"Plane\": {\"Normal\": [1, 2, 3]}}";
    FakeAnswer first = scene_post(scene_uri(""), body);
    assert_int_equal(first.status, 200);
    assert_string_equal(first.mime_type, "application/json");
    assert_non_null(strstr(first.body, "\"Success\""));
    FakeAnswer second = scene_post(scene_uri(""), body);
    assert_int_equal(second.status, 200);
    assert_non_null(strstr(second.body, "\"AlreadyStored\""));
    assert_int_equal(scene_stored(), scene.uploaded + 1);
    fake_answer_free(&first);
    fake_answer_free(&second);
}

/* 60 mm × 54 mm, turned by 5° and 3°: the plane reaches 4.1 mm to both sides of the middle, so of the
 * slices, 2.9 mm apart, it has values from four. The headers of all are read once, until the series changes.
 */
static void only_slices_that_the_plane_touches_should_be_fetched(void **state)
{
    (void)state;
    const unsigned before = fake_orthanc_files(scene.orthanc);
    FakeAnswer answer = scene_post(scene_uri(""), "{\"Plane\": {\"Normal\": [0.0871, 0.0523, 0.9948]}}");
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.body, "\"Read\":\t4,"));
    assert_int_equal(fake_orthanc_files(scene.orthanc) - before, scene.uploaded + 4);
    fake_answer_free(&answer);
}

static void a_slice_should_join_its_study_in_a_series_of_its_own(void **state)
{
    (void)state;
    FakeAnswer answer = scene_post(scene_uri(""), "{\"Plane\": \"Coronal\", \"Rotation\": 10}");
    assert_int_equal(answer.status, 200);
    const FakeArchive *archive = fake_orthanc_archive(scene.orthanc);
    const FakeInstance *source = fake_archive_at(archive, 0);
    const FakeInstance *derived = fake_archive_at(archive, scene.uploaded);
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
    const FakeInstance *source = fake_archive_at(fake_orthanc_archive(scene.orthanc), 7);
    snprintf(uri, sizeof uri, "/instances/%s/mpr-slice", source->id);
    scene_status(scene_post(uri, ""), 200);
    const FakeInstance *derived = fake_archive_at(fake_orthanc_archive(scene.orthanc), scene.uploaded);
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
    FakeAnswer answer = scene_get(scene_uri("/geometry"));
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.body, "\"Slices\":\t20"));
    assert_int_equal(scene_stored(), scene.uploaded);
    fake_answer_free(&answer);
}

/* Counts the answers that are 200, in the int that argument points to. */
static void *ask_four_times(void *argument)
{
    for (int request = 0; request < 4; request++) {
        char body[64];
        snprintf(body, sizeof body, "{\"Plane\": \"Sagittal\", \"Offset\": %d}", request);
        FakeAnswer answer = scene_post(scene_uri(""), body);
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
    assert_int_equal(scene_stored(), scene.uploaded + 4);
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
        FakeAnswer answer = scene_post(scene_uri(""), cases[index][0]);
        assert_true(strlen(answer.details) > 0);
        scene_refused(answer, 400, cases[index][1]);
    }
    assert_int_equal(scene_stored(), scene.uploaded);
}

static void a_plane_beside_the_volume_should_be_422(void **state)
{
    (void)state;
    scene_refused(scene_post(scene_uri(""), "{\"Plane\": \"Axial\", \"Offset\": 5000}"), 422, "");
    assert_int_equal(scene_stored(), scene.uploaded);
}

static void other_media_large_bodies_and_foreign_pages_should_be_refused(void **state)
{
    (void)state;
    static char large[70000];
    memset(large, ' ', sizeof large);
    FakeRequest request = {.method = OrthancPluginHttpMethod_Post,
                           .uri = scene_uri(""),
                           .content_type = "application/x-www-form-urlencoded",
                           .body = "{}",
                           .size = 2};
    scene_refused(fake_orthanc_request(scene.orthanc, &request), 415, "application/json");
    request.content_type = "application/jsonp";
    scene_refused(fake_orthanc_request(scene.orthanc, &request), 415, "application/json");
    request.content_type = "application/json; charset=utf-8";
    request.origin = "http://example.com";
    scene_refused(fake_orthanc_request(scene.orthanc, &request), 403, "");
    request.origin = "http://localhost:8042";
    request.body = large;
    request.size = sizeof large;
    scene_refused(fake_orthanc_request(scene.orthanc, &request), 413, "");
    assert_int_equal(scene_stored(), scene.uploaded);
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
        const FakeRequest request = {.method = cases[index].method, .uri = scene_uri(cases[index].below)};
        FakeAnswer answer = fake_orthanc_request(scene.orthanc, &request);
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
        scene_refused(scene_post(uri, "{}"), 404, "");
        snprintf(uri, sizeof uri, "/instances/%s/mpr-slice/geometry", ids[index]);
        scene_refused(scene_get(uri), 404, "");
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
        {_OrthancPluginService_RestApiPost, OrthancPluginErrorCode_CannotWriteFile, 0, 507},
        {_OrthancPluginService_RestApiPost, OrthancPluginErrorCode_DatabaseUnavailable, 0, 507},
        {_OrthancPluginService_RestApiPost, OrthancPluginErrorCode_BadFileFormat, 0,
         422}, /* the file, not the disk */
        {_OrthancPluginService_RestApiPost, OrthancPluginErrorCode_NotEnoughMemory, 0, 503},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        fake_orthanc_break(scene.orthanc, cases[index].service, cases[index].code, cases[index].after);
        scene_refused(scene_post(scene_uri(""), "{\"Plane\": \"Sagittal\"}"), cases[index].status, "");
        assert_int_equal(scene_stored(), scene.uploaded);
        assert_int_equal(fake_orthanc_outstanding(), 0);
    }
    fake_orthanc_break(scene.orthanc, 0, 0, 0);
    scene_status(scene_post(scene_uri(""), "{\"Plane\": \"Sagittal\"}"), 200);
}

/* The storage is full after three of five images: none of them stays. */
static void a_stack_that_is_not_stored_to_its_end_should_be_taken_back(void **state)
{
    (void)state;
    static const char stack[] = "{\"Plane\": \"Coronal\", \"Stack\": {\"Count\": 5, \"Spacing\": 2}}";
    fake_orthanc_break(scene.orthanc, _OrthancPluginService_RestApiPost, OrthancPluginErrorCode_FullStorage,
                       3);
    scene_refused(scene_post(scene_uri(""), stack), 507, "");
    assert_int_equal(scene_stored(), scene.uploaded);
    fake_orthanc_break(scene.orthanc, 0, 0, 0);
    scene_status(scene_post(scene_uri(""), stack), 200);
    assert_int_equal(scene_stored(), scene.uploaded + 5);
}

/* It is a slice that is missing, and both is said. */
static void a_truncated_slice_should_be_set_aside_and_named(void **state)
{
    (void)state;
    FakeArchive *archive = fake_orthanc_archive(scene.orthanc);
    FakeInstance *victim = (FakeInstance *)fake_archive_at(archive, 12);
    const size_t size = victim->size;
    char name[16];
    snprintf(name, sizeof name, "%.8s", victim->id);
    fake_orthanc_unload(scene.orthanc); /* which has its header already */
    assert_int_equal(fake_orthanc_load(scene.orthanc, getenv("MPR_PLUGIN")), 0);
    victim->size = size / 2;
    FakeAnswer answer = scene_post(scene_uri(""), "{\"Plane\": \"Sagittal\"}");
    victim->size = size;
    victim->changed_s += 5000;
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.body, "slices are missing"));
    assert_non_null(strstr(answer.body, "1 of 20 images were set aside"));
    assert_non_null(strstr(strstr(answer.body, "set aside"), name));
    fake_answer_free(&answer);
    answer = scene_post(scene_uri(""), "{\"Plane\": \"Sagittal\"}");
    assert_int_equal(answer.status, 200);
    assert_null(strstr(answer.body, "set aside"));
    fake_answer_free(&answer);
    scene_forget();
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
        FakeAnswer answer = scene_get(uri);
        assert_int_equal(answer.status, 200);
        assert_non_null(strstr(answer.headers, "Content-Security-Policy: default-src 'none'"));
        assert_non_null(strstr(answer.headers, "X-Content-Type-Options: nosniff"));
        fake_answer_free(&answer);
    }
    for (size_t index = 0; index < sizeof others / sizeof others[0]; index++) {
        snprintf(uri, sizeof uri, "/mpr-slice/app/%s", others[index]);
        scene_status(scene_get(uri), 404);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_slice_should_be_stored_once, scene_tidy),
        cmocka_unit_test_teardown(only_slices_that_the_plane_touches_should_be_fetched, scene_tidy),
        cmocka_unit_test_teardown(a_slice_should_join_its_study_in_a_series_of_its_own, scene_tidy),
        cmocka_unit_test_teardown(an_instance_without_a_body_should_give_its_own_pixels, scene_tidy),
        cmocka_unit_test_teardown(the_geometry_should_be_told_without_storing, scene_tidy),
        cmocka_unit_test_teardown(eight_clients_should_share_two_workers_and_four_slices, scene_tidy),
        cmocka_unit_test_teardown(wrong_bodies_should_be_400_and_say_what_is_wrong, scene_tidy),
        cmocka_unit_test_teardown(a_plane_beside_the_volume_should_be_422, scene_tidy),
        cmocka_unit_test_teardown(other_media_large_bodies_and_foreign_pages_should_be_refused, scene_tidy),
        cmocka_unit_test_teardown(other_methods_should_be_405_with_what_is_allowed, scene_tidy),
        cmocka_unit_test_teardown(unknown_and_malformed_identifiers_should_be_404, scene_tidy),
        cmocka_unit_test_teardown(a_failing_archive_should_be_told_and_leave_nothing, scene_tidy),
        cmocka_unit_test_teardown(a_stack_that_is_not_stored_to_its_end_should_be_taken_back, scene_tidy),
        cmocka_unit_test_teardown(a_truncated_slice_should_be_set_aside_and_named, scene_tidy),
        cmocka_unit_test_teardown(the_page_should_come_with_its_policy_and_nothing_else_with_it, scene_tidy),
    };
    return cmocka_run_group_tests_name("FakeOrthanc", tests, scene_start, scene_stop);
}
