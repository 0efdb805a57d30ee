/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tells volumes of one series apart, as "EchoNumbers=1;TemporalPositionIdentifier=3". Some of it differs
 * between the slices of one volume, too (trigger times, acquisition numbers): whoever groups frames decides
 * which of it matters. */
#include "FrameParts.h"

#include "../Core/Decimal.h"

#include <stdio.h>
#include <string.h>

/* In this order. */
static const MprField PARTS[] = {
    MPR_FIELD_STACK_ID,
    MPR_FIELD_ECHO_NUMBERS,
    MPR_FIELD_ECHO_TIME,
    MPR_FIELD_INVERSION_TIME,
    MPR_FIELD_TEMPORAL_POSITION_IDENTIFIER,
    MPR_FIELD_TEMPORAL_POSITION_INDEX,
    MPR_FIELD_DIFFUSION_B_VALUE,
    MPR_FIELD_DIFFUSION_GRADIENT,
    MPR_FIELD_COMPLEX_IMAGE_COMPONENT,
    MPR_FIELD_TRIGGER_TIME,
    MPR_FIELD_TRIGGER_DELAY,
    MPR_FIELD_TEMPORAL_POSITION_OFFSET,
    MPR_FIELD_ACQUISITION_NUMBER,
};

enum { DIGITS = 6 }; /* of binary numbers */

/* The checksum is that of the whole key, however much of it has room. */
typedef struct {
    char *text;
    size_t length;
    uint32_t checksum; /* FNV-1a */
} Key;

static void add(Key *key, const char *text, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        if (key->length < MPR_VOLUME_KEY_SIZE - 1) {
            key->text[key->length] = text[index];
        }
        key->length++;
        key->checksum = (key->checksum ^ (unsigned char)text[index]) * 16777619u;
    }
}

static void add_name(Key *key, const char *name)
{
    add(key, ";", key->length == 0 ? 0 : 1);
    add(key, name, strlen(name));
    add(key, "=", 1);
}

/* Text of the file, with a mark for what a key cannot hold. */
static void add_value(Key *key, MprText value)
{
    for (size_t index = 0; index < value.size; index++) {
        const char character = value.start[index];
        const bool is_plain = character > ' ' && character <= '~' && character != ';' && character != '=';
        add(key, is_plain ? &character : "_", 1);
    }
}

static void add_binary(Key *key, MprField field, const MprElement *element)
{
    double number = 0;
    for (size_t index = 0; index < 3 && mpr_element_number(element, index, &number); index++) {
        char digits[MPR_DECIMAL_SIZE];
        mpr_decimal_format_digits(number, DIGITS, digits);
        if (index == 0) {
            add_name(key, mpr_frame_field_name(field));
        }
        add(key, "\\", index == 0 ? 0 : 1);
        add(key, digits, strlen(digits));
    }
}

/* What a vendor of scanners says in its private attributes, where the public one is missing. */
static bool add_vendor_part(Key *key, MprField field, const MprVendorFields *vendor)
{
    double numbers[3] = {0};
    const bool is_b_value = field == MPR_FIELD_DIFFUSION_B_VALUE && mpr_vendor_b_value(vendor, numbers);
    if (!is_b_value && (field != MPR_FIELD_DIFFUSION_GRADIENT || !mpr_vendor_direction(vendor, numbers))) {
        return false;
    }
    const MprElement element = {.vr = MPR_VR_FD,
                                .value = (const unsigned char *)numbers,
                                .value_size = (is_b_value ? 1 : 3) * sizeof numbers[0]};
    add_binary(key, field, &element);
    return true;
}

static void add_part(Key *key, MprField field, const MprElement *element)
{
    const MprText text = mpr_element_text(element);
    if (element->vr == MPR_VR_FD || element->vr == MPR_VR_UL) {
        add_binary(key, field, element);
    } else if (text.size > 0) {
        add_name(key, mpr_frame_field_name(field));
        add_value(key, text);
    }
}

/* Values 3 and later of ImageType. */
static void add_image_type(Key *key, const MprElement *element)
{
    MprText rest = mpr_element_text(element);
    MprText value;
    bool is_named = false;
    for (size_t index = 0; mpr_text_take(&rest, &value); index++) {
        if (index < 2) {
            continue;
        }
        if (is_named) {
            add(key, "\\", 1);
        } else if (value.size > 0) {
            add_name(key, mpr_frame_field_name(MPR_FIELD_IMAGE_TYPE));
            is_named = true;
        }
        add_value(key, value);
    }
}

void mpr_frame_write_key(const MprFrameFields *fields, MprFrameHeader *header)
{
    Key key = {.text = header->volume_key, .checksum = 2166136261u};
    for (size_t index = 0; index < sizeof PARTS / sizeof PARTS[0]; index++) {
        const MprElement *element = &fields->elements[PARTS[index]];
        if (element->value_size > 0 || header->family != MPR_FAMILY_MR ||
            !add_vendor_part(&key, PARTS[index], &fields->vendor)) {
            add_part(&key, PARTS[index], element);
        }
    }
    add_image_type(&key, &fields->elements[MPR_FIELD_IMAGE_TYPE]);
    if (key.length >= MPR_VOLUME_KEY_SIZE) { /* keep what tells long keys apart */
        enum { SUM_SIZE = 16 };
        char *const sum = header->volume_key + MPR_VOLUME_KEY_SIZE - SUM_SIZE;
        memset(sum, 0, SUM_SIZE);
        snprintf(sum, SUM_SIZE, ";#%08x", (unsigned)key.checksum);
    }
}
