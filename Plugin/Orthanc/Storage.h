/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Orthanc's folder of files, as a short cut: the SDK of Orthanc gives whole files only, and a coronal image
 * looks at two rows of each. What is read here is what the SDK would give: the folder is used only after one
 * of its files was compared with what the SDK gives for it, only files of the size that the index says are,
 * and whatever fails is no error but a reason to ask the SDK. Orthanc never changes a stored file; a new
 * content gets a new name. */
#ifndef MPR_STORAGE_H
#define MPR_STORAGE_H

#include "Catalogue.h"

/** Where Orthanc's configuration says that files lie. Called once, before anything else here; not called, or
 * with another storage than folders, no file is found. */
void mpr_storage_set(const cJSON *configuration);

/** Called before the SDK is asked for a file: Orthanc reads whatever lies under its name to the end.
 * MPR_UNSUITABLE when that is no file, or is much longer than the index says. */
bool mpr_storage_check(const MprPlace *place, MprError *error);

typedef struct {
    int descriptor;
    size_t size;
} MprStoredFile;

/** False when the file is to be asked for by the SDK. Close with mpr_storage_close. */
bool mpr_storage_open(const MprPlace *place, MprStoredFile *file);
void mpr_storage_close(const MprStoredFile *file);

/** Reads size bytes from offset on. */
bool mpr_storage_read(const MprStoredFile *file, size_t offset, size_t size, void *bytes);

#endif
