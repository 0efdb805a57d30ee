/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Pass.h"

#include "Batch.h"

#include <stdatomic.h>

/* As many threads as are worth it for one request, so that others find the crew free: its own, and of the
 * crew all but one, which would have nothing to run on. */
enum { MOST_HANDS = 8 };

/* Blocks of rows for each thread: the more, the sooner the last one is done; the fewer, the more rows find
 * the voxels that they share with their neighbours. */
enum { BLOCKS_PER_HAND = 8 };

/* An image on its way through the windows. */
typedef struct {
    MprWalk walk;
    MprStretch *stretches;
    size_t count;
    uint32_t first, end; /* rows that may have pixels */
} Course;

/* A thread at work. */
typedef struct {
    MprPass *pass;
    MprBatch *batch;
    MprErrand errand;
} Hand;

struct MprPass {
    MprScene scene;
    Hand hands[MOST_HANDS]; /* the first one is that of the request itself */
    uint32_t hand_count;
    Course courses[MPR_PASS_IMAGES];
    size_t first, count; /* images */
    uint32_t blocks;     /* of each image */
    atomic_uint next;    /* block, of all images */
    const MprStop *stop;
};

/* ---- a block ---- */

static bool goes_on(const Hand *hand)
{
    return mpr_stop_reason(hand->pass->stop) == MPR_STOP_NONE;
}

/* Row by row, and all samples of a slab of a row together: they need the same voxels. */
static void sample_rows(const Hand *hand, const Course *course, const MprStretch *stretch, uint32_t row,
                        uint32_t end)
{
    const MprSampling *sampling = hand->pass->scene.sampling;
    for (; row < end; row++) {
        for (unsigned sample = 0; sample < sampling->samples && goes_on(hand); sample++) {
            const double depth_mm = mpr_sampling_depth_mm(sampling, sample);
            const MprRun run = mpr_walk_run(&course->walk, stretch, depth_mm, row);
            if (run.count > 0) {
                mpr_batch_add(hand->batch, &run);
            }
        }
    }
}

static void sample_block(const Hand *hand, size_t place, uint32_t first, uint32_t end)
{
    const MprScene *scene = &hand->pass->scene;
    const Course *course = &hand->pass->courses[place];
    const size_t index = hand->pass->first + place;
    const MprImage *image = &scene->images[index];
    mpr_batch_start(hand->batch, mpr_plan_interpolation(scene->plan, index), scene->slices,
                    &scene->canvases[index], image->contributed);
    for (size_t at = 0; at < course->count; at++) {
        const MprStretch *stretch = &course->stretches[at];
        uint32_t from = 0;
        uint32_t to = 0;
        mpr_walk_rows(&course->walk, stretch, mpr_sampling_depth_mm(scene->sampling, 0), &from, &to);
        sample_rows(hand, course, stretch, from > first ? from : first, to < end ? to : end);
    }
    mpr_batch_finish(hand->batch);
}

static uint32_t border(const Course *course, uint32_t block, uint32_t blocks)
{
    return course->first + (uint32_t)((uint64_t)(course->end - course->first) * block / blocks);
}

static void sample_blocks(void *self)
{
    const Hand *hand = self;
    MprPass *pass = hand->pass;
    for (size_t taken = pass->next++; taken < pass->count * pass->blocks && goes_on(hand);
         taken = pass->next++) {
        const size_t place = taken / pass->blocks;
        const uint32_t block = (uint32_t)(taken % pass->blocks);
        const Course *course = &pass->courses[place];
        sample_block(hand, place, border(course, block, pass->blocks),
                     border(course, block + 1, pass->blocks));
    }
}

/* ---- a pass ---- */

/* Stretches end where windows do, so that what is computed does not depend on how many are of one pass. */
static void set_course(const MprScene *scene, Course *course, size_t image, const MprWindow *windows,
                       size_t window_count)
{
    const double depth_mm = mpr_sampling_depth_mm(scene->sampling, 0);
    course->walk = mpr_walk(scene->volume, &scene->images[image].grid);
    course->count = 0;
    course->first = course->walk.rows;
    course->end = 0;
    for (size_t index = 0; index < window_count; index++) {
        const MprWindow *window = &windows[index];
        const bool is_touched = mpr_plan_touches(scene->plan, image, window);
        for (ptrdiff_t gap = window->first; is_touched && gap < window->end;) {
            MprStretch *stretch = &course->stretches[course->count++];
            uint32_t first = 0;
            uint32_t end = 0;
            *stretch = mpr_walk_stretch(&course->walk, gap, window->end);
            mpr_walk_rows(&course->walk, stretch, depth_mm, &first, &end);
            course->first = first < course->first ? first : course->first;
            course->end = end > course->end ? end : course->end;
            gap = stretch->end;
        }
    }
    course->first = course->first < course->end ? course->first : course->end;
}

void mpr_pass_run(MprPass *pass, const MprWindow *windows, size_t window_count, size_t first, size_t count)
{
    MprCrew *crew = pass->scene.crew;
    for (size_t place = 0; place < count; place++) {
        set_course(&pass->scene, &pass->courses[place], first + place, windows, window_count);
    }
    pass->first = first;
    pass->count = count;
    pass->next = 0;
    pass->stop = mpr_stop_current();
    for (uint32_t index = 1; index < pass->hand_count; index++) {
        mpr_crew_begin(crew, &pass->hands[index].errand);
    }
    sample_blocks(&pass->hands[0]);
    /* Who has not come yet need not come any more. */
    for (uint32_t index = 1; index < pass->hand_count; index++) {
        mpr_crew_withdraw(crew, &pass->hands[index].errand);
    }
}

/* ---- memory ---- */

static bool create_hands(MprPass *pass, MprError *error)
{
    const uint32_t threads = mpr_crew_threads(pass->scene.crew);
    bool ok = true;
    pass->hand_count = threads < 1 ? 1 : threads < MOST_HANDS ? threads : MOST_HANDS;
    pass->blocks = pass->hand_count > 1 ? pass->hand_count * BLOCKS_PER_HAND : 1;
    for (uint32_t index = 0; ok && index < pass->hand_count; index++) {
        Hand *hand = &pass->hands[index];
        hand->pass = pass;
        hand->errand = (MprErrand){.run = sample_blocks, .self = hand, .can_wait = pass->scene.can_wait};
        ok = mpr_batch_create(mpr_kernels_best(), &hand->batch, error);
    }
    return ok;
}

static bool create_courses(MprPass *pass, MprError *error)
{
    const size_t gaps = pass->scene.volume->count + 1;
    bool ok = true;
    for (size_t place = 0; ok && place < MPR_PASS_IMAGES && place < pass->scene.count; place++) {
        Course *course = &pass->courses[place];
        course->stretches = mpr_allocate(gaps, sizeof *course->stretches, error);
        ok = course->stretches != NULL;
    }
    return ok;
}

bool mpr_pass_create(const MprScene *scene, MprPass **created, MprError *error)
{
    MprPass *pass = mpr_allocate(1, sizeof *pass, error);
    if (pass == NULL) {
        return false;
    }
    pass->scene = *scene;
    if (!create_hands(pass, error) || !create_courses(pass, error)) {
        mpr_pass_free(pass);
        return false;
    }
    *created = pass;
    return true;
}

void mpr_pass_free(MprPass *pass)
{
    if (pass == NULL) {
        return;
    }
    for (uint32_t index = 0; index < MOST_HANDS; index++) {
        mpr_batch_free(pass->hands[index].batch);
    }
    for (size_t place = 0; place < MPR_PASS_IMAGES; place++) {
        mpr_free(pass->courses[place].stretches);
    }
    mpr_free(pass);
}
