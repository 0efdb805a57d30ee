/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Fetch.h"

#include "Metrics.h"
#include "Quarantine.h"
#include "Storage.h"

#include <string.h>

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

/* The same when it is known where the pixels lie. */
static MprFrame *read_described(const MprStoredFile *file, const MprPlace *place, MprRows rows)
{
    MprFrame *frame = NULL;
    MprError ignored;
    if (mpr_description_start_frame(place->description, place->frame, &frame, &ignored) &&
        !read_rows(file, &place->description->frames[place->frame].place, rows, frame)) {
        mpr_frame_free(frame);
        frame = NULL;
    }
    return frame;
}

/* NULL when the file cannot be read in part, or its pixels must be decoded. */
static MprFrame *read_parts(MprPool *pool, const MprPlace *place, MprRows rows)
{
    MprStoredFile file;
    if (!mpr_storage_open(place, &file)) {
        return NULL;
    }
    MprFrame *frame = place->description != NULL ? read_described(&file, place, rows)
                                                 : read_part(pool, &file, HEAD_SIZE, place->frame, rows);
    if (frame == NULL && file.size >= LARGE_FILE) {
        frame = read_part(pool, &file, LONG_HEAD_SIZE, place->frame, rows);
    }
    mpr_storage_close(&file);
    return frame;
}

/* The whole file, without the copies that Orthanc makes of it. */
static bool read_stored(const MprPlace *place, MprBuffer *bytes)
{
    MprStoredFile file;
    MprError ignored;
    if (!mpr_storage_open(place, &file)) {
        return false;
    }
    bool ok = mpr_buffer_reserve(file.size, bytes, &ignored);
    if (ok && !mpr_storage_read(&file, 0, file.size, bytes->data)) {
        mpr_buffer_release(bytes);
        ok = false;
    }
    mpr_storage_close(&file);
    return ok;
}

static bool read_whole(MprPool *pool, const MprPlace *place, MprRows rows, MprFrame **loaded, MprError *error)
{
    MprBuffer file = {0};
    const bool ok = (read_stored(place, &file) || mpr_host_file(place->instance, &file, error)) &&
                    mpr_dicom_load_taking(pool, &file, place->frame, rows, loaded, error);
    mpr_buffer_release(&file);
    return ok;
}

bool mpr_fetch_frame(MprPool *pool, const MprPlace *place, MprRows rows, MprFrame **loaded, MprError *error)
{
    const double start_ms = mpr_metrics_now_ms();
    bool ok = mpr_quarantine_allow(place->file, error) && mpr_storage_check(place, error);
    if (ok) {
        *loaded = read_parts(pool, place, rows);
        ok = *loaded != NULL || read_whole(pool, place, rows, loaded, error);
    }
    mpr_metrics_took(MPR_METRIC_LOAD, start_ms);
    return ok || mpr_quarantine_mark(place->file, error);
}

/* ---- all frames of a file ---- */

/* From the first head_size bytes; false when they do not tell. */
static bool describe_part(MprPool *pool, const MprStoredFile *file, size_t head_size,
                          MprDescription **description)
{
    MprBuffer head = {0};
    MprError ignored;
    bool needs_more = false;
    const bool ok =
        mpr_buffer_reserve(head_size, &head, &ignored) && mpr_storage_read(file, 0, head.size, head.data) &&
        mpr_dicom_describe_file(pool, head.data, head.size, file->size, description, &needs_more, &ignored);
    mpr_buffer_release(&head);
    return ok;
}

/* Heads of many frames are long: a part of up to half of the file is worth a look. */
static bool describe_parts(MprPool *pool, const MprPlace *place, MprDescription **description)
{
    enum { GROWTH = 16 };
    MprStoredFile file;
    bool ok = false;
    if (!mpr_storage_open(place, &file)) {
        return false;
    }
    if (file.size <= HEAD_SIZE) {
        ok = describe_part(pool, &file, file.size, description);
    }
    for (size_t size = HEAD_SIZE; !ok && (size == HEAD_SIZE || size <= file.size / 2) && size < file.size;
         size *= GROWTH) {
        ok = describe_part(pool, &file, size, description);
    }
    mpr_storage_close(&file);
    return ok;
}

static bool describe_whole(MprPool *pool, const MprPlace *place, MprDescription **description,
                           MprError *error)
{
    MprBuffer file = {0};
    bool needs_more = false;
    const bool ok =
        mpr_host_file(place->instance, &file, error) &&
        mpr_dicom_describe_file(pool, file.data, file.size, file.size, description, &needs_more, error);
    mpr_buffer_release(&file);
    return ok;
}

bool mpr_fetch_description(MprPool *pool, const MprPlace *place, MprDescription **description,
                           MprError *error)
{
    return mpr_quarantine_allow(place->file, error) && mpr_storage_check(place, error) &&
           (describe_parts(pool, place, description) || describe_whole(pool, place, description, error) ||
            mpr_quarantine_mark(place->file, error));
}

/* ---- one of them ---- */

/* Has the file of a place held, with the lock. */
static bool hold(MprHeldFile *held, const MprPlace *place, MprError *error)
{
    if (held->bytes.data != NULL && place->file[0] != '\0' && strcmp(held->file, place->file) == 0) {
        return true;
    }
    mpr_buffer_release(&held->bytes);
    memcpy(held->file, place->file, sizeof held->file);
    if (!mpr_storage_check(place, error) || !mpr_host_file(place->instance, &held->bytes, error)) {
        return false;
    }
    if (held->bytes.size == place->size) {
        return true;
    }
    mpr_buffer_release(&held->bytes);
    return mpr_fail(error, MPR_CONFLICT, "its file has changed");
}

/* Copies bytes of the file. */
static bool read_bytes(const MprPlace *place, MprHeldFile *held, size_t offset, size_t size, void *bytes,
                       MprError *error)
{
    MprStoredFile file;
    if (mpr_storage_open(place, &file)) {
        const bool ok = mpr_storage_read(&file, offset, size, bytes);
        mpr_storage_close(&file);
        if (ok) {
            return true;
        }
    }
    pthread_mutex_lock(&held->lock);
    const bool ok = hold(held, place, error);
    if (ok) {
        memcpy(bytes, (const char *)held->bytes.data + offset, size);
    }
    pthread_mutex_unlock(&held->lock);
    return ok;
}

static bool read_plain(const MprPlace *place, MprRows rows, MprHeldFile *held, MprFrame **loaded,
                       MprError *error)
{
    const MprFrameNotice *notice = &place->description->frames[place->frame];
    const uint32_t count = notice->header.grid.rows;
    const uint32_t end = rows.end < count ? rows.end : count;
    const uint32_t first = rows.first < end ? rows.first : 0;
    const size_t row_size = notice->pixels_size / count;
    MprFrame *frame = NULL;
    if (!mpr_description_start_frame(place->description, place->frame, &frame, error)) {
        return false;
    }
    if (!read_bytes(place, held, notice->place.offset + first * row_size, (end - first) * row_size,
                    (char *)frame->pixels.data + first * row_size, error)) {
        mpr_frame_free(frame);
        return false;
    }
    mpr_dicom_clean_rows(frame, &notice->place, (MprRows){first, end});
    frame->is_partial = end - first < count;
    *loaded = frame;
    return true;
}

static bool read_items(MprPool *pool, const MprPlace *place, MprRows rows, MprHeldFile *held,
                       MprFrame **loaded, MprError *error)
{
    const MprFrameNotice *notice = &place->description->frames[place->frame];
    MprBuffer items = {0};
    const bool ok =
        mpr_buffer_reserve(notice->pixels_size, &items, error) &&
        read_bytes(place, held, notice->place.offset, items.size, items.data, error) &&
        mpr_description_decode(pool, place->description, place->frame, items.data, rows, loaded, error);
    mpr_buffer_release(&items);
    return ok;
}

static bool read_from_whole(MprPool *pool, const MprPlace *place, MprRows rows, MprHeldFile *held,
                            MprFrame **loaded, MprError *error)
{
    pthread_mutex_lock(&held->lock);
    const bool ok = hold(held, place, error) && mpr_dicom_load_rows(pool, held->bytes.data, held->bytes.size,
                                                                    place->frame, rows, loaded, error);
    pthread_mutex_unlock(&held->lock);
    return ok;
}

bool mpr_fetch_described(MprPool *pool, const MprPlace *place, MprRows rows, MprHeldFile *held,
                         MprFrame **loaded, MprError *error)
{
    const double start_ms = mpr_metrics_now_ms();
    bool ok = mpr_quarantine_allow(place->file, error);
    if (ok) {
        switch (place->description->frames[place->frame].kind) {
        case MPR_PIXELS_PLAIN:
            ok = read_plain(place, rows, held, loaded, error);
            break;
        case MPR_PIXELS_ITEMS:
            ok = read_items(pool, place, rows, held, loaded, error);
            break;
        default:
            ok = read_from_whole(pool, place, rows, held, loaded, error);
        }
    }
    mpr_metrics_took(MPR_METRIC_LOAD, start_ms);
    return ok || mpr_quarantine_mark(place->file, error);
}
