/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ListedSeries.h"

#include "Base/Decimal.h"

#include <stdio.h>
#include <string.h>

/* "EchoTime=5;ImageType=M" */
static MprVolumeKey key_of(const char *text)
{
    MprVolumeKey key = {0};
    while (*text != '\0') {
        const size_t name = strcspn(text, "=");
        const size_t size = strcspn(text + name + 1, ";");
        const char *value = text + name + 1;
        int attribute = 0;
        while (strncmp(mpr_volume_key_entry((MprKeyAttribute)attribute)->name, text, name) != 0 ||
               mpr_volume_key_entry((MprKeyAttribute)attribute)->name[name] != '\0') {
            attribute++;
            assert_true(attribute < MPR_KEY_COUNT);
        }
        double numbers[3] = {0};
        if (mpr_volume_key_entry((MprKeyAttribute)attribute)->kind == MPR_KEY_TEXT) {
            mpr_volume_key_set_text(&key, (MprKeyAttribute)attribute, value, size);
        } else {
            const bool is_vector = mpr_volume_key_entry((MprKeyAttribute)attribute)->kind == MPR_KEY_VECTOR;
            assert_true(mpr_decimal_parse_list(value, size, is_vector ? 3 : 1, numbers));
            mpr_volume_key_set_numbers(&key, (MprKeyAttribute)attribute, numbers);
        }
        text = value + size + (value[size] == ';');
    }
    return key;
}

void listed_series_start(ListedSeries *series)
{
    memset(series, 0, sizeof *series);
    series->source.listings = series->listings;
}

size_t listed_series_add(ListedSeries *series, double turn, double z, const char *key)
{
    const size_t frame = series->source.count++;
    MprListing *listing = &series->listings[frame];
    assert_true(frame < LISTED_CAPACITY);
    snprintf(listing->name, sizeof listing->name, "image %zu", frame + 1);
    listing->has_grid = true;
    listing->position = (MprVector){0, 0, z};
    listing->across = (MprVector){1, 0, 0};
    listing->down = (MprVector){0, cos(turn), sin(turn)};
    listing->number = (double)frame + 1;
    snprintf(listing->sop_instance_uid, sizeof listing->sop_instance_uid, "1.2.%zu", frame + 1);
    series->keys[frame] = key_of(key);
    listing->volume_key = &series->keys[frame];
    listing->rows = listing->columns = 128;
    return frame;
}

MprSplit *listed_series_split(ListedSeries *series)
{
    MprSplit *made = NULL;
    MprError error = {0};
    if (!mpr_split_frames(&series->source, &made, &error)) {
        fail_msg("%s", error.message);
    }
    size_t total = made->aside_count;
    for (size_t index = 0; index < made->count; index++) {
        total += made->volumes[index].count;
    }
    assert_int_equal(total, series->source.count);
    return made;
}

size_t listed_series_volume_of(const MprSplit *split, size_t frame)
{
    for (size_t volume = 0; volume < split->count; volume++) {
        for (size_t index = 0; index < split->volumes[volume].count; index++) {
            if (split->volumes[volume].frames[index] == frame) {
                return volume;
            }
        }
    }
    return split->count;
}

void listed_series_shuffle(const ListedSeries *series, uint32_t *seed, ListedSeries *shuffled, size_t *to)
{
    *shuffled = *series;
    shuffled->source.listings = shuffled->listings;
    for (size_t frame = 0; frame < series->source.count; frame++) {
        to[frame] = frame;
    }
    for (size_t frame = series->source.count; frame > 1; frame--) {
        const size_t with = listed_series_dice(seed, (uint32_t)frame);
        const size_t kept = to[frame - 1];
        to[frame - 1] = to[with];
        to[with] = kept;
    }
    for (size_t frame = 0; frame < series->source.count; frame++) {
        shuffled->listings[to[frame]] = series->listings[frame];
    }
}

uint32_t listed_series_dice(uint32_t *seed, uint32_t sides)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % sides;
}
