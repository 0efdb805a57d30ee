/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive of FakeOrthanc. */
#include "FakeArchive.h"

#include "DicomTags.h"

#include "Dicom/Identity.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_ARCHIVE = 1000, MOST_METADATA = 1000, TEXT_SIZE = 256 };

typedef struct {
    char id[FAKE_ID_SIZE]; /* "": the place is free */
    unsigned number;
    char value[96];
} Metadata;

struct FakeArchive {
    size_t count;
    bool lists_are_turned, is_shared;
    Metadata metadata[MOST_METADATA];
    FakeInstance instances[LARGEST_ARCHIVE];
};

FakeArchive *fake_archive_create(void)
{
    return calloc(1, sizeof(FakeArchive));
}

void fake_archive_free(FakeArchive *archive)
{
    for (size_t index = 0; index < archive->count; index++) {
        free(archive->instances[index].file);
    }
    free(archive);
}

size_t fake_archive_count(const FakeArchive *archive)
{
    return archive->count;
}

const FakeInstance *fake_archive_at(const FakeArchive *archive, size_t index)
{
    return index < archive->count ? &archive->instances[index] : NULL;
}

const FakeInstance *fake_archive_find(const FakeArchive *archive, const char *id)
{
    for (size_t index = 0; index < archive->count; index++) {
        if (strcmp(archive->instances[index].id, id) == 0) {
            return &archive->instances[index];
        }
    }
    return NULL;
}

void fake_archive_replace(FakeArchive *archive, const char *id)
{
    for (size_t index = 0; index < archive->count; index++) {
        FakeInstance *instance = &archive->instances[index];
        if (strcmp(instance->id, id) == 0) {
            instance->replaced++;
            instance->changed_s += LARGEST_ARCHIVE;
        }
    }
}

void fake_archive_turn_lists(FakeArchive *archive)
{
    archive->lists_are_turned = !archive->lists_are_turned;
}

/* ---- metadata ---- */

void fake_archive_share(FakeArchive *archive, bool is_shared)
{
    archive->is_shared = is_shared;
}

static bool has_resource(const FakeArchive *archive, const char *id)
{
    for (size_t index = 0; index < archive->count; index++) {
        const FakeInstance *instance = &archive->instances[index];
        if (strcmp(instance->id, id) == 0 || strcmp(instance->series, id) == 0) {
            return true;
        }
    }
    return false;
}

static Metadata *find_metadata(FakeArchive *archive, const char *id, unsigned number)
{
    for (size_t index = 0; index < MOST_METADATA; index++) {
        Metadata *metadata = &archive->metadata[index];
        if (strcmp(metadata->id, id) == 0 && metadata->number == number) {
            return metadata;
        }
    }
    return NULL;
}

const char *fake_archive_metadata(const FakeArchive *archive, const char *id, unsigned number)
{
    const Metadata *metadata = find_metadata((FakeArchive *)archive, id, number);
    return metadata != NULL ? metadata->value : NULL;
}

bool fake_archive_set_metadata(FakeArchive *archive, const char *id, unsigned number, const char *value)
{
    Metadata *metadata = find_metadata(archive, id, number);
    if (!has_resource(archive, id)) {
        return false;
    }
    if (value == NULL) {
        if (metadata != NULL) {
            *metadata = (Metadata){0};
        }
        return true;
    }
    metadata = metadata != NULL ? metadata : find_metadata(archive, "", 0);
    if (metadata == NULL) {
        abort(); /* MOST_METADATA */
    }
    snprintf(metadata->id, sizeof metadata->id, "%s", id);
    snprintf(metadata->value, sizeof metadata->value, "%s", value);
    metadata->number = number;
    return true;
}

bool fake_archive_remove(FakeArchive *archive, const char *id)
{
    size_t kept = 0;
    for (size_t index = 0; index < archive->count; index++) {
        const FakeInstance *instance = &archive->instances[index];
        if (strcmp(instance->id, id) == 0 || strcmp(instance->series, id) == 0) {
            free(instance->file);
        } else {
            archive->instances[kept++] = *instance;
        }
    }
    const bool is_removed = kept < archive->count;
    archive->count = kept;
    for (size_t index = 0; index < MOST_METADATA; index++) {
        Metadata *metadata = &archive->metadata[index];
        if (metadata->id[0] != '\0' && !has_resource(archive, metadata->id)) {
            *metadata = (Metadata){0};
        }
    }
    return is_removed;
}

/* ---- JSON, laid out as Orthanc lays it out ---- */

static void print_text(FILE *json, const char *text)
{
    fputc('"', json);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            fputc('\\', json);
        }
        fputc(*text, json);
    }
    fputc('"', json);
}

static void print_member(FILE *json, const char *key, const char *text, const char *behind)
{
    fprintf(json, "   \"%s\" : ", key);
    print_text(json, text);
    fprintf(json, "%s\n", behind);
}

static void print_main_tags(FILE *json, const FakeInstance *instance)
{
    static const struct {
        uint32_t tag;
        const char *name;
    } tags[] = {
        {0x00200012, "AcquisitionNumber"},    {0x00200037, "ImageOrientationPatient"},
        {0x00200032, "ImagePositionPatient"}, {0x00200013, "InstanceNumber"},
        {0x00280008, "NumberOfFrames"},
    };
    fputs("   \"MainDicomTags\" : \n   {\n", json);
    for (size_t index = 0; index < sizeof tags / sizeof tags[0]; index++) {
        char text[TEXT_SIZE];
        if (dicom_tags_text(instance->file, instance->size, tags[index].tag, text, sizeof text)) {
            print_member(json, tags[index].name, text, ",");
        }
    }
    print_member(json, "SOPInstanceUID", instance->sop_instance_uid, "");
    fputs("   },\n", json);
}

FakeFileName fake_archive_file_name(const FakeInstance *instance)
{
    const char *id = instance->id;
    FakeFileName name;
    snprintf(name.text, sizeof name.text, "%.8s-%.4s-%.4s-%.4s-%.4s%.4s%04x", id, id + 9, id + 13, id + 18,
             id + 22, id + 27, instance->replaced & 0xFFFF);
    return name;
}

static void print_instance(FILE *json, const FakeInstance *instance)
{
    fprintf(json, "{\n   \"FileSize\" : %zu,\n", instance->size);
    print_member(json, "FileUuid", fake_archive_file_name(instance).text, ",");
    print_member(json, "ID", instance->id, ",");
    fputs("   \"IndexInSeries\" : null,\n", json);
    print_main_tags(json, instance);
    print_member(json, "ParentSeries", instance->series, ",");
    print_member(json, "Type", "Instance", "");
    fputc('}', json);
}

static void print_stored(FILE *json, const FakeInstance *instance, const char *status)
{
    char path[80];
    snprintf(path, sizeof path, "/instances/%s", instance->id);
    fputs("{\n", json);
    print_member(json, "ID", instance->id, ",");
    print_member(json, "ParentPatient", instance->patient, ",");
    print_member(json, "ParentSeries", instance->series, ",");
    print_member(json, "ParentStudy", instance->study, ",");
    print_member(json, "Path", path, ",");
    print_member(json, "Status", status, "");
    fputs("}\n", json);
}

/* All instances of a series (NULL: of the archive), in full or as identifiers. */
static void print_list(FILE *json, const FakeArchive *archive, const char *series, bool is_full)
{
    size_t listed = 0;
    fputs("[", json);
    for (size_t index = 0; index < archive->count; index++) {
        const size_t at = archive->lists_are_turned ? archive->count - 1 - index : index;
        const FakeInstance *instance = &archive->instances[at];
        if (series != NULL && strcmp(instance->series, series) != 0) {
            continue;
        }
        fputs(listed++ > 0 ? ",\n" : "\n", json);
        if (is_full) {
            print_instance(json, instance);
        } else {
            print_text(json, instance->id);
        }
    }
    fputs("\n]", json);
}

/* The second of the last arrival, long ago. */
static void print_last_update(FILE *json, const FakeArchive *archive, const char *series)
{
    unsigned latest = 0;
    for (size_t index = 0; index < archive->count; index++) {
        const FakeInstance *instance = &archive->instances[index];
        if (strcmp(instance->series, series) == 0 && instance->changed_s > latest) {
            latest = instance->changed_s;
        }
    }
    fprintf(json, "   \"LastUpdate\" : \"20240101T%02u%02u%02u\",\n", latest / 3600 % 24, latest / 60 % 60,
            latest % 60);
}

static void print_tag(FILE *json, const FakeInstance *instance, uint32_t tag, const char *keyword)
{
    char text[TEXT_SIZE];
    if (dicom_tags_text(instance->file, instance->size, tag, text, sizeof text)) {
        print_member(json, keyword, text, ",");
    }
}

/* What the plugin asks for. Every derived image was made of the first series. */
static void print_simplified_tags(FILE *json, const FakeArchive *archive, const FakeInstance *instance)
{
    char uid[TEXT_SIZE];
    const FakeInstance *first = &archive->instances[0];
    dicom_tags_text(first->file, first->size, 0x0020000E, uid, sizeof uid);
    fputs("{\n", json);
    print_tag(json, instance, 0x00200052, "FrameOfReferenceUID");
    fputs("   \"RelatedSeriesSequence\" : [ {\n", json);
    print_member(json, "SeriesInstanceUID", uid, "} ]");
    fputs("}\n", json);
}

static void print_series(FILE *json, const FakeArchive *archive, const FakeInstance *instance)
{
    fputs("{\n   \"ExpectedNumberOfInstances\" : null,\n", json);
    print_member(json, "ID", instance->series, ",");
    fputs("   \"Instances\" : ", json);
    print_list(json, archive, instance->series, false);
    char uid[TEXT_SIZE];
    dicom_tags_text(instance->file, instance->size, 0x0020000E, uid, sizeof uid);
    fputs(",\n   \"IsStable\" : true,\n", json);
    print_last_update(json, archive, instance->series);
    fputs("   \"MainDicomTags\" : {\n", json);
    print_tag(json, instance, 0x00080060, "Modality");
    print_tag(json, instance, 0x00080070, "Manufacturer");
    print_member(json, "SeriesInstanceUID", uid, "},");
    print_member(json, "ParentStudy", instance->study, ",");
    print_member(json, "Status", "Unknown", ",");
    print_member(json, "Type", "Series", "");
    fputs("}\n", json);
}

/* The series of a study, each at its first instance. */
static void print_series_of(FILE *json, const FakeArchive *archive, const char *study)
{
    unsigned listed = 0;
    fputs("[", json);
    for (size_t index = 0; index < archive->count; index++) {
        const FakeInstance *instance = &archive->instances[index];
        size_t first = 0;
        while (strcmp(archive->instances[first].series, instance->series) != 0) {
            first++;
        }
        if (first == index && strcmp(instance->study, study) == 0) {
            fputs(listed++ > 0 ? ",\n" : "\n", json);
            print_series(json, archive, instance);
        }
    }
    fputs("\n]", json);
}

static void print_study(FILE *json, const FakeInstance *instance)
{
    fputs("{\n", json);
    print_member(json, "ID", instance->study, ",");
    fputs("   \"IsStable\" : true,\n   \"MainDicomTags\" : {},\n", json);
    print_member(json, "ParentPatient", instance->patient, ",");
    print_member(json, "Type", "Study", "");
    fputs("}\n", json);
}

/* ---- requests ---- */

/* Is uri prefix, then an identifier, then suffix? */
static bool has_form(const char *uri, const char *prefix, const char *suffix, char id[FAKE_ID_SIZE])
{
    const size_t start = strlen(prefix);
    const size_t end = strlen(uri) < strlen(suffix) ? 0 : strlen(uri) - strlen(suffix);
    if (strncmp(uri, prefix, start) != 0 || end < start || end - start >= FAKE_ID_SIZE ||
        strcmp(uri + end, suffix) != 0) {
        return false;
    }
    memcpy(id, uri + start, end - start);
    id[end - start] = '\0';
    return true;
}

/* Any instance of a series or a study: it names its parents. */
static const FakeInstance *find_child(const FakeArchive *archive, const char *parent)
{
    for (size_t index = 0; index < archive->count; index++) {
        const FakeInstance *instance = &archive->instances[index];
        if (strcmp(instance->series, parent) == 0 || strcmp(instance->study, parent) == 0) {
            return instance;
        }
    }
    return NULL;
}

static bool answer_get(FILE *json, const FakeArchive *archive, const char *uri)
{
    char id[FAKE_ID_SIZE];
    const FakeInstance *instance = NULL;
    if (strcmp(uri, "/system") == 0) {
        fprintf(json, "{\"DatabaseBackendPlugin\": %s}\n", archive->is_shared ? "\"index.so\"" : "null");
        return true;
    }
    if (strcmp(uri, "/instances") == 0) {
        print_list(json, archive, NULL, false);
        return true;
    }
    if (has_form(uri, "/series/", "/instances", id) && (instance = find_child(archive, id)) != NULL) {
        print_list(json, archive, id, true);
    } else if (has_form(uri, "/series/", "", id) && (instance = find_child(archive, id)) != NULL) {
        print_series(json, archive, instance);
    } else if (has_form(uri, "/studies/", "/series", id) && (instance = find_child(archive, id)) != NULL) {
        print_series_of(json, archive, id);
    } else if (has_form(uri, "/studies/", "", id) && (instance = find_child(archive, id)) != NULL) {
        print_study(json, instance);
    } else if (has_form(uri, "/instances/", "/series", id) &&
               (instance = fake_archive_find(archive, id)) != NULL) {
        print_series(json, archive, instance);
    } else if (has_form(uri, "/instances/", "/simplified-tags", id) &&
               (instance = fake_archive_find(archive, id)) != NULL) {
        print_simplified_tags(json, archive, instance);
    } else if (has_form(uri, "/instances/", "", id) && (instance = fake_archive_find(archive, id)) != NULL) {
        print_instance(json, instance);
    }
    return instance != NULL;
}

char *fake_archive_get(const FakeArchive *archive, const char *uri)
{
    char *text = NULL;
    size_t size = 0;
    FILE *json = open_memstream(&text, &size);
    const bool is_there = answer_get(json, archive, uri);
    fclose(json);
    if (!is_there) {
        free(text);
        return NULL;
    }
    return text;
}

char *fake_archive_lookup(const FakeArchive *archive, const void *uid, size_t size)
{
    char *text = NULL;
    size_t length = 0;
    unsigned listed = 0;
    FILE *json = open_memstream(&text, &length);
    fputs("[", json);
    for (size_t index = 0; index < archive->count; index++) {
        const FakeInstance *instance = &archive->instances[index];
        if (strlen(instance->sop_instance_uid) == size &&
            memcmp(instance->sop_instance_uid, uid, size) == 0) {
            fputs(listed++ > 0 ? ",\n{\n" : "\n{\n", json);
            print_member(json, "ID", instance->id, ",");
            print_member(json, "Type", "Instance", "\n}");
        }
    }
    fputs("\n]", json);
    fclose(json);
    return text;
}

/* The names of an instance from its own header. */
static bool identify(const void *file, size_t size, FakeInstance *instance)
{
    char patient[TEXT_SIZE];
    char study[TEXT_SIZE];
    char series[TEXT_SIZE];
    MprError error;
    dicom_tags_text(file, size, 0x00100020, patient, sizeof patient);
    return dicom_tags_text(file, size, 0x0020000D, study, sizeof study) &&
           dicom_tags_text(file, size, 0x0020000E, series, sizeof series) &&
           dicom_tags_text(file, size, 0x00080018, instance->sop_instance_uid,
                           sizeof instance->sop_instance_uid) &&
           mpr_identity_instance(patient, study, series, instance->sop_instance_uid, instance->id, &error) &&
           mpr_identity_instance(patient, study, series, "-", instance->series, &error) &&
           mpr_identity_instance(patient, study, "-", "-", instance->study, &error) &&
           mpr_identity_instance(patient, "-", "-", "-", instance->patient, &error);
}

char *fake_archive_store(FakeArchive *archive, const void *file, size_t size)
{
    FakeInstance instance = {.size = size, .changed_s = (unsigned)archive->count};
    if (!identify(file, size, &instance)) {
        return NULL;
    }
    const FakeInstance *known = fake_archive_find(archive, instance.id);
    if (known == NULL) {
        if (archive->count == LARGEST_ARCHIVE || (instance.file = malloc(size)) == NULL) {
            return NULL;
        }
        memcpy(instance.file, file, size);
        archive->instances[archive->count++] = instance;
    }
    char *text = NULL;
    size_t length = 0;
    FILE *json = open_memstream(&text, &length);
    print_stored(json, &instance, known == NULL ? "Success" : "AlreadyStored");
    fclose(json);
    return text;
}

static void *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        abort();
    }
    *size = (size_t)ftell(file);
    char *bytes = malloc(*size);
    rewind(file);
    if (bytes == NULL || fread(bytes, 1, *size, file) != *size) {
        abort();
    }
    fclose(file);
    return bytes;
}

static int is_dicom_name(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && strcmp(dot, ".dcm") == 0;
}

size_t fake_archive_upload(FakeArchive *archive, const char *folder)
{
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_dicom_name, alphasort);
    size_t stored = 0;
    for (int index = 0; index < count; index++) {
        char path[1024];
        size_t size = 0;
        snprintf(path, sizeof path, "%s/%s", folder, entries[index]->d_name);
        void *file = read_file(path, &size);
        char *answer = fake_archive_store(archive, file, size);
        stored += answer != NULL;
        free(answer);
        free(file);
        free(entries[index]);
    }
    free(entries);
    return stored;
}
