/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instances in memory, and what Orthanc 1.10.1 says of them: the same JSON, key by key, and the same
 * identifiers of instances. (Those of series, studies and patients only look alike: nobody computes them.)
 * Not thread safe. */
#ifndef MPR_FAKE_ARCHIVE_H
#define MPR_FAKE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

enum { FAKE_ID_SIZE = 45 };

typedef struct {
    char id[FAKE_ID_SIZE], series[FAKE_ID_SIZE], study[FAKE_ID_SIZE], patient[FAKE_ID_SIZE];
    char sop_instance_uid[65];
    void *file;
    size_t size;
    unsigned replaced;  /* how often: each time its file gets another name */
    unsigned changed_s; /* when it was changed last, in seconds since a day of 2024 began */
} FakeInstance;

/* What the storage calls its file: a UUID. */
typedef struct {
    char text[37];
} FakeFileName;
FakeFileName fake_archive_file_name(const FakeInstance *instance);

typedef struct FakeArchive FakeArchive;

FakeArchive *fake_archive_create(void);
void fake_archive_free(FakeArchive *archive);

/* As POST /instances: Orthanc's answer as JSON, to be freed, or NULL when the bytes are no DICOM file. */
char *fake_archive_store(FakeArchive *archive, const void *file, size_t size);

/* Stores all .dcm files of a folder by their names; how many. */
size_t fake_archive_upload(FakeArchive *archive, const char *folder);

/* As GET of /system, /instances, /instances/{id}, /series/{id}, /series/{id}/instances, /studies/{id} and
 * /studies/{id}/series: JSON to be freed, or NULL. */
char *fake_archive_get(const FakeArchive *archive, const char *uri);

/* As when an instance is sent again with OverwriteInstances: it has another file, of the same bytes. */
void fake_archive_replace(FakeArchive *archive, const char *id);
/* From now on, instances are listed in the opposite order, as some databases may. */
void fake_archive_turn_lists(FakeArchive *archive);

/* Whether the database is a plugin's, which may have several servers. */
void fake_archive_share(FakeArchive *archive, bool is_shared);

/* Metadata of a series or an instance: NULL when there is none; false when there is no such resource. value NULL
 * removes it; it is removed with its resource. */
const char *fake_archive_metadata(const FakeArchive *archive, const char *id, unsigned number);
bool fake_archive_set_metadata(FakeArchive *archive, const char *id, unsigned number, const char *value);

/* As DELETE /instances/{id} and /series/{id}. False when it is not there. */
bool fake_archive_remove(FakeArchive *archive, const char *id);

size_t fake_archive_count(const FakeArchive *archive);
/* The instance at an index (order of arrival), by its identifier; NULL when there is none. */
const FakeInstance *fake_archive_at(const FakeArchive *archive, size_t index);
const FakeInstance *fake_archive_find(const FakeArchive *archive, const char *id);
/* As POST /tools/lookup of a SOPInstanceUID: JSON to be freed. */
char *fake_archive_lookup(const FakeArchive *archive, const void *uid, size_t size);

#endif
