/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Reslice.h"

#include "Core/Decimal.h"
#include "Core/Image.h"
#include "Core/Pixels.h"
#include "Dicom/Identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Part of every identifier: to be raised when the pixels of an equal request change, so that two contents
   never share a name. */
static const char algorithm[] = "mpr-slice algorithm 1";

/* Images of one batch are made side by side, so that slices are read once for all of them; this many bytes at
 * most. */
static const size_t BATCH_BYTES = (size_t)128 << 20;

/* All that lives while a request is worked on. */
typedef struct {
    const MprJobOrder *order;
    MprVolume *volume;
    MprGridSet set;
    MprSampling sampling;
    char series_instance_uid[MPR_UID_SIZE];
    bool has_handed_over; /* an image: it cannot be taken back from here */
    double most_holes;    /* largest share of an image that was filled */
    bool is_mixed;
    MprReport report;
} Work;

/* One image of it. */
typedef struct {
    Work *work;
    const MprImages *images;
    const MprImage *image;
    MprPixels pixels;
    MprDerivation derivation;
    MprDerived derived;
} Piece;

/* ---- names ---- */

static int compare_texts(const void *left, const void *right)
{
    return strcmp(left, right);
}

enum { SOURCE_NAME_SIZE = MPR_UID_SIZE + 32 };
typedef char SourceName[SOURCE_NAME_SIZE];

/* The frames of the volume in an order that does not depend on how the archive lists them; for mpr_free. */
static SourceName *sorted_sources(const Work *work, MprError *error)
{
    const MprVolume *volume = work->volume;
    SourceName *names = mpr_allocate(volume->count, sizeof *names, error);
    for (size_t slice = 0; names != NULL && slice < volume->count; slice++) {
        const MprListing *listing = &work->order->source->listings[volume->slices[slice].frame];
        snprintf(names[slice], sizeof names[slice], "%s#%.17g", listing->sop_instance_uid, listing->number);
    }
    if (names != NULL) {
        qsort(names, volume->count, sizeof *names, compare_texts);
    }
    return names;
}

/* What a reader of the file can see of the geometry, as the Decimal Strings that are written. */
static void print_grid(FILE *name, const MprGrid *grid)
{
    const double values[] = {grid->across.x,        grid->across.y,         grid->across.z,
                             grid->down.x,          grid->down.y,           grid->down.z,
                             grid->position.x,      grid->position.y,       grid->position.z,
                             grid->spacing_down_mm, grid->spacing_across_mm};
    for (size_t index = 0; index < sizeof values / sizeof *values; index++) {
        char text[MPR_DECIMAL_SIZE];
        mpr_decimal_format(values[index], text);
        fprintf(name, "|%s", text);
    }
    fprintf(name, "|%u|%u", grid->rows, grid->columns);
}

static void print_request(FILE *name, const Work *work)
{
    const MprRequest *request = work->order->request;
    fprintf(name, "|%s|%d|%u|%.17g", mpr_interpolation_name(request->interpolation), (int)request->projection,
            work->sampling.samples, request->slab_mm);
    fprintf(name, "|%s", request->series_description);
    if (request->has_series_number) {
        fprintf(name, "|%ld", (long)request->series_number);
    }
}

/* All that the pixels and the header of the series depend on. */
static bool print_series(FILE *name, const Work *work, MprError *error)
{
    SourceName *sources = sorted_sources(work, error);
    if (sources == NULL) {
        return false;
    }
    fprintf(name, "%s|%s", algorithm, work->volume->model.series_instance_uid);
    for (size_t slice = 0; slice < work->volume->count; slice++) {
        fprintf(name, "|%s", sources[slice]);
    }
    mpr_free(sources);
    print_request(name, work);
    for (size_t image = 0; image < work->set.count; image++) {
        print_grid(name, &work->set.grids[image]);
    }
    return true;
}

/* The identifier of the series, or with own of the image of it that lies on that grid. */
static bool make_uid(const Work *work, const MprGrid *own, char uid[MPR_UID_SIZE], MprError *error)
{
    char *name = NULL;
    size_t size = 0;
    bool ok = true;
    FILE *stream = open_memstream(&name, &size);
    if (stream != NULL && own == NULL) {
        ok = print_series(stream, work, error);
    } else if (stream != NULL) {
        fprintf(stream, "%s|instance", work->series_instance_uid);
        print_grid(stream, own);
    }
    if (stream == NULL || fclose(stream) != 0) {
        free(name);
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the name of the result");
    }
    ok = ok && mpr_identity_uid(name, size, uid, error);
    free(name);
    return ok;
}

/* ---- what the header says ---- */

/* The contributing slice nearest to the centre of the picture speaks for all where they differ. */
static uint32_t reference_slice(const Piece *piece)
{
    const MprVolume *volume = piece->work->volume;
    const MprGrid *grid = &piece->image->grid;
    const MprVector centre = mpr_grid_point(grid, (grid->columns - 1.0) / 2.0, (grid->rows - 1.0) / 2.0);
    const double distance = mpr_vector_dot(volume->normal, centre);
    double nearest = INFINITY;
    uint32_t reference = 0;
    uint32_t index = 0;
    for (size_t slice = 0; slice < volume->count; slice++) {
        if (piece->image->contributed[slice]) {
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

static void describe_derivation(const Piece *piece, char text[MPR_DERIVATION_TEXT_SIZE])
{
    static const char *const ways[] = {"nearest neighbour", "linear interpolation",
                                       "cubic interpolation (Catmull-Rom)", "Lanczos interpolation (a = 3)"};
    static const char *const projections[] = {"", "mean", "maximum", "minimum"};
    const MprRequest *request = piece->work->order->request;
    const MprSampling *sampling = &piece->work->sampling;
    char slab[80] = "thin";
    if (request->projection != MPR_PROJECTION_NONE) {
        snprintf(slab, sizeof slab, "slab %s %.6g mm, %u samples", projections[request->projection],
                 request->slab_mm, sampling->samples);
    }
    snprintf(text, MPR_DERIVATION_TEXT_SIZE, "MPR, %s, %s; mpr-slice " MPR_VERSION,
             piece->image->is_interpolated ? ways[request->interpolation] : "stored values, no interpolation",
             slab);
}

static void set_time(MprDerivation *derivation)
{
    const time_t now = time(NULL);
    struct tm local;
    derivation->now_s = (int64_t)now;
    derivation->local_offset_s = localtime_r(&now, &local) != NULL ? (int32_t)local.tm_gmtoff : 0;
}

static double thickness_mm(const Piece *piece)
{
    const double slab = piece->work->order->request->slab_mm;
    return slab > 0.0 ? slab
                      : mpr_volume_voxel_extent_mm(piece->work->volume, mpr_grid_normal(&piece->image->grid));
}

/* One series for each request: what is said at the level of the series (dates, size, orientation) then holds
   for all its images. */
static bool derive(Piece *piece, size_t number, MprError *error)
{
    const Work *work = piece->work;
    const MprRequest *request = work->order->request;
    MprDerivation *derivation = &piece->derivation;
    derivation->grid = piece->image->grid;
    derivation->encoding = piece->pixels.encoding;
    derivation->is_reencoded = piece->pixels.is_reencoded;
    derivation->family = piece->image->family;
    derivation->projection = request->projection;
    derivation->thickness_mm = mpr_decimal_rounded(thickness_mm(piece));
    derivation->spacing_between_slices_mm = work->set.spacing_mm;
    derivation->window_center = piece->pixels.window_center;
    derivation->window_width = piece->pixels.window_width;
    derivation->has_series_number = request->has_series_number;
    derivation->series_number = request->series_number;
    memcpy(derivation->series_description, request->series_description,
           sizeof derivation->series_description);
    memcpy(derivation->series_instance_uid, work->series_instance_uid,
           sizeof derivation->series_instance_uid);
    derivation->instance_number = (int32_t)number;
    derivation->image_count = (uint32_t)work->set.count;
    derivation->reference = reference_slice(piece);
    describe_derivation(piece, derivation->derivation_description);
    set_time(derivation);
    /* Sources without a frame of reference get one that all images made of their series share. */
    const char *source = work->volume->model.series_instance_uid;
    return mpr_identity_uid(source, strlen(source), derivation->frame_of_reference_uid, error) &&
           make_uid(work, &piece->image->grid, derivation->sop_instance_uid, error);
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
           mpr_plane_sampling(request, work->volume, &work->set, limits, &work->sampling, error);
}

static bool encode_pixels(Piece *piece, bool wants_window, MprError *error)
{
    const MprGrid *grid = &piece->image->grid;
    if (!mpr_pixels_encode(piece->image, wants_window, &piece->pixels, error)) {
        return false;
    }
    const double holes = (double)piece->pixels.holes / ((double)grid->rows * grid->columns);
    piece->work->most_holes = fmax(piece->work->most_holes, holes);
    piece->work->is_mixed = piece->work->is_mixed || piece->image->is_mixed;
    return true;
}

static bool write_file(Piece *piece, MprError *error)
{
    const MprBuffer **attributes = mpr_allocate(piece->image->contributing, sizeof *attributes, error);
    if (attributes == NULL) {
        return false;
    }
    size_t count = 0;
    for (size_t slice = 0; slice < piece->images->slices; slice++) {
        if (piece->image->contributed[slice]) {
            attributes[count++] = &piece->images->attributes[slice];
        }
    }
    const bool ok = mpr_dicom_write(piece->work->order->pool, &piece->derivation, attributes, count,
                                    &piece->pixels.pixels, &piece->derived.file, error);
    mpr_free(attributes);
    return ok;
}

static bool verify_file(Piece *piece, MprError *error)
{
    return mpr_dicom_verify(piece->work->order->pool, &piece->derivation, &piece->pixels.pixels,
                            &piece->derived.file, error);
}

static bool hand_over(Piece *piece, MprError *error)
{
    const MprSink *sink = piece->work->order->sink;
    MprDerived *derived = &piece->derived;
    memcpy(derived->sop_instance_uid, piece->derivation.sop_instance_uid, sizeof derived->sop_instance_uid);
    derived->grid = piece->image->grid;
    derived->thickness_mm = piece->derivation.thickness_mm;
    derived->is_interpolated = piece->image->is_interpolated;
    derived->contributing = piece->image->contributing;
    piece->work->has_handed_over = true;
    return sink->take(sink->self, derived, error);
}

static bool make_image(Work *work, const MprImages *images, size_t index, size_t number, MprError *error)
{
    Piece piece = {.work = work, .images = images, .image = &images->images[index]};
    const bool ok = encode_pixels(&piece, true, error) && derive(&piece, number, error) &&
                    write_file(&piece, error) && verify_file(&piece, error) && hand_over(&piece, error);
    mpr_buffer_release(&piece.pixels.pixels);
    mpr_buffer_release(&piece.derived.file);
    return ok;
}

/* ---- batches ---- */

static size_t batch_size(const Work *work)
{
    const MprGrid *grid = &work->set.grids[0];
    const size_t bytes = (size_t)grid->rows * grid->columns * mpr_images_bytes_per_pixel(&work->sampling);
    const size_t size = BATCH_BYTES / (bytes > 0 ? bytes : 1);
    return size < 1 ? 1 : size;
}

static bool make_batch(Work *work, size_t first, size_t count, MprError *error)
{
    const MprJobOrder *order = work->order;
    MprImages *images = NULL;
    MprProgressPart batch = {order->progress, (double)first / (double)work->set.count,
                             (double)count / (double)work->set.count};
    const MprProgress progress = mpr_progress_of_part(&batch);
    if (!mpr_images_sample(work->volume, work->set.grids + first, count, &work->sampling, order->source,
                           &progress, &images, error)) {
        return false;
    }
    bool ok = true;
    for (size_t index = 0; ok && index < count; index++) {
        ok = make_image(work, images, index, first + index + 1, error);
    }
    work->report.read += images->read;
    for (size_t slice = 0; slice < images->slices; slice++) {
        work->report.contributing += images->attributes[slice].data != NULL;
    }
    mpr_images_free(images);
    return ok;
}

static bool make_images(Work *work, MprError *error)
{
    const size_t size = batch_size(work);
    bool ok = true;
    for (size_t first = 0; ok && first < work->set.count; first += size) {
        const size_t left = work->set.count - first;
        ok = make_batch(work, first, left < size ? left : size, error);
    }
    return ok;
}

static void report(Work *work)
{
    MprReport *report = &work->report;
    if (work->most_holes > 0.0) {
        mpr_notes_add(&report->notes,
                      "%s%.1f %% of the pixels lie outside the volume or on padding and were filled",
                      work->set.count > 1 ? "up to " : "", 100.0 * work->most_holes);
    }
    if (work->is_mixed) {
        mpr_notes_add(&report->notes,
                      "the slices differ in rescale or pixel encoding; their real values were interpolated");
    }
    report->layout = work->set.layout;
    report->images = work->set.count;
    report->spacing_mm = work->set.spacing_mm;
    report->listed = work->order->source->count;
}

static bool reslice_once(const MprJobOrder *order, MprReport *result, bool *may_try_again, MprError *error)
{
    Work work = {.order = order};
    const bool ok = describe_volume(&work, error) && resolve_grids(&work, error) &&
                    make_uid(&work, NULL, work.series_instance_uid, error) && make_images(&work, error);
    if (ok) {
        report(&work);
        *result = work.report;
    }
    *may_try_again = !work.has_handed_over;
    mpr_free(work.set.grids);
    mpr_volume_free(work.volume);
    return ok;
}

/* The archive's index does not tell the size of images. When one of another size comes up, all files are
   opened, and the odd one is set aside. */
bool mpr_reslice(const MprJobOrder *order, MprReport *result, MprError *error)
{
    bool may_try_again = false;
    if (reslice_once(order, result, &may_try_again, error)) {
        return true;
    }
    return error->status == MPR_MISFIT && may_try_again && order->source->detail(order->source, error) &&
           reslice_once(order, result, &may_try_again, error);
}

/* ---- what would be stored ---- */

static bool make_preview(Work *work, MprPreview *preview, MprError *error)
{
    MprImages *images = NULL;
    work->sampling.is_preview = true;
    if (!mpr_images_sample(work->volume, work->set.grids, 1, &work->sampling, work->order->source,
                           work->order->progress, &images, error)) {
        return false;
    }
    Piece piece = {.work = work, .images = images, .image = &images->images[0]};
    const bool ok = encode_pixels(&piece, !work->order->is_windowed, error);
    if (ok) {
        preview->grid = piece.image->grid;
        preview->pixels = piece.pixels;
        preview->thickness_mm = mpr_decimal_rounded(thickness_mm(&piece));
        preview->is_interpolated = piece.image->is_interpolated;
    }
    mpr_images_free(images);
    return ok;
}

static bool preview_once(const MprJobOrder *order, MprPreview *preview, MprError *error)
{
    if (order->request->kind != MPR_ONE || order->request->wants_all_volumes) {
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
    return preview_once(order, preview, error) ||
           (error->status == MPR_MISFIT && order->source->detail(order->source, error) &&
            preview_once(order, preview, error));
}
