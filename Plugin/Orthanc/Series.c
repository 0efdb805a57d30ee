/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Series.h"

#include "Arrivals.h"
#include "Fetch.h"
#include "Listing.h"
#include "SeriesQuery.h"
#include "Survey.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { ROLL_KEY_SIZE = 2 * MPR_HOST_ID_SIZE };

struct MprSeries {
    MprSource source; /* first, so that a source is a series */
    MprArchive archive;
    MprCatalogue *catalogue;
    MprHeldFile held;
    size_t named_frame;
    bool keeps_frames;
    char id[MPR_HOST_ID_SIZE];    /* of the series */
    char study[MPR_HOST_ID_SIZE]; /* Orthanc's identifier */
    time_t asked;                 /* the time before the series JSON was requested */
    bool is_settled;              /* a further image would have changed the series JSON */
    atomic_bool may_be_mixed;     /* something was read that may be younger than the listing */
    MprBuffer json;               /* Orthanc's series JSON; of an optimistic listing: */
    MprTask question;
    MprBuffer listed_json; /* that of the listing */
    char catalogue_key[ROLL_KEY_SIZE];
    char last_update[MPR_LAST_UPDATE_SIZE]; /* all that is compared; "": the whole JSON is */
    bool is_answered;
};

static MprSeries *series_of(MprSource *source)
{
    return (MprSeries *)source;
}

/* ---- frames ---- */

enum { FRAME_KEY_SIZE = MPR_HOST_ID_SIZE + 24 };

/* What a part of a frame is called in the cache. Without Orthanc's name of the file it has no name, for
 * nobody would see it change. */
static bool name_frame(const MprPlace *place, const char *part, char key[FRAME_KEY_SIZE])
{
    snprintf(key, FRAME_KEY_SIZE, "%s/%u/%s", place->file, place->frame, part);
    return place->file[0] != '\0';
}

static MprFrame *find_frame(MprSource *source, size_t frame)
{
    const MprSeries *series = series_of(source);
    char key[FRAME_KEY_SIZE];
    const bool has_key = name_frame(&series->catalogue->places[frame], "pixels", key);
    return has_key ? mpr_frame_cache_find(series->archive.cache, key) : NULL;
}

static bool is_at_hand(MprSource *source, size_t frame)
{
    const MprSeries *series = series_of(source);
    char key[FRAME_KEY_SIZE];
    return name_frame(&series->catalogue->places[frame], "pixels", key) &&
           mpr_frame_cache_has(series->archive.cache, key);
}

static bool find_frames(MprSource *source, const MprReadRequest *requests, size_t count, MprFrame **found)
{
    const MprSeries *series = series_of(source);
    MprError ignored; /* without memory for the names, frames are looked for one by one */
    char *keys = mpr_allocate(count, FRAME_KEY_SIZE, &ignored);
    bool ok = keys != NULL;
    for (size_t index = 0; ok && index < count; index++) {
        ok = name_frame(&series->catalogue->places[requests[index].frame], "pixels",
                        keys + index * FRAME_KEY_SIZE);
    }
    ok = ok && mpr_frame_cache_find_all(series->archive.cache, keys, FRAME_KEY_SIZE, count, found);
    mpr_free(keys);
    return ok;
}

/* A frame that was decoded whole is of use to others, and so is any that was loaded for a picture. */
static bool is_for_others(const MprSeries *series, const MprFrame *frame)
{
    return !frame->is_partial && (series->keeps_frames || frame->is_decoded);
}

static bool load_frame(MprSource *source, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    MprSeries *series = series_of(source);
    const MprPlace *place = &series->catalogue->places[frame];
    char key[FRAME_KEY_SIZE];
    series->may_be_mixed = true;
    const MprRows wanted = series->keeps_frames ? (MprRows){0, UINT32_MAX} : rows; /* others look elsewhere */
    const bool is_one_of_many = place->description != NULL && place->description->count > 1;
    if (!(is_one_of_many
              ? mpr_fetch_described(series->archive.pool, place, wanted, &series->held, loaded, error)
              : mpr_fetch_frame(series->archive.pool, place, wanted, loaded, error))) {
        return mpr_fail_about(error, source->listings[frame].name);
    }
    if (is_for_others(series, *loaded) && name_frame(place, "pixels", key)) {
        mpr_frame_cache_keep(series->archive.cache, series->id, key, *loaded,
                             series->keeps_frames ? MPR_KEEP_FOR_VIEWING : MPR_KEEP_WHERE_FREE);
    }
    return true;
}

static bool describe_frame(MprSource *source, size_t frame, MprFrameHeader *header, MprError *error)
{
    const MprCatalogue *catalogue = series_of(source)->catalogue;
    const MprListing *listing = &catalogue->listings[frame];
    if (listing->reason != NULL) {
        return mpr_fail(error, MPR_UNSUITABLE, "%s: %s", listing->name, listing->reason);
    }
    *header = catalogue->headers[frame];
    return true;
}

/* ---- the listing ---- */

/* Files that an earlier catalogue has are not read again. */
static bool list_anew(MprSeries *series, MprCatalogue *former, const char *named, MprError *error)
{
    cJSON *instances = NULL;
    MprBuffer json = {0};
    const MprReaders readers = {series->archive.pool, series->archive.thread_pool, former,
                                series->archive.instance_routes == MPR_INSTANCE_OWN_FRAMES};
    if (!mpr_series_query_instances(series->id, &instances, error)) {
        mpr_series_query_json(series->id, &json, error); /* it may have been deleted a moment ago */
        mpr_buffer_release(&json);
        return false;
    }
    const bool ok = mpr_listing_create(instances, named, &readers, &series->catalogue, error);
    cJSON_Delete(instances);
    return ok;
}

static bool has_changed(const MprSeries *series, MprError *error)
{
    return mpr_fail(error, MPR_CONFLICT,
                    "series %s has changed while it was read; nothing was stored, ask again", series->id);
}

/* A file that was listed and is not there: of a series that is described otherwise by now, it is no wonder.
 */
static bool lacks_a_file(const MprSeries *series, MprError *error)
{
    MprError ignored;
    MprBuffer now = {0};
    const bool is_there = mpr_series_query_json(series->id, &now, &ignored);
    const bool is_same = !is_there || mpr_catalogue_same_json(&now, &series->json);
    mpr_buffer_release(&now);
    return is_same ? false : has_changed(series, error);
}

static void name_catalogue(const MprSeries *series, const char *named, char key[ROLL_KEY_SIZE])
{
    snprintf(key, ROLL_KEY_SIZE, "%s/%s", series->id, named);
}

static bool note_study(MprSeries *series, MprError *error)
{
    cJSON *description = mpr_series_description(series, error);
    snprintf(series->study, sizeof series->study, "%s", mpr_json_text(description, "ParentStudy"));
    series->source.study = series->study;
    series->is_settled = mpr_catalogue_is_settled(description, series->asked);
    cJSON_Delete(description);
    return description != NULL;
}

static bool list_series(MprSeries *series, const char *named, MprError *error)
{
    char key[ROLL_KEY_SIZE];
    MprCatalogueCache *cache = series->archive.catalogues;
    series->asked = time(NULL);
    name_catalogue(series, named, key);
    if (!mpr_series_query_json(series->id, &series->json, error) || !note_study(series, error)) {
        return false;
    }
    MprCatalogue *former = NULL;
    mpr_catalogue_cache_last(cache, key, NULL, &former);
    bool ok = mpr_catalogue_cache_find(cache, key, &series->json, &series->catalogue);
    if (!ok && list_anew(series, former, named, error)) {
        series->may_be_mixed = true; /* the archive lists one instance after the other */
        mpr_catalogue_cache_keep(cache, key, &series->json, series->asked, series->catalogue);
        ok = true;
    }
    mpr_catalogue_free(former);
    return ok || (error->status == MPR_NOT_FOUND && lacks_a_file(series, error));
}

/* ---- is it still what was listed? ---- */

static bool compare_lists(const MprSeries *series, MprError *error)
{
    const MprCatalogue *catalogue = series->catalogue;
    cJSON *instances = NULL;
    if (!(catalogue->is_of_instance
              ? mpr_series_query_instance(catalogue->places[0].instance, &instances, error)
              : mpr_series_query_instances(series->id, &instances, error))) {
        return error->status == MPR_NOT_FOUND ? has_changed(series, error) : false;
    }
    bool is_same = false;
    const bool ok = mpr_catalogue_compare(catalogue, instances, &is_same, error);
    cJSON_Delete(instances);
    return ok && (is_same || has_changed(series, error));
}

/* Orthanc describes the series as it did when it was listed, and its last image had arrived some time before:
   then none has come since. Else all of its images are listed once more. */
static bool confirm(MprSource *source, MprError *error)
{
    MprSeries *series = series_of(source);
    MprBuffer now = {0};
    const bool is_optimistic = series->listed_json.size > 0;
    if (!series->may_be_mixed || (is_optimistic && !mpr_series_is_still_valid(series))) {
        return true; /* a result of an outdated listing is not used */
    }
    if (!mpr_series_query_json(series->id, &now, error)) {
        return error->status == MPR_NOT_FOUND ? has_changed(series, error) : false;
    }
    const MprBuffer *said = is_optimistic ? &series->listed_json : &series->json;
    const bool is_same = series->is_settled && mpr_catalogue_same_json(&now, said);
    mpr_buffer_release(&now);
    return (is_same || compare_lists(series, error)) && mpr_arrivals_check(series->catalogue, error);
}

void mpr_series_rest(MprSeries *series)
{
    mpr_buffer_release(&series->held.bytes);
}

bool mpr_series_confirm(MprSeries *series, MprError *error)
{
    series->may_be_mixed = true; /* with others */
    return confirm(&series->source, error);
}

/* The frame of an instance; MPR_NO_FRAME when there is none, or when it has several. */
static size_t frame_of(const MprCatalogue *catalogue, const char *instance)
{
    size_t found = MPR_NO_FRAME;
    for (size_t frame = 0; frame < catalogue->count; frame++) {
        if (strcmp(catalogue->places[frame].instance, instance) == 0) {
            if (found != MPR_NO_FRAME) {
                return MPR_NO_FRAME;
            }
            found = frame;
        }
    }
    return found;
}

static void query_archive(void *self)
{
    MprSeries *series = self;
    MprError ignored; /* who opens the series is told */
    char uri[96];
    snprintf(uri, sizeof uri, "/series/%s/metadata/LastUpdate", series->id);
    series->is_answered = series->last_update[0] != '\0'
                              ? mpr_host_text(uri, &series->json, &ignored)
                              : mpr_series_query_json(series->id, &series->json, &ignored);
}

static bool take_last_listing(MprSeries *series, const char *named)
{
    MprCatalogueCache *cache = series->archive.catalogues;
    const char *key = series->catalogue_key;
    name_catalogue(series, named, series->catalogue_key);
    if (!mpr_catalogue_cache_last(cache, key, &series->listed_json, &series->catalogue)) {
        return false;
    }
    mpr_catalogue_cache_brief(cache, key, series->catalogue, series->last_update);
    series->is_settled = true; /* others are not kept */
    series->question = (MprTask){.run = query_archive, .self = series};
    mpr_thread_pool_begin(series->archive.thread_pool, &series->question);
    return true;
}

bool mpr_series_check_level(MprLevel level, const MprArchive *archive, MprError *error)
{
    return level != MPR_LEVEL_INSTANCE || archive->instance_routes != MPR_INSTANCE_OFF ||
           mpr_fail(error, MPR_FORBIDDEN,
                    "instances are not to be asked for in this archive, by its configuration "
                    "(InstanceRoutes); ask for "
                    "the series (/series/{id}/mpr-slice)");
}

static bool fill_series(MprSeries *series, MprLevel level, const char *id, bool is_optimistic,
                        MprError *error)
{
    const char *named = level == MPR_LEVEL_INSTANCE ? id : "";
    snprintf(series->id, sizeof series->id, "%s", id);
    if (!mpr_series_check_level(level, &series->archive, error) ||
        (level == MPR_LEVEL_INSTANCE && !mpr_series_query_parent(id, series->id, error)) ||
        !(is_optimistic ? take_last_listing(series, named) : list_series(series, named, error)) ||
        !mpr_arrivals_check(series->catalogue, error)) {
        return false;
    }
    series->source.count = series->catalogue->count;
    series->source.listings = series->catalogue->listings;
    series->source.remark = series->catalogue->remark;
    series->source.split = series->catalogue->split;
    series->named_frame = frame_of(series->catalogue, named);
    return true;
}

static bool create_series(MprLevel level, const char *id, const MprArchive *archive, bool is_optimistic,
                          MprSeries **created, MprError *error)
{
    MprSeries *series = mpr_allocate(1, sizeof *series, error);
    if (series == NULL) {
        return false;
    }
    series->source.describe = describe_frame;
    series->source.load = load_frame;
    series->source.find = find_frame;
    series->source.find_all = find_frames;
    series->source.is_at_hand = is_at_hand;
    series->source.confirm = confirm;
    series->archive = *archive;
    pthread_mutex_init(&series->held.lock, NULL);
    if (!fill_series(series, level, id, is_optimistic, error)) {
        mpr_series_free(series);
        return false;
    }
    *created = series;
    return true;
}

bool mpr_series_open(MprLevel level, const char *id, const MprArchive *archive, MprSeries **opened,
                     MprError *error)
{
    return create_series(level, id, archive, false, opened, error);
}

bool mpr_series_open_optimistic(MprLevel level, const char *id, const MprArchive *archive, MprSeries **opened)
{
    MprError ignored;
    return create_series(level, id, archive, true, opened, &ignored);
}

bool mpr_series_is_still_valid(MprSeries *series)
{
    mpr_thread_pool_finish(series->archive.thread_pool, &series->question);
    if (series->last_update[0] != '\0') {
        return series->is_answered && series->json.size == strlen(series->last_update) &&
               memcmp(series->json.data, series->last_update, series->json.size) == 0;
    }
    const bool is_valid = series->is_answered && mpr_catalogue_same_json(&series->json, &series->listed_json);
    if (is_valid) {
        mpr_catalogue_cache_confirm(series->archive.catalogues, series->catalogue_key, series->catalogue);
    }
    return is_valid;
}

void mpr_series_free(MprSeries *series)
{
    if (series != NULL) {
        mpr_thread_pool_withdraw(series->archive.thread_pool, &series->question);
        mpr_buffer_release(&series->listed_json);
        mpr_buffer_release(&series->json);
        mpr_catalogue_free(series->catalogue);
        mpr_buffer_release(&series->held.bytes);
        pthread_mutex_destroy(&series->held.lock);
        mpr_free(series);
    }
}

void mpr_series_keep_frames(MprSeries *series)
{
    series->keeps_frames = true;
}

cJSON *mpr_series_description(const MprSeries *series, MprError *error)
{
    cJSON *description = NULL;
    return mpr_json_parse(series->json.data, series->json.size, &description, error) ? description : NULL;
}

const char *mpr_series_study(const MprSeries *series)
{
    return series->study;
}

MprSource *mpr_series_source(MprSeries *series)
{
    return &series->source;
}

size_t mpr_series_named_frame(const MprSeries *series)
{
    return series->named_frame;
}
