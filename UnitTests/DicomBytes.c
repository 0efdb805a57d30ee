/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and lists DICOM elements for the tests. */
#include "DicomBytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- writing ------------------------------------------------------------------------------------------ */

void dicom_bytes_raw(DicomBytes *bytes, const void *data, size_t size)
{
    while (bytes->size + size > bytes->capacity) {
        bytes->capacity = bytes->capacity == 0 ? 4096 : 2 * bytes->capacity;
        bytes->data = realloc(bytes->data, bytes->capacity);
        if (bytes->data == NULL) {
            abort();
        }
    }
    if (size > 0) {
        memcpy(bytes->data + bytes->size, data, size);
    }
    bytes->size += size;
}

static void put_tag(DicomBytes *bytes, uint32_t tag)
{
    const uint16_t halves[2] = {(uint16_t)(tag >> 16), (uint16_t)(tag & 0xFFFF)};
    dicom_bytes_raw(bytes, halves, sizeof halves);
}

static void put_short_head(DicomBytes *bytes, uint32_t tag, const char *vr, size_t size)
{
    const uint16_t length = (uint16_t)size;
    put_tag(bytes, tag);
    dicom_bytes_raw(bytes, vr, 2);
    dicom_bytes_raw(bytes, &length, sizeof length);
}

static void put_long_head(DicomBytes *bytes, uint32_t tag, const char *vr, uint32_t size)
{
    put_tag(bytes, tag);
    dicom_bytes_raw(bytes, vr, 2);
    dicom_bytes_raw(bytes, "\0\0", 2);
    dicom_bytes_raw(bytes, &size, sizeof size);
}

void dicom_bytes_long(DicomBytes *bytes, uint32_t tag, const char *vr, const void *data, uint32_t size)
{
    put_long_head(bytes, tag, vr, size);
    dicom_bytes_raw(bytes, data, size == UINT32_MAX ? 0 : size);
}

void dicom_bytes_text(DicomBytes *bytes, uint32_t tag, const char *vr, const char *text)
{
    const size_t size = strlen(text);
    put_short_head(bytes, tag, vr, size + size % 2);
    dicom_bytes_raw(bytes, text, size);
    dicom_bytes_raw(bytes, memcmp(vr, "UI", 2) == 0 ? "\0" : " ", size % 2);
}

void dicom_bytes_short(DicomBytes *bytes, uint32_t tag, const char *vr, int32_t value)
{
    const uint16_t bits = (uint16_t)(value & 0xFFFF);
    put_short_head(bytes, tag, vr, sizeof bits);
    dicom_bytes_raw(bytes, &bits, sizeof bits);
}

void dicom_bytes_double(DicomBytes *bytes, uint32_t tag, double value)
{
    put_short_head(bytes, tag, "FD", sizeof value);
    dicom_bytes_raw(bytes, &value, sizeof value);
}

void dicom_bytes_open(DicomBytes *bytes, uint32_t tag)
{
    put_long_head(bytes, tag, "SQ", UINT32_MAX);
}

static void put_delimiter(DicomBytes *bytes, uint32_t tag, uint32_t length)
{
    put_tag(bytes, tag);
    dicom_bytes_raw(bytes, &length, sizeof length);
}

void dicom_bytes_open_item(DicomBytes *bytes)
{
    put_delimiter(bytes, 0xFFFEE000, UINT32_MAX);
}

void dicom_bytes_close_item(DicomBytes *bytes)
{
    put_delimiter(bytes, 0xFFFEE00D, 0);
}

void dicom_bytes_close(DicomBytes *bytes)
{
    put_delimiter(bytes, 0xFFFEE0DD, 0);
}

void dicom_bytes_code(DicomBytes *bytes, uint32_t tag, const char *value, const char *scheme,
                      const char *meaning)
{
    dicom_bytes_open(bytes, tag);
    dicom_bytes_open_item(bytes);
    dicom_bytes_text(bytes, 0x00080100, "SH", value);
    dicom_bytes_text(bytes, 0x00080102, "SH", scheme);
    dicom_bytes_text(bytes, 0x00080104, "LO", meaning);
    dicom_bytes_close_item(bytes);
    dicom_bytes_close(bytes);
}

void dicom_bytes_begin(DicomBytes *bytes, const char *syntax, const char *sop_class, const char *sop_instance)
{
    const char preamble[128] = {0};
    DicomBytes meta = {0};
    dicom_bytes_long(&meta, 0x00020001, "OB", "\0\1", 2);
    dicom_bytes_text(&meta, 0x00020002, "UI", sop_class);
    dicom_bytes_text(&meta, 0x00020003, "UI", sop_instance);
    dicom_bytes_text(&meta, 0x00020010, "UI", syntax);
    dicom_bytes_text(&meta, 0x00020012, "UI", "2.25.1");
    const uint32_t length = (uint32_t)meta.size;
    dicom_bytes_raw(bytes, preamble, sizeof preamble);
    dicom_bytes_raw(bytes, "DICM", 4);
    put_short_head(bytes, 0x00020000, "UL", sizeof length);
    dicom_bytes_raw(bytes, &length, sizeof length);
    dicom_bytes_raw(bytes, meta.data, meta.size);
    free(meta.data);
}

/* --- listing ------------------------------------------------------------------------------------------ */

typedef struct {
    const unsigned char *at;
    size_t left;
} Reader;

typedef struct {
    uint32_t tag, length;
    char vr[3];
} Head;

static uint32_t number_at(const unsigned char *at, size_t bytes)
{
    uint32_t value = 0;
    memcpy(&value, at, bytes);
    return value;
}

static bool skip(Reader *reader, size_t size)
{
    if (size > reader->left) {
        return false;
    }
    reader->at += size;
    reader->left -= size;
    return true;
}

static bool has_long_length(const char *vr)
{
    const char *const longs = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";
    return strstr(longs, vr) != NULL;
}

static bool read_head(Reader *reader, Head *head)
{
    if (reader->left < 8) {
        return false;
    }
    *head = (Head){.tag = number_at(reader->at, 2) << 16 | number_at(reader->at + 2, 2)};
    if (head->tag >> 16 == 0xFFFE) {
        head->length = number_at(reader->at + 4, 4);
        return skip(reader, 8);
    }
    memcpy(head->vr, reader->at + 4, 2);
    if (!has_long_length(head->vr)) {
        head->length = number_at(reader->at + 6, 2);
        return skip(reader, 8);
    }
    if (reader->left < 12) {
        return false;
    }
    head->length = number_at(reader->at + 8, 4);
    return skip(reader, 12);
}

static void add(DicomBytes *dump, const char *text)
{
    dicom_bytes_raw(dump, text, strlen(text));
}

static void add_value(DicomBytes *dump, const Head *head, const unsigned char *value)
{
    static const char *const binary = "AT FD FL OB OD OF OL OW SL SS UL UN US";
    char digits[32];
    size_t size = head->length;
    if (strstr(binary, head->vr) == NULL) {
        while (size > 0 && (value[size - 1] == ' ' || value[size - 1] == '\0')) {
            size--;
        }
        dicom_bytes_raw(dump, value, size);
    } else if (size <= 8) {
        for (size_t index = size; index > 0; index--) {
            snprintf(digits, sizeof digits, "%02X", value[index - 1]);
            add(dump, digits);
        }
    } else {
        snprintf(digits, sizeof digits, "%zu bytes", size);
        add(dump, digits);
    }
}

static bool list_sequence(Reader *reader, uint32_t length, const char *path, DicomBytes *dump);

static bool list_elements(Reader *reader, bool is_item, const char *path, DicomBytes *dump)
{
    Head head;
    while (reader->left > 0) {
        if (!read_head(reader, &head)) {
            return false;
        }
        if (head.tag == 0xFFFEE00D) {
            return is_item;
        }
        char name[128];
        snprintf(name, sizeof name, "%s(%04X,%04X)", path, (unsigned)(head.tag >> 16),
                 (unsigned)(head.tag & 0xFFFF));
        add(dump, name);
        add(dump, " ");
        add(dump, head.vr);
        add(dump, " ");
        if (memcmp(head.vr, "SQ", 2) == 0) {
            add(dump, "\n");
            if (!list_sequence(reader, head.length, name, dump)) {
                return false;
            }
            continue;
        }
        if (head.length > reader->left) {
            return false;
        }
        add_value(dump, &head, reader->at);
        add(dump, "\n");
        skip(reader, head.length);
    }
    return true;
}

static bool list_item(Reader *reader, uint32_t length, const char *path, unsigned number, DicomBytes *dump)
{
    char name[128];
    snprintf(name, sizeof name, "%s[%u]", path, number);
    if (length == UINT32_MAX) {
        return list_elements(reader, true, name, dump);
    }
    Reader item = {reader->at, length};
    return length <= reader->left && list_elements(&item, true, name, dump) && skip(reader, length);
}

static bool list_sequence(Reader *reader, uint32_t length, const char *path, DicomBytes *dump)
{
    const unsigned char *const end = length == UINT32_MAX ? NULL : reader->at + length;
    unsigned number = 0;
    Head head;
    while (end == NULL || reader->at < end) {
        if (!read_head(reader, &head) || (head.tag != 0xFFFEE000 && head.tag != 0xFFFEE0DD)) {
            return false;
        }
        if (head.tag == 0xFFFEE0DD) {
            return true;
        }
        if (!list_item(reader, head.length, path, ++number, dump)) {
            return false;
        }
    }
    return true;
}

char *dicom_bytes_dump(const void *file, size_t size)
{
    Reader reader = {file, size};
    DicomBytes dump = {0};
    add(&dump, "\n");
    const bool is_whole = size > 132 && memcmp(reader.at + 128, "DICM", 4) == 0 && skip(&reader, 132) &&
                          list_elements(&reader, false, "", &dump);
    dicom_bytes_raw(&dump, "", 1);
    if (!is_whole) {
        free(dump.data);
        return NULL;
    }
    return (char *)dump.data;
}

static bool find(const char *dump, const char *text, const char *after)
{
    char line[512];
    snprintf(line, sizeof line, "\n%s%s", text, after);
    return strstr(dump, line) != NULL;
}

bool dicom_bytes_has_line(const char *dump, const char *line)
{
    return find(dump, line, "\n");
}

bool dicom_bytes_has(const char *dump, const char *beginning)
{
    return find(dump, beginning, "");
}
