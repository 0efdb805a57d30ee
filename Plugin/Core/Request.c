/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Request.h"

#include "Grid.h"

#include <string.h>

static const double LARGEST_COORDINATE_MM = 1e5;
static const double SMALLEST_SPACING_MM = 1e-3;
static const double LARGEST_SPACING_MM = 1e3;
static const double LARGEST_MATRIX = 65535; /* Rows and Columns are 16 bit (PS3.3 C.7.6.3) */

static const char *const interpolation_names[] = {"Nearest", "Linear", NULL};

const char *mpr_interpolation_name(MprInterpolation interpolation)
{
    return interpolation_names[interpolation];
}

MprRequest mpr_request_default(void)
{
    const MprRequest request = {.interpolation = MPR_LINEAR};
    return request;
}

/* The one place that knows RAS: x and y change their sign. */
static MprVector lps_from(MprVector a, bool is_ras)
{
    return is_ras ? (MprVector){-a.x, -a.y, a.z} : a;
}

static bool parse_vector(const cJSON *value, const char *key, bool is_ras, MprVector *vector, MprError *error)
{
    double v[3];
    if (!mpr_json_numbers(value, key, -LARGEST_COORDINATE_MM, LARGEST_COORDINATE_MM, 3, v, error)) {
        return false;
    }
    *vector = lps_from((MprVector){v[0], v[1], v[2]}, is_ras);
    return true;
}

static bool parse_direction(const cJSON *value, const char *key, bool is_ras, MprVector *direction,
                            MprError *error)
{
    MprVector given;
    if (!parse_vector(value, key, is_ras, &given, error)) {
        return false;
    }
    if (mpr_vector_length(given) < 1e-6) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s has length %.3g; a direction is needed", key,
                        mpr_vector_length(given));
    }
    *direction = mpr_vector_unit(given);
    return true;
}

/* Gives the plane two directions, orthonormal after a small correction, or refuses them. */
static bool set_directions(MprPlane *plane, MprVector across, MprVector down, const char *key,
                           MprError *error)
{
    MprGrid grid = {.across = across, .down = down};
    if (!mpr_grid_orthonormalize(&grid, &plane->correction, error)) {
        return mpr_fail_about(error, key);
    }
    plane->kind = MPR_PLANE_DIRECTED;
    plane->across = grid.across;
    plane->down = grid.down;
    return true;
}

static bool parse_normal(const cJSON *object, bool is_ras, MprPlane *plane, MprError *error)
{
    static const char *const keys[] = {"Normal", "Point", "Across", NULL};
    const cJSON *point = mpr_json_member(object, "Point");
    const cJSON *across = mpr_json_member(object, "Across");
    if (!mpr_json_check_keys(object, keys, "Plane", error) ||
        !parse_direction(mpr_json_member(object, "Normal"), "Normal", is_ras, &plane->normal, error) ||
        (point != NULL && !parse_vector(point, "Point", is_ras, &plane->point, error))) {
        return false;
    }
    plane->kind = MPR_PLANE_NORMAL;
    plane->anchor = point != NULL ? MPR_ANCHOR_CENTRE : MPR_ANCHOR_VOLUME;
    MprVector direction;
    if (across == NULL) {
        return true;
    }
    if (!parse_direction(across, "Across", is_ras, &direction, error)) {
        return false;
    }
    const double cosine = mpr_vector_dot(plane->normal, direction);
    if (fabs(cosine) > MPR_ORIENTATION_TOLERANCE) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "Across must lie in the plane: its cosine to Normal is %.6g, at most %g is allowed",
                        cosine, MPR_ORIENTATION_TOLERANCE);
    }
    plane->kind = MPR_PLANE_DIRECTED;
    plane->across = mpr_vector_unit(mpr_vector_moved(direction, plane->normal, -cosine));
    plane->down = mpr_vector_cross(plane->normal, plane->across);
    plane->correction = fabs(cosine);
    return true;
}

static bool parse_orientation(const cJSON *object, bool is_ras, MprPlane *plane, MprError *error)
{
    static const char *const keys[] = {"ImageOrientationPatient", "ImagePositionPatient", NULL};
    double o[6];
    if (!mpr_json_check_keys(object, keys, "Plane", error) ||
        !mpr_json_numbers(mpr_json_member(object, keys[0]), keys[0], -2, 2, 6, o, error) ||
        !parse_vector(mpr_json_member(object, keys[1]), keys[1], is_ras, &plane->point, error)) {
        return false;
    }
    plane->anchor = MPR_ANCHOR_FIRST;
    return set_directions(plane, lps_from((MprVector){o[0], o[1], o[2]}, is_ras),
                          lps_from((MprVector){o[3], o[4], o[5]}, is_ras), keys[0], error);
}

/* 3D Slicer's SliceToRAS: column 1 points to the right of the picture, column 2 up, column 4 is the centre of
 * the view. Column 3 only says which way Slicer's offset grows: its sign carries no handedness (Slicer's own
 * axial and sagittal matrices have determinant -1), so it is not used for the axes. */
static bool parse_matrix(const cJSON *object, MprPlane *plane, MprError *error)
{
    static const char *const keys[] = {"SliceToRAS", NULL};
    double m[16];
    if (!mpr_json_check_keys(object, keys, "Plane", error) ||
        !mpr_json_numbers(mpr_json_member(object, keys[0]), keys[0], -LARGEST_COORDINATE_MM,
                          LARGEST_COORDINATE_MM, 16, m, error)) {
        return false;
    }
    if (m[12] != 0.0 || m[13] != 0.0 || m[14] != 0.0 || m[15] != 1.0) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "SliceToRAS: the last row is %.6g %.6g %.6g %.6g; it must be 0 0 0 1", m[12], m[13],
                        m[14], m[15]);
    }
    const MprVector right = lps_from((MprVector){m[0], m[4], m[8]}, true);
    const MprVector up = lps_from((MprVector){m[1], m[5], m[9]}, true);
    const MprVector third = lps_from((MprVector){m[2], m[6], m[10]}, true);
    plane->anchor = MPR_ANCHOR_CENTRE;
    plane->point = lps_from((MprVector){m[3], m[7], m[11]}, true);
    if (!set_directions(plane, right, mpr_vector_scaled(up, -1.0), keys[0], error)) {
        return false;
    }
    const MprVector normal = mpr_vector_cross(plane->across, plane->down);
    const double alignment = mpr_vector_dot(third, normal);
    if (!(fabs(fabs(alignment) - 1.0) <= MPR_ORIENTATION_TOLERANCE &&
          fabs(mpr_vector_length(third) - 1.0) <= MPR_ORIENTATION_TOLERANCE)) {
        return mpr_fail(
            error, MPR_BAD_REQUEST,
            "SliceToRAS: column 3 has length %.6g and is not at a right angle to columns 1 and 2 (the "
            "cosine to their normal is %.6g, within %g of ±1 is needed)",
            mpr_vector_length(third), alignment, MPR_ORIENTATION_TOLERANCE);
    }
    plane->offset_axis = mpr_vector_scaled(normal, alignment < 0.0 ? -1.0 : 1.0);
    return true;
}

static bool parse_points(const cJSON *object, bool is_ras, MprPlane *plane, MprError *error)
{
    static const char *const keys[] = {"Points", NULL};
    const cJSON *points = mpr_json_member(object, keys[0]);
    if (!mpr_json_check_keys(object, keys, "Plane", error)) {
        return false;
    }
    if (!cJSON_IsArray(points) || cJSON_GetArraySize(points) != 3) {
        return mpr_fail(error, MPR_BAD_REQUEST, "Points must be an array of three points [x, y, z]");
    }
    MprVector p[3];
    for (int index = 0; index < 3; index++) {
        if (!parse_vector(cJSON_GetArrayItem(points, index), keys[0], is_ras, &p[index], error)) {
            return false;
        }
    }
    const MprVector first = mpr_vector_difference(p[1], p[0]);
    const MprVector second = mpr_vector_difference(p[2], p[0]);
    const MprVector normal = mpr_vector_cross(first, second);
    const double longest = fmax(mpr_vector_length(first), mpr_vector_length(second));
    const double height = longest > 0.0 ? mpr_vector_length(normal) / longest : 0.0;
    if (height < 1e-3) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "Points: the three points lie on one line within %.3g mm; they define no plane",
                        height);
    }
    plane->kind = MPR_PLANE_NORMAL;
    plane->normal = mpr_vector_unit(normal);
    plane->anchor = MPR_ANCHOR_CENTRE;
    plane->point = mpr_vector_scaled(mpr_vector_sum(p[0], mpr_vector_sum(p[1], p[2])), 1.0 / 3.0);
    return true;
}

static bool parse_plane(const cJSON *value, bool is_ras, MprPlane *plane, MprError *error)
{
    static const char *const presets[] = {"Axial", "Coronal", "Sagittal", "Native", NULL};
    if (cJSON_IsString(value)) {
        int preset = 0;
        if (!mpr_json_choice(value, "Plane", presets, &preset, error)) {
            return false;
        }
        plane->kind = (MprPlaneKind)(MPR_PLANE_AXIAL + preset);
        return true;
    }
    if (mpr_json_member(value, "Normal") != NULL) {
        return parse_normal(value, is_ras, plane, error);
    }
    if (mpr_json_member(value, "ImageOrientationPatient") != NULL) {
        return parse_orientation(value, is_ras, plane, error);
    }
    if (mpr_json_member(value, "SliceToRAS") != NULL) {
        return parse_matrix(value, plane, error);
    }
    if (mpr_json_member(value, "Points") != NULL) {
        return parse_points(value, is_ras, plane, error);
    }
    return mpr_fail(
        error, MPR_BAD_REQUEST,
        "Plane must be \"Axial\", \"Coronal\", \"Sagittal\", \"Native\" or an object with Normal, "
        "ImageOrientationPatient and ImagePositionPatient, SliceToRAS, or Points");
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

/* Text of ours must be valid in any SpecificCharacterSet, and LO (PS3.5 6.2) has 64 characters and no
 * backslash. */
static bool parse_description(const cJSON *value, const char *key, char text[65], MprError *error)
{
    if (!cJSON_IsString(value) || value->valuestring[0] == '\0' || strlen(value->valuestring) > 64) {
        return mpr_fail(error, MPR_BAD_REQUEST, "%s must be a string of 1 to 64 characters%s", key,
                        cJSON_IsString(value) ? "" : "; this is no string");
    }
    for (const char *c = value->valuestring; *c != '\0'; c++) {
        if (*c < ' ' || *c > '~' || *c == '\\') {
            return mpr_fail(
                error, MPR_BAD_REQUEST,
                "%s: character %ld is not allowed; printable ASCII without backslash is, because the text "
                "must be valid in the character set of the source images",
                key, (long)(c - value->valuestring) + 1);
        }
    }
    strncpy(text, value->valuestring, 64);
    return true;
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
    long number = 0;
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

static bool parse_member(const cJSON *value, bool is_ras, MprRequest *request, MprError *error)
{
    static const char *const spaces[] = {"LPS", "RAS", NULL};
    static const char *const axes[] = {"Patient", "Volume", NULL};
    static const char *const layouts[] = {"Cardinal", "AsGiven", NULL};
    static const char *const irregular[] = {"Accept", "Refuse", NULL};
    const char *key = value->string;
    int choice = 0;
    bool flag = false;
    bool ok = true;
    if (strcmp(key, "Plane") == 0) {
        ok = parse_plane(value, is_ras, &request->plane, error);
    } else if (strcmp(key, "Space") == 0) {
        ok = mpr_json_choice(value, key, spaces, &choice, error);
    } else if (strcmp(key, "Axes") == 0) {
        ok = mpr_json_choice(value, key, axes, &choice, error);
        request->axes_of_volume = choice == 1;
    } else if (strcmp(key, "Layout") == 0) {
        ok = mpr_json_choice(value, key, layouts, &choice, error);
        request->as_given = choice == 1;
    } else if (strcmp(key, "Interpolation") == 0) {
        ok = mpr_json_choice(value, key, interpolation_names, &choice, error);
        request->interpolation = (MprInterpolation)choice;
    } else if (strcmp(key, "Irregular") == 0) {
        ok = mpr_json_choice(value, key, irregular, &choice, error);
        request->refuses_irregular = choice == 1;
    } else if (strcmp(key, "Volume") == 0) {
        ok = parse_volume(value, key, request, error);
    } else if (strcmp(key, "Offset") == 0) {
        ok = mpr_json_number(value, key, -LARGEST_COORDINATE_MM, LARGEST_COORDINATE_MM, &request->offset_mm,
                             error);
    } else if (strcmp(key, "Rotation") == 0) {
        ok = mpr_json_number(value, key, -360, 360, &request->rotation_deg, error);
    } else if (strcmp(key, "PixelSpacing") == 0) {
        ok = parse_down_across(value, key, SMALLEST_SPACING_MM, LARGEST_SPACING_MM, &request->spacing_down_mm,
                               &request->spacing_across_mm, error);
    } else if (strcmp(key, "FieldOfView") == 0) {
        ok = parse_down_across(value, key, SMALLEST_SPACING_MM, LARGEST_COORDINATE_MM,
                               &request->field_down_mm, &request->field_across_mm, error);
    } else if (strcmp(key, "Rows") == 0) {
        ok = parse_size(value, key, &request->rows, error);
    } else if (strcmp(key, "Columns") == 0) {
        ok = parse_size(value, key, &request->columns, error);
    } else if (strcmp(key, "SeriesDescription") == 0) {
        ok = parse_description(value, key, request->series_description, error);
    } else if (strcmp(key, "SeriesNumber") == 0) {
        ok = parse_series_number(value, key, request, error);
    } else if (strcmp(key, "Synchronous") == 0) {
        ok = mpr_json_boolean(value, key, &flag, error);
    }
    return ok;
}

bool mpr_request_parse(const cJSON *body, MprRequest *request, MprError *error)
{
    static const char *const keys[] = {"Plane",
                                       "Axes",
                                       "Offset",
                                       "Rotation",
                                       "Layout",
                                       "Space",
                                       "PixelSpacing",
                                       "Rows",
                                       "Columns",
                                       "FieldOfView",
                                       "Interpolation",
                                       "SeriesDescription",
                                       "SeriesNumber",
                                       "Irregular",
                                       "Volume",
                                       "Synchronous",
                                       NULL};
    if (!mpr_json_check_keys(body, keys, "the request", error)) {
        return false;
    }
    const cJSON *space = mpr_json_member(body, "Space");
    const bool is_ras = cJSON_IsString(space) && strcmp(space->valuestring, "RAS") == 0;
    MprRequest parsed = mpr_request_default();
    for (const cJSON *member = body->child; member != NULL; member = member->next) {
        if (!parse_member(member, is_ras, &parsed, error)) {
            return false;
        }
    }
    if (!check_field("across", parsed.field_across_mm, parsed.columns, parsed.spacing_across_mm, error) ||
        !check_field("down", parsed.field_down_mm, parsed.rows, parsed.spacing_down_mm, error)) {
        return false;
    }
    *request = parsed;
    return true;
}
