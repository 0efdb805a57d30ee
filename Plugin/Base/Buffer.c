/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

bool mpr_size_multiply(size_t a, size_t b, size_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

/* Images of a stack are hundreds of megabytes that are written once: a quarter of the time went to the system
 * handing out pages of 4 kB. It gives large ones to who asks, where it has them. */
static void ask_for_large_pages(void *memory, size_t size)
{
#ifdef MADV_HUGEPAGE
    const size_t large = (size_t)2 << 20;
    const size_t before = (large - (uintptr_t)memory % large) % large;
    const size_t whole = size > before ? (size - before) / large * large : 0;
    if (whole >= 2 * large) {
        madvise((char *)memory + before, whole, MADV_HUGEPAGE);
    }
#endif
}

static void *allocate(size_t count, size_t size, bool is_zeroed, MprError *error)
{
    size_t total = 0;
    void *memory = NULL;
    if (mpr_size_multiply(count, size, &total) && total <= PTRDIFF_MAX) {
        const size_t bytes = total == 0 ? 1 : total;
        memory = is_zeroed ? calloc(1, bytes) : malloc(bytes);
    }
    if (memory == NULL) {
        mpr_fail(error, MPR_NO_MEMORY, "there is no memory for %zu items of %zu bytes", count, size);
    } else {
        ask_for_large_pages(memory, total);
    }
    return memory;
}

void *mpr_allocate(size_t count, size_t size, MprError *error)
{
    return allocate(count, size, true, error);
}

void *mpr_reserve(size_t count, size_t size, MprError *error)
{
    return allocate(count, size, false, error);
}

void mpr_free(void *memory)
{
    free(memory);
}

bool mpr_buffer_create(size_t size, MprBuffer *buffer, MprError *error)
{
    void *data = mpr_allocate(size, 1, error);
    if (data == NULL) {
        return false;
    }
    *buffer = (MprBuffer){.data = data, .size = size, .release = mpr_free};
    return true;
}

bool mpr_buffer_reserve(size_t size, MprBuffer *buffer, MprError *error)
{
    void *data = mpr_reserve(size, 1, error);
    if (data == NULL) {
        return false;
    }
    *buffer = (MprBuffer){.data = data, .size = size, .release = mpr_free};
    return true;
}

bool mpr_buffer_copy(const void *data, size_t size, MprBuffer *buffer, MprError *error)
{
    if (!mpr_buffer_reserve(size, buffer, error)) {
        return false;
    }
    if (size > 0) {
        memcpy(buffer->data, data, size);
    }
    return true;
}

void mpr_buffer_release(MprBuffer *buffer)
{
    if (buffer->release != NULL) {
        buffer->release(buffer->data);
    }
    *buffer = (MprBuffer){0};
}
