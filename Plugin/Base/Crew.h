/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The threads of the process that help whoever has work: one crew for all requests. What one wants done
 * beside its own work is an errand; errands are run in the order in which they were begun, so requests that
 * have few of them under way at a time share the crew fairly. Those of a job, which nobody looks at, come
 * after those of somebody who waits. An errand that nobody has come to yet is run by the one who waits for
 * it: a request never waits for a busy crew, and works alone when there is none; so does a job, which goes on
 * however many requests there are.
 *
 *      request  ──begin A──begin B────own work────finish A──finish B (not begun: runs it)──►
 *      crew          └──────A──────┘                                                        */
#ifndef MPR_CREW_H
#define MPR_CREW_H

#include "Stop.h"

typedef struct MprCrew MprCrew;

typedef enum { MPR_ERRAND_IDLE, MPR_ERRAND_WAITING, MPR_ERRAND_RUNNING } MprErrandState;

/* Set run, self and can_wait; the rest is the crew's, and begins as zero. It must stay where it is until it
 * is finished. */
typedef struct MprErrand {
    void (*run)(void *self);
    void *self;
    bool can_wait; /* run when there is no errand that cannot */
    MprErrandState state;
    const MprStop *stop;    /* of the thread that began it */
    struct MprErrand *next; /* in the queue */
} MprErrand;

bool mpr_crew_create(unsigned threads, MprCrew **crew, MprError *error);
/* No errand may be under way. NULL is fine. */
void mpr_crew_free(MprCrew *crew);
/* How many threads; 0 of NULL. */
unsigned mpr_crew_threads(const MprCrew *crew);

/* Has the errand run soon. crew may be NULL: it is run when it is finished. */
void mpr_crew_begin(MprCrew *crew, MprErrand *errand);
/* Waits until the errand was run, or runs it. Nothing happens to one that was not begun. */
void mpr_crew_finish(MprCrew *crew, MprErrand *errand);
/* The same, but an errand that nobody has come to yet is not run. */
void mpr_crew_withdraw(MprCrew *crew, MprErrand *errand);

#endif
