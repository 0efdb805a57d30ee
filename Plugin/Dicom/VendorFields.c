/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "VendorFields.h"

#include <math.h>
#include <string.h>

typedef struct {
    uint16_t group;
    uint8_t number; /* the second byte of the element; the first one is the block of the creator */
    uint16_t vr;
    const char *creator;
} Row;

static const Row ROWS[MPR_VENDOR_COUNT] = {
    [MPR_VENDOR_SIEMENS_B_VALUE] = {0x0019, 0x0C, MPR_VR_IS, "SIEMENS MR HEADER"},
    [MPR_VENDOR_SIEMENS_DIRECTION] = {0x0019, 0x0E, MPR_VR_FD, "SIEMENS MR HEADER"},
    [MPR_VENDOR_SIEMENS_B_MATRIX] = {0x0019, 0x27, MPR_VR_FD, "SIEMENS MR HEADER"},
    [MPR_VENDOR_GE_SEQUENCE] = {0x0019, 0x9C, MPR_VR_LO, "GEMS_ACQU_01"},
    [MPR_VENDOR_GE_USER_DATA_12] = {0x0019, 0xB3, MPR_VR_DS, "GEMS_ACQU_01"},
    [MPR_VENDOR_GE_DIRECTION_X] = {0x0019, 0xBB, MPR_VR_DS, "GEMS_ACQU_01"},
    [MPR_VENDOR_GE_DIRECTION_Y] = {0x0019, 0xBC, MPR_VR_DS, "GEMS_ACQU_01"},
    [MPR_VENDOR_GE_DIRECTION_Z] = {0x0019, 0xBD, MPR_VR_DS, "GEMS_ACQU_01"},
    [MPR_VENDOR_GE_COMPONENT] = {0x0043, 0x2F, MPR_VR_SS, "GEMS_PARM_01"},
    [MPR_VENDOR_GE_B_VALUE] = {0x0043, 0x39, MPR_VR_IS, "GEMS_PARM_01"},
    [MPR_VENDOR_UNITED_B_VALUE] = {0x0065, 0x09, MPR_VR_FD, "Image Private Header"},
    [MPR_VENDOR_UNITED_DIRECTION] = {0x0065, 0x37, MPR_VR_FD, "Image Private Header"},
    [MPR_VENDOR_PHILIPS_B_VALUE] = {0x2001, 0x03, MPR_VR_FL, "Philips Imaging DD 001"},
    [MPR_VENDOR_PHILIPS_DIRECTION_X] = {0x2005, 0xB0, MPR_VR_FL, "Philips MR Imaging DD 001"},
    [MPR_VENDOR_PHILIPS_DIRECTION_Y] = {0x2005, 0xB1, MPR_VR_FL, "Philips MR Imaging DD 001"},
    [MPR_VENDOR_PHILIPS_DIRECTION_Z] = {0x2005, 0xB2, MPR_VR_FL, "Philips MR Imaging DD 001"},
    [MPR_VENDOR_PHILIPS_LABEL] = {0x2005, 0x29, MPR_VR_CS, "Philips MR Imaging DD 005"},
};

static bool is_creator(uint32_t tag)
{
    return (tag & 0xFF00) == 0 && (tag & 0xFF) >= 0x10;
}

bool mpr_vendor_fields_may_be(uint32_t tag, uint16_t *vr)
{
    for (size_t row = 0; row < MPR_VENDOR_COUNT; row++) {
        if (tag >> 16 == ROWS[row].group &&
            (is_creator(tag) || ((tag & 0xFFFF) >= 0x1000 && (tag & 0xFF) == ROWS[row].number))) {
            *vr = is_creator(tag) ? (uint16_t)MPR_VR_LO : ROWS[row].vr;
            return true;
        }
    }
    return false;
}

void mpr_vendor_fields_take(MprVendorFields *fields, const MprElement *element)
{
    const uint8_t block =
        (uint8_t)(is_creator(element->tag) ? element->tag & 0xFF : element->tag >> 8 & 0xFF);
    for (size_t row = 0; row < MPR_VENDOR_COUNT; row++) {
        if (element->tag >> 16 != ROWS[row].group) {
            continue;
        }
        if (is_creator(element->tag)) {
            const bool is_own = mpr_text_is(mpr_element_text(element), ROWS[row].creator);
            fields->blocks[row] = is_own && fields->blocks[row] == 0 ? block : fields->blocks[row];
        } else if (block != 0 && block == fields->blocks[row] && (element->tag & 0xFF) == ROWS[row].number) {
            fields->elements[row] = *element;
            fields->elements[row].vr = element->vr == MPR_VR_UN ? ROWS[row].vr : element->vr;
        }
    }
}

/* GE adds 1e9 to mark a value that is the nominal one. */
static bool read_ge_b_value(const MprVendorFields *fields, double *b_value)
{
    if (!mpr_element_number(&fields->elements[MPR_VENDOR_GE_B_VALUE], 0, b_value) || *b_value < 0.0) {
        return false;
    }
    *b_value = fmod(*b_value, 1e9);
    return true;
}

bool mpr_vendor_b_value(const MprVendorFields *fields, double *b_value)
{
    static const MprVendorField PLAIN[] = {MPR_VENDOR_SIEMENS_B_VALUE, MPR_VENDOR_UNITED_B_VALUE,
                                           MPR_VENDOR_PHILIPS_B_VALUE};
    double value = 0;
    for (size_t index = 0; index < sizeof PLAIN / sizeof PLAIN[0]; index++) {
        if (mpr_element_number(&fields->elements[PLAIN[index]], 0, &value) && value >= 0.0) {
            *b_value = value;
            return true;
        }
    }
    return read_ge_b_value(fields, b_value);
}

/* In one element, or in three that follow one another. */
static bool read_direction(const MprVendorFields *fields, MprVendorField first, bool is_one,
                           double direction[3])
{
    double read[3] = {0};
    for (size_t axis = 0; axis < 3; axis++) {
        const MprElement *element = &fields->elements[first + (is_one ? 0 : axis)];
        if (!mpr_element_number(element, is_one ? axis : 0, &read[axis])) {
            return false;
        }
    }
    if (read[0] == 0.0 && read[1] == 0.0 && read[2] == 0.0) {
        return false;
    }
    memcpy(direction, read, sizeof read);
    return true;
}

bool mpr_vendor_direction(const MprVendorFields *fields, double direction[3])
{
    return read_direction(fields, MPR_VENDOR_SIEMENS_DIRECTION, true, direction) ||
           read_direction(fields, MPR_VENDOR_UNITED_DIRECTION, true, direction) ||
           read_direction(fields, MPR_VENDOR_GE_DIRECTION_X, false, direction) ||
           read_direction(fields, MPR_VENDOR_PHILIPS_DIRECTION_X, false, direction);
}

bool mpr_vendor_b_matrix(const MprVendorFields *fields, double matrix[6])
{
    return mpr_element_numbers(&fields->elements[MPR_VENDOR_SIEMENS_B_MATRIX], 6, matrix);
}

const char *mpr_vendor_component(const MprVendorFields *fields)
{
    static const char *const COMPONENTS[] = {"MAGNITUDE", "PHASE", "REAL", "IMAGINARY"};
    double number = 0;
    return mpr_element_number(&fields->elements[MPR_VENDOR_GE_COMPONENT], 0, &number) && number >= 0 &&
                   number <= 3 && number == (double)(int)number
               ? COMPONENTS[(int)number]
               : NULL;
}

MprText mpr_vendor_asl_context(const MprVendorFields *fields)
{
    const MprText label = mpr_element_text(&fields->elements[MPR_VENDOR_PHILIPS_LABEL]);
    const bool is_told = mpr_text_is(label, "LABEL") || mpr_text_is(label, "CONTROL");
    return is_told ? label : (MprText){"", 0};
}

static bool contains(MprText text, const char *part)
{
    const size_t size = strlen(part);
    for (size_t start = 0; start + size <= text.size; start++) {
        if (memcmp(text.start + start, part, size) == 0) {
            return true;
        }
    }
    return false;
}

bool mpr_vendor_may_mirror(const MprVendorFields *fields)
{
    double order = 0;
    return contains(mpr_element_text(&fields->elements[MPR_VENDOR_GE_SEQUENCE]), "epi_pepolar") &&
           mpr_element_number(&fields->elements[MPR_VENDOR_GE_USER_DATA_12], 0, &order) &&
           (order == 1.0 || order == 2.0 || order == 3.0);
}
