/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image out: a worker gets all that the file is made of, one part after the other in its arena. */
#include "Dicom.h"

#include "CharacterSet.h"
#include "ElementValue.h"
#include "Workers/Checks.h"
#include "Workers/Pool.h"

#include <stdio.h>
#include <string.h>

/* Input of MPR_COMMAND_WRITE, one part after the other. */
typedef struct {
    unsigned char *arena;
    size_t capacity, used;
} Layout;

static bool append(Layout *layout, const void *data, size_t size, MprError *error)
{
    if (size > layout->capacity - layout->used) {
        return mpr_fail(error, MPR_TOO_LARGE,
                        "the image and what it takes over from its sources exceed %zu bytes",
                        layout->capacity);
    }
    if (size > 0) {
        memcpy(layout->arena + layout->used, data, size);
    }
    layout->used += size;
    return true;
}

static bool append_attributes(Layout *layout, const MprBuffer *const *attributes, size_t count,
                              MprError *error)
{
    for (size_t index = 0; index < count; index++) {
        const uint64_t size = attributes[index]->size;
        if (!append(layout, &size, sizeof size, error) ||
            !append(layout, attributes[index]->data, attributes[index]->size, error)) {
            return false;
        }
    }
    return true;
}

static bool ask_to_write(MprPool *pool, MprWorker *worker, const MprDerivation *derivation,
                         const MprTexts *texts, const MprBuffer *const *attributes, size_t count,
                         const MprBuffer *pixels, MprReply *report, MprError *error)
{
    Layout layout = {0};
    layout.arena = mpr_worker_arena(worker, &layout.capacity);
    static const MprTexts none;
    if (!append(&layout, derivation, sizeof *derivation, error) ||
        !append(&layout, texts != NULL ? texts : &none, sizeof *texts, error) ||
        !append(&layout, pixels->data, pixels->size, error) ||
        !append_attributes(&layout, attributes, count, error)) {
        return false;
    }
    const MprCommand task = {
        .kind = MPR_COMMAND_WRITE, .input_size = layout.used, .pixels_size = pixels->size, .count = count};
    return mpr_worker_ask(pool, worker, &task, report, error);
}

/* ---- texts ---- */

#define SPECIFIC_CHARACTER_SET 0x00080005u

static void find_character_set(const MprBuffer *attributes, char *sets, size_t size)
{
    MprElements elements = mpr_elements_of(attributes->data, attributes->size);
    MprElement element;
    sets[0] = '\0';
    while (mpr_elements_next(&elements, &element) == MPR_ELEMENTS_ELEMENT &&
           element.tag <= SPECIFIC_CHARACTER_SET) {
        if (element.tag == SPECIFIC_CHARACTER_SET) {
            const MprText text = mpr_element_text(&element);
            snprintf(sets, size, "%.*s", (int)text.size, text.start);
        }
    }
}

static bool is_ascii(const char *text)
{
    while (*text != '\0' && (unsigned char)*text < 0x80) {
        text++;
    }
    return *text == '\0';
}

bool mpr_dicom_is_ascii(const char *character_set)
{
    return mpr_character_set_is_ascii(character_set);
}

bool mpr_dicom_put_texts(const MprBuffer *attributes, const char *series_description,
                         const char *image_comments, MprTexts *texts, MprError *error)
{
    char sets[256];
    find_character_set(attributes, sets, sizeof sets);
    texts->makes_utf8 =
        mpr_character_set_is_ascii(sets) && !(is_ascii(series_description) && is_ascii(image_comments));
    const char *encoding = texts->makes_utf8 ? MPR_CHARACTER_SET_UTF8 : sets;
    return mpr_character_set_encode(series_description, encoding, "SeriesDescription",
                                    texts->series_description, sizeof texts->series_description, error) &&
           mpr_character_set_encode(image_comments, encoding, "ImageComments", texts->image_comments,
                                    sizeof texts->image_comments, error);
}

/* ---- the file ---- */

static bool check_derivation(const MprDerivation *derivation, size_t count, const MprBuffer *pixels,
                             MprError *error)
{
    size_t size = 0;
    if (!mpr_check_grid(&derivation->grid) || !mpr_check_encoding(&derivation->encoding) ||
        !mpr_check_pixels_size(&derivation->grid, &derivation->encoding, &size) || size != pixels->size) {
        return mpr_fail(error, MPR_INTERNAL, "the derived image has %zu bytes of pixels where %zu are needed",
                        pixels->size, size);
    }
    return derivation->reference < count || mpr_fail(error, MPR_INTERNAL, "the reference is source %u of %zu",
                                                     (unsigned)derivation->reference, count);
}

bool mpr_dicom_write(MprPool *pool, const MprDerivation *derivation, const MprTexts *texts,
                     const MprBuffer *const *attributes, size_t count, const MprBuffer *pixels,
                     MprBuffer *file, MprError *error)
{
    MprWorker *worker = NULL;
    MprReply report = {0};
    if (!check_derivation(derivation, count, pixels, error) || !mpr_pool_take(pool, &worker, error)) {
        return false;
    }
    const bool is_done =
        ask_to_write(pool, worker, derivation, texts, attributes, count, pixels, &report, error) &&
        (report.output.size > 0 || mpr_fail(error, MPR_INTERNAL, "the writer made an empty file")) &&
        mpr_worker_copy(worker, report.output, file, error);
    mpr_pool_release(pool, worker);
    return is_done;
}
