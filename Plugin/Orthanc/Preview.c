/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Preview.h"

#include "../Core/Decimal.h"
#include "../Core/Window.h"

#include <stdio.h>
#include <string.h>

/* ---- options ---- */

/* Takes one number out of the request, when it is there: the rest is for mpr_request_parse, which knows no
 * options. */
static bool take_number(cJSON *body, const char *key, double minimum, double maximum, bool *is_there,
                        double *value, MprError *error)
{
    cJSON *item = cJSON_DetachItemFromObjectCaseSensitive(body, key);
    *is_there = item != NULL;
    const bool ok = item == NULL || mpr_json_number(item, key, minimum, maximum, value, error);
    cJSON_Delete(item);
    return ok;
}

/* The first of our media types that the client names: browsers that show an image name several. */
static MprPreviewMedia choose_media(const char *accept)
{
    static const char *const types[] = {"image/jpeg", "image/png", "application/dicom"};
    MprPreviewMedia chosen = MPR_PREVIEW_JPEG;
    const char *first = NULL;
    for (int media = MPR_PREVIEW_JPEG; accept != NULL && media <= MPR_PREVIEW_DICOM; media++) {
        const char *found = strstr(accept, types[media]);
        if (found != NULL && (first == NULL || found < first)) {
            first = found;
            chosen = (MprPreviewMedia)media;
        }
    }
    return chosen;
}

bool mpr_preview_options(const char *accept, cJSON *body, MprPreviewOptions *options, MprError *error)
{
    double quality = 85.0;
    bool is_there = false;
    *options = (MprPreviewOptions){.media = choose_media(accept)};
    if (!take_number(body, "WindowCenter", -1e10, 1e10, &options->has_center, &options->window_center,
                     error) ||
        !take_number(body, "WindowWidth", 1e-10, 1e10, &options->has_width, &options->window_width, error) ||
        !take_number(body, "Quality", 1.0, 100.0, &is_there, &quality, error)) {
        return false;
    }
    options->quality = (uint8_t)quality;
    return true;
}

/* ---- headers ---- */

/* Numbers and backslashes only: nothing that could end a header. */
static void add_header(OrthancPluginRestOutput *output, const char *name, const double *values, size_t count)
{
    char text[6 * MPR_DECIMAL_SIZE] = "";
    size_t length = 0;
    for (size_t index = 0; index < count; index++) {
        char number[MPR_DECIMAL_SIZE];
        mpr_decimal_format(values[index], number);
        length +=
            (size_t)snprintf(text + length, sizeof text - length, "%s%s", index > 0 ? "\\" : "", number);
    }
    OrthancPluginSetHttpHeader(mpr_host(), output, name, text);
}

static void add_headers(OrthancPluginRestOutput *output, const MprPreview *preview, double center,
                        double width)
{
    const MprGrid *grid = &preview->grid;
    const double orientation[] = {grid->across.x, grid->across.y, grid->across.z,
                                  grid->down.x,   grid->down.y,   grid->down.z};
    const double position[] = {grid->position.x, grid->position.y, grid->position.z};
    const double spacing[] = {grid->spacing_down_mm, grid->spacing_across_mm};
    const double window[] = {center, width};
    const double rows = grid->rows;
    const double columns = grid->columns;
    const double interpolated = preview->is_interpolated;
    add_header(output, "X-Mpr-Image-Orientation-Patient", orientation, 6);
    add_header(output, "X-Mpr-Image-Position-Patient", position, 3);
    add_header(output, "X-Mpr-Pixel-Spacing", spacing, 2);
    add_header(output, "X-Mpr-Rows", &rows, 1);
    add_header(output, "X-Mpr-Columns", &columns, 1);
    add_header(output, "X-Mpr-Slice-Thickness", &preview->thickness_mm, 1);
    add_header(output, "X-Mpr-Window", window, 2);
    add_header(output, "X-Mpr-Interpolated", &interpolated, 1);
}

/* The pixel in the middle; a picture of one pixel is a probe. Nothing is told of what has no value. */
static void add_value(OrthancPluginRestOutput *output, const MprPreview *preview)
{
    const MprGrid *grid = &preview->grid;
    const size_t samples = preview->pixels.encoding.samples;
    const size_t middle = (size_t)(grid->rows / 2) * grid->columns + grid->columns / 2;
    double values[3] = {0};
    bool is_there = samples <= 3 && preview->pixels.holes < (size_t)grid->rows * grid->columns;
    for (size_t sample = 0; is_there && sample < samples; sample++) {
        is_there = mpr_window_value(&preview->pixels, middle * samples + sample, &values[sample]);
    }
    if (is_there) {
        add_header(output, "X-Mpr-Value", values, samples);
    }
}

/* ---- answers ---- */

static void compress(OrthancPluginRestOutput *output, const MprPreview *preview,
                     const MprPreviewOptions *options, const uint8_t *shown)
{
    const MprGrid *grid = &preview->grid;
    const bool is_colour = preview->pixels.encoding.samples > 1;
    const uint32_t pitch = grid->columns * preview->pixels.encoding.samples;
    const OrthancPluginPixelFormat format =
        is_colour ? OrthancPluginPixelFormat_RGB24 : OrthancPluginPixelFormat_Grayscale8;
    if (options->media == MPR_PREVIEW_PNG) {
        OrthancPluginCompressAndAnswerPngImage(mpr_host(), output, format, grid->columns, grid->rows, pitch,
                                               shown);
    } else {
        OrthancPluginCompressAndAnswerJpegImage(mpr_host(), output, format, grid->columns, grid->rows, pitch,
                                                shown, options->quality);
    }
}

static bool answer_picture(OrthancPluginRestOutput *output, const MprPreview *preview,
                           const MprPreviewOptions *options, MprError *error)
{
    const MprPixels *pixels = &preview->pixels;
    const size_t count =
        (size_t)preview->grid.rows * preview->grid.columns * preview->pixels.encoding.samples;
    const double center = options->has_center ? options->window_center : pixels->window_center;
    const double width = options->has_width           ? options->window_width
                         : pixels->window_width > 0.0 ? pixels->window_width
                                                      : 1.0;
    uint8_t *shown = mpr_allocate(count, 1, error);
    if (shown == NULL) {
        return false;
    }
    mpr_window_apply(pixels, count, center, width, shown);
    add_headers(output, preview, center, width);
    add_value(output, preview);
    compress(output, preview, options, shown);
    mpr_free(shown);
    return true;
}

static bool answer_file(OrthancPluginRestOutput *output, const MprSlicing *slicing, MprError *error)
{
    MprBuffer file = {0};
    if (!mpr_slicing_file(slicing, &file, error)) {
        return false;
    }
    OrthancPluginAnswerBuffer(mpr_host(), output, file.data, (uint32_t)file.size, "application/dicom");
    mpr_buffer_release(&file);
    return true;
}

bool mpr_preview_answer(OrthancPluginRestOutput *output, const MprSlicing *slicing,
                        const MprPreviewOptions *options, MprError *error)
{
    MprPreview preview;
    if (options->media == MPR_PREVIEW_DICOM) {
        return answer_file(output, slicing, error);
    }
    MprSlicing seen = *slicing;
    seen.is_windowed = options->has_center && options->has_width;
    if (!mpr_slicing_preview(&seen, &preview, error)) {
        return false;
    }
    const bool ok = answer_picture(output, &preview, options, error);
    mpr_buffer_release(&preview.pixels.pixels);
    return ok;
}
