/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers every task with a good report that has one thing wrong. */
#include "LyingWorker.h"

#include "Workers/Protocol.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool is_lie(const char *lie, const char *name)
{
    return strcmp(lie, name) == 0;
}

/* A frame of 2 × 2 pixels that says the truth. */
static MprFrameHeader honest_header(void)
{
    MprFrameHeader header;
    memset(&header, 0, sizeof header);
    header.grid = (MprGrid){.across = {1, 0, 0},
                            .down = {0, 1, 0},
                            .spacing_across_mm = 1,
                            .spacing_down_mm = 1,
                            .columns = 2,
                            .rows = 2};
    header.encoding = (MprEncoding){.type = MPR_PIXEL_UINT16, .samples = 1, .bits_stored = 16, .slope = 1};
    header.has_grid = true;
    return header;
}

/* What all workers of one fork server have seen together. */
typedef struct {
    unsigned births, tasks;
} Count;

static Count *counted;

/* As if somebody outside had done it. */
static void be_killed(bool is_so)
{
    if (is_so) {
        kill(getpid(), SIGKILL);
    }
}

static double processor_s(void)
{
    struct timespec spent;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return (double)spent.tv_sec + 1e-9 * (double)spent.tv_nsec;
}

static void work_for(double seconds)
{
    const double end = processor_s() + seconds;
    while (processor_s() < end) {
    }
}

/* A worker on a crowded machine: it works a quarter of its time. */
static void work_among_others(double seconds)
{
    for (double worked = 0.0; worked < seconds; worked += 0.05) {
        work_for(0.05);
        usleep(150000);
    }
}

static void take_time(const char *lie)
{
    counted->tasks++;
    be_killed(is_lie(lie, "killed") || (is_lie(lie, "killed thrice") && counted->tasks <= 3));
    if (is_lie(lie, "busy")) {
        work_for(3600.0);
    } else if (is_lie(lie, "crowded")) {
        work_among_others(0.5);
    }
}

static void put_byte(void *field, unsigned char value)
{
    memcpy(field, &value, sizeof value);
}

static void put_number(void *field, uint32_t value)
{
    memcpy(field, &value, sizeof value);
}

static void lie_about_header(const char *lie, MprFrameHeader *header)
{
    if (is_lie(lie, "rows")) {
        header->grid.rows = 0;
    } else if (is_lie(lie, "size")) {
        header->grid.columns = 65535;
    } else if (is_lie(lie, "nan")) {
        header->grid.position.x = (double)NAN;
    } else if (is_lie(lie, "slope")) {
        header->encoding.slope = 0.0;
    } else if (is_lie(lie, "type")) {
        put_number(&header->encoding.type, 99);
    } else if (is_lie(lie, "wide")) {
        header->encoding.type = MPR_PIXEL_UINT32;
    } else if (is_lie(lie, "family")) {
        put_number(&header->family, 77);
    } else if (is_lie(lie, "samples")) {
        header->encoding.samples = 200;
    } else if (is_lie(lie, "bits")) {
        header->encoding.bits_stored = 17;
    } else if (is_lie(lie, "bool")) {
        put_byte(&header->has_grid, 2);
    } else if (is_lie(lie, "text")) {
        memset(header->volume_key.texts, 'x', sizeof header->volume_key.texts);
    } else if (is_lie(lie, "control")) {
        put_byte(header->modality, '\n');
    }
}

static void lie_about_report(const char *lie, uint64_t arena_size, MprReply *report)
{
    if (is_lie(lie, "outside")) {
        report->output.offset = arena_size;
    } else if (is_lie(lie, "overflow")) {
        report->output = (MprArenaRange){16, UINT64_MAX - 8};
    } else if (is_lie(lie, "attributes")) {
        report->attributes = (MprArenaRange){arena_size - 8, 16};
    } else if (is_lie(lie, "count")) {
        report->count = UINT64_MAX / 2;
    } else if (is_lie(lie, "none")) {
        report->count = 0;
        report->output.size = 0;
    } else if (is_lie(lie, "some rows") || is_lie(lie, "more rows")) {
        report->is_partial = 1;
        report->rows = (MprRows){0, is_lie(lie, "some rows") ? 1 : 70000};
    } else if (is_lie(lie, "in file") || is_lie(lie, "beyond") || is_lie(lie, "wide") ||
               is_lie(lie, "high bit") || is_lie(lie, "low bit")) {
        report->is_in_input = 1;
        report->high_bit = is_lie(lie, "high bit") ? UINT32_MAX : is_lie(lie, "low bit") ? 14 : 15;
        report->output.offset = is_lie(lie, "beyond") ? 26 : 0; /* the file of the test has 32 bytes */
        report->output.size = is_lie(lie, "wide") ? 16 : 8;
    } else if (is_lie(lie, "status")) {
        put_number(&report->error.status, 1000);
    } else if (is_lie(lie, "message")) {
        report->error.status = MPR_UNSUITABLE;
        memset(report->error.message, '\x1B', sizeof report->error.message);
    }
}

static void lie_about_frame(const char *lie, uint64_t arena_size, MprFrameReport *frame)
{
    if (is_lie(lie, "kind")) {
        frame->pixels_kind = 9;
    } else if (is_lie(lie, "frame beyond")) {
        frame->pixels.offset = 26; /* the file of the test has 32 bytes */
    } else if (is_lie(lie, "items beyond")) {
        frame->pixels_kind = MPR_PIXELS_ITEMS;
        frame->pixels = (MprArenaRange){32, 1};
    } else if (is_lie(lie, "no items")) {
        frame->pixels_kind = MPR_PIXELS_ITEMS;
        frame->pixels.size = 0;
    } else if (is_lie(lie, "frame size")) {
        frame->pixels.size = 6;
    } else if (is_lie(lie, "frame bits")) {
        frame->high_bit = 14;
    } else if (is_lie(lie, "own attributes")) {
        frame->attributes = (MprArenaRange){arena_size - 8, 16};
    } else if (is_lie(lie, "more than there is")) {
        frame->attributes = (MprArenaRange){0, arena_size};
    } else if (is_lie(lie, "whole")) {
        frame->is_whole = 7;
    }
}

/* Two frames, of which the second one has other attributes than the first; only the second one is lied about.
 */
static void describe_frames(const char *lie, uint64_t arena_size, const MprFrameHeader *header,
                            unsigned char *arena, MprReply *report)
{
    static const char first[] = "\x08\0\x60\0CS\x02\0MR\x18\0\x50\0DS\x02\0005 ";
    static const char other[] = "\x18\0\x50\0DS\x02\0007 ";
    static const char damaged[] = "\x18\0\x50\0DS\x0A\0007 ";
    enum {
        FIRST = 4096,
        OTHER = FIRST + sizeof first,
        SIZE = sizeof first - 1,
        OTHER_SIZE = sizeof other - 1
    };
    MprFrameReport frames[2];
    memset(frames, 0, sizeof frames);
    memcpy(arena + FIRST, first, SIZE);
    memcpy(arena + OTHER, is_lie(lie, "damaged") ? damaged : other, OTHER_SIZE);
    for (size_t index = 0; index < 2; index++) {
        frames[index].header = *header;
        frames[index].pixels_kind = MPR_PIXELS_PLAIN;
        frames[index].high_bit = 15;
        frames[index].pixels = (MprArenaRange){8 * index, 8};
        frames[index].is_whole = index == 0 && !is_lie(lie, "no first");
        frames[index].attributes =
            index == 0 ? (MprArenaRange){FIRST, SIZE} : (MprArenaRange){OTHER, OTHER_SIZE};
    }
    lie_about_frame(lie, arena_size, &frames[1]);
    report->count = 2;
    report->output.size = sizeof frames;
    memcpy(arena + 8192, frames, sizeof frames);
}

static void answer_task(const char *lie, int socket, unsigned char *arena, const MprOrder *order,
                        const MprCommand *task)
{
    MprReply report;
    memset(&report, 0, sizeof report);
    take_time(lie);
    MprFrameHeader header = honest_header();
    lie_about_header(lie, &header);
    report.number = is_lie(lie, "another task") ? task->number - 1 : task->number;
    report.header = header;
    report.attributes = (MprArenaRange){4096, 8};
    report.output = (MprArenaRange){8192, 8};
    if (task->kind == MPR_COMMAND_DESCRIBE) {
        describe_frames(lie, order->arena_size, &header, arena, &report);
    }
    lie_about_report(lie, order->arena_size, &report);
    if (is_lie(lie, "out of step") && counted->tasks == 1) {
        MprReply first;
        memset(&first, 0, sizeof first);
        send(socket, &first, sizeof first, MSG_NOSIGNAL);
    }
    if (is_lie(lie, "exit") ||
        ((is_lie(lie, "last reply") || is_lie(lie, "hard births")) && counted->tasks == 1)) {
        _exit(3);
    }
    if (is_lie(lie, "silence")) {
        return;
    }
    if (is_lie(lie, "chatter")) {
        send(socket, &report, sizeof report, MSG_NOSIGNAL);
    }
    const size_t size = is_lie(lie, "short") ? sizeof report - 1 : sizeof report;
    send(socket, &report, size, MSG_NOSIGNAL);
}

static void live(const char *lie, const int descriptors[2], const MprOrder *order)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    unsigned char *arena =
        mmap(NULL, order->arena_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, descriptors[1], 0);
    MprReply first;
    memset(&first, 0, sizeof first);
    if (is_lie(lie, "stillborn")) {
        _exit(0);
    }
    counted->births++;
    be_killed(is_lie(lie, "last reply") && counted->births > 1);
    be_killed(is_lie(lie, "hard births") && counted->births > 1 && counted->births < 5);
    if (is_lie(lie, "mute")) {
        pause();
    }
    send(descriptors[0], &first, sizeof first, MSG_NOSIGNAL);
    MprCommand task;
    while (arena != MAP_FAILED && recv(descriptors[0], &task, sizeof task, 0) == (ssize_t)sizeof task) {
        answer_task(lie, descriptors[0], arena, order, &task);
    }
    _exit(0);
}

static bool receive_order(MprOrder *order, int descriptors[2])
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {.iov_base = order, .iov_len = sizeof *order};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    if (recvmsg(MPR_CONTROL_FD, &message, 0) != (ssize_t)sizeof *order) {
        return false;
    }
    if (CMSG_FIRSTHDR(&message) != NULL) {
        memcpy(descriptors, CMSG_DATA(CMSG_FIRSTHDR(&message)), 2 * sizeof(int));
    }
    return true;
}

int lying_worker_main(const char *lie)
{
    MprForkReply reply = {MPR_PROTOCOL_VERSION, sizeof(MprReply), 0, 0};
    reply.version += is_lie(lie, "version") ? 1 : 0;
    reply.report_size += is_lie(lie, "layout") ? 8 : 0;
    MprOrder order;
    int descriptors[2] = {-1, -1};
    counted = mmap(NULL, sizeof *counted, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    while (counted != MAP_FAILED && send(MPR_CONTROL_FD, &reply, sizeof reply, MSG_NOSIGNAL) > 0 &&
           receive_order(&order, descriptors)) {
        if (order.kind == MPR_ORDER_KILL) {
            reply.pid = order.pid;
            kill(order.pid, SIGKILL);
            waitpid(order.pid, &reply.wait_status, 0);
            continue;
        }
        reply.pid = is_lie(lie, "barren") ? -1 : fork();
        if (reply.pid == 0) {
            close(MPR_CONTROL_FD);
            live(lie, descriptors, &order);
        }
        close(descriptors[0]);
        close(descriptors[1]);
    }
    return 0;
}
