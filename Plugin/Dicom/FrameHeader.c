/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The class, the texts, the grid and the window of a frame. */
#include "FrameHeader.h"

#include "FrameParts.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *uid;
    MprFamily family;
} CLASSES[] = {
    {"1.2.840.10008.5.1.4.1.1.2", MPR_FAMILY_CT},             /* CT */
    {"1.2.840.10008.5.1.4.1.1.2.1", MPR_FAMILY_CT},           /* Enhanced CT */
    {"1.2.840.10008.5.1.4.1.1.2.2", MPR_FAMILY_CT},           /* Legacy Converted Enhanced CT */
    {"1.2.840.10008.5.1.4.1.1.4", MPR_FAMILY_MR},             /* MR */
    {"1.2.840.10008.5.1.4.1.1.4.1", MPR_FAMILY_MR},           /* Enhanced MR */
    {"1.2.840.10008.5.1.4.1.1.4.4", MPR_FAMILY_MR},           /* Legacy Converted Enhanced MR */
    {"1.2.840.10008.5.1.4.1.1.128", MPR_FAMILY_PET},          /* PET */
    {"1.2.840.10008.5.1.4.1.1.130", MPR_FAMILY_PET},          /* Enhanced PET */
    {"1.2.840.10008.5.1.4.1.1.128.1", MPR_FAMILY_PET},        /* Legacy Converted Enhanced PET */
    {"1.2.840.10008.5.1.4.1.1.1", MPR_FAMILY_REFUSED},        /* CR */
    {"1.2.840.10008.5.1.4.1.1.1.1", MPR_FAMILY_REFUSED},      /* DX */
    {"1.2.840.10008.5.1.4.1.1.1.1.1", MPR_FAMILY_REFUSED},    /* DX, for processing */
    {"1.2.840.10008.5.1.4.1.1.1.2", MPR_FAMILY_REFUSED},      /* Mammography */
    {"1.2.840.10008.5.1.4.1.1.1.2.1", MPR_FAMILY_REFUSED},    /* Mammography, for processing */
    {"1.2.840.10008.5.1.4.1.1.1.3", MPR_FAMILY_REFUSED},      /* Intra-oral */
    {"1.2.840.10008.5.1.4.1.1.1.3.1", MPR_FAMILY_REFUSED},    /* Intra-oral, for processing */
    {"1.2.840.10008.5.1.4.1.1.4.2", MPR_FAMILY_REFUSED},      /* MR Spectroscopy */
    {"1.2.840.10008.5.1.4.1.1.7.1", MPR_FAMILY_REFUSED},      /* Multi-frame single bit SC */
    {"1.2.840.10008.5.1.4.1.1.12.1", MPR_FAMILY_REFUSED},     /* XA */
    {"1.2.840.10008.5.1.4.1.1.12.1.1", MPR_FAMILY_REFUSED},   /* Enhanced XA */
    {"1.2.840.10008.5.1.4.1.1.12.2", MPR_FAMILY_REFUSED},     /* XRF */
    {"1.2.840.10008.5.1.4.1.1.12.2.1", MPR_FAMILY_REFUSED},   /* Enhanced XRF */
    {"1.2.840.10008.5.1.4.1.1.30", MPR_FAMILY_REFUSED},       /* Parametric Map */
    {"1.2.840.10008.5.1.4.1.1.66.4", MPR_FAMILY_REFUSED},     /* Segmentation */
    {"1.2.840.10008.5.1.4.1.1.66.7", MPR_FAMILY_REFUSED},     /* Label Map Segmentation */
    {"1.2.840.10008.5.1.4.1.1.77.1.1", MPR_FAMILY_REFUSED},   /* Endoscopy */
    {"1.2.840.10008.5.1.4.1.1.77.1.1.1", MPR_FAMILY_REFUSED}, /* Endoscopy, video */
    {"1.2.840.10008.5.1.4.1.1.77.1.2", MPR_FAMILY_REFUSED},   /* Microscopy */
    {"1.2.840.10008.5.1.4.1.1.77.1.2.1", MPR_FAMILY_REFUSED}, /* Microscopy, video */
    {"1.2.840.10008.5.1.4.1.1.77.1.3", MPR_FAMILY_REFUSED},   /* Microscopy of slides */
    {"1.2.840.10008.5.1.4.1.1.77.1.4", MPR_FAMILY_REFUSED},   /* Photography */
    {"1.2.840.10008.5.1.4.1.1.77.1.4.1", MPR_FAMILY_REFUSED}, /* Photography, video */
    {"1.2.840.10008.5.1.4.1.1.77.1.5.1", MPR_FAMILY_REFUSED}, /* Ophthalmic photography */
    {"1.2.840.10008.5.1.4.1.1.77.1.5.2", MPR_FAMILY_REFUSED}, /* Ophthalmic photography, 16 bits */
    {"1.2.840.10008.5.1.4.1.1.77.1.5.4", MPR_FAMILY_REFUSED}, /* Ophthalmic tomography */
    {"1.2.840.10008.5.1.4.1.1.77.1.6", MPR_FAMILY_REFUSED},   /* Whole slide microscopy */
    {"1.2.840.10008.5.1.4.1.1.481.1", MPR_FAMILY_REFUSED},    /* RT Image */
    {"1.2.840.10008.5.1.4.1.1.481.2", MPR_FAMILY_REFUSED},    /* RT Dose */
};

MprFamily mpr_family_of(const char *sop_class_uid, size_t size)
{
    for (size_t index = 0; index < sizeof CLASSES / sizeof CLASSES[0]; index++) {
        if (mpr_text_is((MprText){sop_class_uid, size}, CLASSES[index].uid)) {
            return CLASSES[index].family;
        }
    }
    return MPR_FAMILY_OTHER;
}

/* Text of the file reaches answers and logs only when it is plain. */
static bool copy_text(const MprFrameFields *fields, MprField field, char *copy, size_t size, MprError *error)
{
    const MprText text = mpr_element_text(&fields->elements[field]);
    if (text.size >= size) {
        return mpr_fail(error, MPR_UNSUITABLE, "%s has %zu characters; %zu are possible",
                        mpr_frame_field_name(field), text.size, size - 1);
    }
    for (size_t index = 0; index < text.size; index++) {
        if (text.start[index] < ' ' || text.start[index] > '~') {
            return mpr_fail(error, MPR_UNSUITABLE, "%s has characters that are not allowed there",
                            mpr_frame_field_name(field));
        }
    }
    memcpy(copy, text.start, text.size);
    return true;
}

static bool read_texts(const MprFrameFields *fields, MprFrameHeader *header, MprError *error)
{
    return copy_text(fields, MPR_FIELD_SOP_CLASS_UID, header->sop_class_uid, sizeof header->sop_class_uid,
                     error) &&
           copy_text(fields, MPR_FIELD_SOP_INSTANCE_UID, header->sop_instance_uid,
                     sizeof header->sop_instance_uid, error) &&
           copy_text(fields, MPR_FIELD_SERIES_INSTANCE_UID, header->series_instance_uid,
                     sizeof header->series_instance_uid, error) &&
           copy_text(fields, MPR_FIELD_STUDY_INSTANCE_UID, header->study_instance_uid,
                     sizeof header->study_instance_uid, error) &&
           copy_text(fields, MPR_FIELD_FRAME_OF_REFERENCE_UID, header->frame_of_reference_uid,
                     sizeof header->frame_of_reference_uid, error) &&
           copy_text(fields, MPR_FIELD_MODALITY, header->modality, sizeof header->modality, error);
}

/* An attribute that is there and cannot be read is named with its value. */
static void note_flaw(const MprFrameFields *fields, MprField field, bool is_read, MprFrameHeader *header)
{
    const MprText text = mpr_element_text(&fields->elements[field]);
    if (is_read || text.size == 0 || header->flaw[0] != '\0') {
        return;
    }
    const int used = snprintf(header->flaw, sizeof header->flaw, "%s is \"", mpr_frame_field_name(field));
    size_t at = (size_t)used;
    /* The sentence goes to the log, where no text of a file belongs that is no number. */
    for (size_t index = 0; index < text.size && at + 2 < sizeof header->flaw; index++) {
        const char character = text.start[index];
        header->flaw[at++] =
            (char)(character != '\0' && strchr("0123456789+-.,eE\\ ", character) != NULL ? character : '?');
    }
    header->flaw[at] = '"';
}

static void read_grid(const MprFrameFields *fields, MprFrameHeader *header)
{
    const MprElement *elements = fields->elements;
    double position[3] = {0};
    double directions[6] = {0};
    double spacing[2] = {0}; /* down, across */
    const bool has_position = mpr_element_numbers(&elements[MPR_FIELD_POSITION], 3, position);
    const bool has_orientation = mpr_element_numbers(&elements[MPR_FIELD_ORIENTATION], 6, directions);
    const bool has_spacing =
        mpr_element_numbers(&elements[MPR_FIELD_SPACING], 2, spacing) && spacing[0] > 0.0 && spacing[1] > 0.0;
    if (has_position) {
        header->grid.position = (MprVector){position[0], position[1], position[2]};
    }
    if (has_orientation) {
        header->grid.across = (MprVector){directions[0], directions[1], directions[2]};
        header->grid.down = (MprVector){directions[3], directions[4], directions[5]};
    }
    if (has_spacing) {
        header->grid.spacing_down_mm = spacing[0];
        header->grid.spacing_across_mm = spacing[1];
    }
    note_flaw(fields, MPR_FIELD_POSITION, has_position, header);
    note_flaw(fields, MPR_FIELD_ORIENTATION, has_orientation, header);
    note_flaw(fields, MPR_FIELD_SPACING, has_spacing, header);
    header->has_grid = has_position && has_orientation && has_spacing;
    double thickness = 0;
    if (mpr_element_number(&elements[MPR_FIELD_SLICE_THICKNESS], 0, &thickness) && thickness > 0.0) {
        header->thickness_mm = thickness;
    }
}

static void read_window(const MprFrameFields *fields, MprFrameHeader *header)
{
    double center = 0;
    double width = 0;
    if (mpr_element_number(&fields->elements[MPR_FIELD_WINDOW_CENTER], 0, &center) &&
        mpr_element_number(&fields->elements[MPR_FIELD_WINDOW_WIDTH], 0, &width) && width > 0.0) {
        header->window_center = center;
        header->window_width = width;
    }
}

/* FNV-1a; names end in any number of "^" (PS3.5 6.2.1). 0 says that there is no text. */
static uint32_t checksum_of(MprText text)
{
    uint32_t sum = 2166136261u;
    while (text.size > 0 && (text.start[text.size - 1] == '^' || text.start[text.size - 1] == ' ')) {
        text.size--;
    }
    for (size_t index = 0; index < text.size; index++) {
        sum = (sum ^ (unsigned char)text.start[index]) * 16777619u;
    }
    return text.size == 0 ? 0 : sum == 0 ? 1 : sum;
}

static void read_common(const MprFrameFields *fields, MprFrameHeader *header)
{
    static const MprField sources[MPR_COMMON_COUNT] = {
        [MPR_COMMON_MODALITY] = MPR_FIELD_MODALITY,
        [MPR_COMMON_PATIENT_NAME] = MPR_FIELD_PATIENT_NAME,
        [MPR_COMMON_PATIENT_BIRTH_DATE] = MPR_FIELD_PATIENT_BIRTH_DATE,
        [MPR_COMMON_PATIENT_SEX] = MPR_FIELD_PATIENT_SEX,
        [MPR_COMMON_IDENTITY_REMOVED] = MPR_FIELD_IDENTITY_REMOVED,
        [MPR_COMMON_RESCALE_TYPE] = MPR_FIELD_RESCALE_TYPE,
        [MPR_COMMON_UNITS] = MPR_FIELD_UNITS,
        [MPR_COMMON_DECAY_CORRECTION] = MPR_FIELD_DECAY_CORRECTION,
    };
    for (int attribute = 0; attribute < MPR_COMMON_COUNT; attribute++) {
        header->common[attribute] = checksum_of(mpr_element_text(&fields->elements[sources[attribute]]));
    }
}

/* May have one bit or floats, or no pixels at all: only its size can be told, as far as it has one. */
static void read_refused(const MprFrameFields *fields, MprFrameHeader *header)
{
    MprError ignored;
    header->encoding = (MprEncoding){.type = MPR_PIXEL_UINT8, .samples = 1, .bits_stored = 8, .slope = 1.0};
    header->grid.rows = header->grid.columns = 1;
    mpr_frame_short(fields, MPR_FIELD_ROWS, 1, UINT16_MAX, &header->grid.rows, &ignored);
    mpr_frame_short(fields, MPR_FIELD_COLUMNS, 1, UINT16_MAX, &header->grid.columns, &ignored);
}

/* C.8.2.1, C.8.3.1, C.8.9.4: one value per pixel, and what is made of them is of the same class. */
static bool check_colours(const MprFrameHeader *header, MprError *error)
{
    return header->encoding.samples == 1 || header->family == MPR_FAMILY_OTHER ||
           mpr_fail(error, MPR_UNSUITABLE, "the image has colours, which its class %s does not allow",
                    header->sop_class_uid);
}

static bool read_fields(const MprFrameFields *fields, MprFrameHeader *header, MprStoredFormat *format,
                        MprError *error)
{
    if (!read_texts(fields, header, error)) {
        return false;
    }
    header->family = mpr_family_of(header->sop_class_uid, strlen(header->sop_class_uid));
    read_grid(fields, header);
    if (header->family == MPR_FAMILY_REFUSED) {
        read_refused(fields, header);
        return true;
    }
    if (!mpr_frame_format(fields, format, error) ||
        !mpr_frame_encoding(fields, format, &header->encoding, error) || !check_colours(header, error)) {
        return false;
    }
    header->grid.rows = format->rows;
    header->grid.columns = format->columns;
    header->remarks = mpr_frame_remarks(fields, format);
    if (header->family == MPR_FAMILY_MR && mpr_vendor_may_mirror(&fields->vendor)) {
        header->remarks |= MPR_REMARK_MAY_MIRROR;
    }
    read_window(fields, header);
    read_common(fields, header);
    mpr_frame_write_key(fields, header);
    return true;
}

bool mpr_frame_header_read(const void *block, size_t size, MprFrameHeader *header, MprStoredFormat *format,
                           MprError *error)
{
    MprFrameFields fields;
    memset(header, 0, sizeof *header);
    memset(format, 0, sizeof *format);
    return mpr_frame_fields_read(block, size, &fields, error) && read_fields(&fields, header, format, error);
}

bool mpr_frame_header_read_foreign(const void *block, size_t size, MprFrameHeader *header, MprError *error)
{
    MprFrameFields fields;
    memset(header, 0, sizeof *header);
    if (!mpr_frame_fields_read(block, size, &fields, error) || !read_texts(&fields, header, error)) {
        return false;
    }
    header->family = MPR_FAMILY_REFUSED;
    read_refused(&fields, header);
    return true;
}
