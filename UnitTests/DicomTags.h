/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Just enough of a DICOM reader for the tests: the top level of a file in Explicit VR Little Endian (PS3.10
 * section 7, PS3.5 section 7.1). It shares no code with the product, so that it can be a witness against it.
 */
#ifndef MPR_DICOM_TAGS_H
#define MPR_DICOM_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The value of an element of the file (0xggggeeee), inside file. False when it is not there, is of undefined
 * length, or the file is malformed in front of it. */
bool dicom_tags_find(const void *file, size_t size, uint32_t tag, const uint8_t **value, size_t *length);

/* The same as text without the padding; empty when there is none. text has room for capacity characters. */
bool dicom_tags_text(const void *file, size_t size, uint32_t tag, char *text, size_t capacity);

#endif
