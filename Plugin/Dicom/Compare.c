/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is what the archive holds the image that was made? */
#include "Dicom.h"

#include "Ask.h"
#include "ElementValue.h"
#include "Meaning.h"

#include <string.h>

enum { PREAMBLE = 128, META_GROUP = 0x0002 };

#define TRANSFER_SYNTAX 0x00020010u
#define DERIVATION_DESCRIPTION 0x00082111u
#define PIXEL_DATA 0x7FE00010u

/* What a file says of itself, and its dataset. */
typedef struct {
    bool is_explicit; /* Explicit VR Little Endian, so that the dataset can be walked */
    MprElements dataset;
} Opened;

/* Elements that tell the time at which an image was made. */
static bool is_of_the_clock(uint32_t tag)
{
    static const uint32_t tags[] = {0x00080012, 0x00080013, 0x00080021, 0x00080023, 0x00080031, 0x00080033};
    for (size_t index = 0; index < sizeof tags / sizeof *tags; index++) {
        if (tags[index] == tag) {
            return true;
        }
    }
    return false;
}

/* False when the file has no meta information (PS3.10 7.1). */
static bool open_file(const MprBuffer *file, Opened *opened)
{
    static const char explicit_syntax[] = "1.2.840.10008.1.2.1"; /* its NUL is the padding */
    const unsigned char *bytes = file->data;
    MprElement element;
    if (file->size < PREAMBLE + 4 || memcmp(bytes + PREAMBLE, "DICM", 4) != 0) {
        return false;
    }
    MprElements elements = mpr_elements_of(bytes + PREAMBLE + 4, file->size - PREAMBLE - 4);
    opened->is_explicit = false;
    while (mpr_elements_head(&elements, &element) && element.tag >> 16 == META_GROUP) {
        if (mpr_elements_next(&elements, &element) != MPR_ELEMENTS_ELEMENT) {
            return false;
        }
        if (element.tag == TRANSFER_SYNTAX) {
            opened->is_explicit = element.value_size == sizeof explicit_syntax &&
                                  memcmp(element.value, explicit_syntax, sizeof explicit_syntax) == 0;
        }
    }
    opened->dataset = mpr_elements_of(elements.at, elements.left);
    return true;
}

static bool differ_at(uint32_t tag, MprError *error)
{
    return mpr_fail(error, MPR_TAKEN, "they differ in element (%04X,%04X)", (unsigned)(tag >> 16),
                    (unsigned)(tag & 0xFFFF));
}

/* The next element that counts. Pixels in another encoding are compared when they are decoded. */
static MprElementsStep next(MprElements *elements, bool is_reencoded, MprElement *element)
{
    MprElementsStep step;
    do {
        *element = (MprElement){0};
        step = mpr_elements_next(elements, element);
    } while (step == MPR_ELEMENTS_ELEMENT &&
             (is_of_the_clock(element->tag) || (element->tag & 0xFFFF) == 0 ||
              (is_reencoded && (mpr_meaning_is_of_encoding(element->tag) || element->tag == PIXEL_DATA))));
    return step;
}

/* Orthanc's JPEG codec tells of itself in front of the DerivationDescription: "Lossless JPEG compression, ...
 * [what was there]". */
static bool is_compressed_description(const MprElement *made, const MprElement *stored)
{
    static const char start[] = "Lossless JPEG compression, ";
    const MprText was = mpr_element_text(made);
    const MprText is = mpr_element_text(stored);
    return made->tag == DERIVATION_DESCRIPTION && stored->tag == DERIVATION_DESCRIPTION &&
           is.size >= sizeof start + was.size + 1 && memcmp(is.start, start, sizeof start - 1) == 0 &&
           is.start[is.size - 1] == ']' && is.start[is.size - was.size - 2] == '[' &&
           memcmp(is.start + is.size - 1 - was.size, was.start, was.size) == 0;
}

static bool are_same(const MprElement *made, const MprElement *stored, bool is_reencoded)
{
    return mpr_meaning_is_same(made, stored) || (is_reencoded && is_compressed_description(made, stored));
}

static bool compare_datasets(MprElements made, MprElements stored, bool is_reencoded, MprError *error)
{
    for (;;) {
        MprElement a;
        MprElement b;
        const MprElementsStep step_a = next(&made, is_reencoded, &a);
        const MprElementsStep step_b = next(&stored, is_reencoded, &b);
        if (step_a == MPR_ELEMENTS_END && step_b == MPR_ELEMENTS_END) {
            return true;
        }
        if (step_a != MPR_ELEMENTS_ELEMENT || step_b != MPR_ELEMENTS_ELEMENT ||
            !are_same(&a, &b, is_reencoded)) {
            const bool is_first =
                step_b != MPR_ELEMENTS_ELEMENT || (step_a == MPR_ELEMENTS_ELEMENT && a.tag < b.tag);
            return differ_at(is_first ? a.tag : b.tag, error);
        }
    }
}

static bool compare_pixels(const MprFrame *made, const MprFrame *stored, MprError *error)
{
    const MprEncoding *a = &made->header.encoding;
    const MprEncoding *b = &stored->header.encoding;
    return (a->type == b->type && a->samples == b->samples && a->is_monochrome1 == b->is_monochrome1 &&
            made->pixels.size == stored->pixels.size &&
            memcmp(made->pixels.data, stored->pixels.data, made->pixels.size) == 0) ||
           differ_at(PIXEL_DATA, error);
}

/* The archive has changed the transfer syntax when it stored the image. */
static bool compare_reencoded(MprPool *pool, const MprBuffer *made, MprElements dataset,
                              const MprBuffer *stored, MprError *error)
{
    const MprCommand task = {.kind = MPR_COMMAND_LOAD, .wants_all = 1};
    MprFrame *a = NULL;
    MprFrame *b = NULL;
    bool ok = mpr_dicom_load(pool, made->data, made->size, 0, &a, error);
    if (ok && !mpr_ask_for_frame(pool, stored->data, stored->size, NULL, task, &b, error)) {
        ok = error->status != MPR_UNSUITABLE && error->status != MPR_DEADLY
                 ? false
                 : mpr_fail(error, MPR_TAKEN, "what is there cannot be read as an image");
    }
    ok = ok &&
         compare_datasets(dataset, mpr_elements_of(b->attributes.data, b->attributes.size), true, error) &&
         compare_pixels(a, b, error);
    mpr_frame_free(a);
    mpr_frame_free(b);
    return ok;
}

bool mpr_dicom_compare(MprPool *pool, const MprBuffer *made, const MprBuffer *stored, MprError *error)
{
    Opened a;
    Opened b;
    if (!open_file(made, &a) || !open_file(stored, &b)) {
        return mpr_fail(error, MPR_TAKEN, "what is there is no DICOM file");
    }
    return a.is_explicit && b.is_explicit ? compare_datasets(a.dataset, b.dataset, false, error)
                                          : compare_reencoded(pool, made, a.dataset, stored, error);
}
