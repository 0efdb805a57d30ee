/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The family of a process, out of /proc. */
#ifndef MPR_TEST_PROCESSES_H
#define MPR_TEST_PROCESSES_H

#include <sys/types.h>

/* 0 when there is no such process, or a zombie. */
pid_t parent_of(pid_t pid);
/* Any one that is no zombie; 0 when there is none. */
pid_t child_of(pid_t parent);
/* Fails the test when none comes. */
pid_t wait_for_child_of(pid_t parent);
void wait_for_end_of(pid_t pid);

#endif
