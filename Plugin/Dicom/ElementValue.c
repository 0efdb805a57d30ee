/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text and numbers, out of the bytes of an element. */
#include "ElementValue.h"

#include "Base/Decimal.h"

#include <math.h>
#include <string.h>

static bool is_padding(char character)
{
    return character == ' ' || character == '\0';
}

static MprText unpadded(const char *start, size_t size)
{
    while (size > 0 && is_padding(start[size - 1])) {
        size--;
    }
    while (size > 0 && is_padding(*start)) {
        start++;
        size--;
    }
    return (MprText){start, size};
}

MprText mpr_element_text(const MprElement *element)
{
    if (element->vr == MPR_VR_SQ || element->value_size == 0) {
        return (MprText){"", 0};
    }
    return unpadded((const char *)element->value, element->value_size);
}

/* A text that was taken to its end has no start. */
bool mpr_text_take(MprText *rest, MprText *part)
{
    if (rest->start == NULL) {
        return false;
    }
    const char *const end = memchr(rest->start, '\\', rest->size);
    const size_t size = end != NULL ? (size_t)(end - rest->start) : rest->size;
    *part = unpadded(rest->start, size);
    *rest = end != NULL ? (MprText){end + 1, rest->size - size - 1} : (MprText){NULL, 0};
    return true;
}

static bool read_decimal(const MprElement *element, size_t index, double *number)
{
    MprText rest = mpr_element_text(element);
    MprText part;
    for (size_t taken = 0; taken <= index; taken++) {
        if (!mpr_text_take(&rest, &part)) {
            return false;
        }
    }
    return mpr_decimal_parse(part.start, part.size, number);
}

bool mpr_text_is(MprText text, const char *wanted)
{
    return text.size == strlen(wanted) && memcmp(text.start, wanted, text.size) == 0;
}

static size_t binary_size(uint16_t vr)
{
    switch (vr) {
    case MPR_VR_US:
    case MPR_VR_SS:
        return 2;
    case MPR_VR_UL:
    case MPR_VR_SL:
    case MPR_VR_FL:
        return 4;
    case MPR_VR_FD:
        return 8;
    default:
        return 0;
    }
}

/* bits: as many as the VR has, from the lowest one on. */
static double binary_number(uint16_t vr, uint64_t bits)
{
    const uint32_t low = (uint32_t)bits;
    float single = 0;
    double number = 0;
    switch (vr) {
    case MPR_VR_SS:
        return (int16_t)(uint16_t)bits;
    case MPR_VR_SL:
        return (int32_t)low;
    case MPR_VR_FL:
        memcpy(&single, &low, sizeof single);
        return (double)single;
    case MPR_VR_FD:
        memcpy(&number, &bits, sizeof number);
        return number;
    default:
        return low;
    }
}

static bool read_binary(const MprElement *element, size_t size, size_t index, double *number)
{
    if (element->value_size / size <= index) {
        return false;
    }
    uint64_t bits = 0;
    for (size_t byte = 0; byte < size; byte++) {
        bits |= (uint64_t)element->value[index * size + byte] << (8 * byte);
    }
    const double value = binary_number(element->vr, bits);
    if (!isfinite(value)) {
        return false;
    }
    *number = value;
    return true;
}

bool mpr_element_number(const MprElement *element, size_t index, double *number)
{
    const size_t size = binary_size(element->vr);
    if (size > 0) {
        return read_binary(element, size, index, number);
    }
    return (element->vr == MPR_VR_DS || element->vr == MPR_VR_IS) && read_decimal(element, index, number);
}

bool mpr_element_numbers(const MprElement *element, size_t count, double *numbers)
{
    double further = 0;
    for (size_t index = 0; index < count; index++) {
        if (!mpr_element_number(element, index, &numbers[index])) {
            return false;
        }
    }
    return !mpr_element_number(element, count, &further);
}
