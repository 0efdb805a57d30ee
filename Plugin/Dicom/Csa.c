/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Csa.h"

#include "Base/Decimal.h"

#include <stdint.h>
#include <string.h>

enum { NAME_SIZE = 64, ENTRY_SIZE = 84, ITEM_SIZE = 16, MOST_ENTRIES = 1024, MOST_ITEMS = 1024 };

typedef struct {
    const unsigned char *at;
    size_t left;
    bool is_second;       /* CSA2 */
    uint32_t first_items; /* of the first entry: lengths of CSA1 are larger by it */
} Reader;

typedef struct {
    char name[NAME_SIZE + 1];
    uint32_t items;
} Entry;

static uint32_t number_at(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
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

static bool start(const void *header, size_t size, Reader *reader, uint32_t *entries)
{
    *reader = (Reader){.at = header, .left = size};
    reader->is_second = size >= 4 && memcmp(header, "SV10", 4) == 0;
    if ((reader->is_second && !skip(reader, 8)) || reader->left < 8) {
        return false;
    }
    *entries = number_at(reader->at);
    return *entries <= MOST_ENTRIES && skip(reader, 8);
}

static bool read_entry(Reader *reader, Entry *entry)
{
    const unsigned char *at = reader->at;
    if (!skip(reader, ENTRY_SIZE)) {
        return false;
    }
    memcpy(entry->name, at, NAME_SIZE);
    entry->name[NAME_SIZE] = '\0';
    entry->items = number_at(at + 76);
    return entry->items <= MOST_ITEMS;
}

/* The text of an item, up to its end mark. */
static bool read_item(Reader *reader, const char **text, size_t *length)
{
    const unsigned char *at = reader->at;
    if (!skip(reader, ITEM_SIZE)) {
        return false;
    }
    const uint32_t stated = number_at(at + (reader->is_second ? 4 : 0));
    if (!reader->is_second && stated < reader->first_items) {
        return false;
    }
    const size_t size = reader->is_second ? stated : stated - reader->first_items;
    *text = (const char *)reader->at;
    if (!skip(reader, size)) {
        return false;
    }
    *length = strnlen(*text, size);
    const size_t padding = (4 - size % 4) % 4;
    return skip(reader, padding < reader->left ? padding : reader->left);
}

static bool read_numbers(Reader *reader, const Entry *entry, size_t count, double *numbers)
{
    const char *text = NULL;
    size_t length = 0;
    if (entry->items < count) {
        return false;
    }
    for (size_t item = 0; item < count; item++) {
        if (!read_item(reader, &text, &length) || !mpr_decimal_parse(text, length, &numbers[item])) {
            return false;
        }
    }
    return true;
}

static bool skip_items(Reader *reader, const Entry *entry)
{
    const char *text = NULL;
    size_t length = 0;
    for (uint32_t item = 0; item < entry->items; item++) {
        if (!read_item(reader, &text, &length)) {
            return false;
        }
    }
    return true;
}

bool mpr_csa_numbers(const void *header, size_t size, const char *name, size_t count, double *numbers)
{
    Reader reader;
    Entry entry;
    uint32_t entries = 0;
    if (!start(header, size, &reader, &entries)) {
        return false;
    }
    for (uint32_t index = 0; index < entries; index++) {
        if (!read_entry(&reader, &entry)) {
            return false;
        }
        reader.first_items = index == 0 ? entry.items : reader.first_items;
        if (strcmp(entry.name, name) == 0) {
            return read_numbers(&reader, &entry, count, numbers);
        }
        if (!skip_items(&reader, &entry)) {
            return false;
        }
    }
    return false;
}
