/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series that are made of known volumes, against what was found in them: the truth, or a word that something
 * is mixed, in any order of arrival. */
#include "ListedSeries.h"

#include <stdio.h>
#include <string.h>

enum { ROUNDS = 6000 };

/* How the numbers of images run. */
typedef enum { BY_PHASE, BY_SLICE, AGAIN_IN_EACH, AT_RANDOM } Numbers;

/* What a random series is made of. */
typedef struct {
    MprKeyAttribute telling[2]; /* what tells volumes apart, MPR_KEY_COUNT: nothing */
    uint32_t values[2];         /* how many each has */
    uint32_t volumes, slices;
    double shift_mm; /* of each volume against the one before */
    Numbers numbers;
    bool has_clock;  /* images say when they were made, volume by volume, every other slice first */
    bool is_damaged; /* images are missing and doubled */
    bool lacks_one;  /* the first volume says nothing of what tells it */
} Recipe;

typedef struct {
    ListedSeries series;
    uint32_t volume_of[LISTED_CAPACITY]; /* the truth */
    bool is_again[LISTED_CAPACITY];      /* a copy of the frame before */
} Known;

static MprKeyAttribute throw_attribute(uint32_t *seed)
{
    return (MprKeyAttribute)listed_series_dice(seed, MPR_KEY_DIMENSION_1);
}

static Recipe throw_recipe(uint32_t *seed)
{
    static const double shifts[] = {0.01, 0.3, 0.5, 1.1};
    const uint32_t told = listed_series_dice(seed, 4);
    Recipe recipe = {
        .telling = {told > 0 ? throw_attribute(seed) : MPR_KEY_COUNT,
                    told > 2 ? throw_attribute(seed) : MPR_KEY_COUNT},
        .values = {2 + listed_series_dice(seed, 3), told > 2 ? 2 : 1},
        .slices = 5 + listed_series_dice(seed, 8),
        .numbers = (Numbers)listed_series_dice(seed, 4),
        .has_clock = listed_series_dice(seed, 2) == 0,
        .is_damaged = listed_series_dice(seed, 3) == 0,
        .lacks_one = listed_series_dice(seed, 4) == 0,
    };
    if (recipe.telling[0] == recipe.telling[1]) {
        recipe.telling[1] = MPR_KEY_COUNT;
        recipe.values[1] = 1;
    }
    recipe.volumes = recipe.values[0] * recipe.values[1];
    const bool may_shift = told > 0 && recipe.telling[0] != MPR_KEY_THICKNESS &&
                           recipe.telling[1] != MPR_KEY_THICKNESS && !recipe.is_damaged;
    recipe.shift_mm =
        may_shift && listed_series_dice(seed, 2) == 0 ? shifts[listed_series_dice(seed, 4)] : 0.0;
    return recipe;
}

static void tell(MprVolumeKey *key, MprKeyAttribute attribute, uint32_t value)
{
    const double number = attribute == MPR_KEY_THICKNESS ? 3.5 + 0.5 * value : 100.0 + 7.0 * value;
    const double vector[3] = {0, 1, value};
    char text[16];
    if (attribute == MPR_KEY_COUNT) {
        return;
    }
    snprintf(text, sizeof text, "V%u", value);
    switch (mpr_volume_key_entry(attribute)->kind) {
    case MPR_KEY_TEXT:
        mpr_volume_key_set_text(key, attribute, text, strlen(text));
        break;
    case MPR_KEY_VECTOR:
        mpr_volume_key_set_numbers(key, attribute, vector);
        break;
    default:
        mpr_volume_key_set_numbers(key, attribute, &number);
    }
}

/* The images of a volume are acquired every other one first. */
static uint32_t moment_of(const Recipe *recipe, uint32_t volume, uint32_t slice)
{
    const uint32_t half = (recipe->slices + 1) / 2;
    return volume * recipe->slices + slice / 2 + (slice % 2 == 0 ? 0 : half);
}

static double number_of(const Recipe *recipe, uint32_t volume, uint32_t slice, uint32_t *seed)
{
    switch (recipe->numbers) {
    case BY_PHASE:
        return volume * recipe->slices + slice;
    case BY_SLICE:
        return slice * recipe->volumes + volume;
    case AGAIN_IN_EACH:
        return slice;
    default:
        return listed_series_dice(seed, 100000);
    }
}

static void add_image(const Recipe *recipe, uint32_t volume, uint32_t slice, double number, Known *known)
{
    const double step_mm = 4.0;
    const size_t frame =
        listed_series_add(&known->series, 0, slice * step_mm + volume * recipe->shift_mm, "");
    MprListing *listing = &known->series.listings[frame];
    known->volume_of[frame] = volume;
    listing->number = number;
    mpr_volume_key_set_numbers(&known->series.keys[frame], MPR_KEY_THICKNESS, &step_mm);
    if (recipe->has_clock) {
        const double time_s = 36000.0 + 2.0 * moment_of(recipe, volume, slice);
        mpr_volume_key_set_numbers(&known->series.keys[frame], MPR_KEY_CONTENT_TIME, &time_s);
    }
    const bool is_set = recipe->telling[0] == MPR_KEY_THICKNESS || recipe->telling[0] == MPR_KEY_CONTENT_TIME;
    if (!recipe->lacks_one || is_set || volume % recipe->values[0] > 0) {
        tell(&known->series.keys[frame], recipe->telling[0], volume % recipe->values[0]);
    }
    tell(&known->series.keys[frame], recipe->telling[1], volume / recipe->values[0]);
}

static void make(const Recipe *recipe, Known *known, uint32_t *seed)
{
    listed_series_start(&known->series);
    memset(known->is_again, 0, sizeof known->is_again);
    for (uint32_t volume = 0; volume < recipe->volumes; volume++) {
        const uint32_t doubled = listed_series_dice(seed, 2 * recipe->slices);
        for (uint32_t slice = 0; slice < recipe->slices; slice++) {
            const double number = number_of(recipe, volume, slice, seed);
            const bool is_missing = recipe->is_damaged && listed_series_dice(seed, 40) == 0;
            const bool is_twice = recipe->is_damaged && slice == doubled;
            for (int copy = 0; !is_missing && copy < 1 + is_twice; copy++) {
                add_image(recipe, volume, slice, number, known);
                known->is_again[known->series.source.count - 1] = copy > 0;
            }
        }
    }
}

/* Does something say which image is of which volume? */
static bool is_decidable(const Recipe *recipe)
{
    return recipe->telling[0] != MPR_KEY_COUNT ||
           (!recipe->is_damaged &&
            (recipe->has_clock || recipe->numbers == BY_PHASE || recipe->numbers == BY_SLICE));
}

static void describe(const Recipe *recipe, char *text, size_t size)
{
    const char *names[2];
    for (size_t index = 0; index < 2; index++) {
        const bool is_told = recipe->telling[index] != MPR_KEY_COUNT;
        names[index] = is_told ? mpr_volume_key_entry(recipe->telling[index])->name : "nothing";
    }
    snprintf(text, size, "%u by %s, %u by %s, %u slices, shift %g, numbers %d, clock %d, damaged %d",
             recipe->values[0], names[0], recipe->values[1], names[1], recipe->slices, recipe->shift_mm,
             (int)recipe->numbers, recipe->has_clock, recipe->is_damaged);
}

/* Every volume is of one truth, or says that something is mixed in it. */
static bool are_pure_or_told(const Known *known, const MprSplit *split)
{
    bool ok = true;
    for (size_t index = 0; index < split->count; index++) {
        const MprSubset *volume = &split->volumes[index];
        for (size_t at = 1; at < volume->count && volume->mixed == 0; at++) {
            ok = ok && known->volume_of[volume->frames[at]] == known->volume_of[volume->frames[0]];
        }
    }
    return ok;
}

/* Every image is in the volume of all others of its truth, save copies. */
static bool is_truth(const Known *known, const MprSplit *split)
{
    size_t found[16];
    bool ok = true;
    memset(found, 0xFF, sizeof found);
    for (size_t frame = 0; frame < known->series.source.count; frame++) {
        const size_t volume = listed_series_volume_of(split, frame);
        const bool is_aside = volume == split->count;
        size_t *of_truth = &found[known->volume_of[frame]];
        *of_truth = *of_truth == SIZE_MAX && !is_aside ? volume : *of_truth;
        const bool is_copied =
            known->is_again[frame] || (frame + 1 < known->series.source.count && known->is_again[frame + 1]);
        ok = ok && (is_aside ? is_copied : volume == *of_truth);
    }
    return ok && are_pure_or_told(known, split);
}

static void assert_same(const Known *known, const MprSplit *split, const ListedSeries *shuffled,
                        const MprSplit *again, const size_t *to)
{
    assert_int_equal(split->count, again->count);
    assert_int_equal(known->series.source.count, shuffled->source.count);
    for (size_t volume = 0; volume < split->count; volume++) {
        assert_string_equal(split->volumes[volume].difference, again->volumes[volume].difference);
        assert_true(split->volumes[volume].mixed == again->volumes[volume].mixed);
        assert_true(split->volumes[volume].varying == again->volumes[volume].varying);
        for (size_t other = 0; other < volume; other++) {
            assert_string_not_equal(split->volumes[volume].difference, split->volumes[other].difference);
        }
    }
    for (size_t frame = 0; frame < known->series.source.count; frame++) {
        assert_int_equal(listed_series_volume_of(split, frame), listed_series_volume_of(again, to[frame]));
    }
}

/* No attribute differs inside a volume without being told of. */
static void assert_differences_are_told(const Known *known, const MprSubset *volume)
{
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        const MprKeyAttribute attribute = (MprKeyAttribute)index;
        bool differs = false;
        for (size_t at = 1; at < volume->count; at++) {
            differs = differs || !mpr_volume_key_is_same(&known->series.keys[volume->frames[0]],
                                                         &known->series.keys[volume->frames[at]], attribute);
        }
        assert_int_equal(((volume->mixed | volume->varying) & mpr_volume_key_bit(attribute)) != 0, differs);
    }
}

static void every_series_should_be_what_it_was_made_of_or_say_that_it_is_not(void **state)
{
    (void)state;
    static Known known;
    static ListedSeries shuffled;
    size_t to[LISTED_CAPACITY];
    uint32_t seed = 17;
    size_t decidable = 0;
    for (int round = 0; round < ROUNDS; round++) {
        char text[300];
        const Recipe recipe = throw_recipe(&seed);
        make(&recipe, &known, &seed);
        listed_series_shuffle(&known.series, &seed, &shuffled, to);
        MprSplit *split = listed_series_split(&known.series);
        MprSplit *again = listed_series_split(&shuffled);
        describe(&recipe, text, sizeof text);
        if (!(is_decidable(&recipe) ? is_truth(&known, split) : are_pure_or_told(&known, split))) {
            fail_msg("round %d: %s: %zu volumes, %zu set aside", round, text, split->count,
                     split->aside_count);
        }
        assert_same(&known, split, &shuffled, again, to);
        for (size_t volume = 0; volume < split->count; volume++) {
            assert_differences_are_told(&known, &split->volumes[volume]);
        }
        decidable += is_decidable(&recipe);
        mpr_split_free(split);
        mpr_split_free(again);
    }
    assert_true(decidable > ROUNDS / 2 && decidable < ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_series_should_be_what_it_was_made_of_or_say_that_it_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
