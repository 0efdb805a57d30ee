/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Settings.h"

#include "Request/Json.h"

#include "Processors.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char section_name[] = "MprSlice";

/* The worker is installed beside the plugin; a symbolic link to the plugin leads there. */
static bool find_worker(char worker[PATH_MAX], MprError *error)
{
    static const char name[] = "/mpr-slice-worker";
    Dl_info plugin;
    if (dladdr(section_name, &plugin) == 0 || realpath(plugin.dli_fname, worker) == NULL) {
        return mpr_fail(error, MPR_INTERNAL, "cannot find the folder of the plugin; set \"Worker\"");
    }
    char *slash = strrchr(worker, '/');
    if (slash == NULL || (size_t)(slash - worker) + sizeof name > PATH_MAX) {
        return mpr_fail(error, MPR_INTERNAL, "the path of the plugin is too long; set \"Worker\"");
    }
    memcpy(slash, name, sizeof name);
    return true;
}

static bool parse_worker(const cJSON *value, const char *key, char worker[PATH_MAX], MprError *error)
{
    if (!cJSON_IsString(value) || strlen(value->valuestring) >= PATH_MAX) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be a path of at most %d characters", key,
                        PATH_MAX - 1);
    }
    memcpy(worker, value->valuestring, strlen(value->valuestring) + 1);
    return true;
}

/* A whole number, or what was there when the key is not. */
static bool parse_count(const cJSON *section, const char *key, double minimum, double maximum, long *count,
                        MprError *error)
{
    const cJSON *value = mpr_json_member(section, key);
    return value == NULL || mpr_json_integer(value, key, minimum, maximum, count, error);
}

/* One of several words, or what was there when the key is not. */
static bool parse_word(const cJSON *section, const char *key, const char *const *words, int *choice,
                       MprError *error)
{
    const cJSON *value = mpr_json_member(section, key);
    return value == NULL || mpr_json_choice(value, key, words, choice, error);
}

static bool parse_scopes(const cJSON *section, MprSettings *settings, MprError *error)
{
    static const char *const likes[] = {"Study", "Archive", "Off", NULL};
    static const char *const routes[] = {"Series", "OwnFrames", "Off", NULL};
    int like = (int)settings->like;
    int route = (int)settings->instance_routes;
    const bool ok = parse_word(section, "LikeInstance", likes, &like, error) &&
                    parse_word(section, "InstanceRoutes", routes, &route, error);
    settings->like = (MprLikeScope)like;
    settings->instance_routes = (MprInstanceRoutes)route;
    return ok;
}

/* Orthanc's own pages, or an address, which may have {StudyInstanceUID} in it. The page makes it a link: a script is no
 * address. */
static bool parse_explorer(const cJSON *section, MprSettings *settings, MprError *error)
{
    static const char *const starts[] = {"http://", "https://", "/"};
    const cJSON *value = mpr_json_member(section, "Explorer");
    const char *text = value == NULL ? settings->explorer : cJSON_IsString(value) ? value->valuestring : "";
    bool is_known = strcmp(text, "Explorer1") == 0 || strcmp(text, "Explorer2") == 0;
    for (size_t index = 0; index < sizeof starts / sizeof *starts; index++) {
        is_known = is_known || (strncmp(text, starts[index], strlen(starts[index])) == 0 && text[1] != '/');
    }
    for (const char *at = text; *at != '\0'; at++) {
        is_known = is_known && *at > ' ' && *at <= '~' && strchr("\"<>\\", *at) == NULL;
    }
    if (!is_known || strlen(text) >= sizeof settings->explorer) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "Explorer must be \"Explorer1\", \"Explorer2\", or an address of at most %zu "
                        "characters that starts "
                        "with http://, https:// or a single /",
                        sizeof settings->explorer - 1);
    }
    memmove(settings->explorer, text, strlen(text) + 1);
    return true;
}

static const char *const known_keys[] = {"Enable",
                                         "Worker",
                                         "Workers",
                                         "Threads",
                                         "WorkerTimeout",
                                         "WorkerMemory",
                                         "MaximumPixels",
                                         "MaximumImages",
                                         "MaximumSlabSamples",
                                         "MaximumSamples",
                                         "MaximumRequests",
                                         "CacheSize",
                                         "ReadStorage",
                                         "LikeInstance",
                                         "InstanceRoutes",
                                         "Explorer",
                                         "AutoSlice", /* Rule.c reads it */
                                         NULL};

/* The whole numbers of the section; 0 of Workers and Threads keeps what was there. */
static bool parse_counts(const cJSON *section, MprSettings *settings, MprError *error)
{
    long workers = 0;
    long threads = 0;
    long timeout_s = (long)settings->worker_timeout_s;
    long memory_mb = (long)(settings->worker_memory >> 20);
    long requests = (long)settings->maximum_requests;
    long cache_mb = (long)(settings->cache_size >> 20);
    if (!parse_count(section, "Workers", 0, 64, &workers, error) ||
        !parse_count(section, "Threads", 0, 64, &threads, error) ||
        !parse_count(section, "WorkerTimeout", 1, 3600, &timeout_s, error) ||
        !parse_count(section, "WorkerMemory", 64, 65536, &memory_mb, error) ||
        !parse_count(section, "MaximumRequests", 1, 1000, &requests, error) ||
        !parse_count(section, "CacheSize", 0, 1048576, &cache_mb, error)) {
        return false;
    }
    settings->workers = workers > 0 ? (unsigned)workers : settings->workers;
    settings->threads = threads > 0 ? (unsigned)threads : settings->threads;
    settings->worker_timeout_s = (unsigned)timeout_s;
    settings->worker_memory = (size_t)memory_mb << 20;
    settings->maximum_requests = (unsigned)requests;
    settings->cache_size = (size_t)cache_mb << 20;
    return true;
}

/* What one request may ask for. */
static bool parse_limits(const cJSON *section, MprSettings *settings, MprError *error)
{
    long pixels = (long)settings->limits.maximum_pixels;
    long images = (long)settings->limits.maximum_images;
    long slab_samples = (long)settings->limits.maximum_slab_samples;
    long samples = (long)settings->maximum_samples;
    if (!parse_count(section, "MaximumPixels", 1, 268435456, &pixels, error) ||
        !parse_count(section, "MaximumImages", 1, 65535, &images, error) ||
        !parse_count(section, "MaximumSlabSamples", 1, 65535, &slab_samples, error) ||
        !parse_count(section, "MaximumSamples", 1, 1e15, &samples, error)) {
        return false;
    }
    settings->limits = (MprLimits){(uint64_t)pixels, (uint64_t)images, (uint64_t)slab_samples};
    settings->maximum_samples = (uint64_t)samples;
    return true;
}

static bool parse_section(const cJSON *section, MprSettings *settings, MprError *error)
{
    const cJSON *enable = mpr_json_member(section, "Enable");
    const cJSON *worker = mpr_json_member(section, "Worker");
    const cJSON *storage = mpr_json_member(section, "ReadStorage");
    return mpr_json_check_keys(section, known_keys, section_name, error) &&
           (enable == NULL || mpr_json_boolean(enable, "Enable", &settings->enable, error)) &&
           (storage == NULL || mpr_json_boolean(storage, "ReadStorage", &settings->reads_storage, error)) &&
           (worker == NULL || parse_worker(worker, "Worker", settings->worker, error)) &&
           parse_counts(section, settings, error) && parse_limits(section, settings, error) &&
           parse_scopes(section, settings, error) && parse_explorer(section, settings, error);
}

static unsigned core_count(void)
{
    const unsigned cores = mpr_processors();
    return cores > 64 ? 64 : cores;
}

bool mpr_settings_parse(const cJSON *configuration, MprSettings *settings, MprError *error)
{
    MprSettings parsed = {
        .enable = true,
        .reads_storage = true,
        .workers = core_count(),
        .threads = core_count(),
        .worker_timeout_s = 30,
        .worker_memory = (size_t)1024 << 20,
        .maximum_requests = 16,
        .cache_size = (size_t)256 << 20,
        .maximum_samples = 10000000000,
        .explorer = "Explorer1",
        .limits = {.maximum_pixels = 16777216, .maximum_images = 1000, .maximum_slab_samples = 1000},
    };
    const cJSON *section = mpr_json_member(configuration, section_name);
    if (section != NULL && !parse_section(section, &parsed, error)) {
        return false;
    }
    if (parsed.worker[0] == '\0' && !find_worker(parsed.worker, error)) {
        return false;
    }
    *settings = parsed;
    return true;
}
