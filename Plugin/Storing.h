/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Images that are made get their identifiers and go to the sink, one by one. */
#ifndef MPR_STORING_H
#define MPR_STORING_H

#include "Making.h"

/** Gives all images their identifiers, and one time. */
bool mpr_storing_name(MprMaking *making, MprError *error);
/** Writes, checks and hands over all images; nothing is read any more. */
bool mpr_storing_store(const MprMaking *making, MprError *error);

#endif
