/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Processes.h"

#include "Testing.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The parent of a process that is no zombie; 0 when there is no such process. */
pid_t parent_of(pid_t pid)
{
    char path[64];
    char line[512];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return 0;
    }
    const size_t size = fread(line, 1, sizeof line - 1, file);
    fclose(file);
    line[size] = '\0';
    const char *state = strrchr(line, ')'); /* "1 (name) S 2 ..." */
    return state == NULL || state[2] == 'Z' ? 0 : (pid_t)strtol(state + 4, NULL, 10);
}

pid_t child_of(pid_t parent)
{
    pid_t found = 0;
    DIR *folder = opendir("/proc");
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry != NULL && found == 0; entry = readdir(folder)) {
        const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        found = pid > 0 && parent_of(pid) == parent ? pid : 0;
    }
    closedir(folder);
    return found;
}

pid_t wait_for_child_of(pid_t parent)
{
    for (int turn = 0; turn < 1000; turn++) {
        const pid_t child = child_of(parent);
        if (child != 0) {
            return child;
        }
        usleep(5000);
    }
    fail_msg("process %d has no child", (int)parent);
    return 0;
}

/* The first thread of a process may be a zombie while others still hold its sockets; sanitizers start such.
 */
static unsigned count_threads(pid_t pid)
{
    char path[64];
    unsigned count = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return 0;
    }
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        count += entry->d_name[0] != '.';
    }
    closedir(folder);
    return count;
}

void wait_for_end_of(pid_t pid)
{
    while (parent_of(pid) != 0 || count_threads(pid) > 1) {
        usleep(1000);
    }
}
