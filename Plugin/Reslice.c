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

/* All that lives while one image is made. */
typedef struct {
    const MprJobOrder *order;
    MprVolume *volume;
    MprImage *image;
    MprPixels pixels;
    MprDerivation derivation;
    MprDerived derived;
} Work;

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

static void print_request(FILE *name, const MprRequest *request)
{
    fprintf(name, "|%s|%s", mpr_interpolation_name(request->interpolation), request->series_description);
    if (request->has_series_number) {
        fprintf(name, "|%ld", (long)request->series_number);
    }
}

/* All that the pixels and the header of the result depend on. */
static void print_name(FILE *name, const Work *work, const char *kind, SourceName *sources)
{
    fprintf(name, "%s|%s|%s", algorithm, kind, work->volume->model.series_instance_uid);
    for (size_t slice = 0; slice < work->volume->count; slice++) {
        fprintf(name, "|%s", sources[slice]);
    }
    print_grid(name, &work->derivation.grid);
    print_request(name, work->order->request);
}

static bool make_uid(const Work *work, const char *kind, SourceName *sources, char uid[MPR_UID_SIZE],
                     MprError *error)
{
    char *name = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&name, &size);
    if (stream != NULL) {
        print_name(stream, work, kind, sources);
    }
    if (stream == NULL || fclose(stream) != 0) {
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the name of the result");
    }
    const bool ok = mpr_identity_uid(name, size, uid, error);
    free(name);
    return ok;
}

/* One series for each request: what is said at the level of the series (dates, size, orientation) then holds
   for all its images. */
static bool make_uids(Work *work, MprError *error)
{
    SourceName *sources = sorted_sources(work, error);
    if (sources == NULL) {
        return false;
    }
    const bool ok = make_uid(work, "series", sources, work->derivation.series_instance_uid, error) &&
                    make_uid(work, "instance", sources, work->derivation.sop_instance_uid, error);
    mpr_free(sources);
    return ok;
}

/* ---- what the header says ---- */

/* The contributing slice nearest to the centre of the picture speaks for all where they differ. */
static uint32_t reference_slice(const Work *work)
{
    const MprGrid *grid = &work->derivation.grid;
    const MprVector centre = mpr_grid_point(grid, (grid->columns - 1.0) / 2.0, (grid->rows - 1.0) / 2.0);
    const double distance = mpr_vector_dot(work->volume->normal, centre);
    double nearest = INFINITY;
    uint32_t reference = 0;
    uint32_t index = 0;
    for (size_t slice = 0; slice < work->volume->count; slice++) {
        if (work->image->contributed[slice]) {
            const double apart = fabs(work->volume->slices[slice].distance_mm - distance);
            if (apart < nearest) {
                nearest = apart;
                reference = index;
            }
            index++;
        }
    }
    return reference;
}

static void describe_derivation(const Work *work, char text[MPR_DERIVATION_TEXT_SIZE])
{
    const char *how = "stored values, no interpolation";
    if (work->image->is_interpolated) {
        how =
            work->order->request->interpolation == MPR_NEAREST ? "nearest neighbour" : "linear interpolation";
    }
    snprintf(text, MPR_DERIVATION_TEXT_SIZE, "MPR, %s, thin; mpr-slice " MPR_VERSION, how);
}

static void set_time(MprDerivation *derivation)
{
    const time_t now = time(NULL);
    struct tm local;
    derivation->now_s = (int64_t)now;
    derivation->local_offset_s = localtime_r(&now, &local) != NULL ? (int32_t)local.tm_gmtoff : 0;
}

static bool derive(Work *work, MprError *error)
{
    const MprRequest *request = work->order->request;
    MprDerivation *derivation = &work->derivation;
    derivation->encoding = work->pixels.encoding;
    derivation->is_reencoded = work->pixels.is_reencoded;
    derivation->family = work->image->family;
    derivation->projection = MPR_PROJECTION_NONE;
    derivation->thickness_mm = mpr_volume_voxel_extent_mm(work->volume, mpr_grid_normal(&derivation->grid));
    derivation->window_center = work->pixels.window_center;
    derivation->window_width = work->pixels.window_width;
    derivation->has_series_number = request->has_series_number;
    derivation->series_number = request->series_number;
    memcpy(derivation->series_description, request->series_description,
           sizeof derivation->series_description);
    derivation->instance_number = 1;
    derivation->image_count = 1;
    derivation->reference = reference_slice(work);
    describe_derivation(work, derivation->derivation_description);
    set_time(derivation);
    return make_uids(work, error);
}

/* ---- the steps ---- */

static bool describe_volume(Work *work, MprError *error)
{
    const MprJobOrder *order = work->order;
    return mpr_survey_choose(order->source, order->request, order->named_frame, &work->volume,
                             &work->derived.notes, error);
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

static bool resolve_grid(Work *work, MprError *error)
{
    const MprRequest *request = work->order->request;
    if (request->plane.correction > 1e-9) {
        mpr_notes_add(&work->derived.notes,
                      "the given directions were made orthonormal; the largest change of a cosine is %.3g",
                      request->plane.correction);
    }
    return mpr_plane_resolve(request, work->volume, named_slice(work), work->order->maximum_pixels,
                             &work->derivation.grid, &work->derived.layout, error);
}

static bool sample_image(Work *work, MprError *error)
{
    return mpr_image_sample(work->volume, &work->derivation.grid, work->order->request->interpolation,
                            work->order->source, &work->image, error);
}

static bool encode_pixels(Work *work, MprError *error)
{
    if (!mpr_pixels_encode(work->image, &work->pixels, error)) {
        return false;
    }
    const double pixels = (double)work->derivation.grid.rows * work->derivation.grid.columns;
    if (work->pixels.holes > 0) {
        mpr_notes_add(&work->derived.notes,
                      "%.1f %% of the pixels lie outside the volume or on padding and were filled",
                      100.0 * (double)work->pixels.holes / pixels);
    }
    if (work->image->is_mixed) {
        mpr_notes_add(&work->derived.notes,
                      "the slices differ in rescale or pixel encoding; their real values were interpolated");
    }
    return true;
}

static bool write_file(Work *work, MprError *error)
{
    const MprBuffer **attributes = mpr_allocate(work->image->contributing, sizeof *attributes, error);
    if (attributes == NULL) {
        return false;
    }
    size_t count = 0;
    for (size_t slice = 0; slice < work->image->slices; slice++) {
        if (work->image->contributed[slice]) {
            attributes[count++] = &work->image->attributes[slice];
        }
    }
    const bool ok = mpr_dicom_write(work->order->pool, &work->derivation, attributes, count,
                                    &work->pixels.pixels, &work->derived.file, error);
    mpr_free(attributes);
    return ok;
}

static bool verify_file(Work *work, MprError *error)
{
    return mpr_dicom_verify(work->order->pool, &work->derivation, &work->pixels.pixels, &work->derived.file,
                            error);
}

static void report(Work *work)
{
    MprDerived *derived = &work->derived;
    memcpy(derived->sop_instance_uid, work->derivation.sop_instance_uid, sizeof derived->sop_instance_uid);
    derived->grid = work->derivation.grid;
    derived->thickness_mm = mpr_decimal_rounded(work->derivation.thickness_mm);
    derived->is_interpolated = work->image->is_interpolated;
    derived->listed = work->order->source->count;
    derived->read = work->image->read;
    derived->contributing = work->image->contributing;
}

bool mpr_reslice(const MprJobOrder *order, MprDerived *derived, MprError *error)
{
    Work work = {.order = order};
    const bool ok = describe_volume(&work, error) && resolve_grid(&work, error) &&
                    sample_image(&work, error) && encode_pixels(&work, error) && derive(&work, error) &&
                    write_file(&work, error) && verify_file(&work, error);
    if (ok) {
        report(&work);
        *derived = work.derived;
    } else {
        mpr_buffer_release(&work.derived.file);
    }
    mpr_buffer_release(&work.pixels.pixels);
    mpr_image_free(work.image);
    mpr_volume_free(work.volume);
    return ok;
}

void mpr_derived_release(MprDerived *derived)
{
    mpr_buffer_release(&derived->file);
}
