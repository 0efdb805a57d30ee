/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive changes at the worst moment: between the list and the files, between the files and the store,
 * and while other series are made. Either one state of the archive was resliced, or nothing is stored. */
#include "FakeScene.h"
#include "Testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char sagittal[] = "{\"Plane\": \"Sagittal\"}";

typedef struct {
    const char *what; /* the moment: a URI, or an instance; "": any file */
    unsigned after;   /* it came so often before */
    unsigned times;   /* that something happens */
    unsigned happened;
    char id[FAKE_ID_SIZE]; /* that it happens to; "": the instance that is asked for */
} Event;

static FakeArchive *archive(void)
{
    return fake_orthanc_archive(scene.orthanc);
}

/* Is this the moment? */
static bool is_now(Event *event, const FakeMoment *moment)
{
    const bool fits =
        event->what[0] != '\0' ? strcmp(event->what, moment->what) == 0 : moment->what[0] != '/';
    if (!fits || event->happened == event->times) {
        return false;
    }
    if (event->after > 0) {
        event->after--;
        return false;
    }
    event->happened++;
    return true;
}

static void watch(FakeEvent what_happens, Event *event)
{
    fake_orthanc_watch(scene.orthanc, what_happens, event);
}

/* ---- what was listed is what was read ---- */

static void replace(FakeArchive *changing, const FakeMoment *moment, void *self)
{
    Event *event = self;
    if (is_now(event, moment)) {
        fake_archive_replace(changing, event->id[0] != '\0' ? event->id : moment->what);
    }
}

static void a_source_that_is_replaced_while_it_is_read_should_be_read_again(void **state)
{
    (void)state;
    Event once = {.what = "", .after = 25, .times = 1}; /* 20 headers come first */
    watch(replace, &once);
    scene_status(scene_post(scene_uri(""), sagittal), 200);
    assert_int_equal(once.happened, 1);
    assert_int_equal(scene_stored(), scene.uploaded + 1);
    assert_non_null(strstr(fake_orthanc_log(scene.orthanc), "has changed while it was read"));
}

static void a_source_that_is_replaced_all_the_time_should_be_409(void **state)
{
    (void)state;
    Event always = {.what = "", .times = 10000};
    watch(replace, &always);
    scene_refused(scene_post(scene_uri(""), sagittal), 409,
                  "has changed while it was read; nothing was stored");
    assert_int_equal(scene_stored(), scene.uploaded);
}

/* A job has more time than somebody who waits for an answer. */
static void a_job_should_try_again_more_often(void **state)
{
    (void)state;
    char *content = NULL;
    Event reads = {.what = fake_archive_at(archive(), 0)->id,
                   .times = 10}; /* of header and pixels: five tries */
    scene_status(scene_post(scene_uri(""), "{\"Plane\": \"Sagittal\", \"Asynchronous\": true}"), 200);
    watch(replace, &reads);
    const bool is_done = fake_orthanc_run_job(scene.orthanc, &content);
    if (!is_done) {
        fail_msg("the job says %s", content);
    }
    free(content);
    assert_int_equal(reads.happened, 10);
    assert_int_equal(scene_stored(), scene.uploaded + 1);
}

/* A file that is on its way out when it is asked for, one of each list. What went comes back by restore. */
static struct {
    char *bytes[8];
    size_t sizes[8];
    size_t count;
    bool is_of_list; /* one of this list has gone */
} gone;

static void vanish(FakeArchive *changing, const FakeMoment *moment, void *self)
{
    const FakeInstance *instance = fake_archive_find(changing, moment->what);
    const char *end = strrchr(moment->what, '/');
    gone.is_of_list = gone.is_of_list && (end == NULL || strcmp(end, "/instances") != 0);
    if (instance != NULL && !gone.is_of_list && gone.count < 8 && is_now(self, moment)) {
        char *bytes = malloc(instance->size);
        assert_non_null(bytes);
        memcpy(bytes, instance->file, instance->size);
        gone.bytes[gone.count] = bytes;
        gone.sizes[gone.count++] = instance->size;
        gone.is_of_list = true;
        fake_archive_remove(changing, moment->what);
    }
}

static void restore(void)
{
    while (fake_archive_count(archive()) > scene.uploaded - gone.count) {
        fake_archive_remove(archive(), fake_archive_at(archive(), fake_archive_count(archive()) - 1)->id);
    }
    for (size_t index = 0; index < gone.count; index++) {
        free(fake_archive_store(archive(), gone.bytes[index], gone.sizes[index]));
        free(gone.bytes[index]);
    }
    gone.count = 0;
    assert_int_equal(scene_stored(), scene.uploaded);
}

/* At its header, and at its pixels. */
static void a_listed_file_that_vanishes_should_be_409_and_the_rest_be_resliced(void **state)
{
    (void)state;
    static const unsigned moments[] = {3, 24};
    for (size_t index = 0; index < 2; index++) {
        Event once = {.what = "", .after = moments[index], .times = 1};
        watch(vanish, &once);
        FakeAnswer answer = scene_post(scene_uri(""), sagittal);
        assert_int_equal(gone.count, 1);
        assert_int_equal(answer.status, 200);
        assert_non_null(strstr(answer.body, "\"Read\":\t19,"));
        fake_answer_free(&answer);
        restore();
    }
    Event always = {.what = "", .times = 8};
    watch(vanish, &always);
    scene_refused(scene_post(scene_uri(""), sagittal), 409, "has changed while it was read");
    assert_int_equal(gone.count, 4); /* as many tries */
    assert_int_equal(scene_stored(), scene.uploaded - gone.count);
    restore();
}

static void turn(FakeArchive *changing, const FakeMoment *moment, void *self)
{
    (void)moment;
    (void)self;
    fake_archive_turn_lists(changing);
}

/* PostgreSQL promises none. */
static void the_order_of_lists_should_be_no_change(void **state)
{
    (void)state;
    fake_orthanc_watch(scene.orthanc, turn, NULL);
    for (unsigned request = 0; request < 4; request++) {
        char body[64];
        snprintf(body, sizeof body, "{\"Plane\": \"Sagittal\", \"Offset\": %u}", request);
        scene_status(scene_post(scene_uri(""), body), 200);
    }
    assert_int_equal(scene_stored(), scene.uploaded + 4);
}

/* ---- what is stored ---- */

static void bring(FakeArchive *changing, const FakeMoment *moment, void *self)
{
    if (is_now(self, moment)) {
        free(fake_archive_store(changing, moment->body, moment->size));
    }
}

/* An image whose last pixel is another one. */
static void bring_forged(FakeArchive *changing, const FakeMoment *moment, void *self)
{
    if (is_now(self, moment)) {
        char *bytes = malloc(moment->size);
        assert_non_null(bytes);
        memcpy(bytes, moment->body, moment->size);
        bytes[moment->size - 2] ^= 1;
        free(fake_archive_store(changing, bytes, moment->size));
        free(bytes);
    }
}

static void somebody_who_stores_the_same_image_first_should_not_matter(void **state)
{
    (void)state;
    Event once = {.what = "/instances", .times = 1};
    watch(bring, &once);
    FakeAnswer answer = scene_post(scene_uri(""), sagittal);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.body, "\"AlreadyStored\""));
    assert_int_equal(scene_stored(), scene.uploaded + 1);
    fake_answer_free(&answer);
}

static void somebody_who_stores_another_image_of_its_name_first_should_be_409(void **state)
{
    (void)state;
    static const char stack[] = "{\"Plane\": \"Coronal\", \"Stack\": {\"Count\": 3, \"Spacing\": 2}}";
    Event third = {.what = "/instances", .after = 2, .times = 1};
    watch(bring_forged, &third);
    scene_refused(scene_post(scene_uri(""), stack), 409, "is another one; nothing was stored");
    assert_int_equal(third.happened, 1);
    assert_int_equal(scene_stored(), scene.uploaded + 1); /* that of somebody else */
}

static void a_look_up_that_fails_should_store_nothing(void **state)
{
    (void)state;
    fake_orthanc_break(scene.orthanc, _OrthancPluginService_LookupInstance, OrthancPluginErrorCode_Database,
                       0);
    scene_refused(scene_post(scene_uri(""), sagittal), 500, "/tools/lookup");
    assert_int_equal(scene_stored(), scene.uploaded);
}

static void remove_it(FakeArchive *changing, const FakeMoment *moment, void *self)
{
    Event *event = self;
    if (is_now(event, moment)) {
        fake_archive_remove(changing, event->id);
    }
}

static void an_image_that_was_found_and_is_gone_at_the_end_should_be_stored_again(void **state)
{
    (void)state;
    char uri[80];
    scene_status(scene_post(scene_uri(""), sagittal), 200);
    const FakeInstance *made = fake_archive_at(archive(), scene.uploaded);
    snprintf(uri, sizeof uri, "/series/%s", made->series);
    Event second = {.what = uri, .after = 1, .times = 1}; /* the first time for the answer */
    snprintf(second.id, sizeof second.id, "%s", made->id);
    watch(remove_it, &second);
    FakeAnswer answer = scene_post(scene_uri(""), sagittal);
    assert_int_equal(second.happened, 1);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.body, "\"Success\""));
    assert_int_equal(scene_stored(), scene.uploaded + 1);
    fake_answer_free(&answer);
    assert_non_null(strstr(fake_orthanc_log(scene.orthanc), "has been deleted meanwhile"));
}

/* ---- a study ---- */

/* The phantom once more, in a series that is called after the first one; what was there before it. */
static size_t store_second_series(void)
{
    const size_t before = scene_stored();
    for (size_t index = 0; index < scene.uploaded; index++) {
        const FakeInstance *instance = fake_archive_at(archive(), index);
        char *bytes = malloc(instance->size);
        assert_non_null(bytes);
        memcpy(bytes, instance->file, instance->size);
        static const char element[] = "\x20\x00\x0E\x00UI";
        char *uid = memmem(bytes, instance->size, element, sizeof element - 1);
        assert_non_null(uid);
        uid[10] = uid[10] == '7' ? '8' : '7'; /* the third character of the value: 2.?5.… */
        free(fake_archive_store(archive(), bytes, instance->size));
        free(bytes);
    }
    assert_int_equal(scene_stored(), before + scene.uploaded);
    return before;
}

static void a_series_that_changes_while_the_next_one_is_made_should_take_the_study_back(void **state)
{
    (void)state;
    char uri[128];
    store_second_series();
    const size_t sources = scene_stored();
    const FakeInstance *first = fake_archive_at(archive(), 0);
    snprintf(uri, sizeof uri, "/studies/%s/mpr-slice", first->study);
    Event second = {.what = "/instances", .after = 1, .times = 1}; /* the image of the second series */
    snprintf(second.id, sizeof second.id, "%s", first->id);
    watch(replace, &second);
    scene_status(scene_post(uri, sagittal), 200); /* by another try */
    assert_int_equal(second.happened, 1);
    assert_int_equal(scene_stored(), sources + 2);
    while (scene_stored() > sources) {
        fake_archive_remove(archive(), fake_archive_at(archive(), sources)->id);
    }
    Event always = {.what = "/instances", .times = 10000};
    snprintf(always.id, sizeof always.id, "%s", first->id);
    watch(replace, &always);
    scene_refused(scene_post(uri, sagittal), 409, "has changed while it was read");
    assert_in_range(always.happened, 8, 8); /* two images, four tries */
    assert_int_equal(scene_stored(), sources);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_source_that_is_replaced_while_it_is_read_should_be_read_again,
                                  scene_tidy),
        cmocka_unit_test_teardown(a_source_that_is_replaced_all_the_time_should_be_409, scene_tidy),
        cmocka_unit_test_teardown(a_job_should_try_again_more_often, scene_tidy),
        cmocka_unit_test_teardown(a_listed_file_that_vanishes_should_be_409_and_the_rest_be_resliced,
                                  scene_tidy),
        cmocka_unit_test_teardown(the_order_of_lists_should_be_no_change, scene_tidy),
        cmocka_unit_test_teardown(somebody_who_stores_the_same_image_first_should_not_matter, scene_tidy),
        cmocka_unit_test_teardown(somebody_who_stores_another_image_of_its_name_first_should_be_409,
                                  scene_tidy),
        cmocka_unit_test_teardown(a_look_up_that_fails_should_store_nothing, scene_tidy),
        cmocka_unit_test_teardown(an_image_that_was_found_and_is_gone_at_the_end_should_be_stored_again,
                                  scene_tidy),
        cmocka_unit_test_teardown(a_series_that_changes_while_the_next_one_is_made_should_take_the_study_back,
                                  scene_tidy),
    };
    return cmocka_run_group_tests_name("Changes", tests, scene_start, scene_stop);
}
