/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Processors.h"

#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 1024 }; /* also of a path; a longer one says nothing */

static bool read_line(const char *path, char line[LINE_SIZE])
{
    FILE *file = fopen(path, "re");
    const bool ok = file != NULL && fgets(line, LINE_SIZE, file) != NULL;
    if (file != NULL) {
        fclose(file);
    }
    return ok;
}

/* quota: so many microseconds of each period. Neither says anything when it is not a positive number ("max",
 * -1). */
static unsigned processors_of(const char *quota, const char *period)
{
    const long q = strtol(quota, NULL, 10);
    const long p = strtol(period, NULL, 10);
    return q > 0 && p > 0 && q / p < INT_MAX ? (unsigned)((q + p - 1) / p) : 0;
}

static unsigned quota_of_version_2(const char *folder)
{
    char path[LINE_SIZE];
    char line[LINE_SIZE];
    snprintf(path, sizeof path, "%.1000s/cpu.max", folder);
    const char *space = read_line(path, line) ? strchr(line, ' ') : NULL;
    return space != NULL ? processors_of(line, space) : 0;
}

static unsigned quota_of_version_1(const char *folder)
{
    char path[LINE_SIZE];
    char quota[LINE_SIZE];
    char period[LINE_SIZE];
    snprintf(path, sizeof path, "%.1000s/cpu.cfs_quota_us", folder);
    if (!read_line(path, quota)) {
        return 0;
    }
    snprintf(path, sizeof path, "%.1000s/cpu.cfs_period_us", folder);
    return read_line(path, period) ? processors_of(quota, period) : 0;
}

static unsigned smaller(unsigned a, unsigned b)
{
    return a == 0 || (b > 0 && b < a) ? b : a;
}

/* A group is bound by its own quota and by those of the groups that it lies in. Within a container its path
 * may be that of the host; then the root is the container's own group. */
static unsigned quota_along(const char *root, const char *group, unsigned (*quota_of)(const char *folder))
{
    char folder[LINE_SIZE];
    unsigned least = quota_of(root);
    const int length = snprintf(folder, sizeof folder, "%s%s", root, group);
    if (length < 0 || (size_t)length >= sizeof folder) {
        return least;
    }
    for (char *end = folder + length; end != NULL && end >= folder + strlen(root);
         end = strrchr(folder, '/')) {
        *end = '\0';
        least = smaller(least, quota_of(folder));
    }
    return least;
}

/* Does a list of controllers ("cpu,cpuacct") have the one for processors? */
static bool has_cpu(const char *controllers, size_t length)
{
    for (const char *at = controllers; at < controllers + length; at++) {
        const size_t size = strcspn(at, ",:");
        if (size == 3 && strncmp(at, "cpu", 3) == 0) {
            return true;
        }
        at += size;
    }
    return false;
}

/* A line of /proc/self/cgroup: "0::/path" of version 2, "4:cpu,cpuacct:/path" of version 1 (cgroups(7)). */
static unsigned quota_of_line(char *line, const char *root)
{
    char folder[LINE_SIZE];
    char *controllers = strchr(line, ':');
    char *group = controllers != NULL ? strchr(controllers + 1, ':') : NULL;
    if (group == NULL) {
        return 0;
    }
    *controllers++ = '\0';
    *group++ = '\0';
    group[strcspn(group, "\n")] = '\0';
    if (controllers[0] == '\0') {
        return quota_along(root, group, quota_of_version_2);
    }
    if (!has_cpu(controllers, strlen(controllers))) {
        return 0;
    }
    snprintf(folder, sizeof folder, "%.500s/%.500s", root, controllers);
    unsigned least = quota_along(folder, group, quota_of_version_1);
    snprintf(folder, sizeof folder, "%s/cpu", root);
    return smaller(least, quota_along(folder, group, quota_of_version_1));
}

unsigned mpr_processors_of_quota(const char *groups, const char *root)
{
    char line[LINE_SIZE];
    unsigned least = 0;
    FILE *file = fopen(groups, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        least = smaller(least, quota_of_line(line, root));
    }
    if (file != NULL) {
        fclose(file);
    }
    return least;
}

unsigned mpr_processors(void)
{
    cpu_set_t set;
    const int allowed = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return smaller(allowed > 0 ? (unsigned)allowed : 1,
                   mpr_processors_of_quota("/proc/self/cgroup", "/sys/fs/cgroup"));
}
