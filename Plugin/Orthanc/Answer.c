/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Answer.h"

/* cJSON gives NULL when memory runs out, and its Add functions pass NULL on: one look at the end is enough.
 */
static bool check_memory(const cJSON *last, MprError *error)
{
    return last != NULL || mpr_fail(error, MPR_NO_MEMORY, "there is no memory for the answer");
}

static cJSON *add_vector(cJSON *object, const char *key, MprVector a)
{
    const double values[3] = {a.x, a.y, a.z};
    return cJSON_AddItemToObject(object, key, cJSON_CreateDoubleArray(values, 3)) ? object : NULL;
}

static cJSON *add_orientation(cJSON *object, MprVector across, MprVector down)
{
    const double values[6] = {across.x, across.y, across.z, down.x, down.y, down.z};
    return cJSON_AddItemToObject(object, "ImageOrientationPatient", cJSON_CreateDoubleArray(values, 6))
               ? object
               : NULL;
}

/* DICOM's order: between rows (down) first. */
static cJSON *add_spacing(cJSON *object, double down_mm, double across_mm)
{
    const double values[2] = {down_mm, across_mm};
    return cJSON_AddItemToObject(object, "PixelSpacing", cJSON_CreateDoubleArray(values, 2)) ? object : NULL;
}

static cJSON *add_letters(cJSON *object, const MprGrid *grid)
{
    char across[4];
    char down[4];
    mpr_grid_direction_letters(grid->across, across);
    mpr_grid_direction_letters(grid->down, down);
    const char *letters[2] = {across, down};
    return cJSON_AddItemToObject(object, "PatientOrientation", cJSON_CreateStringArray(letters, 2)) ? object
                                                                                                    : NULL;
}

static cJSON *add_layout(cJSON *object, const MprLayout *layout)
{
    cJSON *item = cJSON_AddObjectToObject(object, "Layout");
    cJSON_AddStringToObject(item, "Convention", layout->convention);
    cJSON_AddNumberToObject(item, "QuarterTurns", layout->quarter_turns);
    return cJSON_AddBoolToObject(item, "FromOppositeSide", layout->from_opposite_side);
}

static cJSON *add_notes(cJSON *object, const MprNotes *notes)
{
    cJSON *warnings = cJSON_AddArrayToObject(object, "Warnings");
    const unsigned kept = notes->count < MPR_NOTES_CAPACITY ? notes->count : MPR_NOTES_CAPACITY;
    for (unsigned note = 0; note < kept; note++) {
        cJSON_AddItemToArray(warnings, cJSON_CreateString(notes->text[note]));
    }
    return warnings;
}

bool mpr_answer_add_geometry(cJSON *instance, const MprDerived *derived, MprError *error)
{
    cJSON *geometry = cJSON_AddObjectToObject(instance, "Geometry");
    const MprGrid *grid = &derived->grid;
    add_orientation(geometry, grid->across, grid->down);
    add_vector(geometry, "ImagePositionPatient", grid->position);
    add_spacing(geometry, grid->spacing_down_mm, grid->spacing_across_mm);
    cJSON_AddNumberToObject(geometry, "Rows", grid->rows);
    cJSON_AddNumberToObject(geometry, "Columns", grid->columns);
    cJSON_AddNumberToObject(geometry, "SliceThickness", derived->thickness_mm);
    add_letters(geometry, grid);
    cJSON_AddNumberToObject(geometry, "ContributingSlices", (double)derived->contributing);
    return check_memory(cJSON_AddBoolToObject(geometry, "Interpolated", derived->is_interpolated), error);
}

static void add_sources(cJSON *answer, const MprReport *report)
{
    cJSON *sources = cJSON_AddObjectToObject(answer, "Sources");
    cJSON_AddNumberToObject(sources, "Contributing", (double)report->contributing);
    cJSON_AddNumberToObject(sources, "Read", (double)report->read);
    cJSON_AddNumberToObject(sources, "Listed", (double)report->listed);
}

/* The parents are the same for all images of a request, so they stand above the list. */
static cJSON *list_instances(cJSON *instances)
{
    static const char *const parents[] = {"ParentSeries", "ParentStudy", "ParentPatient"};
    cJSON *answer = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(answer, "Instances");
    while (instances->child != NULL) {
        cJSON *instance = cJSON_DetachItemFromArray(instances, 0);
        for (size_t index = 0; index < sizeof parents / sizeof *parents; index++) {
            cJSON *parent = cJSON_DetachItemFromObjectCaseSensitive(instance, parents[index]);
            if (mpr_json_member(answer, parents[index]) == NULL) {
                cJSON_AddItemToObject(answer, parents[index], parent);
            } else {
                cJSON_Delete(parent);
            }
        }
        cJSON_AddItemToArray(list, instance);
    }
    return answer;
}

bool mpr_answer_create(const MprReport *report, cJSON *instances, cJSON **created, MprError *error)
{
    cJSON *answer = report->images == 1 ? cJSON_DetachItemFromArray(instances, 0) : list_instances(instances);
    cJSON *geometry = cJSON_GetObjectItemCaseSensitive(answer, "Geometry");
    add_layout(geometry != NULL ? geometry : answer, &report->layout);
    if (report->spacing_mm > 0.0) {
        cJSON_AddNumberToObject(answer, "SpacingBetweenSlices", report->spacing_mm);
    }
    add_sources(answer, report);
    if (!check_memory(add_notes(answer, &report->notes), error)) {
        cJSON_Delete(answer);
        return false;
    }
    *created = answer;
    return true;
}

enum { MOST_ODD_STEPS = 50 }; /* a report is to be read */

/* Where the slices are not as far apart as most. */
static void add_odd_steps(cJSON *steps, const MprVolume *volume, const MprSource *source)
{
    cJSON *odd = cJSON_AddArrayToObject(steps, "Odd");
    int count = 0;
    for (size_t gap = 0; volume->is_irregular && gap + 1 < volume->count && count < MOST_ODD_STEPS; gap++) {
        const double step = volume->slices[gap + 1].distance_mm - volume->slices[gap].distance_mm;
        if (fabs(step - volume->step_median_mm) > fmax(0.01 * volume->step_median_mm, 0.02)) {
            cJSON *item = cJSON_CreateObject();
            cJSON_AddItemToArray(odd, item);
            cJSON_AddStringToObject(item, "After", source->listings[volume->slices[gap].frame].name);
            cJSON_AddNumberToObject(item, "Step", step);
            count++;
        }
    }
}

static void add_steps(cJSON *object, const MprVolume *volume, const MprSource *source)
{
    cJSON *steps = cJSON_AddObjectToObject(object, "Steps");
    cJSON_AddNumberToObject(steps, "Minimum", volume->step_min_mm);
    cJSON_AddNumberToObject(steps, "Median", volume->step_median_mm);
    cJSON_AddNumberToObject(steps, "Maximum", volume->step_max_mm);
    cJSON_AddStringToObject(steps, "WidestAfter",
                            source->listings[volume->slices[volume->widest_gap].frame].name);
    cJSON_AddBoolToObject(steps, "Irregular", volume->is_irregular);
    add_odd_steps(steps, volume, source);
}

/* Where the three axes of the lattice go, the third one across × down; and whether the images are numbered
 * along it (a right-handed stack) or against it. */
static void add_axes(cJSON *item, const MprVolume *volume, const MprSource *source)
{
    const MprVector axes[3] = {volume->across, volume->down, volume->normal};
    char letters[3][4];
    for (size_t axis = 0; axis < 3; axis++) {
        mpr_grid_direction_letters(axes[axis], letters[axis]);
    }
    const char *const labels[3] = {letters[0], letters[1], letters[2]};
    const double first = source->listings[volume->slices[0].frame].number;
    const double last = source->listings[volume->slices[volume->count - 1].frame].number;
    cJSON_AddItemToObject(item, "Axes", cJSON_CreateStringArray(labels, 3));
    cJSON_AddStringToObject(item, "Handedness", last < first ? "Left" : "Right");
}

/* Gantry tilt: how far a slice lies across and down from the one before, for each mm along the normal. */
static void add_tilt(cJSON *item, const MprVolume *volume)
{
    const MprVector way =
        mpr_vector_difference(volume->slices[volume->count - 1].position, volume->slices[0].position);
    const double along = mpr_vector_dot(way, volume->normal);
    const double shear[2] = {mpr_vector_dot(way, volume->across) / along,
                             mpr_vector_dot(way, volume->down) / along};
    cJSON_AddNumberToObject(item, "Tilt", volume->tilt_deg);
    cJSON_AddItemToObject(item, "Shear", cJSON_CreateDoubleArray(shear, 2));
}

/* What the one file that was opened says of its values. */
static void add_values(cJSON *item, const MprFrameHeader *model)
{
    const MprEncoding *encoding = &model->encoding;
    cJSON_AddNumberToObject(item, "SamplesPerPixel", encoding->samples);
    cJSON_AddNumberToObject(item, "BitsStored", encoding->bits_stored);
    cJSON_AddBoolToObject(item, "Signed", mpr_pixel_is_signed(encoding->type));
    cJSON_AddNumberToObject(item, "RescaleSlope", encoding->slope);
    cJSON_AddNumberToObject(item, "RescaleIntercept", encoding->intercept);
    if (encoding->has_padding) {
        const int padding[2] = {encoding->padding_low, encoding->padding_high};
        cJSON_AddItemToObject(item, "Padding", cJSON_CreateIntArray(padding, 2));
    }
    if (model->window_width > 0.0) {
        cJSON_AddNumberToObject(item, "WindowCenter", model->window_center);
        cJSON_AddNumberToObject(item, "WindowWidth", model->window_width);
    }
}

static void add_lattice(cJSON *item, const MprVolume *volume, const MprSource *source)
{
    const size_t last = volume->count - 1;
    const double through_mm =
        volume->slices[last].distance_mm - volume->slices[0].distance_mm + volume->step_median_mm;
    const double extent[3] = {volume->columns * volume->spacing_across_mm,
                              volume->rows * volume->spacing_down_mm, through_mm};
    cJSON_AddStringToObject(item, "Modality", volume->model.modality);
    cJSON_AddNumberToObject(item, "Rows", volume->rows);
    cJSON_AddNumberToObject(item, "Columns", volume->columns);
    cJSON_AddNumberToObject(item, "Slices", (double)volume->count);
    add_spacing(item, volume->spacing_down_mm, volume->spacing_across_mm);
    add_orientation(item, volume->across, volume->down);
    add_vector(item, "FirstPosition", volume->slices[0].position);
    add_vector(item, "LastPosition", volume->slices[last].position);
    add_vector(item, "Centre", mpr_volume_centre(volume));
    add_axes(item, volume, source);
    add_steps(item, volume, source);
    cJSON_AddNumberToObject(item, "SliceThickness", volume->thickness_mm);
    add_tilt(item, volume);
    cJSON_AddItemToObject(item, "Extent", cJSON_CreateDoubleArray(extent, 3));
    add_values(item, &volume->model);
}

/* Returns whether there is a volume that can be resliced. */
static bool add_volumes(cJSON *report, const MprSurvey *survey, const MprSource *source)
{
    bool is_sliceable = false;
    cJSON *volumes = cJSON_AddArrayToObject(report, "Volumes");
    for (size_t index = 0; index < survey->split->count; index++) {
        cJSON *item = cJSON_CreateObject();
        const MprVolume *volume = survey->volumes[index];
        cJSON_AddItemToArray(volumes, item);
        cJSON_AddStringToObject(item, "Difference", survey->split->volumes[index].difference);
        cJSON_AddBoolToObject(item, "Sliceable", volume != NULL);
        if (volume != NULL) {
            add_lattice(item, volume, source);
            is_sliceable = true;
        } else {
            cJSON_AddStringToObject(item, "Reason", survey->errors[index].message);
        }
    }
    return is_sliceable;
}

static void add_aside(cJSON *report, const MprSplit *split, const MprSource *source)
{
    cJSON *aside = cJSON_AddArrayToObject(report, "SetAside");
    for (size_t index = 0; index < split->aside_count; index++) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddItemToArray(aside, item);
        cJSON_AddStringToObject(item, "Image", source->listings[split->aside[index].frame].name);
        cJSON_AddStringToObject(item, "Reason", split->aside[index].reason);
    }
}

bool mpr_answer_geometry(const MprSurvey *survey, const MprSource *source, cJSON **answer, MprError *error)
{
    cJSON *report = cJSON_CreateObject();
    const bool is_sliceable = add_volumes(report, survey, source);
    cJSON_AddBoolToObject(report, "Sliceable", is_sliceable);
    if (!is_sliceable) {
        cJSON_AddStringToObject(report, "Reason", survey->errors[0].message);
    }
    add_aside(report, survey->split, source);
    if (!check_memory(add_notes(report, &survey->notes), error)) {
        cJSON_Delete(report);
        return false;
    }
    *answer = report;
    return true;
}
