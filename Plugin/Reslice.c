/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Reslice.h"

#include "Resample/Coarse.h"
#include "Storing.h"
#include "Volume/Remarks.h"

static void report(MprMaking *making)
{
    MprReport *report = &making->report;
    if (making->most_background > 0.0) {
        mpr_notes_add(&report->notes,
                      "%s%.1f %% of the pixels lie outside the volume or on padding and were filled",
                      making->set.count > 1 ? "up to " : "", 100.0 * making->most_background);
    }
    mpr_remarks_note(making->remarks & ~making->volume->model.remarks, &report->notes);
    if (making->is_mixed) {
        mpr_notes_add(&report->notes,
                      "the slices differ in rescale or pixel encoding; their real values were interpolated");
    }
    if (making->has_colours && making->order->request->window_width > 0.0) {
        mpr_notes_add(&report->notes,
                      "colours take no window; WindowCenter and WindowWidth were not written");
    }
    if (mpr_budget_is_for_jobs(making->order->budget) && !making->order->request->is_asynchronous) {
        mpr_notes_add(&report->notes,
                      "the request took %llu samples; better ask for a job (\"Asynchronous\": true)",
                      (unsigned long long)making->order->budget->spent);
    }
    report->layout = making->set.layout;
    report->images = making->set.count;
    report->spacing_mm = making->set.spacing_mm;
    report->listed = making->order->source->count;
}

/* May a failure be that of a series that has changed while it was read? */
static bool may_be_a_change(MprStatus status)
{
    return status == MPR_NOT_FOUND || status == MPR_UNSUITABLE || status == MPR_DEADLY ||
           status == MPR_INTERNAL;
}

/* Was what has been read the very series that was listed? */
static bool confirm(MprSource *source, bool is_made, MprError *error)
{
    MprError changed = {0};
    if ((!is_made && !may_be_a_change(error->status)) || source->confirm == NULL ||
        source->confirm(source, &changed)) {
        return is_made;
    }
    if (is_made || changed.status == MPR_CONFLICT || changed.status == MPR_BEING_SENT) {
        *error = changed;
    }
    return false;
}

static bool make(MprMaking *making, MprError *error)
{
    return mpr_making_begin(making, error) && mpr_making_images(making, error) &&
           mpr_storing_name(making, error);
}

static bool reslice_once(const MprJobOrder *order, MprReport *result, MprError *error)
{
    MprMaking making = {.order = order};
    const bool ok =
        make(&making, error) && confirm(order->source, true, error) && mpr_storing_store(&making, error);
    if (ok) {
        report(&making);
        *result = making.report;
    }
    mpr_making_release(&making);
    return ok;
}

bool mpr_reslice(const MprJobOrder *order, MprReport *result, MprError *error)
{
    return reslice_once(order, result, error) || confirm(order->source, false, error);
}

/* ---- what would be stored ---- */

/* Of some slices, where that is allowed and spares reading many. */
static bool resample_preview(const MprMaking *making, MprImages **images, size_t *coarse_step,
                             MprError *error)
{
    const MprJobOrder *order = making->order;
    MprResampling resampling = {.volume = making->volume,
                                .grids = making->set.grids,
                                .count = 1,
                                .sampling = &making->sampling,
                                .source = order->source,
                                .threads = order->threads,
                                .progress = order->progress};
    MprVolume *coarse = NULL;
    *coarse_step = 1;
    if (order->may_be_coarse && !mpr_coarse_volume(&resampling, &coarse, coarse_step, error)) {
        return false;
    }
    resampling.volume = coarse != NULL ? coarse : making->volume;
    const bool ok = mpr_resample(&resampling, images, error);
    mpr_volume_free(coarse);
    return ok;
}

static bool make_preview(MprMaking *making, MprPreview *preview, MprError *error)
{
    MprImages *images = NULL;
    making->sampling.is_preview = true;
    if (!resample_preview(making, &images, &preview->coarse_step, error)) {
        return false;
    }
    const MprImage *image = &images->images[0];
    const bool ok = mpr_making_encode(making, image, &preview->pixels, error);
    if (ok) {
        preview->grid = image->grid;
        preview->thickness_mm = mpr_making_thickness_mm(making, &image->grid);
        preview->is_interpolated = image->is_interpolated;
    }
    mpr_images_free(images);
    return ok;
}

bool mpr_reslice_check_single(const MprRequest *request, MprError *error)
{
    return (request->series.kind == MPR_ONE && !request->wants_all_volumes) ||
           mpr_fail(error, MPR_BAD_REQUEST,
                    "a preview is of one image; Stack, Turn and Volume \"All\" make several");
}

static bool preview_once(const MprJobOrder *order, MprPreview *preview, MprError *error)
{
    if (!mpr_reslice_check_single(order->request, error)) {
        return false;
    }
    MprMaking making = {.order = order};
    const bool ok = mpr_making_begin(&making, error) && make_preview(&making, preview, error);
    mpr_making_release(&making);
    return ok;
}

bool mpr_reslice_preview(const MprJobOrder *order, MprPreview *preview, MprError *error)
{
    const bool ok = preview_once(order, preview, error);
    if (confirm(order->source, ok, error)) {
        return true;
    }
    if (ok) {
        mpr_buffer_release(&preview->pixels.pixels);
    }
    return false;
}
