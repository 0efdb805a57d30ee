// SPDX-License-Identifier: GPL-3.0-or-later
// mpr-slice-worker: the fork server, and the workers that it forks (Plugin/Workers/Protocol.h has the
// drawing).
#include "Arena.hpp"
#include "Reader.hpp"
#include "Sandbox.h"
#include "Writer.hpp"

#include <gdcmTrace.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace
{
// Memory of big images goes back to the system; that of others is kept for the next one, instead of being
// asked for and given back page by page.
constexpr uint64_t BIG_TASK = uint64_t{16} << 20;
constexpr int KEPT_MEMORY = 8 << 20;

struct Delivery {
    int socket = -1;
    int arena = -1;
};

// The whole of a message, or the end of the other side.
template <typename Message> bool receive(int socket, Message &message)
{
    ssize_t size;
    do {
        size = recv(socket, &message, sizeof message, 0);
    } while (size < 0 && errno == EINTR);
    return size == static_cast<ssize_t>(sizeof message);
}

template <typename Message> bool answer(int socket, const Message &message)
{
    return send(socket, &message, sizeof message, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof message);
}

void carryOut(const MprCommand &task, unsigned char *base, size_t size, MprReply &report)
{
    mpr::Arena arena(base, size, task.input_size);
    switch (task.kind) {
    case MPR_COMMAND_DESCRIBE:
        return mpr::describe(task, arena, report);
    case MPR_COMMAND_LOAD:
        return mpr::load(task, arena, report);
    case MPR_COMMAND_WRITE:
        return mpr::write(task, arena, report);
    default:
        mpr::fail(MPR_INTERNAL, "task %u is unknown to the worker", static_cast<unsigned>(task.kind));
    }
}

// A part of a file that is not understood tells nothing about the file.
bool isPart(const MprCommand &task)
{
    return task.kind != MPR_COMMAND_WRITE && task.given_size < task.input_size;
}

void serve(int socket, unsigned char *base, size_t size)
{
    MprCommand task;
    while (receive(socket, task)) {
        MprReply report{};
        MprError error{};
        if (!mpr::guard(&error, [&] { carryOut(task, base, size, report); })) {
            report = MprReply{};
            report.needs_more = isPart(task) ? 1 : 0;
            report.error = isPart(task) ? MprError{} : error;
        }
        report.number = task.number;
        if (!answer(socket, report)) {
            return;
        }
        if (task.input_size > BIG_TASK) {
            malloc_trim(0);
        }
    }
}

// The kernel ends a worker together with its fork server: one that hangs would not see the end of its socket.
[[noreturn]] void live(const Delivery &delivery, const MprOrder &order, pid_t forkServer)
{
    close(MPR_CONTROL_FD);
    void *base = mmap(nullptr, order.arena_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE,
                      delivery.arena, 0);
    close(delivery.arena);
    if (base == MAP_FAILED || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != forkServer ||
        !mpr_sandbox_limit(order.memory_limit)) {
        _exit(EXIT_FAILURE);
    }
    MprReply first{};
    first.is_sandboxed = mpr_sandbox_enter() ? 1 : 0;
    if (answer(delivery.socket, first)) {
        serve(delivery.socket, static_cast<unsigned char *>(base), order.arena_size);
    }
    _exit(EXIT_SUCCESS);
}

int32_t spawn(const Delivery &delivery, const MprOrder &order)
{
    const pid_t forkServer = getpid();
    const pid_t child = fork();
    if (child == 0) {
        live(delivery, order, forkServer);
    }
    close(delivery.socket);
    close(delivery.arena);
    return child;
}

// A worker that ended by itself stays a zombie until the plugin asks, so its pid cannot mean another process.
void reap(MprForkReply &reply, int32_t pid)
{
    reply.pid = -1;
    int status = 0;
    if (pid > 0 && kill(pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid) {
        reply.pid = pid;
        reply.wait_status = status;
    }
}

// An order, and what descriptors came with it.
bool receiveOrder(MprOrder &order, Delivery &delivery)
{
    union {
        cmsghdr header;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control{};
    iovec part{&order, sizeof order};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    ssize_t size;
    do {
        size = recvmsg(MPR_CONTROL_FD, &message, MSG_CMSG_CLOEXEC);
    } while (size < 0 && errno == EINTR);
    const cmsghdr *rights = size > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
    if (rights != nullptr && rights->cmsg_type == SCM_RIGHTS &&
        rights->cmsg_len == CMSG_LEN(2 * sizeof(int))) {
        std::memcpy(&delivery.socket, CMSG_DATA(rights), sizeof(int));
        std::memcpy(&delivery.arena, CMSG_DATA(rights) + sizeof(int), sizeof(int));
    }
    return size == static_cast<ssize_t>(sizeof order);
}

// Follows orders until the plugin's end of the control socket is closed.
void nurse()
{
    MprForkReply reply{MPR_PROTOCOL_VERSION, sizeof(MprReply), 0, 0};
    MprOrder order{};
    Delivery delivery;
    while (answer(MPR_CONTROL_FD, reply) && receiveOrder(order, delivery)) {
        reply.wait_status = 0;
        if (order.kind == MPR_ORDER_KILL) {
            reap(reply, order.pid);
        } else {
            reply.pid = delivery.socket >= 0 ? spawn(delivery, order) : -1;
        }
        delivery = Delivery{};
    }
}

bool isControlSocket(int descriptor)
{
    int type = 0;
    socklen_t size = sizeof type;
    return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}
} // namespace

int main()
{
    if (!isControlSocket(MPR_CONTROL_FD)) {
        std::fprintf(stderr, "mpr-slice-worker %s is started by the MPR slice plugin of Orthanc\n",
                     MPR_VERSION);
        return EXIT_FAILURE;
    }
    if (!mpr_sandbox_close_from(MPR_CONTROL_FD + 1)) {
        return EXIT_FAILURE;
    }
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
    gdcm::Trace::DebugOff();
    mallopt(M_MMAP_THRESHOLD, KEPT_MEMORY);
    mallopt(M_TRIM_THRESHOLD, 2 * KEPT_MEMORY);
    nurse();
    return EXIT_SUCCESS;
}
