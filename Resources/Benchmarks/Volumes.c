/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it costs to tell the volumes of a series apart: complete listings in memory, in an order of arrival
 * that says nothing. Prints a table in Markdown. */
#include "Volume/Split.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 9 };

/* Of the processor: other work on the machine does not count. */
static double cpu_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static void set_number(MprVolumeKey *key, MprKeyAttribute attribute, double number)
{
    mpr_volume_key_set_numbers(key, attribute, &number);
}

/* Volumes by time, as of a functional MR; every image has a time of its own. */
static void fill(MprListing *listings, MprVolumeKey *keys, size_t volumes, size_t slices)
{
    const size_t count = volumes * slices;
    for (size_t at = 0; at < count; at++) {
        const size_t image = at * 7919 % count; /* a prime: every image once */
        MprListing *listing = &listings[at];
        snprintf(listing->sop_instance_uid, sizeof listing->sop_instance_uid, "1.2.3.%zu", image);
        listing->volume_key = &keys[at];
        listing->has_grid = true;
        listing->position = (MprVector){-100.0, -100.0, (double)(image % slices) * 3.0};
        listing->across = (MprVector){1, 0, 0};
        listing->down = (MprVector){0, 1, 0};
        listing->rows = listing->columns = 64;
        listing->spacing_across_mm = listing->spacing_down_mm = 3.0;
        listing->number = (double)image + 1.0;
        set_number(&keys[at], MPR_KEY_THICKNESS, 3.0);
        set_number(&keys[at], MPR_KEY_TEMPORAL_IDENTIFIER, (double)(image / slices) + 1.0);
        set_number(&keys[at], MPR_KEY_ACQUISITION_TIME, 36000.0 + (double)image * 0.05);
        set_number(&keys[at], MPR_KEY_CONTENT_TIME, 40000.0 + (double)image * 0.01);
    }
}

static int compare(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;
    return (a > b) - (a < b);
}

static bool measure(size_t volumes, size_t slices, MprError *error)
{
    const size_t count = volumes * slices;
    MprListing *listings = mpr_allocate(count, sizeof *listings, error);
    MprVolumeKey *keys = mpr_allocate(count, sizeof *keys, error);
    MprSource source = {.count = count, .listings = listings};
    double times[ROUNDS];
    size_t found = 0;
    bool ok = listings != NULL && keys != NULL;
    if (ok) {
        fill(listings, keys, volumes, slices);
    }
    for (int round = 0; ok && round < ROUNDS; round++) {
        MprSplit *split = NULL;
        const double start = cpu_ms();
        ok = mpr_split_frames(&source, &split, error);
        times[round] = cpu_ms() - start;
        found = ok ? split->count : 0;
        mpr_split_free(split);
    }
    mpr_free(listings);
    mpr_free(keys);
    if (ok) {
        qsort(times, ROUNDS, sizeof *times, compare);
        printf("| %zu × %zu | %zu | %.1f | %.1f |\n", volumes, slices, found, times[ROUNDS / 2], times[0]);
    }
    return ok;
}

int main(void)
{
    static const size_t volumes[] = {1, 50, 200, 800};
    MprError error = {0};
    printf("| volumes × slices | found | ms of the processor, median of %d | fastest |\n| --- | --- | --- | "
           "--- |\n",
           ROUNDS);
    for (size_t index = 0; index < sizeof volumes / sizeof volumes[0]; index++) {
        if (!measure(volumes[index], 36, &error)) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
    }
    return 0;
}
