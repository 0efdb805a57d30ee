/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of keys, and for each series a list of frames in the order of their use. The Orthanc Framework has
 * a cache (MemoryObjectCache); it takes 1.7 µs to find a frame, and a warm preview asks for hundreds. */
#include "FrameCache.h"

#include <pthread.h>
#include <string.h>

enum { BUCKETS = 4096 }; /* a gigabyte holds two thousand slices of a CT */

typedef struct Series Series;

typedef struct Kept {
    struct Kept *next;          /* in its bucket */
    struct Kept *newer, *older; /* of its series: used after it, before it */
    Series *series;
    MprFrame *frame;
    size_t bytes;
    uint64_t used; /* when, by the clock of the cache */
    uint64_t hash;
    char key[]; /* with its end */
} Kept;

struct Series {
    Series *next;
    Kept *newest, *oldest;
    size_t bytes;
    bool has_lost; /* frames, to another one */
    uint64_t used; /* a frame of it, or one that it has lost */
    char name[];
};

struct MprFrameCache {
    pthread_mutex_t lock; /* of all below; nobody frees or copies pixels under it */
    size_t budget;
    MprCacheCounts counts;
    uint64_t clock; /* uses of frames: time that no pause of a reader, or of the machine, lets go by */
    size_t kept;    /* frames */
    Series *series;
    Kept *buckets[BUCKETS];
};

bool mpr_frame_cache_create(size_t bytes, MprFrameCache **created, MprError *error)
{
    MprFrameCache *cache = mpr_allocate(1, sizeof *cache, error);
    if (cache == NULL) {
        return false;
    }
    cache->budget = bytes;
    pthread_mutex_init(&cache->lock, NULL);
    *created = cache;
    return true;
}

/* ---- table and list ---- */

/* FNV-1a */
static uint64_t hash_of(const char *key)
{
    uint64_t hash = 0xcbf29ce484222325U;
    for (; *key != '\0'; key++) {
        hash = (hash ^ (uint8_t)*key) * 0x100000001b3U;
    }
    return hash;
}

static Kept *look_up(const MprFrameCache *cache, const char *key, uint64_t hash)
{
    Kept *kept = cache->buckets[hash % BUCKETS];
    while (kept != NULL && (kept->hash != hash || strcmp(kept->key, key) != 0)) {
        kept = kept->next;
    }
    return kept;
}

static void link_newest(MprFrameCache *cache, Kept *kept)
{
    Series *series = kept->series;
    kept->newer = NULL;
    kept->older = series->newest;
    *(series->newest != NULL ? &series->newest->newer : &series->oldest) = kept;
    series->newest = kept;
    kept->used = series->used = ++cache->clock;
}

static void unlink_kept(Kept *kept)
{
    Series *series = kept->series;
    *(kept->newer != NULL ? &kept->newer->older : &series->newest) = kept->older;
    *(kept->older != NULL ? &kept->older->newer : &series->oldest) = kept->newer;
}

static void add(MprFrameCache *cache, Kept *kept)
{
    Kept **bucket = &cache->buckets[kept->hash % BUCKETS];
    kept->next = *bucket;
    *bucket = kept;
    link_newest(cache, kept);
    kept->series->bytes += kept->bytes;
    cache->counts.bytes += kept->bytes;
    cache->kept++;
}

/* Out of the table and the list, and in front of those that are to be freed. */
static void drop(MprFrameCache *cache, Kept *kept, Kept **dropped)
{
    Kept **link = &cache->buckets[kept->hash % BUCKETS];
    while (*link != kept) {
        link = &(*link)->next;
    }
    *link = kept->next;
    unlink_kept(kept);
    kept->series->bytes -= kept->bytes;
    cache->counts.bytes -= kept->bytes;
    cache->kept--;
    kept->next = *dropped;
    *dropped = kept;
}

static void free_dropped(Kept *dropped)
{
    while (dropped != NULL) {
        Kept *next = dropped->next;
        mpr_frame_free(dropped->frame);
        mpr_free(dropped);
        dropped = next;
    }
}

void mpr_frame_cache_free(MprFrameCache *cache)
{
    Kept *dropped = NULL;
    if (cache == NULL) {
        return;
    }
    while (cache->series != NULL) {
        Series *series = cache->series;
        while (series->oldest != NULL) {
            drop(cache, series->oldest, &dropped);
        }
        cache->series = series->next;
        mpr_free(series);
    }
    free_dropped(dropped);
    pthread_mutex_destroy(&cache->lock);
    mpr_free(cache);
}

/* ---- for requests ---- */

static MprFrame *use(MprFrameCache *cache, Kept *kept)
{
    unlink_kept(kept);
    link_newest(cache, kept);
    cache->counts.hits++;
    return mpr_frame_retain(kept->frame);
}

MprFrame *mpr_frame_cache_find(MprFrameCache *cache, const char *key)
{
    const uint64_t hash = hash_of(key);
    pthread_mutex_lock(&cache->lock);
    Kept *kept = look_up(cache, key, hash);
    MprFrame *found = kept != NULL ? use(cache, kept) : NULL;
    cache->counts.misses += kept == NULL;
    pthread_mutex_unlock(&cache->lock);
    return found;
}

bool mpr_frame_cache_has(MprFrameCache *cache, const char *key)
{
    const uint64_t hash = hash_of(key);
    pthread_mutex_lock(&cache->lock);
    const bool has = look_up(cache, key, hash) != NULL;
    pthread_mutex_unlock(&cache->lock);
    return has;
}

bool mpr_frame_cache_find_all(MprFrameCache *cache, const char *keys, size_t size, size_t count,
                              MprFrame **found)
{
    size_t index = 0;
    pthread_mutex_lock(&cache->lock);
    for (; index < count; index++) {
        const char *key = keys + index * size;
        Kept *kept = look_up(cache, key, hash_of(key));
        if (kept == NULL) {
            break;
        }
        found[index] = use(cache, kept);
    }
    const bool has_all = index == count;
    cache->counts.hits -= has_all ? 0 : index; /* they will be asked for again, one by one */
    pthread_mutex_unlock(&cache->lock);
    while (!has_all && index > 0) {
        mpr_frame_free(found[--index]);
    }
    return has_all;
}

static Kept *create_kept(const char *key, MprFrame *frame)
{
    MprError ignored; /* without memory the frame is not kept; that is all a cache may lose */
    const size_t length = strlen(key) + 1;
    Kept *kept = mpr_allocate(1, sizeof *kept + length, &ignored);
    if (kept != NULL) {
        const size_t pixels = frame->file.size > 0 ? frame->file.size : frame->pixels.size;
        memcpy(kept->key, key, length);
        kept->hash = hash_of(key);
        kept->bytes = sizeof *kept + length + sizeof *frame + pixels + frame->attributes.size;
        kept->frame = mpr_frame_retain(frame);
    }
    return kept;
}

/* ---- room ---- */

/* Not for as many uses of others as would read all that is kept twice. */
static bool is_idle(const MprFrameCache *cache, const Series *series)
{
    enum { SOME = 64 };
    return cache->clock - series->used > 2 * cache->kept + SOME;
}

/* Forgets series of which nothing is kept and nothing was asked for a while. */
static void forget_idle(MprFrameCache *cache)
{
    for (Series **link = &cache->series; *link != NULL;) {
        Series *series = *link;
        if (series->oldest == NULL && is_idle(cache, series)) {
            *link = series->next;
            mpr_free(series);
        } else {
            link = &series->next;
        }
    }
}

static Series *series_of(MprFrameCache *cache, const char *name)
{
    MprError ignored;
    Series *series = cache->series;
    while (series != NULL && strcmp(series->name, name) != 0) {
        series = series->next;
    }
    if (series == NULL) {
        const size_t length = strlen(name) + 1;
        forget_idle(cache);
        series = mpr_allocate(1, sizeof *series + length, &ignored);
        if (series != NULL) {
            memcpy(series->name, name, length);
            series->next = cache->series;
            cache->series = series;
        }
    }
    return series;
}

/* May a series drop frames of another one for so many bytes? */
static bool may_drop(const MprFrameCache *cache, const Series *series, const Series *other, size_t bytes)
{
    return other != series && other->oldest != NULL &&
           (!series->has_lost || is_idle(cache, other) || other->bytes > series->bytes + bytes);
}

/* The frame that goes; NULL: none has to make room. */
static Kept *find_victim(const MprFrameCache *cache, const Series *series, size_t bytes)
{
    Kept *victim = NULL;
    for (const Series *other = cache->series; other != NULL; other = other->next) {
        if (may_drop(cache, series, other, bytes) && (victim == NULL || other->oldest->used < victim->used)) {
            victim = other->oldest;
        }
    }
    return victim;
}

static bool has_room(const MprFrameCache *cache, size_t bytes)
{
    return bytes <= cache->budget && cache->counts.bytes <= cache->budget - bytes;
}

static bool make_room(MprFrameCache *cache, Series *series, size_t bytes, Kept **dropped)
{
    Kept *victim = NULL;
    series->used = ++cache->clock;
    while (bytes <= cache->budget && !has_room(cache, bytes) &&
           (victim = find_victim(cache, series, bytes)) != NULL) {
        victim->series->has_lost = true;
        drop(cache, victim, dropped);
    }
    return has_room(cache, bytes);
}

/* Takes the frame in, or drops it. */
static void take_in(MprFrameCache *cache, const char *name, Kept *kept, MprKeep keep, Kept **dropped)
{
    Kept *former = look_up(cache, kept->key, kept->hash);
    Series *series = series_of(cache, name);
    if (former != NULL) {
        drop(cache, former, dropped);
    }
    if (series != NULL && (keep == MPR_KEEP_FOR_VIEWING ? make_room(cache, series, kept->bytes, dropped)
                                                        : has_room(cache, kept->bytes))) {
        kept->series = series;
        add(cache, kept);
    } else {
        kept->next = *dropped;
        *dropped = kept;
    }
}

void mpr_frame_cache_keep(MprFrameCache *cache, const char *series, const char *key, MprFrame *frame,
                          MprKeep keep)
{
    Kept *dropped = NULL;
    Kept *kept = cache->budget > 0 ? create_kept(key, frame) : NULL;
    if (kept == NULL) {
        return;
    }
    pthread_mutex_lock(&cache->lock);
    take_in(cache, series, kept, keep, &dropped);
    pthread_mutex_unlock(&cache->lock);
    free_dropped(dropped);
}

MprCacheCounts mpr_frame_cache_counts(MprFrameCache *cache)
{
    pthread_mutex_lock(&cache->lock);
    const MprCacheCounts counts = cache->counts;
    pthread_mutex_unlock(&cache->lock);
    return counts;
}
