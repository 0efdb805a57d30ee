/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the built plugin begin with: its real entry point in an Orthanc that is the test, and a
 * phantom of 20 slices in it. */
#ifndef FAKE_SCENE_H
#define FAKE_SCENE_H

#include "FakeOrthanc.h"

typedef struct {
    FakeOrthanc *orthanc;
    size_t uploaded;  /* instances that are there from the start */
    char storage[64]; /* where the configuration says that files lie; there is nothing at first */
} FakeScene;

extern FakeScene scene;

typedef struct {
    unsigned columns, rows, slices;
    unsigned cache_mb;   /* 0: nothing is kept between requests */
    const char *options; /* more of Orthanc's configuration, as members of JSON; NULL: none */
} FakeSceneSize;

/* A phantom of another size; plugin: the environment variable that names the library. 0, or a failed test. */
int scene_open(const FakeSceneSize *size, const char *plugin);

/* For cmocka: before and after all tests, and after each: what was made is taken away, and nothing may be
 * left over. */
int scene_start(void **state);
int scene_stop(void **state);
int scene_tidy(void **state);

/* Answers are the caller's, for fake_answer_free. */
FakeAnswer scene_post(const char *uri, const char *body);
FakeAnswer scene_get(const char *uri);

/* "/series/…/mpr-slice" of the phantom, or below it; of this thread, until the next call. */
const char *scene_uri(const char *below);

size_t scene_stored(void); /* instances in the archive */

void scene_forget(void); /* takes back what was stored since the start */

/* Assert, and free the answer. */
void scene_refused(FakeAnswer answer, int status, const char *part_of_sentence);
void scene_status(FakeAnswer answer, int status);

#endif
