/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image out: a worker gets all that the file is made of, one part after the other in its arena. */
#include "Dicom.h"

#include "Workers/Checks.h"
#include "Workers/Pool.h"

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
                         const MprBuffer *const *attributes, size_t count, const MprBuffer *pixels,
                         MprReply *report, MprError *error)
{
    Layout layout = {0};
    layout.arena = mpr_worker_arena(worker, &layout.capacity);
    if (!append(&layout, derivation, sizeof *derivation, error) ||
        !append(&layout, pixels->data, pixels->size, error) ||
        !append_attributes(&layout, attributes, count, error)) {
        return false;
    }
    const MprCommand task = {
        .kind = MPR_COMMAND_WRITE, .input_size = layout.used, .pixels_size = pixels->size, .count = count};
    return mpr_worker_ask(pool, worker, &task, report, error);
}

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

bool mpr_dicom_write(MprPool *pool, const MprDerivation *derivation, const MprBuffer *const *attributes,
                     size_t count, const MprBuffer *pixels, MprBuffer *file, MprError *error)
{
    MprWorker *worker = NULL;
    MprReply report = {0};
    if (!check_derivation(derivation, count, pixels, error) || !mpr_pool_take(pool, &worker, error)) {
        return false;
    }
    const bool is_done =
        ask_to_write(pool, worker, derivation, attributes, count, pixels, &report, error) &&
        (report.output.size > 0 || mpr_fail(error, MPR_INTERNAL, "the writer made an empty file")) &&
        mpr_worker_copy(worker, report.output, file, error);
    mpr_pool_release(pool, worker);
    return is_done;
}
