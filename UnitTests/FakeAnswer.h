/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the plugin says to a request, as a client of Orthanc would see it. */
#ifndef MPR_FAKE_ANSWER_H
#define MPR_FAKE_ANSWER_H

#include <orthanc/OrthancCPlugin.h>

#include <stddef.h>

typedef struct {
    int status;         /* of HTTP; 0: the plugin said nothing, -1: no route has this path */
    char mime_type[64]; /* of the body */
    char headers[1024]; /* "Name: value\n" as the plugin set them, Allow included */
    char details[512];  /* the sentence of a failure */
    char *body;         /* always ends in a NUL behind size */
    size_t size;
} FakeAnswer;

void fake_answer_free(FakeAnswer *answer);

/* The services that speak about an answer; their OrthancPluginRestOutput is a FakeAnswer. */
OrthancPluginErrorCode fake_answer_serve(_OrthancPluginService service, const void *params);

/* The HTTP status that Orthanc makes of one of its own error codes. */
int fake_answer_status(OrthancPluginErrorCode code);

/* Orthanc's JSON about a failure, with the details that the plugin has set. */
void fake_answer_fail(FakeAnswer *answer, int status, const char *message, const char *method,
                      const char *uri);

#endif
