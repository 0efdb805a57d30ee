/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs, and requests for many images, when the archive does not do its part: nothing half-made stays, what
 * must stay is named, and nothing leaks. */
#include "FakeScene.h"

#include "Testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STACK "\"Plane\": \"Coronal\", \"Stack\": {\"Count\": 5, \"Spacing\": 2}"

static const char job_body[] = "{" STACK ", \"Asynchronous\": true}";

/* Submits the job, and does not run it. */
static FakeJob *submit(void)
{
    FakeAnswer answer = scene_post(scene_uri(""), job_body);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(answer.body, "\"ID\""));
    fake_answer_free(&answer);
    FakeJob *job = fake_orthanc_job(scene.orthanc);
    assert_true(job->is_submitted);
    return job;
}

static void a_job_should_store_what_a_request_stores(void **state)
{
    (void)state;
    char *content = NULL;
    submit();
    assert_true(fake_orthanc_run_job(scene.orthanc, &content));
    assert_non_null(strstr(content, "\"Instances\""));
    assert_int_equal(scene_stored(), scene.uploaded + 5);
    free(content);
    FakeAnswer answer = scene_post(scene_uri(""), "{" STACK "}");
    assert_int_equal(answer.status, 200);
    assert_null(strstr(answer.body, "\"Success\"")); /* all are there already */
    fake_answer_free(&answer);
}

static void a_job_that_is_not_taken_should_be_503_and_gone(void **state)
{
    (void)state;
    static const _OrthancPluginService services[] = {_OrthancPluginService_CreateJob,
                                                     _OrthancPluginService_SubmitJob};
    for (size_t index = 0; index < 2; index++) {
        fake_orthanc_break(scene.orthanc, services[index], OrthancPluginErrorCode_InternalError, 0);
        scene_refused(scene_post(scene_uri(""), job_body), 503, "the archive did not take the job");
        assert_null(fake_orthanc_job(scene.orthanc)->calls.job);
    }
}

/* The storage is full after three of five images; there is room again when somebody resets the job. */
static void a_job_that_fails_should_take_its_images_back_and_may_run_again(void **state)
{
    (void)state;
    FakeJob *job = submit();
    void *self = job->calls.job;
    fake_orthanc_break(scene.orthanc, _OrthancPluginService_RestApiPost, OrthancPluginErrorCode_FullStorage,
                       3);
    assert_int_equal(fake_job_step(job), OrthancPluginJobStepStatus_Failure);
    assert_non_null(strstr(job->calls.getContent(self), "the archive did not store the derived image"));
    assert_int_equal(scene_stored(), scene.uploaded);
    fake_orthanc_break(scene.orthanc, 0, 0, 0);
    assert_int_equal(job->calls.reset(self), OrthancPluginErrorCode_Success);
    assert_true(job->calls.getProgress(self) == 0.0F);
    assert_int_equal(fake_job_step(job), OrthancPluginJobStepStatus_Success);
    assert_true(job->calls.getProgress(self) == 1.0F);
    assert_null(strstr(job->calls.getContent(self), "Errors"));
    assert_int_equal(scene_stored(), scene.uploaded + 5);
    fake_job_free(job);
}

static void images_that_cannot_be_taken_back_should_be_named(void **state)
{
    (void)state;
    char line[160];
    fake_orthanc_break(scene.orthanc, _OrthancPluginService_RestApiPost, OrthancPluginErrorCode_FullStorage,
                       3);
    fake_orthanc_break_too(scene.orthanc, _OrthancPluginService_RestApiDelete,
                           OrthancPluginErrorCode_Database);
    scene_refused(scene_post(scene_uri(""), "{" STACK "}"), 507, "did not store");
    assert_int_equal(scene_stored(), scene.uploaded + 3);
    for (size_t index = 0; index < 3; index++) {
        const FakeArchive *archive = fake_orthanc_archive(scene.orthanc);
        snprintf(line, sizeof line, "instance %s was stored by a request that failed, and cannot be deleted",
                 fake_archive_at(archive, scene.uploaded + index)->id);
        assert_non_null(strstr(fake_orthanc_log(scene.orthanc), line));
    }
}

static void a_saved_job_should_come_back(void **state)
{
    (void)state;
    FakeJob *job = submit();
    char *saved = strdup(job->calls.getSerialized(job->calls.job));
    char *content = NULL;
    fake_job_free(job);
    assert_true(fake_orthanc_bring_back_job(scene.orthanc, "MprSlice", saved));
    assert_true(fake_orthanc_run_job(scene.orthanc, &content));
    assert_int_equal(scene_stored(), scene.uploaded + 5);
    free(content);
    free(saved);
}

/* The job of what was saved, which says it all without a step. */
static void says_after_a_restart(const char *saved, const char *content, double progress)
{
    const size_t size = strlen(saved) + 32;
    char *typed = malloc(size);
    assert_non_null(typed);
    snprintf(typed, size, "{\"Type\":\"MprSlice\",%s", saved + 1); /* as Orthanc saves it */
    assert_true(fake_orthanc_bring_back_job(scene.orthanc, "MprSlice", typed));
    free(typed);
    FakeJob *job = fake_orthanc_job(scene.orthanc);
    void *self = job->calls.job;
    assert_string_equal(job->calls.getContent(self), content);
    assert_string_equal(job->calls.getSerialized(self), saved);
    assert_true(job->calls.getProgress(self) == (float)progress);
}

static void a_job_that_has_ended_should_say_after_a_restart_what_it_said(void **state)
{
    (void)state;
    FakeJob *job = submit();
    void *self = job->calls.job;
    fake_orthanc_break(scene.orthanc, _OrthancPluginService_RestApiPost, OrthancPluginErrorCode_FullStorage,
                       0);
    assert_int_equal(fake_job_step(job), OrthancPluginJobStepStatus_Failure);
    fake_orthanc_break(scene.orthanc, 0, 0, 0);
    char *saved = strdup(job->calls.getSerialized(self));
    char *content = strdup(job->calls.getContent(self));
    const float progress = job->calls.getProgress(self);
    assert_non_null(strstr(content, "\"Errors\":[\"the archive did not store"));
    fake_job_free(job);
    says_after_a_restart(saved, content, (double)progress);
    free(saved);
    free(content);
    /* It may run again, and what it says then comes back as well. */
    job = fake_orthanc_job(scene.orthanc);
    self = job->calls.job;
    job->calls.reset(self);
    job->is_submitted = true;
    assert_int_equal(fake_job_step(job), OrthancPluginJobStepStatus_Success);
    assert_int_equal(scene_stored(), scene.uploaded + 5);
    saved = strdup(job->calls.getSerialized(self));
    content = strdup(job->calls.getContent(self));
    assert_non_null(strstr(content, "\"Instances\""));
    fake_job_free(job);
    says_after_a_restart(saved, content, 1.0);
    fake_job_free(fake_orthanc_job(scene.orthanc));
    free(saved);
    free(content);
}

static void a_job_whose_result_is_damaged_should_be_refused(void **state)
{
    (void)state;
    static const char *const results[] = {"7", "{}", "{\"Success\": true}",
                                          "{\"Success\": 1, \"Content\": \"{}\"}",
                                          "{\"Success\": true, \"Content\": \"{\"}"};
    for (size_t index = 0; index < sizeof results / sizeof *results; index++) {
        char saved[320];
        snprintf(saved, sizeof saved,
                 "{\"Level\": \"series\", \"Resource\": \"00000000-00000000-00000000-00000000-00000000\", "
                 "\"Request\": {}, \"Result\": %s}",
                 results[index]);
        assert_false(fake_orthanc_bring_back_job(scene.orthanc, "MprSlice", saved));
    }
}

static void a_damaged_saved_job_should_be_refused(void **state)
{
    (void)state;
    static const char id[] = "00000000-00000000-00000000-00000000-00000000";
    static const struct {
        const char *level, *id, *request, *why;
    } cases[] = {
        {"\"patients\"", id, "{}", "Level"},
        {"7", id, "{}", "Level"},
        {"\"series\"", "../etc", "{}", "Resource is no Orthanc identifier"},
        {"\"series\"", id, "{\"Plain\": \"Axial\"}", "Plain"},
        {"\"series\"", id, "{", ""},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        char saved[256];
        const size_t before = strlen(fake_orthanc_log(scene.orthanc));
        snprintf(saved, sizeof saved, "{\"Level\": %s, \"Resource\": \"%s\", \"Request\": %s}",
                 cases[index].level, cases[index].id, cases[index].request);
        assert_false(fake_orthanc_bring_back_job(scene.orthanc, "MprSlice", saved));
        const char *log = fake_orthanc_log(scene.orthanc) + before;
        assert_non_null(strstr(log, "a saved job cannot be brought back"));
        assert_non_null(strstr(log, cases[index].why));
    }
    assert_false(fake_orthanc_bring_back_job(scene.orthanc, "ResourceModification", "{}"));
}

static void a_series_that_cannot_be_resliced_should_be_skipped_in_its_study(void **state)
{
    (void)state;
    FakeArchive *archive = fake_orthanc_archive(scene.orthanc);
    const size_t size = fake_archive_at(archive, 0)->size;
    char uri[128];
    snprintf(uri, sizeof uri, "/studies/%s/mpr-slice", fake_archive_at(archive, 0)->study);
    for (size_t index = 0; index < scene.uploaded; index++) {
        ((FakeInstance *)fake_archive_at(archive, index))->size = size / 2;
    }
    FakeAnswer answer = scene_post(uri, "{" STACK "}");
    for (size_t index = 0; index < scene.uploaded; index++) {
        ((FakeInstance *)fake_archive_at(archive, index))->size = size;
        ((FakeInstance *)fake_archive_at(archive, index))->changed_s += 5000;
    }
    assert_int_equal(answer.status, 200);
    const char *skipped = strstr(answer.body, "\"Skipped\"");
    assert_non_null(skipped);
    assert_non_null(strstr(skipped, "the file ends after"));
    fake_answer_free(&answer);
    assert_int_equal(scene_stored(), scene.uploaded);
    scene_status(scene_post(uri, "{" STACK "}"), 200);
    assert_int_equal(scene_stored(), scene.uploaded + 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_job_should_store_what_a_request_stores, scene_tidy),
        cmocka_unit_test_teardown(a_job_that_is_not_taken_should_be_503_and_gone, scene_tidy),
        cmocka_unit_test_teardown(a_job_that_fails_should_take_its_images_back_and_may_run_again, scene_tidy),
        cmocka_unit_test_teardown(images_that_cannot_be_taken_back_should_be_named, scene_tidy),
        cmocka_unit_test_teardown(a_saved_job_should_come_back, scene_tidy),
        cmocka_unit_test_teardown(a_job_that_has_ended_should_say_after_a_restart_what_it_said, scene_tidy),
        cmocka_unit_test_teardown(a_job_whose_result_is_damaged_should_be_refused, scene_tidy),
        cmocka_unit_test_teardown(a_damaged_saved_job_should_be_refused, scene_tidy),
        cmocka_unit_test_teardown(a_series_that_cannot_be_resliced_should_be_skipped_in_its_study,
                                  scene_tidy),
    };
    return cmocka_run_group_tests_name("Jobs", tests, scene_start, scene_stop);
}
