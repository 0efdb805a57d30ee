/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Spool.h"

#include "Base/Text.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A stack of 64 images of 512 × 512 pixels of 16 bits needs no file. */
static const size_t MEMORY_BUDGET = (size_t)32 << 20;

typedef struct {
    MprBuffer bytes; /* empty when they are in the file */
    size_t offset, size;
} Entry;

struct MprSpool {
    Entry *entries;
    size_t capacity, count;
    size_t in_memory, in_file; /* bytes */
    int file;                  /* -1: not needed yet */
};

bool mpr_spool_create(size_t capacity, MprSpool **created, MprError *error)
{
    MprSpool *spool = mpr_allocate(1, sizeof *spool, error);
    if (spool == NULL) {
        return false;
    }
    spool->capacity = capacity;
    spool->file = -1;
    spool->entries = mpr_allocate(capacity, sizeof *spool->entries, error);
    if (spool->entries == NULL) {
        mpr_spool_free(spool);
        return false;
    }
    *created = spool;
    return true;
}

void mpr_spool_free(MprSpool *spool)
{
    if (spool == NULL) {
        return;
    }
    for (size_t index = 0; index < spool->count; index++) {
        mpr_buffer_release(&spool->entries[index].bytes);
    }
    if (spool->file >= 0) {
        close(spool->file);
    }
    mpr_free(spool->entries);
    mpr_free(spool);
}

/* Without a name the file is gone when it is closed, however this process ends. */
static bool open_file(MprSpool *spool, MprError *error)
{
    char path[PATH_MAX];
    const char *folder = getenv("TMPDIR");
    if (spool->file >= 0) {
        return true;
    }
    snprintf(path, sizeof path, "%s/mpr-slice-XXXXXX", folder != NULL && folder[0] == '/' ? folder : "/tmp");
    spool->file = mkostemp(path, O_CLOEXEC);
    if (spool->file < 0) {
        return mpr_fail(error, MPR_STORE_FAILED, "no temporary file can be made for the images: %s",
                        mpr_text_of_errno(errno));
    }
    unlink(path);
    return true;
}

static bool write_bytes(const MprSpool *spool, const MprBuffer *bytes, MprError *error)
{
    for (size_t done = 0; done < bytes->size;) {
        const ssize_t written = pwrite(spool->file, (const char *)bytes->data + done, bytes->size - done,
                                       (off_t)(spool->in_file + done));
        if (written <= 0 && errno != EINTR) {
            return mpr_fail(
                error, MPR_STORE_FAILED,
                "the folder for temporary files has no room for the images, of which %zu MB were made",
                (spool->in_file + spool->in_memory) >> 20);
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return true;
}

bool mpr_spool_add(MprSpool *spool, MprBuffer *bytes, MprError *error)
{
    Entry *entry = &spool->entries[spool->count];
    if (spool->count == spool->capacity) {
        return mpr_fail(error, MPR_INTERNAL, "there are more than %zu images", spool->capacity);
    }
    if (spool->in_memory + bytes->size <= MEMORY_BUDGET || spool->count == 0) {
        entry->bytes = *bytes;
        *bytes = (MprBuffer){0};
        spool->in_memory += entry->bytes.size;
        spool->count++;
        return true;
    }
    if (!open_file(spool, error) || !write_bytes(spool, bytes, error)) {
        return false;
    }
    *entry = (Entry){.offset = spool->in_file, .size = bytes->size};
    spool->in_file += bytes->size;
    spool->count++;
    mpr_buffer_release(bytes);
    return true;
}

static bool read_bytes(const MprSpool *spool, size_t offset, const MprBuffer *bytes, MprError *error)
{
    for (size_t done = 0; done < bytes->size;) {
        const ssize_t got =
            pread(spool->file, (char *)bytes->data + done, bytes->size - done, (off_t)(offset + done));
        if (got <= 0 && !(got < 0 && errno == EINTR)) {
            return mpr_fail(error, MPR_STORE_FAILED, "the temporary file of the images cannot be read: %s",
                            got < 0 ? mpr_text_of_errno(errno) : "it has been cut");
        }
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

bool mpr_spool_take(MprSpool *spool, size_t index, MprBuffer *bytes, MprError *error)
{
    if (index >= spool->count) {
        return mpr_fail(error, MPR_INTERNAL, "there is no image %zu of %zu", index, spool->count);
    }
    Entry *entry = &spool->entries[index];
    MprBuffer taken = entry->bytes;
    entry->bytes = (MprBuffer){0};
    if (entry->size > 0 && (!mpr_buffer_reserve(entry->size, &taken, error) ||
                            !read_bytes(spool, entry->offset, &taken, error))) {
        mpr_buffer_release(&taken);
        return false;
    }
    *bytes = taken;
    return true;
}
