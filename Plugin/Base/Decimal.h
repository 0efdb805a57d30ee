/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * DICOM Decimal Strings (DS, PS3.5 section 6.2) without the locale: at most 16 characters, a point, no comma.
 */
#ifndef MPR_DECIMAL_H
#define MPR_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { MPR_DECIMAL_SIZE = 17 }; /**< 16 characters and the end */

/** The shortest text of at most 16 characters that reads back as value, else the closest one that fits. -0 is
 * "0". value must be finite. */
void mpr_decimal_format(double value, char text[MPR_DECIMAL_SIZE]);

/** The value with the given number of digits, 1 to 9, as "%g" prints it. */
void mpr_decimal_format_digits(double value, int digits, char text[MPR_DECIMAL_SIZE]);

/** The value that a reader of the written text gets: mpr_decimal_format, then mpr_decimal_parse. */
double mpr_decimal_rounded(double value);

/** Reads one number, with spaces around it, of size bytes (no end mark needed). False when it is empty, is
 * followed by anything but spaces and NULs, or is not finite. */
bool mpr_decimal_parse(const char *text, size_t size, double *value);

/** Reads exactly count numbers that are separated by backslashes. */
bool mpr_decimal_parse_list(const char *text, size_t size, size_t count, double *values);

#ifdef __cplusplus
}
#endif
#endif
