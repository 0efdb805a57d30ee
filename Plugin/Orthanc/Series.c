/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Series.h"

#include "../Core/Decimal.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Where a frame is stored. */
typedef struct {
    char instance[MPR_HOST_ID_SIZE];
    char file[MPR_HOST_ID_SIZE]; /* Orthanc's name of the stored file: another one when the instance is
                                    overwritten */
    uint32_t frame;              /* within the instance */
} Place;

struct MprSeries {
    MprSource source; /* first, so that a source is a series */
    MprArchive archive;
    MprListing *listings;
    Place *places;
    size_t named_frame;
};

static MprSeries *series_of(MprSource *source)
{
    return (MprSeries *)source;
}

/* ---- frames ---- */

static bool read_frame(const MprSeries *series, const Place *place, MprFrame **loaded, MprError *error)
{
    MprBuffer file = {0};
    const bool ok = mpr_host_file(place->instance, &file, error) &&
                    mpr_dicom_load(series->archive.pool, file.data, file.size, place->frame, loaded, error);
    mpr_buffer_release(&file);
    return ok;
}

static bool load_frame(MprSource *source, size_t frame, MprFrame **loaded, MprError *error)
{
    const MprSeries *series = series_of(source);
    const Place *place = &series->places[frame];
    const bool has_key = place->file[0] != '\0'; /* without a name of the file nobody would see it change */
    char key[MPR_HOST_ID_SIZE + 16];
    snprintf(key, sizeof key, "%s/%u", place->file, place->frame);
    MprFrame *kept = has_key ? mpr_frame_cache_find(series->archive.cache, key) : NULL;
    if (kept != NULL) {
        *loaded = kept;
        return true;
    }
    if (!read_frame(series, place, loaded, error)) {
        return mpr_fail_about(error, source->listings[frame].name);
    }
    if (has_key) {
        mpr_frame_cache_keep(series->archive.cache, key, *loaded);
    }
    return true;
}

/* The headers of all frames of an instance, for mpr_free. */
static bool describe_instance(const MprSeries *series, const char *instance, MprFrameHeader **headers,
                              size_t *count, MprError *error)
{
    MprBuffer file = {0};
    const bool ok = mpr_host_file(instance, &file, error) &&
                    mpr_dicom_describe(series->archive.pool, file.data, file.size, headers, count, error);
    mpr_buffer_release(&file);
    return ok;
}

static bool describe_frame(MprSource *source, size_t frame, MprFrameHeader *header, MprError *error)
{
    const MprSeries *series = series_of(source);
    const Place *place = &series->places[frame];
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    if (!describe_instance(series, place->instance, &headers, &count, error)) {
        return mpr_fail_about(error, source->listings[frame].name);
    }
    const bool ok = place->frame < count;
    if (ok) {
        *header = headers[place->frame];
    }
    mpr_free(headers);
    return ok || mpr_fail(error, MPR_CONFLICT, "%s has changed: it has %zu frames now",
                          source->listings[frame].name, count);
}

static void complete_listing(MprListing *listing, const MprFrameHeader *header)
{
    listing->has_grid = header->has_grid;
    listing->position = header->grid.position;
    listing->across = header->grid.across;
    listing->down = header->grid.down;
    listing->rows = header->grid.rows;
    listing->columns = header->grid.columns;
    listing->spacing_across_mm = header->grid.spacing_across_mm;
    listing->spacing_down_mm = header->grid.spacing_down_mm;
    memcpy(listing->volume_key, header->volume_key, sizeof listing->volume_key);
}

/* Frames of one instance were completed when they were listed. */
static bool detail_frames(MprSource *source, MprError *error)
{
    MprSeries *series = series_of(source);
    bool ok = true;
    for (size_t frame = 0; ok && frame < source->count; frame++) {
        MprFrameHeader header;
        if (series->listings[frame].rows == 0) {
            ok = describe_frame(source, frame, &header, error);
            if (ok) {
                complete_listing(&series->listings[frame], &header);
            }
        }
    }
    return ok;
}

/* ---- the listing ---- */

static const char *tag_text(const cJSON *instance, const char *tag)
{
    return mpr_json_text(mpr_json_member(instance, "MainDicomTags"), tag);
}

/* Instances are called by the number that viewers show and by their Orthanc identifier, never by patient
 * data. */
static void name_listing(MprListing *listing, const char *number, const char *id)
{
    if (number[0] != '\0') {
        snprintf(listing->name, sizeof listing->name, "instance %.10s (%.8s)", number, id);
    } else {
        snprintf(listing->name, sizeof listing->name, "instance %.8s", id);
    }
}

enum { LONGEST_LIST = 128 }; /* six decimal strings of 16 characters, and what is between them */

/* Orthanc translates its index to UTF-8. In the one-byte character set of Japan (ISO_IR 13) the code of the
 * backslash is a yen sign, so that is what stands between numbers there. */
static bool index_numbers(const char *text, size_t count, double *numbers)
{
    static const char yen[] = "\xC2\xA5";
    char plain[LONGEST_LIST];
    size_t length = 0;
    while (*text != '\0' && length + 1 < sizeof plain) {
        const bool is_yen = strncmp(text, yen, 2) == 0;
        plain[length++] = is_yen ? '\\' : *text;
        text += is_yen ? 2 : 1;
    }
    return *text == '\0' && mpr_decimal_parse_list(plain, length, count, numbers);
}

static void list_instance(const cJSON *instance, MprListing *listing, Place *place)
{
    double p[3] = {0};
    double o[6] = {0};
    snprintf(place->instance, sizeof place->instance, "%s", mpr_json_text(instance, "ID"));
    snprintf(place->file, sizeof place->file, "%s", mpr_json_text(instance, "FileUuid"));
    snprintf(listing->sop_instance_uid, sizeof listing->sop_instance_uid, "%s",
             tag_text(instance, "SOPInstanceUID"));
    name_listing(listing, tag_text(instance, "InstanceNumber"), place->instance);
    mpr_decimal_parse(tag_text(instance, "InstanceNumber"), strlen(tag_text(instance, "InstanceNumber")),
                      &listing->number);
    listing->has_grid = index_numbers(tag_text(instance, "ImagePositionPatient"), 3, p) &&
                        index_numbers(tag_text(instance, "ImageOrientationPatient"), 6, o);
    listing->position = (MprVector){p[0], p[1], p[2]};
    listing->across = (MprVector){o[0], o[1], o[2]};
    listing->down = (MprVector){o[3], o[4], o[5]};
}

static bool allocate_frames(MprSeries *series, size_t count, MprError *error)
{
    series->listings = mpr_allocate(count, sizeof *series->listings, error);
    series->places = mpr_allocate(count, sizeof *series->places, error);
    series->source.count = count;
    series->source.listings = series->listings;
    return series->listings != NULL && series->places != NULL;
}

static bool list_instances(MprSeries *series, const cJSON *instances, const char *named, MprError *error)
{
    const int count = cJSON_GetArraySize(instances);
    if (!allocate_frames(series, (size_t)count, error)) {
        return false;
    }
    size_t frame = 0;
    for (const cJSON *instance = instances->child; instance != NULL; instance = instance->next, frame++) {
        list_instance(instance, &series->listings[frame], &series->places[frame]);
        if (strcmp(series->places[frame].instance, named) == 0) {
            series->named_frame = frame;
        }
    }
    return true;
}

/* An instance of several frames: its own headers say where they lie. */
static bool list_frames(MprSeries *series, const cJSON *instance, MprError *error)
{
    const char *id = mpr_json_text(instance, "ID");
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    if (!describe_instance(series, id, &headers, &count, error)) {
        return mpr_fail_about(error, id);
    }
    const bool ok = allocate_frames(series, count, error);
    for (size_t frame = 0; ok && frame < count; frame++) {
        MprListing *listing = &series->listings[frame];
        list_instance(instance, listing, &series->places[frame]);
        snprintf(listing->name, sizeof listing->name, "frame %zu of instance %.8s", frame + 1, id);
        series->places[frame].frame = (uint32_t)frame;
        listing->number = (double)frame + 1.0;
        complete_listing(listing, &headers[frame]);
    }
    mpr_free(headers);
    return ok;
}

static bool is_multi_frame(const cJSON *instance)
{
    double frames = 0;
    const char *text = tag_text(instance, "NumberOfFrames");
    return mpr_decimal_parse(text, strlen(text), &frames) && frames > 1;
}

static const cJSON *find_instance(const cJSON *instances, const char *id)
{
    for (const cJSON *instance = instances->child; instance != NULL; instance = instance->next) {
        if (strcmp(mpr_json_text(instance, "ID"), id) == 0) {
            return instance;
        }
    }
    return NULL;
}

/* Several frames in one file are listed frame by frame; a series of such files is asked for file by file. */
static bool list(MprSeries *series, const cJSON *instances, const char *named, MprError *error)
{
    const cJSON *instance = named[0] != '\0' ? find_instance(instances, named) : instances->child;
    if (instance == NULL) {
        return mpr_fail(error, MPR_NOT_FOUND, "the series has no images, or not this one any more");
    }
    if (!is_multi_frame(instance)) {
        return list_instances(series, instances, named, error);
    }
    if (named[0] == '\0' && cJSON_GetArraySize(instances) > 1) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "the series has %d instances with several frames each; name one of them "
                        "(/instances/{id}/mpr-slice)",
                        cJSON_GetArraySize(instances));
    }
    return list_frames(series, instance, error);
}

static bool parent_series(const char *instance, char series[MPR_HOST_ID_SIZE], MprError *error)
{
    char uri[80];
    cJSON *answer = NULL;
    snprintf(uri, sizeof uri, "/instances/%s", instance);
    if (!mpr_host_get(uri, &answer, error)) {
        return false;
    }
    snprintf(series, MPR_HOST_ID_SIZE, "%s", mpr_json_text(answer, "ParentSeries"));
    cJSON_Delete(answer);
    return true;
}

/* Orthanc does not say 404 to the list of an unknown series, but it does to the series. */
static bool list_series(const char *series, cJSON **instances, MprError *error)
{
    char uri[80];
    cJSON *answer = NULL;
    MprError other;
    snprintf(uri, sizeof uri, "/series/%s/instances", series);
    if (mpr_host_get(uri, instances, error)) {
        return true;
    }
    snprintf(uri, sizeof uri, "/series/%s", series);
    if (!mpr_host_get(uri, &answer, &other)) {
        *error = other;
    }
    cJSON_Delete(answer);
    return false;
}

static bool open_series(MprSeries *series, MprLevel level, const char *id, MprError *error)
{
    char parent[MPR_HOST_ID_SIZE];
    cJSON *instances = NULL;
    snprintf(parent, sizeof parent, "%s", id);
    if (level == MPR_LEVEL_INSTANCE && !parent_series(id, parent, error)) {
        return false;
    }
    if (!list_series(parent, &instances, error)) {
        return false;
    }
    const bool ok = list(series, instances, level == MPR_LEVEL_INSTANCE ? id : "", error);
    cJSON_Delete(instances);
    return ok;
}

bool mpr_series_open(MprLevel level, const char *id, const MprArchive *archive, MprSeries **opened,
                     MprError *error)
{
    MprSeries *series = mpr_allocate(1, sizeof *series, error);
    if (series == NULL) {
        return false;
    }
    series->source.detail = detail_frames;
    series->source.describe = describe_frame;
    series->source.load = load_frame;
    series->archive = *archive;
    series->named_frame = (size_t)-1;
    if (!open_series(series, level, id, error)) {
        mpr_series_free(series);
        return false;
    }
    *opened = series;
    return true;
}

void mpr_series_free(MprSeries *series)
{
    if (series != NULL) {
        mpr_free(series->listings);
        mpr_free(series->places);
        mpr_free(series);
    }
}

MprSource *mpr_series_source(MprSeries *series)
{
    return &series->source;
}

size_t mpr_series_named_frame(const MprSeries *series)
{
    return series->named_frame;
}
