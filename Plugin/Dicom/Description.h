/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What one look at a file tells of all its frames, so that a file of thousands of frames is parsed once:
 * their headers, their attributes, and where in the file their pixels lie. Attributes are kept as those of
 * the first frame and what the others have otherwise.
 *
 *   file ──describe──► description ──► frame without pixels ◄── rows that were read from the file
 *                           └────────► frame ◄── its compressed bytes, decoded by a worker               */
#ifndef MPR_DESCRIPTION_H
#define MPR_DESCRIPTION_H

#include "Dicom.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    MprFrameHeader header;
    MprPixelsKind kind;
    MprPixelPlace place;      /**< of PLAIN and ITEMS */
    size_t pixels_size;       /**< bytes in the file, of PLAIN and ITEMS */
    const unsigned char *own; /**< attributes: those that differ from the first frame, ... */
    size_t own_size;
    bool is_whole; /**< ... or all of them */
} MprFrameNotice;

/** Shared; constant once it was made. */
typedef struct {
    unsigned further_owners;
    size_t count; /**< frames, at least 1 */
    MprFrameNotice *frames;
    MprBuffer attributes;   /**< that the frames point into */
    unsigned part, parts;   /**< of a concatenation; 0: it is none, or nobody knows */
    uint64_t concatenation; /**< a checksum of its identifier; 0: there is none */
} MprDescription;

/** Describes all frames of a file, of which the first given bytes are there. *needs_more, and false, when
 * these do not tell; then error is empty. For mpr_description_free. */
bool mpr_dicom_describe_file(MprPool *pool, const void *file, size_t given, size_t size,
                             MprDescription **description, bool *needs_more, MprError *error);

/** That of a file of one frame of which the header is known already. */
MprDescription *mpr_description_of_header(const MprFrameHeader *header, MprError *error);

MprDescription *mpr_description_retain(MprDescription *description);
void mpr_description_free(MprDescription *description); /**< NULL is fine */
/** Bytes that it keeps. */
size_t mpr_description_size(const MprDescription *description);

/** A frame of kind PLAIN, for mpr_frame_free: its pixels have memory and hold anything. */
bool mpr_description_start_frame(const MprDescription *description, uint32_t frame, MprFrame **started,
                                 MprError *error);

/** A frame of kind ITEMS, for mpr_frame_free, from its pixels_size bytes of the file; partial when these rows
 * could be decoded alone. */
bool mpr_description_decode(MprPool *pool, const MprDescription *description, uint32_t frame,
                            const void *items, MprRows rows, MprFrame **decoded, MprError *error);

#ifdef __cplusplus
}
#endif
#endif
