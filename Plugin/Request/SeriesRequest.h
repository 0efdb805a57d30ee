/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The images of a plane: the values of "Slab", "Stack" and "Turn". MPR_BAD_REQUEST names the key,
 * the value and the limit. */
#ifndef MPR_SERIES_REQUEST_H
#define MPR_SERIES_REQUEST_H

#include "Request.h"

bool mpr_series_request_parse_slab(const cJSON *object, const char *key, MprRequest *request,
                                   MprError *error);
/** Centred on the plane, or from one offset to another. */
bool mpr_series_request_parse_stack(const cJSON *object, const char *key, MprRequest *request,
                                    MprError *error);
bool mpr_series_request_parse_turn(const cJSON *object, const char *key, MprRequest *request,
                                   MprError *error);

#endif
