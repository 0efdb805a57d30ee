/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text that tells the volumes of one series apart: "EchoTime=2.3;TemporalPositionIdentifier=1",
 * attributes by their keywords (MprFrameHeader.volume_key). */
#ifndef MPR_VOLUME_KEY_H
#define MPR_VOLUME_KEY_H

#include "Frame.h"

#include <stdbool.h>
#include <stddef.h>

/* The attributes that may stand in a key, NULL at the end. What a scanner varies on purpose comes before what
 * it counts: volumes are told apart by the first that does. */
extern const char *const mpr_volume_key_names[];

/* Do both keys give an attribute the same value, or none? */
bool mpr_volume_key_is_same(const char *a, const char *b, const char *name);

/* The attributes of key that other has not, with their values: "EchoTime=2.3, TriggerTime=50"; may be empty.
 */
void mpr_volume_key_difference(const char *key, const char *other, char difference[MPR_VOLUME_KEY_SIZE]);

#endif
