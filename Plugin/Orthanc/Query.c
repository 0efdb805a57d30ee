/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Query.h"

#include "Base/Buffer.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- keys ---- */

enum { MOST_TOKENS = 16, LONGEST_TOKEN = 64, LONGEST_NUMBER = 64 };

static char tokens[MOST_TOKENS][LONGEST_TOKEN];

void mpr_query_set_tokens(const cJSON *configuration)
{
    static const char *const usual[] = {"token", "auth-token", "authorization"};
    const cJSON *section = mpr_json_member(configuration, "Authorization");
    const cJSON *list = mpr_json_member(section, "TokenGetArguments");
    size_t count = sizeof usual / sizeof *usual;
    memset(tokens, 0, sizeof tokens);
    for (size_t index = 0; index < count; index++) {
        snprintf(tokens[index], LONGEST_TOKEN, "%s", usual[index]);
    }
    for (const cJSON *name = cJSON_IsArray(list) ? list->child : NULL; name != NULL && count < MOST_TOKENS;
         name = name->next) {
        if (cJSON_IsString(name) && strlen(name->valuestring) < LONGEST_TOKEN) {
            snprintf(tokens[count++], LONGEST_TOKEN, "%s", name->valuestring);
        }
    }
}

static bool is_token(const char *key)
{
    for (size_t index = 0; index < MOST_TOKENS && tokens[index][0] != '\0'; index++) {
        if (strcasecmp(tokens[index], key) == 0) {
            return true;
        }
    }
    return false;
}

/* Of a key that somebody made up, what can be told: printable ASCII. */
static const char *printable(const char *key, char text[44])
{
    snprintf(text, 41, "%s", key);
    for (char *c = text; *c != '\0'; c++) {
        *c = *c < ' ' || *c > '~' ? '?' : *c;
    }
    return text;
}

/* what ends before the keys that are known. */
static bool refuse(const char *what, const char *const *known, MprError *error)
{
    char list[128] = "";
    size_t length = 0;
    for (size_t index = 0; known[index] != NULL && length < sizeof list; index++) {
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", index > 0 ? ", " : "",
                                   known[index]);
    }
    return mpr_fail(error, MPR_BAD_REQUEST, "the query has %s; %s%s", what,
                    known[0] != NULL ? "known are " : "none is known here", list);
}

static bool is_known(const char *key, const char *const *known)
{
    size_t index = 0;
    while (known[index] != NULL && strcmp(known[index], key) != 0) {
        index++;
    }
    return known[index] != NULL || is_token(key);
}

/* Tokens are found in whatever case they are written, so they are compared in any. */
static bool is_doubled(const OrthancPluginHttpRequest *http, uint32_t index)
{
    for (uint32_t other = 0; other < index; other++) {
        if (strcasecmp(http->getKeys[other], http->getKeys[index]) == 0) {
            return true;
        }
    }
    return false;
}

bool mpr_query_check(const OrthancPluginHttpRequest *http, const char *const *known, MprError *error)
{
    char text[44];
    char what[80];
    for (uint32_t index = 0; index < http->getCount; index++) {
        const char *key = http->getKeys[index];
        if (key[0] == '\0') {
            return refuse("an empty key", known, error);
        }
        if (!is_known(key, known)) {
            snprintf(what, sizeof what, "the unknown key \"%s\"", printable(key, text));
            return refuse(what, known, error);
        }
        if (is_doubled(http, index)) {
            snprintf(what, sizeof what, "the key \"%s\" twice", printable(key, text));
            return refuse(what, known, error);
        }
    }
    return true;
}

/* ---- values ---- */

const char *mpr_query_text(const OrthancPluginHttpRequest *http, const char *key)
{
    for (uint32_t index = 0; index < http->getCount; index++) {
        if (strcmp(http->getKeys[index], key) == 0) {
            return http->getValues[index];
        }
    }
    return NULL;
}

static int hexadecimal(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = digit != 0 ? strchr(digits, digit | 0x20) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

/* Undoes the encoding of a query: "+" and "%20". */
static size_t decode_query(const char *text, char *decoded)
{
    size_t length = 0;
    for (; *text != 0; text++) {
        const int high = *text == '%' ? hexadecimal(text[1]) : -1;
        const int low = high >= 0 ? hexadecimal(text[2]) : -1;
        decoded[length++] = low >= 0 ? (char)(16 * high + low) : *text == '+' ? ' ' : *text;
        text += low >= 0 ? 2 : 0;
    }
    return length;
}

bool mpr_query_json(const char *text, cJSON **value, MprError *error)
{
    if (text[0] != '%') {
        return mpr_json_parse(text, strlen(text), value, error);
    }
    char *decoded = mpr_allocate(strlen(text), 1, error);
    const bool ok = decoded != NULL && mpr_json_parse(decoded, decode_query(text, decoded), value, error);
    mpr_free(decoded);
    return ok;
}

cJSON *mpr_query_number(const char *text)
{
    char decoded[LONGEST_NUMBER + 1] = "";
    cJSON *value = NULL;
    MprError ignored;
    size_t size = strlen(text);
    if (size > LONGEST_NUMBER) {
        size = 0;
    } else if (strchr(text, '%') != NULL) {
        size = decode_query(text, decoded);
    } else {
        memcpy(decoded, text, size);
    }
    const bool is_plain = strspn(decoded, "0123456789+-.eE") == size; /* JSON alone allows spaces around */
    if (size > 0 && is_plain && mpr_json_parse(decoded, size, &value, &ignored)) {
        return value;
    }
    return cJSON_CreateString(text);
}
