/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slices of mosaics as frames of a series. Orthanc's index takes a mosaic for one image; only its file
 * tells. */
#ifndef MPR_TILES_H
#define MPR_TILES_H

#include "Roll.h"

#include "../Dicom/Dicom.h"

/* Is the instance a mosaic? series: what Orthanc says of its series. */
bool mpr_tiles_look(MprPool *pool, const MprBuffer *series, const cJSON *instance, bool *are_there,
                    MprError *error);

/* Opens all files of a listing of instances and lists every slice of a mosaic, for mpr_roll_release: the
 * first one where the mosaic stood, the others behind all instances. */
bool mpr_tiles_list(MprPool *pool, const MprRoll *listed, MprRoll *unfolded, MprError *error);

#endif
