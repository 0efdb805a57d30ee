/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Files.h"

#include "Request/Json.h"
#include "Workers/Pool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_THREADS = 64 };

struct Machine {
    MprPool *pool;
    MprThreadPool *thread_pool;
};

/* A header mostly ends in the first part of its file. */
enum { HEAD_SIZE = 16 << 10 };

/* Of a file whose pixels are used as they lie there, the rows that are looked at are read; others whole. */
typedef struct {
    size_t size;
    MprFrame *head; /* without pixels; NULL: they must be decoded */
    MprPixelPlace pixels;
} File;

typedef struct {
    MprSource source; /* first, so that a source is a Series */
    MprPool *pool;
    MprThreadPool *thread_pool;
    const char *const *paths;
    File *files;
    MprFrameHeader *headers;
    MprListing *listings;
} Series;

/* Every step-th file from the first on, for one thread. */
typedef struct {
    MprTask task;
    Series *series;
    size_t first, step;
    bool is_ok;
    MprError error;
} Share;

/* ---- one file ---- */

static int open_path(const char *path, size_t *size, MprError *error)
{
    struct stat status = {0};
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        mpr_fail(error, MPR_NOT_FOUND, "it cannot be read: %s", strerrordesc_np(errno));
    }
    *size = (size_t)status.st_size;
    return descriptor;
}

static bool read_bytes(int descriptor, size_t offset, size_t size, void *bytes, MprError *error)
{
    return pread(descriptor, bytes, size, (off_t)offset) == (ssize_t)size ||
           mpr_fail(error, MPR_NOT_FOUND, "%zu bytes from %zu on cannot be read", size, offset);
}

static void list_file(const char *path, const MprFrameHeader *header, MprListing *listing)
{
    const char *name = strrchr(path, '/');
    snprintf(listing->name, sizeof listing->name, "%.60s", name != NULL ? name + 1 : path);
    snprintf(listing->sop_instance_uid, sizeof listing->sop_instance_uid, "%s", header->sop_instance_uid);
    mpr_listing_complete(listing, header);
}

/* The whole of an open file. */
static bool read_whole(int descriptor, size_t size, MprBuffer *file, MprError *error)
{
    return mpr_buffer_reserve(size, file, error) && read_bytes(descriptor, 0, size, file->data, error);
}

static bool describe_whole(const Series *series, int descriptor, const File *file, MprFrameHeader *header,
                           MprError *error)
{
    MprBuffer bytes = {0};
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    const bool ok = read_whole(descriptor, file->size, &bytes, error) &&
                    mpr_dicom_describe(series->pool, bytes.data, bytes.size, &headers, &count, error);
    if (ok) {
        *header = headers[0];
    }
    mpr_free(headers);
    mpr_buffer_release(&bytes);
    return ok;
}

static bool describe_file(const Series *series, int descriptor, File *file, MprFrameHeader *header,
                          MprError *error)
{
    MprBuffer head = {0};
    if (!mpr_buffer_reserve(file->size < HEAD_SIZE ? file->size : HEAD_SIZE, &head, error) ||
        !read_bytes(descriptor, 0, head.size, head.data, error)) {
        mpr_buffer_release(&head);
        return false;
    }
    file->head = mpr_dicom_locate(series->pool, head.data, head.size, file->size, 0, &file->pixels);
    mpr_buffer_release(&head);
    if (file->head == NULL) {
        return describe_whole(series, descriptor, file, header, error);
    }
    mpr_buffer_release(&file->head->pixels);
    *header = file->head->header;
    return true;
}

static bool open_file(Series *series, size_t index, MprError *error)
{
    const char *path = series->paths[index];
    File *file = &series->files[index];
    MprFrameHeader *header = &series->headers[index];
    const int descriptor = open_path(path, &file->size, error);
    const bool ok = descriptor >= 0 && describe_file(series, descriptor, file, header, error);
    if (descriptor >= 0) {
        close(descriptor);
    }
    if (!ok) {
        return mpr_fail_about(error, path);
    }
    list_file(path, header, &series->listings[index]);
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
    *header = ((const Series *)self)->headers[frame];
    return true;
}

/* A frame like the head of the file, with those rows of its pixels. */
static bool load_rows(int descriptor, const File *file, MprRows rows, MprFrame *frame, MprError *error)
{
    const MprGrid *grid = &file->head->header.grid;
    const MprEncoding *encoding = &file->head->header.encoding;
    const size_t row_size = (size_t)grid->columns * encoding->samples * mpr_pixel_size(encoding->type);
    const size_t before = rows.first * row_size;
    const MprBuffer *attributes = &file->head->attributes;
    frame->header = file->head->header;
    if (!mpr_buffer_copy(attributes->data, attributes->size, &frame->attributes, error) ||
        !mpr_buffer_reserve(grid->rows * row_size, &frame->pixels, error) ||
        !read_bytes(descriptor, file->pixels.offset + before, (rows.end - rows.first) * row_size,
                    (char *)frame->pixels.data + before, error)) {
        return false;
    }
    mpr_dicom_clean_rows(frame, &file->pixels, rows);
    frame->is_partial = rows.end - rows.first < grid->rows;
    return true;
}

static bool load_part(int descriptor, const File *file, MprRows rows, MprFrame **loaded, MprError *error)
{
    MprFrame *frame = mpr_allocate(1, sizeof *frame, error);
    if (frame == NULL || !load_rows(descriptor, file, rows, frame, error)) {
        mpr_frame_free(frame);
        return false;
    }
    *loaded = frame;
    return true;
}

static bool load_whole(const Series *series, int descriptor, const File *file, MprFrame **loaded,
                       MprError *error)
{
    MprBuffer bytes = {0};
    const bool ok = read_whole(descriptor, file->size, &bytes, error) &&
                    mpr_dicom_load_taking(series->pool, &bytes, 0, mpr_all_rows(), loaded, error);
    mpr_buffer_release(&bytes);
    return ok;
}

static bool load(MprSource *self, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    const Series *series = (const Series *)self;
    const File *file = &series->files[frame];
    size_t size = 0;
    const int descriptor = open_path(series->paths[frame], &size, error);
    const bool ok =
        descriptor >= 0 && (file->head != NULL ? load_part(descriptor, file, rows, loaded, error)
                                               : load_whole(series, descriptor, file, loaded, error));
    if (descriptor >= 0) {
        close(descriptor);
    }
    return ok || mpr_fail_about(error, series->paths[frame]);
}

static bool open_files(Series *series, MprError *error)
{
    const unsigned helpers = mpr_thread_pool_size(series->thread_pool);
    Share shares[MOST_THREADS + 1];
    bool ok = true;
    for (unsigned index = 0; index <= helpers; index++) {
        Share *share = &shares[index];
        *share = (Share){.series = series, .first = index, .step = helpers + 1};
        share->task = (MprTask){.run = open_share, .self = share};
        mpr_thread_pool_begin(series->thread_pool, &share->task);
    }
    for (unsigned index = 0; index <= helpers; index++) {
        mpr_thread_pool_finish(series->thread_pool, &shares[index].task);
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
        mpr_frame_free(series->files[index].head);
    }
    mpr_free(series->files);
    mpr_free(series->headers);
    mpr_free(series->listings);
}

static bool open_series(const Machine *machine, const char *const *paths, size_t count, Series *series,
                        MprError *error)
{
    *series = (Series){.pool = machine->pool, .thread_pool = machine->thread_pool, .paths = paths};
    series->files = mpr_allocate(count, sizeof *series->files, error);
    series->headers = mpr_allocate(count, sizeof *series->headers, error);
    series->listings = mpr_allocate(count, sizeof *series->listings, error);
    series->source =
        (MprSource){.count = count, .listings = series->listings, .describe = describe, .load = load};
    return series->files != NULL && series->headers != NULL && series->listings != NULL &&
           open_files(series, error);
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
    MprBudget budget = {.maximum = UINT64_MAX};
    const MprSink sink = {(void *)(uintptr_t)output, write_output};
    const MprJobOrder order = {.request = &request,
                               .source = &series->source,
                               .named_frame = MPR_NO_FRAME,
                               .pool = machine->pool,
                               .limits = {(uint64_t)1 << 24, 1000, 1000},
                               .budget = &budget,
                               .threads = {machine->thread_pool, false},
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
        !mpr_thread_pool_create(threads, &machine->thread_pool, &error)) {
        fprintf(stderr, "%s\n", error.message);
        benchmark_stop(machine);
        return NULL;
    }
    return machine;
}

void benchmark_stop(Machine *machine)
{
    if (machine != NULL) {
        mpr_thread_pool_free(machine->thread_pool);
        mpr_pool_free(machine->pool);
        mpr_free(machine);
    }
}
