/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads samples, derives an image from them and lists its file. */
#include "DerivedCase.h"

#include <stdio.h>
#include <string.h>

static void load_sources(const DerivedCase *test, MprFrame *frames[SOURCES])
{
    for (unsigned index = 0; index < SOURCES; index++) {
        DicomBytes file = sample_file(&test->samples[index]);
        MprError error = {0};
        if (!mpr_dicom_load(sample_pool(), file.data, file.size, test->frames[index], &frames[index],
                            &error)) {
            fail_msg("%s", error.message);
        }
        free(file.data);
    }
}

DerivedCase derived_case_begin(DicomSample (*sample)(unsigned))
{
    DerivedCase test;
    memset(&test, 0, sizeof test);
    for (unsigned index = 0; index < SOURCES; index++) {
        test.samples[index] = sample(index);
    }
    MprFrame *frames[SOURCES];
    load_sources(&test, frames);
    MprDerivation *derivation = &test.derivation;
    derivation->grid = (MprGrid){.position = {1, 2, 3},
                                 .across = {1, 0, 0},
                                 .down = {0, 0, -1},
                                 .spacing_across_mm = 0.25,
                                 .spacing_down_mm = 0.5,
                                 .columns = 3,
                                 .rows = 6};
    derivation->encoding = frames[0]->header.encoding;
    derivation->family = frames[0]->header.family;
    derivation->thickness_mm = 2.5;
    derivation->window_center = 33;
    derivation->window_width = 66;
    snprintf(derivation->sop_instance_uid, sizeof derivation->sop_instance_uid, "2.25.11");
    snprintf(derivation->series_instance_uid, sizeof derivation->series_instance_uid, "2.25.12");
    snprintf(derivation->derivation_description, sizeof derivation->derivation_description, "MPR, thin");
    derivation->instance_number = 4;
    derivation->image_count = 9;
    derivation->now_s = 1704139200; /* 2024-01-01 20:00:00 UTC */
    derivation->local_offset_s = 3600;
    derivation->reference = 1;
    for (int index = 0; index < SOURCES; index++) {
        mpr_frame_free(frames[index]);
    }
    return test;
}

void derived_case_write(DerivedCase *test)
{
    MprFrame *frames[SOURCES];
    const MprBuffer *attributes[SOURCES];
    load_sources(test, frames);
    for (int index = 0; index < SOURCES; index++) {
        attributes[index] = &frames[index]->attributes;
    }
    MprEncoding *encoding = &test->derivation.encoding;
    const MprBuffer pixels = {.data = test->pixels,
                              .size = (size_t)test->derivation.grid.rows * test->derivation.grid.columns *
                                      encoding->samples * mpr_pixel_size(encoding->type)};
    MprBuffer file = {0};
    MprError error = {0};
    if (!mpr_dicom_write(sample_pool(), &test->derivation, &test->texts, attributes, SOURCES, &pixels, &file,
                         &error) ||
        !mpr_dicom_verify(sample_pool(), &test->derivation, &pixels, &file, &error)) {
        fail_msg("%s", error.message);
    }
    free(test->dump);
    test->dump = dicom_bytes_dump(file.data, file.size);
    assert_non_null(test->dump);
    mpr_buffer_release(&file);
    for (int index = 0; index < SOURCES; index++) {
        mpr_frame_free(frames[index]);
    }
}

void derived_case_end(DerivedCase *test)
{
    for (int index = 0; index < SOURCES; index++) {
        sample_free(&test->samples[index]);
    }
    free(test->dump);
}

void in_all(DerivedCase *test, uint32_t tag, const char *vr, const char *text)
{
    for (int index = 0; index < SOURCES; index++) {
        sample_text(&test->samples[index], tag, vr, text);
    }
}

void removed_from_all(DerivedCase *test, uint32_t tag)
{
    for (int index = 0; index < SOURCES; index++) {
        sample_remove(&test->samples[index], tag);
    }
}

void assert_line(const DerivedCase *test, const char *line)
{
    if (!dicom_bytes_has_line(test->dump, line)) {
        fail_msg("the line \"%s\" is missing", line);
    }
}

void assert_none(const DerivedCase *test, const char *beginning)
{
    if (dicom_bytes_has(test->dump, beginning)) {
        fail_msg("%s should not be there", beginning);
    }
}
