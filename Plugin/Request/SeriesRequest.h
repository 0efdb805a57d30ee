/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The images of a plane: the values of "Slab", "Stack" and "Turn". MPR_BAD_REQUEST names the key,
 * the value and the limit. */
#ifndef MPR_SERIES_REQUEST_H
#define MPR_SERIES_REQUEST_H

#include "Geometry/Projection.h"
#include "Json.h"

/** The images of a plane: one, or several in one series. */
typedef enum {
    MPR_ONE,
    MPR_STACK, /**< parallel planes */
    MPR_TURN   /**< planes turned about an axis of the first one */
} MprSeriesKind;

typedef struct {
    MprSeriesKind kind;
    double count;                /**< of images: whole, 1 or more; not checked against any limit yet */
    double first_mm, spacing_mm; /**< of a stack: offsets of the planes, from the one that was asked for */
    double turn_range_deg;       /**< image n is turned by n · range / count */
    bool turns_about_across;     /**< the axis is across, else down */
    double slab_mm;              /**< thickness of a slab along the normal; 0: one plane */
    MprProjection projection;    /**< MPR_PROJECTION_NONE without a slab */
} MprSeriesRequest;

bool mpr_series_request_parse_slab(const cJSON *object, const char *key, MprSeriesRequest *series,
                                   MprError *error);
/** Centred on the plane, or from one offset to another. */
bool mpr_series_request_parse_stack(const cJSON *object, const char *key, MprSeriesRequest *series,
                                    MprError *error);
bool mpr_series_request_parse_turn(const cJSON *object, const char *key, MprSeriesRequest *series,
                                   MprError *error);

#endif
