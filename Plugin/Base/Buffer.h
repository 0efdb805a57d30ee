/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Owned bytes. All memory of the plugin is allocated here. */
#ifndef MPR_BUFFER_H
#define MPR_BUFFER_H

#include "Error.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Bytes and the function that frees them, so that memory of Orthanc, of C++ or of the plugin is passed on
 * without a copy. A zeroed MprBuffer is empty and may be released. */
typedef struct {
    void *data;
    size_t size;
    void (*release)(void *data);
} MprBuffer;

/** Zeroed memory for count items of size bytes, for mpr_free. NULL and MPR_NO_MEMORY when there is none, also
 * when the product overflows; count 0 gives one byte, never NULL. */
void *mpr_allocate(size_t count, size_t size, MprError *error);
/** The same without zeroing: for callers that write every byte before it is read. */
void *mpr_reserve(size_t count, size_t size, MprError *error);
void mpr_free(void *memory); /**< NULL is fine */

/** Creates a buffer of zeroed bytes. */
bool mpr_buffer_create(size_t size, MprBuffer *buffer, MprError *error);
/** Creates a buffer of bytes that are not initialized. */
bool mpr_buffer_reserve(size_t size, MprBuffer *buffer, MprError *error);
/** Creates a buffer with a copy of size bytes. */
bool mpr_buffer_copy(const void *data, size_t size, MprBuffer *buffer, MprError *error);
/** Frees the bytes and leaves the buffer empty. */
void mpr_buffer_release(MprBuffer *buffer);

/** a * b into product; false when it does not fit. */
bool mpr_size_multiply(size_t a, size_t b, size_t *product);

#ifdef __cplusplus
}
#endif
#endif
