/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes DICOM files, Explicit VR Little Endian (PS3.5 A.2, PS3.10), straight to a stream. Tags must be given
 * in growing order. An error of the stream is seen once, at the end (ferror). */
#ifndef MPR_PHANTOM_DICOM_FILE_H
#define MPR_PHANTOM_DICOM_FILE_H

#include <stdint.h>
#include <stdio.h>

enum { DICOM_UID_SIZE = 65 };

/* The tag as one number: 0x00100010 is PatientName. */
typedef uint32_t DicomTag;

/* Preamble, prefix and the File Meta Information. */
void dicom_begin(FILE *file, const char *sop_class_uid, const char *sop_instance_uid);

/* A text of any VR whose length has 16 bits; padded with a space, UI with a zero. */
void dicom_text(FILE *file, DicomTag tag, const char vr[2], const char *text);
/* Decimal Strings, separated by backslashes. */
void dicom_decimals(FILE *file, DicomTag tag, const double *values, int count);
void dicom_integer(FILE *file, DicomTag tag, int value); /* IS */
/* US or SS. */
void dicom_short(FILE *file, DicomTag tag, const char vr[2], int32_t value);

/* The head of Pixel Data; size bytes must follow, one by one or two by two, then one more if size is odd. */
void dicom_pixels(FILE *file, uint32_t size, int bytes_per_pixel);
void dicom_pixel(FILE *file, int32_t value, int bytes_per_pixel);

/* "2.25." and a 128-bit number (PS3.5 B.2) that follows from the text. */
void dicom_uid(const char *text, char uid[DICOM_UID_SIZE]);

#endif
