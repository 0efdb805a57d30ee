/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a series is made of, counted in files that are fetched: headers are read once, and a file of many
 * frames once for all of them. */
#include "FakeScene.h"
#include "Testing.h"

#include "DicomSample.h"
#include "DicomTags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char coronal[] = "{\"Plane\": \"Coronal\"}";

static FakeArchive *archive(void)
{
    return fake_orthanc_archive(scene.orthanc);
}

static size_t store(DicomSample sample)
{
    DicomBytes file = sample_file(&sample);
    char *answer = fake_archive_store(archive(), file.data, file.size);
    assert_non_null(answer);
    free(answer);
    free(file.data);
    sample_free(&sample);
    return fake_archive_count(archive()) - 1;
}

/* Files that a request fetches; its answer must have these words in it. */
static unsigned fetched(const char *uri, const char *const *words)
{
    const size_t count = fake_archive_count(archive());
    const unsigned before = fake_orthanc_files(scene.orthanc);
    FakeAnswer answer = scene_post(uri, coronal);
    const unsigned files = fake_orthanc_files(scene.orthanc) - before;
    if (answer.status != 200) {
        fail_msg("%d: %s", answer.status, answer.details);
    }
    for (; words != NULL && *words != NULL; words++) {
        if (strstr(answer.body, *words) == NULL) {
            fail_msg("\"%s\" is not in %s", *words, answer.body);
        }
    }
    fake_answer_free(&answer);
    while (fake_archive_count(archive()) > count) {
        fake_archive_remove(archive(), fake_archive_at(archive(), count)->id);
    }
    return files;
}

static const char *series_uri(size_t index)
{
    static char uri[128];
    snprintf(uri, sizeof uri, "/series/%s/mpr-slice", fake_archive_at(archive(), index)->series);
    return uri;
}

/* Into the series of the phantom. */
static size_t store_beside(DicomSample sample, const char *sop_class, const char *modality)
{
    static const uint32_t shared[] = {0x00100020, 0x0020000D, 0x0020000E};
    const FakeInstance *first = fake_archive_at(archive(), 0);
    for (size_t index = 0; index < sizeof shared / sizeof shared[0]; index++) {
        char text[128];
        assert_true(dicom_tags_text(first->file, first->size, shared[index], text, sizeof text));
        sample_text(&sample, shared[index], shared[index] == 0x00100020 ? "LO" : "UI", text);
    }
    sample_text(&sample, 0x00080016, "UI", sop_class);
    sample_text(&sample, 0x00080060, "CS", modality);
    return store(sample);
}

static void headers_should_be_read_once(void **state)
{
    (void)state;
    const unsigned first = fetched(series_uri(0), NULL);
    const unsigned second = fetched(series_uri(0), NULL);
    assert_in_range(second, 10, scene.uploaded); /* the slices that are touched */
    assert_int_equal(first, second + scene.uploaded);
    assert_int_equal(fetched(series_uri(0), NULL), second);
}

static void of_a_series_that_grew_the_new_file_alone_should_be_read(void **state)
{
    (void)state;
    static const char *const words[] = {
        "1 of 21 images were set aside",
        "images of SOP class 1.2.840.10008.5.1.4.1.1.88.11 (modality SR) are no slices of a volume", NULL};
    const unsigned touched = fetched(series_uri(0), NULL);
    DicomSample report = sample_ct(3);
    sample_remove(&report, 0x7FE00010);
    store_beside(report, "1.2.840.10008.5.1.4.1.1.88.11", "SR");
    assert_int_equal(fetched(series_uri(0), words), touched + 1);
    assert_int_equal(fetched(series_uri(0), words), touched);
}

static void a_file_of_many_frames_should_be_fetched_for_all_of_them(void **state)
{
    (void)state;
    static const char *const words[] = {"\"Read\":\t5,", NULL}; /* frames of StackID 1 and 2 in turn */
    DicomSample sample = sample_enhanced_mr(9);
    const size_t index = store(sample);
    assert_int_equal(fetched(series_uri(index), words), 1 + 1); /* for the headers, for the pixels */
    assert_int_equal(fetched(series_uri(index), words), 1);
}

static DicomSample with_uid(DicomSample sample, const char *uid)
{
    sample_text(&sample, 0x00080018, "UI", uid);
    return sample;
}

/* The one that comes first by number and name is part 2. */
static DicomSample part_of_three(const char *uid, int32_t part)
{
    DicomSample sample = with_uid(sample_enhanced_mr(4), uid);
    sample_short(&sample, 0x00209162, "US", part);
    sample_short(&sample, 0x00209163, "US", 3);
    return sample;
}

static void a_missing_part_of_a_concatenation_should_be_told(void **state)
{
    (void)state;
    static const char *const of_series[] = {"the series has 2 of the 3 parts of a concatenation", NULL};
    static const char *const of_file[] = {"the image is part 3 of 3 of a concatenation", NULL};
    char uri[128];
    store(part_of_three("1.2.826.0.1.1.3.7", 2));
    const size_t index = store(part_of_three("1.2.826.0.1.1.3.8", 3));
    fetched(series_uri(index), of_series);
    snprintf(uri, sizeof uri, "/instances/%s/mpr-slice", fake_archive_at(archive(), index)->id);
    fetched(uri, of_file);
}

/* Orthanc lists instances in any order. */
static void the_order_of_arrival_should_not_matter(void **state)
{
    (void)state;
    DicomSample samples[3] = {with_uid(sample_enhanced_mr(1), "1.2.826.0.1.1.3.9"),
                              with_uid(sample_enhanced_mr(5), "1.2.826.0.1.1.3.8"), sample_ct(2)};
    static const int orders[3][3] = {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}};
    char *geometry = NULL;
    for (size_t order = 0; order < 3; order++) {
        size_t index = 0;
        for (size_t place = 0; place < 3; place++) {
            const DicomSample *sample = &samples[orders[order][place]];
            DicomBytes file = sample_file(sample);
            free(fake_archive_store(archive(), file.data, file.size));
            free(file.data);
            index = fake_archive_count(archive()) - 1;
        }
        char uri[160];
        snprintf(uri, sizeof uri, "%s/geometry", series_uri(index));
        FakeAnswer answer = scene_get(uri);
        assert_int_equal(answer.status, 200);
        if (geometry == NULL) {
            geometry = strdup(answer.body);
        }
        assert_string_equal(answer.body, geometry);
        fake_answer_free(&answer);
        scene_forget();
    }
    for (size_t index = 0; index < 3; index++) {
        sample_free(&samples[index]);
    }
    free(geometry);
}

static int start(void **state)
{
    (void)state;
    return scene_open(&(FakeSceneSize){.columns = 40, .rows = 32, .slices = 20, .cache_mb = 64},
                      "MPR_PLUGIN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(headers_should_be_read_once, scene_tidy),
        cmocka_unit_test_teardown(of_a_series_that_grew_the_new_file_alone_should_be_read, scene_tidy),
        cmocka_unit_test_teardown(a_file_of_many_frames_should_be_fetched_for_all_of_them, scene_tidy),
        cmocka_unit_test_teardown(a_missing_part_of_a_concatenation_should_be_told, scene_tidy),
        cmocka_unit_test_teardown(the_order_of_arrival_should_not_matter, scene_tidy),
    };
    return cmocka_run_group_tests_name("Listing", tests, start, scene_stop);
}
