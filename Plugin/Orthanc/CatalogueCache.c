/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "CatalogueCache.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { KEY_SIZE = 2 * MPR_HOST_ID_SIZE };

/* Seconds that must lie between the last arrival and the catalogue: Orthanc takes the time a little before it
 * is done with storing. */
enum { SETTLED_S = 2 };

/* Words of a thousand images and more. */
enum { LONG_JSON = 1 << 16 };

static const double BRIEF_S = 1.0;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

typedef struct Kept {
    struct Kept *next; /* used less recently */
    char key[KEY_SIZE];
    MprBuffer json;
    char last_update[MPR_LAST_UPDATE_SIZE]; /* in the JSON */
    double confirmed_s;                     /* when Orthanc gave the JSON last */
    MprCatalogue *catalogue;
} Kept;

struct MprCatalogueCache {
    size_t budget;
    pthread_mutex_t lock; /* of the list; held for a copy, never for a request */
    Kept *latest;
};

bool mpr_catalogue_cache_create(size_t bytes, MprCatalogueCache **created, MprError *error)
{
    MprCatalogueCache *cache = mpr_allocate(1, sizeof *cache, error);
    if (cache == NULL) {
        return false;
    }
    cache->budget = bytes;
    pthread_mutex_init(&cache->lock, NULL);
    *created = cache;
    return true;
}

static void free_kept(Kept *kept)
{
    mpr_buffer_release(&kept->json);
    mpr_catalogue_free(kept->catalogue);
    mpr_free(kept);
}

void mpr_catalogue_cache_free(MprCatalogueCache *cache)
{
    if (cache == NULL) {
        return;
    }
    while (cache->latest != NULL) {
        Kept *kept = cache->latest;
        cache->latest = kept->next;
        free_kept(kept);
    }
    pthread_mutex_destroy(&cache->lock);
    mpr_free(cache);
}

/* Takes the catalogue of a key out of the list; NULL when there is none. */
static Kept *detach(MprCatalogueCache *cache, const char *key)
{
    for (Kept **link = &cache->latest; *link != NULL; link = &(*link)->next) {
        Kept *kept = *link;
        if (strcmp(kept->key, key) == 0) {
            *link = kept->next;
            return kept;
        }
    }
    return NULL;
}

static void attach(MprCatalogueCache *cache, Kept *kept)
{
    kept->next = cache->latest;
    cache->latest = kept;
}

/* Drops what is beyond the budget. */
static void shrink(MprCatalogueCache *cache)
{
    size_t bytes = 0;
    for (Kept **link = &cache->latest; *link != NULL;) {
        Kept *kept = *link;
        const size_t size = sizeof *kept + kept->json.size + mpr_catalogue_bytes(kept->catalogue);
        if (size > cache->budget - bytes) {
            *link = kept->next;
            free_kept(kept);
        } else {
            bytes += size;
            link = &kept->next;
        }
    }
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The texts of a list, sorted, for mpr_free; NULL without memory, or when it is no list of texts. */
static const char **sort_texts(const cJSON *list, size_t *count)
{
    MprError ignored;
    size_t sorted = 0;
    *count = (size_t)cJSON_GetArraySize(list);
    const char **texts = mpr_allocate(*count + 1, sizeof *texts, &ignored);
    for (const cJSON *one = texts != NULL ? list->child : NULL; cJSON_IsString(one); one = one->next) {
        texts[sorted++] = one->valuestring;
    }
    if (texts == NULL || sorted < *count) {
        mpr_free(texts);
        return NULL;
    }
    qsort(texts, sorted, sizeof *texts, compare_texts);
    return texts;
}

static bool are_same_texts(const cJSON *left, const cJSON *right)
{
    size_t count = 0;
    size_t other = 0;
    const char **a = cJSON_IsArray(left) ? sort_texts(left, &count) : NULL;
    const char **b = cJSON_IsArray(right) ? sort_texts(right, &other) : NULL;
    bool same = a != NULL && b != NULL && count == other;
    for (size_t index = 0; same && index < count; index++) {
        same = strcmp(a[index], b[index]) == 0;
    }
    mpr_free(a);
    mpr_free(b);
    return same;
}

/* The same but for the order of the instances. */
static bool say_the_same(const MprBuffer *left, const MprBuffer *right)
{
    cJSON *a = NULL;
    cJSON *b = NULL;
    MprError ignored;
    bool same = mpr_json_parse(left->data, left->size, &a, &ignored) &&
                mpr_json_parse(right->data, right->size, &b, &ignored);
    if (same) {
        cJSON *of_a = cJSON_DetachItemFromObjectCaseSensitive(a, "Instances");
        cJSON *of_b = cJSON_DetachItemFromObjectCaseSensitive(b, "Instances");
        same = are_same_texts(of_a, of_b) && cJSON_Compare(a, b, true);
        cJSON_Delete(of_a);
        cJSON_Delete(of_b);
    }
    cJSON_Delete(a);
    cJSON_Delete(b);
    return same;
}

bool mpr_catalogue_same_json(const MprBuffer *left, const MprBuffer *right)
{
    return left->size == right->size &&
           (memcmp(left->data, right->data, left->size) == 0 || say_the_same(left, right));
}

bool mpr_catalogue_cache_find(MprCatalogueCache *cache, const char *key, const MprBuffer *json,
                              MprCatalogue **catalogue)
{
    pthread_mutex_lock(&cache->lock);
    Kept *kept = detach(cache, key);
    const bool is_good = kept != NULL && mpr_catalogue_same_json(&kept->json, json);
    if (is_good) {
        *catalogue = mpr_catalogue_retain(kept->catalogue);
        kept->confirmed_s = now_s();
        attach(cache, kept);
    } else if (kept != NULL) {
        free_kept(kept);
    }
    pthread_mutex_unlock(&cache->lock);
    return is_good;
}

bool mpr_catalogue_cache_last(MprCatalogueCache *cache, const char *key, MprBuffer *json,
                              MprCatalogue **catalogue)
{
    MprError ignored;
    pthread_mutex_lock(&cache->lock);
    Kept *kept = detach(cache, key);
    bool ok = kept != NULL;
    if (ok) {
        attach(cache, kept);
        ok = json == NULL || mpr_buffer_copy(kept->json.data, kept->json.size, json, &ignored);
    }
    if (ok) {
        *catalogue = mpr_catalogue_retain(kept->catalogue);
    }
    pthread_mutex_unlock(&cache->lock);
    return ok;
}

/* The one of that key, when it is that catalogue. */
static Kept *look_up(MprCatalogueCache *cache, const char *key, const MprCatalogue *catalogue)
{
    Kept *kept = cache->latest;
    while (kept != NULL && strcmp(kept->key, key) != 0) {
        kept = kept->next;
    }
    return kept != NULL && kept->catalogue == catalogue ? kept : NULL;
}

void mpr_catalogue_cache_brief(MprCatalogueCache *cache, const char *key, const MprCatalogue *catalogue,
                               char last_update[MPR_LAST_UPDATE_SIZE])
{
    last_update[0] = '\0';
    pthread_mutex_lock(&cache->lock);
    const Kept *kept = look_up(cache, key, catalogue);
    if (kept != NULL && kept->json.size >= LONG_JSON && now_s() - kept->confirmed_s < BRIEF_S) {
        memcpy(last_update, kept->last_update, MPR_LAST_UPDATE_SIZE);
    }
    pthread_mutex_unlock(&cache->lock);
}

void mpr_catalogue_cache_confirm(MprCatalogueCache *cache, const char *key, const MprCatalogue *catalogue)
{
    pthread_mutex_lock(&cache->lock);
    Kept *kept = look_up(cache, key, catalogue);
    if (kept != NULL) {
        kept->confirmed_s = now_s();
    }
    pthread_mutex_unlock(&cache->lock);
}

/* Orthanc writes LastUpdate as UTC, in an order that compares as text. */
bool mpr_catalogue_is_settled(const cJSON *series, time_t asked)
{
    char latest[32] = "";
    struct tm utc;
    const time_t before = asked - SETTLED_S;
    const char *updated = mpr_json_text(series, "LastUpdate");
    if (gmtime_r(&before, &utc) == NULL) {
        return false;
    }
    strftime(latest, sizeof latest, "%Y%m%dT%H%M%S", &utc);
    return updated[0] != '\0' && strcmp(updated, latest) < 0;
}

static bool are_settled(const MprBuffer *json, time_t asked, char last_update[MPR_LAST_UPDATE_SIZE])
{
    MprError ignored;
    cJSON *series = NULL;
    const bool is_settled =
        mpr_json_parse(json->data, json->size, &series, &ignored) && mpr_catalogue_is_settled(series, asked);
    snprintf(last_update, MPR_LAST_UPDATE_SIZE, "%s", mpr_json_text(series, "LastUpdate"));
    cJSON_Delete(series);
    return is_settled;
}

static Kept *create_kept(const char *key, const MprBuffer *json, MprCatalogue *catalogue)
{
    MprError ignored;
    Kept *kept = mpr_allocate(1, sizeof *kept, &ignored);
    if (kept == NULL) {
        return NULL;
    }
    memcpy(kept->key, key, strlen(key) + 1);
    if (!mpr_buffer_copy(json->data, json->size, &kept->json, &ignored)) {
        free_kept(kept);
        return NULL;
    }
    kept->catalogue = mpr_catalogue_retain(catalogue);
    return kept;
}

void mpr_catalogue_cache_keep(MprCatalogueCache *cache, const char *key, const MprBuffer *json, time_t asked,
                              MprCatalogue *catalogue)
{
    char last_update[MPR_LAST_UPDATE_SIZE];
    if (cache->budget == 0 || !catalogue->is_lasting || strlen(key) >= KEY_SIZE ||
        !are_settled(json, asked, last_update)) {
        return;
    }
    Kept *kept = create_kept(key, json, catalogue);
    if (kept == NULL) {
        return;
    }
    memcpy(kept->last_update, last_update, sizeof last_update);
    kept->confirmed_s = now_s();
    pthread_mutex_lock(&cache->lock);
    Kept *former = detach(cache, key);
    attach(cache, kept);
    shrink(cache);
    pthread_mutex_unlock(&cache->lock);
    if (former != NULL) {
        free_kept(former);
    }
}
