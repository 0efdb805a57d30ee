/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The routes: HTTP in, the straight line, HTTP out. */
#ifndef MPR_REST_H
#define MPR_REST_H

/** Registers the routes with Orthanc; mpr_slicing_set and mpr_work_open come before. */
void mpr_rest_register(void);

#endif
