/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The plugin's end of the fork server: the small process that forks the workers (Protocol.h has the drawing).
 *
 * Orthanc itself is never forked: it has threads and database handles. The fork server alone reaps workers,
 * and only on order, so a pid that the plugin holds always means the worker it was given for. When the fork
 * server ends, the kernel ends its workers; the next fork starts another one, which is another generation.
 *
 * A fork server that is halted (SIGSTOP) follows no order. It is ended after some seconds, and at once when
 * somebody waits for it whose work must end (mpr_stop_check): SIGKILL ends what is halted, too. */
#ifndef MPR_FORK_SERVER_H
#define MPR_FORK_SERVER_H

#include "Protocol.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/types.h>

typedef struct {
    pthread_mutex_t lock; /**< of is_taken */
    pthread_cond_t is_free;
    bool is_taken; /**< one order at a time */
    char *program;
    pid_t pid;            /**< 0: none is running */
    int control;          /**< our end of the control socket */
    unsigned generation;  /**< counts the fork servers that were started */
    atomic_uint running;  /**< the generation that runs; 0: none */
    atomic_uint in_hurry; /**< so many threads wait for their turn and must end */
} MprForkServer;

/** Which worker, of which fork server. */
typedef struct {
    int32_t pid;
    unsigned generation;
} MprWorkerName;

/** Starts the program and shakes hands. */
bool mpr_fork_server_create(const char *program, MprForkServer *fork_server, MprError *error);
/** A new worker that serves socket and arena; both descriptors stay the caller's. After a failure the other
 * end of socket must be given up. A fork server that is gone is started again by the next call. */
bool mpr_fork_server_spawn(MprForkServer *fork_server, int socket, int arena, const MprOrder *order,
                           MprWorkerName *name, MprError *error);
/** Kills and reaps a worker. False when nobody can say how it ended. */
bool mpr_fork_server_reap(MprForkServer *fork_server, MprWorkerName name, int *wait_status);
/** Is this worker's fork server still the one that runs? */
bool mpr_fork_server_has(MprForkServer *fork_server, MprWorkerName name);
/** Ends the fork server, and with it its workers; nobody may be waiting for it. */
void mpr_fork_server_end(MprForkServer *fork_server);
void mpr_fork_server_free(MprForkServer *fork_server);

/** A message of one of Protocol.h's structs, whole, if there is one. False when there is none, the other end
 * is gone or sent anything else. */
bool mpr_message_read(int socket, void *message, size_t size);
bool mpr_message_write(int socket, const void *message, size_t size);

#endif
