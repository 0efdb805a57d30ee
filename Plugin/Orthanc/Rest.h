/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The routes: HTTP in, the straight line, HTTP out. */
#ifndef MPR_REST_H
#define MPR_REST_H

#include "../Core/Plane.h"
#include "../Dicom/Dicom.h"

/* Registers the routes with Orthanc. pool is used until the plugin ends. */
void mpr_rest_register(MprPool *pool, const MprLimits *limits);

#endif
