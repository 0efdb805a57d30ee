/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The routes: HTTP in, the straight line, HTTP out. */
#ifndef MPR_REST_H
#define MPR_REST_H

/* Registers the routes with Orthanc; mpr_slicing_set comes before. maximum: synchronous requests at a time,
 * beyond which the answer is 503. */
void mpr_rest_register(unsigned maximum);

#endif
