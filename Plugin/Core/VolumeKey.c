/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "VolumeKey.h"

#include <stdio.h>
#include <string.h>

const char *const mpr_volume_key_names[] = {"StackID",
                                            "ComplexImageComponent",
                                            "EffectiveEchoTime",
                                            "EchoNumbers",
                                            "EchoTime",
                                            "DiffusionBValue",
                                            "DiffusionGradientOrientation",
                                            "TemporalPositionIndex",
                                            "TemporalPositionIdentifier",
                                            "ImageType",
                                            "AcquisitionNumber",
                                            "TriggerTime",
                                            NULL};

/* Where the value of an attribute is, and its length; "" when there is none. */
static const char *value_of(const char *key, const char *name, size_t *length)
{
    const size_t size = strlen(name);
    for (const char *at = key; at != NULL && *at != '\0';) {
        const char *end = strchr(at, ';');
        const size_t part = end != NULL ? (size_t)(end - at) : strlen(at);
        if (part > size && strncmp(at, name, size) == 0 && at[size] == '=') {
            *length = part - size - 1;
            return at + size + 1;
        }
        at = end != NULL ? end + 1 : NULL;
    }
    *length = 0;
    return "";
}

bool mpr_volume_key_is_same(const char *a, const char *b, const char *name)
{
    size_t length_a = 0;
    size_t length_b = 0;
    const char *value_a = value_of(a, name, &length_a);
    const char *value_b = value_of(b, name, &length_b);
    return length_a == length_b && strncmp(value_a, value_b, length_a) == 0;
}

static size_t add_difference(const char *key, const char *other, bool is_missing,
                             char difference[MPR_VOLUME_KEY_SIZE])
{
    size_t used = 0;
    for (const char *const *name = mpr_volume_key_names; *name != NULL && used < MPR_VOLUME_KEY_SIZE;
         name++) {
        size_t length = 0;
        const char *value = value_of(key, *name, &length);
        if (!mpr_volume_key_is_same(key, other, *name) && (length == 0) == is_missing) {
            used += (size_t)snprintf(difference + used, MPR_VOLUME_KEY_SIZE - used, "%s%s=%.*s",
                                     used > 0 ? ", " : "", *name, is_missing ? 4 : (int)length,
                                     is_missing ? "none" : value);
        }
    }
    return used;
}

/* What is missing is named only when it is all that differs. */
void mpr_volume_key_difference(const char *key, const char *other, char difference[MPR_VOLUME_KEY_SIZE])
{
    difference[0] = '\0';
    if (add_difference(key, other, false, difference) == 0) {
        add_difference(key, other, true, difference);
    }
}
