/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a DICOM file. */
#include "DicomFile.h"

#include "Phantom.h"

#include <string.h>

#define IMPLEMENTATION_UID "2.25.213847610951237420871905523419867341205"

static void put16(FILE *file, uint32_t value)
{
    fputc((int)(value & 0xFF), file);
    fputc((int)(value >> 8 & 0xFF), file);
}

static void put32(FILE *file, uint32_t value)
{
    put16(file, value & 0xFFFF);
    put16(file, value >> 16);
}

static void put_head(FILE *file, DicomTag tag, const char vr[2])
{
    put16(file, tag >> 16);
    put16(file, tag & 0xFFFF);
    fwrite(vr, 1, 2, file);
}

static uint32_t even_length(const char *text)
{
    return ((uint32_t)strlen(text) + 1) / 2 * 2;
}

void dicom_text(FILE *file, DicomTag tag, const char vr[2], const char *text)
{
    const size_t length = strlen(text);
    put_head(file, tag, vr);
    put16(file, even_length(text));
    fwrite(text, 1, length, file);
    if (length % 2 != 0) {
        fputc(memcmp(vr, "UI", 2) == 0 ? '\0' : ' ', file);
    }
}

void dicom_begin(FILE *file, const char *sop_class_uid, const char *sop_instance_uid)
{
    static const char preamble[128];
    const char *const explicit_little_endian = "1.2.840.10008.1.2.1";
    fwrite(preamble, 1, sizeof preamble, file);
    fputs("DICM", file);
    /* FileMetaInformationGroupLength: the version has 14 bytes, each text a head of 8. */
    put_head(file, 0x00020000, "UL");
    put16(file, 4);
    put32(file, 14 + 4 * 8 + even_length(sop_class_uid) + even_length(sop_instance_uid) +
                    even_length(explicit_little_endian) + even_length(IMPLEMENTATION_UID));
    put_head(file, 0x00020001, "OB");
    put16(file, 0);
    put32(file, 2);
    put16(file, 0x0100);
    dicom_text(file, 0x00020002, "UI", sop_class_uid);
    dicom_text(file, 0x00020003, "UI", sop_instance_uid);
    dicom_text(file, 0x00020010, "UI", explicit_little_endian);
    dicom_text(file, 0x00020012, "UI", IMPLEMENTATION_UID);
}

void dicom_decimals(FILE *file, DicomTag tag, const double *values, int count)
{
    char texts[17 * 6] = "";
    size_t used = 0;
    for (int i = 0; i < count && i < 6; i++) {
        char text[17];
        mpr_phantom_decimal(values[i], text);
        used += (size_t)snprintf(texts + used, sizeof texts - used, i == 0 ? "%s" : "\\%s", text);
    }
    dicom_text(file, tag, "DS", texts);
}

void dicom_integer(FILE *file, DicomTag tag, int value)
{
    char text[13];
    snprintf(text, sizeof text, "%d", value);
    dicom_text(file, tag, "IS", text);
}

void dicom_short(FILE *file, DicomTag tag, const char vr[2], int32_t value)
{
    put_head(file, tag, vr);
    put16(file, 2);
    put16(file, (uint32_t)value & 0xFFFF);
}

void dicom_pixels(FILE *file, uint32_t size, int bytes_per_pixel)
{
    put_head(file, 0x7FE00010, bytes_per_pixel == 1 ? "OB" : "OW");
    put16(file, 0);
    put32(file, size + size % 2);
}

void dicom_pixel(FILE *file, int32_t value, int bytes_per_pixel)
{
    fputc((int)((uint32_t)value & 0xFF), file);
    if (bytes_per_pixel == 2) {
        fputc((int)((uint32_t)value >> 8 & 0xFF), file);
    }
}

/* FNV-1a. */
static uint64_t hash(uint64_t start, const char *text)
{
    uint64_t value = start;
    for (; *text != '\0'; text++) {
        value = (value ^ (unsigned char)*text) * 0x100000001B3u;
    }
    return value ^ value >> 29;
}

void dicom_uid(const char *text, char uid[DICOM_UID_SIZE])
{
    /* As a UUID of version 8, variant 2 (RFC 9562): bits 76-79 and 62-63. */
    const uint64_t high = (hash(0xCBF29CE484222325u, text) & 0xFFFFFFFFFFFF0FFFu) | 0x0000000000008000u;
    const uint64_t low = (hash(0x9AE16A3B2F90404Fu, text) & 0x3FFFFFFFFFFFFFFFu) | 0x8000000000000000u;
    uint32_t limbs[4] = {(uint32_t)(high >> 32), (uint32_t)high, (uint32_t)(low >> 32), (uint32_t)low};
    char digits[40] = "";
    size_t first = sizeof digits - 1;
    while (limbs[0] != 0 || limbs[1] != 0 || limbs[2] != 0 || limbs[3] != 0) {
        uint64_t remainder = 0;
        for (int i = 0; i < 4; i++) {
            const uint64_t value = remainder << 32 | limbs[i];
            limbs[i] = (uint32_t)(value / 10);
            remainder = value % 10;
        }
        digits[--first] = (char)('0' + remainder);
    }
    snprintf(uid, DICOM_UID_SIZE, "2.25.%s", &digits[first]);
}
