/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Arrivals.h"

#include "Metrics.h"

#include <pthread.h>
#include <string.h>

/* Instances share places: the one that arrived last has it. An instance that has lost its place counts as
 * never stored, which can delay a request by a second and do no other harm. */
enum { PLACES = 1 << 14 };

/* Between two images of a series that is being sent, hardly as much time goes by. */
static const double QUIET_MS = 1000.0;

typedef struct {
    char instance[MPR_HOST_ID_SIZE];
    unsigned count;
    double when_ms;
} Arrival;

static struct {
    pthread_mutex_t mutex;
    Arrival places[PLACES];
} arrivals = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* Identifiers are hexadecimal digits of a hash. */
static Arrival *place_of(const char *instance)
{
    size_t place = 0;
    for (size_t index = 0; index < 8; index++) {
        const char digit = instance[index];
        place = place << 4 | (size_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return &arrivals.places[place % PLACES];
}

static OrthancPluginErrorCode on_stored(const OrthancPluginDicomInstance *instance, const char *id)
{
    (void)instance;
    if (mpr_host_is_id(id)) {
        pthread_mutex_lock(&arrivals.mutex);
        Arrival *arrival = place_of(id);
        arrival->count = strcmp(arrival->instance, id) == 0 ? arrival->count + 1 : 1;
        arrival->when_ms = mpr_metrics_now_ms();
        memcpy(arrival->instance, id, sizeof arrival->instance);
        pthread_mutex_unlock(&arrivals.mutex);
    }
    return OrthancPluginErrorCode_Success;
}

void mpr_arrivals_register(void)
{
    OrthancPluginRegisterOnStoredInstanceCallback(mpr_host(), on_stored);
}

bool mpr_arrivals_are_under_way(const MprCatalogue *catalogue)
{
    unsigned least = UINT32_MAX;
    unsigned most = 0;
    double latest_ms = -QUIET_MS;
    pthread_mutex_lock(&arrivals.mutex);
    for (size_t frame = 0; frame < catalogue->count; frame++) {
        const char *instance = catalogue->places[frame].instance;
        const Arrival *arrival = place_of(instance);
        const bool is_known = strcmp(arrival->instance, instance) == 0;
        const unsigned count = is_known ? arrival->count : 0;
        least = count < least ? count : least;
        most = count > most ? count : most;
        latest_ms = is_known && arrival->when_ms > latest_ms ? arrival->when_ms : latest_ms;
    }
    pthread_mutex_unlock(&arrivals.mutex);
    return least < most && mpr_metrics_now_ms() - latest_ms < QUIET_MS;
}
