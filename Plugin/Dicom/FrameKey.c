/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills in what tells volumes of one series apart, by the table of Volume/VolumeKey.h. */
#include "FrameParts.h"

#include "Base/Decimal.h"

#include <string.h>

/* Values 3 and later: the first two tell what was made of the pixels, not which volume they are of. */
static MprText image_type(const MprElement *element)
{
    MprText rest = mpr_element_text(element);
    MprText value = {NULL, 0};
    for (size_t index = 0; index < 2; index++) {
        if (!mpr_text_take(&rest, &value)) {
            return (MprText){NULL, 0};
        }
    }
    return rest;
}

/* HHMMSS.FFFFFF, of which the end may be missing (PS3.5 6.2), or the HH:MM:SS of old files. */
static bool read_time(MprText text, double *seconds)
{
    static const double units[] = {3600.0, 60.0, 1.0};
    size_t at = 0;
    *seconds = 0.0;
    for (size_t unit = 0; unit < 3 && at < text.size; unit++) {
        double value = 0;
        const size_t size = unit == 2 ? text.size - at : 2; /* seconds have a fraction */
        if (at + size > text.size || !mpr_decimal_parse(text.start + at, size, &value)) {
            return false;
        }
        *seconds += value * units[unit];
        at += size;
        at += at < text.size && text.start[at] == ':';
    }
    return text.size > 0;
}

static void set_part(MprVolumeKey *key, MprKeyAttribute attribute, const MprElement *element)
{
    const MprKeyKind kind = mpr_volume_key_entry(attribute)->kind;
    double numbers[3] = {0};
    if (kind == MPR_KEY_TEXT) {
        const MprText text =
            attribute == MPR_KEY_IMAGE_TYPE ? image_type(element) : mpr_element_text(element);
        mpr_volume_key_set_text(key, attribute, text.start, text.size);
    } else if (kind == MPR_KEY_TIME ? read_time(mpr_element_text(element), numbers)
               : kind == MPR_KEY_VECTOR
                   ? mpr_element_numbers(element, 3, numbers)
                   : mpr_element_number(element, mpr_volume_key_entry(attribute)->slot, numbers)) {
        mpr_volume_key_set_numbers(key, attribute, numbers);
    }
}

/* The matrix of the standard, of which each element has an attribute of its own. */
static bool read_b_matrix(const MprFrameFields *fields, double matrix[6])
{
    bool ok = true;
    for (size_t index = 0; ok && index < 6; index++) {
        ok = mpr_element_number(&fields->elements[MPR_FIELD_B_MATRIX_XX + index], 0, &matrix[index]);
    }
    return ok;
}

static void set_b_matrix(MprVolumeKey *key, const MprFrameFields *fields)
{
    double matrix[6] = {0};
    if (read_b_matrix(fields, matrix) || mpr_vendor_b_matrix(&fields->vendor, matrix)) {
        mpr_volume_key_set_b_matrix(key, matrix);
    }
}

/* What a vendor of MR scanners says in private attributes, where the public one is missing. */
static void set_vendor_parts(MprVolumeKey *key, const MprVendorFields *vendor)
{
    double numbers[3] = {0};
    if (!mpr_volume_key_has(key, MPR_KEY_B_VALUE) && mpr_vendor_b_value(vendor, numbers)) {
        mpr_volume_key_set_numbers(key, MPR_KEY_B_VALUE, numbers);
    }
    if (!mpr_volume_key_has(key, MPR_KEY_DIRECTION) && mpr_vendor_direction(vendor, numbers)) {
        mpr_volume_key_set_numbers(key, MPR_KEY_DIRECTION, numbers);
    }
    const char *component = mpr_vendor_component(vendor);
    if (!mpr_volume_key_has(key, MPR_KEY_COMPONENT) && component != NULL) {
        mpr_volume_key_set_text(key, MPR_KEY_COMPONENT, component, strlen(component));
    }
    const MprText context = mpr_vendor_asl_context(vendor);
    if (!mpr_volume_key_has(key, MPR_KEY_ASL_CONTEXT)) {
        mpr_volume_key_set_text(key, MPR_KEY_ASL_CONTEXT, context.start, context.size);
    }
}

void mpr_frame_write_key(const MprFrameFields *fields, MprFrameHeader *header)
{
    for (int attribute = 0; attribute < MPR_KEY_COUNT; attribute++) {
        const MprKeyEntry *entry = mpr_volume_key_entry((MprKeyAttribute)attribute);
        const MprField field = mpr_frame_field_find(entry->tag);
        if (field < MPR_FIELD_COUNT) {
            set_part(&header->volume_key, (MprKeyAttribute)attribute, &fields->elements[field]);
        }
    }
    if (header->family == MPR_FAMILY_MR) {
        set_vendor_parts(&header->volume_key, &fields->vendor);
        set_b_matrix(&header->volume_key, fields);
    }
}
