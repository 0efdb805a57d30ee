/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Survey.h"

#include "Base/Text.h"
#include "Volume/KeptLattice.h"

#include <string.h>

/* None of the images can be of a volume, whatever the others are. A class without slices says most. */
static bool refuse_listings(const MprSource *source, MprError *error)
{
    const MprListing *first = &source->listings[0];
    for (size_t frame = 0; frame < source->count; frame++) {
        if (source->listings[frame].reason == NULL) {
            return true;
        }
        first = source->listings[frame].is_foreign && !first->is_foreign ? &source->listings[frame] : first;
    }
    return first->is_foreign ? mpr_fail(error, MPR_UNSUITABLE, "%s", first->reason)
                             : mpr_fail(error, MPR_UNSUITABLE, "%s: %s", first->name, first->reason);
}

static bool refuse_frames(const MprSource *source, const MprSplit *split, MprError *error)
{
    if (source->count > 0 && !refuse_listings(source, error)) {
        return false;
    }
    if (source->count < 2) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "the series has %zu image; at least 2 parallel slices make a volume", source->count);
    }
    return mpr_fail(error, MPR_UNSUITABLE, "the %zu images make no volume; %s: %s", source->count,
                    source->listings[split->aside[0].frame].name, split->aside[0].reason);
}

static bool contains(const MprSubset *subset, size_t frame)
{
    for (size_t index = 0; index < subset->count; index++) {
        if (subset->frames[index] == frame) {
            return true;
        }
    }
    return false;
}

/* The volume that a frame belongs to; the count of volumes when it belongs to none. */
static size_t volume_of(const MprSplit *split, size_t frame)
{
    size_t volume = 0;
    while (volume < split->count && !contains(&split->volumes[volume], frame)) {
        volume++;
    }
    return volume;
}

/* The volume that was asked for by number, else the one of the frame that was named, else the first. */
static bool choose_number(const MprSource *source, const MprRequest *request, size_t named_frame,
                          const MprSplit *split, size_t *chosen, MprError *error)
{
    size_t volume = request->has_volume ? request->volume : 0;
    if (split->count == 0) {
        return refuse_frames(source, split, error);
    }
    if (volume >= split->count) {
        return mpr_fail(error, MPR_BAD_REQUEST, "Volume is %zu; the series has %zu, numbered from 0", volume,
                        split->count);
    }
    if (!request->has_volume && named_frame != MPR_NO_FRAME) {
        volume = volume_of(split, named_frame);
    }
    for (size_t index = 0; volume == split->count && index < split->aside_count; index++) {
        if (split->aside[index].frame == named_frame) {
            return mpr_fail(error, MPR_UNSUITABLE, "%s belongs to no volume: %s",
                            source->listings[named_frame].name, split->aside[index].reason);
        }
    }
    *chosen = volume;
    return true;
}

/* Sentences about the series as it was listed. */
static void note_listing(const MprSource *source, MprNotes *notes)
{
    if (source->remark != NULL && source->remark[0] != '\0') {
        mpr_notes_add(notes, "%s", source->remark);
    }
}

static void note_split(const MprSource *source, const MprSplit *split, size_t chosen, MprNotes *notes)
{
    note_listing(source, notes);
    if (split->count > 1) {
        const MprSubset *subset = &split->volumes[chosen];
        mpr_notes_add(notes, "the series holds %zu volumes; this is volume %zu, of %zu images%s%s",
                      split->count, chosen, subset->count, subset->difference[0] != '\0' ? ": " : "",
                      subset->difference);
    }
    if (split->aside_count > 0) {
        mpr_notes_add(notes, "%zu of %zu images were set aside; %s: %s", split->aside_count, source->count,
                      source->listings[split->aside[0].frame].name, split->aside[0].reason);
    }
}

static bool check_regular(const MprRequest *request, const MprVolume *volume, MprError *error)
{
    if (request->refuses_irregular && volume->is_irregular) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "the slices are %.4g to %.4g mm apart (median %.4g), and \"Irregular\" is \"Refuse\"",
                        volume->step_min_mm, volume->step_max_mm, volume->step_median_mm);
    }
    return true;
}

/* A plane that was taken from another image means the same place only in the same frame of reference. */
static bool check_frame_of_reference(const MprRequest *request, const MprVolume *volume, MprError *error)
{
    const char *given = request->plane.frame_of_reference_uid;
    if (given[0] != '\0' && strcmp(given, volume->model.frame_of_reference_uid) != 0) {
        return mpr_fail(
            error, MPR_UNSUITABLE,
            "LikeInstance lies in frame of reference %s, the series in %s: the plane means another place",
            mpr_text_uid(given), mpr_text_uid(volume->model.frame_of_reference_uid));
    }
    return true;
}

bool mpr_survey_choose(MprSource *source, const MprRequest *request, size_t named_frame, MprVolume **chosen,
                       size_t *count, MprNotes *notes, MprError *error)
{
    MprSplit *split = NULL;
    MprVolume *volume = NULL;
    size_t number = 0;
    if (!mpr_split_frames(source, &split, error)) {
        return false;
    }
    const bool ok = choose_number(source, request, named_frame, split, &number, error) &&
                    mpr_kept_lattice_take(source, split, number, named_frame, &volume, notes, error) &&
                    check_regular(request, volume, error) && check_frame_of_reference(request, volume, error);
    if (ok) {
        note_split(source, split, number, notes);
        *chosen = volume;
        *count = split->count;
    } else {
        mpr_volume_free(volume);
    }
    mpr_split_free(split);
    return ok;
}

/* ---- the dry run ---- */

bool mpr_survey(MprSource *source, MprSurvey *survey, MprError *error)
{
    MprSurvey made = {0};
    if (!mpr_split_frames(source, &made.split, error)) {
        return false;
    }
    made.volumes = mpr_allocate(made.split->count, sizeof *made.volumes, error);
    made.errors = mpr_allocate(made.split->count + 1, sizeof *made.errors, error);
    bool ok = made.volumes != NULL && made.errors != NULL;
    for (size_t index = 0; ok && index < made.split->count; index++) {
        ok = mpr_kept_lattice_take(source, made.split, index, MPR_NO_FRAME, &made.volumes[index], &made.notes,
                                   &made.errors[index]) ||
             made.errors[index].status == MPR_UNSUITABLE || made.errors[index].status == MPR_DEADLY ||
             (*error = made.errors[index], false);
    }
    if (ok && made.split->count == 0) {
        refuse_frames(source, made.split, &made.errors[0]);
    }
    if (!ok) {
        mpr_survey_release(&made);
        return false;
    }
    note_listing(source, &made.notes);
    *survey = made;
    return true;
}

bool mpr_survey_volume_of(const MprSurvey *survey, size_t frame, size_t *volume)
{
    *volume = volume_of(survey->split, frame);
    return *volume < survey->split->count;
}

void mpr_survey_release(MprSurvey *survey)
{
    for (size_t index = 0; survey->volumes != NULL && index < survey->split->count; index++) {
        mpr_volume_free(survey->volumes[index]);
    }
    mpr_free(survey->volumes);
    mpr_free(survey->errors);
    mpr_split_free(survey->split);
}
