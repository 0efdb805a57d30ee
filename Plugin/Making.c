/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Making.h"

#include "Base/Decimal.h"
#include "Resample/Resample.h"

#include <stdio.h>
#include <string.h>

/* Images of one batch are made side by side, so that slices are read once for all of them; this many bytes at
 * most. */
static const size_t BATCH_BYTES = (size_t)128 << 20;

/* ---- what the header says ---- */

/* The reference is the contributing slice nearest to the centre of the image; its attributes are written where slices differ. */
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

static void describe_derivation(const MprMaking *making, const MprImage *image,
                                char text[MPR_DERIVATION_TEXT_SIZE])
{
    static const char *const ways[] = {"nearest neighbour", "linear interpolation",
                                       "cubic interpolation (Catmull-Rom)", "Lanczos interpolation (a = 3)"};
    static const char *const projections[] = {"", "mean", "maximum", "minimum"};
    const MprRequest *request = making->order->request;
    const MprSampling *sampling = &making->sampling;
    char slab[80] = "thin";
    if (request->series.projection != MPR_PROJECTION_NONE) {
        snprintf(slab, sizeof slab, "slab %s %.6g mm, %u samples", projections[request->series.projection],
                 request->series.slab_mm, sampling->samples);
    }
    snprintf(text, MPR_DERIVATION_TEXT_SIZE, "MPR, %s, %s; mpr-slice " MPR_VERSION,
             image->is_interpolated ? ways[request->interpolation] : "stored values, no interpolation", slab);
}

double mpr_making_thickness_mm(const MprMaking *making, const MprGrid *grid)
{
    const double slab = making->order->request->series.slab_mm;
    return mpr_decimal_rounded(
        slab > 0.0 ? slab : mpr_volume_voxel_extent_mm(making->volume, mpr_grid_normal(grid)));
}

/* All but the identifiers of the image and the time. One series for each request: what is said at the level
   of the series (dates, size, orientation) then holds for all its images. */
static bool derive(const MprMaking *making, const MprImage *image, const MprPixels *pixels, size_t number,
                   MprDerivation *derivation, MprError *error)
{
    const MprRequest *request = making->order->request;
    const char *source = making->volume->model.series_instance_uid;
    derivation->grid = image->grid;
    derivation->encoding = pixels->encoding;
    derivation->encoding.slope =
        mpr_decimal_rounded(pixels->encoding.slope); /* sources may have more digits */
    derivation->encoding.intercept = mpr_decimal_rounded(pixels->encoding.intercept);
    derivation->is_reencoded = pixels->is_reencoded;
    derivation->family = image->family;
    derivation->projection = request->series.projection;
    derivation->thickness_mm = mpr_making_thickness_mm(making, &image->grid);
    derivation->spacing_between_slices_mm = making->set.spacing_mm;
    derivation->has_chosen_window = request->window_width > 0.0;
    derivation->window_center =
        derivation->has_chosen_window ? request->window_center : pixels->window_center;
    derivation->window_width = derivation->has_chosen_window ? request->window_width : pixels->window_width;
    derivation->has_series_number = request->has_series_number;
    derivation->series_number = request->series_number;
    derivation->instance_number = (int32_t)number;
    derivation->image_count = (uint32_t)making->set.count;
    derivation->reference = reference_slice(making->volume, image);
    describe_derivation(making, image, derivation->derivation_description);
    /* Sources without a frame of reference get one that all images made of their series share. */
    return mpr_identity_uid(source, strlen(source), derivation->frame_of_reference_uid, error);
}

/* ---- the steps ---- */

static bool describe_volume(MprMaking *making, MprError *error)
{
    const MprJobOrder *order = making->order;
    return mpr_survey_choose(order->source, order->request, order->named_frame, &making->volume,
                             &making->report.volumes, &making->report.notes, error);
}

static size_t named_slice(const MprMaking *making)
{
    for (size_t slice = 0; slice < making->volume->count; slice++) {
        if (making->volume->slices[slice].frame == making->order->named_frame) {
            return slice;
        }
    }
    return MPR_NO_SLICE;
}

static bool resolve_grids(MprMaking *making, MprError *error)
{
    const MprRequest *request = making->order->request;
    const MprLimits *limits = &making->order->limits;
    if (request->plane.correction > 1e-9) {
        mpr_notes_add(&making->report.notes,
                      "the given directions were made orthonormal; the largest change of a cosine is %.3g",
                      request->plane.correction);
    }
    return mpr_plane_resolve(request, making->volume, named_slice(making), limits, &making->set, error) &&
           mpr_plane_sampling(request, making->volume, &making->set, limits, &making->sampling, error) &&
           mpr_budget_spend(making->order->budget, mpr_budget_samples(&making->set, &making->sampling),
                            error);
}

bool mpr_making_encode(MprMaking *making, const MprImage *image, MprPixels *pixels, MprError *error)
{
    const bool wants_window = !(making->order->request->window_width > 0.0);
    if (!mpr_pixels_encode(image, wants_window, pixels, error)) {
        return false;
    }
    const double background = (double)pixels->background / ((double)image->grid.rows * image->grid.columns);
    making->most_background = fmax(making->most_background, background);
    making->is_mixed = making->is_mixed || image->is_mixed;
    making->has_colours = pixels->encoding.samples > 1;
    making->remarks |= image->remarks;
    return true;
}

bool mpr_making_begin(MprMaking *making, MprError *error)
{
    return describe_volume(making, error) && resolve_grids(making, error);
}

/* ---- the images ---- */

/* Finishes an image; its values are not needed any more. */
static bool make_piece(MprMaking *making, MprImage *image, size_t number, MprError *error)
{
    MprPiece *piece = &making->pieces[number - 1];
    MprPixels pixels = {0};
    const bool ok = mpr_making_encode(making, image, &pixels, error) &&
                    derive(making, image, &pixels, number, &piece->derivation, error) &&
                    mpr_content_add_pixels(&making->content, &pixels.pixels, error) &&
                    mpr_spool_add(making->spool, &pixels.pixels, error);
    mpr_buffer_release(&pixels.pixels);
    if (ok) {
        mpr_content_add_derivation(&making->content, &piece->derivation);
        piece->contributed = image->contributed;
        image->contributed = NULL;
        piece->contributing = image->contributing;
        piece->is_interpolated = image->is_interpolated;
    }
    return ok;
}

/* Several batches may read the same slice. */
static void take_attributes(MprMaking *making, MprImages *images)
{
    for (size_t slice = 0; slice < images->slices; slice++) {
        MprBuffer *read = &images->attributes[slice];
        making->report.contributing += read->data != NULL;
        if (making->attributes[slice].data == NULL) {
            making->attributes[slice] = *read;
            *read = (MprBuffer){0};
        }
    }
}

static size_t batch_size(const MprMaking *making)
{
    const MprGrid *grid = &making->set.grids[0];
    const size_t bytes = (size_t)grid->rows * grid->columns * mpr_resample_bytes_per_pixel(&making->sampling);
    const size_t size = BATCH_BYTES / (bytes > 0 ? bytes : 1);
    return size < 1 ? 1 : size;
}

static bool make_batch(MprMaking *making, size_t first, size_t count, MprError *error)
{
    const MprJobOrder *order = making->order;
    MprImages *images = NULL;
    MprProgressPart batch = {order->progress, MPR_MAKING_SHARE * (double)first / (double)making->set.count,
                             MPR_MAKING_SHARE * (double)count / (double)making->set.count};
    const MprProgress progress = mpr_progress_of_part(&batch);
    const MprResampling resampling = {.volume = making->volume,
                                      .grids = making->set.grids + first,
                                      .count = count,
                                      .sampling = &making->sampling,
                                      .source = order->source,
                                      .threads = order->threads,
                                      .progress = &progress};
    if (!mpr_resample(&resampling, &images, error)) {
        return false;
    }
    bool ok = true;
    for (size_t index = 0; ok && index < count; index++) {
        ok = make_piece(making, &images->images[index], first + index + 1, error) &&
             mpr_progress_tell(&progress, 1.0, error);
    }
    making->report.read += images->read;
    take_attributes(making, images);
    mpr_images_free(images);
    return ok;
}

bool mpr_making_images(MprMaking *making, MprError *error)
{
    const size_t size = batch_size(making);
    making->pieces = mpr_allocate(making->set.count, sizeof *making->pieces, error);
    making->attributes = mpr_allocate(making->volume->count, sizeof *making->attributes, error);
    bool ok = making->pieces != NULL && making->attributes != NULL &&
              mpr_spool_create(making->set.count, &making->spool, error) &&
              mpr_content_create(&making->content, error);
    for (size_t first = 0; ok && first < making->set.count; first += size) {
        const size_t left = making->set.count - first;
        ok = make_batch(making, first, left < size ? left : size, error);
    }
    return ok;
}

void mpr_making_release(MprMaking *making)
{
    for (size_t index = 0; making->pieces != NULL && index < making->set.count; index++) {
        mpr_free(making->pieces[index].contributed);
    }
    for (size_t slice = 0; making->attributes != NULL && slice < making->volume->count; slice++) {
        mpr_buffer_release(&making->attributes[slice]);
    }
    mpr_content_release(&making->content);
    mpr_spool_free(making->spool);
    mpr_free(making->attributes);
    mpr_free(making->pieces);
    mpr_free(making->set.grids);
    mpr_volume_free(making->volume);
}
