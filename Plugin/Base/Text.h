/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Texts that come from files and requests, made fit for sentences, logs and JSON. */
#ifndef MPR_TEXT_H
#define MPR_TEXT_H

#ifdef __cplusplus
extern "C" {
#endif

/** Makes a text valid UTF-8 (RFC 3629) that stays on its line, in place; it does not become longer. Control
 * characters (C0, DEL, C1), line and paragraph separators, marks that change the direction of writing, and
 * bytes that are no character become "?" each; a character that the end cuts off is dropped. */
void mpr_text_clean(char *text);

/** What an errno means, in English. The text is of this thread, until it asks again. */
const char *mpr_text_of_errno(int number);

#ifdef __cplusplus
}
#endif
#endif
