/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The pixels of finished images, until all images of a request are finished: in memory up to a budget,
 * beyond it in a file without a name in the folder for temporary files. */
#ifndef MPR_SPOOL_H
#define MPR_SPOOL_H

#include "Base/Buffer.h"

/** Owned; free with mpr_spool_free. For one thread. */
typedef struct MprSpool MprSpool;

/** capacity: most buffers that will be added. */
bool mpr_spool_create(size_t capacity, MprSpool **spool, MprError *error);
void mpr_spool_free(MprSpool *spool); /**< NULL is fine */

/** Takes the bytes; *bytes is then empty. On failure they stay the caller's. MPR_STORE_FAILED when the
 * temporary file has no room. */
bool mpr_spool_add(MprSpool *spool, MprBuffer *bytes, MprError *error);

/** Gives the bytes of one buffer back, counted from 0 in the order of mpr_spool_add, for mpr_buffer_release.
 * Each can be taken once. */
bool mpr_spool_take(MprSpool *spool, size_t index, MprBuffer *bytes, MprError *error);

#endif
