/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Fetch.h"

#include "DeadlyFiles.h"
#include "Metrics.h"
#include "Storage.h"

/* Mostly the pixels begin in the first part. Files of many frames have long headers, and are so large that a
 * second look pays. */
enum { HEAD_SIZE = 32 << 10, LONG_HEAD_SIZE = 1 << 20, LARGE_FILE = 8 << 20 };

static bool read_rows(const MprStoredFile *file, const MprPixelPlace *pixels, MprRows rows, MprFrame *frame)
{
    const size_t row_size = frame->pixels.size / frame->header.grid.rows;
    const size_t before = rows.first * row_size;
    const uint32_t end = rows.end < frame->header.grid.rows ? rows.end : frame->header.grid.rows;
    if (rows.first >= end || !mpr_storage_read(file, pixels->offset + before, (end - rows.first) * row_size,
                                               (char *)frame->pixels.data + before)) {
        return false;
    }
    mpr_dicom_clean_rows(frame, pixels, (MprRows){rows.first, end});
    frame->is_partial = end - rows.first < frame->header.grid.rows;
    return true;
}

/* The rows of a frame whose pixels begin within the first head_size bytes of the file; NULL when they do not.
 */
static MprFrame *read_part(MprPool *pool, const MprStoredFile *file, size_t head_size, uint32_t number,
                           MprRows rows)
{
    MprPixelPlace pixels = {0};
    MprBuffer head = {0};
    MprError ignored;
    MprFrame *frame = NULL;
    if (mpr_buffer_reserve(file->size < head_size ? file->size : head_size, &head, &ignored) &&
        mpr_storage_read(file, 0, head.size, head.data)) {
        frame = mpr_dicom_locate(pool, head.data, head.size, file->size, number, &pixels);
    }
    if (frame != NULL && !read_rows(file, &pixels, rows, frame)) {
        mpr_frame_free(frame);
        frame = NULL;
    }
    mpr_buffer_release(&head);
    return frame;
}

/* NULL when the file cannot be read in part, or its pixels must be decoded. */
static MprFrame *read_parts(MprPool *pool, const MprPlace *place, MprRows rows)
{
    MprStoredFile file;
    if (!mpr_storage_open(place, &file)) {
        return NULL;
    }
    MprFrame *frame = read_part(pool, &file, HEAD_SIZE, place->frame, rows);
    if (frame == NULL && file.size >= LARGE_FILE) {
        frame = read_part(pool, &file, LONG_HEAD_SIZE, place->frame, rows);
    }
    mpr_storage_close(&file);
    return frame;
}

static bool read_whole(MprPool *pool, const MprPlace *place, MprFrame **loaded, MprError *error)
{
    MprBuffer file = {0};
    const bool ok = mpr_host_file(place->instance, &file, error) &&
                    mpr_dicom_load_taking(pool, &file, place->frame, loaded, error);
    mpr_buffer_release(&file);
    return ok;
}

bool mpr_fetch_frame(MprPool *pool, const MprPlace *place, MprRows rows, MprFrame **loaded, MprError *error)
{
    const double start_ms = mpr_metrics_now_ms();
    bool ok = mpr_deadly_files_allow(place->file, error) && mpr_storage_check(place, error);
    if (ok) {
        *loaded = place->is_tile ? NULL : read_parts(pool, place, rows);
        ok = *loaded != NULL || read_whole(pool, place, loaded, error);
    }
    mpr_metrics_took(MPR_METRIC_LOAD, start_ms);
    return ok || mpr_deadly_files_mark(place->file, error);
}

bool mpr_fetch_headers(MprPool *pool, const MprPlace *place, MprFrameHeader **headers, size_t *count,
                       MprError *error)
{
    MprBuffer file = {0};
    const bool ok = mpr_deadly_files_allow(place->file, error) && mpr_storage_check(place, error) &&
                    mpr_host_file(place->instance, &file, error) &&
                    mpr_dicom_describe(pool, file.data, file.size, headers, count, error);
    mpr_buffer_release(&file);
    return ok || mpr_deadly_files_mark(place->file, error);
}
