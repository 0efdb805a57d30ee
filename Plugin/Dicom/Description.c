/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Description.h"

#include "Ask.h"
#include "Elements.h"
#include "PlainFile.h"
#include "Workers/Checks.h"

#include <string.h>

/* --- what a worker says ------------------------------------------------------------------------------- */

static bool fails(MprError *error)
{
    return mpr_fail(error, MPR_INTERNAL, "the decoder described frames in a way that makes no sense");
}

static bool check_place(const MprFrameReport *report, size_t file_size, MprError *error)
{
    const MprEncoding *encoding = &report->header.encoding;
    const size_t bits = 8 * mpr_pixel_size(encoding->type);
    size_t size = 0;
    if (report->pixels_kind == MPR_PIXELS_IN_FILE) {
        return true;
    }
    if (report->pixels_kind > MPR_PIXELS_ITEMS || report->pixels.offset > file_size ||
        report->pixels.size > file_size - report->pixels.offset || report->pixels.size == 0) {
        return fails(error);
    }
    return report->pixels_kind == MPR_PIXELS_ITEMS ||
           (mpr_check_pixels_size(&report->header.grid, encoding, &size) && size == report->pixels.size &&
            bits <= 16 && report->high_bit < bits && report->high_bit + 1 >= encoding->bits_stored) ||
           fails(error);
}

/* Checks copies, which the worker cannot change any more; total: bytes of all attributes, of which no two are
 * the same ones. */
static bool check_reports(const MprFrameReport *reports, size_t count, size_t arena_size, size_t file_size,
                          size_t *total, MprError *error)
{
    *total = 0;
    for (size_t frame = 0; frame < count; frame++) {
        const MprArenaRange span = reports[frame].attributes;
        if (!mpr_check_header(&reports[frame].header, error) ||
            !check_place(&reports[frame], file_size, error)) {
            return false;
        }
        if (span.offset > arena_size || span.size > arena_size - span.offset ||
            span.size > arena_size - *total || reports[frame].is_whole > 1) {
            return fails(error);
        }
        *total += span.size;
    }
    return reports[0].is_whole == 1 || fails(error);
}

static void take_notices(const MprFrameReport *reports, const unsigned char *arena, MprDescription *made)
{
    unsigned char *at = made->attributes.data;
    for (size_t frame = 0; frame < made->count; frame++) {
        const MprFrameReport *report = &reports[frame];
        if (report->attributes.size > 0) {
            memcpy(at, arena + report->attributes.offset, report->attributes.size);
        }
        made->frames[frame] = (MprFrameNotice){
            .header = report->header,
            .kind = (MprPixelsKind)report->pixels_kind,
            .place = {report->pixels.offset, report->high_bit},
            .pixels_size = report->pixels.size,
            .own = at,
            .own_size = report->attributes.size,
            .is_whole = report->is_whole == 1,
        };
        at += report->attributes.size;
    }
}

static MprDescription *create_description(size_t count, size_t attributes_size, MprError *error)
{
    MprDescription *made = mpr_allocate(1, sizeof *made, error);
    if (made != NULL) {
        made->count = count;
        made->frames = mpr_allocate(count, sizeof *made->frames, error);
        if (made->frames == NULL || !mpr_buffer_reserve(attributes_size, &made->attributes, error)) {
            mpr_description_free(made);
            return NULL;
        }
    }
    return made;
}

static bool take_reports(const MprFrameReport *reports, const MprReply *report, const unsigned char *arena,
                         size_t arena_size, size_t file_size, MprDescription **description, MprError *error)
{
    size_t total = 0;
    if (!check_reports(reports, report->count, arena_size, file_size, &total, error)) {
        return false;
    }
    MprDescription *made = create_description(report->count, total, error);
    if (made != NULL) {
        take_notices(reports, arena, made);
        made->part = report->part;
        made->parts = report->parts;
        made->concatenation = report->concatenation;
        *description = made;
    }
    return made != NULL;
}

static bool take_description(const MprWorker *worker, const MprReply *report, size_t file_size,
                             MprDescription **description, MprError *error)
{
    size_t arena_size = 0;
    const unsigned char *arena = mpr_worker_arena(worker, &arena_size);
    MprBuffer reports = {0};
    size_t size = 0;
    if (report->count < 1 || !mpr_size_multiply(report->count, sizeof(MprFrameReport), &size) ||
        size != report->output.size) {
        return mpr_fail(error, MPR_INTERNAL, "the decoder described no frame");
    }
    const bool ok = mpr_worker_copy(worker, report->output, &reports, error) &&
                    take_reports(reports.data, report, arena, arena_size, file_size, description, error);
    mpr_buffer_release(&reports);
    return ok;
}

/* --- describing --------------------------------------------------------------------------------------- */

/* Its attributes are read again with its pixels: series of thousands of such files are described. */
MprDescription *mpr_description_of_header(const MprFrameHeader *header, MprError *error)
{
    MprDescription *made = create_description(1, 0, error);
    if (made != NULL) {
        made->frames[0] = (MprFrameNotice){.header = *header, .own = made->attributes.data};
    }
    return made;
}

static bool ask(MprPool *pool, MprWorker *worker, const void *file, size_t given, size_t size,
                MprReply *report, MprError *error)
{
    const MprCommand task = {.kind = MPR_COMMAND_DESCRIBE};
    return given < size ? mpr_ask_about_part(pool, worker, file, size, given, task, report, error)
                        : mpr_ask_about_file(pool, worker, file, size, task, report, error);
}

bool mpr_dicom_describe_file(MprPool *pool, const void *file, size_t given, size_t size,
                             MprDescription **description, bool *needs_more, MprError *error)
{
    MprWorker *worker = NULL;
    MprReply report = {0};
    MprFrameHeader header;
    *needs_more = false;
    if (size <= mpr_pool_arena_size(pool) && mpr_plain_file_header(file, given, size, &header)) {
        *description = mpr_description_of_header(&header, error);
        return *description != NULL;
    }
    if (!mpr_pool_take(pool, &worker, error)) {
        return false;
    }
    bool ok = ask(pool, worker, file, given, size, &report, error);
    *needs_more = given < size && (!ok || report.needs_more != 0); /* a part tells nothing against a file */
    ok = ok && !*needs_more && take_description(worker, &report, size, description, error);
    mpr_pool_release(pool, worker);
    return ok;
}

bool mpr_dicom_describe(MprPool *pool, const void *file, size_t size, MprFrameHeader **headers, size_t *count,
                        MprError *error)
{
    MprDescription *description = NULL;
    bool needs_more = false;
    if (!mpr_dicom_describe_file(pool, file, size, size, &description, &needs_more, error)) {
        return false;
    }
    MprFrameHeader *copies = mpr_allocate(description->count, sizeof *copies, error);
    for (size_t frame = 0; copies != NULL && frame < description->count; frame++) {
        copies[frame] = description->frames[frame].header;
    }
    if (copies != NULL) {
        *headers = copies;
        *count = description->count;
    }
    mpr_description_free(description);
    return copies != NULL;
}

MprDescription *mpr_description_retain(MprDescription *description)
{
    __atomic_add_fetch(&description->further_owners, 1, __ATOMIC_RELAXED);
    return description;
}

void mpr_description_free(MprDescription *description)
{
    if (description != NULL && __atomic_fetch_sub(&description->further_owners, 1, __ATOMIC_ACQ_REL) == 0) {
        mpr_free(description->frames);
        mpr_buffer_release(&description->attributes);
        mpr_free(description);
    }
}

size_t mpr_description_size(const MprDescription *description)
{
    return sizeof *description + description->count * sizeof *description->frames +
           description->attributes.size;
}

/* --- frames of it ------------------------------------------------------------------------------------- */

typedef struct {
    MprElements rest;
    MprElement element;
    MprElementsStep step;
} Side;

static void step(Side *side)
{
    side->step = mpr_elements_next(&side->rest, &side->element);
}

static Side side_of(const unsigned char *block, size_t size)
{
    Side side = {.rest = mpr_elements_of(block, size)};
    step(&side);
    return side;
}

/* The elements of both in the order of their tags; of two that are the same, that of own. */
static bool merge(Side *base, Side *own, MprBuffer *merged)
{
    unsigned char *at = merged->data;
    while (base->step == MPR_ELEMENTS_ELEMENT || own->step == MPR_ELEMENTS_ELEMENT) {
        const bool has_base = base->step == MPR_ELEMENTS_ELEMENT;
        const bool has_own = own->step == MPR_ELEMENTS_ELEMENT;
        const bool is_own = has_own && (!has_base || own->element.tag <= base->element.tag);
        const bool is_both = is_own && has_base && own->element.tag == base->element.tag;
        const MprElement *element = is_own ? &own->element : &base->element;
        memcpy(at, element->start, element->size);
        at += element->size;
        if (is_own) {
            step(own);
        }
        if (!is_own || is_both) {
            step(base);
        }
    }
    merged->size = (size_t)(at - (unsigned char *)merged->data);
    return base->step == MPR_ELEMENTS_END && own->step == MPR_ELEMENTS_END;
}

static bool make_attributes(const MprDescription *description, uint32_t frame, MprBuffer *attributes,
                            MprError *error)
{
    const MprFrameNotice *first = &description->frames[0];
    const MprFrameNotice *notice = &description->frames[frame];
    if (notice->is_whole) {
        return mpr_buffer_copy(notice->own, notice->own_size, attributes, error);
    }
    Side base = side_of(first->own, first->own_size);
    Side own = side_of(notice->own, notice->own_size);
    if (!mpr_buffer_reserve(first->own_size + notice->own_size, attributes, error)) {
        return false;
    }
    if (!merge(&base, &own, attributes)) {
        mpr_buffer_release(attributes);
        return mpr_fail(error, MPR_INTERNAL, "the attributes of frame %u are damaged", frame + 1);
    }
    return true;
}

bool mpr_description_start_frame(const MprDescription *description, uint32_t frame, MprFrame **started,
                                 MprError *error)
{
    MprFrame *made = mpr_allocate(1, sizeof *made, error);
    if (made == NULL) {
        return false;
    }
    made->header = description->frames[frame].header;
    if (!make_attributes(description, frame, &made->attributes, error) ||
        !mpr_buffer_reserve(description->frames[frame].pixels_size, &made->pixels, error)) {
        mpr_frame_free(made);
        return false;
    }
    *started = made;
    return true;
}

/* --- compressed frames -------------------------------------------------------------------------------- */

#define TRANSFER_SYNTAX 0x00020010u

/* A file of one frame: its attributes begin with the transfer syntax, which is all that a worker needs of the
 * File Meta Information (PS3.10 section 7.1). */
static bool build_file(const MprBuffer *attributes, const void *items, size_t size, MprBuffer *file,
                       MprError *error)
{
    static const unsigned char length_head[] = {2, 0, 0, 0, 'U', 'L', 4, 0};
    static const unsigned char pixels_head[] = {0xE0, 0x7F, 0x10, 0,    'O', 'B',  0, 0, 0xFF, 0xFF,
                                                0xFF, 0xFF, 0xFE, 0xFF, 0,   0xE0, 0, 0, 0,    0};
    static const unsigned char end[] = {0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0};
    enum { PREAMBLE = 128, START = PREAMBLE + 4 + sizeof length_head + 4 };
    MprElements elements = mpr_elements_of(attributes->data, attributes->size);
    MprElement syntax;
    if (mpr_elements_next(&elements, &syntax) != MPR_ELEMENTS_ELEMENT || syntax.tag != TRANSFER_SYNTAX) {
        return mpr_fail(error, MPR_INTERNAL, "the attributes of a compressed frame name no transfer syntax");
    }
    const uint32_t length = (uint32_t)syntax.size;
    if (!mpr_buffer_create(START + attributes->size + sizeof pixels_head + size + sizeof end, file, error)) {
        return false;
    }
    unsigned char *at = (unsigned char *)file->data + PREAMBLE;
    memcpy(at, "DICM", 4);
    memcpy(at + 4, length_head, sizeof length_head);
    memcpy(at + 4 + sizeof length_head, &length, sizeof length);
    at += START - PREAMBLE;
    memcpy(at, attributes->data, attributes->size);
    memcpy(at + attributes->size, pixels_head, sizeof pixels_head);
    memcpy(at + attributes->size + sizeof pixels_head, items, size);
    memcpy(at + attributes->size + sizeof pixels_head + size, end, sizeof end);
    return true;
}

bool mpr_description_decode(MprPool *pool, const MprDescription *description, uint32_t frame,
                            const void *items, MprRows rows, MprFrame **decoded, MprError *error)
{
    const MprCommand task = {.kind = MPR_COMMAND_LOAD, .is_excerpt = 1, .rows = rows};
    MprBuffer attributes = {0};
    MprBuffer file = {0};
    const bool ok = make_attributes(description, frame, &attributes, error) &&
                    build_file(&attributes, items, description->frames[frame].pixels_size, &file, error) &&
                    mpr_ask_for_frame(pool, file.data, file.size, NULL, task, decoded, error);
    mpr_buffer_release(&attributes);
    mpr_buffer_release(&file);
    return ok;
}
