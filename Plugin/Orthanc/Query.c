/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Query.h"

#include "../Core/Buffer.h"

#include <string.h>

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
