/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool of the tests that read samples. */
#include "SamplePool.h"

static MprPool *the_pool;

int sample_create_pool(void **state)
{
    (void)state;
    const MprPoolSettings settings = {getenv("MPR_WORKER"), 2, 20, SAMPLE_ARENA};
    MprError error = {0};
    if (!mpr_pool_create(&settings, &the_pool, &error)) {
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

MprFrame *load_frame(DicomSample sample, uint32_t number)
{
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    if (!mpr_dicom_load(the_pool, file.data, file.size, number, &frame, &error)) {
        fail_msg("%s", error.message);
    }
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
