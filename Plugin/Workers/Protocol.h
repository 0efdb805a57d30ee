/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What the plugin and mpr-slice-worker say to each other.
 *
 *   plugin ──posix_spawn──► fork server (mpr-slice-worker, one thread, never sees a file)
 *      │  control socket: MprOrder / MprForkReply         │ fork, once per worker
 *      │                                                  ▼
 *      └──worker socket: MprCommand / MprReply ───────► worker ◄──── arena (shared memory, one per worker)
 *
 * Sockets are AF_UNIX SOCK_SEQPACKET; every message is one of the structs below, whole. Bulk goes through the
 * arena: a task's input lies at its start, the report says where the worker put the output. Sizes are 64 bit.
 * The worker's reports are not trusted: Pool.c and Dicom.c check every number and copy before they look. Both
 * programs are built from the same tree and compare MPR_PROTOCOL_VERSION and the size of a report when they
 * shake hands. */
#ifndef MPR_PROTOCOL_H
#define MPR_PROTOCOL_H

#include "Dicom/StoredFormat.h"
#include "Volume/Frame.h"

enum { MPR_PROTOCOL_VERSION = 7, MPR_CONTROL_FD = 3 };

/** Plugin → fork server. MPR_ORDER_FORK carries two descriptors (SCM_RIGHTS): the worker's socket, then its
 * arena. */
typedef enum { MPR_ORDER_FORK = 1, MPR_ORDER_KILL = 2 } MprOrderKind;

typedef struct {
    uint32_t kind;
    int32_t pid;           /**< MPR_ORDER_KILL: which worker */
    uint64_t arena_size;   /**< MPR_ORDER_FORK */
    uint64_t memory_limit; /**< MPR_ORDER_FORK: RLIMIT_AS of the worker, arena included */
} MprOrder;

/** fork server → plugin, one for each order, and one with pid 0 as its first words. */
typedef struct {
    uint32_t version;     /**< MPR_PROTOCOL_VERSION */
    uint32_t report_size; /**< sizeof(MprReply) */
    int32_t pid;          /**< the worker born or ended; -1 when it could not be */
    int32_t wait_status;  /**< MPR_ORDER_KILL: as waitpid gave it (a worker may have died by itself before) */
} MprForkReply;

typedef enum {
    MPR_COMMAND_DESCRIBE = 1, /**< arena: file → array of MprFrameReport, one for each frame */
    MPR_COMMAND_LOAD = 2, /**< arena: file → pixels (or where they lie), attributes; header in the report */
    MPR_COMMAND_WRITE = 3 /**< arena: MprDerivation, pixels, then count × (uint64 size, attributes) → file */
} MprCommandKind;

typedef struct {
    uint64_t number; /**< from 1; the report repeats it */
    uint32_t kind;
    uint32_t frame; /**< MPR_COMMAND_LOAD */
    /** MPR_COMMAND_LOAD, 1: of a file of many frames, this one with attributes of its own */
    uint32_t is_excerpt;
    uint32_t wants_all;   /**< MPR_COMMAND_LOAD, 1: attributes are all elements of the file but its pixels */
    MprRows rows;         /**< MPR_COMMAND_LOAD: what of the pixels is looked at; end 0: all */
    uint64_t input_size;  /**< bytes from the start of the arena */
    uint64_t given_size;  /**< of a file: so many of them are there; the rest is not the file */
    uint64_t pixels_size; /**< MPR_COMMAND_WRITE */
    uint64_t count;       /**< MPR_COMMAND_WRITE: how many attribute blocks */
} MprCommand;

typedef struct {
    uint64_t offset, size; /**< within the arena */
} MprArenaRange;

/** MPR_COMMAND_DESCRIBE: one frame of a file. */
typedef struct {
    MprFrameHeader header;
    uint32_t pixels_kind; /**< MprPixelsKind */
    uint32_t high_bit;    /**< MPR_PIXELS_PLAIN */
    MprArenaRange pixels; /**< in the file */
    uint32_t is_whole; /**< 1: attributes are all of this frame; 0: those that differ from the first frame */
    MprArenaRange attributes; /**< in the arena */
} MprFrameReport;

typedef struct {
    uint64_t number;       /**< of the task that it answers; 0 of the first report */
    uint32_t is_sandboxed; /**< 1: seccomp holds (first report of a worker, which answers no task) */
    /** MPR_COMMAND_LOAD, 1: output is the part of the file that holds the pixels, uncompressed and in the
     * machine's order; only their unused bits are not cleaned */
    uint32_t is_in_input;
    /** MPR_COMMAND_LOAD, 1: of the pixels, rows alone were decoded; those of the command are among them */
    uint32_t is_partial;
    MprRows rows;
    uint32_t high_bit;   /**< MPR_COMMAND_LOAD, of pixels in the file */
    uint32_t needs_more; /**< of a file, 1: what was given is not enough to tell; nothing else is filled in */
    uint64_t count;      /**< MPR_COMMAND_DESCRIBE: frames */
    /** MPR_COMMAND_DESCRIBE, of a concatenation (PS3.3 C.7.6.16.1); 0 when it is none, or when the file
     * does not say of how many */
    uint32_t part, parts;
    uint64_t concatenation;   /**< a checksum of ConcatenationUID; 0: there is none */
    MprArenaRange output;     /**< reports of frames, pixels or file */
    MprArenaRange attributes; /**< MPR_COMMAND_LOAD */
    MprFrameHeader header;    /**< MPR_COMMAND_LOAD */
    MprError error;           /**< status MPR_OK when it went well */
} MprReply;

#endif
