/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "SeriesRequest.h"

#include "PlaneRequest.h"

#include <math.h>

static const double SMALLEST_SPACING_MM = 1e-3;
static const double LARGEST_SPACING_MM = 1e3;
static const double LARGEST_COUNT = 1e9; /* the configured limit is far lower, and says so itself */

bool mpr_series_request_parse_slab(const cJSON *object, const char *key, MprSeriesRequest *series,
                                   MprError *error)
{
    static const char *const keys[] = {"Thickness", "Projection", NULL};
    static const char *const projections[] = {"Mean", "Maximum", "Minimum", NULL};
    const cJSON *projection = mpr_json_member(object, keys[1]);
    int choice = 0;
    if (!mpr_json_check_keys(object, keys, key, error) ||
        !mpr_json_number(mpr_json_member(object, keys[0]), "Slab.Thickness", SMALLEST_SPACING_MM,
                         MPR_LARGEST_COORDINATE_MM, &series->slab_mm, error) ||
        (projection != NULL &&
         !mpr_json_choice(projection, "Slab.Projection", projections, &choice, error))) {
        return false;
    }
    series->projection = (MprProjection)(MPR_PROJECTION_MEAN + choice);
    return true;
}

/* Centred on the plane, or from one offset to another. */
bool mpr_series_request_parse_stack(const cJSON *object, const char *key, MprSeriesRequest *series,
                                    MprError *error)
{
    static const char *const keys[] = {"Count", "From", "To", "Spacing", NULL};
    const cJSON *count = mpr_json_member(object, "Count");
    double from = 0.0;
    double to = 0.0;
    series->kind = MPR_STACK;
    if (!mpr_json_check_keys(object, keys, key, error) ||
        !mpr_json_number(mpr_json_member(object, "Spacing"), "Stack.Spacing", SMALLEST_SPACING_MM,
                         LARGEST_SPACING_MM, &series->spacing_mm, error)) {
        return false;
    }
    if (count != NULL && (mpr_json_member(object, "From") != NULL || mpr_json_member(object, "To") != NULL)) {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "Stack has Count, and From or To as well; give Count alone, or From and To");
    }
    if (count != NULL) {
        if (!mpr_json_whole(count, "Stack.Count", 1, LARGEST_COUNT, &series->count, error)) {
            return false;
        }
        series->first_mm = -(series->count - 1.0) / 2.0 * series->spacing_mm;
        return true;
    }
    if (!mpr_json_number(mpr_json_member(object, "From"), "Stack.From", -MPR_LARGEST_COORDINATE_MM,
                         MPR_LARGEST_COORDINATE_MM, &from, error) ||
        !mpr_json_number(mpr_json_member(object, "To"), "Stack.To", from, MPR_LARGEST_COORDINATE_MM, &to,
                         error)) {
        return false;
    }
    series->first_mm = from;
    series->count = floor((to - from) / series->spacing_mm + 1e-6) + 1.0;
    return true;
}

bool mpr_series_request_parse_turn(const cJSON *object, const char *key, MprSeriesRequest *series,
                                   MprError *error)
{
    static const char *const keys[] = {"Count", "Range", "Axis", NULL};
    static const char *const axes[] = {"Down", "Across", NULL};
    const cJSON *range = mpr_json_member(object, "Range");
    const cJSON *axis = mpr_json_member(object, "Axis");
    int choice = 0;
    series->kind = MPR_TURN;
    series->turn_range_deg = 180.0;
    if (!mpr_json_check_keys(object, keys, key, error) ||
        !mpr_json_whole(mpr_json_member(object, "Count"), "Turn.Count", 1, LARGEST_COUNT, &series->count,
                        error) ||
        (range != NULL && !mpr_json_number(range, "Turn.Range", -360, 360, &series->turn_range_deg, error)) ||
        (axis != NULL && !mpr_json_choice(axis, "Turn.Axis", axes, &choice, error))) {
        return false;
    }
    series->turns_about_across = choice == 1;
    return true;
}
