/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A plane that is taken from another image (LikeInstance). */
#ifndef MPR_LIKE_H
#define MPR_LIKE_H

#include "Request/Request.h"
#include "Series.h"

/** Gives a request on a resource the plane and grid of the image that it names. MPR_BAD_REQUEST, MPR_FORBIDDEN or
 * MPR_NOT_FOUND where the image may not be looked at, MPR_UNSUITABLE where its position is unknown. */
bool mpr_like_take(MprLikeScope scope, MprPool *pool, MprLevel level, const char *id, MprRequest *request,
                   MprError *error);

#endif
