/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in, frames out. Plain files are read here; all others are laid out in an arena, and nothing that
 * comes back is believed before it was copied and checked. */
#include "Dicom.h"

#include "Ask.h"
#include "PlainFile.h"

#include <string.h>

/* --- files that need no worker ------------------------------------------------------------------------ */

/* Of the file, the first given bytes. What is too large for a worker is too large in any case. */
static bool find_plain(const MprPool *pool, const void *file, size_t given, size_t size, MprPlainFile *plain)
{
    return size <= mpr_pool_arena_size(pool) && mpr_plain_file_read(file, given, size, plain);
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

/* Moves the stored bits to the bottom and clears what was above them, or carries on the sign. */
static void clean_bits(const MprEncoding *encoding, uint32_t high_bit, void *values, size_t count)
{
    mpr_stored_clean(values, count, (unsigned)(8 * mpr_pixel_size(encoding->type)), encoding->bits_stored,
                     high_bit, mpr_pixel_is_signed(encoding->type));
}

/* The worker has seen only a copy of the file: what is taken from ours it cannot change any more. */
static bool use_pixels_in_file(const MprReply *report, const void *bytes, MprBuffer *taken, MprFrame *frame,
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

/* What the arena has of the rows that were not decoded is of an earlier file. */
static bool copy_pixels(const MprWorker *worker, const MprReply *report, MprFrame *frame, MprError *error)
{
    const size_t row_size = (size_t)report->output.size / report->header.grid.rows;
    const MprRows rows = report->is_partial != 0 ? report->rows : (MprRows){0, report->header.grid.rows};
    return mpr_worker_copy_part(worker, report->output, rows.first * row_size, rows.end * row_size,
                                &frame->pixels, error);
}

static bool take_frame(const MprWorker *worker, const MprReply *report, const void *file, size_t file_size,
                       MprRows asked, MprBuffer *taken, MprFrame **loaded, MprError *error)
{
    MprFrame *frame = mpr_ask_start_frame(worker, report, file_size, asked, error);
    if (frame == NULL) {
        return false;
    }
    if (report->is_in_input != 0 ? !use_pixels_in_file(report, file, taken, frame, error)
                                 : !copy_pixels(worker, report, frame, error)) {
        mpr_frame_free(frame);
        return false;
    }
    frame->is_decoded = report->is_in_input == 0;
    *loaded = frame;
    return true;
}

/* With room for its pixels. */
static MprFrame *place_pixels(MprFrame *frame, const MprReply *report, MprPixelPlace *place)
{
    MprError ignored;
    if (frame != NULL && !mpr_buffer_reserve(report->output.size, &frame->pixels, &ignored)) {
        mpr_frame_free(frame);
        return NULL;
    }
    *place = (MprPixelPlace){.offset = report->output.offset, .high_bit = report->high_bit};
    return frame;
}

static MprFrame *take_place(const MprWorker *worker, const MprReply *report, size_t file_size,
                            MprPixelPlace *place, MprError *error)
{
    if (report->needs_more != 0 || report->is_in_input == 0) {
        return NULL;
    }
    return place_pixels(mpr_ask_start_frame(worker, report, file_size, mpr_all_rows(), error), report, place);
}

/* Plain files have what a worker would say. */
static MprReply report_of(const MprPlainFile *plain)
{
    return (MprReply){.is_in_input = 1,
                      .high_bit = plain->high_bit,
                      .output = {plain->pixels_offset, plain->pixels_size},
                      .header = plain->header};
}

static bool load_plain(const MprPlainFile *plain, const void *file, MprBuffer *taken, MprFrame **loaded,
                       MprError *error)
{
    const MprReply report = report_of(plain);
    MprFrame *frame = start_plain_frame(plain, error);
    if (frame == NULL || !use_pixels_in_file(&report, file, taken, frame, error)) {
        mpr_frame_free(frame);
        return false;
    }
    *loaded = frame;
    return true;
}

bool mpr_ask_for_frame(MprPool *pool, const void *file, size_t size, MprBuffer *taken, MprCommand task,
                       MprFrame **loaded, MprError *error)
{
    MprWorker *worker = NULL;
    MprReply report = {0};
    if (!mpr_pool_take(pool, &worker, error)) {
        return false;
    }
    const bool is_done = mpr_ask_about_file(pool, worker, file, size, task, &report, error) &&
                         take_frame(worker, &report, file, size, task.rows, taken, loaded, error);
    mpr_pool_release(pool, worker);
    return is_done;
}

static bool load(MprPool *pool, const void *file, size_t size, MprBuffer *taken, uint32_t frame, MprRows rows,
                 MprFrame **loaded, MprError *error)
{
    const MprCommand task = {.kind = MPR_COMMAND_LOAD, .frame = frame, .rows = rows};
    MprPlainFile plain;
    if (frame == 0 && find_plain(pool, file, size, size, &plain)) {
        return load_plain(&plain, file, taken, loaded, error);
    }
    return mpr_ask_for_frame(pool, file, size, taken, task, loaded, error);
}

bool mpr_dicom_load(MprPool *pool, const void *file, size_t size, uint32_t frame, MprFrame **loaded,
                    MprError *error)
{
    return load(pool, file, size, NULL, frame, mpr_all_rows(), loaded, error);
}

bool mpr_dicom_load_rows(MprPool *pool, const void *file, size_t size, uint32_t frame, MprRows rows,
                         MprFrame **loaded, MprError *error)
{
    return load(pool, file, size, NULL, frame, rows, loaded, error);
}

bool mpr_dicom_load_taking(MprPool *pool, MprBuffer *file, uint32_t frame, MprRows rows, MprFrame **loaded,
                           MprError *error)
{
    return load(pool, file->data, file->size, file, frame, rows, loaded, error);
}

MprFrame *mpr_dicom_locate(MprPool *pool, const void *head, size_t given, size_t size, uint32_t frame,
                           MprPixelPlace *place)
{
    const MprCommand task = {.kind = MPR_COMMAND_LOAD, .frame = frame};
    MprWorker *worker = NULL;
    MprReply report = {0};
    MprError ignored;
    MprPlainFile plain;
    if (frame == 0 && find_plain(pool, head, given, size, &plain)) {
        report.high_bit = plain.high_bit; /* all that is asked of it */
        report.output.offset = plain.pixels_offset;
        report.output.size = plain.pixels_size;
        return place_pixels(start_plain_frame(&plain, &ignored), &report, place);
    }
    if (!mpr_plain_file_is_native(head, given) || !mpr_pool_take(pool, &worker, &ignored)) {
        return NULL;
    }
    MprFrame *located = mpr_ask_about_part(pool, worker, head, size, given, task, &report, &ignored)
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
