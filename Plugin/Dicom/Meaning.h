/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What elements say, whoever wrote them. Transfer syntaxes and programs differ in the VR they give, in the
 * padding of values and in the lengths of sequences; two elements with the same meaning differ in nothing
 * else. */
#ifndef MPR_MEANING_H
#define MPR_MEANING_H

#include "Elements.h"

#include "Base/Buffer.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Does an element tell how pixels are encoded, and not which ones they are? */
bool mpr_meaning_is_of_encoding(uint32_t tag);

/** Both are whole elements, as mpr_elements_next finds them. */
bool mpr_meaning_is_same(const MprElement *one, const MprElement *other);

/** The meaning of a dataset without elements of the encoding, as bytes, for mpr_buffer_release. */
bool mpr_meaning_of(const MprBuffer *dataset, MprBuffer *meaning, MprError *error);

#ifdef __cplusplus
}
#endif
#endif
