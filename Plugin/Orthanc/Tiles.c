/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Tiles.h"

#include "Fetch.h"

#include <stdio.h>
#include <string.h>

/* The headers of all files of a series, each with a header at least. */
typedef struct {
    MprFrameHeader **headers;
    size_t *counts;
    size_t files, total;
} Files;

static void release_files(Files *files)
{
    for (size_t file = 0; files->headers != NULL && file < files->files; file++) {
        mpr_free(files->headers[file]);
    }
    mpr_free(files->headers);
    mpr_free(files->counts);
}

static bool read_files(MprPool *pool, const MprRoll *roll, Files *files, MprError *error)
{
    *files = (Files){.files = roll->count, .total = roll->count};
    files->headers = mpr_allocate(roll->count, sizeof *files->headers, error);
    files->counts = mpr_allocate(roll->count, sizeof *files->counts, error);
    bool ok = files->headers != NULL && files->counts != NULL;
    for (size_t file = 0; ok && file < roll->count; file++) {
        size_t *count = &files->counts[file];
        ok = mpr_fetch_headers(pool, &roll->places[file], &files->headers[file], count, error) ||
             mpr_fail_about(error, roll->listings[file].name);
        *count = ok && files->headers[file]->tiles > 0 ? *count : 1;
        files->total += *count - 1;
    }
    return ok;
}

/* Slices of one file have its number: with a fraction, so that they are in order and files are, too. */
static void list_tile(const MprFrameHeader *header, size_t file, size_t tile, MprListing *listing,
                      MprPlace *place)
{
    char name[sizeof listing->name];
    snprintf(name, sizeof name, "slice %u of %.40s", (unsigned)tile + 1, listing->name);
    memcpy(listing->name, name, sizeof name);
    listing->number += (double)tile * 1e-4;
    place->frame = (uint32_t)tile;
    listing->mosaic = (uint32_t)file + 1;
    place->is_tile = true;
    mpr_listing_complete(listing, header);
}

/* The first slice of a mosaic stands where the mosaic stood, the others behind all files. */
static void list_files(const MprRoll *listed, const Files *files, MprRoll *roll)
{
    size_t next = files->files;
    for (size_t file = 0; file < files->files; file++) {
        const MprFrameHeader *headers = files->headers[file];
        for (size_t tile = 0; tile < files->counts[file]; tile++) {
            const size_t frame = tile == 0 ? file : next++;
            roll->listings[frame] = listed->listings[file];
            roll->places[frame] = listed->places[file];
            if (headers->tiles > 0) {
                list_tile(&headers[tile], file, tile, &roll->listings[frame], &roll->places[frame]);
            } else {
                mpr_listing_complete(&roll->listings[frame], &headers[tile]);
            }
        }
    }
}

bool mpr_tiles_list(MprPool *pool, const MprRoll *listed, MprRoll *unfolded, MprError *error)
{
    Files files = {0};
    MprRoll roll = {0};
    const bool ok = read_files(pool, listed, &files, error) && mpr_roll_create(files.total, &roll, error);
    if (ok) {
        list_files(listed, &files, &roll);
        *unfolded = roll;
    }
    release_files(&files);
    return ok;
}

static bool is_mr(const MprBuffer *series)
{
    cJSON *words = NULL;
    MprError ignored;
    const bool is = mpr_json_parse(series->data, series->size, &words, &ignored) &&
                    strcmp(mpr_json_text(mpr_json_member(words, "MainDicomTags"), "Modality"), "MR") == 0;
    cJSON_Delete(words);
    return is;
}

/* Only magnetic resonance has mosaics. */
bool mpr_tiles_look(MprPool *pool, const MprBuffer *series, const cJSON *instance, bool *are_there,
                    MprError *error)
{
    MprFrameHeader *headers = NULL;
    MprListing listed = {0};
    MprPlace place = {0};
    size_t count = 0;
    *are_there = false;
    if (!is_mr(series)) {
        return true;
    }
    mpr_roll_list(instance, &listed, &place);
    if (!mpr_fetch_headers(pool, &place, &headers, &count, error)) {
        return mpr_fail_about(error, listed.name);
    }
    *are_there = headers->tiles > 0;
    mpr_free(headers);
    return true;
}
