/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cache of frames: within its budget, and never a frame that is freed while somebody uses it. */
#include "Dicom/FrameCache.h"

#include "Testing.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { FRAME_BYTES = 100000 };

static MprFrame *make_frame(unsigned char value)
{
    MprError error;
    MprFrame *frame = mpr_allocate(1, sizeof *frame, &error);
    assert_true(mpr_buffer_create(FRAME_BYTES, &frame->pixels, &error));
    memset(frame->pixels.data, value, FRAME_BYTES);
    return frame;
}

static void keep_of(MprFrameCache *cache, const char *series, int number, MprKeep way)
{
    char key[32];
    MprFrame *frame = make_frame((unsigned char)number);
    snprintf(key, sizeof key, "file %d/0", number);
    mpr_frame_cache_keep(cache, series, key, frame, way);
    mpr_frame_free(frame);
}

/* Of a series of its own. */
static void keep(MprFrameCache *cache, int number)
{
    char series[32];
    snprintf(series, sizeof series, "series %d", number);
    keep_of(cache, series, number, MPR_KEEP_FOR_VIEWING);
}

static MprFrame *find(MprFrameCache *cache, int number)
{
    char key[32];
    snprintf(key, sizeof key, "file %d/0", number);
    return mpr_frame_cache_find(cache, key);
}

static MprFrameCache *create(size_t bytes)
{
    MprFrameCache *cache = NULL;
    MprError error;
    assert_true(mpr_frame_cache_create(bytes, &cache, &error));
    return cache;
}

static void cache_should_give_back_what_it_keeps_and_drop_the_least_recently_used(void **state)
{
    (void)state;
    MprFrameCache *cache = create(3 * FRAME_BYTES + FRAME_BYTES / 2);
    for (int number = 0; number < 3; number++) {
        keep(cache, number);
    }
    MprFrame *first = find(cache, 0); /* used: number 1 is the oldest now */
    assert_non_null(first);
    keep(cache, 3);
    assert_null(find(cache, 1));
    for (int number = 0; number < 4; number++) {
        MprFrame *frame = number == 1 ? NULL : find(cache, number);
        assert_true(number == 1 || frame != NULL);
        assert_true(number == 1 || ((unsigned char *)frame->pixels.data)[FRAME_BYTES - 1] == number);
        mpr_frame_free(frame);
    }
    assert_int_equal(mpr_frame_cache_counts(cache).hits, 4);
    assert_int_equal(mpr_frame_cache_counts(cache).misses, 1);
    mpr_frame_free(first);
    mpr_frame_cache_free(cache);
}

static void a_frame_should_outlive_its_place_in_the_cache(void **state)
{
    (void)state;
    MprFrameCache *cache = create(2 * FRAME_BYTES);
    keep(cache, 7);
    MprFrame *frame = find(cache, 7);
    keep(cache, 8);
    keep(cache, 9);
    assert_null(find(cache, 7));
    mpr_frame_cache_free(cache);
    assert_int_equal(((unsigned char *)frame->pixels.data)[0], 7); /* the sanitizer would see a freed one */
    mpr_frame_free(frame);
}

static void a_cache_without_room_should_keep_nothing(void **state)
{
    (void)state;
    MprFrameCache *off = create(0);
    keep(off, 1);
    assert_null(find(off, 1));
    mpr_frame_cache_free(off);
    MprFrameCache *small = create(FRAME_BYTES / 2);
    keep(small, 1);
    assert_null(find(small, 1));
    mpr_frame_cache_free(small);
}

enum { NAME_SIZE = 20 };

static void frames_should_be_found_all_or_none(void **state)
{
    (void)state;
    enum { ALL = 40 };
    char names[ALL + 1][NAME_SIZE];
    MprFrame *found[ALL + 1];
    MprFrameCache *cache = create(ALL * (FRAME_BYTES + FRAME_BYTES / 40));
    for (int number = 0; number <= ALL; number++) {
        snprintf(names[number], NAME_SIZE, "file %d/0", ALL - number);
        keep(cache, number); /* the last one takes the place of number 0 */
    }
    assert_false(mpr_frame_cache_find_all(cache, names[0], NAME_SIZE, ALL + 1, found));
    assert_int_equal(mpr_frame_cache_counts(cache).hits, 0);
    assert_true(mpr_frame_cache_find_all(cache, names[0], NAME_SIZE, ALL, found));
    assert_int_equal(mpr_frame_cache_counts(cache).hits, ALL);
    keep(cache, ALL + 1); /* the one that was found first is the least recently used */
    assert_null(find(cache, ALL));
    mpr_frame_cache_free(cache);
    for (int index = 0; index < ALL; index++) {
        assert_int_equal(((unsigned char *)found[index]->pixels.data)[0], ALL - index);
        mpr_frame_free(found[index]);
    }
}

static void a_key_should_name_what_was_kept_last(void **state)
{
    (void)state;
    MprFrameCache *cache = create(2 * FRAME_BYTES);
    MprFrame *other = make_frame(9);
    keep(cache, 5);
    mpr_frame_cache_keep(cache, "series 5", "file 5/0", other, MPR_KEEP_FOR_VIEWING);
    MprFrame *found = find(cache, 5);
    assert_ptr_equal(found, other);
    assert_in_range(mpr_frame_cache_counts(cache).bytes, FRAME_BYTES, 2 * FRAME_BYTES);
    mpr_frame_free(found);
    mpr_frame_free(other);
    mpr_frame_cache_free(cache);
}

/* ---- series that do not fit ---- */

enum { ROOM = 20 }; /* frames */

static MprFrameCache *create_with_room(void)
{
    return create(ROOM * (FRAME_BYTES + FRAME_BYTES / 40));
}

/* A picture that needs frames first … first + count - 1 of a series: those that were there. */
static int view(MprFrameCache *cache, const char *series, int first, int count)
{
    int hits = 0;
    for (int number = first; number < first + count; number++) {
        MprFrame *frame = find(cache, number);
        hits += frame != NULL;
        if (frame == NULL) {
            keep_of(cache, series, number, MPR_KEEP_FOR_VIEWING);
        }
        mpr_frame_free(frame);
    }
    return hits;
}

static void a_series_that_does_not_fit_should_keep_what_does(void **state)
{
    (void)state;
    MprFrameCache *cache = create_with_room();
    assert_int_equal(view(cache, "a", 0, 2 * ROOM), 0);
    for (int turn = 0; turn < 5; turn++) {
        assert_int_equal(view(cache, "a", 0, 2 * ROOM), ROOM);
    }
    mpr_frame_cache_free(cache);
}

static void a_new_series_should_have_all_the_room_it_needs(void **state)
{
    (void)state;
    MprFrameCache *cache = create_with_room();
    for (int series = 0; series < 5; series++) {
        char name[32];
        snprintf(name, sizeof name, "series %d", series);
        assert_int_equal(view(cache, name, 40 * series, ROOM), 0);
        assert_int_equal(view(cache, name, 40 * series, ROOM), ROOM);
    }
    mpr_frame_cache_free(cache);
}

/* Two readers of two series of which each would fill all of it. */
static void series_in_use_should_share_the_room(void **state)
{
    (void)state;
    MprFrameCache *cache = create_with_room();
    int of_a = 0;
    int of_b = 0;
    for (int turn = 0; turn < 10; turn++) {
        of_a = view(cache, "a", 0, 2 * ROOM);
        of_b = view(cache, "b", 100, 2 * ROOM);
    }
    assert_in_range(of_a, ROOM / 2 - 1, ROOM / 2 + 1);
    assert_in_range(of_b, ROOM / 2 - 1, ROOM / 2 + 1);
    mpr_frame_cache_free(cache);
}

static void a_series_that_comes_again_should_get_what_nobody_uses(void **state)
{
    (void)state;
    MprFrameCache *cache = create_with_room();
    view(cache, "a", 0, ROOM);
    view(cache, "b", 100, ROOM);
    for (int turn = 0; turn < 8; turn++) {
        view(cache, "a", 0, ROOM);
    }
    assert_int_equal(view(cache, "a", 0, ROOM), ROOM);
    mpr_frame_cache_free(cache);
}

static void what_is_kept_where_free_should_drop_nothing(void **state)
{
    (void)state;
    MprFrameCache *cache = create_with_room();
    view(cache, "a", 0, ROOM - 1);
    keep_of(cache, "b", 100, MPR_KEEP_WHERE_FREE);
    keep_of(cache, "b", 101, MPR_KEEP_WHERE_FREE);
    assert_int_equal(view(cache, "a", 0, ROOM - 1), ROOM - 1);
    MprFrame *first = find(cache, 100);
    assert_non_null(first);
    assert_null(find(cache, 101));
    mpr_frame_free(first);
    mpr_frame_cache_free(cache);
}

static void *use_cache(void *self)
{
    MprFrameCache *cache = self;
    uint64_t random = (uint64_t)(uintptr_t)&random;
    size_t wrong = 0;
    for (int round = 0; round < 3000; round++) {
        const int number = (int)testing_random_between(&random, 0, 20);
        MprFrame *frame = find(cache, number);
        if (frame == NULL) {
            keep(cache, number);
        } else {
            wrong += ((unsigned char *)frame->pixels.data)[round % FRAME_BYTES] != number;
            mpr_frame_free(frame);
        }
    }
    return wrong == 0 ? NULL : self;
}

static void eight_threads_should_see_whole_frames(void **state)
{
    (void)state;
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    MprFrameCache *cache = create(8 * FRAME_BYTES);
    for (int index = 0; index < THREADS; index++) {
        assert_int_equal(pthread_create(&threads[index], NULL, use_cache, cache), 0);
    }
    for (int index = 0; index < THREADS; index++) {
        void *wrong = NULL;
        pthread_join(threads[index], &wrong);
        assert_null(wrong);
    }
    const MprCacheCounts counts = mpr_frame_cache_counts(cache);
    assert_int_equal(counts.hits + counts.misses, THREADS * 3000);
    assert_true(counts.hits > 0 && counts.misses > 20);
    mpr_frame_cache_free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cache_should_give_back_what_it_keeps_and_drop_the_least_recently_used),
        cmocka_unit_test(a_frame_should_outlive_its_place_in_the_cache),
        cmocka_unit_test(a_cache_without_room_should_keep_nothing),
        cmocka_unit_test(frames_should_be_found_all_or_none),
        cmocka_unit_test(a_series_that_does_not_fit_should_keep_what_does),
        cmocka_unit_test(a_new_series_should_have_all_the_room_it_needs),
        cmocka_unit_test(series_in_use_should_share_the_room),
        cmocka_unit_test(a_series_that_comes_again_should_get_what_nobody_uses),
        cmocka_unit_test(what_is_kept_where_free_should_drop_nothing),
        cmocka_unit_test(a_key_should_name_what_was_kept_last),
        cmocka_unit_test(eight_threads_should_see_whole_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
