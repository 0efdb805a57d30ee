/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Strict JSON on top of cJSON. Json.c is the only file that parses; others read through it and build answers
 * with cJSON itself. Every error names the key and the value. */
#ifndef MPR_JSON_H
#define MPR_JSON_H

#include "Base/Error.h"

#include <cjson/cJSON.h>
#include <stddef.h>

/** Parses size bytes (no end mark needed) that must be one JSON value and nothing else: valid UTF-8, no byte
 * order mark, no NUL, no key twice in one object, every number finite. MPR_BAD_REQUEST with the position of
 * the fault. cJSON_Delete the value. */
bool mpr_json_parse(const char *text, size_t size, cJSON **value, MprError *error);

/** Fails when object has a key that is not in keys (NULL at the end); subject says whose keys they are. */
bool mpr_json_check_keys(const cJSON *object, const char *const *keys, const char *subject, MprError *error);

/** The member of that name, NULL when there is none. */
const cJSON *mpr_json_member(const cJSON *object, const char *key);

/** The text of a member, "" when there is none. */
const char *mpr_json_text(const cJSON *object, const char *key);

/** Adds an item that was just created to an object, or with key NULL to an array; gives the item back. When
 * memory ran out, for the item, its key or already for the parent, it frees the item, gives NULL and sets
 * error: a value is built by any number of calls, and whether it is whole is asked once, in the end. */
cJSON *mpr_json_add(cJSON *parent, const char *key, cJSON *item, MprError *error);

/** The end of building: hands over the value when it is whole, else deletes it. memory: the error of all the
 * calls of mpr_json_add, cleared before the first one. */
bool mpr_json_finish(cJSON *built, const MprError *memory, cJSON **value, MprError *error);

/** The value of a key that must be of the type and within the limits (inclusive). */
bool mpr_json_number(const cJSON *value, const char *key, double minimum, double maximum, double *number,
                     MprError *error);
bool mpr_json_integer(const cJSON *value, const char *key, double minimum, double maximum, long *number,
                      MprError *error);
/** The same where the number stays a double. */
bool mpr_json_whole(const cJSON *value, const char *key, double minimum, double maximum, double *number,
                    MprError *error);
bool mpr_json_numbers(const cJSON *value, const char *key, double minimum, double maximum, size_t count,
                      double *numbers, MprError *error);
bool mpr_json_boolean(const cJSON *value, const char *key, bool *flag, MprError *error);
/** Which of the choices (NULL at the end) the string is. */
bool mpr_json_choice(const cJSON *value, const char *key, const char *const *choices, int *choice,
                     MprError *error);

#endif
