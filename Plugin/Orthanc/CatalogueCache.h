/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Catalogues that may be asked for again, under a budget of bytes; the least recently used go first.
 *
 * A catalogue is kept together with the words in which Orthanc described the series just before it was made
 * (GET /series/{id}, twenty times cheaper than the list of all instances), and is given out only while
 * Orthanc uses the same words. They name every instance, so a series that grew or shrank has other words; and
 * they tell the second of the last arrival (LastUpdate), so an instance that was overwritten changes them,
 * too. Within that very second a second arrival would change nothing: such a catalogue is not kept.
 *
 * The words of thousands of images take Orthanc longer than a picture takes us. A picture that is not stored asks for
 * LastUpdate alone when all words were the same within the last second: what was deleted since is seen a second late.
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
bool mpr_catalogue_same_words(const MprBuffer *left, const MprBuffer *right);

/** The catalogue of that key, for mpr_catalogue_free; false when there is none that fits the words. */
bool mpr_catalogue_cache_find(MprCatalogueCache *cache, const char *key, const MprBuffer *words,
                              MprCatalogue **catalogue);

/** The catalogue of that key, and a copy of its words, for mpr_buffer_release, whatever Orthanc says by now;
 * false when there is none. Who takes it must ask and compare before anybody sees what was made of it. words
 * may be NULL. */
bool mpr_catalogue_cache_guess(MprCatalogueCache *cache, const char *key, MprBuffer *words,
                               MprCatalogue **catalogue);

/** LastUpdate in the words of a catalogue, when they were long and Orthanc used them within the last second; else
 * "". */
void mpr_catalogue_cache_brief(MprCatalogueCache *cache, const char *key, const MprCatalogue *catalogue,
                               char last_update[MPR_LAST_UPDATE_SIZE]);
/** Orthanc has just used the words of that catalogue. */
void mpr_catalogue_cache_confirm(MprCatalogueCache *cache, const char *key, const MprCatalogue *catalogue);

/** Had the last image of a series arrived some seconds before Orthanc was asked what it says of it (GET
 * /series/{id})? Then a further one would have changed these words. */
bool mpr_catalogue_is_settled(const cJSON *series, time_t asked);

/** Keeps a catalogue. asked: the time before Orthanc was asked for the words, and then for the catalogue. When
 * the series has changed too recently, and when there is no room or no memory, nothing is kept. */
void mpr_catalogue_cache_keep(MprCatalogueCache *cache, const char *key, const MprBuffer *words, time_t asked,
                              MprCatalogue *catalogue);

#endif
