/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks datasets; every length is compared with what is left before it is used. */
#include "Elements.h"

enum { SHORT_HEAD = 8, LONG_HEAD = 12, ITEM_HEAD = 8 };

#define ITEM 0xFFFEE000u
#define ITEM_END 0xFFFEE00Du
#define SEQUENCE_END 0xFFFEE0DDu

static uint16_t short_at(const unsigned char *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static uint32_t long_at(const unsigned char *bytes)
{
    return short_at(bytes) | (uint32_t)short_at(bytes + 2) << 16;
}

static uint32_t tag_at(const unsigned char *bytes)
{
    return (uint32_t)short_at(bytes) << 16 | short_at(bytes + 2);
}

/* Heads of elements are short or long, by their VR (PS3.5 section 7.1.2). */
static bool has_short_head(uint16_t vr)
{
    switch (vr) {
    case MPR_VR_AE:
    case MPR_VR_AS:
    case MPR_VR_AT:
    case MPR_VR_CS:
    case MPR_VR_DA:
    case MPR_VR_DS:
    case MPR_VR_DT:
    case MPR_VR_FD:
    case MPR_VR_FL:
    case MPR_VR_IS:
    case MPR_VR_LO:
    case MPR_VR_LT:
    case MPR_VR_PN:
    case MPR_VR_SH:
    case MPR_VR_SL:
    case MPR_VR_SS:
    case MPR_VR_ST:
    case MPR_VR_TM:
    case MPR_VR_UI:
    case MPR_VR_UL:
    case MPR_VR_US:
        return true;
    default:
        return false;
    }
}

static bool has_long_head(uint16_t vr)
{
    switch (vr) {
    case MPR_VR_OB:
    case MPR_VR_OD:
    case MPR_VR_OF:
    case MPR_VR_OL:
    case MPR_VR_OV:
    case MPR_VR_OW:
    case MPR_VR_SQ:
    case MPR_VR_SV:
    case MPR_VR_UC:
    case MPR_VR_UN:
    case MPR_VR_UR:
    case MPR_VR_UT:
    case MPR_VR_UV:
        return true;
    default:
        return false;
    }
}

/* How many bytes the head of an element has; 0 for what is no VR. */
static size_t head_size(uint16_t vr)
{
    return has_short_head(vr) ? SHORT_HEAD : has_long_head(vr) ? LONG_HEAD : 0;
}

MprElements mpr_elements_of(const void *dataset, size_t size)
{
    return (MprElements){.at = dataset, .left = size};
}

bool mpr_elements_head(const MprElements *elements, MprElement *element)
{
    const unsigned char *const at = elements->at;
    if (elements->left < SHORT_HEAD) {
        return false;
    }
    const uint16_t vr = short_at(at + 4);
    const size_t size = head_size(vr);
    if (size == 0 || elements->left < size || (size == LONG_HEAD && short_at(at + 6) != 0)) {
        return false;
    }
    *element = (MprElement){.tag = tag_at(at), .vr = vr, .start = at, .value = at + size};
    element->value_size = size == LONG_HEAD ? long_at(at + 8) : short_at(at + 6);
    return true;
}

static bool is_delimiter(const unsigned char *at, size_t left, uint32_t tag)
{
    return left >= ITEM_HEAD && tag_at(at) == tag && long_at(at + 4) == 0;
}

/* size: the bytes of an item's dataset, with its delimiter. */
static bool scanline_item(const unsigned char *at, size_t left, uint32_t length, unsigned depth, size_t *size)
{
    const bool is_delimited = length == MPR_UNDEFINED_LENGTH;
    if (!is_delimited && length > left) {
        return false;
    }
    MprElements inner = {.at = at, .left = is_delimited ? left : length, .depth = depth};
    MprElement element;
    MprElementsStep step;
    do {
        if (is_delimited && is_delimiter(inner.at, inner.left, ITEM_END)) {
            *size = (size_t)(inner.at - at) + ITEM_HEAD;
            return true;
        }
        step = mpr_elements_next(&inner, &element);
    } while (step == MPR_ELEMENTS_ELEMENT);
    *size = length;
    return step == MPR_ELEMENTS_END && !is_delimited;
}

/* size: the bytes of all items, without the delimiter behind them. */
static bool scanline_items(const unsigned char *at, size_t left, bool is_delimited, unsigned depth,
                           size_t *size)
{
    size_t used = 0;
    while (is_delimited || used < left) {
        if (is_delimited && is_delimiter(at + used, left - used, SEQUENCE_END)) {
            break;
        }
        if (left - used < ITEM_HEAD || tag_at(at + used) != ITEM) {
            return false;
        }
        const uint32_t length = long_at(at + used + 4);
        size_t item = 0;
        used += ITEM_HEAD;
        if (!scanline_item(at + used, left - used, length, depth, &item)) {
            return false;
        }
        used += item;
    }
    *size = used;
    return true;
}

/* From what a head says to what is there; left: behind the head. */
static bool scanline_value(MprElement *element, size_t left, unsigned depth, size_t *delimiter)
{
    if (element->vr != MPR_VR_SQ) {
        return element->value_size <= left && element->value_size % 2 == 0;
    }
    const bool is_delimited = element->value_size == MPR_UNDEFINED_LENGTH;
    if (depth == MPR_ELEMENTS_DEPTH || (!is_delimited && element->value_size > left)) {
        return false;
    }
    *delimiter = is_delimited ? ITEM_HEAD : 0;
    return scanline_items(element->value, is_delimited ? left : element->value_size, is_delimited, depth + 1,
                          &element->value_size);
}

MprElementsStep mpr_elements_next(MprElements *elements, MprElement *element)
{
    size_t delimiter = 0;
    if (elements->left == 0) {
        return MPR_ELEMENTS_END;
    }
    if (!mpr_elements_head(elements, element) || element->tag <= elements->last) {
        return MPR_ELEMENTS_MALFORMED;
    }
    const size_t head = (size_t)(element->value - element->start);
    if (!scanline_value(element, elements->left - head, elements->depth, &delimiter)) {
        return MPR_ELEMENTS_MALFORMED;
    }
    element->size = head + element->value_size + delimiter;
    elements->at += element->size;
    elements->left -= element->size;
    elements->last = element->tag;
    return MPR_ELEMENTS_ELEMENT;
}

bool mpr_elements_item(const unsigned char **at, size_t *left, MprElements *item)
{
    size_t size = 0;
    if (*left < ITEM_HEAD || tag_at(*at) != ITEM) {
        return false;
    }
    const uint32_t length = long_at(*at + 4);
    if (!scanline_item(*at + ITEM_HEAD, *left - ITEM_HEAD, length, 0, &size)) {
        return false;
    }
    const size_t delimiter = length == MPR_UNDEFINED_LENGTH ? ITEM_HEAD : 0;
    *item = mpr_elements_of(*at + ITEM_HEAD, size - delimiter);
    *at += ITEM_HEAD + size;
    *left -= ITEM_HEAD + size;
    return true;
}
