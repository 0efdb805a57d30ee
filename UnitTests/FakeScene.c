/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "FakeScene.h"

#include "Testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/mpr-scene.XXXXXX";
FakeScene scene;

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL) {
        fail_msg("%s is not set; run the tests by ctest", name);
    }
    return value;
}

FakeAnswer scene_post(const char *uri, const char *body)
{
    const FakeRequest request = {.method = OrthancPluginHttpMethod_Post,
                                 .uri = uri,
                                 .content_type = "application/json",
                                 .body = body,
                                 .size = strlen(body)};
    return fake_orthanc_request(scene.orthanc, &request);
}

FakeAnswer scene_get(const char *uri)
{
    const FakeRequest request = {.method = OrthancPluginHttpMethod_Get, .uri = uri};
    return fake_orthanc_request(scene.orthanc, &request);
}

size_t scene_stored(void)
{
    return fake_archive_count(fake_orthanc_archive(scene.orthanc));
}

const char *scene_uri(const char *below)
{
    static _Thread_local char uri[128];
    snprintf(uri, sizeof uri, "/series/%s/mpr-slice%s",
             fake_archive_at(fake_orthanc_archive(scene.orthanc), 0)->series, below);
    return uri;
}

void scene_refused(FakeAnswer answer, int status, const char *part_of_sentence)
{
    if (answer.status != status || strstr(answer.details, part_of_sentence) == NULL) {
        fail_msg("%d \"%s\" was answered; %d with \"%s\" is expected", answer.status, answer.details, status,
                 part_of_sentence);
    }
    fake_answer_free(&answer);
}

void scene_status(FakeAnswer answer, int status)
{
    assert_int_equal(answer.status, status);
    fake_answer_free(&answer);
}

/* ---- before and after ---- */

static void make_phantom(const FakeSceneSize *size)
{
    char columns[8];
    char rows[8];
    char slices[8];
    snprintf(columns, sizeof columns, "%u", size->columns);
    snprintf(rows, sizeof rows, "%u", size->rows);
    snprintf(slices, sizeof slices, "%u", size->slices);
    const char *const phantom[] = {environment("MPR_PHANTOM"),
                                   "--columns",
                                   columns,
                                   "--rows",
                                   rows,
                                   "--slices",
                                   slices,
                                   "--out",
                                   folder,
                                   NULL};
    assert_non_null(mkdtemp(folder));
    assert_int_equal(testing_run(phantom), 0);
}

int scene_open(const FakeSceneSize *size, const char *plugin)
{
    char configuration[1024];
    make_phantom(size);
    snprintf(scene.storage, sizeof scene.storage, "%s/storage", folder);
    snprintf(configuration, sizeof configuration,
             "{%s%s\"StorageDirectory\": \"%s\", \"MprSlice\": {\"Worker\": \"%s\", \"Workers\": 2, "
             "\"CacheSize\": %u}}",
             size->options != NULL ? size->options : "", size->options != NULL ? ", " : "", scene.storage,
             environment("MPR_WORKER"), size->cache_mb);
    scene.orthanc = fake_orthanc_create(configuration);
    scene.uploaded = fake_archive_upload(fake_orthanc_archive(scene.orthanc), folder);
    assert_int_equal(scene.uploaded, size->slices);
    assert_int_equal(fake_orthanc_load(scene.orthanc, environment(plugin)), 0);
    return fake_orthanc_routes(scene.orthanc) > 0 ? 0 : -1;
}

int scene_start(void **state)
{
    (void)state;
    return scene_open(&(FakeSceneSize){.columns = 40, .rows = 32, .slices = 20}, "MPR_PLUGIN");
}

int scene_stop(void **state)
{
    (void)state;
    const char *const remove[] = {"rm", "-r", folder, NULL};
    fake_orthanc_unload(scene.orthanc);
    assert_int_equal(fake_orthanc_outstanding(), 0);
    fake_orthanc_free(scene.orthanc);
    return testing_run(remove);
}

void scene_forget(void)
{
    FakeArchive *archive = fake_orthanc_archive(scene.orthanc);
    while (fake_archive_count(archive) > scene.uploaded) {
        fake_archive_remove(archive, fake_archive_at(archive, scene.uploaded)->id);
    }
}

int scene_tidy(void **state)
{
    (void)state;
    fake_orthanc_break(scene.orthanc, 0, 0, 0);
    fake_orthanc_watch(scene.orthanc, NULL, NULL);
    scene_forget();
    if (fake_orthanc_outstanding() != 0 || fake_orthanc_unknown(scene.orthanc) != 0) {
        print_error("%ld buffers were not freed, %u services are unknown\n", fake_orthanc_outstanding(),
                    fake_orthanc_unknown(scene.orthanc));
        return -1;
    }
    return 0;
}
