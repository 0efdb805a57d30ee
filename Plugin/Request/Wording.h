/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The texts of a request that become texts of its images. */
#ifndef MPR_WORDING_H
#define MPR_WORDING_H

#include "Json.h"

/** Characters: what LO allows (PS3.5 6.2), and what is a comment and not a report. A character of UTF-8 has up
 * to 4 bytes. */
enum {
    MPR_DESCRIPTION_CHARACTERS = 64,
    MPR_COMMENT_CHARACTERS = 255,
    MPR_DESCRIPTION_TEXT_SIZE = 4 * MPR_DESCRIPTION_CHARACTERS + 1,
    MPR_COMMENT_TEXT_SIZE = 4 * MPR_COMMENT_CHARACTERS + 1
};

/** UTF-8; "": not given. Which characters can be written is known with the character set of the sources. */
typedef struct {
    char series_description[MPR_DESCRIPTION_TEXT_SIZE];
    char image_comments[MPR_COMMENT_TEXT_SIZE];
} MprWording;

bool mpr_wording_parse_description(const cJSON *value, const char *key, MprWording *wording, MprError *error);
bool mpr_wording_parse_comments(const cJSON *value, const char *key, MprWording *wording, MprError *error);

#endif
