/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Preview.h"

#include "Base/Decimal.h"
#include "Look.h"
#include "Output/Window.h"
#include "Refusal.h"

#include <stdio.h>
#include <string.h>

/* ---- options ---- */

/* What is taken out of the request is not for mpr_request_parse, which knows no options. */
static bool take_quality(cJSON *body, uint8_t *quality, MprError *error)
{
    long value = 85;
    cJSON *item = cJSON_DetachItemFromObjectCaseSensitive(body, "Quality");
    const bool ok = item == NULL || mpr_json_integer(item, "Quality", 1.0, 100.0, &value, error);
    cJSON_Delete(item);
    *quality = (uint8_t)value;
    return ok;
}

static bool take_coarse(cJSON *body, MprPreviewOptions *options, MprError *error)
{
    cJSON *item = cJSON_DetachItemFromObjectCaseSensitive(body, "Coarse");
    const bool ok = item == NULL || mpr_json_boolean(item, "Coarse", &options->may_be_coarse, error);
    cJSON_Delete(item);
    return ok && (!options->may_be_coarse || options->media != MPR_PREVIEW_DICOM ||
                  mpr_fail(error, MPR_BAD_REQUEST,
                           "a file is never coarse; leave Coarse out, or accept image/jpeg or image/png"));
}

static bool take_half_window(cJSON *body, MprPreviewOptions *options, MprError *error)
{
    const bool has_center = mpr_json_member(body, "WindowCenter") != NULL;
    const bool has_width = mpr_json_member(body, "WindowWidth") != NULL;
    if (has_center == has_width) {
        return true;
    }
    cJSON *item = cJSON_DetachItemFromObjectCaseSensitive(body, has_center ? "WindowCenter" : "WindowWidth");
    const bool ok = has_center ? mpr_request_parse_window_center(item, &options->window_center, error)
                               : mpr_request_parse_window_width(item, &options->window_width, error);
    options->has_center = has_center;
    options->has_width = has_width;
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
    static const char *const more[] = {"Quality", "Coarse", NULL};
    *options = (MprPreviewOptions){.media = choose_media(accept)};
    return mpr_request_check_keys(body, more, error) &&
           (options->media == MPR_PREVIEW_DICOM || take_half_window(body, options, error)) &&
           take_quality(body, &options->quality, error) && take_coarse(body, options, error);
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
    if (preview->coarse_step > 1) {
        const double step = (double)preview->coarse_step;
        add_header(output, "X-Mpr-Coarse", &step, 1);
    }
}

/* The pixel in the middle; a picture of one pixel is a probe. Nothing is told of what has no value, and none
 * of what would not be stored. */
static void add_value(OrthancPluginRestOutput *output, const MprPreview *preview)
{
    const MprGrid *grid = &preview->grid;
    const size_t samples = preview->pixels.encoding.samples;
    const size_t middle = (size_t)(grid->rows / 2) * grid->columns + grid->columns / 2;
    double values[3] = {0};
    bool is_there = samples <= 3 && preview->coarse_step == 1 &&
                    preview->pixels.background < (size_t)grid->rows * grid->columns;
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

/* The window of the request, or that of the tissue and what the options say otherwise. */
static void choose_window(const MprRequest *request, const MprPreviewOptions *options,
                          const MprPixels *pixels, double *center, double *width)
{
    const double own_width = pixels->window_width > 0.0 ? pixels->window_width : 1.0;
    *center = options->has_center ? options->window_center : pixels->window_center;
    *width = options->has_width ? options->window_width : own_width;
    if (request->window_width > 0.0) {
        *center = request->window_center;
        *width = request->window_width;
    }
}

static bool answer_picture(OrthancPluginRestOutput *output, const MprPreview *preview,
                           const MprRequest *request, const MprPreviewOptions *options, MprError *error)
{
    const MprPixels *pixels = &preview->pixels;
    const size_t count =
        (size_t)preview->grid.rows * preview->grid.columns * preview->pixels.encoding.samples;
    double center = 0.0;
    double width = 1.0;
    choose_window(request, options, pixels, &center, &width);
    uint8_t *shown = mpr_allocate(count, 1, error);
    if (shown == NULL) {
        return false;
    }
    mpr_window_apply(pixels, count, center, width, shown);
    mpr_refusal_protect(output);
    add_headers(output, preview, center, width);
    add_value(output, preview);
    compress(output, preview, options, shown);
    mpr_free(shown);
    return true;
}

static bool answer_file(OrthancPluginRestOutput *output, const MprSlicing *slicing, MprError *error)
{
    MprBuffer file = {0};
    if (!mpr_look_file(slicing, &file, error)) {
        return false;
    }
    mpr_refusal_protect(output);
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
    if (!mpr_look_preview(slicing, options->may_be_coarse, &preview, error)) {
        return false;
    }
    const bool ok = answer_picture(output, &preview, &slicing->request, options, error);
    mpr_buffer_release(&preview.pixels.pixels);
    return ok;
}
