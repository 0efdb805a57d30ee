/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The routes: HTTP in, the straight line, HTTP out. */
#ifndef MPR_REST_H
#define MPR_REST_H

#include "../Dicom/Dicom.h"

#include <stdint.h>

/* Registers the routes with Orthanc. pool and the limit are used until the plugin ends. */
void mpr_rest_register(MprPool *pool, uint64_t maximum_pixels);

#endif
