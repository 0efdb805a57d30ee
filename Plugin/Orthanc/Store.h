/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where derived images go: into the archive, all of them or none. */
#ifndef MPR_STORE_H
#define MPR_STORE_H

#include "../Core/Json.h"
#include "../Reslice.h"

/* Owned; free with mpr_store_free. */
typedef struct MprStore MprStore;

bool mpr_store_create(MprStore **store, MprError *error);
/* Unless mpr_store_commit was called, deletes the images that this store brought into the archive: nothing is
 * half stored. NULL is fine. */
void mpr_store_free(MprStore *store);

/* Stores one image after the other. One that the archive has already is left as it is. */
MprSink mpr_store_sink(MprStore *store);

/* The answer for the images since the last call, for cJSON_Delete: of one image as POST /instances answers,
 * of several a list. */
bool mpr_store_answer(MprStore *store, const MprReport *report, cJSON **answer, MprError *error);

/* How many images were brought so far, and back to that number: the later ones are deleted. */
size_t mpr_store_mark(const MprStore *store);
void mpr_store_roll_back(MprStore *store, size_t mark);

/* All images stay. */
void mpr_store_commit(MprStore *store);

#endif
