/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Storage.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_SIZE = 1024 }; /* a longer path is not used */

static struct {
    char folder[FOLDER_SIZE]; /* "": there is none */
    pthread_mutex_t mutex;    /* of what follows */
    bool is_checked, is_right;
} storage = {.mutex = PTHREAD_MUTEX_INITIALIZER};

/* ---- the folder ---- */

/* The last argument of Orthanc that is no option: its configuration. */
static bool find_argument(char argument[FOLDER_SIZE])
{
    char arguments[4 * FOLDER_SIZE];
    bool is_found = false;
    FILE *file = fopen("/proc/self/cmdline", "re");
    const size_t size = file != NULL ? fread(arguments, 1, sizeof arguments - 1, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    arguments[size] = '\0';
    for (const char *at = arguments + strlen(arguments) + 1; at < arguments + size; at += strlen(at) + 1) {
        if (at[0] != '-' && strlen(at) < FOLDER_SIZE) {
            memcpy(argument, at, strlen(at) + 1);
            is_found = true;
        }
    }
    return is_found;
}

/* The folder that the configuration is, when it lies in that one. */
static bool find_folder_in(const char *whole, char base[FOLDER_SIZE])
{
    char argument[FOLDER_SIZE];
    char *around = realpath(whole, NULL);
    char *path = find_argument(argument) ? realpath(argument, NULL) : NULL;
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    const size_t length = around != NULL && strcmp(around, "/") != 0 ? strlen(around) : 0;
    const bool ok = around != NULL && slash == path + length && strncmp(path, around, length) == 0 &&
                    strlen(path) < FOLDER_SIZE;
    if (ok) {
        memcpy(base, path, strlen(path) + 1);
    }
    free(around);
    free(path);
    return ok;
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Where relative folders begin: in the folder of a configuration that is one file, in a configuration that is
 * a folder of files, and else where Orthanc was started. Orthanc tells the path of the one file, and of the
 * folder the one around it. */
static bool find_base(char base[FOLDER_SIZE])
{
    char *told = OrthancPluginGetConfigurationPath(mpr_host());
    const char *path = told != NULL ? told : "";
    const char *slash = strrchr(path, '/');
    bool ok = false;
    if (path[0] == '\0') {
        ok = getcwd(base, FOLDER_SIZE) != NULL;
    } else if (is_folder(path)) {
        ok = find_folder_in(path, base);
    } else if (slash != NULL && slash - path < FOLDER_SIZE) {
        ok = true;
        snprintf(base, FOLDER_SIZE, "%.*s", (int)(slash - path), path);
    }
    OrthancPluginFreeString(mpr_host(), told);
    return ok;
}

static bool resolve(const char *folder, char path[FOLDER_SIZE])
{
    char base[FOLDER_SIZE] = "";
    const bool ok = folder[0] == '/' || find_base(base);
    const int length = snprintf(path, FOLDER_SIZE, "%s%s%s", base, folder[0] == '/' ? "" : "/", folder);
    return ok && length > 0 && length < FOLDER_SIZE;
}

void mpr_storage_set(const cJSON *configuration)
{
    const cJSON *compression = mpr_json_member(configuration, "StorageCompression");
    const char *folder = mpr_json_text(configuration, "StorageDirectory");
    storage.is_checked = storage.is_right = false;
    storage.folder[0] = '\0';
    if (!cJSON_IsTrue(compression) &&
        !resolve(folder[0] != '\0' ? folder : "OrthancStorage", storage.folder)) {
        storage.folder[0] = '\0';
        mpr_host_log_warning("ReadStorage is off: it is not known where the relative StorageDirectory lies");
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

typedef struct {
    char text[FOLDER_SIZE + sizeof((MprPlace *)0)->file + 8];
} FilePath;

static bool find_path(const MprPlace *place, FilePath *path)
{
    if (storage.folder[0] == '\0' || !is_uuid(place->file)) {
        return false;
    }
    snprintf(path->text, sizeof path->text, "%s/%.2s/%.2s/%s", storage.folder, place->file, place->file + 2,
             place->file);
    return true;
}

/* Of a compressed file the index tells the size before, which is hardly ever less. */
static bool is_plausible(off_t size, size_t told)
{
    return size >= 0 && (uint64_t)size <= (uint64_t)told + told / 8 + 4096;
}

bool mpr_storage_check(const MprPlace *place, MprError *error)
{
    FilePath path;
    struct stat status;
    if (!find_path(place, &path) || stat(path.text, &status) != 0) {
        return true;
    }
    if (!S_ISREG(status.st_mode)) {
        return mpr_fail(error, MPR_UNSUITABLE, "what is stored under its name is no file");
    }
    return is_plausible(status.st_size, place->size) ||
           mpr_fail(error, MPR_UNSUITABLE,
                    "its file has %lld bytes, the archive's index says %zu; it is not read",
                    (long long)status.st_size, place->size);
}

static bool open_file(const MprPlace *place, MprStoredFile *file)
{
    FilePath path;
    struct stat status;
    if (!find_path(place, &path)) {
        return false;
    }
    const int descriptor = open(path.text, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
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
        mpr_host_log_info("files of slices are read %s",
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
