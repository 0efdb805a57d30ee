/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where derived images go: into the archive, all of them or none. */
#ifndef MPR_STORE_H
#define MPR_STORE_H

#include "../Core/Json.h"
#include "../Reslice.h"

/* Owned; free with mpr_store_free. */
typedef struct MprStore MprStore;

bool mpr_store_create(MprStore **store, MprError *error);
/* Unless mpr_store_finish was called, deletes the images that this store brought into the archive: nothing is
 * half stored. NULL is fine. */
void mpr_store_free(MprStore *store);

/* Stores one image after the other. One that the archive has already is left as it is. */
MprSink mpr_store_sink(MprStore *store);

/* The answer to the request, for cJSON_Delete: of one image as POST /instances answers, of several a list.
 * The images stay. */
bool mpr_store_finish(MprStore *store, const MprReport *report, cJSON **answer, MprError *error);

#endif
