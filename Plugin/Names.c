/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Names.h"

#include "Base/Decimal.h"

#include <stdlib.h>
#include <string.h>

static bool is_without_memory(MprError *error)
{
    return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the name of the result");
}

/* ---- recipe ---- */

typedef struct {
    const char *uid;
    double number;
} SourceName;

static int compare_sources(const void *left, const void *right)
{
    const SourceName *a = left;
    const SourceName *b = right;
    const int order = strcmp(a->uid, b->uid);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* The images of the volume in an order that does not depend on how the archive lists them. Frames of one image have
 * numbers; of images of their own the number is content, which may be corrected. */
static bool print_sources(FILE *name, const MprRecipe *recipe, MprError *error)
{
    const MprVolume *volume = recipe->volume;
    SourceName *names = mpr_allocate(volume->count, sizeof *names, error);
    if (names == NULL) {
        return false;
    }
    for (size_t slice = 0; slice < volume->count; slice++) {
        const MprListing *listing = &recipe->source->listings[volume->slices[slice].frame];
        names[slice] = (SourceName){listing->sop_instance_uid, listing->number};
    }
    qsort(names, volume->count, sizeof *names, compare_sources);
    for (size_t slice = 0; slice < volume->count; slice++) {
        const bool is_frame =
            (slice > 0 && strcmp(names[slice].uid, names[slice - 1].uid) == 0) ||
            (slice + 1 < volume->count && strcmp(names[slice].uid, names[slice + 1].uid) == 0);
        fprintf(name, "|%s", names[slice].uid);
        if (is_frame) {
            fprintf(name, "#%.17g", names[slice].number);
        }
    }
    mpr_free(names);
    return true;
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

static void print_numbers(FILE *name, const double *numbers, size_t count)
{
    for (size_t index = 0; index < count; index++) {
        fprintf(name, "|%.17g", numbers[index] + 0.0); /* -0 is 0 */
    }
}

static void print_vector(FILE *name, MprVector vector)
{
    print_numbers(name, (const double[]){vector.x, vector.y, vector.z}, 3);
}

/* The plane as it was asked for. The image that the request was made on counts where the plane is its own. */
static void print_plane(FILE *name, const MprRecipe *recipe)
{
    const MprPlane *plane = &recipe->request->plane;
    const bool is_own = plane->kind == MPR_PLANE_DEFAULT || plane->kind == MPR_PLANE_NATIVE;
    fprintf(name, "|%d %d|%s", (int)plane->kind, (int)plane->anchor, plane->frame_of_reference_uid);
    print_vector(name, plane->across);
    print_vector(name, plane->down);
    print_vector(name, plane->normal);
    print_vector(name, plane->offset_axis);
    print_vector(name, plane->point);
    if (is_own && recipe->named_frame < recipe->source->count) {
        const MprListing *listing = &recipe->source->listings[recipe->named_frame];
        fprintf(name, "|on|%s", listing->sop_instance_uid);
    }
}

/* Where the planes lie and how large they are. */
static void print_layout(FILE *name, const MprRequest *request)
{
    const double numbers[] = {
        request->offset_mm,       request->rotation_deg,      request->spacing_across_mm,
        request->spacing_down_mm, request->field_across_mm,   request->field_down_mm,
        request->series.first_mm, request->series.spacing_mm, request->series.turn_range_deg,
        request->series.count};
    fprintf(name, "|%d%d%d%d|%u|%u", request->axes_of_volume, request->as_given, (int)request->series.kind,
            request->series.turns_about_across, request->columns, request->rows);
    print_numbers(name, numbers, sizeof numbers / sizeof *numbers);
}

/* How pixels are made, and what the header says of itself. */
static void print_making(FILE *name, const MprRequest *request)
{
    fprintf(name, "|%s|%d|%.17g", mpr_interpolation_name(request->interpolation),
            (int)request->series.projection, request->series.slab_mm);
    fprintf(name, "|%s|%s", request->wording.series_description, request->wording.image_comments);
    if (request->has_series_number) {
        fprintf(name, "|%ld", (long)request->series_number);
    }
    if (request->window_width > 0.0) {
        fprintf(name, "|window|%.17g|%.17g", request->window_center, request->window_width);
    }
}

/* Nothing that the images say of themselves, so that a corrected image keeps the recipe. Another version of the
 * program may make other images. */
static bool print_recipe(FILE *name, const MprRecipe *recipe, MprError *error)
{
    const MprSource *source = recipe->source;
    fprintf(name, "mpr-slice " MPR_VERSION "|%s|%s", source->study != NULL ? source->study : "",
            recipe->volume->model.series_instance_uid);
    if (!print_sources(name, recipe, error)) {
        return false;
    }
    print_plane(name, recipe);
    print_layout(name, recipe->request);
    print_making(name, recipe->request);
    return true;
}

static bool digest_recipe(const MprRecipe *recipe, unsigned char digest[MPR_DIGEST_SIZE], MprError *error)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    const bool is_printed = stream != NULL && print_recipe(stream, recipe, error);
    if (stream == NULL || fclose(stream) != 0) {
        free(text);
        return is_without_memory(error);
    }
    const bool ok = is_printed && mpr_identity_digest(text, size, digest, error);
    free(text);
    return ok;
}

/* ---- content ---- */

bool mpr_content_create(MprContent *content, MprError *error)
{
    *content = (MprContent){0};
    content->stream = open_memstream(&content->text, &content->size);
    return content->stream != NULL || is_without_memory(error);
}

void mpr_content_release(MprContent *content)
{
    if (content->stream != NULL) {
        fclose(content->stream);
    }
    free(content->text);
    *content = (MprContent){0};
}

static bool add_digest(MprContent *content, const unsigned char digest[MPR_DIGEST_SIZE], MprError *error)
{
    return fwrite(digest, MPR_DIGEST_SIZE, 1, content->stream) == 1 || is_without_memory(error);
}

bool mpr_content_add_pixels(MprContent *content, const MprBuffer *pixels, MprError *error)
{
    unsigned char digest[MPR_DIGEST_SIZE];
    return mpr_identity_digest(pixels->data, pixels->size, digest, error) &&
           add_digest(content, digest, error);
}

bool mpr_content_add_source(MprContent *content, const MprBuffer *attributes, MprError *error)
{
    unsigned char digest[MPR_DIGEST_SIZE];
    return mpr_identity_digest_dataset(attributes, digest, error) && add_digest(content, digest, error);
}

static void print_encoding(FILE *name, const MprEncoding *encoding)
{
    fprintf(name, "|%d %u %u %d %.17g %.17g", (int)encoding->type, encoding->samples, encoding->bits_stored,
            encoding->is_monochrome1, encoding->slope, encoding->intercept);
    if (encoding->has_padding) {
        fprintf(name, " %ld %ld", (long)encoding->padding_low, (long)encoding->padding_high);
    }
}

void mpr_content_add_derivation(MprContent *content, const MprDerivation *derivation)
{
    FILE *name = content->stream;
    print_grid(name, &derivation->grid);
    print_encoding(name, &derivation->encoding);
    fprintf(name, "|%d %d %.17g %.17g %.17g %.17g", derivation->is_reencoded, (int)derivation->family,
            derivation->thickness_mm, derivation->spacing_between_slices_mm, derivation->window_center,
            derivation->window_width);
    fprintf(name, "|%s|%u", derivation->derivation_description, (unsigned)derivation->reference);
}

/* ---- names ---- */

bool mpr_names_series(const MprRecipe *recipe, MprContent *content, char uid[MPR_UID_SIZE], MprError *error)
{
    unsigned char of_recipe[MPR_DIGEST_SIZE];
    unsigned char of_content[MPR_DIGEST_SIZE];
    const bool is_whole = fclose(content->stream) == 0;
    content->stream = NULL;
    if ((!is_whole && !is_without_memory(error)) || !digest_recipe(recipe, of_recipe, error) ||
        !mpr_identity_digest(content->text, content->size, of_content, error)) {
        return false;
    }
    mpr_identity_join(of_recipe, of_content, uid);
    return true;
}

bool mpr_names_instance(const char *series_instance_uid, const char *target, const MprGrid *grid,
                        char uid[MPR_UID_SIZE], MprError *error)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (stream != NULL) {
        fprintf(stream, "%s|instance", series_instance_uid);
        if (target != NULL) {
            fprintf(stream, "|in|%s", target);
        }
        print_grid(stream, grid);
    }
    if (stream == NULL || fclose(stream) != 0) {
        free(text);
        return is_without_memory(error);
    }
    const bool ok = mpr_identity_uid(text, size, uid, error);
    free(text);
    return ok;
}
