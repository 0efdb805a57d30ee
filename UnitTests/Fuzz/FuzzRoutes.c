/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any request to any route of the plugin, in an Orthanc that is this program: a known status, a sentence with
 * every failure, headers of one line, nothing left behind. The page's files, the query and the body are
 * parsed on the way.
 *
 *   G|P|U|D uri LF content type LF origin LF accept LF body      "@S", "@I", "@T" in the uri: the series, an
 *   instance, the study that are there; an empty line: no such header */
#include "Fuzz.h"

#include "FakeOrthanc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES = 4, LONGEST_LINE = 1024 };

static FakeOrthanc *orthanc;
static size_t uploaded;
static char folder[] = "/tmp/mpr-fuzz.XXXXXX";

static void clean_up(void)
{
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    fake_orthanc_free(orthanc);
    fuzz_require(system(command) == 0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    char text[1024];
    fuzz_require(mkdtemp(folder) != NULL);
    snprintf(text, sizeof text, "%s --columns 12 --rows 10 --slices 4 --out %s >/dev/null",
             getenv("MPR_PHANTOM"), folder);
    fuzz_require(system(text) == 0);
    snprintf(text, sizeof text,
             "{\"MprSlice\": {\"Worker\": \"%s\", \"Workers\": 1, \"CacheSize\": 0, \"MaximumPixels\": 4096, "
             "\"MaximumImages\": 4, "
             "\"MaximumSlabSamples\": 20}}",
             getenv("MPR_WORKER"));
    orthanc = fake_orthanc_create(text);
    uploaded = fake_archive_upload(fake_orthanc_archive(orthanc), folder);
    fuzz_require(fake_orthanc_load(orthanc, getenv("MPR_PLUGIN")) == 0 && fake_orthanc_routes(orthanc) > 0);
    atexit(clean_up);
    return 0;
}

/* ---- a request out of bytes ---- */

/* Takes one line; what does not fit into it is lost. */
static void take_line(FuzzInput *input, char line[LONGEST_LINE])
{
    size_t length = 0;
    while (input->size > 0) {
        const char c = (char)fuzz_byte(input);
        if (c == '\n') {
            break;
        }
        if (length + 1 < LONGEST_LINE) {
            line[length++] = c;
        }
    }
    line[length] = '\0';
}

static const char *resource(char letter)
{
    const FakeInstance *instance = fake_archive_at(fake_orthanc_archive(orthanc), 1);
    return letter == 'S'   ? instance->series
           : letter == 'I' ? instance->id
           : letter == 'T' ? instance->study
                           : "";
}

static void expand(const char *line, char uri[LONGEST_LINE])
{
    size_t length = 0;
    for (; *line != '\0' && length + FAKE_ID_SIZE < LONGEST_LINE; line++) {
        if (*line == '@') {
            line++;
            length += (size_t)snprintf(uri + length, LONGEST_LINE - length, "%s", resource(*line));
            line -= *line == '\0';
        } else {
            uri[length++] = *line;
        }
    }
    uri[length] = '\0';
}

static OrthancPluginHttpMethod method(char letter)
{
    return letter == 'P'   ? OrthancPluginHttpMethod_Post
           : letter == 'U' ? OrthancPluginHttpMethod_Put
           : letter == 'D' ? OrthancPluginHttpMethod_Delete
                           : OrthancPluginHttpMethod_Get;
}

static const char *header(const char *line)
{
    return line[0] != '\0' ? line : NULL;
}

/* ---- what must hold ---- */

static void require_answer(const FakeAnswer *answer)
{
    static const int known[] = {-1, 200, 400, 403, 404, 405, 413, 415, 422, 503};
    bool is_known = false;
    for (size_t index = 0; index < sizeof known / sizeof *known; index++) {
        is_known = is_known || answer->status == known[index];
    }
    fuzz_require(is_known);
    fuzz_require(answer->status < 400 || answer->status == 405 || answer->status == 404 ||
                 answer->details[0] != '\0');
    for (const char *c = answer->headers; *c != '\0'; c++) {
        fuzz_require(*c == '\n' || (*c >= ' ' && *c <= '~'));
    }
    fuzz_require(fake_orthanc_outstanding() == 0 && fake_orthanc_unknown(orthanc) == 0);
}

static void forget_derived(void)
{
    FakeArchive *archive = fake_orthanc_archive(orthanc);
    while (fake_archive_count(archive) > uploaded) {
        fake_archive_remove(archive, fake_archive_at(archive, fake_archive_count(archive) - 1)->id);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input = {data, size};
    char lines[LINES][LONGEST_LINE];
    char uri[LONGEST_LINE];
    char *content = NULL;
    for (size_t line = 0; line < LINES; line++) {
        take_line(&input, lines[line]);
    }
    expand(lines[0][0] != '\0' ? lines[0] + 1 : "", uri);
    const FakeRequest request = {.method = method(lines[0][0]),
                                 .uri = uri,
                                 .content_type = header(lines[1]),
                                 .origin = header(lines[2]),
                                 .accept = header(lines[3]),
                                 .body = input.data,
                                 .size = input.size};
    FakeAnswer answer = fake_orthanc_request(orthanc, &request);
    require_answer(&answer);
    fake_orthanc_run_job(orthanc, &content);
    free(content);
    fake_answer_free(&answer);
    forget_derived();
    return 0;
}
