/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storage folder is a short cut to what the SDK gives, and to nothing else: whatever lies in it, images
 * are those of the SDK's files. */
#include "DicomTags.h"
#include "FakeScene.h"
#include "Testing.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char coronal[] = "{\"Plane\": \"Coronal\", \"Rows\": 24, \"Columns\": 24}";

enum { VALUES = 24 * 24 };

/* ---- the folder ---- */

static void path_of(const FakeInstance *instance, char path[160])
{
    const FakeFileName name = fake_archive_file_name(instance);
    snprintf(path, 160, "%s/%.2s", scene.storage, name.text);
    mkdir(scene.storage, 0700);
    mkdir(path, 0700);
    snprintf(path, 160, "%s/%.2s/%.2s", scene.storage, name.text, name.text + 2);
    mkdir(path, 0700);
    snprintf(path, 160, "%s/%.2s/%.2s/%s", scene.storage, name.text, name.text + 2, name.text);
}

static void put_file(size_t index, size_t size, char last)
{
    const FakeInstance *instance = fake_archive_at(fake_orthanc_archive(scene.orthanc), index);
    char path[160];
    path_of(instance, path);
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(instance->file, size - 1, 1, stream), 1);
    assert_int_equal(fputc(last, stream), (unsigned char)last);
    assert_int_equal(fclose(stream), 0);
}

static size_t size_of(size_t index)
{
    return fake_archive_at(fake_orthanc_archive(scene.orthanc), index)->size;
}

static char last_of(size_t index)
{
    const FakeInstance *instance = fake_archive_at(fake_orthanc_archive(scene.orthanc), index);
    return ((const char *)instance->file)[instance->size - 1];
}

static void put_files(char change)
{
    for (size_t index = 0; index < scene.uploaded; index++) {
        put_file(index, size_of(index), (char)(last_of(index) ^ change));
    }
}

/* As after a start of Orthanc. */
static void begin(void)
{
    fake_orthanc_unload(scene.orthanc);
    assert_int_equal(fake_orthanc_load(scene.orthanc, getenv("MPR_PLUGIN")), 0);
}

/* ---- images ---- */

/* The values of a new image; how many files were asked for. */
static unsigned cut(int16_t values[VALUES])
{
    const uint8_t *bytes = NULL;
    size_t size = 0;
    const unsigned before = fake_orthanc_files(scene.orthanc);
    scene_status(scene_post(scene_uri(""), coronal), 200);
    const FakeInstance *derived = fake_archive_at(fake_orthanc_archive(scene.orthanc), scene.uploaded);
    assert_true(dicom_tags_find(derived->file, derived->size, 0x7FE00010, &bytes, &size));
    assert_int_equal(size, VALUES * sizeof *values);
    memcpy(values, bytes, size);
    scene_forget();
    return fake_orthanc_files(scene.orthanc) - before;
}

static int16_t expected[VALUES];
static unsigned touched; /* slices */

static void without_files_the_sdk_should_be_asked(void **state)
{
    (void)state;
    touched = cut(expected) - (unsigned)scene.uploaded; /* for their headers */
    assert_in_range(touched, 10, scene.uploaded);
}

static void files_should_be_read_where_they_lie(void **state)
{
    (void)state;
    int16_t values[VALUES];
    put_files(0);
    begin();
    assert_int_equal(cut(values), 1); /* one to compare */
    assert_memory_equal(values, expected, sizeof values);
    assert_int_equal(cut(values), 0);
    assert_memory_equal(values, expected, sizeof values);
}

static void a_cut_off_file_should_be_asked_for(void **state)
{
    (void)state;
    int16_t values[VALUES];
    put_files(0);
    begin();
    cut(values);
    put_file(7, size_of(7) - 2, 0);
    assert_int_equal(cut(values), 1 + 1); /* for its header, for its rows */
    assert_memory_equal(values, expected, sizeof values);
}

/* The same names and sizes, and other contents: not the folder of this archive. */
static void another_folder_should_not_be_read(void **state)
{
    (void)state;
    int16_t values[VALUES];
    put_files(1);
    begin();
    assert_int_equal(cut(values), touched + scene.uploaded + 1);
    assert_memory_equal(values, expected, sizeof values);
    assert_int_equal(cut(values), touched + scene.uploaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(without_files_the_sdk_should_be_asked, scene_tidy),
        cmocka_unit_test_teardown(files_should_be_read_where_they_lie, scene_tidy),
        cmocka_unit_test_teardown(a_cut_off_file_should_be_asked_for, scene_tidy),
        cmocka_unit_test_teardown(another_folder_should_not_be_read, scene_tidy),
    };
    return cmocka_run_group_tests(tests, scene_start, scene_stop);
}
