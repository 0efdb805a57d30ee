/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The services by which the plugin answers a request. */
#include "FakeAnswer.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FakeAnswer *answer_of(OrthancPluginRestOutput *output)
{
    return (FakeAnswer *)output;
}

static void add_header(FakeAnswer *answer, const char *name, const char *value)
{
    const size_t length = strlen(answer->headers);
    snprintf(answer->headers + length, sizeof answer->headers - length, "%s: %s\n", name, value);
}

static void set_body(FakeAnswer *answer, int status, const void *body, size_t size)
{
    free(answer->body);
    answer->body = calloc(1, size + 1);
    if (answer->body == NULL) {
        abort();
    }
    if (size > 0) {
        memcpy(answer->body, body, size);
    }
    answer->size = size;
    answer->status = status;
}

static OrthancPluginErrorCode answer_buffer(const _OrthancPluginAnswerBuffer *params)
{
    FakeAnswer *answer = answer_of(params->output);
    set_body(answer, 200, params->answer, params->answerSize);
    snprintf(answer->mime_type, sizeof answer->mime_type, "%s", params->mimeType);
    return OrthancPluginErrorCode_Success;
}

/* Orthanc would compress it; here the body is the pixels as they are, for a test to compare. */
static OrthancPluginErrorCode answer_image(const _OrthancPluginCompressAndAnswerImage *params)
{
    FakeAnswer *answer = answer_of(params->output);
    const bool is_jpeg = params->imageFormat == OrthancPluginImageFormat_Jpeg;
    char quality[8];
    set_body(answer, 200, params->buffer, (size_t)params->pitch * params->height);
    snprintf(answer->mime_type, sizeof answer->mime_type, "%s", is_jpeg ? "image/jpeg" : "image/png");
    snprintf(quality, sizeof quality, "%d", params->quality);
    add_header(answer, "Fake-Quality", quality);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode refuse_method(const _OrthancPluginOutputPlusArgument *params)
{
    set_body(answer_of(params->output), 405, "", 0);
    add_header(answer_of(params->output), "Allow", params->argument);
    return OrthancPluginErrorCode_Success;
}

/* The sentence of a failure that the plugin itself answers. */
static void keep_details(FakeAnswer *answer)
{
    static const char key[] = "\"Details\" : \"";
    const char *found = answer->body != NULL ? strstr(answer->body, key) : NULL;
    size_t length = 0;
    if (found == NULL) {
        return;
    }
    for (found += sizeof key - 1; *found != '"' && *found != '\0' && length + 1 < sizeof answer->details;
         found++) {
        if (strncmp(found, "\\u0022", 6) == 0) {
            answer->details[length++] = '"';
            found += 5;
        } else {
            answer->details[length++] = *found;
        }
    }
    answer->details[length] = '\0';
}

static OrthancPluginErrorCode send_status(const _OrthancPluginSendHttpStatus *params)
{
    set_body(answer_of(params->output), params->status, params->body, params->bodySize);
    keep_details(answer_of(params->output));
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode send_status_code(const _OrthancPluginSendHttpStatusCode *params)
{
    set_body(answer_of(params->output), params->status, "", 0);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode set_header(const _OrthancPluginSetHttpHeader *params)
{
    add_header(answer_of(params->output), params->key, params->value);
    return OrthancPluginErrorCode_Success;
}

static OrthancPluginErrorCode set_details(const _OrthancPluginSetHttpErrorDetails *params)
{
    FakeAnswer *answer = answer_of(params->output);
    snprintf(answer->details, sizeof answer->details, "%s", params->details);
    return OrthancPluginErrorCode_Success;
}

OrthancPluginErrorCode fake_answer_serve(_OrthancPluginService service, const void *params)
{
    switch (service) {
    case _OrthancPluginService_AnswerBuffer:
        return answer_buffer(params);
    case _OrthancPluginService_CompressAndAnswerImage:
        return answer_image(params);
    case _OrthancPluginService_SendMethodNotAllowed:
        return refuse_method(params);
    case _OrthancPluginService_SendHttpStatus:
        return send_status(params);
    case _OrthancPluginService_SendHttpStatusCode:
        return send_status_code(params);
    case _OrthancPluginService_SetHttpHeader:
        return set_header(params);
    case _OrthancPluginService_SetHttpErrorDetails:
        return set_details(params);
    default:
        return OrthancPluginErrorCode_NotImplemented;
    }
}

/* As in Orthanc's ConvertErrorCodeToHttpStatus. */
int fake_answer_status(OrthancPluginErrorCode code)
{
    switch (code) {
    case OrthancPluginErrorCode_UnknownResource:
    case OrthancPluginErrorCode_InexistentItem:
    case OrthancPluginErrorCode_InexistentFile:
        return 404;
    case OrthancPluginErrorCode_ParameterOutOfRange:
    case OrthancPluginErrorCode_BadParameterType:
    case OrthancPluginErrorCode_BadRequest:
    case OrthancPluginErrorCode_UriSyntax:
    case OrthancPluginErrorCode_BadFileFormat:
    case OrthancPluginErrorCode_BadJson:
        return 400;
    case OrthancPluginErrorCode_Unauthorized:
        return 401;
    case OrthancPluginErrorCode_NotAcceptable:
        return 406;
    default:
        return 500;
    }
}

void fake_answer_fail(FakeAnswer *answer, int status, const char *message, const char *method,
                      const char *uri)
{
    char body[2048];
    const int length =
        snprintf(body, sizeof body,
                 "{\n\t\"Details\" : \"%s\",\n\t\"HttpStatus\" : %d,\n\t\"Message\" : \"%s\",\n"
                 "\t\"Method\" : \"%s\",\n\t\"Uri\" : \"%s\"\n}\n",
                 answer->details, status, message, method, uri);
    const size_t size = length < 0 ? 0 : (size_t)length < sizeof body ? (size_t)length : sizeof body - 1;
    set_body(answer, status, body, size);
    snprintf(answer->mime_type, sizeof answer->mime_type, "application/json");
}

void fake_answer_free(FakeAnswer *answer)
{
    free(answer->body);
    *answer = (FakeAnswer){0};
}
