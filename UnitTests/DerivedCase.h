/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image that is derived from three slices, or three frames, and the lines of its file. */
#ifndef MPR_DERIVED_CASE_H
#define MPR_DERIVED_CASE_H

#include "SamplePool.h"

enum { SOURCES = 3 };

typedef struct {
    DicomSample samples[SOURCES];
    uint32_t frames[SOURCES]; /* which frame of each */
    MprTexts texts;
    MprDerivation derivation; /* of 3 × 6 pixels; the second source is the reference */
    int16_t pixels[3 * 6];
    char *dump; /* of the written file */
} DerivedCase;

DerivedCase derived_case_begin(DicomSample (*sample)(unsigned));
/* Reads the samples, writes the image, verifies it and lists it. */
void derived_case_write(DerivedCase *test);
void derived_case_end(DerivedCase *test);

/* Puts a text into all samples. */
void in_all(DerivedCase *test, uint32_t tag, const char *vr, const char *text);
void removed_from_all(DerivedCase *test, uint32_t tag);

void assert_line(const DerivedCase *test, const char *line);
void assert_none(const DerivedCase *test, const char *beginning);

#endif
