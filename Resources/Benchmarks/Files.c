/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Files.h"

#include "Core/Json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_THREADS = 64 };

struct Machine {
    MprPool *pool;
    MprCrew *crew;
};

/* A file is mapped, and its pixels are used where they lie: what a plane does not touch is not read. A header
 * mostly ends in its first part. */
enum { HEAD_SIZE = 64 << 10 };

typedef struct {
    void *bytes;
    size_t size;
    MprFrameHeader header;
} File;

typedef struct {
    MprSource source; /* first, so that a source is a Series */
    MprPool *pool;
    const char *const *paths;
    File *files;
    MprListing *listings;
} Series;

/* Every step-th file from the first on, for one thread. */
typedef struct {
    MprErrand errand;
    Series *series;
    size_t first, step;
    bool is_ok;
    MprError error;
} Share;

/* ---- one file ---- */

static bool map_file(const char *path, File *file, MprError *error)
{
    struct stat status = {0};
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    void *bytes = MAP_FAILED;
    if (descriptor >= 0 && fstat(descriptor, &status) == 0 && status.st_size > 0) {
        /* private: cleaning unused bits in place does not reach the file */
        bytes = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
    }
    const int reason = errno;
    if (descriptor >= 0) {
        close(descriptor);
    }
    if (bytes == MAP_FAILED) {
        return mpr_fail(error, MPR_NOT_FOUND, "it cannot be read: %s", strerrordesc_np(reason));
    }
    file->bytes = bytes;
    file->size = (size_t)status.st_size;
    madvise(bytes, file->size, MADV_RANDOM);
    madvise(bytes, file->size < HEAD_SIZE ? file->size : HEAD_SIZE, MADV_WILLNEED);
    return true;
}

static void list_file(const char *path, const MprFrameHeader *header, MprListing *listing)
{
    const char *name = strrchr(path, '/');
    snprintf(listing->name, sizeof listing->name, "%.60s", name != NULL ? name + 1 : path);
    snprintf(listing->sop_instance_uid, sizeof listing->sop_instance_uid, "%s", header->sop_instance_uid);
    mpr_listing_complete(listing, header);
}

static bool open_file(Series *series, size_t index, MprError *error)
{
    const char *path = series->paths[index];
    File *file = &series->files[index];
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    if (!map_file(path, file, error) ||
        !mpr_dicom_describe(series->pool, file->bytes, file->size, &headers, &count, error)) {
        return mpr_fail_about(error, path);
    }
    file->header = headers[0];
    mpr_free(headers);
    list_file(path, &file->header, &series->listings[index]);
    return true;
}

static void open_share(void *self)
{
    Share *share = self;
    share->is_ok = true;
    for (size_t index = share->first; share->is_ok && index < share->series->source.count;
         index += share->step) {
        share->is_ok = open_file(share->series, index, &share->error);
    }
}

/* ---- the series ---- */

static bool describe(MprSource *self, size_t frame, MprFrameHeader *header, MprError *error)
{
    (void)error;
    *header = ((const Series *)self)->files[frame].header;
    return true;
}

static bool detail(MprSource *self, MprError *error)
{
    (void)self;
    (void)error;
    return true; /* every file was opened before */
}

static bool load(MprSource *self, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    (void)rows; /* the system reads what is looked at */
    const Series *series = (const Series *)self;
    const File *file = &series->files[frame];
    MprBuffer lent = {.data = file->bytes, .size = file->size};
    madvise(file->bytes, file->size, MADV_NORMAL);
    return mpr_dicom_load_taking(series->pool, &lent, 0, loaded, error) ||
           mpr_fail_about(error, series->paths[frame]);
}

static bool open_files(Series *series, MprError *error)
{
    const unsigned helpers = mpr_crew_threads(series->source.crew);
    Share shares[MOST_THREADS + 1];
    bool ok = true;
    for (unsigned index = 0; index <= helpers; index++) {
        Share *share = &shares[index];
        *share = (Share){.series = series, .first = index, .step = helpers + 1};
        share->errand = (MprErrand){.run = open_share, .self = share};
        mpr_crew_begin(series->source.crew, &share->errand);
    }
    for (unsigned index = 0; index <= helpers; index++) {
        mpr_crew_finish(series->source.crew, &shares[index].errand);
        if (!shares[index].is_ok) {
            *error = shares[index].error;
            ok = false;
        }
    }
    return ok;
}

static void close_series(Series *series)
{
    for (size_t index = 0; series->files != NULL && index < series->source.count; index++) {
        if (series->files[index].bytes != NULL) {
            munmap(series->files[index].bytes, series->files[index].size);
        }
    }
    mpr_free(series->files);
    mpr_free(series->listings);
}

static bool open_series(const Machine *machine, const char *const *paths, size_t count, Series *series,
                        MprError *error)
{
    *series = (Series){.pool = machine->pool, .paths = paths};
    series->files = mpr_allocate(count, sizeof *series->files, error);
    series->listings = mpr_allocate(count, sizeof *series->listings, error);
    series->source = (MprSource){.count = count,
                                 .listings = series->listings,
                                 .detail = detail,
                                 .describe = describe,
                                 .load = load,
                                 .crew = machine->crew};
    return series->files != NULL && series->listings != NULL && open_files(series, error);
}

/* ---- the slice ---- */

static bool parse_request(const char *text, MprRequest *request, MprError *error)
{
    cJSON *body = NULL;
    const bool ok =
        mpr_json_parse(text, strlen(text), &body, error) && mpr_request_parse(body, request, error);
    cJSON_Delete(body);
    return ok;
}

static bool write_output(void *self, const MprDerived *derived, MprError *error)
{
    FILE *stream = fopen(self, "wb");
    const bool ok = stream != NULL && fwrite(derived->file.data, derived->file.size, 1, stream) == 1;
    return ((stream == NULL || fclose(stream) == 0) && ok) ||
           mpr_fail(error, MPR_STORE_FAILED, "the slice cannot be written");
}

static bool slice(const Machine *machine, Series *series, const char *request_text, const char *output,
                  MprError *error)
{
    MprRequest request;
    MprReport report = {0};
    const MprSink sink = {(void *)(uintptr_t)output, write_output};
    const MprJobOrder order = {.request = &request,
                               .source = &series->source,
                               .named_frame = MPR_NO_FRAME,
                               .pool = machine->pool,
                               .limits = {(uint64_t)1 << 24, 1000, 1000},
                               .sink = &sink};
    return parse_request(request_text, &request, error) && mpr_reslice(&order, &report, error);
}

int benchmark_slice(Machine *machine, const char *const *paths, size_t count, const char *request,
                    const char *output)
{
    MprError error = {0};
    Series series;
    const bool ok = open_series(machine, paths, count, &series, &error) &&
                    slice(machine, &series, request, output, &error);
    close_series(&series);
    if (!ok) {
        fprintf(stderr, "%s\n", error.message);
    }
    return ok ? 0 : 1;
}

Machine *benchmark_start(const char *worker, unsigned threads)
{
    MprError error = {0};
    Machine *machine = mpr_allocate(1, sizeof *machine, &error);
    const MprPoolSettings settings = {.program = worker,
                                      .workers = threads + 1,
                                      .timeout_s = 60,
                                      .arena_size = (size_t)1 << 30,
                                      .memory = (uint64_t)1 << 30};
    if (machine == NULL || threads > MOST_THREADS || !mpr_pool_create(&settings, &machine->pool, &error) ||
        !mpr_crew_create(threads, &machine->crew, &error)) {
        fprintf(stderr, "%s\n", error.message);
        benchmark_stop(machine);
        return NULL;
    }
    return machine;
}

void benchmark_stop(Machine *machine)
{
    if (machine != NULL) {
        mpr_crew_free(machine->crew);
        mpr_pool_free(machine->pool);
        mpr_free(machine);
    }
}
