/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives a fuzzer the files of a folder, in the order of their names. The last line counts them as tests. */
#include "Fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* An exact copy, so that a sanitizer sees the first byte behind it. */
static bool replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        return false;
    }
    const size_t size = (size_t)ftell(file);
    uint8_t *bytes = malloc(size + (size == 0));
    rewind(file);
    const bool is_read = bytes != NULL && fread(bytes, 1, size, file) == size;
    fclose(file);
    if (is_read) {
        fprintf(stderr, "%s\n", path); /* the last one named is the one that failed */
        LLVMFuzzerTestOneInput(bytes, size);
    }
    free(bytes);
    return is_read;
}

int main(int argc, char **argv)
{
    struct dirent **entries = NULL;
    LLVMFuzzerInitialize(&argc, &argv);
    const int count = argc == 2 ? scandir(argv[1], &entries, NULL, alphasort) : -1;
    int replayed = 0;
    int failed = 0;
    for (int index = 0; index < count; index++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[index]->d_name);
        if (entries[index]->d_name[0] != '.') {
            failed += !replay(path);
            replayed++;
        }
        free(entries[index]);
    }
    free(entries);
    printf("%d passed, %d failed\n", replayed - failed, failed);
    return failed == 0 && replayed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
