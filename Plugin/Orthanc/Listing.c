/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Listing.h"

#include "Concatenation.h"
#include "Fetch.h"
#include "Quarantine.h"
#include "Reason.h"
#include "Storage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file of the series on its way. */
typedef struct {
    MprListing listing; /* as the index has it */
    MprPlace place;
    MprDescription *description; /* NULL: error says why there is none */
    MprError error;
    size_t frames; /* of the catalogue */
} File;

typedef struct {
    const MprReaders *readers;
    File *files;
    size_t count;
    size_t next;            /* that nobody reads yet */
    const MprPlace **known; /* frames of the former catalogue, in the order of their files */
    size_t known_count;
    bool is_of_instance; /* one of several frames, that was named */
    bool is_alone;       /* one file is all that is listed */
} Work;

/* ---- which files ---- */

/* Not by their arrival: by number, then by name. */
static int compare_files(const void *left, const void *right)
{
    const MprListing *a = &((const File *)left)->listing;
    const MprListing *b = &((const File *)right)->listing;
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return strcmp(a->sop_instance_uid, b->sop_instance_uid);
}

static bool collect_files(const cJSON *instances, Work *work, MprError *error)
{
    if (instances->child == NULL) {
        return mpr_fail(error, MPR_NOT_FOUND, "the series has no images any more");
    }
    work->count = (size_t)cJSON_GetArraySize(instances);
    work->files = mpr_allocate(work->count, sizeof *work->files, error);
    if (work->files == NULL) {
        return false;
    }
    const cJSON *instance = instances->child;
    for (size_t index = 0; index < work->count; index++, instance = instance->next) {
        mpr_catalogue_list(instance, &work->files[index].listing, &work->files[index].place);
    }
    qsort(work->files, work->count, sizeof *work->files, compare_files);
    return true;
}

/* ---- what is known from before ---- */

static int compare_places(const void *left, const void *right)
{
    return strcmp((*(const MprPlace *const *)left)->file, (*(const MprPlace *const *)right)->file);
}

/* Files without a name may change and keep it; what could not be read is tried again. */
static bool index_former(Work *work, MprError *error)
{
    const MprCatalogue *former = work->readers->former;
    if (former == NULL) {
        return true;
    }
    work->known = mpr_allocate(former->count, sizeof *work->known, error);
    if (work->known == NULL) {
        return false;
    }
    for (size_t frame = 0; frame < former->count; frame++) {
        const MprPlace *place = &former->places[frame];
        if (place->frame == 0 && place->file[0] != '\0' && former->listings[frame].reason == NULL) {
            work->known[work->known_count++] = place;
        }
    }
    qsort(work->known, work->known_count, sizeof *work->known, compare_places);
    return true;
}

static bool take_known(const Work *work, File *file)
{
    const MprPlace *wanted = &file->place;
    const MprPlace **found = work->known_count > 0 ? bsearch(&wanted, work->known, work->known_count,
                                                             sizeof *work->known, compare_places)
                                                   : NULL;
    if (found == NULL) {
        return false;
    }
    const MprCatalogue *former = work->readers->former;
    if ((*found)->description != NULL) {
        file->description = mpr_description_retain((*found)->description);
        return true;
    }
    file->description = mpr_description_of_header(&former->headers[*found - former->places], &file->error);
    return file->description != NULL;
}

/* ---- reading them ---- */

static void read_file(const Work *work, File *file)
{
    if (file->description == NULL && file->error.status == MPR_OK && !take_known(work, file)) {
        mpr_fetch_description(work->readers->pool, &file->place, &file->description, &file->error);
    }
}

static void read_files(void *self)
{
    Work *work = self;
    for (size_t index = __atomic_fetch_add(&work->next, 1, __ATOMIC_RELAXED); index < work->count;
         index = __atomic_fetch_add(&work->next, 1, __ATOMIC_RELAXED)) {
        read_file(work, &work->files[index]);
    }
}

/* A file that is named and has several frames stands for them, and the others are not looked at. */
static bool choose_file(Work *work, const char *named, MprError *error)
{
    size_t index = 0;
    while (named[0] != '\0' && index < work->count && strcmp(work->files[index].place.instance, named) != 0) {
        index++;
    }
    if (index == work->count) {
        return mpr_fail(error, MPR_NOT_FOUND, "the series does not have this image any more");
    }
    if (named[0] != '\0') {
        read_file(work, &work->files[index]);
        const MprDescription *description = work->files[index].description;
        if (description != NULL && description->count > 1) {
            work->files[0] = work->files[index];
            work->count = 1;
            work->is_of_instance = true;
        } else if (work->readers->is_own_frames) {
            return mpr_fail(
                error, MPR_UNSUITABLE,
                "an instance gives its own frames only in this archive (InstanceRoutes), and a single image "
                "has no volume; ask for its series (/series/{id}/mpr-slice)");
        }
    }
    work->is_alone = work->count == 1;
    return true;
}

/* What a file is to blame for does not spoil the others. An archive that does not give it does. */
static bool is_of_file(MprStatus status)
{
    return status == MPR_UNSUITABLE || status == MPR_DEADLY || status == MPR_TOO_LARGE;
}

/* Frames of a concatenation follow one another by the numbers of its parts. */
static int compare_described(const void *left, const void *right)
{
    const File *a = left;
    const File *b = right;
    const uint64_t of_a = a->description != NULL ? a->description->concatenation : 0;
    const uint64_t of_b = b->description != NULL ? b->description->concatenation : 0;
    if (a->listing.number != b->listing.number || (of_a == 0 && of_b == 0)) {
        return compare_files(left, right);
    }
    if (of_a != of_b) {
        return of_a < of_b ? -1 : 1;
    }
    const int order =
        (a->description->part > b->description->part) - (a->description->part < b->description->part);
    return order != 0 ? order : compare_files(left, right);
}

static bool read_all(Work *work, MprError *error)
{
    enum { HANDS = 16 };
    MprTask tasks[HANDS];
    const unsigned threads = mpr_thread_pool_size(work->readers->thread_pool) + 1;
    const size_t hands = threads < HANDS ? threads : HANDS;
    memset(tasks, 0, sizeof tasks);
    for (size_t hand = 0; hand < hands; hand++) {
        tasks[hand].run = read_files;
        tasks[hand].self = work;
        if (hand + 1 < hands && hand + 1 < work->count) {
            mpr_thread_pool_begin(work->readers->thread_pool, &tasks[hand]);
        }
    }
    read_files(work);
    for (size_t hand = 0; hand < hands; hand++) {
        mpr_thread_pool_withdraw(work->readers->thread_pool, &tasks[hand]);
    }
    for (size_t index = 0; index < work->count; index++) {
        const File *file = &work->files[index];
        if (file->description == NULL && !is_of_file(file->error.status)) {
            *error = file->error;
            return mpr_fail_about(error, file->listing.name);
        }
    }
    qsort(work->files, work->count, sizeof *work->files, compare_described);
    return true;
}

/* ---- the catalogue ---- */

/* Why no frame of the file can be of a volume; false when they may be. */
static bool find_reason(const File *file, MprError *reason, bool *is_foreign)
{
    *is_foreign = false;
    if (file->description == NULL) {
        *reason = file->error;
        return true;
    }
    return mpr_reason_of_file(file->description, reason, is_foreign);
}

/* Without a spacing the index still has the place, and the volume says what is missing. */
static void complete(const MprFrameHeader *header, MprListing *listing)
{
    const MprListing index = *listing;
    mpr_listing_complete(listing, header);
    if (!header->has_grid && header->grid.spacing_across_mm == 0.0 && index.has_grid) {
        listing->has_grid = true;
        listing->position = index.position;
        listing->across = index.across;
        listing->down = index.down;
    }
}

static void name_frame(const Work *work, const File *file, size_t frame, MprListing *listing)
{
    const char *kind = file->description->frames[0].header.tiles > 0 ? "slice" : "frame";
    if (work->is_alone) {
        snprintf(listing->name, sizeof listing->name, "%s %zu of instance %.8s", kind, frame + 1,
                 file->place.instance);
    } else {
        snprintf(listing->name, sizeof listing->name, "%s %zu of %.32s", kind, frame + 1, file->listing.name);
    }
}

/* Slices of a mosaic have its number, with a fraction. before: frames of the files of several frames that
 * come first. */
static double number_frame(const Work *work, const File *file, size_t before, size_t frame)
{
    const bool is_mosaic = file->description->frames[0].header.tiles > 0;
    return is_mosaic && !work->is_alone ? file->listing.number + (double)frame * 1e-4
                                        : (double)(before + frame + 1);
}

/* Where the pixels lie, when a worker had to find that out: the next request asks none. Longer series would
 * take too much of what is kept of listings. */
static bool is_kept(const Work *work, const MprDescription *description)
{
    enum { MOST_FILES = 4096 };
    return description->count > 1 ||
           (description->frames[0].kind == MPR_PIXELS_PLAIN && work->count <= MOST_FILES);
}

static void put_frames(const Work *work, size_t index, size_t before, MprCatalogue *catalogue, size_t at)
{
    const File *file = &work->files[index];
    const MprDescription *description = file->description;
    for (size_t frame = 0; frame < description->count; frame++) {
        MprListing *listing = &catalogue->listings[at + frame];
        MprPlace *place = &catalogue->places[at + frame];
        *listing = file->listing;
        *place = file->place;
        catalogue->headers[at + frame] = description->frames[frame].header;
        if (is_kept(work, description)) {
            place->description = mpr_description_retain(file->description);
        }
        if (description->count > 1) {
            place->frame = (uint32_t)frame;
            listing->number = number_frame(work, file, before, frame);
            listing->mosaic = description->frames[frame].header.tiles > 0 ? (uint32_t)index + 1 : 0;
            listing->has_grid = false; /* of the index, which speaks of the first frame at best */
            name_frame(work, file, frame, listing);
        }
        complete(&catalogue->headers[at + frame], listing);
    }
}

static void put_reason(const File *file, const MprError *reason, bool is_foreign, MprCatalogue *catalogue,
                       size_t at, size_t number)
{
    MprListing *listing = &catalogue->listings[at];
    catalogue->reasons[number] = *reason;
    *listing = file->listing;
    catalogue->places[at] = file->place;
    listing->has_grid = false;
    listing->reason = catalogue->reasons[number].message;
    listing->is_foreign = is_foreign;
    if (file->description != NULL) {
        catalogue->headers[at] = file->description->frames[0].header;
    } else {
        MprError ignored;
        catalogue->is_lasting = catalogue->is_lasting && mpr_quarantine_allow(file->place.file, &ignored) &&
                                mpr_storage_check(&file->place, &ignored);
    }
}

static void fill_catalogue(const Work *work, MprCatalogue *catalogue)
{
    size_t at = 0;
    size_t before = 0;
    size_t reasons = 0;
    for (size_t index = 0; index < work->count; index++) {
        const File *file = &work->files[index];
        MprError reason;
        bool is_foreign = false;
        if (find_reason(file, &reason, &is_foreign)) {
            put_reason(file, &reason, is_foreign, catalogue, at++, reasons++);
        } else {
            put_frames(work, index, before, catalogue, at);
            at += file->description->count;
            before += file->description->count > 1 ? file->description->count : 0;
        }
    }
}

static void count_frames(const Work *work, size_t *frames, size_t *reasons)
{
    *frames = *reasons = 0;
    for (size_t index = 0; index < work->count; index++) {
        MprError reason;
        bool is_foreign = false;
        if (find_reason(&work->files[index], &reason, &is_foreign)) {
            *frames += 1;
            *reasons += 1;
        } else {
            *frames += work->files[index].description->count;
        }
    }
}

/* ---- concatenations ---- */

static bool remark_parts(const Work *work, MprCatalogue *catalogue, MprError *error)
{
    const MprDescription **descriptions = mpr_allocate(work->count, sizeof *descriptions, error);
    if (descriptions == NULL) {
        return false;
    }
    for (size_t index = 0; index < work->count; index++) {
        descriptions[index] = work->files[index].description;
    }
    const bool ok = mpr_concatenation_remark(descriptions, work->count, catalogue->remark, error);
    mpr_free(descriptions);
    return ok;
}

/* ---- all of it ---- */

static bool split(MprCatalogue *catalogue, MprError *error)
{
    MprSource source = {.count = catalogue->count, .listings = catalogue->listings};
    return mpr_split_frames(&source, &catalogue->split, error);
}

static bool make_catalogue(const Work *work, MprCatalogue **made, MprError *error)
{
    size_t frames = 0;
    size_t reasons = 0;
    MprCatalogue *catalogue = NULL;
    count_frames(work, &frames, &reasons);
    if (!mpr_catalogue_create(frames, reasons, &catalogue, error)) {
        return false;
    }
    catalogue->is_of_instance = work->is_of_instance;
    fill_catalogue(work, catalogue);
    if (!remark_parts(work, catalogue, error) || !split(catalogue, error)) {
        mpr_catalogue_free(catalogue);
        return false;
    }
    *made = catalogue;
    return true;
}

bool mpr_listing_create(const cJSON *instances, const char *named, const MprReaders *readers,
                        MprCatalogue **catalogue, MprError *error)
{
    Work work = {.readers = readers};
    const bool ok = collect_files(instances, &work, error) && index_former(&work, error) &&
                    choose_file(&work, named, error) && read_all(&work, error) &&
                    make_catalogue(&work, catalogue, error);
    for (size_t index = 0; work.files != NULL && index < work.count; index++) {
        mpr_description_free(work.files[index].description);
    }
    mpr_free(work.files);
    mpr_free(work.known);
    return ok;
}
