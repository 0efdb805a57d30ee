/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Image Pixel (PS3.3 C.7.6.3), padding (C.7.5.1.1.2) and Modality LUT (C.11.1) of a frame. */
#include "FrameParts.h"

#include "Base/Decimal.h"

#include <string.h>

bool mpr_frame_short(const MprFrameFields *fields, MprField field, unsigned smallest, unsigned largest,
                     unsigned *value, MprError *error)
{
    double number = 0;
    if (!mpr_element_number(&fields->elements[field], 0, &number)) {
        return mpr_fail(error, MPR_UNSUITABLE, "%s is missing", mpr_frame_field_name(field));
    }
    if (number < smallest || number > largest) {
        char digits[MPR_DECIMAL_SIZE];
        mpr_decimal_format(number, digits);
        return mpr_fail(error, MPR_UNSUITABLE, "%s is %s; %u to %u is possible", mpr_frame_field_name(field),
                        digits, smallest, largest);
    }
    *value = (unsigned)number;
    return true;
}

static bool optional_short(const MprFrameFields *fields, MprField field, unsigned otherwise,
                           unsigned smallest, unsigned largest, unsigned *value, MprError *error)
{
    double number = 0;
    *value = otherwise;
    return !mpr_element_number(&fields->elements[field], 0, &number) ||
           mpr_frame_short(fields, field, smallest, largest, value, error);
}

static bool read_bits(const MprFrameFields *fields, MprStoredFormat *format, MprError *error)
{
    unsigned allocated = 0;
    unsigned sign = 0;
    if (!mpr_frame_short(fields, MPR_FIELD_BITS_ALLOCATED, 0, UINT16_MAX, &allocated, error)) {
        return false;
    }
    if (allocated != 8 && allocated != 16 && allocated != 32) {
        return mpr_fail(error, MPR_UNSUITABLE, "BitsAllocated is %u; 8, 16 and 32 are possible", allocated);
    }
    format->bits_allocated = allocated;
    if (!optional_short(fields, MPR_FIELD_BITS_STORED, allocated, 1, allocated, &format->bits_stored,
                        error) ||
        !optional_short(fields, MPR_FIELD_HIGH_BIT, format->bits_stored - 1, 0, allocated - 1,
                        &format->high_bit, error) ||
        !optional_short(fields, MPR_FIELD_PIXEL_REPRESENTATION, 0, 0, 1, &sign, error)) {
        return false;
    }
    format->is_high_bit_mended = format->high_bit + 1 < format->bits_stored;
    if (format->is_high_bit_mended) {
        format->high_bit = format->bits_stored - 1;
    }
    format->is_signed = sign == 1;
    return true;
}

static bool is_grey(const char *photometric)
{
    return strncmp(photometric, "MONOCHROME", 10) == 0;
}

static bool is_palette(const char *photometric)
{
    return strcmp(photometric, "PALETTE COLOR") == 0;
}

/* The constant that says the same; NULL for what is not known. */
static const char *known_photometric(MprText text)
{
    static const char *const KNOWN[] = {"MONOCHROME1", "MONOCHROME2",  "PALETTE COLOR", "RGB",
                                        "YBR_FULL",    "YBR_FULL_422", "YBR_RCT",       "YBR_ICT"};
    for (size_t index = 0; index < sizeof KNOWN / sizeof KNOWN[0]; index++) {
        if (mpr_text_is(text, KNOWN[index])) {
            return KNOWN[index];
        }
    }
    return NULL;
}

/* What a sentence may say of it: terms of the standard, and no other text of a file, because sentences are logged. */
static const char *printable_photometric(MprText text)
{
    static const char *const terms[] = {"MONOCHROME1",
                                        "MONOCHROME2",
                                        "PALETTE COLOR",
                                        "RGB",
                                        "HSV",
                                        "ARGB",
                                        "CMYK",
                                        "YBR_FULL",
                                        "YBR_ICT",
                                        "YBR_RCT",
                                        "XYB",
                                        "YBR_PARTIAL_422",
                                        "YBR_PARTIAL_420",
                                        "YBR_FULL_422"};
    for (size_t index = 0; index < sizeof terms / sizeof *terms; index++) {
        if (mpr_text_is(text, terms[index])) {
            return terms[index];
        }
    }
    return text.size == 0 ? "" : "?";
}

static bool read_colour(const MprFrameFields *fields, MprStoredFormat *format, MprError *error)
{
    const MprText text = mpr_element_text(&fields->elements[MPR_FIELD_PHOTOMETRIC]);
    format->photometric = known_photometric(text);
    const bool is_single =
        format->photometric != NULL && (is_grey(format->photometric) || is_palette(format->photometric));
    if (format->photometric == NULL || format->samples != (is_single ? 1 : 3)) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "PhotometricInterpretation is \"%s\" with %u values per pixel: neither grey nor a "
                        "known kind of colour",
                        printable_photometric(text), format->samples);
    }
    if (!is_single && (format->bits_allocated != 8 || format->bits_stored != 8 || format->is_signed)) {
        return mpr_fail(error, MPR_UNSUITABLE, "the colours have %u of %u bits; 8 of 8 are possible",
                        format->bits_stored, format->bits_allocated);
    }
    if (is_palette(format->photometric) && (format->bits_allocated > 16 || format->is_signed)) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "the palette is indexed by %u bits; 16 unsigned bits are possible",
                        format->bits_allocated);
    }
    return true;
}

bool mpr_frame_format(const MprFrameFields *fields, MprStoredFormat *format, MprError *error)
{
    unsigned planar = 0;
    if (!mpr_frame_short(fields, MPR_FIELD_ROWS, 1, UINT16_MAX, &format->rows, error) ||
        !mpr_frame_short(fields, MPR_FIELD_COLUMNS, 1, UINT16_MAX, &format->columns, error) ||
        !optional_short(fields, MPR_FIELD_SAMPLES, 1, 1, 4, &format->samples, error) ||
        !optional_short(fields, MPR_FIELD_PLANAR, 0, 0, 1, &planar, error)) {
        return false;
    }
    format->is_planar = planar == 1;
    return read_bits(fields, format, error) && read_colour(fields, format, error);
}

/* 32 bits are made 16 when they are decoded. */
static MprPixelType type_of(const MprStoredFormat *format)
{
    if (format->bits_allocated == 8) {
        return format->is_signed ? MPR_PIXEL_INT8 : MPR_PIXEL_UINT8;
    }
    return format->is_signed ? MPR_PIXEL_INT16 : MPR_PIXEL_UINT16;
}

/* With the sign of the pixels, whatever VR a sender or an implicit transfer syntax gave it. */
static bool read_padding_value(const MprElement *element, const MprStoredFormat *format, int64_t *padding)
{
    MprElement typed = *element;
    double value = 0;
    if (typed.vr == MPR_VR_SQ || (typed.value_size != 2 && typed.value_size != 4)) {
        return false;
    }
    typed.vr = typed.value_size == 2 ? (format->is_signed ? MPR_VR_SS : MPR_VR_US)
                                     : (format->is_signed ? MPR_VR_SL : MPR_VR_UL);
    const unsigned stored = format->bits_stored < 16 ? format->bits_stored : 16;
    const int64_t span = (int64_t)1 << stored;
    const int64_t low = format->is_signed ? -span / 2 : 0;
    mpr_element_number(&typed, 0, &value);
    *padding = (int64_t)value;
    return *padding >= low && *padding <= low + span - 1;
}

static void read_padding(const MprFrameFields *fields, const MprStoredFormat *format, MprEncoding *encoding)
{
    int64_t value = 0;
    int64_t limit = 0;
    if (!read_padding_value(&fields->elements[MPR_FIELD_PADDING], format, &value)) {
        return;
    }
    if (!read_padding_value(&fields->elements[MPR_FIELD_PADDING_LIMIT], format, &limit)) {
        limit = value;
    }
    encoding->has_padding = true;
    encoding->padding_low = (int32_t)(value < limit ? value : limit);
    encoding->padding_high = (int32_t)(value < limit ? limit : value);
}

/* Present and without a number is not the same as missing. */
static bool read_optional(const MprElement *element, double otherwise, double *value)
{
    *value = otherwise;
    return mpr_element_number(element, 0, value) || mpr_element_text(element).size == 0;
}

static bool read_rescale(const MprFrameFields *fields, MprEncoding *encoding, MprError *error)
{
    const MprElement *table = &fields->elements[MPR_FIELD_MODALITY_LUT];
    if (table->vr == MPR_VR_SQ && table->value_size > 0) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "a Modality LUT Sequence stands for the rescale: only a slope and an intercept can "
                        "be interpolated");
    }
    if (!read_optional(&fields->elements[MPR_FIELD_RESCALE_SLOPE], 1.0, &encoding->slope)) {
        return mpr_fail(error, MPR_UNSUITABLE, "RescaleSlope is not a number");
    }
    encoding->slope = encoding->slope == 0.0 ? 1.0 : encoding->slope; /* mpr_frame_remarks says so */
    return read_optional(&fields->elements[MPR_FIELD_RESCALE_INTERCEPT], 0.0, &encoding->intercept) ||
           mpr_fail(error, MPR_UNSUITABLE, "RescaleIntercept is not a number");
}

bool mpr_frame_encoding(const MprFrameFields *fields, const MprStoredFormat *format, MprEncoding *encoding,
                        MprError *error)
{
    encoding->slope = 1.0;
    if (!is_grey(format->photometric)) {
        encoding->type = MPR_PIXEL_UINT8;
        encoding->samples = 3;
        encoding->bits_stored = 8;
        return true;
    }
    encoding->type = type_of(format);
    encoding->samples = 1;
    encoding->bits_stored = (uint8_t)(format->bits_stored < 16 ? format->bits_stored : 16);
    encoding->is_monochrome1 = strcmp(format->photometric, "MONOCHROME1") == 0;
    read_padding(fields, format, encoding);
    return read_rescale(fields, encoding, error);
}

uint32_t mpr_frame_remarks(const MprFrameFields *fields, const MprStoredFormat *format)
{
    double slope = 1.0;
    const bool is_zero = is_grey(format->photometric) &&
                         mpr_element_number(&fields->elements[MPR_FIELD_RESCALE_SLOPE], 0, &slope) &&
                         slope == 0.0;
    return (format->is_high_bit_mended ? (uint32_t)MPR_REMARK_HIGH_BIT : 0u) |
           (is_zero ? (uint32_t)MPR_REMARK_SLOPE_ZERO : 0u);
}
