/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "PlaneRequest.h"

#include "Json.h"

#include "Geometry/Grid.h"

#include <string.h>

/* The one place that knows RAS: x and y change their sign. */
static MprVector lps_from(MprVector a, bool is_ras)
{
    return is_ras ? (MprVector){-a.x, -a.y, a.z} : a;
}

static bool parse_vector(const cJSON *value, const char *key, bool is_ras, MprVector *vector, MprError *error)
{
    double v[3];
    if (!mpr_json_numbers(value, key, -MPR_LARGEST_COORDINATE_MM, MPR_LARGEST_COORDINATE_MM, 3, v, error)) {
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
        !mpr_json_numbers(mpr_json_member(object, keys[0]), keys[0], -MPR_LARGEST_COORDINATE_MM,
                          MPR_LARGEST_COORDINATE_MM, 16, m, error)) {
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

static bool parse_like(const cJSON *object, MprPlane *plane, MprError *error)
{
    static const char *const keys[] = {"LikeInstance", NULL};
    const cJSON *like = mpr_json_member(object, keys[0]);
    if (!mpr_json_check_keys(object, keys, "Plane", error)) {
        return false;
    }
    if (!cJSON_IsString(like) || strlen(like->valuestring) >= sizeof plane->like) {
        return mpr_fail(error, MPR_BAD_REQUEST, "LikeInstance must be the identifier of an instance");
    }
    plane->kind = MPR_PLANE_LIKE;
    memcpy(plane->like, like->valuestring, strlen(like->valuestring) + 1);
    return true;
}

bool mpr_plane_parse(const cJSON *value, bool is_ras, MprPlane *plane, MprError *error)
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
    if (mpr_json_member(value, "LikeInstance") != NULL) {
        return parse_like(value, plane, error);
    }
    return mpr_fail(
        error, MPR_BAD_REQUEST,
        "Plane must be \"Axial\", \"Coronal\", \"Sagittal\", \"Native\" or an object with Normal, "
        "ImageOrientationPatient and ImagePositionPatient, SliceToRAS, Points, or LikeInstance");
}
