/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A written file that is read again must say what was meant: planted differences are found. */
#include "SamplePool.h"

#include <math.h>
#include <string.h>

typedef struct {
    MprFrame *sources[3];
    const MprBuffer *attributes[3];
    MprDerivation derivation;
    int16_t pixels[7 * 6];
    MprBuffer buffer;
    MprBuffer file;
} Trip;

static MprGrid oblique_grid(void)
{
    MprGrid grid = {.position = {12.5, -7.25, 3.125},
                    .across = {0.8, 0.6, 0.0},
                    .down = {-0.36, 0.48, -0.8},
                    .spacing_across_mm = 0.7,
                    .spacing_down_mm = 0.9,
                    .columns = 7,
                    .rows = 6};
    return mpr_grid_rounded(&grid);
}

static void set_out(Trip *trip, DicomSample (*sample)(unsigned))
{
    memset(trip, 0, sizeof *trip);
    for (unsigned index = 0; index < 3; index++) {
        trip->sources[index] = load_frame(sample(index), 0);
        trip->attributes[index] = &trip->sources[index]->attributes;
    }
    for (int16_t pixel = 0; pixel < 42; pixel++) {
        trip->pixels[pixel] = (int16_t)(2 * pixel * pixel);
    }
    trip->buffer = (MprBuffer){.data = trip->pixels, .size = sizeof trip->pixels};
    MprDerivation *derivation = &trip->derivation;
    derivation->grid = oblique_grid();
    derivation->encoding = trip->sources[0]->header.encoding;
    derivation->family = trip->sources[0]->header.family;
    derivation->thickness_mm = 1.25;
    derivation->window_center = 60;
    derivation->window_width = 120;
    memcpy(derivation->sop_instance_uid, "2.25.11", 8);
    memcpy(derivation->series_instance_uid, "2.25.12", 8);
    memcpy(derivation->derivation_description, "MPR", 4);
    derivation->instance_number = 1;
    derivation->image_count = 1;
    derivation->now_s = 1704139200; /* 2024-01-01 20:00 UTC */
    derivation->reference = 1;
    MprError error = {0};
    if (!mpr_dicom_write(sample_pool(), derivation, NULL, trip->attributes, 3, &trip->buffer, &trip->file,
                         &error)) {
        fail_msg("%s", error.message);
    }
}

static void come_home(Trip *trip)
{
    for (unsigned index = 0; index < 3; index++) {
        mpr_frame_free(trip->sources[index]);
    }
    mpr_buffer_release(&trip->file);
}

static void assert_verified(const Trip *trip)
{
    MprError error = {0};
    if (!mpr_dicom_verify(sample_pool(), &trip->derivation, &trip->buffer, &trip->file, &error)) {
        fail_msg("%s", error.message);
    }
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    DicomSample (*const samples[])(unsigned) = {sample_ct, sample_mr};
    for (int index = 0; index < 2; index++) {
        Trip trip;
        set_out(&trip, samples[index]);
        assert_verified(&trip);
        MprFrame *frame = NULL;
        MprError error = {0};
        assert_true(mpr_dicom_load(sample_pool(), trip.file.data, trip.file.size, 0, &frame, &error));
        assert_near(mpr_grid_distance_mm(&frame->header.grid, &trip.derivation.grid), 0.0, 0.0);
        assert_near(frame->header.thickness_mm, 1.25, 0);
        assert_memory_equal(frame->pixels.data, trip.pixels, sizeof trip.pixels);
        mpr_frame_free(frame);
        come_home(&trip);
    }
}

/* Each plants one difference between what was meant and what the file says. */
typedef void Fault(Trip *trip);

static void other_position(Trip *trip)
{
    trip->derivation.grid = oblique_grid();
    trip->derivation.grid.position =
        mpr_grid_point(&trip->derivation.grid, 0.5, 0.5); /* half a pixel, both ways */
}

static void transposed(Trip *trip)
{
    const MprVector across = trip->derivation.grid.across;
    trip->derivation.grid.across = trip->derivation.grid.down;
    trip->derivation.grid.down = across;
}

static void mirrored(Trip *trip)
{
    MprGrid *grid = &trip->derivation.grid;
    grid->position = mpr_grid_point(grid, 6, 0);
    grid->across = mpr_vector_scaled(grid->across, -1);
}

static void swapped_spacing(Trip *trip)
{
    MprGrid *grid = &trip->derivation.grid;
    const double across_mm = grid->spacing_across_mm;
    grid->spacing_across_mm = grid->spacing_down_mm;
    grid->spacing_down_mm = across_mm;
}

static void swapped_size(Trip *trip)
{
    trip->derivation.grid.rows = 7;
    trip->derivation.grid.columns = 6;
}

static void other_slope(Trip *trip)
{
    trip->derivation.encoding.slope *= 1.0000001;
}

static void other_intercept(Trip *trip)
{
    trip->derivation.encoding.intercept += 1;
}

static void other_pixel(Trip *trip)
{
    trip->pixels[41]++;
}

static void other_padding(Trip *trip)
{
    trip->derivation.encoding.has_padding = true;
}

static void inverted(Trip *trip)
{
    trip->derivation.encoding.is_monochrome1 = true;
}

static void other_instance(Trip *trip)
{
    trip->derivation.sop_instance_uid[5] = '3';
}

static void other_series(Trip *trip)
{
    trip->derivation.series_instance_uid[5] = '3';
}

static void other_class(Trip *trip)
{
    trip->derivation.family = MPR_FAMILY_PET;
}

static void cut_short(Trip *trip)
{
    trip->file.size -= 2;
}

static void fewer_pixels(Trip *trip)
{
    trip->buffer.size -= 2;
}

static void planted_differences_are_found(void **state)
{
    (void)state;
    static Fault *const faults[] = {other_position, transposed,  mirrored,        swapped_spacing,
                                    swapped_size,   other_slope, other_intercept, other_pixel,
                                    other_padding,  inverted,    other_instance,  other_series,
                                    other_class,    cut_short,   fewer_pixels};
    for (size_t index = 0; index < sizeof faults / sizeof faults[0]; index++) {
        Trip trip;
        set_out(&trip, sample_ct);
        assert_verified(&trip);
        faults[index](&trip);
        MprError error = {0};
        if (mpr_dicom_verify(sample_pool(), &trip.derivation, &trip.buffer, &trip.file, &error)) {
            fail_msg("difference %zu was not found", index);
        }
        assert_int_equal(error.status, MPR_INTERNAL);
        assert_true(error.message[0] != '\0');
        come_home(&trip);
    }
}

static void difference_of_a_pixel_is_located(void **state)
{
    (void)state;
    Trip trip;
    set_out(&trip, sample_mr);
    trip.pixels[2 * 7 + 3] = 5;
    MprError error = {0};
    assert_false(mpr_dicom_verify(sample_pool(), &trip.derivation, &trip.buffer, &trip.file, &error));
    assert_string_equal(error.message, "the written pixel in row 2, column 3 is 578; 5 was meant");
    come_home(&trip);
}

static void wrong_tasks_to_write_are_refused(void **state)
{
    (void)state;
    Trip trip;
    set_out(&trip, sample_mr);
    MprBuffer file = {0};
    MprError error = {0};
    MprDerivation wrong = trip.derivation;
    wrong.reference = 3;
    assert_false(
        mpr_dicom_write(sample_pool(), &wrong, NULL, trip.attributes, 3, &trip.buffer, &file, &error));
    assert_int_equal(error.status, MPR_INTERNAL);
    wrong = trip.derivation;
    wrong.grid.rows = 8;
    assert_false(
        mpr_dicom_write(sample_pool(), &wrong, NULL, trip.attributes, 3, &trip.buffer, &file, &error));
    wrong = trip.derivation;
    wrong.grid.position.x = (double)NAN;
    assert_false(
        mpr_dicom_write(sample_pool(), &wrong, NULL, trip.attributes, 3, &trip.buffer, &file, &error));
    MprBuffer garbage = {.data = trip.pixels, .size = 30};
    const MprBuffer *damaged[] = {trip.attributes[0], &garbage, trip.attributes[2]};
    assert_false(
        mpr_dicom_write(sample_pool(), &trip.derivation, NULL, damaged, 3, &trip.buffer, &file, &error));
    assert_int_equal(error.status, MPR_INTERNAL);
    assert_null(file.data);
    come_home(&trip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(planted_differences_are_found),
        cmocka_unit_test(difference_of_a_pixel_is_located),
        cmocka_unit_test(wrong_tasks_to_write_are_refused),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
