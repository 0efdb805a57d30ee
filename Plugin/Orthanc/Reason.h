/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Files that are no slices of any volume, whatever else is in their series. */
#ifndef MPR_REASON_H
#define MPR_REASON_H

#include "Dicom/Description.h"

/** Why no frame of the file can be of a volume; false when they may be. is_foreign: because of its class. */
bool mpr_reason_of_file(const MprDescription *description, MprError *reason, bool *is_foreign);

#endif
