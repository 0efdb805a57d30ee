/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A series that is being sent again is told from one that arrives, grows or is there. The archive of the test stays as it
 * is: the plugin hears of arrivals alone. */
#include "FakeScene.h"
#include "Testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SLICES = 6, STABLE_AGE_MS = 6000 };

static char contents[16][32]; /* of files: each generation has its own */

static FakeInstance instance_at(size_t index)
{
    return *fake_archive_at(fake_orthanc_archive(scene.orthanc), index);
}

static void tell_stored(size_t index, unsigned generation)
{
    FakeInstance instance = instance_at(index);
    snprintf(contents[generation], sizeof contents[generation], "the bytes of generation %u", generation);
    instance.file = contents[generation];
    instance.size = strlen(contents[generation]);
    fake_orthanc_arrive(scene.orthanc, &instance);
}

static void tell_deleted(size_t index)
{
    const FakeInstance instance = instance_at(index);
    fake_orthanc_change(scene.orthanc, OrthancPluginChangeType_Deleted, OrthancPluginResourceType_Instance,
                        instance.id);
}

/* Orthanc tells of both events in any order. */
static void replace(size_t index, unsigned generation, bool is_deleted_first)
{
    if (is_deleted_first) {
        tell_deleted(index);
    }
    tell_stored(index, generation);
    if (!is_deleted_first) {
        tell_deleted(index);
    }
}

static void sleep_ms(long milliseconds)
{
    const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    nanosleep(&time, NULL);
}

/* A report asks as every other door does, and tries nothing again. */
static bool is_open(void)
{
    FakeAnswer answer = scene_get(scene_uri("/geometry"));
    assert_true(answer.status == 200 || answer.status == 409);
    assert_true(answer.status == 200 || strstr(answer.details, "is being sent again") != NULL);
    const bool result = answer.status == 200;
    fake_answer_free(&answer);
    return result;
}

/* ---- one test after the other: each finds the series as the one before has left it ---- */

static void a_series_that_was_there_at_the_start_should_be_closed_while_it_is_replaced(void **state)
{
    (void)state;
    assert_true(is_open());
    for (size_t index = 0; index < SLICES; index++) {
        replace(index, 1, index % 2 == 0);
        assert_true(is_open() == (index + 1 == SLICES));
    }
}

static void the_refusal_should_say_how_many_have_come(void **state)
{
    (void)state;
    replace(2, 2, true);
    replace(4, 2, false);
    scene_refused(scene_get(scene_uri("/geometry")), 409, "2 of its 6 images have been replaced");
    scene_refused(scene_post(scene_uri("/preview"), "{\"Plane\": \"Axial\"}"), 409, "2 of its 6 images");
    for (size_t index = 0; index < SLICES; index++) {
        if (index != 2 && index != 4) {
            replace(index, 2, true);
        }
    }
    assert_true(is_open());
}

/* Closed exactly while some have been replaced more often than others. */
static void generations_in_any_order_should_be_told_apart(void **state)
{
    unsigned counts[SLICES] = {0};
    unsigned closed = 0;
    (void)state;
    srand(16);
    for (unsigned turn = 0; turn < 10 * SLICES;) {
        const size_t index = (size_t)rand() % SLICES;
        if (counts[index] == 10) {
            continue;
        }
        counts[index]++;
        replace(index, 2 + counts[index], rand() % 2 == 0);
        turn++;
        unsigned least = counts[0];
        unsigned most = counts[0];
        for (size_t each = 1; each < SLICES; each++) {
            least = counts[each] < least ? counts[each] : least;
            most = counts[each] > most ? counts[each] : most;
        }
        if (is_open() != (least == most)) {
            fail_msg("turn %u: replaced %u to %u times, and %s", turn, least, most,
                     least == most ? "closed" : "open");
        }
        closed += least != most;
    }
    assert_true(closed > 40 && is_open());
}

static void a_series_that_is_stable_should_count_as_it_is(void **state)
{
    (void)state;
    replace(1, 13, true);
    assert_false(is_open());
    sleep_ms(STABLE_AGE_MS + 100);
    assert_true(is_open());
    for (size_t index = 0; index < SLICES; index++) { /* what is sent once more is one series again */
        replace(index, 14, true);
        assert_true(is_open() == (index + 1 == SLICES));
    }
}

static void the_same_bytes_should_close_nothing(void **state)
{
    (void)state;
    replace(0, 15, true);
    sleep_ms(STABLE_AGE_MS + 100);
    assert_true(is_open());
    for (size_t index = 0; index < SLICES; index++) {
        replace(index, index == 0 ? 15 : 14, index % 2 == 0);
        assert_true(is_open());
    }
}

static int start(void **state)
{
    (void)state;
    return scene_open(&(FakeSceneSize){.columns = 12,
                                       .rows = 10,
                                       .slices = SLICES,
                                       .options = "\"StableAge\": 6, \"OverwriteInstances\": true"},
                      "MPR_PLUGIN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_series_that_was_there_at_the_start_should_be_closed_while_it_is_replaced),
        cmocka_unit_test(the_refusal_should_say_how_many_have_come),
        cmocka_unit_test(generations_in_any_order_should_be_told_apart),
        cmocka_unit_test(a_series_that_is_stable_should_count_as_it_is),
        cmocka_unit_test(the_same_bytes_should_close_nothing),
    };
    return cmocka_run_group_tests_name("Arrivals", tests, start, scene_stop);
}
