/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Meaning.h"

#include <string.h>

enum { META_GROUP = 0x0002 };

/* PhotometricInterpretation and PlanarConfiguration change with the compression of colours. */
bool mpr_meaning_is_of_encoding(uint32_t tag)
{
    return tag >> 16 == META_GROUP || tag == 0x00280004 || tag == 0x00280006;
}

/* ---- values ---- */

/* PS3.5 section 6.2: text is padded with a space, a UID with a NUL; some programs do it the other way. */
static bool is_padded(uint16_t vr)
{
    static const uint16_t texts[] = {MPR_VR_AE, MPR_VR_AS, MPR_VR_CS, MPR_VR_DA, MPR_VR_DS, MPR_VR_DT,
                                     MPR_VR_IS, MPR_VR_LO, MPR_VR_LT, MPR_VR_PN, MPR_VR_SH, MPR_VR_ST,
                                     MPR_VR_TM, MPR_VR_UC, MPR_VR_UI, MPR_VR_UR, MPR_VR_UT};
    for (size_t index = 0; index < sizeof texts / sizeof *texts; index++) {
        if (texts[index] == vr) {
            return true;
        }
    }
    return false;
}

static size_t size_of_value(const MprElement *element)
{
    size_t size = element->value_size;
    while (is_padded(element->vr) && size > 0 &&
           (element->value[size - 1] == ' ' || element->value[size - 1] == '\0')) {
        size--;
    }
    return size;
}

/* ---- as bytes ---- */

/* Where a meaning is written; at is NULL while its size is found. */
typedef struct {
    unsigned char *at;
    size_t size;
} Output;

static void put(Output *output, const void *bytes, size_t size)
{
    if (output->at != NULL && size > 0) {
        memcpy(output->at, bytes, size);
        output->at += size;
    }
    output->size += size;
}

static void put_number(Output *output, uint32_t number)
{
    put(output, &number, sizeof number);
}

static void put_dataset(Output *output, MprElements elements);

/* How many items there are, then each of them with its end. */
static void put_items(Output *output, const MprElement *sequence)
{
    const unsigned char *at = sequence->value;
    size_t left = sequence->value_size;
    MprElements item;
    while (mpr_elements_item(&at, &left, &item)) {
        put_number(output, 1);
        put_dataset(output, item);
    }
    put_number(output, 0);
}

/* The depth of items is bounded (MPR_ELEMENTS_DEPTH). */
static void put_element(Output *output, const MprElement *element)
{
    const size_t size = size_of_value(element);
    put_number(output, element->tag);
    if (element->vr == MPR_VR_SQ) {
        put_items(output, element);
    } else {
        put_number(output, (uint32_t)size);
        put(output, element->value, size);
    }
}

/* Tag 0 ends a dataset. A group length (PS3.5 section 7.2) says nothing. */
static void put_dataset(Output *output, MprElements elements)
{
    MprElement element;
    while (mpr_elements_next(&elements, &element) == MPR_ELEMENTS_ELEMENT) {
        if ((element.tag & 0xFFFF) != 0 && !mpr_meaning_is_of_encoding(element.tag)) {
            put_element(output, &element);
        }
    }
    put_number(output, 0);
}

bool mpr_meaning_of(const MprBuffer *dataset, MprBuffer *meaning, MprError *error)
{
    const MprElements elements = mpr_elements_of(dataset->data, dataset->size);
    MprBuffer made = {0};
    Output output = {0};
    put_dataset(&output, elements);
    if (!mpr_buffer_create(output.size, &made, error)) {
        return false;
    }
    output = (Output){.at = made.data};
    put_dataset(&output, elements);
    *meaning = made;
    return true;
}

/* ---- two of them ---- */

static bool are_same_datasets(MprElements one, MprElements other)
{
    MprElement a;
    MprElement b;
    for (;;) {
        const MprElementsStep step_a = mpr_elements_next(&one, &a);
        const MprElementsStep step_b = mpr_elements_next(&other, &b);
        if (step_a != MPR_ELEMENTS_ELEMENT || step_b != MPR_ELEMENTS_ELEMENT) {
            return step_a == MPR_ELEMENTS_END && step_b == MPR_ELEMENTS_END;
        }
        if (!mpr_meaning_is_same(&a, &b)) {
            return false;
        }
    }
}

static bool are_same_items(const MprElement *one, const MprElement *other)
{
    const unsigned char *at_one = one->value;
    const unsigned char *at_other = other->value;
    size_t left_one = one->value_size;
    size_t left_other = other->value_size;
    MprElements a;
    MprElements b;
    for (;;) {
        const bool is_a = mpr_elements_item(&at_one, &left_one, &a);
        const bool is_b = mpr_elements_item(&at_other, &left_other, &b);
        if (!is_a || !is_b) {
            return is_a == is_b;
        }
        if (!are_same_datasets(a, b)) {
            return false;
        }
    }
}

bool mpr_meaning_is_same(const MprElement *one, const MprElement *other)
{
    if (one->tag != other->tag || (one->vr == MPR_VR_SQ) != (other->vr == MPR_VR_SQ)) {
        return false;
    }
    if (one->vr == MPR_VR_SQ) {
        return are_same_items(one, other);
    }
    const size_t size = size_of_value(one);
    return size == size_of_value(other) && (size == 0 || memcmp(one->value, other->value, size) == 0);
}
