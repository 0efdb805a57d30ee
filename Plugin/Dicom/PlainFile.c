/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds plain files. Every doubt ends in false: a worker then looks at the file. */
#include "PlainFile.h"

#include "FrameFields.h"
#include "FrameHeader.h"

#include <string.h>

enum { PREAMBLE_SIZE = 128, META_START = PREAMBLE_SIZE + 4, GROUP_LENGTH_SIZE = 12 };

#define EXPLICIT_LITTLE_ENDIAN "1.2.840.10008.1.2.1" /* 19 characters, and a NUL to make them even */
#define EXPLICIT_BIG_ENDIAN "1.2.840.10008.1.2.2"
#define IMPLICIT_LITTLE_ENDIAN "1.2.840.10008.1.2"

#define GROUP_LENGTH 0x00020000u
#define TRANSFER_SYNTAX 0x00020010u
#define NUMBER_OF_FRAMES 0x00280008u
#define MODALITY_LUT 0x00283000u
#define IMAGE_TYPE 0x00080008u
#define UNITED_IMAGING 0x0065u
#define VFRAMES 0x51u /* of a private block */
#define FUNCTIONAL_GROUPS 0x5200u
#define PIXEL_GROUP 0x7FE0u /* other pixels than Pixel Data, and tables about it */
#define PIXEL_DATA 0x7FE00010u

/* --- File Meta Information (PS3.10 section 7.1) -------------------------------------------------------- */

static bool is_group_length(const MprElement *element, size_t *length)
{
    double value = 0;
    if (element->tag != GROUP_LENGTH || element->vr != MPR_VR_UL || element->value_size != 4 ||
        !mpr_element_number(element, 0, &value)) {
        return false;
    }
    *length = (size_t)value;
    return true;
}

/* Identifiers of odd length have a NUL behind them. */
static bool is_syntax(const MprElement *element, const char *uid)
{
    return element->vr == MPR_VR_UI && element->value_size == (strlen(uid) + 1) / 2 * 2 &&
           memcmp(element->value, uid, element->value_size) == 0;
}

/* The elements of group 2 are as long as they say, and nothing else is among them. */
static bool read_meta(const unsigned char *head, size_t given, MprElement *syntax, size_t *end)
{
    MprElement element;
    size_t length = 0;
    if (given < META_START + GROUP_LENGTH_SIZE || memcmp(head + PREAMBLE_SIZE, "DICM", 4) != 0) {
        return false;
    }
    MprElements meta = mpr_elements_of(head + META_START, GROUP_LENGTH_SIZE);
    const size_t start = META_START + GROUP_LENGTH_SIZE;
    if (mpr_elements_next(&meta, &element) != MPR_ELEMENTS_ELEMENT || !is_group_length(&element, &length) ||
        length > given - start) {
        return false;
    }
    meta = mpr_elements_of(head + start, length);
    MprElementsStep step;
    while ((step = mpr_elements_next(&meta, &element)) == MPR_ELEMENTS_ELEMENT) {
        if (element.tag >> 16 != 2 || element.vr == MPR_VR_UN) {
            return false;
        }
        if (element.tag == TRANSFER_SYNTAX) {
            *syntax = element;
        }
    }
    *end = start + length;
    return step == MPR_ELEMENTS_END && syntax->tag == TRANSFER_SYNTAX;
}

/* --- the dataset --------------------------------------------------------------------------------------- */

/* Does a sequence say of everything in it what it is? A parser may take UN for this or that. */
static bool is_certain_sequence(const MprElement *sequence)
{
    const unsigned char *at = sequence->value;
    size_t left = sequence->value_size;
    MprElements item;
    MprElement element;
    while (mpr_elements_item(&at, &left, &item)) {
        while (mpr_elements_next(&item, &element) == MPR_ELEMENTS_ELEMENT) {
            if (element.vr == MPR_VR_UN || (element.vr == MPR_VR_SQ && !is_certain_sequence(&element))) {
                return false;
            }
        }
    }
    return true;
}

static bool is_one_frame(const MprElement *element)
{
    double frames = 0;
    return element->vr == MPR_VR_IS && (mpr_element_text(element).size == 0 ||
                                        (mpr_element_number(element, 0, &frames) && frames == 1.0));
}

/* What an attribute block takes over has the VR that the standard gives it. */
static bool is_certain_attribute(const MprElement *element, uint16_t vr, bool is_signed_too)
{
    if ((element->tag >> 16) % 2 != 0) {
        return element->vr != MPR_VR_SQ;
    }
    return (element->vr == vr || (is_signed_too && element->vr == MPR_VR_SS)) &&
           (vr != MPR_VR_SQ || is_certain_sequence(element));
}

/* Slices side by side in one image: Siemens says so in ImageType, United Imaging has an item for each. */
static bool may_be_mosaic(const MprElement *element)
{
    MprText rest = mpr_element_text(element);
    MprText part;
    bool may_be = element->tag >> 16 == UNITED_IMAGING && (element->tag & 0xFF) == VFRAMES;
    while (element->tag == IMAGE_TYPE && !may_be && mpr_text_take(&rest, &part)) {
        may_be = mpr_text_is(part, "MOSAIC");
    }
    return may_be;
}

/* Counts what belongs into the attribute block. */
static bool accept_element(const MprElement *element, MprPlainFile *plain)
{
    uint16_t vr = 0;
    bool is_signed_too = false;
    const uint32_t group = element->tag >> 16;
    if (group < 8 || group == FUNCTIONAL_GROUPS || group == PIXEL_GROUP || element->tag == MODALITY_LUT) {
        return false;
    }
    if ((element->tag == NUMBER_OF_FRAMES && !is_one_frame(element)) || may_be_mosaic(element)) {
        return false;
    }
    if (!mpr_frame_attribute(element->tag, &vr, &is_signed_too)) {
        return true;
    }
    plain->attributes_size += element->size;
    return is_certain_attribute(element, vr, is_signed_too);
}

/* Everything up to the tag of the pixels; the head of their element must be there. */
static bool read_dataset(const unsigned char *head, size_t start, size_t given, MprPlainFile *plain,
                         MprElement *pixels)
{
    MprElements elements = mpr_elements_of(head + start, given - start);
    MprElement element;
    while (mpr_elements_head(&elements, pixels) && pixels->tag < PIXEL_DATA) {
        if (mpr_elements_next(&elements, &element) != MPR_ELEMENTS_ELEMENT ||
            !accept_element(&element, plain)) {
            return false;
        }
    }
    plain->dataset = head + start;
    plain->dataset_size = (size_t)(elements.at - plain->dataset);
    return mpr_elements_head(&elements, pixels) && pixels->tag == PIXEL_DATA;
}

/* --- the pixels ---------------------------------------------------------------------------------------- */

static bool is_plain_format(const MprFrameHeader *header, const MprStoredFormat *format)
{
    return header->family != MPR_FAMILY_REFUSED && header->encoding.samples == 1 && format->samples == 1 &&
           (format->bits_allocated == 8 || format->bits_allocated == 16);
}

/* At least the bytes of one frame, of which the file has all that it says to have. */
static bool place_pixels(const MprElement *pixels, size_t offset, size_t size, const MprStoredFormat *format,
                         MprPlainFile *plain)
{
    const size_t stated = pixels->value_size;
    const size_t needed = (size_t)format->rows * format->columns * (format->bits_allocated / 8);
    const bool has_fitting_vr =
        pixels->vr == MPR_VR_OW || (pixels->vr == MPR_VR_OB && format->bits_allocated == 8);
    if (!has_fitting_vr || stated == MPR_UNDEFINED_LENGTH || stated % 2 != 0 || offset > size ||
        stated > size - offset || needed > stated) {
        return false;
    }
    plain->pixels_offset = offset;
    plain->pixels_size = needed;
    plain->high_bit = format->high_bit;
    return true;
}

/* All that stands before the pixels. */
static bool read_head(const unsigned char *head, size_t given, size_t start, MprPlainFile *plain,
                      MprStoredFormat *format, MprElement *pixels)
{
    MprError ignored;
    return read_dataset(head, start, given, plain, pixels) &&
           mpr_frame_header_read(plain->dataset, plain->dataset_size, &plain->header, format, &ignored);
}

bool mpr_plain_file_read(const void *head, size_t given, size_t size, MprPlainFile *plain)
{
    const unsigned char *const bytes = head;
    MprStoredFormat format;
    MprElement syntax = {0};
    MprElement pixels;
    size_t start = 0;
    memset(plain, 0, sizeof *plain);
    if (given > size || !read_meta(bytes, given, &syntax, &start) ||
        !is_syntax(&syntax, EXPLICIT_LITTLE_ENDIAN)) {
        return false;
    }
    plain->syntax = syntax.start;
    plain->syntax_size = syntax.size;
    return read_head(bytes, given, start, plain, &format, &pixels) &&
           is_plain_format(&plain->header, &format) &&
           place_pixels(&pixels, (size_t)(pixels.value - bytes), size, &format, plain);
}

/* Compressed by what the worker decodes. */
static bool is_known_compression(const MprElement *syntax)
{
    static const char *const known[] = {
        "1.2.840.10008.1.2.4.50",  "1.2.840.10008.1.2.4.51",  "1.2.840.10008.1.2.4.57",
        "1.2.840.10008.1.2.4.70",  "1.2.840.10008.1.2.4.80",  "1.2.840.10008.1.2.4.81",
        "1.2.840.10008.1.2.4.90",  "1.2.840.10008.1.2.4.91",  "1.2.840.10008.1.2.5",
        "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203",
    };
    for (size_t index = 0; index < sizeof known / sizeof known[0]; index++) {
        if (is_syntax(syntax, known[index])) {
            return true;
        }
    }
    return false;
}

bool mpr_plain_file_header(const void *head, size_t given, size_t size, MprFrameHeader *header)
{
    const unsigned char *const bytes = head;
    MprStoredFormat format;
    MprElement syntax = {0};
    MprElement pixels;
    MprPlainFile plain;
    size_t start = 0;
    bool ok = mpr_plain_file_read(head, given, size, &plain);
    if (!ok && given <= size && read_meta(bytes, given, &syntax, &start) && is_known_compression(&syntax)) {
        memset(&plain, 0, sizeof plain);
        ok = read_head(bytes, given, start, &plain, &format, &pixels) &&
             plain.header.family != MPR_FAMILY_REFUSED && pixels.value_size == MPR_UNDEFINED_LENGTH &&
             (pixels.vr == MPR_VR_OB || pixels.vr == MPR_VR_OW);
    }
    if (ok) {
        *header = plain.header;
    }
    return ok;
}

/* A meta header that is not understood may be one of native pixels. */
bool mpr_plain_file_is_native(const void *head, size_t given)
{
    MprElement syntax = {0};
    size_t start = 0;
    return !read_meta(head, given, &syntax, &start) || is_syntax(&syntax, EXPLICIT_LITTLE_ENDIAN) ||
           is_syntax(&syntax, IMPLICIT_LITTLE_ENDIAN) || is_syntax(&syntax, EXPLICIT_BIG_ENDIAN);
}

/* --- the attribute block ------------------------------------------------------------------------------- */

bool mpr_plain_file_attributes(const MprPlainFile *plain, MprBuffer *attributes, MprError *error)
{
    MprElements elements = mpr_elements_of(plain->dataset, plain->dataset_size);
    MprElement element;
    uint16_t vr = 0;
    bool is_signed_too = false;
    if (!mpr_buffer_create(plain->syntax_size + plain->attributes_size, attributes, error)) {
        return false;
    }
    unsigned char *at = attributes->data;
    memcpy(at, plain->syntax, plain->syntax_size);
    at += plain->syntax_size;
    while (mpr_elements_next(&elements, &element) == MPR_ELEMENTS_ELEMENT) {
        if (mpr_frame_attribute(element.tag, &vr, &is_signed_too)) {
            memcpy(at, element.start, element.size);
            at += element.size;
        }
    }
    return true;
}
