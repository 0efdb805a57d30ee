/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From listed frames to a lattice: its maps, what is told about its shape, and why a series is no volume. */
#include "Volume/Lattice.h"
#include "Volume/Volume.h"

#include "PhantomSource.h"
#include "Testing.h"

#include <stdio.h>
#include <string.h>

static MprPhantom hard_phantom(void)
{
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    phantom.oblique_deg[0] = 25;
    phantom.oblique_deg[1] = -15;
    phantom.oblique_deg[2] = 40;
    phantom.tilt_deg = 12;
    phantom.is_uneven = true;
    phantom.is_shuffled = true;
    return phantom;
}

static bool describe(PhantomSource *source, MprVolume **volume, MprNotes *notes, MprError *error)
{
    MprFrameHeader model;
    return source->source.describe(&source->source, 0, &model, error) &&
           mpr_lattice_describe(&source->source, phantom_source_all(source), &model, volume, notes, error);
}

static MprVolume *described(PhantomSource *source, MprNotes *notes)
{
    MprVolume *volume = NULL;
    MprError error = {0};
    if (!describe(source, &volume, notes, &error)) {
        fail_msg("%s", error.message);
    }
    return volume;
}

static void volume_should_sort_slices_along_the_normal(void **state)
{
    (void)state;
    const MprPhantom phantom = hard_phantom();
    PhantomSource source;
    MprNotes notes = {0};
    phantom_source_open(&source, &phantom);
    MprVolume *volume = described(&source, &notes);
    assert_int_equal(volume->count, phantom.slices);
    assert_near(testing_determinant(volume->across, volume->down, volume->normal), 1, 1e-9);
    for (size_t slice = 0; slice < volume->count; slice++) {
        const MprPhantomSlice truth = mpr_phantom_slice(&phantom, (uint32_t)slice);
        assert_vector_near(volume->slices[slice].position,
                           ((MprVector){truth.position_mm[0], truth.position_mm[1], truth.position_mm[2]}),
                           0);
        assert_int_equal(volume->slices[slice].frame + 1, truth.number);
        assert_true(slice == 0 || volume->slices[slice].distance_mm > volume->slices[slice - 1].distance_mm);
    }
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

static void the_maps_of_all_gaps_should_undo_the_points_of_the_lattice(void **state)
{
    (void)state;
    const MprPhantom phantom = hard_phantom();
    PhantomSource source;
    MprNotes notes = {0};
    phantom_source_open(&source, &phantom);
    MprVolume *volume = described(&source, &notes);
    uint64_t random = 1;
    for (int round = 0; round < 2000; round++) {
        const MprVector voxel = {testing_random_between(&random, -0.5, 95.5),
                                 testing_random_between(&random, -0.5, 79.5),
                                 testing_random_between(&random, -0.5, 47.5)};
        const MprVector point = mpr_volume_point(volume, voxel.x, voxel.y, voxel.z);
        const ptrdiff_t gap = (ptrdiff_t)floor(voxel.z);
        const MprAffine map = mpr_volume_voxel_from_patient(volume, gap);
        assert_vector_near(mpr_affine_point(&map, point), voxel, 1e-9);
        double from = 0;
        double to = 0;
        mpr_volume_gap_extent(volume, gap, &from, &to);
        const double distance = mpr_vector_dot(volume->normal, point);
        assert_true(distance >= from - 1e-9 && distance <= to + 1e-9);
    }
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

static void volume_should_tell_gaps_uneven_steps_and_tilt_in_numbers(void **state)
{
    (void)state;
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    PhantomSource source;
    MprNotes notes = {0};
    phantom_source_open(&source, &phantom);
    MprVolume *volume = described(&source, &notes);
    assert_int_equal(notes.count, 0);
    assert_false(volume->is_irregular);
    assert_near(volume->step_median_mm, 2.9, 1e-9);
    assert_near(volume->tilt_deg, 0, 1e-6);
    mpr_volume_free(volume);
    phantom_source_close(&source);

    phantom.tilt_deg = 18.5;
    phantom.gap_first = 20;
    phantom.gap_count = 2;
    phantom_source_open(&source, &phantom);
    volume = described(&source, &notes);
    assert_int_equal(notes.count, 3);
    assert_non_null(strstr(notes.text[0], "slice 20 and slice 21 are 8.25 mm apart, most others 2.75 mm"));
    assert_non_null(strstr(notes.text[1], "2.75 to 8.25 mm apart (median 2.75)"));
    assert_non_null(strstr(notes.text[2], "sheared by 18.50°"));
    assert_int_equal(volume->widest_gap, 19);
    assert_near(volume->tilt_deg, 18.5, 1e-3);
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

static void check_refusal(PhantomSource *source, const char *message)
{
    MprVolume *volume = NULL;
    MprNotes notes = {0};
    MprError error = {0};
    assert_false(describe(source, &volume, &notes, &error));
    assert_null(volume);
    assert_int_equal(error.status, MPR_UNSUITABLE);
    if (strstr(error.message, message) == NULL) {
        fail_msg("\"%s\" lacks \"%s\"", error.message, message);
    }
}

static void volume_should_say_why_frames_are_no_volume(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    PhantomSource source;
    phantom_source_open(&source, &phantom);
    const MprListing fifth = source.listings[4];

    source.listings[4].has_grid = false;
    check_refusal(&source, "slice 5 has no ImagePositionPatient or ImageOrientationPatient");
    source.listings[4] = fifth;
    source.listings[4].position = source.listings[8].position;
    check_refusal(&source, "slice 5 and slice 9 lie at the same place (0 mm apart), of 48 images");
    source.listings[4] = fifth;
    source.listings[4].across = (MprVector){cos(0.2), 0, sin(0.2)};
    check_refusal(&source, "slice 5 is turned by 11.5° against slice 1");
    source.listings[4].across = (MprVector){-1, 0, 0};
    check_refusal(&source, "slice 5 is turned by 180°");
    source.listings[4] = fifth;
    source.listings[4].position.z = 1e154; /* finite, and its square is not */
    check_refusal(&source, "slice 5: ImagePositionPatient is");
    source.listings[4] = fifth;
    source.source.count = 1;
    check_refusal(&source, "there is 1 image; at least 2 parallel slices make a volume");
    source.source.count = 48;
    source.phantom.spacing_across_mm = 0;
    check_refusal(&source, "PixelSpacing is 1.7 by 0 mm; it must be from 0.0001 to 1000");
    phantom_source_close(&source);
}

static void a_frame_that_is_not_what_was_listed_should_be_refused(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    PhantomSource source;
    MprNotes notes = {0};
    MprError error = {0};
    MprFrameHeader header;
    phantom_source_open(&source, &phantom);
    MprVolume *volume = described(&source, &notes);
    assert_true(source.source.describe(&source.source, volume->slices[3].frame, &header, &error));
    assert_true(mpr_volume_check_frame(volume, 3, &header, &error));
    assert_false(mpr_volume_check_frame(volume, 7, &header, &error));
    assert_non_null(strstr(error.message, "it lies 11.6 mm away"));
    MprFrameHeader other = header;
    other.grid.rows = 64;
    assert_false(mpr_volume_check_frame(volume, 3, &other, &error));
    assert_string_equal(error.message, "it has 64 rows × 96 columns, the others have 80 × 96");
    other = header;
    other.grid.spacing_down_mm = 1.8;
    assert_false(mpr_volume_check_frame(volume, 3, &other, &error));
    assert_string_equal(error.message, "its PixelSpacing is 1.8 by 1.5 mm, the others have 1.7 by 1.5");
    other = header;
    snprintf(other.frame_of_reference_uid, MPR_UID_SIZE, "2.25.9");
    assert_false(mpr_volume_check_frame(volume, 3, &other, &error));
    assert_string_equal(error.message, "it is of another frame of reference than the others");
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

static void the_extent_of_a_voxel_should_be_its_thickness_or_its_pixel(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    PhantomSource source;
    MprNotes notes = {0};
    phantom_source_open(&source, &phantom);
    MprVolume *volume = described(&source, &notes);
    assert_near(mpr_volume_voxel_extent_mm(volume, (MprVector){0, 0, 1}), 2.9, 1e-12);
    assert_near(mpr_volume_voxel_extent_mm(volume, (MprVector){0, -1, 0}), 1.7, 1e-12);
    assert_near(mpr_volume_voxel_extent_mm(volume, (MprVector){1, 0, 0}), 1.5, 1e-12);
    assert_near(mpr_volume_voxel_extent_mm(volume, (MprVector){0.6, 0, 0.8}), hypot(0.6 * 1.5, 0.8 * 2.9),
                1e-12);
    assert_near(mpr_volume_finest_spacing_mm(volume), 1.5, 1e-12);
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

static void what_is_said_of_a_shape_should_be_true(void **state)
{
    (void)state;
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    PhantomSource source;
    MprNotes notes = {0};
    phantom_source_open(&source, &phantom);
    const size_t count = source.source.count;
    for (size_t frame = 0; frame < count; frame++) { /* two stations, the second 30 mm to the left */
        source.listings[frame].position.x += phantom_source_index(&source, frame) < count / 2 ? 0.0 : 30.0;
    }
    MprVolume *volume = described(&source, &notes);
    assert_int_equal(notes.count, 1);
    assert_non_null(strstr(notes.text[0], "mm beside the line through the first and the last one"));
    assert_null(strstr(notes.text[0], "tilt"));
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

enum { MOST_FRAMES = 256 };

static bool says(const MprNotes *notes, const char *words)
{
    bool found = false;
    for (size_t index = 0; index < notes->count; index++) {
        found = found || strstr(notes->text[index], words) != NULL;
    }
    return found;
}

/* Moves every slice of a neat stack by up to a distance to the side; the seed makes another turn of it. */
static void jitter(PhantomSource *source, double distance_mm, uint32_t *seed)
{
    for (size_t frame = 0; frame < source->source.count; frame++) {
        *seed = *seed * 1664525u + 1013904223u;
        source->listings[frame].position.x += distance_mm * ((*seed >> 8) % 2001 / 1000.0 - 1.0);
    }
}

static void jitter_should_not_be_called_a_tilt(void **state)
{
    (void)state;
    uint32_t seed = 5;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    PhantomSource source;
    phantom_source_open(&source, &phantom); /* once: its pixels are the expensive part */
    double neat[MOST_FRAMES];
    const size_t count = source.source.count;
    assert_in_range(count, 16, MOST_FRAMES);
    for (size_t frame = 0; frame < count; frame++) {
        neat[frame] = source.listings[frame].position.x;
    }
    for (int round = 0; round < 200; round++) {
        MprNotes notes = {0};
        for (size_t frame = 0; frame < count; frame++) {
            source.listings[frame].position.x = neat[frame];
        }
        source.source.count = 6 + (size_t)round % 10;
        jitter(&source, 0.01 + 0.01 * (round % 40), &seed);
        MprVolume *volume = described(&source, &notes);
        assert_false(says(&notes, "tilt"));
        assert_false(says(&notes, "missing"));
        mpr_volume_free(volume);
    }
    source.source.count = count;
    phantom_source_close(&source);
}

static void a_tilt_should_be_that_of_a_gantry_only_where_there_is_one(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        MprPhantom phantom = mpr_phantom_default(kind == 1, true, 16);
        PhantomSource source;
        MprNotes notes = {0};
        phantom.tilt_deg = 15;
        phantom_source_open(&source, &phantom);
        source.source.count = kind == 2 ? 2 : source.source.count; /* two slices are on a line in any case */
        MprVolume *volume = described(&source, &notes);
        assert_true(says(&notes, "the stack is sheared by 15.00°"));
        assert_int_equal(says(&notes, "gantry tilt"), kind == 0);
        mpr_volume_free(volume);
        phantom_source_close(&source);
    }
}

/* Ten steps of one width and then ten of another: nobody knows how thick the slices are, and none is missing. */
static void another_step_should_not_be_called_missing_slices(void **state)
{
    (void)state;
    const MprPhantom phantom = mpr_phantom_default(false, true, 16);
    PhantomSource source;
    MprNotes notes = {0};
    phantom_source_open(&source, &phantom);
    const size_t half = source.source.count / 2;
    for (size_t frame = 0; frame < source.source.count; frame++) {
        const size_t slice = phantom_source_index(&source, frame);
        source.listings[frame].position.z =
            slice <= half ? 4.0 * (double)slice : 4.0 * (double)half + 7.0 * (double)(slice - half);
    }
    MprVolume *volume = described(&source, &notes);
    assert_true(says(&notes, "mm apart (median"));
    assert_false(says(&notes, "missing"));
    mpr_volume_free(volume);
    phantom_source_close(&source);
}

static void another_frame_of_reference_should_be_refused_by_the_report_as_well(void **state)
{
    (void)state;
    MprPhantom phantom = mpr_phantom_default(false, true, 16);
    PhantomSource source;
    phantom_source_open(&source, &phantom);
    for (size_t frame = 0; frame < source.source.count; frame++) {
        source.listings[frame].rows = phantom.rows; /* what a file that was read says */
        snprintf(source.listings[frame].frame_of_reference_uid, MPR_UID_SIZE,
                 frame == 4 ? "2.25.9" : "2.25.3");
    }
    check_refusal(&source, "slice 5: it is of another frame of reference than the others");
    phantom_source_close(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(volume_should_sort_slices_along_the_normal),
        cmocka_unit_test(the_maps_of_all_gaps_should_undo_the_points_of_the_lattice),
        cmocka_unit_test(volume_should_tell_gaps_uneven_steps_and_tilt_in_numbers),
        cmocka_unit_test(what_is_said_of_a_shape_should_be_true),
        cmocka_unit_test(jitter_should_not_be_called_a_tilt),
        cmocka_unit_test(a_tilt_should_be_that_of_a_gantry_only_where_there_is_one),
        cmocka_unit_test(another_step_should_not_be_called_missing_slices),
        cmocka_unit_test(another_frame_of_reference_should_be_refused_by_the_report_as_well),
        cmocka_unit_test(volume_should_say_why_frames_are_no_volume),
        cmocka_unit_test(a_frame_that_is_not_what_was_listed_should_be_refused),
        cmocka_unit_test(the_extent_of_a_voxel_should_be_its_thickness_or_its_pixel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
