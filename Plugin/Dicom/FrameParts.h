/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The parts of a header that have a file of their own. */
#ifndef MPR_FRAME_PARTS_H
#define MPR_FRAME_PARTS_H

#include "FrameFields.h"
#include "StoredFormat.h"
#include "Volume/Frame.h"

/** A whole number from smallest to largest, which must be there. */
bool mpr_frame_short(const MprFrameFields *fields, MprField field, unsigned smallest, unsigned largest,
                     unsigned *value, MprError *error);

bool mpr_frame_format(const MprFrameFields *fields, MprStoredFormat *format, MprError *error);
/** What the decoded pixels are. */
bool mpr_frame_encoding(const MprFrameFields *fields, const MprStoredFormat *format, MprEncoding *encoding,
                        MprError *error);
/** Of its pixels. */
uint32_t mpr_frame_remarks(const MprFrameFields *fields, const MprStoredFormat *format);
/** What tells volumes of one series apart; header was zeroed before. */
void mpr_frame_write_key(const MprFrameFields *fields, MprFrameHeader *header);

#endif
