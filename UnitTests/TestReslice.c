/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The straight line from a series to stored images, without Orthanc: a series of samples in memory, a sink that
 * keeps what it is given. */
#include "SamplePool.h"

#include "Reslice.h"

#include <stdio.h>
#include <string.h>

enum { SLICES = 6, MOST = 32 };

typedef struct {
    MprSource source; /* first, so that a source is a Series */
    DicomBytes files[SLICES];
    MprListing listings[SLICES];
    size_t loads;
    size_t broken;    /* this frame fails to load; none: SLICES */
    bool has_changed; /* the source is not what was listed any more */
} Series;

typedef struct {
    MprSink sink; /* first, so that its self is a Kept */
    size_t count;
    MprBuffer files[MOST];
    char uids[MOST][MPR_UID_SIZE];
    char series[MPR_UID_SIZE];
    MprGrid grids[MOST];
} Kept;

/* ---- the series ---- */

static bool describe(MprSource *self, size_t frame, MprFrameHeader *header, MprError *error)
{
    const Series *series = (const Series *)self;
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    if (!mpr_dicom_describe(sample_pool(), series->files[frame].data, series->files[frame].size, &headers,
                            &count, error)) {
        return false;
    }
    *header = headers[0];
    mpr_free(headers);
    return true;
}

static bool load(MprSource *self, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    Series *series = (Series *)self;
    (void)rows;
    series->loads++;
    return frame == series->broken ? mpr_fail(error, MPR_UNSUITABLE, "the file is damaged")
                                   : mpr_dicom_load(sample_pool(), series->files[frame].data,
                                                    series->files[frame].size, 0, loaded, error);
}

static bool confirm(MprSource *self, MprError *error)
{
    const Series *series = (const Series *)self;
    return !series->has_changed || mpr_fail(error, MPR_CONFLICT, "the series has changed");
}

/* brighter: added to the pixels of the last slice. */
static void open_series(Series *series, const char *study, int16_t brighter)
{
    *series = (Series){.broken = SLICES};
    series->source = (MprSource){.count = SLICES,
                                 .listings = series->listings,
                                 .study = study,
                                 .describe = describe,
                                 .load = load,
                                 .confirm = confirm};
    for (unsigned index = 0; index < SLICES; index++) {
        DicomSample sample = sample_ct(index);
        int16_t pixels[SAMPLE_PIXELS];
        for (int pixel = 0; pixel < SAMPLE_PIXELS; pixel++) {
            pixels[pixel] = (int16_t)(100 * (int)index + pixel + (index == SLICES - 1 ? brighter : 0));
        }
        sample_data(&sample, 0x7FE00010, "OW", pixels, sizeof pixels);
        series->files[index] = sample_file(&sample);
        sample_free(&sample);
        MprFrameHeader header;
        MprError error = {0};
        assert_true(describe(&series->source, index, &header, &error));
        snprintf(series->listings[index].name, sizeof series->listings[index].name, "instance %u", index + 1);
        mpr_listing_complete(&series->listings[index], &header);
        series->listings[index].volume_key = NULL; /* of the header, which does not stay */
        series->listings[index].number = index + 1;
    }
}

static void close_series(Series *series)
{
    for (unsigned index = 0; index < SLICES; index++) {
        free(series->files[index].data);
    }
}

/* ---- what is made of it ---- */

static bool keep(void *self, const MprDerived *derived, MprError *error)
{
    Kept *kept = self;
    assert_true(kept->count < MOST);
    snprintf(kept->uids[kept->count], MPR_UID_SIZE, "%s", derived->sop_instance_uid);
    snprintf(kept->series, MPR_UID_SIZE, "%s", derived->series_instance_uid);
    kept->grids[kept->count] = derived->grid;
    return mpr_buffer_copy(derived->file.data, derived->file.size, &kept->files[kept->count++], error);
}

static void forget(Kept *kept)
{
    for (size_t index = 0; index < kept->count; index++) {
        mpr_buffer_release(&kept->files[index]);
    }
    *kept = (Kept){0};
}

static MprJobOrder order_of(Series *series, const MprRequest *request, Kept *kept, MprBudget *budget)
{
    *budget = (MprBudget){.maximum = 1000000};
    kept->sink = (MprSink){kept, keep};
    return (MprJobOrder){.request = request,
                         .source = &series->source,
                         .named_frame = MPR_NO_FRAME,
                         .pool = sample_pool(),
                         .limits = {1000000, 1000, 1000},
                         .budget = budget,
                         .sink = &kept->sink};
}

static bool reslice(Series *series, const MprRequest *request, Kept *kept, MprReport *report, MprError *error)
{
    MprBudget budget;
    const MprJobOrder order = order_of(series, request, kept, &budget);
    *report = (MprReport){0};
    return mpr_reslice(&order, report, error);
}

static void must_reslice(Series *series, const MprRequest *request, Kept *kept, MprReport *report)
{
    MprError error = {0};
    if (!reslice(series, request, kept, report, &error)) {
        fail_msg("%s", error.message);
    }
}

static void must_refuse(Series *series, const MprRequest *request, MprStatus status)
{
    Kept kept = {0};
    MprReport report;
    MprError error = {0};
    assert_false(reslice(series, request, &kept, &report, &error));
    assert_int_equal(error.status, status);
    assert_true(strlen(error.message) > 10);
    assert_int_equal(kept.count, 0);
}

static MprFrame *frame_of(const MprBuffer *file)
{
    MprFrame *frame = NULL;
    MprError error = {0};
    assert_true(mpr_dicom_load(sample_pool(), file->data, file->size, 0, &frame, &error));
    return frame;
}

static MprRequest request_on(MprPlaneKind kind)
{
    MprRequest request = mpr_request_default();
    request.plane.kind = kind;
    return request;
}

/* ---- tests ---- */

static void a_plane_on_a_slice_should_give_its_stored_values(void **state)
{
    (void)state;
    Series series;
    open_series(&series, "study", 0);
    MprRequest request = request_on(MPR_PLANE_NATIVE);
    Kept kept = {0};
    MprReport report;
    must_reslice(&series, &request, &kept, &report);
    assert_int_equal(kept.count, 1);
    MprFrame *made = frame_of(&kept.files[0]);
    const double place = made->header.grid.position.z / 3.0;
    const unsigned index = (unsigned)(place + 0.5);
    MprFrame *source = NULL;
    MprError error = {0};
    assert_true(load(&series.source, index, (MprRows){0, SAMPLE_ROWS}, &source, &error));
    assert_true(index < SLICES && fabs(place - index) < 1e-9);
    assert_int_equal(made->pixels.size, source->pixels.size);
    assert_memory_equal(made->pixels.data, source->pixels.data, source->pixels.size);
    assert_true(report.read <= 1);
    mpr_frame_free(source);
    mpr_frame_free(made);
    forget(&kept);
    close_series(&series);
}

static void a_stack_should_arrive_in_order_with_one_series(void **state)
{
    (void)state;
    Series series;
    open_series(&series, "study", 0);
    MprRequest request = request_on(MPR_PLANE_NATIVE);
    request.series.kind = MPR_STACK;
    request.series.count = 4;
    request.series.first_mm = -4.5;
    request.series.spacing_mm = 3.0;
    Kept kept = {0};
    MprReport report;
    must_reslice(&series, &request, &kept, &report);
    assert_int_equal(kept.count, 4);
    assert_int_equal(report.images, 4);
    for (size_t index = 0; index < 4; index++) {
        MprFrame *made = frame_of(&kept.files[index]);
        assert_string_equal(made->header.series_instance_uid, kept.series);
        assert_string_equal(made->header.sop_instance_uid, kept.uids[index]);
        assert_true(index == 0 || kept.grids[index].position.z - kept.grids[index - 1].position.z == 3.0);
        assert_true(index == 0 || strcmp(kept.uids[index], kept.uids[index - 1]) != 0);
        mpr_frame_free(made);
    }
    forget(&kept);
    close_series(&series);
}

static void nothing_should_be_handed_over_before_all_is_made_and_confirmed(void **state)
{
    (void)state;
    Series series;
    open_series(&series, "study", 0);
    MprRequest request = request_on(MPR_PLANE_CORONAL);
    series.broken = SLICES - 1;
    must_refuse(&series, &request, MPR_UNSUITABLE);
    series.broken = SLICES;
    series.has_changed = true;
    must_refuse(&series, &request, MPR_CONFLICT);
    close_series(&series);
}

/* The series of the image that is made of a study whose last slice is brighter by so much. */
static void name_of(const char *study, int16_t brighter, char uid[MPR_UID_SIZE])
{
    Series series;
    open_series(&series, study, brighter);
    MprRequest request = request_on(MPR_PLANE_CORONAL);
    Kept kept = {0};
    MprReport report;
    must_reslice(&series, &request, &kept, &report);
    snprintf(uid, MPR_UID_SIZE, "%s", kept.series);
    forget(&kept);
    close_series(&series);
}

static void names_should_follow_from_patient_and_content(void **state)
{
    (void)state;
    char first[MPR_UID_SIZE];
    char again[MPR_UID_SIZE];
    char other_patient[MPR_UID_SIZE];
    char other_pixels[MPR_UID_SIZE];
    name_of("patient A, study 1", 0, first);
    name_of("patient A, study 1", 0, again);
    name_of("patient B, study 1", 0, other_patient);
    name_of("patient A, study 1", 1, other_pixels);
    assert_string_equal(first, again);
    assert_string_not_equal(first, other_patient);
    assert_string_not_equal(first, other_pixels);
}

static void a_preview_should_be_what_is_stored(void **state)
{
    (void)state;
    Series series;
    open_series(&series, "study", 0);
    MprRequest request = request_on(MPR_PLANE_NORMAL);
    request.plane.normal = mpr_vector_unit((MprVector){0.1, 1.0, 0.3});
    Kept kept = {0};
    MprReport report;
    must_reslice(&series, &request, &kept, &report);
    MprBudget budget;
    MprJobOrder order = order_of(&series, &request, &kept, &budget);
    order.sink = NULL;
    MprPreview preview = {0};
    MprError error = {0};
    assert_true(mpr_reslice_preview(&order, &preview, &error));
    MprFrame *made = frame_of(&kept.files[0]);
    assert_int_equal(preview.pixels.pixels.size, made->pixels.size);
    assert_memory_equal(preview.pixels.pixels.data, made->pixels.data, made->pixels.size);
    assert_int_equal(preview.grid.columns, made->header.grid.columns);
    mpr_frame_free(made);
    mpr_buffer_release(&preview.pixels.pixels);
    forget(&kept);
    close_series(&series);
}

static void limits_should_be_kept_before_anything_is_read(void **state)
{
    (void)state;
    Series series;
    open_series(&series, "study", 0);
    MprRequest request = request_on(MPR_PLANE_NATIVE);
    request.series.kind = MPR_STACK;
    request.series.count = 1001;
    request.series.spacing_mm = 0.01;
    must_refuse(&series, &request, MPR_TOO_LARGE);
    request.series.count = 3;
    request.columns = 65535;
    request.rows = 15;
    must_refuse(&series, &request,
                MPR_TOO_LARGE); /* 3 images of 983,025 samples, and a budget of 1,000,000 */
    assert_int_equal(series.loads, 0);
    close_series(&series);
}

static void a_preview_of_several_images_should_be_refused(void **state)
{
    (void)state;
    Series series;
    open_series(&series, "study", 0);
    MprRequest request = request_on(MPR_PLANE_NATIVE);
    request.series.kind = MPR_STACK;
    request.series.count = 2;
    request.series.spacing_mm = 3.0;
    Kept kept = {0};
    MprBudget budget;
    const MprJobOrder order = order_of(&series, &request, &kept, &budget);
    MprPreview preview = {0};
    MprError error = {0};
    assert_false(mpr_reslice_preview(&order, &preview, &error));
    assert_int_equal(error.status, MPR_BAD_REQUEST);
    close_series(&series);
}

static void a_volume_that_is_not_there_should_be_refused_by_its_number(void **state)
{
    (void)state;
    Series series;
    open_series(&series, "study", 0);
    MprRequest request = request_on(MPR_PLANE_NATIVE);
    request.has_volume = true;
    request.volume = 1;
    must_refuse(&series, &request, MPR_BAD_REQUEST);
    close_series(&series);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plane_on_a_slice_should_give_its_stored_values),
        cmocka_unit_test(a_stack_should_arrive_in_order_with_one_series),
        cmocka_unit_test(nothing_should_be_handed_over_before_all_is_made_and_confirmed),
        cmocka_unit_test(names_should_follow_from_patient_and_content),
        cmocka_unit_test(a_preview_should_be_what_is_stored),
        cmocka_unit_test(limits_should_be_kept_before_anything_is_read),
        cmocka_unit_test(a_preview_of_several_images_should_be_refused),
        cmocka_unit_test(a_volume_that_is_not_there_should_be_refused_by_its_number),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
