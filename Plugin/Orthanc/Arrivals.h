/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Which instances arrived lately, and which of them replaced others. While a series is sent again, some of its
 * instances have been replaced by others of their identifiers and the rest has not: the series is then neither
 * what it was nor what it will be, and no image is made of it. It is being sent until all of its instances have
 * been replaced equally often, or until none has arrived for StableAge seconds, which is when Orthanc calls it
 * stable.
 *
 * A series that arrives for the first time, or grows, is not being sent again: nothing is replaced. Nor is one whose
 * instances are replaced by the same bytes. */
#ifndef MPR_ARRIVALS_H
#define MPR_ARRIVALS_H

#include "Catalogue.h"

/** Takes StableAge and OverwriteInstances from Orthanc's configuration. */
void mpr_arrivals_set(const cJSON *configuration);

/** Lets Orthanc tell of each instance that it stores. Instances that arrive at other servers of the same database are not heard of, and a start of Orthanc forgets
 * all. */
void mpr_arrivals_register(void);

/** A handler of changes (Changes.h): Orthanc deletes an instance that it overwrites. */
void mpr_arrivals_changed(OrthancPluginChangeType change, OrthancPluginResourceType level, const char *id);

/** False, with MPR_BEING_SENT and a sentence, while the series is being sent again. */
bool mpr_arrivals_check(const MprCatalogue *catalogue, MprError *error);

#endif
