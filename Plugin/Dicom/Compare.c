/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is what the archive holds the image that was made? */
#include "Dicom.h"

#include "Elements.h"

#include <string.h>

enum { PREAMBLE = 128, META_GROUP = 0x0002 };

#define TRANSFER_SYNTAX 0x00020010u

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

/* Every element but those of the clock, byte by byte. */
static bool compare_datasets(MprElements made, MprElements stored, MprError *error)
{
    for (;;) {
        MprElement a = {0};
        MprElement b = {0};
        const MprElementsStep step_a = mpr_elements_next(&made, &a);
        const MprElementsStep step_b = mpr_elements_next(&stored, &b);
        if (step_a == MPR_ELEMENTS_END && step_b == MPR_ELEMENTS_END) {
            return true;
        }
        if (step_a != MPR_ELEMENTS_ELEMENT || step_b != MPR_ELEMENTS_ELEMENT || a.tag != b.tag) {
            const bool is_first =
                step_b != MPR_ELEMENTS_ELEMENT || (step_a == MPR_ELEMENTS_ELEMENT && a.tag < b.tag);
            return differ_at(is_first ? a.tag : b.tag, error);
        }
        if (!is_of_the_clock(a.tag) && (a.size != b.size || memcmp(a.start, b.start, a.size) != 0)) {
            return differ_at(a.tag, error);
        }
    }
}

static bool compare_frames(const MprFrame *made, const MprFrame *stored, MprError *error)
{
    if (made->pixels.size != stored->pixels.size ||
        memcmp(made->pixels.data, stored->pixels.data, made->pixels.size) != 0) {
        return differ_at(0x7FE00010, error);
    }
    return compare_datasets(mpr_elements_of(made->attributes.data, made->attributes.size),
                            mpr_elements_of(stored->attributes.data, stored->attributes.size), error);
}

/* The archive may have changed the transfer syntax when it stored the image. */
static bool compare_images(MprPool *pool, const MprBuffer *made, const MprBuffer *stored, MprError *error)
{
    MprFrame *a = NULL;
    MprFrame *b = NULL;
    bool ok = mpr_dicom_load(pool, made->data, made->size, 0, &a, error);
    if (ok && !mpr_dicom_load(pool, stored->data, stored->size, 0, &b, error)) {
        ok = error->status != MPR_UNSUITABLE && error->status != MPR_DEADLY
                 ? false
                 : mpr_fail(error, MPR_TAKEN, "what is there cannot be read as an image");
    }
    ok = ok && compare_frames(a, b, error);
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
    return a.is_explicit && b.is_explicit ? compare_datasets(a.dataset, b.dataset, error)
                                          : compare_images(pool, made, stored, error);
}
