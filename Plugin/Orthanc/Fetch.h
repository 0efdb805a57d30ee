/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames out of the archive: no more of their files than is needed, where Orthanc's storage lets that be. */
#ifndef MPR_FETCH_H
#define MPR_FETCH_H

#include "../Dicom/Dicom.h"
#include "Roll.h"

/* A frame, for mpr_frame_free; of its pixels at least those rows are there, as far as the image has them. A
 * file that has cost a worker is refused for a while. */
bool mpr_fetch_frame(MprPool *pool, const MprPlace *place, MprRows rows, MprFrame **loaded, MprError *error);

/* The headers of all frames of an instance, for mpr_free. */
bool mpr_fetch_headers(MprPool *pool, const MprPlace *place, MprFrameHeader **headers, size_t *count,
                       MprError *error);

#endif
