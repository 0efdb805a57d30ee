/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The header of a frame, from its attributes (FrameFields.h): the class of images, the grid, how pixels are
 * stored and what they mean, the window, and what tells volumes apart. The one place that reads them, for the
 * worker and for files that need none. */
#ifndef MPR_FRAME_HEADER_H
#define MPR_FRAME_HEADER_H

#include "StoredFormat.h"
#include "Volume/Frame.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The family of a Storage SOP Class (PS3.4 B.5). Classes that are not known and have pixels are "other". */
MprFamily mpr_family_of(const char *sop_class_uid, size_t size);

/** header and how its pixels are stored, out of an attribute block. Of a refused family only the size of its
 * images is told, and format is zeroed. MPR_UNSUITABLE when a value is missing, out of range, or cannot be
 * told by slope and intercept. */
bool mpr_frame_header_read(const void *block, size_t size, MprFrameHeader *header, MprStoredFormat *format,
                           MprError *error);

/** The same of an object that has no pixels to be resliced, as one of a refused family: its class and its
 * names, and its size as far as it has one. */
bool mpr_frame_header_read_foreign(const void *block, size_t size, MprFrameHeader *header, MprError *error);

#ifdef __cplusplus
}
#endif
#endif
