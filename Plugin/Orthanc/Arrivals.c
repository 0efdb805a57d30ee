/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Arrivals.h"

#include "Metrics.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

/* What is known of 65 536 instances, those that arrived last. An instance has a place in one row; when the row is
 * full, the one that was heard of first is forgotten, and counts as not replaced: requests wait too long then. */
enum { ROWS = 1 << 13, PLACES = 8 };

/* Counts begin anew when the series is seen to be stable, or after so many times StableAge without an event: a
 * series may take longer than StableAge to arrive, and be sent once more right afterwards. */
static const double FORGET_AFTER = 10.0;

/* Seconds, as Orthanc takes it when its configuration does not say. */
static const double STABLE_AGE_S = 60.0;

/* Orthanc tells of two events when it overwrites an instance: that the old one was deleted, and that the new one was
 * stored, in any order. An instance that replaced one from before the plugin's start has as many of one as of the
 * other; whose first arrival was heard of has one deletion less. */
typedef struct {
    uint64_t instance;        /* 0: the place is free */
    uint64_t content;         /* 0: unknown */
    double when_ms;           /* of the last event */
    uint32_t stored, deleted; /* how often */
    bool is_changed;          /* an arrival brought another content than the one before */
} Arrival;

static struct {
    pthread_mutex_t mutex;
    double stable_ms;
    bool overwrites;
    Arrival rows[ROWS][PLACES];
} arrivals = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* The first 64 bits of an identifier, which is a hash in hexadecimal digits with hyphens. */
static uint64_t key_of(const char *id)
{
    uint64_t key = 0;
    for (unsigned digits = 0; *id != '\0' && digits < 16; id++) {
        if (*id != '-') {
            key = key << 4 | (uint64_t)(*id <= '9' ? *id - '0' : *id - 'a' + 10);
            digits++;
        }
    }
    return key != 0 ? key : 1;
}

static Arrival *find(uint64_t instance)
{
    Arrival *row = arrivals.rows[instance % ROWS];
    for (unsigned place = 0; place < PLACES; place++) {
        if (row[place].instance == instance) {
            return &row[place];
        }
    }
    return NULL;
}

/* The place of an instance that is not known yet, emptied. */
static Arrival *take_place(uint64_t instance)
{
    Arrival *row = arrivals.rows[instance % ROWS];
    Arrival *oldest = row;
    for (unsigned place = 1; place < PLACES; place++) {
        oldest = row[place].when_ms < oldest->when_ms ? &row[place] : oldest;
    }
    *oldest = (Arrival){.instance = instance};
    return oldest;
}

/* FNV-1a by words of eight bytes: it tells contents apart that nobody chose to be alike. */
static uint64_t digest(const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint64_t hash = 0xcbf29ce484222325U ^ size;
    for (; size >= sizeof hash; size -= sizeof hash, at += sizeof hash) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        hash = (hash ^ word) * 0x100000001b3U;
        hash ^= hash >> 29;
    }
    for (; size > 0; size--) {
        hash = (hash ^ *at++) * 0x100000001b3U;
    }
    return hash != 0 ? hash : 1;
}

/* The instance that is there is the first one. */
static void begin_anew(Arrival *arrival)
{
    arrival->stored = 1;
    arrival->deleted = 0;
    arrival->is_changed = false;
}

/* With the mutex held. The place of an instance that an event has come of. */
static Arrival *note_event(uint64_t instance, double now_ms)
{
    Arrival *arrival = find(instance);
    if (arrival == NULL) {
        arrival = take_place(instance);
    } else if (now_ms - arrival->when_ms >= FORGET_AFTER * arrivals.stable_ms) {
        begin_anew(arrival);
    }
    arrival->when_ms = now_ms;
    return arrival;
}

/* What Orthanc has already and does not overwrite is told of as well. */
static bool is_refused(uint64_t instance)
{
    const Arrival *arrival = arrivals.overwrites ? NULL : find(instance);
    return arrival != NULL && arrival->stored > arrival->deleted;
}

static void note_arrival(uint64_t instance, uint64_t content, double now_ms)
{
    pthread_mutex_lock(&arrivals.mutex);
    if (!is_refused(instance)) {
        Arrival *arrival = note_event(instance, now_ms);
        arrival->is_changed = arrival->is_changed || (arrival->content != 0 && arrival->content != content);
        arrival->content = content;
        arrival->stored++;
    }
    pthread_mutex_unlock(&arrivals.mutex);
}

static OrthancPluginErrorCode on_stored(const OrthancPluginDicomInstance *instance, const char *id)
{
    const void *bytes = OrthancPluginGetInstanceData(mpr_host(), instance);
    const int64_t size = OrthancPluginGetInstanceSize(mpr_host(), instance);
    if (mpr_host_is_id(id) && bytes != NULL && size > 0) {
        note_arrival(key_of(id), digest(bytes, (size_t)size), mpr_metrics_now_ms());
    }
    return OrthancPluginErrorCode_Success;
}

void mpr_arrivals_changed(OrthancPluginChangeType change, OrthancPluginResourceType level, const char *id)
{
    if (change == OrthancPluginChangeType_Deleted && level == OrthancPluginResourceType_Instance &&
        mpr_host_is_id(id)) {
        pthread_mutex_lock(&arrivals.mutex);
        note_event(key_of(id), mpr_metrics_now_ms())->deleted++;
        pthread_mutex_unlock(&arrivals.mutex);
    }
}

void mpr_arrivals_set(const cJSON *configuration)
{
    const cJSON *age = mpr_json_member(configuration, "StableAge");
    arrivals.stable_ms =
        1000.0 * (cJSON_IsNumber(age) && age->valuedouble > 0.0 ? age->valuedouble : STABLE_AGE_S);
    arrivals.overwrites = cJSON_IsTrue(mpr_json_member(configuration, "OverwriteInstances"));
}

void mpr_arrivals_register(void)
{
    OrthancPluginRegisterOnStoredInstanceCallback(mpr_host(), on_stored);
}

typedef struct {
    size_t instances, replaced; /* as often as any */
    uint32_t least, most;
    bool is_changed;
    double latest_ms;
} Tally;

/* How often an instance that is in the archive was replaced. */
static uint32_t replacements(const Arrival *arrival)
{
    const uint32_t heard = arrival->stored > 0 ? arrival->stored - 1 : 0;
    return arrival->deleted > heard ? arrival->deleted : heard;
}

/* Another content, or nobody knows which. */
static bool is_changed(const Arrival *arrival)
{
    return arrival->is_changed || (arrivals.overwrites && arrival->deleted >= arrival->stored);
}

/* With the mutex held. */
static void count_instance(Tally *tally, const Arrival *arrival)
{
    const uint32_t count = arrival != NULL ? replacements(arrival) : 0;
    tally->instances++;
    tally->least = count < tally->least ? count : tally->least;
    tally->replaced = count > tally->most ? 1 : tally->replaced + (count == tally->most);
    tally->most = count > tally->most ? count : tally->most;
    if (arrival != NULL) {
        tally->is_changed = tally->is_changed || is_changed(arrival);
        tally->latest_ms = arrival->when_ms > tally->latest_ms ? arrival->when_ms : tally->latest_ms;
    }
}

/* With the mutex held. */
static Tally count(const MprCatalogue *catalogue)
{
    Tally tally = {.least = UINT32_MAX, .latest_ms = -INFINITY};
    for (size_t frame = 0; frame < catalogue->count; frame++) {
        if (catalogue->places[frame].frame == 0) {
            count_instance(&tally, find(key_of(catalogue->places[frame].instance)));
        }
    }
    return tally;
}

/* With the mutex held: the series is stable, what it is counts. */
static void accept(const MprCatalogue *catalogue)
{
    for (size_t frame = 0; frame < catalogue->count; frame++) {
        Arrival *arrival = find(key_of(catalogue->places[frame].instance));
        if (arrival != NULL) {
            begin_anew(arrival);
        }
    }
}

bool mpr_arrivals_check(const MprCatalogue *catalogue, MprError *error)
{
    const double now_ms = mpr_metrics_now_ms();
    pthread_mutex_lock(&arrivals.mutex);
    const double stable_ms = arrivals.stable_ms;
    const Tally tally = count(catalogue);
    const bool is_uneven = tally.instances > 0 && tally.least < tally.most && tally.is_changed;
    const bool is_stable = now_ms - tally.latest_ms >= stable_ms;
    if (is_uneven && is_stable) {
        accept(catalogue);
    }
    pthread_mutex_unlock(&arrivals.mutex);
    if (!is_uneven || is_stable || !arrivals.overwrites) { /* who deletes an image first means that one */
        return true;
    }
    return mpr_fail(
        error, MPR_BEING_SENT,
        "the series is being sent again: %zu of its %zu images have been replaced, the others not; "
        "nothing was stored. Ask again when all have come, or %.0f s after the last one (StableAge); "
        "that came %.0f s ago",
        tally.replaced, tally.instances, stable_ms / 1000.0, (now_ms - tally.latest_ms) / 1000.0);
}
