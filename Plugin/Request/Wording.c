/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Wording.h"

#include <stdint.h>
#include <string.h>

/* The next character of valid UTF-8. */
static uint32_t next(const char **at)
{
    const unsigned char first = (unsigned char)*(*at)++;
    if (first < 0x80) {
        return first;
    }
    uint32_t code = first < 0xE0 ? first & 0x1F : first < 0xF0 ? first & 0x0F : first & 0x07;
    while (((unsigned char)**at & 0xC0) == 0x80) {
        code = code << 6 | ((unsigned char)*(*at)++ & 0x3F);
    }
    return code;
}

/* Control characters, line and paragraph separators, marks that change the direction of writing: a text stays on its
 * line and reads as it is written. */
static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200E && code <= 0x200F) ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

/* A backslash separates the values of an LO. */
static bool parse(const cJSON *value, const char *key, size_t most, bool allows_backslash, char *text,
                  MprError *error)
{
    size_t count = 0;
    for (const char *at = cJSON_IsString(value) ? value->valuestring : ""; *at != '\0';) {
        const uint32_t code = next(&at);
        count++;
        if (is_control(code) || (code == '\\' && !allows_backslash)) {
            return mpr_fail(error, MPR_BAD_REQUEST,
                            "%s: character %zu (U+%04X) is not allowed; printable characters%s are", key,
                            count, (unsigned)code, allows_backslash ? "" : " without backslash");
        }
    }
    if (!cJSON_IsString(value) || count < 1 || count > most) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be a string of 1 to %zu characters%s", key, most,
                        cJSON_IsString(value) ? "" : "; this is no string");
    }
    memcpy(text, value->valuestring, strlen(value->valuestring) + 1);
    return true;
}

bool mpr_wording_parse_description(const cJSON *value, const char *key, MprWording *wording, MprError *error)
{
    return parse(value, key, MPR_DESCRIPTION_CHARACTERS, false, wording->series_description, error);
}

bool mpr_wording_parse_comments(const cJSON *value, const char *key, MprWording *wording, MprError *error)
{
    return parse(value, key, MPR_COMMENT_CHARACTERS, true, wording->image_comments, error);
}
