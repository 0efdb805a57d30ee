/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Catalogues that may be asked for again, under a budget of bytes; the least recently used go first.
 *
 * A catalogue is kept together with the series JSON (GET /series/{id}) that Orthanc gave just before it was made: twenty
 * times cheaper than the list of all instances. It is given out only while Orthanc gives the same JSON. That names every
 * instance, so it changes when a series grows or shrinks; and it has the second of the last arrival (LastUpdate), so it
 * changes when an instance is overwritten. Within that very second a second arrival would change nothing: such a
 * catalogue is not kept.
 *
 * The JSON of thousands of images takes Orthanc longer than a preview takes us. A preview asks for LastUpdate alone when
 * the whole JSON was the same within the last second: a deletion is seen up to a second late.
 */
#ifndef MPR_CATALOGUE_CACHE_H
#define MPR_CATALOGUE_CACHE_H

#include "Catalogue.h"

#include <time.h>

/** All functions may be called from any thread. */
typedef struct MprCatalogueCache MprCatalogueCache;

enum { MPR_LAST_UPDATE_SIZE = 32 };

/** With 0 bytes nothing is kept. */
bool mpr_catalogue_cache_create(size_t bytes, MprCatalogueCache **cache, MprError *error);
void mpr_catalogue_cache_free(MprCatalogueCache *cache); /**< NULL is fine */

/** Do two descriptions of a series (GET /series/{id}) say the same? Databases list the instances in any order.
 */
bool mpr_catalogue_same_json(const MprBuffer *left, const MprBuffer *right);

/** The catalogue of that key, for mpr_catalogue_free; false when none was made with this series JSON. */
bool mpr_catalogue_cache_find(MprCatalogueCache *cache, const char *key, const MprBuffer *json,
                              MprCatalogue **catalogue);

/** The last catalogue of that key, and a copy of its series JSON for mpr_buffer_release (json may be NULL), without a
 * check; false when there is none. The caller must compare the JSON with Orthanc's before a result is used. */
bool mpr_catalogue_cache_last(MprCatalogueCache *cache, const char *key, MprBuffer *json,
                              MprCatalogue **catalogue);

/** LastUpdate in the series JSON of a catalogue, when that is long and was compared within the last second; else "". */
void mpr_catalogue_cache_brief(MprCatalogueCache *cache, const char *key, const MprCatalogue *catalogue,
                               char last_update[MPR_LAST_UPDATE_SIZE]);
/** Orthanc has just given the series JSON of that catalogue. */
void mpr_catalogue_cache_confirm(MprCatalogueCache *cache, const char *key, const MprCatalogue *catalogue);

/** Had the last image of a series arrived some seconds before Orthanc was asked what it says of it (GET
 * /series/{id})? Then a further one would have changed this JSON. */
bool mpr_catalogue_is_settled(const cJSON *series, time_t asked);

/** Keeps a catalogue. asked: the time before the series JSON was requested. When
 * the series has changed too recently, and when there is no room or no memory, nothing is kept. */
void mpr_catalogue_cache_keep(MprCatalogueCache *cache, const char *key, const MprBuffer *json, time_t asked,
                              MprCatalogue *catalogue);

#endif
