/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What is odd about the headers of images, as sentences. */
#ifndef MPR_REMARKS_H
#define MPR_REMARKS_H

#include "Frame.h"

/** Adds a sentence for each bit of MprFrameHeader.remarks. */
void mpr_remarks_note(uint32_t remarks, MprNotes *notes);

#endif
