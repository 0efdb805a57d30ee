/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Answer.h"

static void add_vector(cJSON *object, const char *key, MprVector a, MprError *error)
{
    const double values[3] = {a.x, a.y, a.z};
    mpr_json_add(object, key, cJSON_CreateDoubleArray(values, 3), error);
}

static void add_orientation(cJSON *object, MprVector across, MprVector down, MprError *error)
{
    const double values[6] = {across.x, across.y, across.z, down.x, down.y, down.z};
    mpr_json_add(object, "ImageOrientationPatient", cJSON_CreateDoubleArray(values, 6), error);
}

/* DICOM's order: between rows (down) first. */
static void add_spacing(cJSON *object, double down_mm, double across_mm, MprError *error)
{
    const double values[2] = {down_mm, across_mm};
    mpr_json_add(object, "PixelSpacing", cJSON_CreateDoubleArray(values, 2), error);
}

static void add_letters(cJSON *object, const MprGrid *grid, MprError *error)
{
    char across[4];
    char down[4];
    mpr_grid_direction_letters(grid->across, across);
    mpr_grid_direction_letters(grid->down, down);
    const char *letters[2] = {across, down};
    mpr_json_add(object, "PatientOrientation", cJSON_CreateStringArray(letters, 2), error);
}

static void add_layout(cJSON *object, const MprLayout *layout, MprError *error)
{
    cJSON *item = mpr_json_add(object, "Layout", cJSON_CreateObject(), error);
    mpr_json_add(item, "Convention", cJSON_CreateString(layout->convention), error);
    mpr_json_add(item, "QuarterTurns", cJSON_CreateNumber(layout->quarter_turns), error);
    mpr_json_add(item, "FromOppositeSide", cJSON_CreateBool(layout->from_opposite_side), error);
}

static void add_notes(cJSON *object, const MprNotes *notes, MprError *error)
{
    cJSON *warnings = mpr_json_add(object, "Warnings", cJSON_CreateArray(), error);
    const unsigned kept = notes->count < MPR_NOTES_CAPACITY ? notes->count : MPR_NOTES_CAPACITY;
    for (unsigned note = 0; note < kept; note++) {
        mpr_json_add(warnings, NULL, cJSON_CreateString(notes->text[note]), error);
    }
}

bool mpr_answer_add_geometry(cJSON *instance, const MprDerived *derived, MprError *error)
{
    MprError memory = {0};
    cJSON *geometry = mpr_json_add(instance, "Geometry", cJSON_CreateObject(), &memory);
    const MprGrid *grid = &derived->grid;
    add_orientation(geometry, grid->across, grid->down, &memory);
    add_vector(geometry, "ImagePositionPatient", grid->position, &memory);
    add_spacing(geometry, grid->spacing_down_mm, grid->spacing_across_mm, &memory);
    mpr_json_add(geometry, "Rows", cJSON_CreateNumber(grid->rows), &memory);
    mpr_json_add(geometry, "Columns", cJSON_CreateNumber(grid->columns), &memory);
    mpr_json_add(geometry, "SliceThickness", cJSON_CreateNumber(derived->thickness_mm), &memory);
    add_letters(geometry, grid, &memory);
    mpr_json_add(geometry, "ContributingSlices", cJSON_CreateNumber((double)derived->contributing), &memory);
    mpr_json_add(geometry, "Interpolated", cJSON_CreateBool(derived->is_interpolated), &memory);
    return memory.status == MPR_OK || mpr_fail(error, MPR_NO_MEMORY, "%s", memory.message);
}

static void add_sources(cJSON *answer, const MprReport *report, MprError *error)
{
    cJSON *sources = mpr_json_add(answer, "Sources", cJSON_CreateObject(), error);
    mpr_json_add(sources, "Contributing", cJSON_CreateNumber((double)report->contributing), error);
    mpr_json_add(sources, "Read", cJSON_CreateNumber((double)report->read), error);
    mpr_json_add(sources, "Listed", cJSON_CreateNumber((double)report->listed), error);
}

/* The parents are the same for all images of a request, so they stand above the list. */
static cJSON *list_instances(cJSON *instances, MprError *error)
{
    static const char *const parents[] = {"ParentSeries", "ParentStudy", "ParentPatient"};
    cJSON *answer = cJSON_CreateObject();
    cJSON *list = mpr_json_add(answer, "Instances", cJSON_CreateArray(), error);
    while (instances->child != NULL) {
        cJSON *instance = cJSON_DetachItemFromArray(instances, 0);
        for (size_t index = 0; index < sizeof parents / sizeof *parents; index++) {
            cJSON *parent = cJSON_DetachItemFromObjectCaseSensitive(instance, parents[index]);
            if (parent != NULL && mpr_json_member(answer, parents[index]) == NULL) {
                mpr_json_add(answer, parents[index], parent, error);
            } else {
                cJSON_Delete(parent);
            }
        }
        mpr_json_add(list, NULL, instance, error);
    }
    return answer;
}

bool mpr_answer_create(const MprReport *report, cJSON *instances, cJSON **created, MprError *error)
{
    MprError memory = {0};
    cJSON *answer =
        report->images == 1 ? cJSON_DetachItemFromArray(instances, 0) : list_instances(instances, &memory);
    cJSON *geometry = cJSON_GetObjectItemCaseSensitive(answer, "Geometry");
    add_layout(geometry != NULL ? geometry : answer, &report->layout, &memory);
    if (report->spacing_mm > 0.0) {
        mpr_json_add(answer, "SpacingBetweenSlices", cJSON_CreateNumber(report->spacing_mm), &memory);
    }
    add_sources(answer, report, &memory);
    add_notes(answer, &report->notes, &memory);
    return mpr_json_finish(answer, &memory, created, error);
}

enum { MOST_ODD_STEPS = 50 }; /* a report is to be read */

/* Where the slices are not as far apart as most. */
static void add_odd_steps(cJSON *steps, const MprVolume *volume, const MprSource *source, MprError *error)
{
    cJSON *odd = mpr_json_add(steps, "Odd", cJSON_CreateArray(), error);
    int count = 0;
    for (size_t gap = 0; volume->is_irregular && gap + 1 < volume->count && count < MOST_ODD_STEPS; gap++) {
        const double step = volume->slices[gap + 1].distance_mm - volume->slices[gap].distance_mm;
        if (fabs(step - volume->step_median_mm) > fmax(0.01 * volume->step_median_mm, 0.02)) {
            cJSON *item = mpr_json_add(odd, NULL, cJSON_CreateObject(), error);
            mpr_json_add(item, "After", cJSON_CreateString(source->listings[volume->slices[gap].frame].name),
                         error);
            mpr_json_add(item, "Step", cJSON_CreateNumber(step), error);
            count++;
        }
    }
}

static void add_steps(cJSON *object, const MprVolume *volume, const MprSource *source, MprError *error)
{
    cJSON *steps = mpr_json_add(object, "Steps", cJSON_CreateObject(), error);
    mpr_json_add(steps, "Minimum", cJSON_CreateNumber(volume->step_min_mm), error);
    mpr_json_add(steps, "Median", cJSON_CreateNumber(volume->step_median_mm), error);
    mpr_json_add(steps, "Maximum", cJSON_CreateNumber(volume->step_max_mm), error);
    mpr_json_add(steps, "WidestAfter",
                 cJSON_CreateString(source->listings[volume->slices[volume->widest_gap].frame].name), error);
    mpr_json_add(steps, "Irregular", cJSON_CreateBool(volume->is_irregular), error);
    add_odd_steps(steps, volume, source, error);
}

/* Where the three axes of the lattice go, the third one across × down; and whether the images are numbered
 * along it (a right-handed stack) or against it. */
static void add_axes(cJSON *item, const MprVolume *volume, const MprSource *source, MprError *error)
{
    const MprVector axes[3] = {volume->across, volume->down, volume->normal};
    char letters[3][4];
    for (size_t axis = 0; axis < 3; axis++) {
        mpr_grid_direction_letters(axes[axis], letters[axis]);
    }
    const char *const labels[3] = {letters[0], letters[1], letters[2]};
    const double first = source->listings[volume->slices[0].frame].number;
    const double last = source->listings[volume->slices[volume->count - 1].frame].number;
    mpr_json_add(item, "Axes", cJSON_CreateStringArray(labels, 3), error);
    mpr_json_add(item, "Handedness", cJSON_CreateString(last < first ? "Left" : "Right"), error);
}

/* Gantry tilt: how far a slice lies across and down from the one before, for each mm along the normal. */
static void add_tilt(cJSON *item, const MprVolume *volume, MprError *error)
{
    const MprVector way =
        mpr_vector_difference(volume->slices[volume->count - 1].position, volume->slices[0].position);
    const double along = mpr_vector_dot(way, volume->normal);
    const double shear[2] = {mpr_vector_dot(way, volume->across) / along,
                             mpr_vector_dot(way, volume->down) / along};
    mpr_json_add(item, "Tilt", cJSON_CreateNumber(volume->tilt_deg), error);
    mpr_json_add(item, "Shear", cJSON_CreateDoubleArray(shear, 2), error);
}

/* What the one file that was opened says of its values. */
static void add_values(cJSON *item, const MprFrameHeader *model, MprError *error)
{
    const MprEncoding *encoding = &model->encoding;
    mpr_json_add(item, "SamplesPerPixel", cJSON_CreateNumber(encoding->samples), error);
    mpr_json_add(item, "BitsStored", cJSON_CreateNumber(encoding->bits_stored), error);
    mpr_json_add(item, "Signed", cJSON_CreateBool(mpr_pixel_is_signed(encoding->type)), error);
    mpr_json_add(item, "RescaleSlope", cJSON_CreateNumber(encoding->slope), error);
    mpr_json_add(item, "RescaleIntercept", cJSON_CreateNumber(encoding->intercept), error);
    if (encoding->has_padding) {
        const int padding[2] = {encoding->padding_low, encoding->padding_high};
        mpr_json_add(item, "Padding", cJSON_CreateIntArray(padding, 2), error);
    }
    if (model->window_width > 0.0) {
        mpr_json_add(item, "WindowCenter", cJSON_CreateNumber(model->window_center), error);
        mpr_json_add(item, "WindowWidth", cJSON_CreateNumber(model->window_width), error);
    }
}

static void add_lattice(cJSON *item, const MprVolume *volume, const MprSource *source, MprError *error)
{
    const size_t last = volume->count - 1;
    const double through_mm =
        volume->slices[last].distance_mm - volume->slices[0].distance_mm + volume->step_median_mm;
    const double extent[3] = {volume->columns * volume->spacing_across_mm,
                              volume->rows * volume->spacing_down_mm, through_mm};
    mpr_json_add(item, "Modality", cJSON_CreateString(volume->model.modality), error);
    if (volume->model.frame_of_reference_uid[0] != '\0') {
        mpr_json_add(item, "FrameOfReferenceUID", cJSON_CreateString(volume->model.frame_of_reference_uid),
                     error);
    }
    mpr_json_add(item, "Rows", cJSON_CreateNumber(volume->rows), error);
    mpr_json_add(item, "Columns", cJSON_CreateNumber(volume->columns), error);
    mpr_json_add(item, "Slices", cJSON_CreateNumber((double)volume->count), error);
    add_spacing(item, volume->spacing_down_mm, volume->spacing_across_mm, error);
    add_orientation(item, volume->across, volume->down, error);
    add_vector(item, "FirstPosition", volume->slices[0].position, error);
    add_vector(item, "LastPosition", volume->slices[last].position, error);
    add_vector(item, "Centre", mpr_volume_centre(volume), error);
    add_axes(item, volume, source, error);
    add_steps(item, volume, source, error);
    mpr_json_add(item, "SliceThickness", cJSON_CreateNumber(volume->thickness_mm), error);
    add_tilt(item, volume, error);
    mpr_json_add(item, "Extent", cJSON_CreateDoubleArray(extent, 3), error);
    add_values(item, &volume->model, error);
}

/* What is counted or clocked from slice to slice. Indices are numbers of slices, too. */
static void add_varying(cJSON *item, const MprSubset *volume, MprError *error)
{
    cJSON *names = NULL;
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        const bool is_index = mpr_volume_key_entry((MprKeyAttribute)index)->role == MPR_KEY_INDEXES;
        if ((volume->varying >> index & 1) != 0 && !is_index) {
            names = names != NULL ? names : mpr_json_add(item, "Varying", cJSON_CreateArray(), error);
            const char *name = mpr_volume_key_entry((MprKeyAttribute)index)->name;
            mpr_json_add(names, NULL, cJSON_CreateString(name), error);
        }
    }
}

/* Returns whether there is a volume that can be resliced. */
static bool add_volumes(cJSON *report, const MprSurvey *survey, const MprSource *source, MprError *error)
{
    bool is_sliceable = false;
    cJSON *volumes = mpr_json_add(report, "Volumes", cJSON_CreateArray(), error);
    for (size_t index = 0; index < survey->split->count; index++) {
        cJSON *item = mpr_json_add(volumes, NULL, cJSON_CreateObject(), error);
        const MprVolume *volume = survey->volumes[index];
        mpr_json_add(item, "Difference", cJSON_CreateString(survey->split->volumes[index].difference), error);
        mpr_json_add(item, "Sliceable", cJSON_CreateBool(volume != NULL), error);
        if (volume != NULL) {
            add_lattice(item, volume, source, error);
            add_varying(item, &survey->split->volumes[index], error);
            is_sliceable = true;
        } else {
            mpr_json_add(item, "Reason", cJSON_CreateString(survey->errors[index].message), error);
        }
    }
    return is_sliceable;
}

static void add_aside(cJSON *report, const MprSplit *split, const MprSource *source, MprError *error)
{
    cJSON *aside = mpr_json_add(report, "SetAside", cJSON_CreateArray(), error);
    for (size_t index = 0; index < split->aside_count; index++) {
        cJSON *item = mpr_json_add(aside, NULL, cJSON_CreateObject(), error);
        mpr_json_add(item, "Image", cJSON_CreateString(source->listings[split->aside[index].frame].name),
                     error);
        mpr_json_add(item, "Reason", cJSON_CreateString(split->aside[index].reason), error);
    }
}

bool mpr_answer_geometry(const MprSurvey *survey, const MprSource *source, size_t named_frame, cJSON **answer,
                         MprError *error)
{
    MprError memory = {0};
    size_t own = 0;
    cJSON *report = cJSON_CreateObject();
    const bool is_sliceable = add_volumes(report, survey, source, &memory);
    mpr_json_add(report, "Sliceable", cJSON_CreateBool(is_sliceable), &memory);
    if (!is_sliceable) {
        mpr_json_add(report, "Reason", cJSON_CreateString(survey->errors[0].message), &memory);
    }
    if (mpr_survey_volume_of(survey, named_frame, &own)) {
        mpr_json_add(report, "Volume", cJSON_CreateNumber((double)own), &memory);
    }
    add_aside(report, survey->split, source, &memory);
    add_notes(report, &survey->notes, &memory);
    return mpr_json_finish(report, &memory, answer, error);
}

/* ---- statistics ---- */

bool mpr_answer_statistics(const MprStatistics *statistics, const MprGrid *grid, double thickness_mm,
                           cJSON **answer, MprError *error)
{
    const struct {
        const char *key;
        double value;
    } numbers[] = {
        {"Area", statistics->area_mm2},
        {"Pixels", (double)statistics->pixels},
        {"Missing", (double)statistics->missing},
        {"Mean", statistics->mean},
        {"StandardDeviation", statistics->deviation},
        {"Minimum", statistics->minimum},
        {"Maximum", statistics->maximum},
        {"SliceThickness", thickness_mm},
    };
    MprError memory = {0};
    cJSON *object = cJSON_CreateObject();
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
        mpr_json_add(object, numbers[index].key, cJSON_CreateNumber(numbers[index].value), &memory);
    }
    add_spacing(object, grid->spacing_down_mm, grid->spacing_across_mm, &memory);
    return mpr_json_finish(object, &memory, answer, error);
}
