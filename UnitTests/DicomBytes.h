/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DICOM files made and read byte by byte (PS3.5 section 7, PS3.10 section 7): what a test needs to make wrong
 * files on purpose, and a witness that shares no code with the product. */
#ifndef MPR_DICOM_BYTES_H
#define MPR_DICOM_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing file. Tags must be given in growing order. Free data with free. */
typedef struct {
    unsigned char *data;
    size_t size, capacity;
} DicomBytes;

#define DICOM_EXPLICIT "1.2.840.10008.1.2.1"
#define DICOM_IMPLICIT "1.2.840.10008.1.2"
#define DICOM_BIG_ENDIAN "1.2.840.10008.1.2.2"
#define DICOM_RLE "1.2.840.10008.1.2.5"

/* Preamble and File Meta Information; the dataset that follows is Explicit VR Little Endian. */
void dicom_bytes_begin(DicomBytes *bytes, const char *syntax, const char *sop_class,
                       const char *sop_instance);
void dicom_bytes_raw(DicomBytes *bytes, const void *data, size_t size);
void dicom_bytes_text(DicomBytes *bytes, uint32_t tag, const char *vr, const char *text);
void dicom_bytes_short(DicomBytes *bytes, uint32_t tag, const char *vr, int32_t value);
void dicom_bytes_double(DicomBytes *bytes, uint32_t tag, double value); /* FD */
/* Any VR whose length has 32 bits, as it is. */
void dicom_bytes_long(DicomBytes *bytes, uint32_t tag, const char *vr, const void *data, uint32_t size);
/* Sequences and items of undefined length. */
void dicom_bytes_open(DicomBytes *bytes, uint32_t tag);
void dicom_bytes_open_item(DicomBytes *bytes);
void dicom_bytes_close_item(DicomBytes *bytes);
void dicom_bytes_close(DicomBytes *bytes);
/* A code sequence of one item. */
void dicom_bytes_code(DicomBytes *bytes, uint32_t tag, const char *value, const char *scheme,
                      const char *meaning);

/* Every element of a file in Explicit VR Little Endian as a line, items by their number:
 *     "(0008,0060) CS CT"
 *     "(0008,2112)[1](0040,A170)[1](0008,0100) SH 121322"
 * Text without its padding, binary values of up to eight bytes as hexadecimal digits, longer ones as their
 * size. NULL when the file is malformed. Free with free. */
char *dicom_bytes_dump(const void *file, size_t size);
/* Is there this very line? */
bool dicom_bytes_has_line(const char *dump, const char *line);
/* Does anything begin so: a tag at the top level, or a path? */
bool dicom_bytes_has(const char *dump, const char *beginning);

#endif
