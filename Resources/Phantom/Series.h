/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A phantom as a folder of DICOM files: one CT or MR series. */
#ifndef MPR_PHANTOM_SERIES_H
#define MPR_PHANTOM_SERIES_H

#include "Phantom.h"

#include <stdio.h>

enum { PHANTOM_LARGEST_SIDE = 4096 }; /* rows and columns */

typedef struct {
    const char *patient_name, *patient_id;
    /* any text; series with the same one and the same patient share a study and a frame of reference */
    const char *study;
    const char *series_description;
    int series_number;
} PhantomLabels;

/* Writes IM0001.dcm … into an existing folder, named by InstanceNumber. False, and a line on stderr, when a
 * file cannot be written. The same phantom and labels give the same bytes. */
bool phantom_series_write(const MprPhantom *phantom, const PhantomLabels *labels, const char *folder);

/* The numbers that a test compares with, as JSON. */
void phantom_truth_write(const MprPhantom *phantom, FILE *file);

#endif
