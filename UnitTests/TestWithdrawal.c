/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two servers of one database, of which one is the plugin and the other one is this test: each step of the test comes
 * between any two calls of the plugin. Whatever the order, an image that one of them answered with stays, and what the
 * other one stored and did not answer with goes. */
#include "FakeScene.h"
#include "Testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT = 24135, LEAVING = 24136, IMAGES = 4 };

static const char stack[] =
    "{\"Plane\": \"Sagittal\", \"Rows\": 12, \"Columns\": 10, \"Stack\": {\"Count\": 4, \"Spacing\": 2}}";

static FakeArchive *archive(void)
{
    return fake_orthanc_archive(scene.orthanc);
}

/* ---- the plugin fails, the other server answers ---- */

/* It marks what it has found, looks whether the series is leaving, and then whether all is there. */
typedef struct {
    unsigned moment, mark_at, look_at, list_at;
    char found[IMAGES][FAKE_ID_SIZE], series[FAKE_ID_SIZE];
    size_t count;
    bool is_leaving, has_answered;
} Other;

static void find_and_mark(FakeArchive *changing, Other *other)
{
    for (size_t index = scene.uploaded; index < fake_archive_count(changing); index++) {
        const FakeInstance *instance = fake_archive_at(changing, index);
        memcpy(other->found[other->count++], instance->id, FAKE_ID_SIZE);
        memcpy(other->series, instance->series, FAKE_ID_SIZE);
        fake_archive_set_metadata(changing, instance->id, KEPT, "1");
        fake_archive_set_metadata(changing, instance->series, KEPT, "1");
    }
}

static size_t count_found(const FakeArchive *there, const Other *other)
{
    size_t count = 0;
    for (size_t index = 0; index < other->count; index++) {
        count += fake_archive_find(there, other->found[index]) != NULL;
    }
    return count;
}

static void answer_in_steps(FakeArchive *changing, const FakeMoment *moment, void *self)
{
    Other *other = self;
    (void)moment;
    if (other->moment == other->mark_at) {
        find_and_mark(changing, other);
    }
    if (other->moment == other->look_at && other->count > 0) {
        other->is_leaving = fake_archive_metadata(changing, other->series, LEAVING) != NULL;
    }
    if (other->moment == other->list_at && other->count > 0 && !other->is_leaving) {
        other->has_answered = count_found(changing, other) == other->count;
    }
    other->moment++;
}

/* One request that fails when its fourth image is stored. Returns how many moments it had. */
static unsigned fail_beside(Other *other)
{
    fake_orthanc_break(scene.orthanc, _OrthancPluginService_RestApiPost, OrthancPluginErrorCode_FullStorage,
                       3);
    fake_orthanc_watch(scene.orthanc, answer_in_steps, other);
    scene_refused(scene_post(scene_uri(""), stack), 507, "did not store");
    fake_orthanc_watch(scene.orthanc, NULL, NULL);
    fake_orthanc_break(scene.orthanc, 0, 0, 0);
    return other->moment;
}

static void check_fate(const Other *other)
{
    const size_t left = count_found(archive(), other);
    if (other->has_answered && left != other->count) {
        fail_msg("marked at %u, looked at %u, listed at %u: %zu of %zu images are left of an answer",
                 other->mark_at, other->look_at, other->list_at, left, other->count);
    }
    assert_int_equal(scene_stored(), scene.uploaded + left); /* nothing that nobody had found */
    assert_null(fake_archive_metadata(archive(), other->series, LEAVING));
}

static void what_another_server_answers_with_should_stay(void **state)
{
    (void)state;
    Other idle = {.mark_at = UINT32_MAX};
    const unsigned moments = fail_beside(&idle);
    unsigned answered = 0;
    unsigned refused = 0;
    assert_int_equal(scene_stored(), scene.uploaded);
    for (unsigned mark_at = 0; mark_at < moments; mark_at++) {
        for (unsigned wait = 0; wait < 12; wait++) {
            Other other = {.mark_at = mark_at, .look_at = mark_at + wait / 2, .list_at = mark_at + wait};
            fail_beside(&other);
            check_fate(&other);
            answered += other.has_answered;
            refused += other.count > 0 && !other.has_answered;
            scene_forget();
        }
    }
    print_message("%u moments: %u answers, %u times images were leaving\n", moments, answered, refused);
    assert_true(answered > 20 && refused > 20);
}

/* ---- the plugin answers, the other server fails ---- */

/* It marks the series, looks for each image whether it is kept, deletes the others, and removes the mark. */
typedef struct {
    unsigned moment, steps[4];
    char images[IMAGES][FAKE_ID_SIZE], series[FAKE_ID_SIZE];
    bool are_kept[IMAGES];
} Failing;

static void do_step(FakeArchive *changing, Failing *failing, unsigned step)
{
    if (step == 0) {
        fake_archive_set_metadata(changing, failing->series, LEAVING, "other");
    } else if (step == 3) {
        fake_archive_set_metadata(changing, failing->series, LEAVING, NULL);
    }
    for (size_t index = 0; index < IMAGES; index++) {
        if (step == 1) {
            failing->are_kept[index] = fake_archive_metadata(changing, failing->images[index], KEPT) != NULL;
        } else if (step == 2 && !failing->are_kept[index]) {
            fake_archive_remove(changing, failing->images[index]);
        }
    }
}

static void fail_in_steps(FakeArchive *changing, const FakeMoment *moment, void *self)
{
    Failing *failing = self;
    (void)moment;
    for (unsigned step = 0; step < 4; step++) {
        if (failing->moment == failing->steps[step]) {
            do_step(changing, failing, step);
        }
    }
    failing->moment++;
}

/* The images of the stack, as the other server has stored them. */
static Failing make_images(void)
{
    Failing failing = {0};
    scene_status(scene_post(scene_uri(""), stack), 200);
    for (size_t index = 0; index < IMAGES; index++) {
        const FakeInstance *instance = fake_archive_at(archive(), scene.uploaded + index);
        memcpy(failing.images[index], instance->id, FAKE_ID_SIZE);
        memcpy(failing.series, instance->series, FAKE_ID_SIZE);
        assert_null(fake_archive_metadata(archive(), instance->id, KEPT));
    }
    return failing;
}

static void answer_beside(Failing *failing)
{
    fake_orthanc_watch(scene.orthanc, fail_in_steps, failing);
    scene_status(scene_post(scene_uri(""), stack), 200);
    fake_orthanc_watch(scene.orthanc, NULL, NULL);
    for (unsigned step = 0; step < 4; step++) {
        if (failing->steps[step] >= failing->moment) { /* the answer has been given */
            do_step(archive(), failing, step);
        }
    }
}

static void what_was_answered_should_stay_when_another_server_fails(void **state)
{
    (void)state;
    Failing idle = make_images();
    memset(idle.steps, 0xff, sizeof idle.steps);
    answer_beside(&idle);
    scene_forget();
    const unsigned gaps[] = {1, 8, 4, 14};
    for (unsigned at = 0; at < idle.moment; at += 2) {
        Failing failing = make_images();
        const unsigned gap = gaps[at / 2 % 4];
        const unsigned steps[4] = {at, at + gap, at + 2 * gap, at + 3 * gap};
        memcpy(failing.steps, steps, sizeof steps);
        answer_beside(&failing);
        if (scene_stored() != scene.uploaded + IMAGES) {
            fail_msg("the other server began at %u, a step each %u calls: %zu images of the answer are left",
                     at, gap, scene_stored() - scene.uploaded);
        }
        scene_forget();
    }
}

/* ---- no marks ---- */

static void without_marks_nothing_should_be_deleted_or_answered(void **state)
{
    (void)state;
    fake_orthanc_break(scene.orthanc, _OrthancPluginService_RestApiPost, OrthancPluginErrorCode_FullStorage,
                       3);
    fake_orthanc_break_too(scene.orthanc, _OrthancPluginService_CallRestApi, OrthancPluginErrorCode_Database);
    scene_refused(scene_post(scene_uri(""), stack), 507, "did not store");
    assert_int_equal(scene_stored(), scene.uploaded + 3);
    assert_non_null(strstr(fake_orthanc_log(scene.orthanc), "stored by a request that failed, and stay"));
    fake_orthanc_break(scene.orthanc, _OrthancPluginService_CallRestApi, OrthancPluginErrorCode_Database, 0);
    scene_refused(scene_post(scene_uri(""), stack), 507, "the archive did not take");
    fake_orthanc_break(scene.orthanc, 0, 0, 0);
    scene_status(scene_post(scene_uri(""), stack), 200);
    assert_int_equal(scene_stored(), scene.uploaded + IMAGES);
}

static int start(void **state)
{
    const int result = scene_open(&(FakeSceneSize){.columns = 12, .rows = 10, .slices = 4}, "MPR_PLUGIN");
    (void)state;
    fake_archive_share(archive(), true);
    return result;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(without_marks_nothing_should_be_deleted_or_answered, scene_tidy),
        cmocka_unit_test_teardown(what_another_server_answers_with_should_stay, scene_tidy),
        cmocka_unit_test_teardown(what_was_answered_should_stay_when_another_server_fails, scene_tidy),
    };
    return cmocka_run_group_tests_name("Withdrawal", tests, start, scene_stop);
}
