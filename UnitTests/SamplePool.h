/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples through the worker: one pool for the tests of a program. */
#ifndef MPR_SAMPLE_POOL_H
#define MPR_SAMPLE_POOL_H

#include "Testing.h"

#include "Dicom/Dicom.h"
#include "DicomSample.h"

#define SAMPLE_ARENA ((size_t)64 << 20)

/* For cmocka_run_group_tests. */
int sample_create_pool(void **state);
int sample_free_pool(void **state);
MprPool *sample_pool(void);

/* Frees the sample; frame is for mpr_frame_free. Fails the test when it cannot be loaded. */
MprFrame *load_frame(DicomSample sample, uint32_t number);
/* Frees the sample, which must be MPR_UNSUITABLE with this sentence. */
void assert_unsuitable(DicomSample sample, const char *sentence);

#endif
