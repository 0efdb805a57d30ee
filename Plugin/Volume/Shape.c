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

static const char *slice_name(const MprSource *source, const MprVolume *volume, size_t slice)
{
    return source->listings[volume->slices[slice].frame].name;
}

/* Where slices are as thick as the way to the next one, none is missing between them. */
static bool is_gap(const MprVolume *volume, const MprSource *source)
{
    const MprVolumeKey *key = mpr_listing_key(&source->listings[volume->slices[volume->widest_gap].frame]);
    const MprVolumeKey *next =
        mpr_listing_key(&source->listings[volume->slices[volume->widest_gap + 1].frame]);
    const double thickness = fmax(key->numbers[MPR_KEY_THICKNESS], next->numbers[MPR_KEY_THICKNESS]);
    return volume->step_max_mm > 1.5 * volume->step_median_mm && thickness < 0.99 * volume->step_max_mm;
}

static void note_steps(const MprVolume *volume, const MprSource *source, MprNotes *notes)
{
    if (is_gap(volume, source)) {
        mpr_notes_add(
            notes,
            "%s and %s are %.3g mm apart, most others %.3g mm: slices are missing, and between these two "
            "the picture is interpolated across the gap",
            slice_name(source, volume, volume->widest_gap),
            slice_name(source, volume, volume->widest_gap + 1), volume->step_max_mm, volume->step_median_mm);
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

/* A line is a tilt only when the slices lie on it. */
void mpr_shape_note(const MprVolume *volume, const MprSource *source, MprNotes *notes)
{
    note_steps(volume, source, notes);
    if (volume->strays_mm > 0.25) {
        mpr_notes_add(
            notes,
            "the slices lie up to %.3g mm beside the line through the first and the last one; every slice "
            "is used at its true position",
            volume->strays_mm);
    } else if (volume->tilt_deg > 0.1) {
        mpr_notes_add(notes,
                      "the stack is sheared by %.2f° (gantry tilt); every slice is used at its true position",
                      volume->tilt_deg);
    }
}
