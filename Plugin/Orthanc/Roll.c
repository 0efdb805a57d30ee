/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Roll.h"

#include "../Core/Decimal.h"
#include "../Core/Text.h"

#include <stdio.h>
#include <string.h>

bool mpr_roll_create(size_t count, MprRoll *roll, MprError *error)
{
    MprRoll created = {.count = count};
    created.listings = mpr_allocate(count, sizeof *created.listings, error);
    created.places = mpr_allocate(count, sizeof *created.places, error);
    if (created.listings == NULL || created.places == NULL) {
        mpr_roll_release(&created);
        return false;
    }
    *roll = created;
    return true;
}

bool mpr_roll_copy(const MprRoll *roll, MprRoll *copy, MprError *error)
{
    if (!mpr_roll_create(roll->count, copy, error)) {
        return false;
    }
    memcpy(copy->listings, roll->listings, roll->count * sizeof *roll->listings);
    memcpy(copy->places, roll->places, roll->count * sizeof *roll->places);
    return true;
}

void mpr_roll_release(MprRoll *roll)
{
    mpr_free(roll->listings);
    mpr_free(roll->places);
    *roll = (MprRoll){0};
}

size_t mpr_roll_bytes(const MprRoll *roll)
{
    return roll->count * (sizeof *roll->listings + sizeof *roll->places);
}

/* ---- what Orthanc says of an instance ---- */

const char *mpr_roll_tag(const cJSON *instance, const char *tag)
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

void mpr_roll_list(const cJSON *instance, MprListing *listing, MprPlace *place)
{
    double p[3] = {0};
    double o[6] = {0};
    const char *number = mpr_roll_tag(instance, "InstanceNumber");
    snprintf(place->instance, sizeof place->instance, "%s", mpr_json_text(instance, "ID"));
    snprintf(place->file, sizeof place->file, "%s", mpr_json_text(instance, "FileUuid"));
    place->size = file_size(instance);
    snprintf(listing->sop_instance_uid, sizeof listing->sop_instance_uid, "%s",
             mpr_roll_tag(instance, "SOPInstanceUID"));
    name_listing(listing, number, place->instance);
    mpr_decimal_parse(number, strlen(number), &listing->number);
    listing->has_grid = index_numbers(mpr_roll_tag(instance, "ImagePositionPatient"), 3, p) &&
                        index_numbers(mpr_roll_tag(instance, "ImageOrientationPatient"), 6, o);
    listing->position = (MprVector){p[0], p[1], p[2]};
    listing->across = (MprVector){o[0], o[1], o[2]};
    listing->down = (MprVector){o[3], o[4], o[5]};
}
