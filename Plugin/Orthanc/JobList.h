/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A job among those that Orthanc lists. Orthanc does not tell a job that it was cancelled while it rested, or while it
 * waited to go on. */
#ifndef MPR_JOB_LIST_H
#define MPR_JOB_LIST_H

#include <stdbool.h>

enum { MPR_JOB_ID_SIZE = 40 };

/** Has Orthanc ended the job whose order has this key (mpr_job_text_key)? id is Orthanc's name of the job; when it is
 * "", the job is looked for and its name filled in. */
bool mpr_job_list_is_over(const char *key, char id[MPR_JOB_ID_SIZE]);

#endif
