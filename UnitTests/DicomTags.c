/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small reader of DICOM files for the tests. */
#include "DicomTags.h"

#include <string.h>

enum { PREAMBLE_SIZE = 128, DEEPEST_SEQUENCE = 16 };
static const uint32_t UNDEFINED_LENGTH = 0xFFFFFFFFU;
static const uint32_t ITEM = 0xFFFEE000U;
static const uint32_t ITEM_END = 0xFFFEE00DU;
static const uint32_t SEQUENCE_END = 0xFFFEE0DDU;

typedef struct {
    const uint8_t *at, *end;
} Cursor;

typedef struct {
    uint32_t tag, length;
} Element;

static uint32_t number16(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t number32(const uint8_t *bytes)
{
    return number16(bytes) | number16(bytes + 2) << 16;
}

static bool has_long_length(const char *vr)
{
    static const char *const names[] = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                        "SV", "UC", "UN", "UR", "UT", "UV"};
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        if (memcmp(vr, names[index], 2) == 0) {
            return true;
        }
    }
    return false;
}

/* Reads tag, VR and length; the cursor then stands on the value. */
static bool read_header(Cursor *cursor, Element *element)
{
    if (cursor->end - cursor->at < 8) {
        return false;
    }
    element->tag = number16(cursor->at) << 16 | number16(cursor->at + 2);
    const bool is_delimiter = element->tag >> 16 == 0xFFFEU;
    const bool is_long = !is_delimiter && has_long_length((const char *)cursor->at + 4);
    if (is_long && cursor->end - cursor->at < 12) {
        return false;
    }
    element->length = is_delimiter ? number32(cursor->at + 4)
                      : is_long    ? number32(cursor->at + 8)
                                   : number16(cursor->at + 6);
    cursor->at += is_long ? 12 : 8;
    return element->length == UNDEFINED_LENGTH || element->length <= (size_t)(cursor->end - cursor->at);
}

/* Moves behind the value. One of undefined length is a list of elements (items are elements too) up to its
 * end. */
static bool skip_value(Cursor *cursor, Element element, int depth)
{
    if (element.length != UNDEFINED_LENGTH) {
        cursor->at += element.length;
        return true;
    }
    const uint32_t end = element.tag == ITEM ? ITEM_END : SEQUENCE_END;
    Element inner;
    while (depth < DEEPEST_SEQUENCE && read_header(cursor, &inner)) {
        if (inner.tag == end) {
            return true;
        }
        if (!skip_value(cursor, inner, depth + 1)) {
            return false;
        }
    }
    return false;
}

bool dicom_tags_find(const void *file, size_t size, uint32_t tag, const uint8_t **value, size_t *length)
{
    const uint8_t *const bytes = file;
    if (size < PREAMBLE_SIZE + 4 || memcmp(bytes + PREAMBLE_SIZE, "DICM", 4) != 0) {
        return false;
    }
    Cursor cursor = {bytes + PREAMBLE_SIZE + 4, bytes + size};
    Element element;
    while (read_header(&cursor, &element) && element.tag <= tag) {
        if (element.tag == tag) {
            *value = cursor.at;
            *length = element.length;
            return element.length != UNDEFINED_LENGTH;
        }
        if (!skip_value(&cursor, element, 0)) {
            return false;
        }
    }
    return false;
}

bool dicom_tags_text(const void *file, size_t size, uint32_t tag, char *text, size_t capacity)
{
    const uint8_t *value = NULL;
    size_t length = 0;
    text[0] = '\0';
    if (!dicom_tags_find(file, size, tag, &value, &length) || length >= capacity) {
        return false;
    }
    while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\0')) {
        length--;
    }
    memcpy(text, value, length);
    text[length] = '\0';
    return true;
}
