/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preview route in an Orthanc that is this test: the pixels are those that are stored, seen through the
 * window that was asked for, and nothing is stored. */
#include "DicomTags.h"
#include "FakeScene.h"
#include "Testing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- pictures ---- */

static FakeAnswer preview(const char *accept, const char *body)
{
    const FakeRequest request = {.method = OrthancPluginHttpMethod_Post,
                                 .uri = scene_uri("/preview"),
                                 .content_type = "application/json",
                                 .accept = accept,
                                 .body = body,
                                 .size = strlen(body)};
    return fake_orthanc_request(scene.orthanc, &request);
}

/* The value that a header of the answer has; it is there once. */
static const char *header_of(const FakeAnswer *answer, const char *name)
{
    static _Thread_local char value[256];
    const char *found = strstr(answer->headers, name);
    assert_non_null(found);
    assert_null(strstr(found + 1, name));
    found += strlen(name) + 2;
    snprintf(value, sizeof value, "%.*s", (int)strcspn(found, "\n"), found);
    return value;
}

#define PREVIEW_PLANE "{\"Plane\": {\"Normal\": [1, 2, 3]}, \"Rows\": 21, \"Columns\": 31"
#define PREVIEW_WINDOW ", \"WindowCenter\": 100, \"WindowWidth\": 2200}"

static void a_preview_should_be_the_stored_pixels_in_a_window(void **state)
{
    (void)state;
    const uint8_t *bytes = NULL;
    size_t size = 0;
    FakeAnswer shown = preview("image/png", PREVIEW_PLANE PREVIEW_WINDOW);
    assert_int_equal(shown.status, 200);
    assert_string_equal(shown.mime_type, "image/png");
    assert_int_equal(scene_stored(), scene.uploaded);
    scene_status(scene_post(scene_uri(""), PREVIEW_PLANE "}"), 200);
    const FakeInstance *derived = fake_archive_at(fake_orthanc_archive(scene.orthanc), scene.uploaded);
    assert_true(dicom_tags_find(derived->file, derived->size, 0x7FE00010, &bytes, &size));
    assert_int_equal(size, 2 * 21 * 31);
    assert_int_equal(shown.size, 21 * 31);
    for (size_t index = 0; index < shown.size; index++) {
        const int16_t value = (int16_t)(bytes[2 * index] | bytes[2 * index + 1] << 8);
        const double level = fmin(fmax(255.0 * ((value - 100.0) / 2200.0 + 0.5), 0.0), 255.0);
        assert_int_equal((uint8_t)shown.body[index], (uint8_t)(level + 0.5));
    }
    const size_t middle = 2 * (10 * 31 + 15);
    char value[8];
    snprintf(value, sizeof value, "%d", (int16_t)(bytes[middle] | bytes[middle + 1] << 8));
    assert_string_equal(header_of(&shown, "X-Mpr-Value"), value);
    assert_string_equal(header_of(&shown, "X-Mpr-Window"), "100\\2200");
    assert_string_equal(header_of(&shown, "X-Mpr-Rows"), "21");
    fake_answer_free(&shown);
}

static void a_preview_should_be_what_the_client_accepts(void **state)
{
    (void)state;
    static const struct {
        const char *accept, *body, *media, *quality;
    } cases[] = {
        {NULL, "{}", "image/jpeg", "85"},
        {"*/*", "{\"Quality\": 31}", "image/jpeg", "31"},
        {"image/avif,image/webp,image/png;q=0.9,image/jpeg;q=0.8", "{}", "image/png", "0"},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        FakeAnswer answer = preview(cases[index].accept, cases[index].body);
        assert_int_equal(answer.status, 200);
        assert_string_equal(answer.mime_type, cases[index].media);
        assert_string_equal(header_of(&answer, "Fake-Quality"), cases[index].quality);
        fake_answer_free(&answer);
    }
    FakeAnswer file = preview("application/dicom", "{}");
    assert_string_equal(file.mime_type, "application/dicom");
    assert_memory_equal(file.body + 128, "DICM", 4);
    fake_answer_free(&file);
}

static void a_get_should_preview_what_its_query_says(void **state)
{
    (void)state;
    char uri[256];
    snprintf(uri, sizeof uri, "%s?body=%s&window-center=100&window-width=2200&quality=40",
             scene_uri("/preview"), "%7B%22Rows%22%3A7%7D");
    FakeAnswer answer = scene_get(uri);
    assert_int_equal(answer.status, 200);
    assert_string_equal(header_of(&answer, "X-Mpr-Rows"), "7");
    assert_string_equal(header_of(&answer, "X-Mpr-Window"), "100\\2200");
    assert_string_equal(header_of(&answer, "Fake-Quality"), "40");
    fake_answer_free(&answer);
    scene_refused(preview(NULL, "{\"Stack\": {\"Count\": 2, \"Spacing\": 1}}"), 400, "one image");
    scene_refused(preview(NULL, "{\"WindowWidth\": 0}"), 400, "WindowWidth");
    scene_refused(preview(NULL, "{\"Quality\": 0}"), 400, "Quality");
}

/* Beside the tissue there is no value, and the header that would tell it is not there. */
static void a_pixel_outside_should_have_no_value(void **state)
{
    (void)state;
    static const char beside[] =
        "{\"Plane\": {\"Normal\": [0, 0, 1], \"Point\": [%d, 0, 0]}, \"Rows\": 1, \"Columns\": 1}";
    char body[128];
    snprintf(body, sizeof body, beside, 0);
    FakeAnswer inside = preview("image/png", body);
    assert_int_equal(inside.size, 1);
    assert_true(strlen(header_of(&inside, "X-Mpr-Value")) > 0);
    fake_answer_free(&inside);
    snprintf(body, sizeof body, beside, 500);
    scene_refused(preview("image/png", body), 422, "no pixel");
    FakeAnswer outside = preview("image/png", "{\"Plane\": {\"Normal\": [0, 0, 1], \"Point\": [500, 0, 0]},"
                                              " \"Rows\": 1, \"Columns\": 1001, \"PixelSpacing\": 1}");
    assert_int_equal(outside.status, 200);
    assert_null(strstr(outside.headers, "X-Mpr-Value"));
    fake_answer_free(&outside);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_preview_should_be_the_stored_pixels_in_a_window, scene_tidy),
        cmocka_unit_test_teardown(a_preview_should_be_what_the_client_accepts, scene_tidy),
        cmocka_unit_test_teardown(a_get_should_preview_what_its_query_says, scene_tidy),
        cmocka_unit_test_teardown(a_pixel_outside_should_have_no_value, scene_tidy),
    };
    return cmocka_run_group_tests_name("Preview", tests, scene_start, scene_stop);
}
