/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Images that are stored in several files, each a part of a concatenation (PS3.3 C.7.6.16.2.2.4). */
#ifndef MPR_CONCATENATION_H
#define MPR_CONCATENATION_H

#include "Dicom/Description.h"

/** What a reader should know when parts are missing among the files of a series, or when one file of several parts
 * is all that is looked at; "" when there is nothing. A description may be NULL. False only without memory. */
bool mpr_concatenation_remark(const MprDescription *const *descriptions, size_t count,
                              char remark[MPR_MESSAGE_SIZE], MprError *error);

#endif
