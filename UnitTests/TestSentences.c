/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each sentence about volumes and about what is of none, provoked by a series of which it is true; and that the lattice
 * which such a sentence is about is made once. */
#include "ListedSeries.h"

#include "Survey.h"
#include "Volume/Remarks.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 8 };

/* A stack of a series: its images have the same text of a key. */
typedef struct {
    size_t count;
    double first_mm, step_mm;
    double turn; /* of its directions */
    const char *key;
} Stack;

typedef struct {
    Stack stacks[MOST];
    size_t frame; /* that is asked about */
    const char *sentence;
} Row;

static ListedSeries series;
static size_t descriptions; /* how often a header was asked for */

static bool describe(MprSource *source, size_t frame, MprFrameHeader *header, MprError *error)
{
    const MprListing *listing = &source->listings[frame];
    (void)error;
    descriptions++;
    memset(header, 0, sizeof *header);
    header->family = MPR_FAMILY_MR;
    header->has_grid = true;
    header->grid = (MprGrid){.position = listing->position,
                             .across = listing->across,
                             .down = listing->down,
                             .spacing_across_mm = 1.0,
                             .spacing_down_mm = 1.0,
                             .columns = listing->columns,
                             .rows = listing->rows};
    return true;
}

static void make(const Stack stacks[MOST])
{
    listed_series_start(&series);
    series.source.describe = describe;
    for (size_t stack = 0; stack < MOST && stacks[stack].count > 0; stack++) {
        for (size_t image = 0; image < stacks[stack].count; image++) {
            listed_series_add(&series, stacks[stack].turn,
                              stacks[stack].first_mm + stacks[stack].step_mm * (double)image,
                              stacks[stack].key);
        }
    }
    for (size_t frame = 0; frame < series.source.count; frame++) {
        series.listings[frame].spacing_across_mm = series.listings[frame].spacing_down_mm = 1.0;
    }
}

/* ---- why an image is of no volume ---- */

static const Row ASIDE[] = {
    {{{12, 0, 4, 0, ""}, {1, 0, 4, 0.5, ""}}, 12, "it is the only one of its orientation, size and place"},
    {{{12, 0, 4, 0, "EchoTime=10"}, {12, 0, 4, 0, "EchoTime=20"}, {1, 8, 4, 0, "EchoTime=30"}},
     24,
     "it is the only one of its orientation and size with EchoTime=30"},
    {{{12, 0, 4, 0, "EchoTime=10"}, {12, 0, 4, 0, "EchoTime=20"}, {1, 8, 4, 0, ""}},
     24,
     "it is the only one of its orientation and size without EchoTime"},
    {{{12, 0, 4, 0, "EchoTime=10;ComplexImageComponent=M"}, /* the last one has what others have one by one */
      {12, 0, 4, 0, "EchoTime=10;ComplexImageComponent=P"},
      {12, 0, 4, 0, "EchoTime=20;ComplexImageComponent=M"},
      {1, 8, 4, 0, "EchoTime=20;ComplexImageComponent=P"}},
     36,
     "it is the only one of its orientation and size with EchoTime=20, ComplexImageComponent=P"},
    {{{4, 12.5, 0, 0, ""}},
     2,
     "it and the other images of its orientation and size, 4 in all, lie at one place"},
    {{{12, 0, 4, 0, "EchoTime=10"}, {1, 8, 4, 0, "EchoTime=10"}},
     12,
     "it lies at the same place as image 3, and nothing tells the two apart; image 3 is used"},
    {{{12, 0, 4, 0, "EchoTime=10"}, {1, 8, 4, 0, "EchoTime=20"}, {1, 12, 4, 0, "EchoTime=30"}},
     12,
     "it lies at the same place as image 3 and differs from it in EchoTime, by which no volume has it; image "
     "3 "
     "is used"},
};

static const char *reason_of(const MprSplit *made, size_t frame)
{
    for (size_t index = 0; index < made->aside_count; index++) {
        if (made->aside[index].frame == frame) {
            return made->aside[index].reason;
        }
    }
    return "it is of a volume";
}

static void an_image_that_is_set_aside_should_be_told_why(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof ASIDE / sizeof ASIDE[0]; row++) {
        make(ASIDE[row].stacks);
        MprSplit *made = listed_series_split(&series);
        assert_string_equal(reason_of(made, ASIDE[row].frame), ASIDE[row].sentence);
        mpr_split_free(made);
    }
}

static void what_an_image_lacks_should_be_named(void **state)
{
    (void)state;
    static const Stack stacks[MOST] = {{5, 0, 4, 0, ""}};
    static const char *const sentences[] = {
        "it has no ImagePositionPatient", "it has no ImageOrientationPatient", "it has no PixelSpacing",
        "ImagePositionPatient is \"1,5\\2\\3\"", "images of this class have no slices"};
    make(stacks);
    for (size_t frame = 0; frame < 5; frame++) {
        series.listings[frame].has_grid = false;
    }
    series.listings[1].across = (MprVector){0, 0, 0};
    series.listings[2].spacing_across_mm = 0.0;
    snprintf(series.listings[3].flaw, sizeof series.listings[3].flaw,
             "ImagePositionPatient is \"1,5\\2\\3\"");
    series.listings[4].reason = sentences[4];
    MprSplit *made = listed_series_split(&series);
    for (size_t frame = 0; frame < 5; frame++) {
        assert_string_equal(reason_of(made, frame), sentences[frame]);
    }
    mpr_split_free(made);
}

/* ---- what volumes are called ---- */

static const struct {
    Stack stacks[MOST];
    size_t copies; /* of the images, each copy behind the other, or slice by slice */
    bool by_slice;
    const char *names[4];
} NAMES[] = {
    {{{10, 0, 4, 0, "EchoTime=10"}, {10, 0, 4, 0, "EchoTime=20"}}, 1, false, {"EchoTime=10", "EchoTime=20"}},
    {{{10, 0, 4, 0, "EchoTime=10"}, {10, 0, 4, 0, ""}}, 1, false, {"EchoTime=10", "without EchoTime"}},
    {{{10, 0, 4, 0, ""}, {10, 0, 4, 0, ""}}, 1, false, {"InstanceNumber=1 to 10", "InstanceNumber=11 to 20"}},
    {{{10, 0, 4, 0, ""}},
     3,
     true,
     {"1st of 3 images at each place", "2nd of 3 images at each place", "3rd of 3 images at each place"}},
    {{{10, 0, 4, 0, "ScanOptions=FS"}, {10, 0, 4, 0, "ScanOptions=NONE"}},
     1,
     false,
     {"ScanOptions=FS", "ScanOptions=NONE"}},
    {{{10, 0, 4, 0, "SpectrallySelectedSuppression=FAT;ScanOptions=FS"},
      {10, 0, 4, 0, "SpectrallySelectedSuppression=NONE;ScanOptions=NONE"}},
     1,
     false,
     {"SpectrallySelectedSuppression=FAT", "SpectrallySelectedSuppression=NONE"}},
};

static void repeat(size_t copies)
{
    const size_t count = series.source.count;
    for (size_t copy = 1; copy < copies; copy++) {
        for (size_t frame = 0; frame < count; frame++) {
            listed_series_add(&series, 0, series.listings[frame].position.z, "");
        }
    }
    for (size_t frame = 0; frame < count * copies; frame++) {
        series.listings[frame].number = (double)(frame % count * copies + frame / count + 1);
        series.listings[frame].spacing_across_mm = series.listings[frame].spacing_down_mm = 1.0;
    }
}

static void volumes_should_be_called_by_what_is_true_of_them(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof NAMES / sizeof NAMES[0]; row++) {
        make(NAMES[row].stacks);
        if (NAMES[row].by_slice) {
            repeat(NAMES[row].copies);
        }
        MprSplit *made = listed_series_split(&series);
        for (size_t volume = 0; volume < 4 && NAMES[row].names[volume] != NULL; volume++) {
            assert_in_range(volume, 0, made->count - 1);
            assert_string_equal(made->volumes[volume].difference, NAMES[row].names[volume]);
        }
        mpr_split_free(made);
    }
}

static void a_range_of_times_should_name_volumes_before_numbers_do(void **state)
{
    (void)state;
    static const Stack stacks[MOST] = {{10, 0, 4, 0, ""}, {10, 0, 4, 0, ""}};
    make(stacks);
    for (size_t frame = 0; frame < 20; frame++) {
        const double time_s = 36000.0 + (double)frame;
        mpr_volume_key_set_numbers(&series.keys[frame], MPR_KEY_ACQUISITION_TIME, &time_s);
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 2);
    assert_string_equal(made->volumes[0].difference, "AcquisitionTime=100000 to 100009");
    assert_string_equal(made->volumes[1].difference, "AcquisitionTime=100010 to 100019");
    mpr_split_free(made);
}

static void frames_should_not_be_called_by_numbers_that_no_file_has(void **state)
{
    (void)state;
    static const Stack stacks[MOST] = {{10, 0, 4, 0, ""}, {10, 0, 4, 0, ""}};
    make(stacks);
    for (size_t frame = 0; frame < 20; frame++) {
        snprintf(series.listings[frame].sop_instance_uid, sizeof series.listings[frame].sop_instance_uid,
                 "1.2.%zu", frame / 10);
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 2);
    assert_string_equal(made->volumes[1].difference, "2nd of 2 images at each place");
    mpr_split_free(made);
}

static void a_b_matrix_should_tell_volumes_apart(void **state)
{
    (void)state;
    static const Stack stacks[MOST] = {{10, 0, 4, 0, "DiffusionBValue=1000"},
                                       {10, 0, 4, 0, "DiffusionBValue=1000"}};
    static const double matrices[2][6] = {{1000.2, 0, 0, 0, 0, 0}, {500, 500, 0, 500, 0, 0}};
    make(stacks);
    for (size_t frame = 0; frame < 20; frame++) {
        mpr_volume_key_set_b_matrix(&series.keys[frame], matrices[frame / 10]);
    }
    MprSplit *made = listed_series_split(&series);
    assert_int_equal(made->count, 2);
    assert_string_equal(made->volumes[0].difference, "DiffusionBMatrix (XX, YY, ZZ)=1000\\0\\0");
    mpr_split_free(made);
}

/* ---- what is noted ---- */

static const struct {
    Stack stacks[MOST];
    const char *note;
} NOTES[] = {
    {{{10, 0, 4, 0, ""}, {10, 44, 4, 0, ""}},
     "image 10 and image 11 are 8 mm apart, most others 4 mm: slices are missing, and between these two the "
     "picture is interpolated across the gap"},
    {{{10, 0, 4, 0, "SliceThickness=4"}, {10, 43, 7, 0, "SliceThickness=7"}},
     "SliceThickness differs inside the volume: SliceThickness=4 in image 1, SliceThickness=7 in image 11"},
    {{{10, 0, 4, 0, "SliceThickness=4"}, {10, 43, 7, 0, "SliceThickness=7"}},
     "the slices are 4 to 7 mm apart (median 7); every point is interpolated between the two slices that "
     "bracket it, where they are"},
    {{{10, 0, 4, 0, ""}, {1, 36.2, 4, 0, ""}},
     "slices are as near as 0.2 mm, a tenth of the usual step or less: they may be of several volumes that "
     "nothing tells apart"},
};

static bool has_note(const MprNotes *notes, const char *wanted)
{
    bool has = false;
    for (unsigned note = 0; note < notes->count; note++) {
        has = has || strcmp(notes->text[note], wanted) == 0;
    }
    return has;
}

static void what_is_odd_about_a_volume_should_be_noted(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof NOTES / sizeof NOTES[0]; row++) {
        MprSurvey survey = {0};
        MprError error = {0};
        make(NOTES[row].stacks);
        assert_true(mpr_survey(&series.source, &survey, &error));
        if (!has_note(&survey.notes, NOTES[row].note)) {
            fail_msg("row %zu: %s", row, survey.notes.text[0]);
        }
        mpr_survey_release(&survey);
    }
}

static void a_sentence_should_be_noted_once(void **state)
{
    (void)state;
    MprNotes notes = {0};
    mpr_remarks_note(MPR_REMARK_MAY_MIRROR | MPR_REMARK_SLOPE_ZERO, &notes);
    mpr_remarks_note(MPR_REMARK_MAY_MIRROR | MPR_REMARK_HIGH_BIT, &notes);
    assert_int_equal(notes.count, 3);
    assert_true(strstr(notes.text[1], "(0019,109C)") != NULL);
}

/* ---- refusals ---- */

static void a_series_without_a_volume_should_be_refused_by_a_reason(void **state)
{
    (void)state;
    static const Stack jumbled[MOST] = {{10, 0, 4, 0, ""}, {10, 0, 4, 0, ""}};
    MprSurvey survey = {0};
    MprError error = {0};
    make(jumbled);
    for (size_t frame = 0; frame < 20; frame++) { /* no way to run */
        series.listings[frame].number = (double)(frame * frame % 19) + (double)frame * 1e-3;
    }
    assert_true(mpr_survey(&series.source, &survey, &error));
    assert_string_equal(
        survey.errors[0].message,
        "the 20 images make no volume; image 1: 20 images lie at 10 places, and neither an attribute "
        "nor the order of their numbers tells which of them belong together");
    mpr_survey_release(&survey);
}

/* ---- made once ---- */

static void a_second_request_should_make_no_lattice_again(void **state)
{
    (void)state;
    static const Stack stacks[MOST] = {{10, 0, 4, 0, "EchoTime=10"}, {10, 0, 4, 0, "EchoTime=20"}};
    MprRequest request = {.has_volume = true, .volume = 1};
    MprError error = {0};
    make(stacks);
    series.source.split = listed_series_split(&series); /* as the catalogue of a series keeps it */
    descriptions = 0;
    MprVolume *volumes[2] = {NULL};
    for (size_t turn = 0; turn < 2; turn++) {
        MprNotes notes = {0};
        size_t count = 0;
        assert_true(mpr_survey_choose(&series.source, &request, MPR_NO_FRAME, &volumes[turn], &count, &notes,
                                      &error));
        assert_int_equal(count, 2);
        assert_int_equal(notes.count, 1);
        assert_int_equal(descriptions, 1);
    }
    assert_ptr_equal(volumes[0], volumes[1]);
    for (size_t turn = 0; turn < 2; turn++) {
        MprSurvey survey = {0};
        assert_true(mpr_survey(&series.source, &survey, &error));
        assert_ptr_equal(survey.volumes[1], volumes[0]);
        assert_int_equal(descriptions, 2); /* the other volume */
        mpr_survey_release(&survey);
    }
    mpr_split_free(series.source.split);
    assert_int_equal(volumes[0]->count, 10); /* it outlives its split */
    mpr_volume_free(volumes[0]);
    mpr_volume_free(volumes[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_that_is_set_aside_should_be_told_why),
        cmocka_unit_test(what_an_image_lacks_should_be_named),
        cmocka_unit_test(volumes_should_be_called_by_what_is_true_of_them),
        cmocka_unit_test(a_range_of_times_should_name_volumes_before_numbers_do),
        cmocka_unit_test(frames_should_not_be_called_by_numbers_that_no_file_has),
        cmocka_unit_test(a_b_matrix_should_tell_volumes_apart),
        cmocka_unit_test(what_is_odd_about_a_volume_should_be_noted),
        cmocka_unit_test(a_sentence_should_be_noted_once),
        cmocka_unit_test(a_series_without_a_volume_should_be_refused_by_a_reason),
        cmocka_unit_test(a_second_request_should_make_no_lattice_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
