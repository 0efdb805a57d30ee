/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are plain, and files that are not by one thing each. */
#ifndef MPR_PLAIN_BASE_H
#define MPR_PLAIN_BASE_H

#include "SamplePool.h"

/* Each is for free of its data. */
size_t plain_base_count(void);
DicomBytes plain_base(size_t index);
size_t odd_base_count(void);
DicomBytes odd_base(size_t index);

#endif
