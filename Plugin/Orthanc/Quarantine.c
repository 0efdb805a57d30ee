/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Quarantine.h"

#include "Host.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The oldest mark makes room for a new one. A mark fades, since a fault of the machine can end a worker too.
 */
enum { MARKS = 256, FADING_S = 600 };

typedef struct {
    char file[MPR_HOST_ID_SIZE];
    time_t when_s; /* of the monotonic clock */
} Mark;

static struct {
    pthread_mutex_t mutex;
    Mark marks[MARKS];
    size_t count; /* ever made; the ring has the last ones */
} quarantine = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static time_t now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* With the mutex held. */
static size_t kept(void)
{
    return quarantine.count < MARKS ? quarantine.count : MARKS;
}

bool mpr_quarantine_allow(const char *file, MprError *error)
{
    bool is_marked = false;
    const time_t now = now_s();
    pthread_mutex_lock(&quarantine.mutex);
    for (size_t index = 0; !is_marked && index < kept(); index++) {
        const Mark *mark = &quarantine.marks[index];
        is_marked = strcmp(mark->file, file) == 0 && now - mark->when_s < FADING_S;
    }
    pthread_mutex_unlock(&quarantine.mutex);
    return !is_marked ||
           mpr_fail(error, MPR_UNSUITABLE,
                    "the image ended the decoder, or kept it busy or asleep, less than %d minutes "
                    "ago, and is not tried again so soon",
                    FADING_S / 60);
}

bool mpr_quarantine_mark(const char *file, const MprError *error)
{
    if (error->status == MPR_DEADLY && file[0] != '\0') {
        pthread_mutex_lock(&quarantine.mutex);
        Mark *mark = &quarantine.marks[quarantine.count++ % MARKS];
        snprintf(mark->file, sizeof mark->file, "%s", file);
        mark->when_s = now_s();
        pthread_mutex_unlock(&quarantine.mutex);
    }
    return false;
}

/* A file has one mark: while it has it, it gets no other. */
static unsigned count_marks(void)
{
    const time_t now = now_s();
    unsigned count = 0;
    for (size_t index = 0; index < kept(); index++) {
        count += now - quarantine.marks[index].when_s < FADING_S ? 1 : 0;
    }
    return count;
}

bool mpr_quarantine_answer(bool is_end, cJSON **answer, MprError *error)
{
    pthread_mutex_lock(&quarantine.mutex);
    const unsigned count = count_marks();
    quarantine.count = is_end ? 0 : quarantine.count;
    pthread_mutex_unlock(&quarantine.mutex);
    MprError memory = {0};
    cJSON *told = cJSON_CreateObject();
    mpr_json_add(told, "Files", cJSON_CreateNumber(count), &memory);
    return mpr_json_finish(told, &memory, answer, error);
}
