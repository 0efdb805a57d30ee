/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in, frames out. Plain files are read here; all others are laid out in an arena, and nothing that
 * comes back is believed before it was copied and checked. */
#include "Dicom.h"

#include "Checks.h"
#include "PlainFile.h"
#include "Pool.h"

#include <string.h>

/* --- files that need no worker ------------------------------------------------------------------------ */

/* Of the file, the first given bytes. What is too large for a worker is too large in any case. */
static bool find_plain(const MprPool *pool, const void *file, size_t given, size_t size, MprPlainFile *plain)
{
    return size <= mpr_pool_arena_size(pool) && mpr_plain_file_read(file, given, size, plain);
}

static bool describe_plain(const MprPlainFile *plain, MprFrameHeader **headers, size_t *count,
                           MprError *error)
{
    MprFrameHeader *copy = mpr_allocate(1, sizeof *copy, error);
    if (copy == NULL) {
        return false;
    }
    *copy = plain->header;
    *headers = copy;
    *count = 1;
    return true;
}

/* A frame that has no pixels yet. */
static MprFrame *start_plain_frame(const MprPlainFile *plain, MprError *error)
{
    MprFrame *frame = mpr_allocate(1, sizeof *frame, error);
    if (frame != NULL && !mpr_plain_file_attributes(plain, &frame->attributes, error)) {
        mpr_frame_free(frame);
        return NULL;
    }
    if (frame != NULL) {
        frame->header = plain->header;
    }
    return frame;
}

/* --- reading ------------------------------------------------------------------------------------------ */

/* Of the file, the first given bytes; the task's answer is in worker's arena until it is released. */
static bool ask_about_part(MprPool *pool, MprWorker *worker, const void *file, size_t size, size_t given,
                           MprTask task, MprReport *report, MprError *error)
{
    size_t arena_size = 0;
    unsigned char *arena = mpr_worker_arena(worker, &arena_size);
    if (size > arena_size) {
        return mpr_fail(error, MPR_TOO_LARGE, "the file has %zu bytes, %zu are possible", size, arena_size);
    }
    if (size == 0) {
        return mpr_fail(error, MPR_UNSUITABLE, "the file is empty");
    }
    memcpy(arena, file, given);
    task.input_size = size;
    task.given_size = given;
    return mpr_worker_ask(pool, worker, &task, report, error);
}

/* What a large file says of itself mostly stands in its first part, and uncompressed pixels are not looked
 * at: then copying the rest for the worker would be half of the work. A part that is not understood, or that
 * ends its worker, tells nothing about the file; the same worker then gets the whole, so that one that was
 * damaged by the part is replaced when the file is refused. */
enum { HEAD_SIZE = 64 << 10, LARGE_FILE = 4 * HEAD_SIZE };

static bool ask_about_file(MprPool *pool, MprWorker *worker, const void *file, size_t size, MprTask task,
                           MprReport *report, MprError *error)
{
    MprError ignored;
    return (size >= LARGE_FILE &&
            ask_about_part(pool, worker, file, size, HEAD_SIZE, task, report, &ignored) &&
            report->needs_more == 0) ||
           (mpr_worker_renew(pool, worker, error) &&
            ask_about_part(pool, worker, file, size, size, task, report, error));
}

static bool take_headers(const MprWorker *worker, const MprReport *report, MprFrameHeader **headers,
                         size_t *count, MprError *error)
{
    size_t arena_size = 0;
    const unsigned char *arena = mpr_worker_arena(worker, &arena_size);
    size_t size = 0;
    if (report->count < 1 || !mpr_size_multiply(report->count, sizeof **headers, &size) ||
        size != report->output.size) {
        return mpr_fail(error, MPR_INTERNAL, "the decoder described no frame");
    }
    MprFrameHeader *copies = mpr_allocate(report->count, sizeof *copies, error);
    if (copies == NULL) {
        return false;
    }
    memcpy(copies, arena + report->output.offset, size);
    for (size_t index = 0; index < report->count; index++) {
        if (!mpr_check_header(&copies[index], error)) {
            mpr_free(copies);
            return false;
        }
    }
    *headers = copies;
    *count = report->count;
    return true;
}

bool mpr_dicom_describe(MprPool *pool, const void *file, size_t size, MprFrameHeader **headers, size_t *count,
                        MprError *error)
{
    const MprTask task = {.kind = MPR_TASK_DESCRIBE};
    MprPlainFile plain;
    if (find_plain(pool, file, size, size, &plain)) {
        return describe_plain(&plain, headers, count, error);
    }
    MprWorker *worker = NULL;
    MprReport report = {0};
    if (!mpr_pool_take(pool, &worker, error)) {
        return false;
    }
    const bool is_done = ask_about_file(pool, worker, file, size, task, &report, error) &&
                         take_headers(worker, &report, headers, count, error);
    mpr_pool_release(pool, worker);
    return is_done;
}

/* Moves the stored bits to the bottom and clears what was above them, or carries on the sign. */
static void clean_bits_16(uint16_t *values, size_t count, unsigned up, unsigned down, bool is_signed)
{
    for (size_t index = 0; index < count; index++) {
        const uint16_t raised = (uint16_t)(values[index] << up);
        values[index] = (uint16_t)(is_signed ? (int16_t)raised >> down : raised >> down);
    }
}

static void clean_bits_8(uint8_t *values, size_t count, unsigned up, unsigned down, bool is_signed)
{
    for (size_t index = 0; index < count; index++) {
        const uint8_t raised = (uint8_t)(values[index] << up);
        values[index] = (uint8_t)(is_signed ? (int8_t)raised >> down : raised >> down);
    }
}

static void clean_bits(const MprEncoding *encoding, uint32_t high_bit, void *values, size_t count)
{
    const size_t size = mpr_pixel_size(encoding->type);
    const unsigned up = (unsigned)(8 * size) - 1 - high_bit;
    const unsigned down = (unsigned)(8 * size) - encoding->bits_stored;
    if (down > 0 && size == 1) {
        clean_bits_8(values, count, up, down, mpr_pixel_is_signed(encoding->type));
    } else if (down > 0) {
        clean_bits_16(values, count, up, down, mpr_pixel_is_signed(encoding->type));
    }
}

/* What a worker says about pixels that lie in the file. */
static bool check_pixels_in_file(const MprReport *report, size_t file_size, MprError *error)
{
    const MprEncoding *encoding = &report->header.encoding;
    const size_t size = mpr_pixel_size(encoding->type);
    return (report->output.offset <= file_size && report->output.size <= file_size - report->output.offset &&
            size <= 2 && report->high_bit < 8 * size && report->high_bit + 1 >= encoding->bits_stored) ||
           mpr_fail(error, MPR_INTERNAL, "the decoder found pixels where the file has none");
}

/* The worker has seen only a copy of the file: what is taken from ours it cannot change any more. */
static bool use_pixels_in_file(const MprReport *report, const void *bytes, MprBuffer *taken, MprFrame *frame,
                               MprError *error)
{
    const MprEncoding *encoding = &report->header.encoding;
    unsigned char *start = (unsigned char *)bytes + report->output.offset;
    const bool is_aligned = (uintptr_t)start % mpr_pixel_size(encoding->type) == 0;
    if (taken != NULL && is_aligned) {
        frame->pixels = (MprBuffer){.data = start, .size = report->output.size};
        frame->file = *taken;
        *taken = (MprBuffer){0};
    } else if (!mpr_buffer_copy(start, report->output.size, &frame->pixels, error)) {
        return false;
    }
    clean_bits(encoding, report->high_bit, frame->pixels.data,
               frame->pixels.size / mpr_pixel_size(encoding->type));
    return true;
}

static bool check_frame(const MprReport *report, size_t file_size, MprError *error)
{
    size_t size = 0;
    if (!mpr_check_header(&report->header, error)) {
        return false;
    }
    if (!mpr_check_pixels_size(&report->header.grid, &report->header.encoding, &size) ||
        size != report->output.size) {
        return mpr_fail(error, MPR_INTERNAL, "the decoder made %llu bytes of pixels where %zu are needed",
                        (unsigned long long)report->output.size, size);
    }
    return report->is_in_input == 0 || check_pixels_in_file(report, file_size, error);
}

/* A frame that has no pixels yet. */
static MprFrame *start_frame(const MprWorker *worker, const MprReport *report, size_t file_size,
                             MprError *error)
{
    MprFrame *frame = check_frame(report, file_size, error) ? mpr_allocate(1, sizeof *frame, error) : NULL;
    if (frame != NULL) {
        frame->header = report->header;
        if (!mpr_worker_copy(worker, report->attributes, &frame->attributes, error)) {
            mpr_frame_free(frame);
            return NULL;
        }
    }
    return frame;
}

static bool take_frame(const MprWorker *worker, const MprReport *report, const void *file, size_t file_size,
                       MprBuffer *taken, MprFrame **loaded, MprError *error)
{
    MprFrame *frame = start_frame(worker, report, file_size, error);
    if (frame == NULL) {
        return false;
    }
    if (report->is_in_input != 0 ? !use_pixels_in_file(report, file, taken, frame, error)
                                 : !mpr_worker_copy(worker, report->output, &frame->pixels, error)) {
        mpr_frame_free(frame);
        return false;
    }
    *loaded = frame;
    return true;
}

/* With room for its pixels. */
static MprFrame *place_pixels(MprFrame *frame, const MprReport *report, MprPixelPlace *place)
{
    MprError ignored;
    if (frame != NULL && !mpr_buffer_reserve(report->output.size, &frame->pixels, &ignored)) {
        mpr_frame_free(frame);
        return NULL;
    }
    *place = (MprPixelPlace){.offset = report->output.offset, .high_bit = report->high_bit};
    return frame;
}

static MprFrame *take_place(const MprWorker *worker, const MprReport *report, size_t file_size,
                            MprPixelPlace *place, MprError *error)
{
    if (report->needs_more != 0 || report->is_in_input == 0) {
        return NULL;
    }
    return place_pixels(start_frame(worker, report, file_size, error), report, place);
}

/* Plain files have what a worker would say. */
static MprReport report_of(const MprPlainFile *plain)
{
    return (MprReport){.is_in_input = 1,
                       .high_bit = plain->high_bit,
                       .output = {plain->pixels_offset, plain->pixels_size},
                       .header = plain->header};
}

static bool load_plain(const MprPlainFile *plain, const void *file, MprBuffer *taken, MprFrame **loaded,
                       MprError *error)
{
    const MprReport report = report_of(plain);
    MprFrame *frame = start_plain_frame(plain, error);
    if (frame == NULL || !use_pixels_in_file(&report, file, taken, frame, error)) {
        mpr_frame_free(frame);
        return false;
    }
    *loaded = frame;
    return true;
}

static bool load(MprPool *pool, const void *file, size_t size, MprBuffer *taken, uint32_t frame,
                 MprFrame **loaded, MprError *error)
{
    const MprTask task = {.kind = MPR_TASK_LOAD, .frame = frame};
    MprPlainFile plain;
    if (frame == 0 && find_plain(pool, file, size, size, &plain)) {
        return load_plain(&plain, file, taken, loaded, error);
    }
    MprWorker *worker = NULL;
    MprReport report = {0};
    if (!mpr_pool_take(pool, &worker, error)) {
        return false;
    }
    const bool is_done = ask_about_file(pool, worker, file, size, task, &report, error) &&
                         take_frame(worker, &report, file, size, taken, loaded, error);
    mpr_pool_release(pool, worker);
    return is_done;
}

bool mpr_dicom_load(MprPool *pool, const void *file, size_t size, uint32_t frame, MprFrame **loaded,
                    MprError *error)
{
    return load(pool, file, size, NULL, frame, loaded, error);
}

bool mpr_dicom_load_taking(MprPool *pool, MprBuffer *file, uint32_t frame, MprFrame **loaded, MprError *error)
{
    return load(pool, file->data, file->size, file, frame, loaded, error);
}

MprFrame *mpr_dicom_locate(MprPool *pool, const void *head, size_t given, size_t size, uint32_t frame,
                           MprPixelPlace *place)
{
    const MprTask task = {.kind = MPR_TASK_LOAD, .frame = frame};
    MprWorker *worker = NULL;
    MprReport report = {0};
    MprError ignored;
    MprPlainFile plain;
    if (frame == 0 && find_plain(pool, head, given, size, &plain)) {
        report = report_of(&plain);
        return place_pixels(start_plain_frame(&plain, &ignored), &report, place);
    }
    if (!mpr_plain_file_is_native(head, given) || !mpr_pool_take(pool, &worker, &ignored)) {
        return NULL;
    }
    MprFrame *located = ask_about_part(pool, worker, head, size, given, task, &report, &ignored)
                            ? take_place(worker, &report, size, place, &ignored)
                            : NULL;
    mpr_pool_release(pool, worker);
    return located;
}

void mpr_dicom_clean_rows(MprFrame *frame, const MprPixelPlace *place, MprRows rows)
{
    const MprEncoding *encoding = &frame->header.encoding;
    const size_t values = (size_t)frame->header.grid.columns * encoding->samples;
    char *start = (char *)frame->pixels.data + rows.first * values * mpr_pixel_size(encoding->type);
    clean_bits(encoding, place->high_bit, start, (rows.end - rows.first) * values);
}
