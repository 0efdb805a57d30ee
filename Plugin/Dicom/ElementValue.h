/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The values of an element. Nothing is guessed: what is missing or malformed is "not there". */
#ifndef MPR_ELEMENT_VALUE_H
#define MPR_ELEMENT_VALUE_H

#include "Elements.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Characters of the dataset; no end mark. */
typedef struct {
    const char *start;
    size_t size;
} MprText;

/** The whole value without leading and trailing spaces and NULs; empty for a sequence and for an element that
 * is zeroed. */
MprText mpr_element_text(const MprElement *element);
/** The value in front of the next backslash, the same way; rest goes on behind it. False when there is no
 * further value. Not for text in other character sets. */
bool mpr_text_take(MprText *rest, MprText *part);
bool mpr_text_is(MprText text, const char *wanted);

/** Value number index of a DS, IS, US, SS, UL, SL, FL or FD, finite. */
bool mpr_element_number(const MprElement *element, size_t index, double *number);
/** Exactly count of them. */
bool mpr_element_numbers(const MprElement *element, size_t count, double *numbers);

#ifdef __cplusplus
}
#endif
#endif
