/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker that was taken over by a hostile file: it speaks the protocol and lies. A test starts itself as
 * that program. */
#ifndef MPR_LYING_WORKER_H
#define MPR_LYING_WORKER_H

/* The name of the variable that says which lie. */
#define LYING_WORKER_VARIABLE "MPR_TEST_LIE"

/* The fork server and its workers; to be called by main when the variable is set. */
int lying_worker_main(const char *lie);

#endif
