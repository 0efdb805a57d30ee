/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Reslice.h"

#include "Base/Decimal.h"
#include "Dicom/Identity.h"
#include "Names.h"
#include "Output/Pixels.h"
#include "Resample/Resample.h"
#include "Spool.h"
#include "Volume/Remarks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Images of one batch are made side by side, so that slices are read once for all of them; this many bytes at
 * most. */
static const size_t BATCH_BYTES = (size_t)128 << 20;

/* Making all images is this part of the work, storing them the rest. */
static const double MAKING = 0.5;

/* An image that is finished, but for its identifiers: its pixels are in the spool. */
typedef struct {
    MprDerivation derivation;
    bool *contributed; /* of each slice of the volume */
    size_t contributing;
    bool is_interpolated;
} Piece;

/* All that lives while a request is worked on. */
typedef struct {
    const MprJobOrder *order;
    MprVolume *volume;
    MprGridSet set;
    MprSampling sampling;
    Piece *pieces; /* of each grid */
    MprSpool *spool;
    MprBuffer *attributes; /* of each slice of the volume that has contributed to an image */
    MprContent content;
    double most_holes; /* largest share of an image that was filled */
    bool is_mixed;
    bool has_colours;
    uint32_t remarks;
    const MprSeriesFacts *facts; /* of order->target */
    MprReport report;
} Work;

/* ---- what the header says ---- */

/* The contributing slice nearest to the centre of the picture speaks for all where they differ. */
static uint32_t reference_slice(const MprVolume *volume, const MprImage *image)
{
    const MprGrid *grid = &image->grid;
    const MprVector centre = mpr_grid_point(grid, (grid->columns - 1.0) / 2.0, (grid->rows - 1.0) / 2.0);
    const double distance = mpr_vector_dot(volume->normal, centre);
    double nearest = INFINITY;
    uint32_t reference = 0;
    uint32_t index = 0;
    for (size_t slice = 0; slice < volume->count; slice++) {
        if (image->contributed[slice]) {
            const double apart = fabs(volume->slices[slice].distance_mm - distance);
            if (apart < nearest) {
                nearest = apart;
                reference = index;
            }
            index++;
        }
    }
    return reference;
}

static void describe_derivation(const Work *work, const MprImage *image, char text[MPR_DERIVATION_TEXT_SIZE])
{
    static const char *const ways[] = {"nearest neighbour", "linear interpolation",
                                       "cubic interpolation (Catmull-Rom)", "Lanczos interpolation (a = 3)"};
    static const char *const projections[] = {"", "mean", "maximum", "minimum"};
    const MprRequest *request = work->order->request;
    const MprSampling *sampling = &work->sampling;
    char slab[80] = "thin";
    if (request->series.projection != MPR_PROJECTION_NONE) {
        snprintf(slab, sizeof slab, "slab %s %.6g mm, %u samples", projections[request->series.projection],
                 request->series.slab_mm, sampling->samples);
    }
    snprintf(text, MPR_DERIVATION_TEXT_SIZE, "MPR, %s, %s; mpr-slice " MPR_VERSION,
             image->is_interpolated ? ways[request->interpolation] : "stored values, no interpolation", slab);
}

static double thickness_mm(const Work *work, const MprGrid *grid)
{
    const double slab = work->order->request->series.slab_mm;
    return mpr_decimal_rounded(slab > 0.0 ? slab
                                          : mpr_volume_voxel_extent_mm(work->volume, mpr_grid_normal(grid)));
}

/* All but the identifiers of the image and the time. One series for each request: what is said at the level
   of the series (dates, size, orientation) then holds for all its images. */
static bool derive(const Work *work, const MprImage *image, const MprPixels *pixels, size_t number,
                   MprDerivation *derivation, MprError *error)
{
    const MprRequest *request = work->order->request;
    const char *source = work->volume->model.series_instance_uid;
    derivation->grid = image->grid;
    derivation->encoding = pixels->encoding;
    derivation->encoding.slope =
        mpr_decimal_rounded(pixels->encoding.slope); /* sources may have more digits */
    derivation->encoding.intercept = mpr_decimal_rounded(pixels->encoding.intercept);
    derivation->is_reencoded = pixels->is_reencoded;
    derivation->family = image->family;
    derivation->projection = request->series.projection;
    derivation->thickness_mm = thickness_mm(work, &image->grid);
    derivation->spacing_between_slices_mm = work->set.spacing_mm;
    derivation->has_chosen_window = request->window_width > 0.0;
    derivation->window_center =
        derivation->has_chosen_window ? request->window_center : pixels->window_center;
    derivation->window_width = derivation->has_chosen_window ? request->window_width : pixels->window_width;
    derivation->has_series_number = request->has_series_number;
    derivation->series_number = request->series_number;
    derivation->instance_number = (int32_t)number;
    derivation->image_count = (uint32_t)work->set.count;
    derivation->reference = reference_slice(work->volume, image);
    describe_derivation(work, image, derivation->derivation_description);
    /* Sources without a frame of reference get one that all images made of their series share. */
    return mpr_identity_uid(source, strlen(source), derivation->frame_of_reference_uid, error);
}

/* ---- the steps ---- */

static bool describe_volume(Work *work, MprError *error)
{
    const MprJobOrder *order = work->order;
    return mpr_survey_choose(order->source, order->request, order->named_frame, &work->volume,
                             &work->report.volumes, &work->report.notes, error);
}

static size_t named_slice(const Work *work)
{
    for (size_t slice = 0; slice < work->volume->count; slice++) {
        if (work->volume->slices[slice].frame == work->order->named_frame) {
            return slice;
        }
    }
    return MPR_NO_SLICE;
}

static bool resolve_grids(Work *work, MprError *error)
{
    const MprRequest *request = work->order->request;
    const MprLimits *limits = &work->order->limits;
    if (request->plane.correction > 1e-9) {
        mpr_notes_add(&work->report.notes,
                      "the given directions were made orthonormal; the largest change of a cosine is %.3g",
                      request->plane.correction);
    }
    return mpr_plane_resolve(request, work->volume, named_slice(work), limits, &work->set, error) &&
           mpr_plane_sampling(request, work->volume, &work->set, limits, &work->sampling, error) &&
           mpr_budget_spend(work->order->budget, mpr_budget_samples(&work->set, &work->sampling), error);
}

/* A window is looked for in the pixels when none was chosen. */
static bool encode_pixels(Work *work, const MprImage *image, MprPixels *pixels, MprError *error)
{
    const bool wants_window = !(work->order->request->window_width > 0.0);
    if (!mpr_pixels_encode(image, wants_window, pixels, error)) {
        return false;
    }
    const double holes = (double)pixels->holes / ((double)image->grid.rows * image->grid.columns);
    work->most_holes = fmax(work->most_holes, holes);
    work->is_mixed = work->is_mixed || image->is_mixed;
    work->has_colours = pixels->encoding.samples > 1;
    work->remarks |= image->remarks;
    return true;
}

/* ---- making: everything is read, nothing is stored ---- */

/* Finishes an image; its values are not needed any more. */
static bool make_piece(Work *work, MprImage *image, size_t number, MprError *error)
{
    Piece *piece = &work->pieces[number - 1];
    MprPixels pixels = {0};
    const bool ok = encode_pixels(work, image, &pixels, error) &&
                    derive(work, image, &pixels, number, &piece->derivation, error) &&
                    mpr_content_add_pixels(&work->content, &pixels.pixels, error) &&
                    mpr_spool_add(work->spool, &pixels.pixels, error);
    mpr_buffer_release(&pixels.pixels);
    if (ok) {
        mpr_content_add_derivation(&work->content, &piece->derivation);
        piece->contributed = image->contributed;
        image->contributed = NULL;
        piece->contributing = image->contributing;
        piece->is_interpolated = image->is_interpolated;
    }
    return ok;
}

/* Several batches may read the same slice. */
static void take_attributes(Work *work, MprImages *images)
{
    for (size_t slice = 0; slice < images->slices; slice++) {
        MprBuffer *read = &images->attributes[slice];
        work->report.contributing += read->data != NULL;
        if (work->attributes[slice].data == NULL) {
            work->attributes[slice] = *read;
            *read = (MprBuffer){0};
        }
    }
}

static size_t batch_size(const Work *work)
{
    const MprGrid *grid = &work->set.grids[0];
    const size_t bytes = (size_t)grid->rows * grid->columns * mpr_resample_bytes_per_pixel(&work->sampling);
    const size_t size = BATCH_BYTES / (bytes > 0 ? bytes : 1);
    return size < 1 ? 1 : size;
}

static bool make_batch(Work *work, size_t first, size_t count, MprError *error)
{
    const MprJobOrder *order = work->order;
    MprImages *images = NULL;
    MprProgressPart batch = {order->progress, MAKING * (double)first / (double)work->set.count,
                             MAKING * (double)count / (double)work->set.count};
    const MprProgress progress = mpr_progress_of_part(&batch);
    if (!mpr_resample(work->volume, work->set.grids + first, count, &work->sampling, order->source, &progress,
                      &images, error)) {
        return false;
    }
    bool ok = true;
    for (size_t index = 0; ok && index < count; index++) {
        ok = make_piece(work, &images->images[index], first + index + 1, error) &&
             mpr_progress_tell(&progress, 1.0, error);
    }
    work->report.read += images->read;
    take_attributes(work, images);
    mpr_images_free(images);
    return ok;
}

static bool make_pieces(Work *work, MprError *error)
{
    const size_t size = batch_size(work);
    work->pieces = mpr_allocate(work->set.count, sizeof *work->pieces, error);
    work->attributes = mpr_allocate(work->volume->count, sizeof *work->attributes, error);
    bool ok = work->pieces != NULL && work->attributes != NULL &&
              mpr_spool_create(work->set.count, &work->spool, error) &&
              mpr_content_create(&work->content, error);
    for (size_t first = 0; ok && first < work->set.count; first += size) {
        const size_t left = work->set.count - first;
        ok = make_batch(work, first, left < size ? left : size, error);
    }
    return ok;
}

/* ---- naming ---- */

static bool name_series(Work *work, char uid[MPR_UID_SIZE], MprError *error)
{
    const MprRecipe recipe = {work->order->source, work->volume, work->order->request,
                              work->order->named_frame};
    bool ok = true;
    for (size_t slice = 0; ok && slice < work->volume->count; slice++) {
        ok = work->attributes[slice].data == NULL ||
             mpr_content_add_source(&work->content, &work->attributes[slice], error);
    }
    return ok && mpr_names_series(&recipe, &work->content, uid, error);
}

/* The name of an image in a series that was there, and what the series says. */
static bool add_to_target(const Work *work, const char *own_series, const MprSeriesFacts *facts,
                          MprDerivation *derivation, MprError *error)
{
    const MprTarget *target = work->order->target;
    memcpy(derivation->series_instance_uid, facts->series_instance_uid,
           sizeof derivation->series_instance_uid);
    memcpy(derivation->series_date, facts->series_date, sizeof derivation->series_date);
    memcpy(derivation->series_time, facts->series_time, sizeof derivation->series_time);
    derivation->has_series_number = facts->has_series_number;
    derivation->series_number = facts->series_number;
    return mpr_names_instance(own_series, facts->series_instance_uid, &derivation->grid,
                              derivation->sop_instance_uid, error) &&
           target->number(target->self, derivation->sop_instance_uid, &derivation->instance_number, error);
}

static bool open_target(Work *work, MprError *error)
{
    const MprTarget *target = work->order->target;
    return target == NULL ||
           target->open(target->self, &work->volume->model, work->order->progress, &work->facts, error);
}

static bool name_piece(const Work *work, const char *own_series, MprDerivation *derivation, MprError *error)
{
    if (work->order->target != NULL) {
        return add_to_target(work, own_series, work->facts, derivation, error);
    }
    memcpy(derivation->series_instance_uid, own_series, sizeof derivation->series_instance_uid);
    return mpr_names_instance(own_series, NULL, &derivation->grid, derivation->sop_instance_uid, error);
}

/* All images of a request say the same time. */
static bool name_pieces(Work *work, MprError *error)
{
    char series[MPR_UID_SIZE];
    const time_t now = time(NULL);
    struct tm local;
    const int32_t offset_s = localtime_r(&now, &local) != NULL ? (int32_t)local.tm_gmtoff : 0;
    bool ok = open_target(work, error) && name_series(work, series, error);
    for (size_t index = 0; ok && index < work->set.count; index++) {
        MprDerivation *derivation = &work->pieces[index].derivation;
        derivation->now_s = (int64_t)now;
        derivation->local_offset_s = offset_s;
        ok = name_piece(work, series, derivation, error);
    }
    if (ok) {
        memcpy(work->report.series_instance_uid, work->pieces[0].derivation.series_instance_uid,
               sizeof series);
    }
    return ok;
}

/* ---- storing: nothing is read any more ---- */

static bool put_texts(const Work *work, const MprBuffer *reference, MprTexts *texts, MprError *error)
{
    const MprWording *wording = &work->order->request->wording;
    const char *description =
        work->order->target != NULL ? work->facts->series_description : wording->series_description;
    return mpr_dicom_put_texts(reference, description, wording->image_comments, texts, error);
}

static bool write_file(const Work *work, const Piece *piece, const MprBuffer *pixels, MprBuffer *file,
                       MprError *error)
{
    const MprBuffer **attributes = mpr_allocate(piece->contributing, sizeof *attributes, error);
    MprTexts *texts = mpr_allocate(1, sizeof *texts, error);
    if (attributes == NULL || texts == NULL) {
        mpr_free(attributes);
        mpr_free(texts);
        return false;
    }
    size_t count = 0;
    for (size_t slice = 0; slice < work->volume->count; slice++) {
        if (piece->contributed[slice]) {
            attributes[count++] = &work->attributes[slice];
        }
    }
    const bool ok =
        put_texts(work, attributes[piece->derivation.reference], texts, error) &&
        mpr_dicom_write(work->order->pool, &piece->derivation, texts, attributes, count, pixels, file, error);
    mpr_free(texts);
    mpr_free(attributes);
    return ok;
}

static bool hand_over(const Work *work, const Piece *piece, MprDerived *derived, MprError *error)
{
    const MprSink *sink = work->order->sink;
    const MprDerivation *derivation = &piece->derivation;
    memcpy(derived->sop_instance_uid, derivation->sop_instance_uid, sizeof derived->sop_instance_uid);
    memcpy(derived->series_instance_uid, derivation->series_instance_uid,
           sizeof derived->series_instance_uid);
    derived->grid = derivation->grid;
    derived->thickness_mm = derivation->thickness_mm;
    derived->is_interpolated = piece->is_interpolated;
    derived->contributing = piece->contributing;
    return sink->take(sink->self, derived, error);
}

static bool store_piece(const Work *work, size_t index, MprError *error)
{
    const Piece *piece = &work->pieces[index];
    MprBuffer pixels = {0};
    MprDerived derived = {0};
    const bool ok = mpr_spool_take(work->spool, index, &pixels, error) &&
                    write_file(work, piece, &pixels, &derived.file, error) &&
                    mpr_dicom_verify(work->order->pool, &piece->derivation, &pixels, &derived.file, error) &&
                    hand_over(work, piece, &derived, error);
    mpr_buffer_release(&pixels);
    mpr_buffer_release(&derived.file);
    return ok;
}

static bool store_pieces(const Work *work, MprError *error)
{
    bool ok = true;
    for (size_t index = 0; ok && index < work->set.count; index++) {
        const double share = MAKING + (1.0 - MAKING) * (double)index / (double)work->set.count;
        ok = mpr_progress_tell(work->order->progress, share, error) && store_piece(work, index, error);
    }
    return ok;
}

/* ---- a request ---- */

static void report(Work *work)
{
    MprReport *report = &work->report;
    if (work->most_holes > 0.0) {
        mpr_notes_add(&report->notes,
                      "%s%.1f %% of the pixels lie outside the volume or on padding and were filled",
                      work->set.count > 1 ? "up to " : "", 100.0 * work->most_holes);
    }
    mpr_remarks_note(work->remarks & ~work->volume->model.remarks, &report->notes);
    if (work->is_mixed) {
        mpr_notes_add(&report->notes,
                      "the slices differ in rescale or pixel encoding; their real values were interpolated");
    }
    if (work->has_colours && work->order->request->window_width > 0.0) {
        mpr_notes_add(&report->notes,
                      "colours take no window; WindowCenter and WindowWidth were not written");
    }
    if (mpr_budget_is_for_jobs(work->order->budget) && !work->order->request->is_asynchronous) {
        mpr_notes_add(&report->notes,
                      "the request took %llu samples; better ask for a job (\"Asynchronous\": true)",
                      (unsigned long long)work->order->budget->spent);
    }
    report->layout = work->set.layout;
    report->images = work->set.count;
    report->spacing_mm = work->set.spacing_mm;
    report->listed = work->order->source->count;
}

static void free_work(Work *work)
{
    for (size_t index = 0; work->pieces != NULL && index < work->set.count; index++) {
        mpr_free(work->pieces[index].contributed);
    }
    for (size_t slice = 0; work->attributes != NULL && slice < work->volume->count; slice++) {
        mpr_buffer_release(&work->attributes[slice]);
    }
    mpr_content_release(&work->content);
    mpr_spool_free(work->spool);
    mpr_free(work->attributes);
    mpr_free(work->pieces);
    mpr_free(work->set.grids);
    mpr_volume_free(work->volume);
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

static bool make(Work *work, MprError *error)
{
    return describe_volume(work, error) && resolve_grids(work, error) && make_pieces(work, error) &&
           name_pieces(work, error);
}

static bool reslice_once(const MprJobOrder *order, MprReport *result, MprError *error)
{
    Work work = {.order = order};
    const bool ok = make(&work, error) && confirm(order->source, true, error) && store_pieces(&work, error);
    if (ok) {
        report(&work);
        *result = work.report;
    }
    free_work(&work);
    return ok;
}

bool mpr_reslice(const MprJobOrder *order, MprReport *result, MprError *error)
{
    return reslice_once(order, result, error) || confirm(order->source, false, error);
}

/* ---- what would be stored ---- */

static bool make_preview(Work *work, MprPreview *preview, MprError *error)
{
    MprImages *images = NULL;
    work->sampling.is_preview = true;
    if (!mpr_resample(work->volume, work->set.grids, 1, &work->sampling, work->order->source,
                      work->order->progress, &images, error)) {
        return false;
    }
    const MprImage *image = &images->images[0];
    const bool ok = encode_pixels(work, image, &preview->pixels, error);
    if (ok) {
        preview->grid = image->grid;
        preview->thickness_mm = thickness_mm(work, &image->grid);
        preview->is_interpolated = image->is_interpolated;
    }
    mpr_images_free(images);
    return ok;
}

static bool preview_once(const MprJobOrder *order, MprPreview *preview, MprError *error)
{
    if (order->request->series.kind != MPR_ONE || order->request->wants_all_volumes) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "a preview is of one image; Stack, Turn and Volume \"All\" make several");
    }
    Work work = {.order = order};
    const bool ok =
        describe_volume(&work, error) && resolve_grids(&work, error) && make_preview(&work, preview, error);
    mpr_free(work.set.grids);
    mpr_volume_free(work.volume);
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
