/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Siemens' private header, as the elements (0029,xx10) and (0029,xx20) of "SIEMENS CSA HEADER" hold it: a
 * list of named entries, each with items of text. Both forms are read where they lie; no size in them is
 * believed.
 *
 *   CSA2   "SV10" │ 4 bytes │ entries │ 77 │ entry ...
 *   CSA1                      entries │ 77 │ entry ...
 *   entry  name, 64 bytes │ multiplicity │ VR, 4 bytes │ syngo type │ items │ 77 or 205 │ item ...
 *   item   4 numbers, one of which is the length │ text │ up to the next multiple of 4 */
#ifndef MPR_CSA_H
#define MPR_CSA_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The first count numbers of the entry of that name. False when the header is damaged before it, or when
 * there is no such entry or one of its numbers is missing. */
bool mpr_csa_numbers(const void *header, size_t size, const char *name, size_t count, double *numbers);

#ifdef __cplusplus
}
#endif
#endif
