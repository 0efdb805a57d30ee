/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Where derived images go: into the archive, all of them or none. */
#ifndef MPR_STORE_H
#define MPR_STORE_H

#include "Request/Json.h"
#include "Reslice.h"

/** Owned; free with mpr_store_free. */
typedef struct MprStore MprStore;

bool mpr_store_create(MprPool *pool, MprStore **store, MprError *error);
/** Unless mpr_store_commit was called, takes the images that this store brought out of the archive: nothing is
 * half stored. NULL is fine. */
void mpr_store_free(MprStore *store);

/** Stores one image after the other in a study (Orthanc's identifier). One that the archive has already is
 * left as it is when it is the same image; when something else has its identifiers, the sink fails with
 * MPR_TAKEN. */
MprSink mpr_store_sink(MprStore *store, const char *study);

/** The answer for the images since the last call, for cJSON_Delete: of one image as POST /instances answers,
 * of several a list. */
bool mpr_store_answer(MprStore *store, const MprReport *report, cJSON **answer, MprError *error);

/** How many images were taken so far, and back to that number: the later ones are taken out again. */
size_t mpr_store_mark(const MprStore *store);
void mpr_store_roll_back(MprStore *store, size_t mark);

/** All images stay, for other servers of the same database as well. MPR_CONFLICT when one is gone: somebody has
 * deleted it, or another server had brought it and has taken it back. */
bool mpr_store_commit(MprStore *store, MprError *error);

#endif
