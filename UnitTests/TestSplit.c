/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series that hold several volumes, or none: told apart by what differs, set aside with a reason, and without
 * opening a file when there is no need. */
#include "Base/Decimal.h"
#include "Volume/Split.h"

#include "Testing.h"

#include <stdio.h>
#include <string.h>

enum { CAPACITY = 256 };

/* A series that is made of listings only. */
typedef struct {
    MprSource source;
    MprListing listings[CAPACITY];
    MprVolumeKey keys[CAPACITY]; /* known after detail */
    uint32_t sizes[CAPACITY];
    size_t details;
} Series;

static bool detail(MprSource *source, MprError *error)
{
    (void)error;
    Series *series = (Series *)source;
    series->details++;
    for (size_t frame = 0; frame < source->count; frame++) {
        series->listings[frame].volume_key = series->keys[frame];
        series->listings[frame].rows = series->sizes[frame];
        series->listings[frame].columns = series->sizes[frame];
    }
    return true;
}

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
    snprintf(listing->sop_instance_uid, sizeof listing->sop_instance_uid, "1.2.%zu", frame + 1);
    series->keys[frame] = key_of(key);
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
    assert_string_equal(made->volumes[0].difference, "DiffusionBValue=0");
    assert_string_equal(made->volumes[1].difference, "DiffusionBValue=1000, occurrence 1");
    assert_string_equal(made->volumes[3].difference, "DiffusionBValue=1000, occurrence 3");
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
    assert_int_equal(made->count, 2);
    assert_int_equal(made->volumes[0].count, 12);
    assert_int_equal(made->volumes[1].count, 2); /* of two images: a volume for who names it */
    assert_int_equal(made->aside_count, 2);
    assert_string_equal(made->aside[0].reason, "it is the only one of its orientation, size and place");
    assert_string_equal(made->aside[1].reason, "it has no ImagePositionPatient or ImageOrientationPatient");
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
    assert_string_equal(
        made->aside[1].reason,
        "it lies at the same place as image 6, and nothing tells the two apart; image 6 is used");
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

/* The volume that holds an image; the count of volumes when none does. */
static size_t volume_of(const MprSplit *made, size_t frame)
{
    for (size_t volume = 0; volume < made->count; volume++) {
        for (size_t index = 0; index < made->volumes[volume].count; index++) {
            if (made->volumes[volume].frames[index] == frame) {
                return volume;
            }
        }
    }
    return made->count;
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
        Series series;
        start(&series);
        for (int image = 0; image < 30; image++) { /* in an order of no meaning */
            char key[128];
            const int jumbled = image * 7 % 30;
            snprintf(key, sizeof key, entry->kind == MPR_KEY_VECTOR ? "%s=0\\1\\%d" : "%s=%d", entry->name,
                     jumbled % 3);
            add(&series, 0, jumbled / 3 * 4.0, key);
        }
        assert_stacks(split(&series), 3, 10);
    }
}

static void a_volume_that_lacks_an_image_should_not_take_that_of_another(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int image = 0; image < 60; image++) {
        char key[128];
        snprintf(key, sizeof key, "InversionTime=%d", 100 + 50 * (image % 5));
        if (image != 20) {
            add(&series, 0, image / 5 * 4.0, key);
        }
    }
    MprSplit *made = split(&series);
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
        Series series;
        start(&series);
        for (int slice = 0; slice < 20; slice++) {
            add(&series, 0, slice * 3.0, "DiffusionBValue=0");
            add(&series, 0, slice * 3.0 + shifts[index], "DiffusionBValue=2000");
        }
        assert_stacks(split(&series), 2, 20);
    }
}

static void a_zebra_should_be_told_apart_when_its_slices_overlap(void **state)
{
    (void)state;
    for (int thickness = 1; thickness <= 3; thickness += 2) {
        Series series;
        start(&series);
        for (int slice = 0; slice < 40; slice++) {
            char key[128];
            snprintf(key, sizeof key, "AcquisitionNumber=%d;SliceThickness=%d", slice % 2 + 1, thickness);
            add(&series, 0, slice * 1.5, key);
        }
        series.source.detail(&series.source, NULL);
        MprSplit *made = split(&series);
        assert_int_equal(made->count, thickness == 3 ? 2 : 1); /* else it was acquired in two passes */
        mpr_split_free(made);
    }
}

static void what_changes_on_the_way_should_not_cut_a_volume(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int slice = 0; slice < 20; slice++) {
        add(&series, 0, slice < 10 ? slice * 4.0 : 36.0 + (slice - 9) * 7.0,
            slice < 10 ? "SliceThickness=4;AcquisitionNumber=1" : "SliceThickness=7;AcquisitionNumber=2");
    }
    MprSplit *made = split(&series);
    assert_int_equal(made->count, 1);
    assert_int_equal(made->volumes[0].mixed, 1u << MPR_KEY_THICKNESS);
    assert_int_equal(made->volumes[0].varying, 1u << MPR_KEY_ACQUISITION_NUMBER);
    mpr_split_free(made);
}

static void stations_that_overlap_should_be_told_apart_by_their_numbers(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int slice = 0; slice < 24; slice++) {
        add(&series, 0, slice < 12 ? slice * 3.0 : 25.5 + (slice - 12) * 3.0, "");
    }
    assert_stacks(split(&series), 2, 12);
}

static void label_and_control_with_times_of_their_own_should_be_two_volumes(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int image = 0; image < 40; image++) {
        char key[128];
        snprintf(key, sizeof key, "TriggerTime=%d;TemporalPositionIdentifier=%d", 1000 + image * 37,
                 image / 20 + 1);
        add(&series, 0, image % 10 * 4.0, key);
    }
    assert_stacks(split(&series), 4, 10);
}

static void numbers_that_run_in_no_way_should_not_decide(void **state)
{
    (void)state;
    Series series;
    start(&series);
    for (int image = 0; image < 40; image++) {
        add(&series, 0, image * 7 % 40 / 2 * (image % 3 == 0 ? 4.0 : 4.0), "");
    }
    for (int image = 0; image < 40; image++) {
        series.listings[image].number = image * image % 41 + image * 1e-3;
    }
    MprSplit *made = split(&series);
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
    Series series;
    start(&series);
    for (int image = 0; image < 4; image++) {
        add(&series, 0, 12.5, "");
    }
    MprSplit *made = split(&series);
    assert_int_equal(made->count, 0);
    assert_string_equal(made->aside[0].reason,
                        "it and the other images of its orientation and size, 4 in all, lie at one place");
    mpr_split_free(made);
}

/* ---- random series ---- */

static uint32_t dice(uint32_t *seed, uint32_t sides)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % sides;
}

/* Volumes that up to two attributes tell apart, or nothing; numbers phase by phase, slice by slice or any;
 * images missing and doubled; times of their own; steps that are even or not. */
static void throw_series(Series *series, uint32_t *seed)
{
    static const char *const names[] = {"EchoTime",    "DiffusionBValue", "InversionTime",
                                        "TriggerTime", "AcquisitionTime", "FlipAngle",
                                        "ImageType",   "SliceThickness"};
    const uint32_t one = dice(seed, 8);
    const uint32_t other = dice(seed, 8);
    const uint32_t values = 1 + dice(seed, 3);
    const uint32_t others = dice(seed, 3) == 0 ? 2 : 1;
    const uint32_t slices = 4 + dice(seed, 8);
    const uint32_t order = dice(seed, 3);
    const double shift = dice(seed, 4) == 0 ? 0.3 : 0.0;
    const double jitter = dice(seed, 4) == 0 ? 0.2 : 0.0;
    const bool has_times = dice(seed, 2) == 0;
    start(series);
    for (uint32_t volume = 0; volume < values * others; volume++) {
        for (uint32_t slice = 0; slice < slices; slice++) {
            char key[160];
            const bool is_missing = dice(seed, 40) == 0;
            const bool is_twice = dice(seed, 60) == 0;
            for (int copy = 0; !is_missing && copy < 1 + is_twice; copy++) {
                snprintf(key, sizeof key, "%s=%u;%s=%u%s%u", names[one], 1 + volume % values, names[other],
                         one == other ? 1 + volume % values : 1 + volume / values,
                         has_times ? ";ContentTime=" : ";StackID=", has_times ? dice(seed, 5000) : 1);
                const size_t frame =
                    add(series, 0, slice * 4.0 + volume * shift + jitter * dice(seed, 3), key);
                series->listings[frame].number = order == 0   ? volume * 100 + slice
                                                 : order == 1 ? slice * 100 + volume
                                                              : dice(seed, 1000);
            }
        }
    }
    series->source.detail(&series->source, NULL);
}

/* The same series in another order of arrival; to[frame] is where a frame has gone. */
static void shuffle(const Series *series, uint32_t *seed, Series *shuffled, size_t *to)
{
    *shuffled = *series;
    shuffled->source.listings = shuffled->listings;
    for (size_t frame = 0; frame < series->source.count; frame++) {
        to[frame] = frame;
    }
    for (size_t frame = series->source.count; frame > 1; frame--) {
        const size_t with = dice(seed, (uint32_t)frame);
        const size_t kept = to[frame - 1];
        to[frame - 1] = to[with];
        to[with] = kept;
    }
    for (size_t frame = 0; frame < series->source.count; frame++) {
        shuffled->listings[to[frame]] = series->listings[frame];
        shuffled->keys[to[frame]] = series->keys[frame];
        shuffled->sizes[to[frame]] = series->sizes[frame];
    }
}

static void assert_pure_or_told(const Series *series, const MprSubset *volume)
{
    for (int attribute = 0; attribute < MPR_KEY_COUNT; attribute++) {
        bool differs = false;
        for (size_t index = 1; index < volume->count; index++) {
            differs = differs || !mpr_volume_key_is_same(&series->keys[volume->frames[0]],
                                                         &series->keys[volume->frames[index]],
                                                         (MprKeyAttribute)attribute);
        }
        assert_int_equal((volume->mixed | volume->varying) >> attribute & 1, differs);
    }
    for (size_t index = 0; index < volume->count; index++) {
        for (size_t other = 0; other < index; other++) {
            const double z = series->listings[volume->frames[index]].position.z;
            assert_true(fabs(z - series->listings[volume->frames[other]].position.z) > 1e-3);
        }
    }
}

static void no_series_should_be_mixed_without_a_word_in_any_order(void **state)
{
    (void)state;
    static Series series;
    static Series shuffled;
    size_t to[CAPACITY];
    uint32_t seed = 17;
    for (int round = 0; round < 4000; round++) {
        throw_series(&series, &seed);
        shuffle(&series, &seed, &shuffled, to);
        MprSplit *made = split(&series);
        MprSplit *again = split(&shuffled);
        assert_int_equal(made->count, again->count);
        for (size_t volume = 0; volume < made->count; volume++) {
            assert_pure_or_told(&series, &made->volumes[volume]);
            assert_string_equal(made->volumes[volume].difference, again->volumes[volume].difference);
            assert_int_equal(made->volumes[volume].mixed, again->volumes[volume].mixed);
            for (size_t other = 0; other < volume; other++) {
                assert_string_not_equal(made->volumes[volume].difference, made->volumes[other].difference);
            }
        }
        for (size_t frame = 0; frame < series.source.count; frame++) {
            assert_int_equal(volume_of(made, frame), volume_of(again, to[frame]));
        }
        mpr_split_free(made);
        mpr_split_free(again);
    }
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
        cmocka_unit_test(every_attribute_of_the_table_should_tell_volumes_apart),
        cmocka_unit_test(a_volume_that_lacks_an_image_should_not_take_that_of_another),
        cmocka_unit_test(volumes_a_little_apart_should_be_told_apart),
        cmocka_unit_test(a_zebra_should_be_told_apart_when_its_slices_overlap),
        cmocka_unit_test(what_changes_on_the_way_should_not_cut_a_volume),
        cmocka_unit_test(stations_that_overlap_should_be_told_apart_by_their_numbers),
        cmocka_unit_test(label_and_control_with_times_of_their_own_should_be_two_volumes),
        cmocka_unit_test(numbers_that_run_in_no_way_should_not_decide),
        cmocka_unit_test(images_of_one_place_should_be_called_so),
        cmocka_unit_test(no_series_should_be_mixed_without_a_word_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
