/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the fork server, gives it orders, and starts it again when it is gone. */
#include "ForkServer.h"

#include "Base/Stop.h"
#include "Base/Text.h"
#include "Watch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Starting a program from a slow disk may take seconds. Who must end waits a moment only. */
enum { PATIENCE_MS = 10000, MOMENT_MS = 250, SLICE_MS = 50 };

bool mpr_message_read(int socket, void *message, size_t size)
{
    ssize_t received;
    do {
        received = recv(socket, message, size, MSG_DONTWAIT | MSG_TRUNC);
    } while (received < 0 && errno == EINTR);
    return received >= 0 && (size_t)received == size;
}

bool mpr_message_write(int socket, const void *message, size_t size)
{
    ssize_t sent;
    do {
        sent = send(socket, message, size, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent >= 0 && (size_t)sent == size;
}

/* --- turns -------------------------------------------------------------------------------------------- */

static bool must_end(void)
{
    return mpr_stop_reason(mpr_stop_current()) != MPR_STOP_NONE;
}

/* Whoever has the turn is told when somebody behind him must end. */
static void take_turn(MprForkServer *fork_server)
{
    bool hurries = false;
    pthread_mutex_lock(&fork_server->lock);
    while (fork_server->is_taken) {
        if (!hurries && must_end()) {
            hurries = true;
            atomic_fetch_add(&fork_server->in_hurry, 1);
        }
        mpr_watch_wait(&fork_server->is_free, &fork_server->lock, SLICE_MS);
    }
    fork_server->is_taken = true;
    pthread_mutex_unlock(&fork_server->lock);
    if (hurries) {
        atomic_fetch_sub(&fork_server->in_hurry, 1);
    }
}

static void give_turn(MprForkServer *fork_server)
{
    pthread_mutex_lock(&fork_server->lock);
    fork_server->is_taken = false;
    pthread_cond_signal(&fork_server->is_free);
    pthread_mutex_unlock(&fork_server->lock);
}

/* Waits for the answer to an order. Slices are counted and not measured, as in Watch.c. */
static bool hear(MprForkServer *fork_server, MprForkReply *reply, bool *is_late)
{
    struct pollfd entry = {.fd = fork_server->control, .events = POLLIN};
    int hurried_ms = 0;
    for (int waited_ms = 0; waited_ms < PATIENCE_MS && hurried_ms < MOMENT_MS; waited_ms += SLICE_MS) {
        if (poll(&entry, 1, SLICE_MS) > 0) {
            *is_late = false;
            return mpr_message_read(fork_server->control, reply, sizeof *reply);
        }
        hurried_ms += must_end() || atomic_load(&fork_server->in_hurry) > 0 ? SLICE_MS : 0;
    }
    *is_late = true;
    return false;
}

/* --- start and end ------------------------------------------------------------------------------------ */

/* Everything of Orthanc that a child would inherit is taken away: signal mask, handlers, the terminal's process
 * group; the worker itself closes the descriptors that it was not meant to have, before it does anything else.
 * What GDCM prints about a file may hold patient data and belongs in no log. */
static bool set_up_child(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int control)
{
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
           posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
           posix_spawn_file_actions_adddup2(actions, control, MPR_CONTROL_FD) == 0 &&
           posix_spawn_file_actions_adddup2(actions, STDOUT_FILENO, STDERR_FILENO) == 0 &&
           posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawnattr_setpgroup(attributes, 0) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETPGROUP) == 0;
}

static bool spawn(const char *program, int control, pid_t *pid, MprError *error)
{
    char name[] = "mpr-slice-worker";
    char *const arguments[] = {name, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    int failure = ENOMEM;
    if (set_up_child(&actions, &attributes, control)) {
        failure = posix_spawn(pid, program, &actions, &attributes, arguments, environ);
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure == 0 || mpr_fail(error, MPR_INTERNAL, "the program mpr-slice-worker cannot be started: %s",
                                    mpr_text_of_errno(failure));
}

/* Its workers have PR_SET_PDEATHSIG on it, so none survives it. */
void mpr_fork_server_end(MprForkServer *fork_server)
{
    atomic_store(&fork_server->running, 0);
    if (fork_server->pid > 0) {
        close(fork_server->control);
        kill(fork_server->pid, SIGKILL);
        while (waitpid(fork_server->pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    fork_server->pid = 0;
    fork_server->control = -1;
}

static bool shake_hands(MprForkServer *fork_server, MprError *error)
{
    MprForkReply first = {0};
    bool is_late = false;
    if (!hear(fork_server, &first, &is_late)) {
        return mpr_fail(error, is_late ? MPR_BUSY : MPR_INTERNAL,
                        "the program mpr-slice-worker does not answer");
    }
    if (first.version != MPR_PROTOCOL_VERSION || first.report_size != sizeof(MprReply) || first.pid != 0) {
        return mpr_fail(error, MPR_INTERNAL,
                        "the program mpr-slice-worker is of another version (%u, %u bytes) than the plugin "
                        "(%d, %zu bytes)",
                        (unsigned)first.version, (unsigned)first.report_size, MPR_PROTOCOL_VERSION,
                        sizeof(MprReply));
    }
    return true;
}

static bool start_fork_server(MprForkServer *fork_server, MprError *error)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
        return mpr_fail(error, MPR_INTERNAL, "no socket for mpr-slice-worker: %s", mpr_text_of_errno(errno));
    }
    const bool is_spawned = spawn(fork_server->program, ends[1], &fork_server->pid, error);
    close(ends[1]);
    if (!is_spawned) {
        close(ends[0]);
        fork_server->pid = 0;
        return false;
    }
    fork_server->control = ends[0];
    fork_server->generation++;
    if (!shake_hands(fork_server, error)) {
        mpr_fork_server_end(fork_server);
        return false;
    }
    atomic_store(&fork_server->running, fork_server->generation);
    return true;
}

/* --- orders ------------------------------------------------------------------------------------------- */

static bool send_order(const MprForkServer *fork_server, const MprOrder *order, const int descriptors[2])
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control = {0};
    MprOrder copy = *order;
    struct iovec part = {.iov_base = &copy, .iov_len = sizeof copy};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptors != NULL) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
        rights->cmsg_level = SOL_SOCKET;
        rights->cmsg_type = SCM_RIGHTS;
        rights->cmsg_len = CMSG_LEN(2 * sizeof(int));
        memcpy(CMSG_DATA(rights), descriptors, 2 * sizeof(int));
    }
    ssize_t sent;
    do {
        sent = sendmsg(fork_server->control, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)sizeof copy;
}

/* A fork server that does not follow an order is not waited for again. */
static bool follow_order(MprForkServer *fork_server, const MprOrder *order, const int descriptors[2],
                         MprForkReply *reply)
{
    bool is_late = false;
    if (fork_server->pid > 0 && send_order(fork_server, order, descriptors) &&
        hear(fork_server, reply, &is_late)) {
        return true;
    }
    mpr_fork_server_end(fork_server);
    return false;
}

bool mpr_fork_server_create(const char *program, MprForkServer *fork_server, MprError *error)
{
    MprBuffer copy;
    if (!mpr_buffer_copy(program, strlen(program) + 1, &copy, error)) {
        return false;
    }
    *fork_server = (MprForkServer){.program = copy.data, .control = -1};
    pthread_condattr_t attributes;
    pthread_mutex_init(&fork_server->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* the clock of the day may jump */
    pthread_cond_init(&fork_server->is_free, &attributes);
    pthread_condattr_destroy(&attributes);
    if (!start_fork_server(fork_server, error)) {
        mpr_fork_server_free(fork_server);
        return false;
    }
    return true;
}

/* One order only: a fork server that is ended meanwhile may have born a worker for this socket already, and
 * two workers on one socket would answer each other's tasks. */
bool mpr_fork_server_spawn(MprForkServer *fork_server, int socket, int arena, const MprOrder *order,
                           MprWorkerName *name, MprError *error)
{
    const int descriptors[2] = {socket, arena};
    MprForkReply reply = {.pid = -1};
    take_turn(fork_server);
    const bool is_there = fork_server->pid > 0 || start_fork_server(fork_server, error);
    const bool is_born = is_there && follow_order(fork_server, order, descriptors, &reply) && reply.pid > 0;
    const MprWorkerName born = {.pid = reply.pid, .generation = fork_server->generation};
    give_turn(fork_server);
    if (is_there && !is_born) {
        return mpr_fail(error, MPR_INTERNAL, "the program mpr-slice-worker makes no workers");
    }
    if (is_born) {
        *name = born;
    }
    return is_born;
}

/* There is nothing to wait for when the worker is gone together with its fork server. */
bool mpr_fork_server_reap(MprForkServer *fork_server, MprWorkerName name, int *wait_status)
{
    const MprOrder order = {.kind = MPR_ORDER_KILL, .pid = name.pid};
    MprForkReply reply = {0};
    *wait_status = 0;
    if (!mpr_fork_server_has(fork_server, name)) {
        return false;
    }
    take_turn(fork_server);
    const bool is_reaped = mpr_fork_server_has(fork_server, name) &&
                           follow_order(fork_server, &order, NULL, &reply) && reply.pid == name.pid;
    give_turn(fork_server);
    *wait_status = reply.wait_status;
    return is_reaped;
}

bool mpr_fork_server_has(MprForkServer *fork_server, MprWorkerName name)
{
    return atomic_load(&fork_server->running) == name.generation;
}

void mpr_fork_server_free(MprForkServer *fork_server)
{
    mpr_fork_server_end(fork_server);
    pthread_cond_destroy(&fork_server->is_free);
    pthread_mutex_destroy(&fork_server->lock);
    mpr_free(fork_server->program);
    fork_server->program = NULL;
}
