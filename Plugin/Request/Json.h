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

/** Fails when object has a key that is not in keys (NULL at the end); subject names the owner of the keys. */
bool mpr_json_check_keys(const cJSON *object, const char *const *keys, const char *subject, MprError *error);

/** The member of that name, NULL when there is none. */
const cJSON *mpr_json_member(const cJSON *object, const char *key);

/** The text of a member, "" when there is none. */
const char *mpr_json_text(const cJSON *object, const char *key);

/** Adds a new item to an object, or with key NULL to an array, and returns the item. When memory is short for
 * the item or its key, or was for the parent, it frees the item, returns NULL and sets error: any number of
 * calls build a value, and mpr_json_finish checks once whether it is complete. */
cJSON *mpr_json_add(cJSON *parent, const char *key, cJSON *item, MprError *error);

/** Ends the building of a value: returns it if it is complete, else deletes it. memory: the error of all the
 * calls of mpr_json_add, cleared before the first one. */
bool mpr_json_finish(cJSON *built, const MprError *memory, cJSON **value, MprError *error);

/** Reads the value of a key, which must have the type and be within the limits (inclusive). */
bool mpr_json_number(const cJSON *value, const char *key, double minimum, double maximum, double *number,
                     MprError *error);
bool mpr_json_integer(const cJSON *value, const char *key, double minimum, double maximum, long *number,
                      MprError *error);
/** The same for a whole number that is returned as a double. */
bool mpr_json_whole(const cJSON *value, const char *key, double minimum, double maximum, double *number,
                    MprError *error);
bool mpr_json_numbers(const cJSON *value, const char *key, double minimum, double maximum, size_t count,
                      double *numbers, MprError *error);
bool mpr_json_boolean(const cJSON *value, const char *key, bool *flag, MprError *error);
/** The index of the string among the choices (NULL at the end). */
bool mpr_json_choice(const cJSON *value, const char *key, const char *const *choices, int *choice,
                     MprError *error);

#endif
