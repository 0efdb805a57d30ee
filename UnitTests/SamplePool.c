/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pools of the tests that read samples. */
#include "SamplePool.h"

static MprPool *the_pool;

static MprPool *try_pool(unsigned workers, unsigned timeout_s, MprError *error)
{
    const MprPoolSettings settings = {getenv("MPR_WORKER"), workers, timeout_s, SAMPLE_ARENA, 0};
    MprPool *pool = NULL;
    return mpr_pool_create(&settings, &pool, error) ? pool : NULL;
}

int sample_create_pool(void **state)
{
    (void)state;
    MprError error = {0};
    the_pool = try_pool(2, 20, &error);
    if (the_pool == NULL) {
        print_error("%s\n", error.message);
        return -1;
    }
    return 0;
}

int sample_free_pool(void **state)
{
    (void)state;
    mpr_pool_free(the_pool);
    return 0;
}

MprPool *sample_pool(void)
{
    return the_pool;
}

MprPool *create_pool(unsigned workers, unsigned timeout_s)
{
    MprError error = {0};
    MprPool *pool = try_pool(workers, timeout_s, &error);
    if (pool == NULL) {
        fail_msg("%s", error.message);
    }
    return pool;
}

DicomSample sample_for_a_worker(unsigned index)
{
    DicomSample sample = sample_ct(index);
    sample.syntax = DICOM_IMPLICIT;
    return sample;
}

bool load_file(MprPool *pool, const DicomBytes *file, MprFrame **frame, MprError *error)
{
    return mpr_dicom_load(pool, file->data, file->size, 0, frame, error);
}

bool load_sample(MprPool *pool, unsigned index, MprError *error)
{
    DicomSample sample = sample_for_a_worker(index);
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    const bool is_loaded = load_file(pool, &file, &frame, error);
    const int16_t *pixels = is_loaded ? frame->pixels.data : NULL;
    for (unsigned pixel = 0; is_loaded && pixel < SAMPLE_PIXELS; pixel++) {
        assert_int_equal(pixels[pixel], (int16_t)(100 * index + pixel));
    }
    assert_true(!is_loaded || frame->header.grid.position.z == 3.0 * index);
    mpr_frame_free(frame);
    free(file.data);
    sample_free(&sample);
    return is_loaded;
}

/* A frame that may take its file has the same pixels as one that may not. */
static void assert_same_when_taken(const DicomBytes *file, uint32_t number, const MprFrame *frame)
{
    MprError error = {0};
    MprBuffer copy;
    MprFrame *taken = NULL;
    assert_true(mpr_buffer_copy(file->data, file->size, &copy, &error));
    assert_true(mpr_dicom_load_taking(the_pool, &copy, number, mpr_all_rows(), &taken, &error));
    assert_true((copy.size == 0) == (taken->file.size > 0));
    mpr_buffer_release(&copy);
    assert_int_equal(taken->pixels.size, frame->pixels.size);
    assert_memory_equal(taken->pixels.data, frame->pixels.data, frame->pixels.size);
    mpr_frame_free(taken);
}

MprFrame *load_frame(DicomSample sample, uint32_t number)
{
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    if (!mpr_dicom_load(the_pool, file.data, file.size, number, &frame, &error)) {
        fail_msg("%s", error.message);
    }
    assert_same_when_taken(&file, number, frame);
    free(file.data);
    sample_free(&sample);
    return frame;
}

void assert_unsuitable(DicomSample sample, const char *sentence)
{
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    assert_false(mpr_dicom_load(the_pool, file.data, file.size, 0, &frame, &error));
    assert_string_equal(error.message, sentence);
    assert_int_equal(error.status, MPR_UNSUITABLE);
    free(file.data);
    sample_free(&sample);
}
