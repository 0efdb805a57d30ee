/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Text in the character sets of a dataset: SpecificCharacterSet (PS3.3 C.12.1.1.2), with the escape sequences
 * of ISO 2022 where it lists several (PS3.5 6.1.2.5). */
#ifndef MPR_CHARACTER_SET_H
#define MPR_CHARACTER_SET_H

#include "Base/Error.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** SpecificCharacterSet of UTF-8. */
#define MPR_CHARACTER_SET_UTF8 "ISO_IR 192"

/** Does a dataset with this SpecificCharacterSet hold ASCII alone? "" is an absent one. */
bool mpr_character_set_is_ascii(const char *sets);

/** The bytes of a UTF-8 text without control characters, with an end mark; size: of the bytes with the mark,
 * at most. MPR_UNSUITABLE names the key and the first character that is in none of the sets; ASCII is in all,
 * also in those that are not known. A text that uses
 * escape sequences ends in the state in which it began. */
bool mpr_character_set_encode(const char *text, const char *sets, const char *key, char *bytes, size_t size,
                              MprError *error);

#ifdef __cplusplus
}
#endif
#endif
