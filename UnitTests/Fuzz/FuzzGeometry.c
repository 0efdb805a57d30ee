/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any frames (places, directions, sizes, spacings, keys, encodings, and files that say something else than
 * the index) and any request: the straight line up to the pixels ends in a failure with a sentence, or in an
 * image on a sane grid within the limits.
 *
 *   bytes   count, base spacing, twist │ per frame: what is odd about it, its odd values │ the body as JSON
 */
#include "Fuzz.h"

#include "Request/Json.h"
#include "Reslice.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_FRAMES = 24, MOST_PIXELS = 4096, LARGEST_FRAME = 4096 };

typedef struct {
    MprSource source; /* first, so that a source is a series */
    MprListing listings[MOST_FRAMES];
    MprFrameHeader headers[MOST_FRAMES];
    bool is_broken[MOST_FRAMES];
} Series;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

/* ---- the source ---- */

static bool describe(MprSource *source, size_t frame, MprFrameHeader *header, MprError *error)
{
    const Series *series = (const Series *)source;
    fuzz_require(frame < source->count);
    *header = series->headers[frame];
    return !series->is_broken[frame] || mpr_fail(error, MPR_UNSUITABLE, "the frame is broken");
}

static bool load(MprSource *source, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    MprFrameHeader header;
    if (!describe(source, frame, &header, error)) {
        return false;
    }
    const size_t pixels = (size_t)header.grid.rows * header.grid.columns;
    if (pixels > LARGEST_FRAME) {
        return mpr_fail(error, MPR_UNSUITABLE, "the file ends before its pixels do");
    }
    const size_t size = pixels * header.encoding.samples * mpr_pixel_size(header.encoding.type);
    MprFrame *made = mpr_allocate(1, sizeof *made, error);
    fuzz_require(made != NULL && mpr_buffer_create(size, &made->pixels, error));
    fuzz_require(rows.first < rows.end && rows.end <= header.grid.rows);
    for (size_t index = 0; index < size; index++) {
        ((uint8_t *)made->pixels.data)[index] = (uint8_t)(index * 37 + frame);
    }
    made->header = header;
    *loaded = made;
    return true;
}

/* ---- frames out of bytes: what the plugin's own checks of a header let through, and any index ---- */

static MprVector odd_vector(FuzzInput *input)
{
    const double x = fuzz_finite(input);
    const double y = fuzz_finite(input);
    return (MprVector){x, y, fuzz_finite(input)};
}

static MprEncoding odd_encoding(FuzzInput *input)
{
    MprEncoding encoding = {.type = (MprPixelType)(fuzz_byte(input) % 6), .samples = 1, .slope = 1.0};
    encoding.bits_stored = (uint8_t)(1 + fuzz_byte(input) % (8 * mpr_pixel_size(encoding.type)));
    encoding.samples = fuzz_byte(input) % 4 == 0 ? 3 : 1;
    encoding.is_monochrome1 = fuzz_byte(input) % 2 == 1;
    encoding.slope = fuzz_finite(input);
    encoding.slope = encoding.slope == 0.0 ? 1.0 : encoding.slope;
    encoding.intercept = fuzz_finite(input);
    encoding.has_padding = fuzz_byte(input) % 2 == 1;
    encoding.padding_low = (int32_t)fuzz_short(input) - 32768;
    encoding.padding_high = encoding.padding_low + fuzz_byte(input);
    return encoding;
}

static MprFrameHeader neat_header(size_t frame, double step_mm, double spacing_mm)
{
    MprFrameHeader header = {
        .grid = {.position = {0.0, 0.0, (double)frame * step_mm},
                 .across = {1.0, 0.0, 0.0},
                 .down = {0.0, 1.0, 0.0},
                 .spacing_across_mm = spacing_mm,
                 .spacing_down_mm = spacing_mm,
                 .columns = 6,
                 .rows = 5},
        .encoding = {.type = MPR_PIXEL_INT16, .samples = 1, .bits_stored = 12, .slope = 1.0},
        .family = MPR_FAMILY_CT,
        .has_grid = true,
    };
    memcpy(header.sop_class_uid, "1.2.840.10008.5.1.4.1.1.2", 26);
    memcpy(header.modality, "CT", 3);
    return header;
}

/* What is odd about a frame, a bit each. */
static void make_odd(FuzzInput *input, uint8_t what, MprFrameHeader *header)
{
    MprGrid *grid = &header->grid;
    if (what & 1) {
        grid->position = odd_vector(input);
    }
    if (what & 2) {
        grid->across = odd_vector(input);
        grid->down = odd_vector(input);
    }
    if (what & 4) {
        grid->rows = fuzz_short(input) % 65535 + 1;
        grid->columns = fuzz_short(input) % 65535 + 1;
    }
    if (what & 8) {
        grid->spacing_across_mm = fabs(fuzz_finite(input));
        grid->spacing_down_mm = fabs(fuzz_finite(input));
        header->thickness_mm = fabs(fuzz_finite(input));
    }
    if (what & 16) {
        header->encoding = odd_encoding(input);
        header->family = (MprFamily)(fuzz_byte(input) % (MPR_FAMILY_REFUSED + 1));
        header->has_grid = fuzz_byte(input) % 8 != 0;
    }
    if (what & 32) {
        const double echo = fuzz_byte(input) % 4u;
        mpr_volume_key_set_numbers(&header->volume_key, MPR_KEY_ECHO_TIME, &echo);
    }
}

static void fill_series(FuzzInput *input, Series *series)
{
    const size_t count = fuzz_byte(input) % (MOST_FRAMES + 1);
    const double step_mm = fuzz_finite(input);
    const double spacing_mm = fabs(fuzz_finite(input));
    MprFrameHeader common = neat_header(0, step_mm, spacing_mm);
    make_odd(input, fuzz_byte(input) & 62, &common); /* all alike, save the place */
    series->source =
        (MprSource){.count = count, .listings = series->listings, .describe = describe, .load = load};
    for (size_t frame = 0; frame < count; frame++) {
        MprListing *listing = &series->listings[frame];
        MprFrameHeader *header = &series->headers[frame];
        const uint8_t what = fuzz_byte(input);
        *header = common;
        header->grid.position.z = (double)frame * step_mm;
        snprintf(header->sop_instance_uid, sizeof header->sop_instance_uid, "1.2.%zu", frame);
        make_odd(input, what, header);
        snprintf(listing->name, sizeof listing->name, "instance %zu", frame + 1);
        mpr_listing_complete(listing, header);
        listing->number = what & 64 ? fuzz_finite(input) : (double)frame;
        if (what & 128) { /* the file says something else than the listing, or nothing */
            make_odd(input, fuzz_byte(input), header);
            series->is_broken[frame] = fuzz_byte(input) % 8 == 0;
        }
    }
}

/* ---- what must hold ---- */

static MprRequest read_request(FuzzInput *input)
{
    cJSON *body = NULL;
    MprError error = {0};
    MprRequest request = mpr_request_default();
    MprRequest parsed;
    if (mpr_json_parse((const char *)input->data, input->size, &body, &error) &&
        mpr_request_parse(body, &parsed, &error)) {
        request = parsed;
    }
    cJSON_Delete(body);
    return request;
}

static void require_preview(const MprPreview *preview)
{
    const MprEncoding *encoding = &preview->pixels.encoding;
    const size_t pixels = (size_t)preview->grid.rows * preview->grid.columns;
    fuzz_require_grid(&preview->grid);
    fuzz_require(pixels <= MOST_PIXELS);
    fuzz_require(preview->pixels.pixels.size == pixels * encoding->samples * mpr_pixel_size(encoding->type));
    fuzz_require(preview->pixels.background <= pixels);
    fuzz_require(isfinite(preview->pixels.window_center) && preview->pixels.window_width >= 0.0);
}

static void survey(MprSource *source)
{
    MprSurvey survey;
    MprError error = {0};
    if (!mpr_survey(source, &survey, &error)) {
        fuzz_require_failure(&error);
        return;
    }
    for (size_t index = 0; index < survey.split->count; index++) {
        fuzz_require(survey.volumes[index] != NULL || survey.errors[index].message[0] != '\0');
    }
    mpr_survey_release(&survey);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Series series;
    FuzzInput input = {data, size};
    MprPreview preview;
    MprBudget budget = {.maximum = UINT64_MAX};
    MprError error = {0};
    memset(&series, 0, sizeof series);
    fill_series(&input, &series);
    const MprRequest request = read_request(&input);
    survey(&series.source);
    const MprJobOrder order = {
        .request = &request,
        .source = &series.source,
        .named_frame = request.priority > 0 && series.source.count > 0 ? 0 : MPR_NO_FRAME,
        .limits = {MOST_PIXELS, 8, 24},
        .budget = &budget,
    };
    if (mpr_reslice_preview(&order, &preview, &error)) {
        require_preview(&preview);
        mpr_buffer_release(&preview.pixels.pixels);
    } else {
        fuzz_require_failure(&error);
    }
    return 0;
}
