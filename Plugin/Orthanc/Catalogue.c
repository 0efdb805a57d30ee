/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Catalogue.h"

#include "Base/Decimal.h"
#include "Base/Text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool mpr_catalogue_create(size_t count, size_t reasons, MprCatalogue **catalogue, MprError *error)
{
    MprCatalogue *created = mpr_allocate(1, sizeof *created, error);
    if (created == NULL) {
        return false;
    }
    created->count = count;
    created->reasons_count = reasons;
    created->is_lasting = true;
    created->listings = mpr_allocate(count, sizeof *created->listings, error);
    created->places = mpr_allocate(count, sizeof *created->places, error);
    created->headers = mpr_allocate(count, sizeof *created->headers, error);
    created->reasons = mpr_allocate(reasons, sizeof *created->reasons, error);
    if (created->listings == NULL || created->places == NULL || created->headers == NULL ||
        created->reasons == NULL) {
        mpr_catalogue_free(created);
        return false;
    }
    *catalogue = created;
    return true;
}

MprCatalogue *mpr_catalogue_retain(MprCatalogue *catalogue)
{
    __atomic_add_fetch(&catalogue->further_owners, 1, __ATOMIC_RELAXED);
    return catalogue;
}

void mpr_catalogue_free(MprCatalogue *catalogue)
{
    if (catalogue == NULL || __atomic_fetch_sub(&catalogue->further_owners, 1, __ATOMIC_ACQ_REL) != 0) {
        return;
    }
    for (size_t frame = 0; catalogue->places != NULL && frame < catalogue->count; frame++) {
        mpr_description_free(catalogue->places[frame].description);
    }
    mpr_split_free(catalogue->split);
    mpr_free(catalogue->listings);
    mpr_free(catalogue->places);
    mpr_free(catalogue->headers);
    mpr_free(catalogue->reasons);
    mpr_free(catalogue);
}

size_t mpr_catalogue_bytes(const MprCatalogue *catalogue)
{
    size_t bytes = sizeof *catalogue + catalogue->reasons_count * sizeof *catalogue->reasons +
                   catalogue->count *
                       (sizeof *catalogue->listings + sizeof *catalogue->places + sizeof *catalogue->headers);
    for (size_t frame = 0; frame < catalogue->count; frame++) {
        const MprPlace *place = &catalogue->places[frame];
        bytes +=
            place->description != NULL && place->frame == 0 ? mpr_description_size(place->description) : 0;
    }
    return bytes + (catalogue->split != NULL ? mpr_split_bytes(catalogue->split, catalogue->count) : 0);
}

/* ---- what Orthanc says of an instance ---- */

const char *mpr_catalogue_tag(const cJSON *instance, const char *tag)
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
    mpr_text_clean(listing->name);
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

static size_t file_size(const cJSON *instance)
{
    const cJSON *size = mpr_json_member(instance, "FileSize");
    return cJSON_IsNumber(size) && size->valuedouble > 0 && size->valuedouble < 1e15
               ? (size_t)size->valuedouble
               : 0;
}

void mpr_catalogue_list(const cJSON *instance, MprListing *listing, MprPlace *place)
{
    double p[3] = {0};
    double o[6] = {0};
    const char *number = mpr_catalogue_tag(instance, "InstanceNumber");
    snprintf(place->instance, sizeof place->instance, "%s", mpr_json_text(instance, "ID"));
    snprintf(place->file, sizeof place->file, "%s", mpr_json_text(instance, "FileUuid"));
    place->size = file_size(instance);
    snprintf(listing->sop_instance_uid, sizeof listing->sop_instance_uid, "%s",
             mpr_catalogue_tag(instance, "SOPInstanceUID"));
    name_listing(listing, number, place->instance);
    mpr_decimal_parse(number, strlen(number), &listing->number);
    listing->has_grid = index_numbers(mpr_catalogue_tag(instance, "ImagePositionPatient"), 3, p) &&
                        index_numbers(mpr_catalogue_tag(instance, "ImageOrientationPatient"), 6, o);
    listing->position = (MprVector){p[0], p[1], p[2]};
    listing->across = (MprVector){o[0], o[1], o[2]};
    listing->down = (MprVector){o[3], o[4], o[5]};
}

/* ---- is it still what was listed? ---- */

static int compare_instances(const void *left, const void *right)
{
    return strcmp((*(const MprPlace *const *)left)->instance, (*(const MprPlace *const *)right)->instance);
}

static bool is_same_file(const MprPlace *const *sorted, size_t count, const cJSON *instance)
{
    MprPlace wanted = {0};
    const MprPlace *const key = &wanted;
    snprintf(wanted.instance, sizeof wanted.instance, "%s", mpr_json_text(instance, "ID"));
    const MprPlace *const *found = bsearch(&key, sorted, count, sizeof *sorted, compare_instances);
    return found != NULL && strcmp((*found)->file, mpr_json_text(instance, "FileUuid")) == 0;
}

bool mpr_catalogue_compare(const MprCatalogue *catalogue, const cJSON *instances, bool *is_same,
                           MprError *error)
{
    const MprPlace **sorted = mpr_allocate(catalogue->count, sizeof *sorted, error);
    size_t count = 0;
    if (sorted == NULL) {
        return false;
    }
    for (size_t frame = 0; frame < catalogue->count; frame++) {
        if (catalogue->places[frame].frame == 0) {
            sorted[count++] = &catalogue->places[frame];
        }
    }
    qsort(sorted, count, sizeof *sorted, compare_instances);
    bool same = (size_t)cJSON_GetArraySize(instances) == count;
    for (const cJSON *instance = instances->child; same && instance != NULL; instance = instance->next) {
        same = is_same_file(sorted, count, instance);
    }
    mpr_free(sorted);
    *is_same = same;
    return true;
}
