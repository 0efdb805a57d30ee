/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Shape.h"

/* How far first voxels lie beside the line through the first and the last one: within their slices, for a
 * slice is wherever it is along the normal. */
double mpr_shape_stray(const MprVolume *volume)
{
    const MprSlice *first = &volume->slices[0];
    const MprSlice *last = &volume->slices[volume->count - 1];
    const MprVector line = mpr_vector_difference(last->position, first->position);
    const double length = last->distance_mm - first->distance_mm;
    double largest = 0.0;
    for (size_t slice = 1; slice + 1 < volume->count; slice++) {
        const double share = (volume->slices[slice].distance_mm - first->distance_mm) / length;
        const MprVector expected = mpr_vector_moved(first->position, line, share);
        const MprVector off = mpr_vector_difference(volume->slices[slice].position, expected);
        largest = fmax(largest, mpr_vector_length(off));
    }
    return largest;
}

/* Is the median what most steps are, with holes between them? Three wide steps in a row are another step. */
static bool has_holes(const MprVolume *volume)
{
    size_t usual = 0;
    size_t in_a_row = 0;
    size_t longest = 0;
    for (size_t gap = 0; gap + 1 < volume->count; gap++) {
        const double step = mpr_volume_step_mm(volume, gap);
        usual += fabs(step - volume->step_median_mm) <= 0.05 * volume->step_median_mm;
        in_a_row = step > 1.5 * volume->step_median_mm ? in_a_row + 1 : 0;
        longest = in_a_row > longest ? in_a_row : longest;
    }
    return volume->step_max_mm > 1.5 * volume->step_median_mm && longest < 3 &&
           2 * usual >= volume->count - 1;
}

/* Where slices are as thick as the way to the next one, none is missing between them. */
static bool is_gap(const MprVolume *volume, const MprSource *source)
{
    const MprVolumeKey *key = mpr_listing_key(&source->listings[volume->slices[volume->widest_gap].frame]);
    const MprVolumeKey *next =
        mpr_listing_key(&source->listings[volume->slices[volume->widest_gap + 1].frame]);
    const double thickness = fmax(key->numbers[MPR_KEY_THICKNESS], next->numbers[MPR_KEY_THICKNESS]);
    return has_holes(volume) && thickness < 0.99 * volume->step_max_mm;
}

static void note_steps(const MprVolume *volume, const MprSource *source, MprNotes *notes)
{
    if (is_gap(volume, source)) {
        mpr_notes_add(
            notes,
            "%s and %s are %.3g mm apart, most others %.3g mm: slices are missing, and between these two "
            "the picture is interpolated across the gap",
            mpr_volume_slice_name(volume, source, volume->widest_gap),
            mpr_volume_slice_name(volume, source, volume->widest_gap + 1), volume->step_max_mm,
            volume->step_median_mm);
    }
    if (volume->is_irregular) {
        mpr_notes_add(
            notes,
            "the slices are %.4g to %.4g mm apart (median %.4g); every point is interpolated between the two "
            "slices that bracket it, where they are",
            volume->step_min_mm, volume->step_max_mm, volume->step_median_mm);
    }
    if (volume->step_min_mm < 0.1 * volume->step_median_mm) {
        mpr_notes_add(
            notes,
            "slices are as near as %.3g mm, a tenth of the usual step or less: they may be of several "
            "volumes that nothing tells apart",
            volume->step_min_mm);
    }
}

/* Does the line lean by far more than slices stray from it? Two slices lie on a line whatever it is. */
static bool is_line(const MprVolume *volume)
{
    const double length_mm = volume->slices[volume->count - 1].distance_mm - volume->slices[0].distance_mm;
    const double leans_mm = length_mm * tan(volume->tilt_deg * (3.14159265358979323846 / 180.0));
    return volume->strays_mm <= 0.25 && leans_mm > 4.0 * volume->strays_mm;
}

void mpr_shape_note(const MprVolume *volume, const MprSource *source, MprNotes *notes)
{
    const bool is_tilted = volume->tilt_deg > 0.1;
    note_steps(volume, source, notes);
    if (is_tilted && is_line(volume)) {
        const bool is_gantry =
            volume->count > 2 && volume->model.family == MPR_FAMILY_CT; /* others have none */
        mpr_notes_add(notes, "the stack is sheared by %.2f°%s; every slice is used at its true position",
                      volume->tilt_deg, is_gantry ? " (gantry tilt)" : "");
    } else if (is_tilted || volume->strays_mm > 0.25) {
        mpr_notes_add(
            notes,
            "the slices lie up to %.3g mm beside the line through the first and the last one; every slice "
            "is used at its true position",
            volume->strays_mm);
    }
}
