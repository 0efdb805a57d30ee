/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series in, image out: the straight line that every door ends in. */
#ifndef MPR_RESLICE_H
#define MPR_RESLICE_H

#include "Core/Plane.h"
#include "Dicom/Dicom.h"
#include "Survey.h"

/* One request on one series. */
typedef struct {
    const MprRequest *request;
    MprSource *source;
    size_t named_frame; /* that the request was made on, or MPR_NO_FRAME */
    MprPool *pool;
    uint64_t maximum_pixels;
} MprJobOrder;

/* What became of it; release with mpr_derived_release. */
typedef struct {
    MprBuffer file; /* the DICOM file, checked, not stored yet */
    char sop_instance_uid[MPR_UID_SIZE];
    MprGrid grid;
    MprLayout layout;
    double thickness_mm;
    bool is_interpolated;              /* false: every pixel is a stored value */
    size_t listed, read, contributing; /* slices */
    MprNotes notes;
} MprDerived;

bool mpr_reslice(const MprJobOrder *order, MprDerived *derived, MprError *error);
void mpr_derived_release(MprDerived *derived);

#endif
