/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series that hold several volumes, or none: told apart by what differs, set aside with a reason, and without
 * opening a file when there is no need. */
#include "Core/Split.h"

#include "Testing.h"

#include <stdio.h>
#include <string.h>

enum { CAPACITY = 256 };

/* A series that is made of listings only. */
typedef struct {
    MprSource source;
    MprListing listings[CAPACITY];
    char keys[CAPACITY][128]; /* known after detail */
    uint32_t sizes[CAPACITY];
    size_t details;
} Series;

static bool detail(MprSource *source, MprError *error)
{
    (void)error;
    Series *series = (Series *)source;
    series->details++;
    for (size_t frame = 0; frame < source->count; frame++) {
        snprintf(series->listings[frame].volume_key, sizeof series->keys[frame], "%s", series->keys[frame]);
        series->listings[frame].rows = series->sizes[frame];
        series->listings[frame].columns = series->sizes[frame];
    }
    return true;
}

static void start(Series *series)
{
    memset(series, 0, sizeof *series);
    series->source.listings = series->listings;
    series->source.detail = detail;
}

/* Adds a frame; numbers run in the order of adding. */
static size_t add(Series *series, double turn, double z, const char *key)
{
    const size_t frame = series->source.count++;
    MprListing *listing = &series->listings[frame];
    assert_true(frame < CAPACITY);
    snprintf(listing->name, sizeof listing->name, "image %zu", frame + 1);
    listing->has_grid = true;
    listing->position = (MprVector){0, 0, z};
    listing->across = (MprVector){1, 0, 0};
    listing->down = (MprVector){0, cos(turn), sin(turn)};
    listing->number = (double)frame + 1;
    snprintf(series->keys[frame], sizeof series->keys[frame], "%s", key);
    series->sizes[frame] = 128;
    return frame;
}

static MprSplit *split(Series *series)
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
    assert_int_equal(total, series->source.count); /* no frame is lost, none is twice */
    return made;
}

static void a_neat_stack_should_be_one_volume_without_opening_a_file(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int slice = 0; slice < 20; slice++) {
        add(&series, 0.3, (slice * 7 % 20) * 2.5, "AcquisitionNumber=1");
    }
    MprSplit *made = split(&series);
    assert_int_equal(made->count, 1);
    assert_int_equal(made->volumes[0].count, 20);
    assert_int_equal(made->aside_count, 0);
    assert_string_equal(made->volumes[0].difference, "");
    assert_int_equal(series.details, 0);
    mpr_split_free(made);
}

static void echoes_at_the_same_places_should_be_told_apart_by_their_time(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int slice = 0; slice < 12; slice++) {
        char key[128];
        for (int echo = 0; echo < 3; echo++) {
            snprintf(key, sizeof key, "EchoTime=%d;AcquisitionNumber=%d", 5 + 7 * echo, slice);
            add(&series, 0, slice * 4.0, key);
        }
    }
    MprSplit *made = split(&series);
    assert_int_equal(series.details, 1);
    assert_int_equal(made->count, 3);
    for (size_t echo = 0; echo < 3; echo++) {
        char difference[32];
        snprintf(difference, sizeof difference, "EchoTime=%zu", 5 + 7 * echo);
        assert_string_equal(made->volumes[echo].difference, difference);
        assert_int_equal(made->volumes[echo].count, 12);
        for (size_t index = 0; index < 12; index++) {
            assert_int_equal(made->volumes[echo].frames[index], index * 3 + echo);
        }
    }
    mpr_split_free(made);
}

static void an_attribute_that_counts_slices_should_not_tell_volumes_apart(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int phase = 0; phase < 2; phase++) {
        for (int slice = 0; slice < 10; slice++) {
            char key[128];
            snprintf(key, sizeof key, "TriggerTime=%d", phase * 10 + slice); /* differs in every image */
            add(&series, 0, slice * 4.0, key);
        }
    }
    MprSplit *made = split(&series);
    assert_int_equal(made->count, 2);
    for (size_t index = 0; index < 10; index++) { /* by the order of the numbers then */
        assert_int_equal(made->volumes[0].frames[index], index);
        assert_int_equal(made->volumes[1].frames[index], 10 + index);
    }
    mpr_split_free(made);
}

static void diffusion_should_be_split_by_value_and_then_by_order(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int volume = 0; volume < 4; volume++) { /* one without, three with diffusion in unknown directions */
        for (int slice = 0; slice < 8; slice++) {
            add(&series, 0, slice * 3.0, volume == 0 ? "DiffusionBValue=0" : "DiffusionBValue=1000");
        }
    }
    MprSplit *made = split(&series);
    assert_int_equal(made->count, 4);
    for (size_t volume = 0; volume < 4; volume++) {
        assert_int_equal(made->volumes[volume].count, 8);
        assert_int_equal(made->volumes[volume].frames[0], volume * 8);
    }
    assert_string_equal(made->volumes[1].difference, "DiffusionBValue=1000");
    mpr_split_free(made);
}

static void localizers_and_single_images_should_be_set_aside_with_a_reason(void **state)
{
    (void)state;
    Series series;
    start(&series);
    add(&series, 1.2, 0, "");
    add(&series, 0.7, 0, "");
    add(&series, 0.7, 50, "");
    const size_t nowhere = add(&series, 0, 0, "");
    series.listings[nowhere].has_grid = false;
    for (int slice = 0; slice < 12; slice++) {
        add(&series, 0, slice * 4.0, "");
    }
    MprSplit *made = split(&series);
    assert_int_equal(made->count, 1);
    assert_int_equal(made->volumes[0].count, 12);
    assert_int_equal(made->aside_count, 4);
    assert_string_equal(made->aside[0].reason, "it is the only one of its orientation, size and place");
    assert_string_equal(made->aside[1].reason,
                        "only two or three images are of its orientation, size and place");
    assert_string_equal(made->aside[3].reason, "it has no ImagePositionPatient or ImageOrientationPatient");
    mpr_split_free(made);
}

static void different_tilts_should_be_different_volumes(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int slice = 0; slice < 10; slice++) {
        add(&series, 0.32, slice * 4.0, "");
        add(&series, 0.0, slice * 5.0, "");
    }
    MprSplit *made = split(&series);
    assert_int_equal(made->count, 2);
    assert_int_equal(made->volumes[0].count, 10);
    assert_int_equal(series.details, 0);
    mpr_split_free(made);
}

static void a_slice_that_was_stored_twice_should_be_set_aside_once(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int slice = 0; slice < 15; slice++) {
        add(&series, 0, slice * 4.0, "");
    }
    add(&series, 0, 20.0, "");
    series.sizes[3] = 64; /* and one is of another size, which the files told */
    MprSplit *made = split(&series);
    assert_int_equal(made->count, 1);
    assert_int_equal(made->volumes[0].count, 14);
    assert_int_equal(made->aside_count, 2);
    assert_int_equal(made->aside[0].frame, 3);
    assert_int_equal(made->aside[1].frame, 15);
    mpr_split_free(made);
}

static void a_series_of_all_directions_should_be_no_volume_in_good_time(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int image = 0; image < CAPACITY; image++) {
        add(&series, image * 0.01, 0, "");
    }
    MprSplit *made = split(&series);
    assert_int_equal(made->count, 0);
    assert_int_equal(made->aside_count, CAPACITY);
    mpr_split_free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_neat_stack_should_be_one_volume_without_opening_a_file),
        cmocka_unit_test(echoes_at_the_same_places_should_be_told_apart_by_their_time),
        cmocka_unit_test(an_attribute_that_counts_slices_should_not_tell_volumes_apart),
        cmocka_unit_test(diffusion_should_be_split_by_value_and_then_by_order),
        cmocka_unit_test(localizers_and_single_images_should_be_set_aside_with_a_reason),
        cmocka_unit_test(different_tilts_should_be_different_volumes),
        cmocka_unit_test(a_slice_that_was_stored_twice_should_be_set_aside_once),
        cmocka_unit_test(a_series_of_all_directions_should_be_no_volume_in_good_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
