/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Request.h"

#include "Json.h"
#include "SeriesRequest.h"

#include <string.h>

static const double SMALLEST_SPACING_MM = 1e-3;
static const double LARGEST_SPACING_MM = 1e3;
static const double LARGEST_WINDOW = 1e10;
static const double LARGEST_MATRIX = 65535; /* Rows and Columns are 16 bit (PS3.3 C.7.6.3) */

static const char *const interpolation_names[] = {"Nearest", "Linear", "Cubic", "Lanczos", NULL};

const char *mpr_interpolation_name(MprInterpolation interpolation)
{
    return interpolation_names[interpolation];
}

MprRequest mpr_request_default(void)
{
    const MprRequest request = {.interpolation = MPR_LINEAR, .series = {.count = 1}};
    return request;
}

/* One number for both directions, or [down, across] as PixelSpacing has it: the one place that knows this
 * order. */
static bool parse_down_across(const cJSON *value, const char *key, double minimum, double maximum,
                              double *down, double *across, MprError *error)
{
    if (!cJSON_IsArray(value)) {
        return mpr_json_number(value, key, minimum, maximum, down, error) && (*across = *down, true);
    }
    double pair[2];
    if (!mpr_json_numbers(value, key, minimum, maximum, 2, pair, error)) {
        return false;
    }
    *down = pair[0];
    *across = pair[1];
    return true;
}

static bool parse_size(const cJSON *value, const char *key, uint32_t *size, MprError *error)
{
    long number = 0;
    if (!mpr_json_integer(value, key, 1, LARGEST_MATRIX, &number, error)) {
        return false;
    }
    *size = (uint32_t)number;
    return true;
}

static bool parse_description(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return mpr_wording_parse_description(value, key, &request->wording, error);
}

static bool parse_comments(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return mpr_wording_parse_comments(value, key, &request->wording, error);
}

static bool parse_append(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    if (!cJSON_IsString(value) || value->valuestring[0] == '\0' ||
        strlen(value->valuestring) >= sizeof request->append_to) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be the identifier of a series", key);
    }
    memcpy(request->append_to, value->valuestring, strlen(value->valuestring) + 1);
    return true;
}

bool mpr_request_parse_window_center(const cJSON *value, double *center, MprError *error)
{
    return mpr_json_number(value, "WindowCenter", -LARGEST_WINDOW, LARGEST_WINDOW, center, error);
}

bool mpr_request_parse_window_width(const cJSON *value, double *width, MprError *error)
{
    return mpr_json_number(value, "WindowWidth", 1.0 / LARGEST_WINDOW, LARGEST_WINDOW, width, error);
}

static bool parse_window_center(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    (void)key;
    return mpr_request_parse_window_center(value, &request->window_center, error);
}

static bool parse_window_width(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    (void)key;
    return mpr_request_parse_window_width(value, &request->window_width, error);
}

static bool parse_series_number(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    long number = 0;
    if (!mpr_json_integer(value, key, -2147483648.0, 2147483647.0, &number, error)) {
        return false;
    }
    request->series_number = (int32_t)number;
    request->has_series_number = true;
    return true;
}

static bool parse_volume(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    static const char *const words[] = {"All", NULL};
    long number = 0;
    int choice = 0;
    if (cJSON_IsString(value)) {
        request->wants_all_volumes = true;
        return mpr_json_choice(value, key, words, &choice, error);
    }
    if (!mpr_json_integer(value, key, 0, LARGEST_MATRIX, &number, error)) {
        return false;
    }
    request->volume = (size_t)number;
    request->has_volume = true;
    return true;
}

/* FieldOfView, Rows or Columns, and PixelSpacing say the same thing when all three are given. */
static bool check_field(const char *direction, double field_mm, uint32_t size, double spacing_mm,
                        MprError *error)
{
    if (field_mm > 0 && size > 0 && spacing_mm > 0 &&
        fabs(field_mm - size * spacing_mm) > 1e-3 * spacing_mm) {
        return mpr_fail(
            error, MPR_BAD_REQUEST,
            "FieldOfView %s is %.6g mm, but %u pixels of %.6g mm make %.6g mm; leave one of them out",
            direction, field_mm, size, spacing_mm, size * spacing_mm);
    }
    return true;
}

/* ---- the keys ---- */

static bool parse_plane(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    (void)key;
    return mpr_plane_parse(value, request->space_is_ras, &request->plane, error);
}

/* One of two words. */
static bool parse_either(const cJSON *value, const char *key, const char *no, const char *yes, bool *is_yes,
                         MprError *error)
{
    const char *const words[] = {no, yes, NULL};
    int choice = 0;
    if (!mpr_json_choice(value, key, words, &choice, error)) {
        return false;
    }
    *is_yes = choice == 1;
    return true;
}

static bool parse_space(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return parse_either(value, key, "LPS", "RAS", &request->space_is_ras, error);
}

static bool parse_axes(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return parse_either(value, key, "Patient", "Volume", &request->axes_of_volume, error);
}

static bool parse_layout(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return parse_either(value, key, "Cardinal", "AsGiven", &request->as_given, error);
}

static bool parse_irregular(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return parse_either(value, key, "Accept", "Refuse", &request->refuses_irregular, error);
}

static bool parse_offset(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return mpr_json_number(value, key, -MPR_LARGEST_COORDINATE_MM, MPR_LARGEST_COORDINATE_MM,
                           &request->offset_mm, error);
}

static bool parse_rotation(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return mpr_json_number(value, key, -360, 360, &request->rotation_deg, error);
}

static bool parse_spacing(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return parse_down_across(value, key, SMALLEST_SPACING_MM, LARGEST_SPACING_MM, &request->spacing_down_mm,
                             &request->spacing_across_mm, error);
}

static bool parse_field(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return parse_down_across(value, key, SMALLEST_SPACING_MM, MPR_LARGEST_COORDINATE_MM,
                             &request->field_down_mm, &request->field_across_mm, error);
}

static bool parse_rows(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return parse_size(value, key, &request->rows, error);
}

static bool parse_columns(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return parse_size(value, key, &request->columns, error);
}

static bool parse_interpolation(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    int choice = 0;
    if (!mpr_json_choice(value, key, interpolation_names, &choice, error)) {
        return false;
    }
    request->interpolation = (MprInterpolation)choice;
    return true;
}

static bool parse_asynchronous(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return mpr_json_boolean(value, key, &request->is_asynchronous, error);
}

/* The other way to say it; Asynchronous was looked at before. */
static bool parse_synchronous(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    bool is_synchronous = true;
    if (!mpr_json_boolean(value, key, &is_synchronous, error)) {
        return false;
    }
    if (is_synchronous && request->is_asynchronous) {
        return mpr_fail(error, MPR_BAD_REQUEST, "Synchronous and Asynchronous are both true");
    }
    request->is_asynchronous = !is_synchronous;
    return true;
}

static bool parse_permissive(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    return mpr_json_boolean(value, key, &request->is_permissive, error);
}

static bool parse_priority(const cJSON *value, const char *key, MprRequest *request, MprError *error)
{
    long number = 0;
    if (!mpr_json_integer(value, key, -1000000, 1000000, &number, error)) {
        return false;
    }
    request->priority = (int32_t)number;
    return true;
}

static bool parse_slab(const cJSON *object, const char *key, MprRequest *request, MprError *error)
{
    return mpr_series_request_parse_slab(object, key, &request->series, error);
}

static bool parse_stack(const cJSON *object, const char *key, MprRequest *request, MprError *error)
{
    return mpr_series_request_parse_stack(object, key, &request->series, error);
}

static bool parse_turn(const cJSON *object, const char *key, MprRequest *request, MprError *error)
{
    return mpr_series_request_parse_turn(object, key, &request->series, error);
}

/* The keys of a request; Space comes first, because it says what the coordinates of Plane mean. */
static const struct {
    const char *key;
    bool (*parse)(const cJSON *value, const char *key, MprRequest *request, MprError *error);
} members[] = {
    {"Space", parse_space},
    {"Plane", parse_plane},
    {"Axes", parse_axes},
    {"Offset", parse_offset},
    {"Rotation", parse_rotation},
    {"Layout", parse_layout},
    {"PixelSpacing", parse_spacing},
    {"Rows", parse_rows},
    {"Columns", parse_columns},
    {"FieldOfView", parse_field},
    {"Interpolation", parse_interpolation},
    {"Slab", parse_slab},
    {"Stack", parse_stack},
    {"Turn", parse_turn},
    {"Volume", parse_volume},
    {"Irregular", parse_irregular},
    {"WindowCenter", parse_window_center},
    {"WindowWidth", parse_window_width},
    {"SeriesDescription", parse_description},
    {"SeriesNumber", parse_series_number},
    {"ImageComments", parse_comments},
    {"AppendTo", parse_append},
    {"Asynchronous", parse_asynchronous},
    {"Synchronous", parse_synchronous},
    {"Priority", parse_priority},
    {"Permissive", parse_permissive},
};

enum { MEMBERS = sizeof members / sizeof *members };

bool mpr_request_check_keys(const cJSON *body, const char *const *more, MprError *error)
{
    const char *keys[MEMBERS + MPR_MORE_KEYS + 1] = {NULL};
    size_t count = 0;
    for (; count < MEMBERS; count++) {
        keys[count] = members[count].key;
    }
    for (size_t index = 0; index < MPR_MORE_KEYS && more[index] != NULL; index++) {
        keys[count++] = more[index];
    }
    return mpr_json_check_keys(body, keys, "the request", error);
}

/* What all images of a series say is what the series says already. */
static bool check_append(const cJSON *body, const MprRequest *request, MprError *error)
{
    static const char *const others[] = {"SeriesDescription", "SeriesNumber", NULL};
    if (request->append_to[0] == '\0') {
        return true;
    }
    for (size_t index = 0; others[index] != NULL; index++) {
        if (mpr_json_member(body, others[index]) != NULL) {
            return mpr_fail(error, MPR_BAD_REQUEST,
                            "AppendTo and %s cannot be asked for together: the series has its own",
                            others[index]);
        }
    }
    return !request->wants_all_volumes || mpr_fail(error, MPR_BAD_REQUEST,
                                                   "AppendTo and Volume \"All\" cannot be asked for "
                                                   "together: each volume is a series of its own");
}

static bool check_together(const cJSON *body, MprError *error)
{
    const bool has_center = mpr_json_member(body, "WindowCenter") != NULL;
    if (mpr_json_member(body, "Stack") != NULL && mpr_json_member(body, "Turn") != NULL) {
        return mpr_fail(error, MPR_BAD_REQUEST, "Stack and Turn cannot be asked for together");
    }
    return has_center == (mpr_json_member(body, "WindowWidth") != NULL) ||
           mpr_fail(error, MPR_BAD_REQUEST,
                    "WindowCenter and WindowWidth make a window together; %s is missing",
                    has_center ? "WindowWidth" : "WindowCenter");
}

bool mpr_request_parse(const cJSON *body, MprRequest *request, MprError *error)
{
    MprRequest parsed = mpr_request_default();
    const char *const none[] = {NULL};
    bool ok = mpr_request_check_keys(body, none, error);
    for (size_t index = 0; ok && index < MEMBERS; index++) {
        const cJSON *value = mpr_json_member(body, members[index].key);
        ok = value == NULL || members[index].parse(value, members[index].key, &parsed, error);
    }
    ok = ok && check_together(body, error) && check_append(body, &parsed, error) &&
         check_field("across", parsed.field_across_mm, parsed.columns, parsed.spacing_across_mm, error) &&
         check_field("down", parsed.field_down_mm, parsed.rows, parsed.spacing_down_mm, error);
    if (ok) {
        *request = parsed;
    }
    return ok;
}

bool mpr_request_take_like(MprRequest *request, const MprFrameHeader *like, MprError *error)
{
    if (!like->has_grid) {
        return mpr_fail(
            error, MPR_UNSUITABLE,
            "LikeInstance: the image lacks ImagePositionPatient, ImageOrientationPatient or PixelSpacing");
    }
    MprGrid grid = like->grid;
    if (!mpr_grid_check(&grid, error) || !mpr_grid_orthonormalize(&grid, &request->plane.correction, error)) {
        error->status = MPR_UNSUITABLE;
        return mpr_fail_about(error, "LikeInstance");
    }
    request->plane.kind = MPR_PLANE_DIRECTED;
    request->plane.anchor = MPR_ANCHOR_FIRST;
    request->plane.point = grid.position;
    request->plane.across = grid.across;
    request->plane.down = grid.down;
    memcpy(request->plane.frame_of_reference_uid, like->frame_of_reference_uid,
           sizeof request->plane.frame_of_reference_uid);
    if (request->columns == 0 && request->rows == 0 && request->field_across_mm == 0.0 &&
        request->spacing_across_mm == 0.0) {
        request->columns = grid.columns;
        request->rows = grid.rows;
        request->spacing_across_mm = grid.spacing_across_mm;
        request->spacing_down_mm = grid.spacing_down_mm;
    }
    request->as_given = true; /* the layout of that image is part of what is wanted */
    return true;
}
