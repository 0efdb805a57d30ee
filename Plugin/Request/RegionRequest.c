/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "RegionRequest.h"

#include "Json.h"
#include "PlaneRequest.h"

static bool parse_points(const cJSON *points, const char *key, bool is_ras, MprRegion *region,
                         MprError *error)
{
    for (const cJSON *item = points->child; item != NULL; item = item->next) {
        double at[3];
        if (!mpr_json_numbers(item, key, -MPR_LARGEST_COORDINATE_MM, MPR_LARGEST_COORDINATE_MM, 3, at,
                              error)) {
            return false;
        }
        const double sign = is_ras ? -1.0 : 1.0;
        region->points[region->count++] = (MprVector){sign * at[0], sign * at[1], at[2]};
    }
    return true;
}

bool mpr_region_parse(const cJSON *value, bool is_ras, MprRegion *region, MprError *error)
{
    static const char *const keys[] = {"Ellipse", "Polygon", NULL};
    if (value == NULL) {
        return mpr_fail(error, MPR_BAD_REQUEST, "Region is missing: %s",
                        "{\"Ellipse\": [centre, end, end]} or {\"Polygon\": [corner, corner, ...]}");
    }
    if (!cJSON_IsObject(value) || cJSON_GetArraySize(value) != 1) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "Region must be an object with one of the keys Ellipse and Polygon");
    }
    if (!mpr_json_check_keys(value, keys, "Region", error)) {
        return false;
    }
    const bool is_ellipse = mpr_json_member(value, keys[0]) != NULL;
    const cJSON *points = value->child;
    const int count = cJSON_IsArray(points) ? cJSON_GetArraySize(points) : 0;
    if (is_ellipse && count != 3) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "Ellipse must be an array of three points [x, y, z]: its centre, and one end of each "
                        "half axis");
    }
    if (count < 3 || count > MPR_REGION_POINTS) {
        return mpr_fail(error, MPR_BAD_REQUEST, "Polygon must be an array of 3 to %d points [x, y, z]",
                        MPR_REGION_POINTS);
    }
    region->kind = is_ellipse ? MPR_REGION_ELLIPSE : MPR_REGION_POLYGON;
    region->count = 0;
    return parse_points(points, keys[is_ellipse ? 0 : 1], is_ras, region, error);
}
