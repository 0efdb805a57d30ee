/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples through workers: one pool for the tests of a program, or pools of their own. */
#ifndef MPR_SAMPLE_POOL_H
#define MPR_SAMPLE_POOL_H

#include "Testing.h"

#include "Dicom/Dicom.h"
#include "DicomSample.h"
#include "Workers/Pool.h"

#define SAMPLE_ARENA ((size_t)64 << 20)

/* For cmocka_run_group_tests. */
int sample_create_pool(void **state);
int sample_free_pool(void **state);
MprPool *sample_pool(void);

/* A pool for mpr_pool_free. Fails the test when it cannot be made. */
MprPool *create_pool(unsigned workers, unsigned timeout_s);
/* A slice that no plain reading is enough for, so that a worker gets it. */
DicomSample sample_for_a_worker(unsigned index);
bool load_file(MprPool *pool, const DicomBytes *file, MprFrame **frame, MprError *error);
/* Loads sample_for_a_worker(index) and compares its pixels. */
bool load_sample(MprPool *pool, unsigned index, MprError *error);

/* Frees the sample; frame is for mpr_frame_free. Fails the test when it cannot be loaded. */
MprFrame *load_frame(DicomSample sample, uint32_t number);
/* Frees the sample, which must be MPR_UNSUITABLE with this sentence. */
void assert_unsuitable(DicomSample sample, const char *sentence);

#endif
