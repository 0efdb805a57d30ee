/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Files in the arena of a worker, and frames out of it: what describing and loading share. */
#ifndef MPR_ASK_H
#define MPR_ASK_H

#include "Workers/Pool.h"

/** Asks about a file of which the first given bytes are there; the answer is in worker's arena until it is
 * released. */
bool mpr_ask_about_part(MprPool *pool, MprWorker *worker, const void *file, size_t size, size_t given,
                        MprCommand task, MprReply *report, MprError *error);

/** The same of a whole file: mostly its first part tells enough. */
bool mpr_ask_about_file(MprPool *pool, MprWorker *worker, const void *file, size_t size, MprCommand task,
                        MprReply *report, MprError *error);

/** The frame that a task to load asks for, for mpr_frame_free; it may take the file, when taken is one. */
bool mpr_ask_for_frame(MprPool *pool, const void *file, size_t size, MprBuffer *taken, MprCommand task,
                       MprFrame **loaded, MprError *error);

/** The frame of a report about a file of file_size bytes, of which these rows were asked for, without pixels;
 * NULL when the report makes no sense. */
MprFrame *mpr_ask_start_frame(const MprWorker *worker, const MprReply *report, size_t file_size,
                              MprRows asked, MprError *error);

#endif
