/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * How often each instance has been stored since the plugin started. While a series is sent again, some of
 * its instances have been stored once more than others: the series is then neither what it was nor what it
 * will be, and no image is made of it. */
#ifndef MPR_ARRIVALS_H
#define MPR_ARRIVALS_H

#include "Catalogue.h"

/** Lets Orthanc tell of each instance that it stores. Instances that arrive at other servers of the same
 * database are not heard of. */
void mpr_arrivals_register(void);

/** Is the series being sent again? True when its instances have not been stored equally often, and the last
 * one was stored less than a second ago. */
bool mpr_arrivals_are_under_way(const MprCatalogue *catalogue);

#endif
