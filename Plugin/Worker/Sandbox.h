/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What a worker gives up before it sees a file: memory beyond a limit, core dumps, and every system call that
 * decoding does not need. */
#ifndef MPR_SANDBOX_H
#define MPR_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Closes every descriptor from first on: those that Orthanc and its other plugins left open to children. False
 * when the system has no way to do so. */
bool mpr_sandbox_close_from(unsigned first);
/** Sets RLIMIT_AS and RLIMIT_CORE. */
bool mpr_sandbox_limit(uint64_t memory_limit);
/** False when the kernel has no seccomp: the worker is a process of its own all the same. */
bool mpr_sandbox_enter(void);

#ifdef __cplusplus
}
#endif
#endif
