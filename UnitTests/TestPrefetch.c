/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slices come in their order, few of them at a time, and an image is the same however many threads made it.
 */
#include "Request/Json.h"
#include "Request/Plane.h"
#include "Resample/Prefetch.h"
#include "Resample/Resample.h"

#include "PhantomSource.h"
#include "Testing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Frames that are alive; the most at a time. */
static atomic_int alive;
static atomic_int most_alive;

static void count_release(void *data)
{
    atomic_fetch_sub(&alive, 1);
    mpr_free(data);
}

/* Frames whose pixels are their number; from a number on they are broken. */
typedef struct {
    MprSource source;
    size_t broken;
    atomic_int loads;
} Numbers;

/* As many that every frame is a task of its own, or fewer; whether no others are in memory. */
static uint32_t fewest_rows = 128;
static bool is_partial;

static MprFrame *make_number(size_t frame)
{
    MprError error;
    MprFrame *made = mpr_allocate(1, sizeof *made, &error);
    mpr_buffer_create(sizeof frame, &made->pixels, &error);
    memcpy(made->pixels.data, &frame, sizeof frame);
    made->pixels.release = count_release;
    made->is_partial = is_partial;
    const int now = atomic_fetch_add(&alive, 1) + 1;
    int most = atomic_load(&most_alive);
    while (now > most && !atomic_compare_exchange_weak(&most_alive, &most, now)) {
    }
    return made;
}

static uint32_t rows_of(size_t frame)
{
    return fewest_rows + (uint32_t)(frame % 5);
}

static bool load_number(MprSource *source, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    Numbers *numbers = (Numbers *)source;
    assert_int_equal(rows.end - rows.first, rows_of(frame));
    atomic_fetch_add(&numbers->loads, 1);
    if (frame >= numbers->broken) {
        return mpr_fail(error, MPR_UNSUITABLE, "frame %zu is broken", frame);
    }
    *loaded = make_number(frame);
    return true;
}

static MprFrame *find_even(MprSource *source, size_t frame)
{
    (void)source;
    return frame % 2 == 0 ? make_number(frame) : NULL;
}

static bool find_below_broken(MprSource *source, const MprReadRequest *requests, size_t count,
                              MprFrame **found)
{
    const bool has_all = requests[count - 1].frame < ((const Numbers *)source)->broken;
    for (size_t index = 0; has_all && index < count; index++) {
        found[index] = make_number(requests[index].frame);
    }
    return has_all;
}

enum { COUNT = 500, STEP = 3 };

static MprPrefetch *open(Numbers *numbers, MprThreadPool *thread_pool, bool has_find, size_t broken)
{
    MprReadRequest requests[COUNT];
    MprPrefetch *prefetch = NULL;
    MprError error = {0};
    *numbers = (Numbers){.broken = broken};
    numbers->source =
        (MprSource){.count = COUNT * STEP, .load = load_number, .find = has_find ? find_even : NULL};
    for (size_t index = 0; index < COUNT; index++) {
        requests[index] = (MprReadRequest){index * STEP, {7, 7 + rows_of(index * STEP)}};
    }
    atomic_store(&most_alive, 0);
    assert_true(mpr_prefetch_create(&numbers->source, (MprThreads){thread_pool, false}, requests, COUNT,
                                    &prefetch, &error));
    return prefetch;
}

static MprPrefetch *open_at_hand(Numbers *numbers, size_t broken, bool can_wait)
{
    MprPrefetch *prefetch = NULL;
    MprError error = {0};
    MprReadRequest requests[3];
    for (size_t index = 0; index < 3; index++) {
        requests[index] = (MprReadRequest){index * STEP, {0, rows_of(index * STEP)}};
    }
    *numbers = (Numbers){.broken = broken};
    numbers->source = (MprSource){.count = COUNT, .load = load_number, .find_all = find_below_broken};
    assert_true(
        mpr_prefetch_create(&numbers->source, (MprThreads){NULL, can_wait}, requests, 3, &prefetch, &error));
    return prefetch;
}

/* Takes frames until one fails; how many there were. */
static size_t take_all(MprPrefetch *prefetch, MprError *error)
{
    size_t taken = 0;
    MprFrame *frame = NULL;
    while (taken < COUNT && mpr_prefetch_next(prefetch, &frame, error)) {
        size_t number = 0;
        memcpy(&number, frame->pixels.data, sizeof number);
        assert_int_equal(number, taken * STEP);
        mpr_frame_free(frame);
        taken++;
    }
    return taken;
}

static void frames_should_come_in_order_and_few_ahead(void **state)
{
    MprThreadPool *thread_pool = *state;
    MprThreadPool *const thread_pools[] = {NULL, thread_pool};
    for (int variant = 0; variant < 4; variant++) {
        Numbers numbers;
        MprError error = {0};
        MprPrefetch *prefetch = open(&numbers, thread_pools[variant % 2], variant >= 2, SIZE_MAX);
        assert_int_equal(take_all(prefetch, &error), COUNT);
        MprFrame *beyond = NULL;
        assert_false(mpr_prefetch_next(prefetch, &beyond, &error));
        assert_int_equal(error.status, MPR_INTERNAL);
        mpr_prefetch_free(prefetch);
        assert_int_equal(atomic_load(&numbers.loads), variant >= 2 ? COUNT / 2 : COUNT);
        assert_int_equal(atomic_load(&alive), 0);
        assert_in_range(atomic_load(&most_alive), 1, 5); /* the one in use and four ahead */
    }
}

static void frames_of_few_rows_should_share_a_task(void **state)
{
    MprThreadPool *thread_pool = *state;
    fewest_rows = 40; /* four of them are enough */
    is_partial = true;
    for (int variant = 0; variant < 4; variant++) {
        Numbers numbers;
        MprError error = {0};
        const size_t broken = variant < 2 ? SIZE_MAX : 30;
        MprPrefetch *prefetch = open(&numbers, thread_pool, variant % 2 == 1, broken);
        assert_int_equal(take_all(prefetch, &error), variant < 2 ? COUNT : variant == 2 ? 10 : 11);
        mpr_prefetch_free(prefetch);
        assert_int_equal(atomic_load(&alive), 0);
        assert_in_range(atomic_load(&most_alive), 4, 17); /* the one in use and four times four ahead */
    }
    is_partial = false;
    Numbers numbers;
    MprError error = {0};
    MprPrefetch *prefetch = open(&numbers, thread_pool, false, SIZE_MAX);
    assert_int_equal(take_all(prefetch, &error), COUNT);
    mpr_prefetch_free(prefetch);
    assert_in_range(atomic_load(&most_alive), 1, 5); /* whole frames are not gathered */
    fewest_rows = 128;
}

static void the_first_broken_frame_should_be_told_and_nothing_leak(void **state)
{
    MprThreadPool *thread_pool = *state;
    MprThreadPool *const thread_pools[] = {NULL, thread_pool};
    for (int variant = 0; variant < 40; variant++) {
        Numbers numbers;
        MprError error = {0};
        MprPrefetch *prefetch = open(&numbers, thread_pools[variant % 2], false, 30);
        assert_int_equal(take_all(prefetch, &error), 10);
        assert_string_equal(error.message, "frame 30 is broken");
        mpr_prefetch_free(prefetch);
        assert_int_equal(atomic_load(&alive), 0);
        assert_in_range(atomic_load(&numbers.loads), 11, 14);
    }
}

static void frames_that_are_all_at_hand_should_be_taken_at_once_and_nothing_leak(void **state)
{
    (void)state;
    for (size_t taken = 0; taken <= 3; taken++) {
        Numbers numbers;
        MprError error = {0};
        MprPrefetch *prefetch = open_at_hand(&numbers, SIZE_MAX, false);
        assert_true(mpr_prefetch_is_at_hand(prefetch));
        assert_int_equal(atomic_load(&alive), 3);
        for (size_t index = 0; index < taken; index++) {
            MprFrame *frame = NULL;
            assert_true(mpr_prefetch_next(prefetch, &frame, &error));
            mpr_frame_free(frame);
        }
        mpr_prefetch_free(prefetch);
        assert_int_equal(atomic_load(&numbers.loads), 0);
        assert_int_equal(atomic_load(&alive), 0);
    }
}

/* A job would hold them for long; and one that is missing may need the memory of the others. */
static void frames_should_not_be_held_for_a_job_nor_when_one_is_missing(void **state)
{
    (void)state;
    for (int is_job = 0; is_job < 2; is_job++) {
        Numbers numbers;
        MprError error = {0};
        MprPrefetch *prefetch = open_at_hand(&numbers, is_job ? SIZE_MAX : 2 * STEP, is_job);
        assert_false(mpr_prefetch_is_at_hand(prefetch));
        assert_int_equal(atomic_load(&alive), 0);
        assert_int_equal(take_all(prefetch, &error), is_job ? 3 : 2);
        mpr_prefetch_free(prefetch);
        assert_int_equal(atomic_load(&alive), 0);
    }
}

/* ---- images ---- */

/* The phantom from several threads: its source counts, and is not made for that. */
static pthread_mutex_t phantom_lock = PTHREAD_MUTEX_INITIALIZER;
static bool (*load_alone)(MprSource *source, size_t frame, MprRows rows, MprFrame **loaded, MprError *error);

static bool load_locked(MprSource *source, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    pthread_mutex_lock(&phantom_lock);
    const bool ok = load_alone(source, frame, rows, loaded, error);
    pthread_mutex_unlock(&phantom_lock);
    return ok;
}

static MprImages *sample(PhantomSource *source, const MprVolume *volume, MprThreadPool *thread_pool,
                         const MprRequest *request)
{
    static const MprLimits limits = {1 << 24, 1000, 1000};
    MprError error = {0};
    MprGridSet set = {0};
    MprSampling sampling;
    MprImages *images = NULL;
    if (!mpr_plane_resolve(request, volume, MPR_NO_SLICE, &limits, &set, &error) ||
        !mpr_plane_sampling(request, volume, &set, &limits, &sampling, &error) ||
        !mpr_resample(
            &(MprResampling){
                volume, set.grids, set.count, &sampling, &source->source, {thread_pool, false}, NULL},
            &images, &error)) {
        fail_msg("%s", error.message);
    }
    mpr_free(set.grids);
    return images;
}

static void assert_same(const MprImages *one, const MprImages *other)
{
    assert_int_equal(one->count, other->count);
    assert_int_equal(one->read, other->read);
    for (size_t index = 0; index < one->count; index++) {
        const MprImage *a = &one->images[index];
        const MprImage *b = &other->images[index];
        const size_t count = (size_t)a->grid.rows * a->grid.columns * a->samples;
        assert_int_equal(a->contributing, b->contributing);
        assert_memory_equal(a->contributed, b->contributed, one->slices * sizeof(bool));
        assert_memory_equal(a->values, b->values, count * sizeof(float));
    }
}

static MprVolume *volume_of(PhantomSource *source)
{
    MprVolume *volume = NULL;
    MprNotes notes = {0};
    MprError error = {0};
    MprFrameHeader model;
    load_alone = source->source.load;
    source->source.load = load_locked;
    assert_true(source->source.describe(&source->source, 0, &model, &error));
    assert_true(
        mpr_lattice_describe(&source->source, phantom_source_all(source), &model, &volume, &notes, &error));
    return volume;
}

static MprRequest request_of(const char *text)
{
    MprRequest request;
    MprError error = {0};
    cJSON *body = NULL;
    assert_true(mpr_json_parse(text, strlen(text), &body, &error));
    assert_true(mpr_request_parse(body, &request, &error));
    cJSON_Delete(body);
    return request;
}

static void threads_should_not_change_an_image(void **state)
{
    MprThreadPool *thread_pool = *state;
    static const char *const bodies[] = {
        "{\"Plane\": {\"Normal\": [0.3, -0.4, 0.7]}}",
        "{\"Plane\": \"Coronal\", \"Rotation\": 12}",
        "{\"Plane\": {\"Normal\": [1, 2, 3]}, \"Interpolation\": \"Cubic\"}",
        "{\"Plane\": {\"Normal\": [1, 2, 3]}, \"Interpolation\": \"Lanczos\", \"Rows\": 50}",
        "{\"Plane\": {\"Normal\": [2, 1, 3]}, \"Slab\": {\"Thickness\": 20, \"Projection\": \"Mean\"}}",
        "{\"Plane\": {\"Normal\": [2, 1, 1]}, \"Stack\": {\"Count\": 9, \"Spacing\": 3}}",
    };
    PhantomSource source;
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    phantom.has_padding = true; /* which slices give a value then depends on voxels */
    phantom.padding = -2000;
    phantom_source_open(&source, &phantom);
    MprVolume *volume = volume_of(&source);
    for (size_t index = 0; index < sizeof bodies / sizeof *bodies; index++) {
        const MprRequest request = request_of(bodies[index]);
        MprImages *alone = sample(&source, volume, NULL, &request);
        MprImages *together = sample(&source, volume, thread_pool, &request);
        assert_same(alone, together);
        mpr_images_free(alone);
        mpr_images_free(together);
    }
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

static bool find_by_loading(MprSource *source, const MprReadRequest *requests, size_t count, MprFrame **found)
{
    MprError error;
    for (size_t index = 0; index < count; index++) {
        assert_true(source->load(source, requests[index].frame, requests[index].rows, &found[index], &error));
    }
    return true;
}

/* Slices of one volume need not be of one type. */
static bool load_one_signed(MprSource *source, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    const bool ok = load_locked(source, frame, rows, loaded, error);
    if (ok && frame == 17) {
        (*loaded)->header.encoding.type = MPR_PIXEL_INT16;
    }
    return ok;
}

/* Slices so large that they are three windows, or one. */
static void slices_at_hand_should_not_change_an_image(void **state)
{
    MprThreadPool *thread_pool = *state;
    static const char *const bodies[] = {
        "{\"Plane\": {\"Normal\": [0.3, -0.4, 0.7]}, \"Rows\": 200}",
        "{\"Plane\": {\"Normal\": [1, 2, 3]}, \"Interpolation\": \"Cubic\", \"Columns\": 70}",
        "{\"Plane\": {\"Normal\": [2, 1, 3]}, \"Slab\": {\"Thickness\": 9, \"Projection\": \"Mean\"}}",
        "{\"Plane\": {\"Normal\": [2, 1, 3]}, \"Slab\": {\"Thickness\": 9, \"Projection\": \"Maximum\"}}",
        "{\"Plane\": {\"Normal\": [2, 1, 1]}, \"Stack\": {\"Count\": 6, \"Spacing\": 3}, \"Rows\": 90}",
    };
    PhantomSource source;
    MprPhantom phantom = mpr_phantom_default(false, false, 12);
    phantom.columns = 500;
    phantom.rows = 420;
    phantom.slices = 24;
    phantom.is_uneven = true;
    phantom.slope[1] = 0.01;
    phantom_source_open(&source, &phantom);
    MprVolume *volume = volume_of(&source);
    for (size_t index = 0; index < 2 * (sizeof bodies / sizeof *bodies); index++) {
        const MprRequest request = request_of(bodies[index / 2]);
        source.source.load = index % 2 == 0 ? load_locked : load_one_signed;
        source.source.find_all = NULL;
        MprImages *apart = sample(&source, volume, thread_pool, &request);
        source.source.find_all = find_by_loading;
        MprImages *at_once = sample(&source, volume, thread_pool, &request);
        assert_same(apart, at_once);
        mpr_images_free(apart);
        mpr_images_free(at_once);
    }
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

static int start(void **state)
{
    MprError error;
    MprThreadPool *thread_pool = NULL;
    const bool ok = mpr_thread_pool_create(3, &thread_pool, &error);
    *state = thread_pool;
    return ok ? 0 : -1;
}

static int stop(void **state)
{
    mpr_thread_pool_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_should_come_in_order_and_few_ahead),
        cmocka_unit_test(frames_of_few_rows_should_share_a_task),
        cmocka_unit_test(the_first_broken_frame_should_be_told_and_nothing_leak),
        cmocka_unit_test(frames_that_are_all_at_hand_should_be_taken_at_once_and_nothing_leak),
        cmocka_unit_test(frames_should_not_be_held_for_a_job_nor_when_one_is_missing),
        cmocka_unit_test(threads_should_not_change_an_image),
        cmocka_unit_test(slices_at_hand_should_not_change_an_image),
    };
    return cmocka_run_group_tests_name("Prefetch", tests, start, stop);
}
