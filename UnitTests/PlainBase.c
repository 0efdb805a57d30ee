/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Phantoms of each kind, samples with what headers have, and what spoils a plain file. */
#include "PlainBase.h"

#include <stdio.h>
#include <string.h>

/* --- a phantom of each kind ---------------------------------------------------------------------------- */

typedef struct {
    const char *name, *modality, *bits, *sign, *padding;
} PhantomKind;

static const PhantomKind PHANTOMS[] = {
    {"ct", "CT", "16", "--signed", "-2000"},     {"ct-12", "CT", "12", "--unsigned", "0"},
    {"mr", "MR", "12", "--unsigned", "4095"},    {"mr-8", "MR", "8", "--unsigned", "255"},
    {"mr-16", "MR", "16", "--signed", "-32768"},
};

static DicomBytes read_file(const char *path)
{
    DicomBytes bytes = {0};
    char part[4096];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t size = fread(part, 1, sizeof part, file); size > 0;
         size = fread(part, 1, sizeof part, file)) {
        dicom_bytes_raw(&bytes, part, size);
    }
    fclose(file);
    return bytes;
}

static DicomBytes phantom_file(const PhantomKind *kind)
{
    char folder[] = "/tmp/mpr-plain-XXXXXX";
    char path[64];
    assert_non_null(mkdtemp(folder));
    const char *const arguments[] = {getenv("MPR_PHANTOM"),
                                     "--out",
                                     folder,
                                     "--modality",
                                     kind->modality,
                                     "--bits",
                                     kind->bits,
                                     kind->sign,
                                     "--padding",
                                     kind->padding,
                                     "--slices",
                                     "1",
                                     "--columns",
                                     "12",
                                     "--rows",
                                     "10",
                                     NULL};
    assert_int_equal(testing_run(arguments), 0);
    snprintf(path, sizeof path, "%s/IM0001.dcm", folder);
    DicomBytes file = read_file(path);
    const char *const clean[] = {"rm", "-r", folder, NULL};
    assert_int_equal(testing_run(clean), 0);
    return file;
}

/* --- samples ------------------------------------------------------------------------------------------- */

/* Sequences of both kinds of lengths, within one another, and empty ones. */
static void put_sequences(DicomSample *sample)
{
    static const unsigned char inner[] = {
        0x40, 0,    0x75, 2,    'S', 'Q', 0, 0, 44,   0,    0,    0,                /* of 44 bytes: */
        0xFE, 0xFF, 0,    0xE0, 36,  0,   0, 0,                                     /* an item of 36: */
        0x40, 0,    8,    0,    'S', 'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,             /* a sequence: */
        0xFE, 0xFF, 0,    0xE0, 0,   0,   0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0, /* an empty item */
        0x40, 0,    9,    0,    'S', 'H', 0, 0};                                    /* an empty text */
    DicomBytes request = {0};
    dicom_bytes_raw(&request, inner, sizeof inner);
    sample_take(sample, 0x00400275, request);
    sample_code(sample, 0x00082218, "T-D1100", "Head");
    sample_data(sample, 0x00081032, "SQ", NULL, 0);
    DicomBytes studies = {0};
    dicom_bytes_open(&studies, 0x00081110);
    dicom_bytes_open_item(&studies);
    dicom_bytes_text(&studies, 0x00081150, "UI", "1.2.840.10008.3.1.2.3.1");
    dicom_bytes_text(&studies, 0x00081155, "UI", "");
    dicom_bytes_text(&studies, 0x00090010, "LO", "PRIVATE");
    dicom_bytes_close_item(&studies);
    dicom_bytes_close(&studies);
    sample_take(sample, 0x00081110, studies);
}

static DicomSample sample_with_sequences(void)
{
    DicomSample sample = sample_ct(3);
    put_sequences(&sample);
    sample_text(&sample, 0x00090010, "LO", "PRIVATE");
    sample_data(&sample, 0x00091001, "UN", "12345678", 8);
    sample_text(&sample, 0x00104000, "LT", "A comment  ");
    sample_short(&sample, 0x001021C0, "US", 4);
    sample_short(&sample, 0x00280120, "SS", -2000);
    sample_short(&sample, 0x00280121, "SS", -1900);
    sample_text(&sample, 0x00280008, "IS", "1");
    return sample;
}

static DicomSample sample_with_key(void)
{
    DicomSample sample = sample_mr(1);
    DicomBytes value = {0};
    dicom_bytes_double(&value, 0x00189087, 1000.0 / 3.0);
    sample_take(&sample, 0x00189087, value);
    sample_text(&sample, 0x00080008, "CS", "ORIGINAL\\PRIMARY\\\\M SE\\a;b=c\\");
    sample_text(&sample, 0x00209056, "SH", "stack 1");
    sample_text(&sample, 0x00190010, "LO", "SIEMENS MR HEADER");
    sample_text(&sample, 0x0019100C, "IS", "700");
    sample_text(&sample, 0x00430010, "LO", "GEMS_PARM_01");
    sample_text(&sample, 0x00431039, "IS", "1000000600\\8\\0\\0");
    sample_text(&sample, 0x00180086, "IS", "2");
    sample_text(&sample, 0x00180082, "DS", "900.5");
    sample_text(&sample, 0x00281050, "DS", "40\\50");
    sample_text(&sample, 0x00281051, "DS", "400\\10");
    return sample;
}

static DicomSample sample_of_8_bits(void)
{
    static const uint8_t pixels[SAMPLE_PIXELS] = {1, 2, 3};
    DicomSample sample = sample_mr(0);
    sample_text(&sample, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.3.1");
    sample_text(&sample, 0x00280004, "CS", "MONOCHROME1");
    sample_short(&sample, 0x00280100, "US", 8);
    sample_short(&sample, 0x00280101, "US", 7);
    sample_short(&sample, 0x00280102, "US", 7);
    sample_data(&sample, 0x7FE00010, "OB", pixels, sizeof pixels);
    return sample;
}

static DicomBytes taken_file(DicomSample sample)
{
    DicomBytes file = sample_file(&sample);
    sample_free(&sample);
    return file;
}

enum { PHANTOM_COUNT = sizeof PHANTOMS / sizeof PHANTOMS[0], SAMPLE_COUNT = 6 };

size_t plain_base_count(void)
{
    return PHANTOM_COUNT + SAMPLE_COUNT;
}

DicomBytes plain_base(size_t index)
{
    switch (index) {
    case 0:
        return taken_file(sample_ct(0));
    case 1:
        return taken_file(sample_mr(0));
    case 2:
        return taken_file(sample_pet(0));
    case 3:
        return taken_file(sample_with_sequences());
    case 4:
        return taken_file(sample_with_key());
    case 5:
        return taken_file(sample_of_8_bits());
    default:
        return phantom_file(&PHANTOMS[index - SAMPLE_COUNT]);
    }
}

/* --- what is not plain --------------------------------------------------------------------------------- */

typedef struct {
    uint32_t tag;
    const char *vr, *text;
} OddText;

static const OddText ODD_TEXTS[] = {
    {0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.1"}, /* CR */
    {0x00280008, "IS", "2"},
    {0x00280004, "CS", "RGB"},
    {0x00281053, "DS", "none"},
    {0x00281053, "DS", "one"},
    {0x00280030, "LO", "1\\1"},
    {0x00100010, "UT", "Doe^Jane"}, /* not the VR of a name */
    {0x00283000, "SQ", ""},
    {0x52009229, "SQ", ""},
    {0x7FE00001, "OV", ""},
};

typedef struct {
    uint32_t tag;
    int32_t value;
} OddShort;

static const OddShort ODD_SHORTS[] = {{0x00280002, 3},  {0x00280010, 0},  {0x00280100, 32}, {0x00280100, 12},
                                      {0x00280101, 17}, {0x00280102, 16}, {0x00280010, 5}};

static const char *const ODD_SYNTAXES[] = {DICOM_IMPLICIT, DICOM_BIG_ENDIAN, "1.2.840.10008.1.2.1.99",
                                           "1.2.840.10008.1.2.1 "};

enum {
    ODD_TEXT_COUNT = sizeof ODD_TEXTS / sizeof ODD_TEXTS[0],
    ODD_SHORT_COUNT = sizeof ODD_SHORTS / sizeof ODD_SHORTS[0],
    ODD_SYNTAX_COUNT = sizeof ODD_SYNTAXES / sizeof ODD_SYNTAXES[0]
};

size_t odd_base_count(void)
{
    return ODD_TEXT_COUNT + ODD_SHORT_COUNT + ODD_SYNTAX_COUNT;
}

DicomBytes odd_base(size_t index)
{
    DicomSample sample = sample_ct(0);
    if (index < ODD_TEXT_COUNT) {
        const OddText *odd = &ODD_TEXTS[index];
        if (strstr("SQ OV UT", odd->vr) != NULL) {
            sample_data(&sample, odd->tag, odd->vr, odd->text, strlen(odd->text));
        } else {
            sample_text(&sample, odd->tag, odd->vr, odd->text);
        }
    } else if (index < ODD_TEXT_COUNT + ODD_SHORT_COUNT) {
        const OddShort *odd = &ODD_SHORTS[index - ODD_TEXT_COUNT];
        sample_short(&sample, odd->tag, "US", odd->value);
    } else {
        sample.syntax = ODD_SYNTAXES[index - ODD_TEXT_COUNT - ODD_SHORT_COUNT];
    }
    return taken_file(sample);
}
