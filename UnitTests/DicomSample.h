/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small valid images to start from: a test changes what it is about, element by element. */
#ifndef MPR_DICOM_SAMPLE_H
#define MPR_DICOM_SAMPLE_H

#include "DicomBytes.h"

enum { SAMPLE_COLUMNS = 5, SAMPLE_ROWS = 4, SAMPLE_PIXELS = SAMPLE_COLUMNS * SAMPLE_ROWS };

typedef struct {
    uint32_t tag;
    DicomBytes bytes; /* the whole element */
} SampleElement;

typedef struct {
    SampleElement elements[200]; /* in the order of their tags */
    size_t count;
    const char *syntax; /* DICOM_IMPLICIT and DICOM_BIG_ENDIAN: only without sequences */
} DicomSample;

/* A slice at z = 3 · index mm of 5 × 4 pixels of 0.5 (down) × 0.25 mm, 16 bits signed (CT) or 12 bits
 * unsigned (MR), pixel p = 100 · index + p. Free with sample_free. */
DicomSample sample_ct(unsigned index);
DicomSample sample_mr(unsigned index);
/* The same with slices of PET's kind. */
DicomSample sample_pet(unsigned index);
/* An enhanced MR of frames frames, at z = 3 · frame mm. */
DicomSample sample_enhanced_mr(unsigned frames);

/* Each replaces an element of the same tag. */
void sample_text(DicomSample *sample, uint32_t tag, const char *vr, const char *text);
void sample_short(DicomSample *sample, uint32_t tag, const char *vr, int32_t value);
void sample_data(DicomSample *sample, uint32_t tag, const char *vr, const void *data, size_t size);
void sample_code(DicomSample *sample, uint32_t tag, const char *value, const char *meaning);
/* Takes an encoded element. */
void sample_take(DicomSample *sample, uint32_t tag, DicomBytes element);
void sample_remove(DicomSample *sample, uint32_t tag);

/* One compressed frame: an empty offset table and one fragment. */
void sample_fragment(DicomSample *sample, const char *syntax, const void *data, size_t size);

/* The file; free its data with free. */
DicomBytes sample_file(const DicomSample *sample);
void sample_free(DicomSample *sample);

#endif
