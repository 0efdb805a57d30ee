/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Where frames come from: the archive in the plugin, a phantom in a test. The core knows no more of either.
 */
#ifndef MPR_SOURCE_H
#define MPR_SOURCE_H

#include "Frame.h"

/** What is known of a frame without its pixels. */
typedef struct {
    char name[64]; /**< how messages call it: "instance 12" */
    char sop_instance_uid[MPR_UID_SIZE];
    bool has_grid;          /**< position and directions are there and finite */
    MprVector position;     /**< ImagePositionPatient, mm */
    MprVector across, down; /**< ImageOrientationPatient */
    double number; /**< InstanceNumber, or the number of the frame: the order when nothing else tells */
    const char
        *reason;     /**< why it is of no volume, whatever the others are; NULL: it may be. Of the source */
    bool is_foreign; /**< reason is a sentence about its class, which has no slices */
    uint32_t mosaic; /**< which mosaic of the series it is a slice of, from 1 on: each is a volume; 0: none */
    uint32_t rows, columns;
    double spacing_across_mm, spacing_down_mm;
    char frame_of_reference_uid[MPR_UID_SIZE];
    char flaw[MPR_FLAW_SIZE]; /**< MprFrameHeader.flaw */
    const uint32_t *common;   /**< MprFrameHeader.common, which the source keeps; NULL: nothing is known */
    const MprVolumeKey *volume_key; /**< of its header, which the source keeps; NULL: there is none */
} MprListing;

/** Fills in what the header of the frame tells, which stays as long as the listing. */
void mpr_listing_complete(MprListing *listing, const MprFrameHeader *header);
/** What tells the frame apart; an empty key when nothing does. */
static inline const MprVolumeKey *mpr_listing_key(const MprListing *listing)
{
    static const MprVolumeKey EMPTY;
    return listing->volume_key != NULL ? listing->volume_key : &EMPTY;
}

/** A frame of a source, and what of it will be looked at. */
typedef struct {
    size_t frame;
    MprRows rows;
} MprReadRequest;

typedef struct MprSource MprSource;
struct MprSource {
    size_t count;               /**< frames */
    const MprListing *listings; /**< of each frame; owned by the source */
    const char *study;          /**< a text that no other patient's study has */

    /** What the dataset says of a frame, without its pixels. */
    bool (*describe)(MprSource *source, size_t frame, MprFrameHeader *header, MprError *error);
    /** The decoded frame, for mpr_frame_free. Of its pixels only those rows are looked at: what the others
     * hold does not matter. It may be called from several threads at once. */
    bool (*load)(MprSource *source, size_t frame, MprRows rows, MprFrame **loaded, MprError *error);
    /** The same when it is at hand, else NULL. May be missing. */
    MprFrame *(*find)(MprSource *source, size_t frame);
    /** The same of several frames: all of them, or none and false. May be missing. */
    bool (*find_all)(MprSource *source, const MprReadRequest *requests, size_t count, MprFrame **found);
    /** Would find have it? Asking is no use of it. May be missing. */
    bool (*is_at_hand)(MprSource *source, size_t frame);
    /** Is all that was read still what was listed? MPR_CONFLICT when it is not. May be missing: nothing
     * changes. */
    bool (*confirm)(MprSource *source, MprError *error);
    const char *remark; /**< what a reader should know of the series as it is listed; "" or NULL: nothing */
    struct MprSplit *split; /**< which frames make which volume, when that is known already; else NULL */
};

#endif
