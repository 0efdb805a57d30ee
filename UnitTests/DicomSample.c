/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Valid CT, MR and PET images of twenty pixels. */
#include "DicomSample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sample_remove(DicomSample *sample, uint32_t tag)
{
    for (size_t index = 0; index < sample->count; index++) {
        if (sample->elements[index].tag == tag) {
            free(sample->elements[index].bytes.data);
            memmove(&sample->elements[index], &sample->elements[index + 1],
                    (sample->count - index - 1) * sizeof sample->elements[0]);
            sample->count--;
            return;
        }
    }
}

void sample_take(DicomSample *sample, uint32_t tag, DicomBytes element)
{
    sample_remove(sample, tag);
    size_t index = sample->count;
    while (index > 0 && sample->elements[index - 1].tag > tag) {
        sample->elements[index] = sample->elements[index - 1];
        index--;
    }
    sample->elements[index] = (SampleElement){tag, element};
    sample->count++;
}

void sample_text(DicomSample *sample, uint32_t tag, const char *vr, const char *text)
{
    DicomBytes element = {0};
    dicom_bytes_text(&element, tag, vr, text);
    sample_take(sample, tag, element);
}

void sample_short(DicomSample *sample, uint32_t tag, const char *vr, int32_t value)
{
    DicomBytes element = {0};
    dicom_bytes_short(&element, tag, vr, value);
    sample_take(sample, tag, element);
}

void sample_data(DicomSample *sample, uint32_t tag, const char *vr, const void *data, size_t size)
{
    DicomBytes element = {0};
    dicom_bytes_long(&element, tag, vr, data, (uint32_t)size);
    sample_take(sample, tag, element);
}

void sample_code(DicomSample *sample, uint32_t tag, const char *value, const char *meaning)
{
    DicomBytes element = {0};
    dicom_bytes_code(&element, tag, value, "DCM", meaning);
    sample_take(sample, tag, element);
}

void sample_fragment(DicomSample *sample, const char *syntax, const void *data, size_t size)
{
    DicomBytes element = {0};
    const uint16_t item[2] = {0xFFFE, 0xE000};
    const uint32_t lengths[2] = {0, (uint32_t)size};
    dicom_bytes_long(&element, 0x7FE00010, "OB", NULL, UINT32_MAX);
    dicom_bytes_raw(&element, item, sizeof item);
    dicom_bytes_raw(&element, &lengths[0], sizeof lengths[0]);
    dicom_bytes_raw(&element, item, sizeof item);
    dicom_bytes_raw(&element, &lengths[1], sizeof lengths[1]);
    dicom_bytes_raw(&element, data, size);
    dicom_bytes_close(&element);
    sample_take(sample, 0x7FE00010, element);
    sample->syntax = syntax;
}

/* --- other transfer syntaxes, for elements without items ---------------------------------------------------
 */

typedef struct {
    uint16_t group, element;
    char vr[3];
    const unsigned char *value;
    uint32_t size;
} Parts;

static Parts parts_of(const SampleElement *element)
{
    const unsigned char *bytes = element->bytes.data;
    Parts parts = {.group = (uint16_t)(element->tag >> 16), .element = (uint16_t)(element->tag & 0xFFFF)};
    memcpy(parts.vr, bytes + 4, 2);
    if (strstr("OB OW", parts.vr) != NULL) {
        memcpy(&parts.size, bytes + 8, sizeof parts.size);
        parts.value = bytes + 12;
    } else {
        memcpy(&parts.size, bytes + 6, 2);
        parts.value = bytes + 8;
    }
    return parts;
}

static void put_implicit(DicomBytes *file, const SampleElement *element)
{
    const Parts parts = parts_of(element);
    dicom_bytes_raw(file, element->bytes.data, 4);
    dicom_bytes_raw(file, &parts.size, sizeof parts.size);
    dicom_bytes_raw(file, parts.value, parts.size);
}

static void put_swapped(DicomBytes *file, const void *data, size_t size, size_t width)
{
    const unsigned char *bytes = data;
    for (size_t start = 0; start < size; start += width) {
        for (size_t index = width; index > 0; index--) {
            dicom_bytes_raw(file, bytes + start + index - 1, 1);
        }
    }
}

static void put_big_endian(DicomBytes *file, const SampleElement *element)
{
    const Parts parts = parts_of(element);
    const uint16_t short_size = (uint16_t)parts.size;
    put_swapped(file, &parts.group, 2, 2);
    put_swapped(file, &parts.element, 2, 2);
    dicom_bytes_raw(file, parts.vr, 2);
    if (strstr("OB OW", parts.vr) != NULL) {
        dicom_bytes_raw(file, "\0\0", 2);
        put_swapped(file, &parts.size, 4, 4);
    } else {
        put_swapped(file, &short_size, 2, 2);
    }
    put_swapped(file, parts.value, parts.size, strstr("US SS OW", parts.vr) != NULL ? 2 : 1);
}

DicomBytes sample_file(const DicomSample *sample)
{
    DicomBytes file = {0};
    dicom_bytes_begin(&file, sample->syntax, "1.2.840.10008.5.1.4.1.1.7", "2.25.1");
    for (size_t index = 0; index < sample->count; index++) {
        const SampleElement *element = &sample->elements[index];
        if (strcmp(sample->syntax, DICOM_IMPLICIT) == 0) {
            put_implicit(&file, element);
        } else if (strcmp(sample->syntax, DICOM_BIG_ENDIAN) == 0) {
            put_big_endian(&file, element);
        } else {
            dicom_bytes_raw(&file, element->bytes.data, element->bytes.size);
        }
    }
    return file;
}

void sample_free(DicomSample *sample)
{
    while (sample->count > 0) {
        sample_remove(sample, sample->elements[0].tag);
    }
}

static void put_patient(DicomSample *sample)
{
    sample_text(sample, 0x00080020, "DA", "20240101");
    sample_text(sample, 0x00080030, "TM", "101112");
    sample_text(sample, 0x00080050, "SH", "A123");
    sample_text(sample, 0x00080090, "PN", "Doe^Ray");
    sample_text(sample, 0x00100010, "PN", "Phantom^Letter");
    sample_text(sample, 0x00100020, "LO", "P1");
    sample_text(sample, 0x00100030, "DA", "19700101");
    sample_text(sample, 0x00100040, "CS", "O");
    sample_text(sample, 0x0020000D, "UI", "1.2.826.0.1.1");
    sample_text(sample, 0x00200010, "SH", "S1");
}

static void put_series(DicomSample *sample)
{
    sample_text(sample, 0x0008103E, "LO", "Thin");
    sample_text(sample, 0x0020000E, "UI", "1.2.826.0.1.1.2");
    sample_text(sample, 0x00200011, "IS", "7");
    sample_text(sample, 0x00200052, "UI", "1.2.826.0.1.9");
    sample_text(sample, 0x00201040, "LO", "");
    sample_text(sample, 0x00080070, "LO", "Scanner Works");
    sample_text(sample, 0x00081090, "LO", "Model 3");
    sample_text(sample, 0x00081010, "SH", "ROOM2");
}

static void put_plane(DicomSample *sample, unsigned index)
{
    char text[64];
    snprintf(text, sizeof text, "-10\\-20\\%u", 3 * index);
    sample_text(sample, 0x00200032, "DS", text);
    sample_text(sample, 0x00200037, "DS", "1\\0\\0\\0\\1\\0");
    sample_text(sample, 0x00280030, "DS", "0.50\\0.25");
    sample_text(sample, 0x00180050, "DS", "3.0");
    snprintf(text, sizeof text, "1.2.826.0.1.1.2.%u", index + 1);
    sample_text(sample, 0x00080018, "UI", text);
    snprintf(text, sizeof text, "%u", index + 1);
    sample_text(sample, 0x00200013, "IS", text);
    snprintf(text, sizeof text, "1012%02u.5", index);
    sample_text(sample, 0x00080032, "TM", text);
    sample_text(sample, 0x00080022, "DA", "20240101");
}

static void put_pixels(DicomSample *sample, unsigned first, unsigned frames, unsigned bits_stored,
                       bool is_signed)
{
    uint16_t pixels[SAMPLE_PIXELS];
    DicomBytes all = {0};
    for (unsigned frame = 0; frame < frames; frame++) {
        for (unsigned pixel = 0; pixel < SAMPLE_PIXELS; pixel++) {
            pixels[pixel] = (uint16_t)(first + 100 * frame + pixel);
        }
        dicom_bytes_raw(&all, pixels, sizeof pixels);
    }
    sample_short(sample, 0x00280002, "US", 1);
    sample_text(sample, 0x00280004, "CS", "MONOCHROME2");
    sample_short(sample, 0x00280010, "US", SAMPLE_ROWS);
    sample_short(sample, 0x00280011, "US", SAMPLE_COLUMNS);
    sample_short(sample, 0x00280100, "US", 16);
    sample_short(sample, 0x00280101, "US", (int32_t)bits_stored);
    sample_short(sample, 0x00280102, "US", (int32_t)bits_stored - 1);
    sample_short(sample, 0x00280103, "US", is_signed ? 1 : 0);
    sample_data(sample, 0x7FE00010, "OW", all.data, all.size);
    free(all.data);
}

DicomSample sample_ct(unsigned index)
{
    DicomSample sample = {.syntax = DICOM_EXPLICIT};
    put_patient(&sample);
    put_series(&sample);
    put_plane(&sample, index);
    put_pixels(&sample, 100 * index, 1, 16, true);
    sample_text(&sample, 0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL");
    sample_text(&sample, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2");
    sample_text(&sample, 0x00080060, "CS", "CT");
    sample_text(&sample, 0x00180060, "DS", "120");
    sample_text(&sample, 0x00185100, "CS", "HFS");
    sample_text(&sample, 0x00200012, "IS", "1");
    sample_text(&sample, 0x00281050, "DS", "40");
    sample_text(&sample, 0x00281051, "DS", "400");
    sample_text(&sample, 0x00281052, "DS", "-1024.0");
    sample_text(&sample, 0x00281053, "DS", "1.0");
    return sample;
}

DicomSample sample_mr(unsigned index)
{
    DicomSample sample = {.syntax = DICOM_EXPLICIT};
    put_patient(&sample);
    put_series(&sample);
    put_plane(&sample, index);
    put_pixels(&sample, 100 * index, 1, 12, false);
    sample_text(&sample, 0x00080008, "CS", "ORIGINAL\\PRIMARY\\M\\ND");
    sample_text(&sample, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4");
    sample_text(&sample, 0x00080060, "CS", "MR");
    sample_text(&sample, 0x00180020, "CS", "SE");
    sample_text(&sample, 0x00180021, "CS", "SK");
    sample_text(&sample, 0x00180022, "CS", "");
    sample_text(&sample, 0x00180023, "CS", "2D");
    sample_text(&sample, 0x00180080, "DS", "500");
    sample_text(&sample, 0x00180081, "DS", "15");
    sample_text(&sample, 0x00180091, "IS", "1");
    sample_text(&sample, 0x00185100, "CS", "HFS");
    return sample;
}

DicomSample sample_pet(unsigned index)
{
    char text[32];
    DicomSample sample = sample_ct(index);
    sample_text(&sample, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.128");
    sample_text(&sample, 0x00080060, "CS", "PT");
    sample_text(&sample, 0x00080021, "DA", "20240101");
    sample_text(&sample, 0x00080031, "TM", "100000");
    sample_text(&sample, 0x00080008, "CS", "ORIGINAL\\PRIMARY");
    sample_text(&sample, 0x00181242, "IS", "180000");
    sample_text(&sample, 0x00281052, "DS", "0");
    sample_text(&sample, 0x00281053, "DS", "0.000061");
    sample_text(&sample, 0x00541000, "CS", "STATIC\\IMAGE");
    sample_text(&sample, 0x00541001, "CS", "BQML");
    sample_text(&sample, 0x00541002, "CS", "EMISSION");
    sample_text(&sample, 0x00541102, "CS", "START");
    sample_short(&sample, 0x00540081, "US", 83);
    sample_short(&sample, 0x00541330, "US", (int32_t)index + 1);
    snprintf(text, sizeof text, "%u", 1000 * (10 + index));
    sample_text(&sample, 0x00541300, "DS", text);
    snprintf(text, sizeof text, "1.%u", index + 1);
    sample_text(&sample, 0x00541321, "DS", text);
    return sample;
}

/* A functional group of one item that holds the given elements. */
static void put_group(DicomBytes *groups, uint32_t tag, const DicomBytes *content)
{
    dicom_bytes_open(groups, tag);
    dicom_bytes_open_item(groups);
    dicom_bytes_raw(groups, content->data, content->size);
    dicom_bytes_close_item(groups);
    dicom_bytes_close(groups);
}

static void put_text_group(DicomBytes *groups, uint32_t group, uint32_t tag, const char *vr, const char *text)
{
    DicomBytes content = {0};
    dicom_bytes_text(&content, tag, vr, text);
    put_group(groups, group, &content);
    free(content.data);
}

static DicomBytes shared_groups(void)
{
    DicomBytes groups = {0};
    DicomBytes measures = {0};
    DicomBytes echo = {0};
    dicom_bytes_open(&groups, 0x52009229);
    dicom_bytes_open_item(&groups);
    dicom_bytes_double(&echo, 0x00189082, 12.5);
    put_group(&groups, 0x00189114, &echo);
    put_text_group(&groups, 0x00209116, 0x00200037, "DS", "1\\0\\0\\0\\1\\0");
    dicom_bytes_text(&measures, 0x00180050, "DS", "3.0");
    dicom_bytes_text(&measures, 0x00280030, "DS", "0.50\\0.25");
    put_group(&groups, 0x00289110, &measures);
    dicom_bytes_close_item(&groups);
    dicom_bytes_close(&groups);
    free(echo.data);
    free(measures.data);
    return groups;
}

static DicomBytes frame_groups(unsigned frames)
{
    DicomBytes groups = {0};
    dicom_bytes_open(&groups, 0x52009230);
    for (unsigned frame = 0; frame < frames; frame++) {
        char position[64];
        DicomBytes type = {0};
        snprintf(position, sizeof position, "-10\\-20\\%u", 3 * frame);
        dicom_bytes_open_item(&groups);
        dicom_bytes_text(&type, 0x00089007, "CS", "ORIGINAL\\PRIMARY\\T1\\NONE");
        dicom_bytes_text(&type, 0x00089208, "CS", "MAGNITUDE");
        put_group(&groups, 0x00189226, &type);
        put_text_group(&groups, 0x00209111, 0x00209056, "SH", frame % 2 == 0 ? "1" : "2");
        put_text_group(&groups, 0x00209113, 0x00200032, "DS", position);
        dicom_bytes_close_item(&groups);
        free(type.data);
    }
    dicom_bytes_close(&groups);
    return groups;
}

DicomSample sample_enhanced_mr(unsigned frames)
{
    char text[16];
    DicomSample sample = {.syntax = DICOM_EXPLICIT};
    put_patient(&sample);
    put_series(&sample);
    put_pixels(&sample, 0, frames, 12, false);
    sample_text(&sample, 0x00080008, "CS", "ORIGINAL\\PRIMARY\\T1\\NONE");
    sample_text(&sample, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4.1");
    sample_text(&sample, 0x00080018, "UI", "1.2.826.0.1.1.3.1");
    sample_text(&sample, 0x00080060, "CS", "MR");
    sample_text(&sample, 0x00189008, "CS", "SPIN");
    snprintf(text, sizeof text, "%u", frames);
    sample_text(&sample, 0x00280008, "IS", text);
    sample_take(&sample, 0x52009229, shared_groups());
    sample_take(&sample, 0x52009230, frame_groups(frames));
    return sample;
}
