/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Ask.h"

#include "PlainFile.h"
#include "Workers/Checks.h"

#include <string.h>

/* Of the file, the first given bytes; the task's answer is in worker's arena until it is released. */
bool mpr_ask_about_part(MprPool *pool, MprWorker *worker, const void *file, size_t size, size_t given,
                        MprCommand task, MprReply *report, MprError *error)
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

bool mpr_ask_about_file(MprPool *pool, MprWorker *worker, const void *file, size_t size, MprCommand task,
                        MprReply *report, MprError *error)
{
    MprError ignored;
    const bool is_decoded = task.kind == MPR_COMMAND_LOAD && !mpr_plain_file_is_native(file, size);
    return (size >= LARGE_FILE && !is_decoded &&
            mpr_ask_about_part(pool, worker, file, size, HEAD_SIZE, task, report, &ignored) &&
            report->needs_more == 0) ||
           (mpr_worker_renew(pool, worker, error) &&
            mpr_ask_about_part(pool, worker, file, size, size, task, report, error));
}

/* What a worker says about pixels that lie in the file. */
static bool check_pixels_in_file(const MprReply *report, size_t file_size, MprError *error)
{
    const MprEncoding *encoding = &report->header.encoding;
    const size_t size = mpr_pixel_size(encoding->type);
    return (report->output.offset <= file_size && report->output.size <= file_size - report->output.offset &&
            size <= 2 && report->high_bit < 8 * size && report->high_bit + 1 >= encoding->bits_stored) ||
           mpr_fail(error, MPR_INTERNAL, "the decoder found pixels where the file has none");
}

/* Rows that were decoded alone must be those that were asked for, and may be more. */
static bool check_rows(const MprReply *report, MprRows asked, MprError *error)
{
    const MprRows rows = report->rows;
    const uint32_t count = report->header.grid.rows;
    const uint32_t end = asked.end < count ? asked.end : count;
    return report->is_partial == 0 ||
           (report->is_in_input == 0 && rows.first <= asked.first && asked.first < end && end <= rows.end &&
            rows.end <= count) ||
           mpr_fail(error, MPR_INTERNAL, "the decoder made rows that were not asked for");
}

static bool check_frame(const MprReply *report, size_t file_size, MprError *error)
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
MprFrame *mpr_ask_start_frame(const MprWorker *worker, const MprReply *report, size_t file_size,
                              MprRows asked, MprError *error)
{
    MprFrame *frame = check_frame(report, file_size, error) && check_rows(report, asked, error)
                          ? mpr_allocate(1, sizeof *frame, error)
                          : NULL;
    if (frame != NULL) {
        frame->header = report->header;
        frame->is_partial = report->is_partial != 0;
        if (!mpr_worker_copy(worker, report->attributes, &frame->attributes, error)) {
            mpr_frame_free(frame);
            return NULL;
        }
    }
    return frame;
}
