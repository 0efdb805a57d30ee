/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where frames come from: the archive in the plugin, a phantom in a test. The core knows no more of either.
 */
#ifndef MPR_SOURCE_H
#define MPR_SOURCE_H

#include "Frame.h"

/* What is known of a frame without opening its file. */
typedef struct {
    char name[64]; /* how messages call it: "instance 12" */
    char sop_instance_uid[MPR_UID_SIZE];
    bool has_grid;          /* position and directions are there and finite */
    MprVector position;     /* ImagePositionPatient, mm */
    MprVector across, down; /* ImageOrientationPatient */
} MprListing;

typedef struct MprSource MprSource;
struct MprSource {
    size_t count;               /* frames */
    const MprListing *listings; /* of each frame; owned by the source */

    /* What the dataset says of a frame, without its pixels. */
    bool (*describe)(MprSource *source, size_t frame, MprFrameHeader *header, MprError *error);
    /* The decoded frame, for mpr_frame_free. */
    bool (*load)(MprSource *source, size_t frame, MprFrame **loaded, MprError *error);
};

#endif
