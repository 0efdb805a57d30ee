/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Which region is asked about: the value of "Region". */
#ifndef MPR_REGION_REQUEST_H
#define MPR_REGION_REQUEST_H

#include "Geometry/Region.h"

#include <stdbool.h>

typedef struct cJSON cJSON; /**< <cjson/cJSON.h> */

/** value may be NULL: the key is missing. is_ras: points are given in 3D Slicer's RAS, and become LPS here.
 * MPR_BAD_REQUEST names what is wrong. */
bool mpr_region_parse(const cJSON *value, bool is_ras, MprRegion *region, MprError *error);

#endif
