/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Append.h"

#include "../Dicom/Dicom.h"
#include "Base/Text.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Who waits for an answer is told after this time that others add to the series. */
enum { MOST_WAIT_MS = 20000, GIVE_WAY_MS = 3000, ASK_EVERY_MS = 20 };

typedef struct {
    char sop_instance_uid[MPR_UID_SIZE];
    int32_t number;
} Member;

struct MprAppend {
    MprAppend *next; /* of those that are open */
    char series[MPR_HOST_ID_SIZE];
    const char *study;
    bool is_open;
    Member *members; /* by their UIDs */
    size_t count;
    int32_t before, last;          /* the greatest number that was there; the last one that was given */
    char oldest[MPR_HOST_ID_SIZE]; /* the image that was there first, by its number */
    char first_uid[MPR_UID_SIZE];  /* of the image that got the first new number */
    MprSeriesFacts facts;
};

/* Numbers go on from what is there: one request at a time looks, and stores. */
static struct {
    pthread_mutex_t mutex;
    MprAppend *open;
} shared = {.mutex = PTHREAD_MUTEX_INITIALIZER};

bool mpr_append_create(const char *series, MprAppend **created, MprError *error)
{
    *created = NULL;
    if (series[0] == '\0') {
        return true;
    }
    if (!mpr_host_is_id(series)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "AppendTo is no Orthanc identifier");
    }
    MprAppend *append = mpr_allocate(1, sizeof *append, error);
    if (append == NULL) {
        return false;
    }
    memcpy(append->series, series, sizeof append->series);
    *created = append;
    return true;
}

void mpr_append_free(MprAppend *append)
{
    if (append == NULL) {
        return;
    }
    pthread_mutex_lock(&shared.mutex);
    for (MprAppend **at = &shared.open; *at != NULL; at = &(*at)->next) {
        if (*at == append) {
            *at = append->next;
            break;
        }
    }
    pthread_mutex_unlock(&shared.mutex);
    mpr_free(append->members);
    mpr_free(append);
}

/* ---- one at a time ---- */

static bool enter(MprAppend *append)
{
    bool is_free = true;
    pthread_mutex_lock(&shared.mutex);
    for (const MprAppend *one = shared.open; one != NULL; one = one->next) {
        is_free = is_free && strcmp(one->series, append->series) != 0;
    }
    if (is_free) {
        append->next = shared.open;
        shared.open = append;
    }
    pthread_mutex_unlock(&shared.mutex);
    return is_free;
}

static bool wait_to_enter(MprAppend *append, const MprProgress *progress, MprError *error)
{
    const struct timespec moment = {.tv_nsec = ASK_EVERY_MS * 1000000};
    for (int waited = 0; !enter(append); waited += ASK_EVERY_MS) {
        if (progress == NULL && waited >= MOST_WAIT_MS) {
            return mpr_fail(error, MPR_BUSY, "other images are being added to series %s; ask again",
                            append->series);
        }
        if (!mpr_stop_check(error)) {
            return false;
        }
        nanosleep(&moment, NULL);
    }
    append->is_open = true;
    return true;
}

/* ---- does it belong there? ---- */

static bool is_of(const cJSON *tags, const char *series_instance_uid)
{
    const cJSON *item = NULL;
    cJSON_ArrayForEach(item, mpr_json_member(tags, "RelatedSeriesSequence"))
    {
        if (strcmp(mpr_json_text(item, "SeriesInstanceUID"), series_instance_uid) == 0) {
            return true;
        }
    }
    return false;
}

/* All images of a series are of one modality (PS3.3 C.7.3.1), and derived ones are of that of their sources. In each image
 * of a PET series stands how many there are, and which one it is (PS3.3 C.8.9.1). */
static bool check_series(const MprAppend *append, const cJSON *series, const MprFrameHeader *source,
                         MprError *error)
{
    const cJSON *tags = mpr_json_member(series, "MainDicomTags");
    const char *modality = mpr_json_text(tags, "Modality");
    if (strcmp(mpr_json_text(tags, "Manufacturer"), MPR_MANUFACTURER) != 0 ||
        strcmp(modality, source->modality) != 0) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "AppendTo: series %s was not made by this plugin of this source", append->series);
    }
    return strcmp(modality, "PT") != 0 ||
           mpr_fail(error, MPR_UNSUITABLE,
                    "AppendTo: each image of a PET series says how many images it has (NumberOfSlices), so "
                    "none can be added; leave AppendTo out");
}

static bool check_image(const MprAppend *append, const cJSON *tags, const MprFrameHeader *source,
                        MprError *error)
{
    const char *frame = mpr_json_text(tags, "FrameOfReferenceUID");
    if (!is_of(tags, source->series_instance_uid)) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "AppendTo: series %s was made of other images than those of this series",
                        append->series);
    }
    return source->frame_of_reference_uid[0] == '\0' || strcmp(frame, source->frame_of_reference_uid) == 0 ||
           mpr_fail(
               error, MPR_UNSUITABLE,
               "AppendTo: series %s lies in frame of reference %.64s, this one in %s: they are other places",
               append->series, mpr_text_uid(frame), mpr_text_uid(source->frame_of_reference_uid));
}

/* ---- what it says ---- */

static bool is_ascii(const char *text)
{
    while (*text != '\0' && (unsigned char)*text < 0x80) {
        text++;
    }
    return *text == '\0';
}

/* Text beyond ASCII of images that say no character set was made from the sources' own bytes, and will be
 * again. */
static void take_facts(const cJSON *series, const cJSON *image, MprSeriesFacts *facts)
{
    const cJSON *tags = mpr_json_member(series, "MainDicomTags");
    const char *description = mpr_json_text(tags, "SeriesDescription");
    const char *number = mpr_json_text(tags, "SeriesNumber");
    const bool is_own =
        is_ascii(description) || !mpr_dicom_is_ascii(mpr_json_text(image, "SpecificCharacterSet"));
    *facts = (MprSeriesFacts){.has_series_number = number[0] != '\0',
                              .series_number = (int32_t)strtol(number, NULL, 10)};
    snprintf(facts->series_instance_uid, sizeof facts->series_instance_uid, "%s",
             mpr_json_text(tags, "SeriesInstanceUID"));
    snprintf(facts->series_date, sizeof facts->series_date, "%s", mpr_json_text(tags, "SeriesDate"));
    snprintf(facts->series_time, sizeof facts->series_time, "%s", mpr_json_text(tags, "SeriesTime"));
    if (is_own && strlen(description) < sizeof facts->series_description) {
        memcpy(facts->series_description, description, strlen(description) + 1);
    }
}

/* ---- its images ---- */

static int compare_members(const void *left, const void *right)
{
    const Member *one = left;
    const Member *other = right;
    return strcmp(one->sop_instance_uid, other->sop_instance_uid);
}

static int32_t number_of(const cJSON *instance)
{
    const cJSON *tags = mpr_json_member(instance, "MainDicomTags");
    const long number = strtol(mpr_json_text(tags, "InstanceNumber"), NULL, 10);
    return number > 0 && number < INT32_MAX ? (int32_t)number : 0;
}

static void take_member(MprAppend *append, const cJSON *instance, int32_t *least)
{
    Member *member = &append->members[append->count++];
    snprintf(member->sop_instance_uid, sizeof member->sop_instance_uid, "%s",
             mpr_json_text(mpr_json_member(instance, "MainDicomTags"), "SOPInstanceUID"));
    member->number = number_of(instance);
    append->before = member->number > append->before ? member->number : append->before;
    if (member->number < *least) {
        *least = member->number;
        snprintf(append->oldest, sizeof append->oldest, "%s", mpr_json_text(instance, "ID"));
    }
}

static bool take_members(MprAppend *append, const cJSON *instances, MprError *error)
{
    int32_t least = INT32_MAX;
    mpr_free(append->members); /* of a try before */
    append->count = 0;
    append->before = 0;
    append->members = mpr_allocate((size_t)cJSON_GetArraySize(instances) + 1, sizeof *append->members, error);
    if (append->members == NULL) {
        return false;
    }
    const cJSON *instance = NULL;
    cJSON_ArrayForEach(instance, instances)
    {
        take_member(append, instance, &least);
    }
    append->last = append->before;
    qsort(append->members, append->count, sizeof *append->members, compare_members);
    return true;
}

/* ---- the target ---- */

static bool get(const char *level, const char *id, const char *what, cJSON **answer, MprError *error)
{
    char uri[96];
    snprintf(uri, sizeof uri, "/%s/%s%s", level, id, what);
    return mpr_host_get(uri, answer, error);
}

static bool not_there(MprError *error)
{
    return mpr_fail(error, MPR_NOT_FOUND, "AppendTo: there is no such series in this study");
}

static bool look(MprAppend *append, const MprFrameHeader *source, const cJSON *series, MprError *error)
{
    const cJSON *first = cJSON_GetArrayItem(mpr_json_member(series, "Instances"), 0);
    cJSON *image = NULL;
    cJSON *instances = NULL;
    if (strcmp(mpr_json_text(series, "ParentStudy"), append->study) != 0) {
        return not_there(error); /* nothing is told of other studies */
    }
    if (!check_series(append, series, source, error) || !cJSON_IsString(first)) {
        return error->status != MPR_OK ? false : not_there(error);
    }
    const bool ok = get("instances", first->valuestring, "/simplified-tags", &image, error) &&
                    check_image(append, image, source, error) &&
                    get("series", append->series, "/instances", &instances, error) &&
                    take_members(append, instances, error);
    if (ok) {
        take_facts(series, image, &append->facts);
    }
    cJSON_Delete(image);
    cJSON_Delete(instances);
    return ok;
}

static bool open_target(void *self, const MprFrameHeader *source, const MprProgress *progress,
                        const MprSeriesFacts **facts, MprError *error)
{
    MprAppend *append = self;
    cJSON *series = NULL;
    if (!append->is_open && !wait_to_enter(append, progress, error)) {
        return false;
    }
    if (!get("series", append->series, "", &series, error)) {
        return error->status == MPR_NOT_FOUND ? not_there(error) : false;
    }
    const bool ok = look(append, source, series, error);
    cJSON_Delete(series);
    *facts = &append->facts;
    return ok;
}

static bool give_number(void *self, const char *sop_instance_uid, int32_t *number, MprError *error)
{
    MprAppend *append = self;
    Member wanted = {0};
    snprintf(wanted.sop_instance_uid, sizeof wanted.sop_instance_uid, "%s", sop_instance_uid);
    const Member *member =
        bsearch(&wanted, append->members, append->count, sizeof *append->members, compare_members);
    if (member == NULL && append->last == INT32_MAX) {
        return mpr_fail(error, MPR_UNSUITABLE, "AppendTo: the numbers of series %s have come to their end",
                        append->series);
    }
    if (member == NULL && append->last == append->before) {
        snprintf(append->first_uid, sizeof append->first_uid, "%s", sop_instance_uid);
    }
    *number = member != NULL ? member->number : ++append->last;
    return true;
}

MprTarget mpr_append_target(MprAppend *append, const char *study)
{
    if (append != NULL) {
        append->study = study;
    }
    return (MprTarget){append, open_target, give_number};
}

/* ---- afterwards ---- */

/* Servers of one database do not wait for each other: each one numbers on from what it found. Who sees, when its own
 * images are stored, that other images have their numbers, takes them back and begins anew; of two servers at least
 * one sees it. When both do, the one whose first image has the smaller UID waits for the other to give way. */
typedef enum { NUMBERS_OWN, NUMBERS_SHARED, NUMBERS_LEFT_TO_ME } Numbers;

static Numbers compare_numbers(const MprAppend *append, const cJSON *instances)
{
    int64_t count = 0;
    bool is_mine = false;
    const cJSON *instance = NULL;
    cJSON_ArrayForEach(instance, instances)
    {
        const int32_t number = number_of(instance);
        const char *uid = mpr_json_text(mpr_json_member(instance, "MainDicomTags"), "SOPInstanceUID");
        count += number > append->before && number <= append->last;
        if (number == append->before + 1 && strcmp(uid, append->first_uid) != 0) {
            is_mine = strcmp(append->first_uid, uid) < 0;
        }
    }
    return count <= (int64_t)append->last - append->before ? NUMBERS_OWN
           : is_mine                                       ? NUMBERS_LEFT_TO_ME
                                                           : NUMBERS_SHARED;
}

static bool look_at_numbers(const MprAppend *append, Numbers *numbers, MprError *error)
{
    cJSON *instances = NULL;
    if (!get("series", append->series, "/instances", &instances, error)) {
        return error->status != MPR_NOT_FOUND
                   ? false
                   : mpr_fail(error, MPR_CONFLICT, "series %s has been deleted meanwhile; ask again",
                              append->series);
    }
    *numbers = compare_numbers(append, instances);
    cJSON_Delete(instances);
    return true;
}

bool mpr_append_confirm(const MprAppend *append, MprError *error)
{
    const struct timespec moment = {.tv_nsec = ASK_EVERY_MS * 1000000};
    Numbers numbers = NUMBERS_OWN;
    if (append == NULL || append->last == append->before) {
        return true;
    }
    for (int waited = 0; waited < GIVE_WAY_MS; waited += ASK_EVERY_MS) {
        if (!look_at_numbers(append, &numbers, error) || !mpr_stop_check(error)) {
            return false;
        }
        if (numbers != NUMBERS_LEFT_TO_ME) {
            break;
        }
        nanosleep(&moment, NULL);
    }
    return numbers == NUMBERS_OWN ||
           mpr_fail(error, MPR_CONFLICT,
                    "another server has added images to series %s at the same time, under the same numbers; "
                    "nothing was stored, ask again",
                    append->series);
}

void mpr_append_note(const MprAppend *append, const cJSON *source, MprNotes *notes)
{
    char uri[96];
    char begun[32];
    MprError ignored;
    if (append == NULL || append->oldest[0] == '\0') {
        return;
    }
    snprintf(uri, sizeof uri, "/instances/%s/metadata/ReceptionDate", append->oldest);
    if (mpr_host_get_text(uri, begun, sizeof begun, &ignored) &&
        strcmp(mpr_json_text(source, "LastUpdate"), begun) > 0) {
        mpr_notes_add(
            notes,
            "images of the source have arrived since series %s was begun: the images that it holds may "
            "show what was there before",
            append->series);
    }
}
