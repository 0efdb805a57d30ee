/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Storage.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    char folder[PATH_MAX]; /* "": there is none */
    pthread_mutex_t mutex; /* of what follows */
    bool is_checked, is_right;
} storage = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* ---- the folder ---- */

/* A relative folder begins at that of the configuration file. */
static bool resolve(const char *folder, char path[PATH_MAX])
{
    char *configuration = OrthancPluginGetConfigurationPath(mpr_host());
    const char *slash = configuration != NULL ? strrchr(configuration, '/') : NULL;
    const int before = folder[0] == '/' || slash == NULL ? 0 : (int)(slash - configuration) + 1;
    const int length = snprintf(path, PATH_MAX, "%.*s%s", before, before > 0 ? configuration : "", folder);
    OrthancPluginFreeString(mpr_host(), configuration);
    return length > 0 && length < PATH_MAX && path[0] == '/';
}

void mpr_storage_set(const cJSON *configuration)
{
    const cJSON *compression = mpr_json_member(configuration, "StorageCompression");
    const char *folder = mpr_json_text(configuration, "StorageDirectory");
    storage.is_checked = storage.is_right = false;
    if (cJSON_IsTrue(compression) ||
        !resolve(folder[0] != '\0' ? folder : "OrthancStorage", storage.folder)) {
        storage.folder[0] = '\0';
    }
}

/* ---- files ---- */

enum { NAME_SIZE = 37 }; /* of a UUID as text */

/* A name from the index becomes part of a path only when it is a UUID. */
static bool is_uuid(const char *name)
{
    for (size_t index = 0; index < NAME_SIZE - 1; index++) {
        const char c = name[index];
        const bool is_dash = index == 8 || index == 13 || index == 18 || index == 23;
        const bool fits = is_dash ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (!fits) {
            return false;
        }
    }
    return name[NAME_SIZE - 1] == '\0';
}

static bool open_file(const MprPlace *place, MprStoredFile *file)
{
    char path[PATH_MAX + sizeof place->file + 8];
    struct stat status;
    if (storage.folder[0] == '\0' || !is_uuid(place->file)) {
        return false;
    }
    snprintf(path, sizeof path, "%s/%.2s/%.2s/%s", storage.folder, place->file, place->file + 2, place->file);
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return false;
    }
    *file = (MprStoredFile){descriptor, place->size};
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < 0 ||
        (size_t)status.st_size != place->size) {
        mpr_storage_close(file);
        return false;
    }
    return true;
}

void mpr_storage_close(const MprStoredFile *file)
{
    close(file->descriptor);
}

bool mpr_storage_read(const MprStoredFile *file, size_t offset, size_t size, void *bytes)
{
    char *next = bytes;
    while (size > 0) {
        const ssize_t got = pread(file->descriptor, next, size, (off_t)offset);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        next += got;
        offset += (size_t)got;
        size -= (size_t)got;
    }
    return true;
}

/* ---- is it the right folder? ---- */

static bool is_equal(const MprStoredFile *file, const MprBuffer *given)
{
    MprError ignored;
    char *bytes = given->size == file->size ? mpr_allocate(file->size, 1, &ignored) : NULL;
    const bool is_same = bytes != NULL && mpr_storage_read(file, 0, file->size, bytes) &&
                         memcmp(bytes, given->data, file->size) == 0;
    mpr_free(bytes);
    return is_same;
}

/* The first file tells, once for all. */
static void check(const MprPlace *place, const MprStoredFile *file)
{
    MprError ignored;
    MprBuffer given = {0};
    if (mpr_host_file(place->instance, &given, &ignored)) {
        storage.is_right = is_equal(file, &given);
        storage.is_checked = true;
        mpr_host_log_info("files of uncompressed slices are read %s",
                          storage.is_right ? "from the storage folder" : "through Orthanc's SDK");
    }
    mpr_buffer_release(&given);
}

bool mpr_storage_open(const MprPlace *place, MprStoredFile *file)
{
    if (!open_file(place, file)) {
        return false;
    }
    pthread_mutex_lock(&storage.mutex);
    if (!storage.is_checked) {
        check(place, file);
    }
    const bool is_right = storage.is_right;
    pthread_mutex_unlock(&storage.mutex);
    if (!is_right) {
        mpr_storage_close(file);
    }
    return is_right;
}
