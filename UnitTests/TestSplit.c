/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series that hold several volumes, or none: told apart by what differs, set aside with a reason. */
#include "ListedSeries.h"

#include <stdio.h>
#include <string.h>

static void a_neat_stack_should_be_one_volume(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int slice = 0; slice < 20; slice++) {
        listed_series_add(&series, 0.3, (slice * 7 % 20) * 2.5, "AcquisitionNumber=1");
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 1);
    assert_int_equal(made->volumes[0].count, 20);
    assert_int_equal(made->aside_count, 0);
    assert_string_equal(made->volumes[0].difference, "");
    mpr_split_free(made);
}

static void echoes_at_the_same_places_should_be_told_apart_by_their_time(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int slice = 0; slice < 12; slice++) {
        char key[128];
        for (int echo = 0; echo < 3; echo++) {
            snprintf(key, sizeof key, "EchoTime=%d;AcquisitionNumber=%d", 5 + 7 * echo, slice);
            listed_series_add(&series, 0, slice * 4.0, key);
        }
    }
    MprSplit *made = listed_series_split(&series);
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
    ListedSeries series;
    listed_series_start(&series);
    for (int phase = 0; phase < 2; phase++) {
        for (int slice = 0; slice < 10; slice++) {
            char key[128];
            snprintf(key, sizeof key, "TriggerTime=%d", phase * 10 + slice); /* differs in every image */
            listed_series_add(&series, 0, slice * 4.0, key);
        }
    }
    MprSplit *made = listed_series_split(&series);
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
    ListedSeries series;
    listed_series_start(&series);
    for (int volume = 0; volume < 4; volume++) { /* one without, three with diffusion in unknown directions */
        for (int slice = 0; slice < 8; slice++) {
            listed_series_add(&series, 0, slice * 3.0,
                              volume == 0 ? "DiffusionBValue=0" : "DiffusionBValue=1000");
        }
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 4);
    for (size_t volume = 0; volume < 4; volume++) {
        assert_int_equal(made->volumes[volume].count, 8);
        assert_int_equal(made->volumes[volume].frames[0], volume * 8);
    }
    assert_string_equal(made->volumes[0].difference, "DiffusionBValue=0");
    assert_string_equal(made->volumes[1].difference, "DiffusionBValue=1000, InstanceNumber=9 to 16");
    assert_string_equal(made->volumes[3].difference, "DiffusionBValue=1000, InstanceNumber=25 to 32");
    mpr_split_free(made);
}

static void localizers_and_single_images_should_be_set_aside_with_a_reason(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    listed_series_add(&series, 1.2, 0, "");
    listed_series_add(&series, 0.7, 0, "");
    listed_series_add(&series, 0.7, 50, "");
    const size_t nowhere = listed_series_add(&series, 0, 0, "");
    series.listings[nowhere].has_grid = false;
    for (int slice = 0; slice < 12; slice++) {
        listed_series_add(&series, 0, slice * 4.0, "");
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 2);
    assert_int_equal(made->volumes[0].count, 12);
    assert_int_equal(made->volumes[1].count, 2); /* of two images: a volume for who names it */
    assert_int_equal(made->aside_count, 2);
    assert_string_equal(made->aside[0].reason, "it is the only one of its orientation, size and place");
    assert_string_equal(made->aside[1].reason, "it has no PixelSpacing");
    mpr_split_free(made);
}

static void different_tilts_should_be_different_volumes(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int slice = 0; slice < 10; slice++) {
        listed_series_add(&series, 0.32, slice * 4.0, "");
        listed_series_add(&series, 0.0, slice * 5.0, "");
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 2);
    assert_int_equal(made->volumes[0].count, 10);
    mpr_split_free(made);
}

static void a_slice_that_was_stored_twice_should_be_set_aside_once(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int slice = 0; slice < 15; slice++) {
        listed_series_add(&series, 0, slice * 4.0, "");
    }
    listed_series_add(&series, 0, 20.0, "");
    series.listings[3].rows = 64;
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 1);
    assert_int_equal(made->volumes[0].count, 14);
    assert_int_equal(made->aside_count, 2);
    assert_int_equal(made->aside[0].frame, 3);
    assert_int_equal(made->aside[1].frame, 15);
    assert_string_equal(
        made->aside[1].reason,
        "it lies at the same place as image 6, and nothing tells the two apart; image 6 is used");
    mpr_split_free(made);
}

static void a_series_of_all_directions_should_be_no_volume_in_good_time(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int image = 0; image < LISTED_CAPACITY; image++) {
        listed_series_add(&series, image * 0.01, 0, "");
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 0);
    assert_int_equal(made->aside_count, LISTED_CAPACITY);
    mpr_split_free(made);
}

static void assert_stacks(MprSplit *made, size_t volumes, size_t slices)
{
    assert_int_equal(made->count, volumes);
    assert_int_equal(made->aside_count, 0);
    for (size_t volume = 0; volume < volumes; volume++) {
        assert_int_equal(made->volumes[volume].count, slices);
        assert_int_equal(made->volumes[volume].mixed, 0);
    }
    mpr_split_free(made);
}

static void every_attribute_of_the_table_should_tell_volumes_apart(void **state)
{
    (void)state;
    for (int attribute = 0; attribute < MPR_KEY_COUNT; attribute++) {
        const MprKeyEntry *entry = mpr_volume_key_entry((MprKeyAttribute)attribute);
        ListedSeries series;
        listed_series_start(&series);
        for (int image = 0; image < 30; image++) { /* in an order of no meaning */
            char key[128];
            const int jumbled = image * 7 % 30;
            snprintf(key, sizeof key, entry->kind == MPR_KEY_VECTOR ? "%s=0\\1\\%d" : "%s=%d", entry->name,
                     jumbled % 3);
            listed_series_add(&series, 0, jumbled / 3 * 4.0, key);
        }
        assert_stacks(listed_series_split(&series), 3, 10);
    }
}

static void images_without_an_attribute_should_not_be_of_the_lowest_value(void **state)
{
    (void)state;
    for (int attribute = 0; attribute < MPR_KEY_COUNT; attribute++) {
        const MprKeyEntry *entry = mpr_volume_key_entry((MprKeyAttribute)attribute);
        ListedSeries series;
        listed_series_start(&series);
        for (int image = 0; image < 30; image++) {
            char key[128] = "";
            const int jumbled = image * 7 % 30;
            if (jumbled % 3 > 0) {
                snprintf(key, sizeof key, entry->kind == MPR_KEY_VECTOR ? "%s=0\\1\\%d" : "%s=%d",
                         entry->name, jumbled % 3);
            }
            listed_series_add(&series, 0, jumbled / 3 * 4.0, key);
        }
        assert_stacks(listed_series_split(&series), 3, 10);
    }
}

static void a_volume_that_lacks_an_image_should_not_take_that_of_another(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int image = 0; image < 60; image++) {
        char key[128];
        snprintf(key, sizeof key, "InversionTime=%d", 100 + 50 * (image % 5));
        if (image != 20) {
            listed_series_add(&series, 0, image / 5 * 4.0, key);
        }
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 5);
    assert_int_equal(made->aside_count, 0);
    for (size_t volume = 0; volume < 5; volume++) {
        assert_int_equal(made->volumes[volume].mixed, 0);
        assert_int_equal(made->volumes[volume].count, volume == 0 ? 11 : 12);
    }
    mpr_split_free(made);
}

static void volumes_a_little_apart_should_be_told_apart(void **state)
{
    (void)state;
    static const double shifts[] = {0.01, 0.51, 3.51};
    for (size_t index = 0; index < 3; index++) {
        ListedSeries series;
        listed_series_start(&series);
        for (int slice = 0; slice < 20; slice++) {
            listed_series_add(&series, 0, slice * 3.0, "DiffusionBValue=0");
            listed_series_add(&series, 0, slice * 3.0 + shifts[index], "DiffusionBValue=2000");
        }
        assert_stacks(listed_series_split(&series), 2, 20);
    }
}

static void a_zebra_should_be_told_apart_when_its_slices_overlap(void **state)
{
    (void)state;
    for (int thickness = 1; thickness <= 3; thickness += 2) {
        ListedSeries series;
        listed_series_start(&series);
        for (int slice = 0; slice < 40; slice++) {
            char key[128];
            snprintf(key, sizeof key, "AcquisitionNumber=%d;SliceThickness=%d", slice % 2 + 1, thickness);
            listed_series_add(&series, 0, slice * 1.5, key);
        }
        MprSplit *made = listed_series_split(&series);
        assert_int_equal(made->count, thickness == 3 ? 2 : 1); /* else it was acquired in two passes */
        mpr_split_free(made);
    }
}

static void what_changes_on_the_way_should_not_cut_a_volume(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int slice = 0; slice < 20; slice++) {
        listed_series_add(&series, 0, slice < 10 ? slice * 4.0 : 36.0 + (slice - 9) * 7.0,
                          slice < 10 ? "SliceThickness=4;AcquisitionNumber=1"
                                     : "SliceThickness=7;AcquisitionNumber=2");
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 1);
    assert_int_equal(made->volumes[0].mixed, mpr_volume_key_bit(MPR_KEY_THICKNESS));
    assert_int_equal(made->volumes[0].varying, mpr_volume_key_bit(MPR_KEY_ACQUISITION_NUMBER));
    mpr_split_free(made);
}

static void stations_that_overlap_should_be_told_apart_by_their_numbers(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int slice = 0; slice < 24; slice++) {
        listed_series_add(&series, 0, slice < 12 ? slice * 3.0 : 25.5 + (slice - 12) * 3.0, "");
    }
    assert_stacks(listed_series_split(&series), 2, 12);
}

static void label_and_control_with_times_of_their_own_should_be_two_volumes(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int image = 0; image < 40; image++) {
        char key[128];
        snprintf(key, sizeof key, "TriggerTime=%d;TemporalPositionIdentifier=%d", 1000 + image * 37,
                 image / 20 + 1);
        listed_series_add(&series, 0, image % 10 * 4.0, key);
    }
    assert_stacks(listed_series_split(&series), 4, 10);
}

static void numbers_that_run_in_no_way_should_not_decide(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int image = 0; image < 40; image++) {
        listed_series_add(&series, 0, image * 7 % 40 / 2 * (image % 3 == 0 ? 4.0 : 4.0), "");
    }
    for (int image = 0; image < 40; image++) {
        series.listings[image].number = image * image % 41 + image * 1e-3;
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 0);
    assert_int_equal(made->aside_count, 40);
    assert_string_equal(made->aside[0].reason,
                        "40 images lie at 20 places, and neither an attribute nor the order of their numbers "
                        "tells which of them belong together");
    mpr_split_free(made);
}

static void images_of_one_place_should_be_called_so(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int image = 0; image < 4; image++) {
        listed_series_add(&series, 0, 12.5, "");
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 0);
    assert_string_equal(made->aside[0].reason,
                        "it and the other images of its orientation and size, 4 in all, lie at one place");
    mpr_split_free(made);
}

static void stacks_half_a_step_apart_should_be_told_apart_by_their_numbers(void **state)
{
    (void)state;
    for (int thickness = 1; thickness <= 3; thickness += 2) {
        ListedSeries series;
        listed_series_start(&series);
        for (int slice = 0; slice < 40; slice++) { /* up, and up once more between the first ones */
            listed_series_add(&series, 0, slice < 20 ? slice * 3.0 : (slice - 20) * 3.0 + 1.5,
                              thickness == 1 ? "SliceThickness=1.5" : "SliceThickness=3");
        }
        MprSplit *made = listed_series_split(&series);
        assert_int_equal(made->count, thickness == 3 ? 2 : 1); /* else it was acquired in two passes */
        mpr_split_free(made);
    }
}

/* Three times that the scanner clocked slice by slice, first the even slices and then the odd ones. */
static void times_to_and_fro_should_tell_phases_apart_where_numbers_say_nothing(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int image = 0; image < 36; image++) {
        char key[128];
        const int slice = image % 12 < 6 ? image % 12 * 2 : (image % 12 - 6) * 2 + 1;
        snprintf(key, sizeof key, "AcquisitionTime=%d", 36000 + image * 2);
        const size_t frame = listed_series_add(&series, 0, slice * 4.0, key);
        series.listings[frame].number = slice + 1;
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 3);
    for (size_t image = 0; image < 36; image++) {
        assert_int_equal(listed_series_volume_of(made, image), image / 12);
    }
    mpr_split_free(made);
}

/* Neither the b-value nor the direction alone gives even stacks. */
static void two_attributes_should_tell_volumes_apart_that_lie_a_little_apart(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    static const double shifts[] = {0.0, 0.7, 0.2, 1.1, 0.4, 1.9};
    for (int image = 0; image < 60; image++) {
        char key[128];
        const int volume = image * 7 % 60 % 6;
        snprintf(key, sizeof key, "DiffusionBValue=%d;DiffusionGradientOrientation=0\\1\\%d",
                 1000 + volume % 2 * 1000, volume / 2);
        listed_series_add(&series, 0, image * 7 % 60 / 6 * 4.0 + shifts[volume], key);
    }
    assert_stacks(listed_series_split(&series), 6, 10);
}

/* A frame's index of its place differs inside a volume, and is not told of. */
static void an_index_of_dimensions_should_tell_volumes_apart_where_nothing_else_does(void **state)
{
    (void)state;
    ListedSeries series;
    listed_series_start(&series);
    for (int image = 0; image < 30; image++) {
        char key[128];
        const int jumbled = image * 7 % 30;
        snprintf(key, sizeof key,
                 "DimensionIndexValues 1=1;DimensionIndexValues 2=%d;DimensionIndexValues 3=%d",
                 jumbled / 3 + 1, jumbled % 3 + 1);
        const size_t frame = listed_series_add(&series, 0, jumbled / 3 * 4.0, key);
        series.listings[frame].number = image;
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 3);
    assert_int_equal(made->volumes[0].mixed, 0);
    assert_string_equal(made->volumes[0].difference, "DimensionIndexValues 3=1");
    mpr_split_free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_neat_stack_should_be_one_volume),
        cmocka_unit_test(echoes_at_the_same_places_should_be_told_apart_by_their_time),
        cmocka_unit_test(an_attribute_that_counts_slices_should_not_tell_volumes_apart),
        cmocka_unit_test(diffusion_should_be_split_by_value_and_then_by_order),
        cmocka_unit_test(localizers_and_single_images_should_be_set_aside_with_a_reason),
        cmocka_unit_test(different_tilts_should_be_different_volumes),
        cmocka_unit_test(a_slice_that_was_stored_twice_should_be_set_aside_once),
        cmocka_unit_test(a_series_of_all_directions_should_be_no_volume_in_good_time),
        cmocka_unit_test(every_attribute_of_the_table_should_tell_volumes_apart),
        cmocka_unit_test(images_without_an_attribute_should_not_be_of_the_lowest_value),
        cmocka_unit_test(a_volume_that_lacks_an_image_should_not_take_that_of_another),
        cmocka_unit_test(volumes_a_little_apart_should_be_told_apart),
        cmocka_unit_test(a_zebra_should_be_told_apart_when_its_slices_overlap),
        cmocka_unit_test(what_changes_on_the_way_should_not_cut_a_volume),
        cmocka_unit_test(stations_that_overlap_should_be_told_apart_by_their_numbers),
        cmocka_unit_test(label_and_control_with_times_of_their_own_should_be_two_volumes),
        cmocka_unit_test(numbers_that_run_in_no_way_should_not_decide),
        cmocka_unit_test(images_of_one_place_should_be_called_so),
        cmocka_unit_test(stacks_half_a_step_apart_should_be_told_apart_by_their_numbers),
        cmocka_unit_test(times_to_and_fro_should_tell_phases_apart_where_numbers_say_nothing),
        cmocka_unit_test(two_attributes_should_tell_volumes_apart_that_lie_a_little_apart),
        cmocka_unit_test(an_index_of_dimensions_should_tell_volumes_apart_where_nothing_else_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
