/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Cleans texts of files and requests for use in sentences, logs and JSON. */
#ifndef MPR_TEXT_H
#define MPR_TEXT_H

#ifdef __cplusplus
extern "C" {
#endif

/** Makes a text valid UTF-8 (RFC 3629) that stays on its line, in place; it does not become longer. Control
 * characters (C0, DEL, C1), line and paragraph separators, marks that change the direction of writing, and
 * invalid bytes become "?" each; an incomplete character at the end is dropped. */
void mpr_text_clean(char *text);

/** A UID as it is; "?" for another text, which may be a name and is for no log. */
const char *mpr_text_uid(const char *text);

/** The meaning of an errno, in English. The text is valid until this thread calls the function again. */
const char *mpr_text_of_errno(int number);

#ifdef __cplusplus
}
#endif
#endif
