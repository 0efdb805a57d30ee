/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Json.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* cJSON recurses, and the threads of a server have small stacks. */
enum { DEEPEST = 32 };

/* cJSON keeps the place of the last error in a global, so only one thread parses at a time. */
static pthread_mutex_t parser = PTHREAD_MUTEX_INITIALIZER;

/* Length of the UTF-8 character at text (RFC 3629: no overlong forms, no surrogates), 0 when it is none. */
static size_t utf8_length(const unsigned char *text, size_t size)
{
    static const unsigned char second_from[] = {0x80, 0xA0, 0x80, 0x80, 0x90, 0x80};
    static const unsigned char second_to[] = {0xBF, 0xBF, 0x9F, 0xBF, 0xBF, 0x8F};
    const unsigned char lead = text[0];
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const int kind = lead == 0xE0 ? 1 : lead == 0xED ? 2 : lead == 0xF0 ? 4 : lead == 0xF4 ? 5 : 0;
    if (size < length || text[1] < second_from[kind] || text[1] > second_to[kind]) {
        return 0;
    }
    for (size_t index = 2; index < length; index++) {
        if ((text[index] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return length;
}

static size_t digit_count(const char *text, size_t size)
{
    size_t count = 0;
    while (count < size && text[count] >= '0' && text[count] <= '9') {
        count++;
    }
    return count;
}

/* Length of the number at text by the grammar of RFC 8259, 0 when it is none ("01", "1.", "+1", ".5"). */
static size_t number_length(const char *text, size_t size)
{
    size_t at = size > 0 && text[0] == '-' ? 1 : 0;
    const size_t whole = digit_count(text + at, size - at);
    if (whole == 0 || (whole > 1 && text[at] == '0')) {
        return 0;
    }
    at += whole;
    if (at < size && text[at] == '.') {
        const size_t fraction = digit_count(text + at + 1, size - at - 1);
        if (fraction == 0) {
            return 0;
        }
        at += 1 + fraction;
    }
    if (at < size && (text[at] == 'e' || text[at] == 'E')) {
        at += at + 1 < size && (text[at + 1] == '+' || text[at + 1] == '-') ? 2 : 1;
        const size_t exponent = digit_count(text + at, size - at);
        if (exponent == 0) {
            return 0;
        }
        at += exponent;
    }
    return at;
}

/* Where a scan of the text is. */
typedef struct {
    const char *text;
    size_t size, at;
    int depth;
    bool is_in_string;
} Scan;

/* One character of a string, an escape being one. */
static bool scan_string(Scan *scan, size_t length, MprError *error)
{
    const char *here = scan->text + scan->at;
    const size_t left = scan->size - scan->at;
    /* cJSON ends a string at an escaped NUL and would lose the rest of it. */
    if (left >= 6 && memcmp(here, "\\u0000", 6) == 0) {
        return mpr_fail(error, MPR_BAD_REQUEST, "byte %zu of the body is an escaped NUL character",
                        scan->at + 1);
    }
    scan->is_in_string = here[0] != '"';
    scan->at += here[0] == '\\' && left > 1 && (unsigned char)here[1] < 0x80 ? 2 : length;
    return true;
}

/* One token, or part of one that cJSON checks itself. */
static bool scan_token(Scan *scan, MprError *error)
{
    const char *here = scan->text + scan->at;
    size_t length = 1;
    if (here[0] == '-' || here[0] == '.' || here[0] == '+' || (here[0] >= '0' && here[0] <= '9')) {
        length = number_length(here, scan->size - scan->at);
        if (length == 0) {
            return mpr_fail(error, MPR_BAD_REQUEST, "the body is not JSON: byte %zu does not start a number",
                            scan->at + 1);
        }
    }
    scan->depth += here[0] == '[' || here[0] == '{' ? 1 : here[0] == ']' || here[0] == '}' ? -1 : 0;
    scan->is_in_string = here[0] == '"';
    scan->at += length;
    if (scan->depth > DEEPEST) {
        return mpr_fail(error, MPR_BAD_REQUEST, "the body nests more than %d levels deep (byte %zu)", DEEPEST,
                        scan->at);
    }
    return true;
}

/* What cJSON does not refuse by itself. */
static bool check_text(const char *text, size_t size, MprError *error)
{
    Scan scan = {.text = text, .size = size};
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "the body is not JSON: it starts with a byte order mark (byte 1)");
    }
    while (scan.at < size) {
        const size_t length = utf8_length((const unsigned char *)text + scan.at, size - scan.at);
        if (length == 0 || text[scan.at] == '\0') {
            return mpr_fail(error, MPR_BAD_REQUEST, "the body is not JSON: byte %zu is %s", scan.at + 1,
                            length == 0 ? "not valid UTF-8" : "NUL");
        }
        if (!(scan.is_in_string ? scan_string(&scan, length, error) : scan_token(&scan, error))) {
            return false;
        }
    }
    return true;
}

/* cJSON takes a key twice and 1e999 as infinity; a reader would guess. */
static bool check_value(const cJSON *value, MprError *error)
{
    if (cJSON_IsNumber(value) && !isfinite(value->valuedouble)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%.60s: the number is not finite",
                        value->string != NULL ? value->string : "an array");
    }
    for (const cJSON *child = value->child; child != NULL; child = child->next) {
        for (const cJSON *other = child->next; cJSON_IsObject(value) && other != NULL; other = other->next) {
            if (strcmp(child->string, other->string) == 0) {
                return mpr_fail(error, MPR_BAD_REQUEST, "the key \"%.60s\" appears twice", child->string);
            }
        }
        if (!check_value(child, error)) {
            return false;
        }
    }
    return true;
}

bool mpr_json_parse(const char *text, size_t size, cJSON **value, MprError *error)
{
    if (!check_text(text, size, error)) {
        return false;
    }
    /* cJSON wants to see the end mark that require_null_terminated asks for: the space behind the body is not
       ours to read, so the parser gets the exact size and the rest is checked here. */
    const char *end = text;
    pthread_mutex_lock(&parser);
    cJSON *parsed = cJSON_ParseWithLengthOpts(text, size, &end, 0);
    pthread_mutex_unlock(&parser);
    size_t at = (size_t)(end - text);
    while (parsed != NULL && at < size && strchr(" \t\r\n", text[at]) != NULL) {
        at++;
    }
    if (parsed == NULL || at != size) {
        cJSON_Delete(parsed);
        return mpr_fail(error, MPR_BAD_REQUEST, "the body is not JSON: the fault is at byte %zu of %zu",
                        at + 1, size);
    }
    if (!check_value(parsed, error)) {
        cJSON_Delete(parsed);
        return false;
    }
    *value = parsed;
    return true;
}

const cJSON *mpr_json_member(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

const char *mpr_json_text(const cJSON *object, const char *key)
{
    const cJSON *value = mpr_json_member(object, key);
    return cJSON_IsString(value) ? value->valuestring : "";
}

cJSON *mpr_json_add(cJSON *parent, const char *key, cJSON *item, MprError *error)
{
    const bool ok =
        parent != NULL && item != NULL &&
        (key != NULL ? cJSON_AddItemToObject(parent, key, item) : cJSON_AddItemToArray(parent, item));
    if (!ok) {
        cJSON_Delete(item);
        mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the answer");
        return NULL;
    }
    return item;
}

bool mpr_json_finish(cJSON *built, const MprError *memory, cJSON **value, MprError *error)
{
    if (built == NULL || memory->status != MPR_OK) {
        cJSON_Delete(built);
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the answer");
    }
    *value = built;
    return true;
}

static void list_choices(const char *const *choices, char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t index = 0; choices[index] != NULL && length < size; index++) {
        const int printed =
            snprintf(text + length, size - length, "%s%s", index == 0 ? "" : ", ", choices[index]);
        length += (size_t)printed;
    }
}

bool mpr_json_check_keys(const cJSON *object, const char *const *keys, const char *subject, MprError *error)
{
    if (!cJSON_IsObject(object)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be a JSON object", subject);
    }
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        size_t index = 0;
        while (keys[index] != NULL && strcmp(keys[index], member->string) != 0) {
            index++;
        }
        if (keys[index] == NULL) {
            char known[MPR_MESSAGE_SIZE];
            list_choices(keys, known, sizeof known);
            return mpr_fail(error, MPR_BAD_REQUEST, "%s has the unknown key \"%.40s\"; known are %s", subject,
                            member->string, known);
        }
    }
    return true;
}

static bool check_number(const cJSON *value, const char *key, double minimum, double maximum, MprError *error)
{
    if (!cJSON_IsNumber(value)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be a number", key);
    }
    if (!(value->valuedouble >= minimum && value->valuedouble <= maximum)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s is %.10g; it must be from %.10g to %.10g", key,
                        value->valuedouble, minimum, maximum);
    }
    return true;
}

bool mpr_json_number(const cJSON *value, const char *key, double minimum, double maximum, double *number,
                     MprError *error)
{
    if (!check_number(value, key, minimum, maximum, error)) {
        return false;
    }
    *number = value->valuedouble;
    return true;
}

bool mpr_json_whole(const cJSON *value, const char *key, double minimum, double maximum, double *number,
                    MprError *error)
{
    if (!check_number(value, key, minimum, maximum, error)) {
        return false;
    }
    if (value->valuedouble != floor(value->valuedouble)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s is %.10g; it must be a whole number", key,
                        value->valuedouble);
    }
    *number = value->valuedouble;
    return true;
}

bool mpr_json_integer(const cJSON *value, const char *key, double minimum, double maximum, long *number,
                      MprError *error)
{
    double whole = 0.0;
    if (!mpr_json_whole(value, key, minimum, maximum, &whole, error)) {
        return false;
    }
    *number = (long)whole;
    return true;
}

bool mpr_json_numbers(const cJSON *value, const char *key, double minimum, double maximum, size_t count,
                      double *numbers, MprError *error)
{
    if (!cJSON_IsArray(value) || (size_t)cJSON_GetArraySize(value) != count) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be an array of %zu numbers", key, count);
    }
    size_t index = 0;
    for (const cJSON *item = value->child; item != NULL; item = item->next, index++) {
        if (!mpr_json_number(item, key, minimum, maximum, &numbers[index], error)) {
            return false;
        }
    }
    return true;
}

bool mpr_json_boolean(const cJSON *value, const char *key, bool *flag, MprError *error)
{
    if (!cJSON_IsBool(value)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be true or false", key);
    }
    *flag = cJSON_IsTrue(value);
    return true;
}

bool mpr_json_choice(const cJSON *value, const char *key, const char *const *choices, int *choice,
                     MprError *error)
{
    char known[MPR_MESSAGE_SIZE];
    list_choices(choices, known, sizeof known);
    if (!cJSON_IsString(value)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be one of the strings %s", key, known);
    }
    for (int index = 0; choices[index] != NULL; index++) {
        if (strcmp(choices[index], value->valuestring) == 0) {
            *choice = index;
            return true;
        }
    }
    return mpr_fail(error, MPR_BAD_REQUEST, "%s is \"%.40s\"; it must be one of %s", key, value->valuestring,
                    known);
}
