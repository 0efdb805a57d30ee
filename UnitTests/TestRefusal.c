/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are no images, or say impossible things: a sentence with numbers each time. */
#include "SamplePool.h"

#include <string.h>

static DicomSample with_short(uint32_t tag, int32_t value)
{
    DicomSample sample = sample_mr(0);
    sample_short(&sample, tag, "US", value);
    return sample;
}

static DicomSample with_text(uint32_t tag, const char *vr, const char *text)
{
    DicomSample sample = sample_mr(0);
    sample_text(&sample, tag, vr, text);
    return sample;
}

static DicomSample with_rle(const void *frame, size_t size)
{
    DicomSample sample = sample_mr(0);
    sample_fragment(&sample, DICOM_RLE, frame, size);
    return sample;
}

static void impossible_pixels_are_refused_with_numbers(void **state)
{
    (void)state;
    assert_unsuitable(with_short(0x00280100, 12), "BitsAllocated is 12; 8, 16 and 32 are possible");
    assert_unsuitable(with_short(0x00280100, 1), "BitsAllocated is 1; 8, 16 and 32 are possible");
    assert_unsuitable(with_short(0x00280101, 33), "BitsStored is 33; 1 to 16 is possible");
    assert_unsuitable(with_short(0x00280102, 16), "HighBit is 16; 0 to 15 is possible");
    assert_unsuitable(with_short(0x00280010, 0), "Rows is 0; 1 to 65535 is possible");
    assert_unsuitable(with_short(0x00280011, 0), "Columns is 0; 1 to 65535 is possible");
    assert_unsuitable(with_text(0x00280008, "IS", "-1"),
                      "NumberOfFrames is -1; a whole number from 1 on is needed");
    assert_unsuitable(with_text(0x00280008, "IS", "0"),
                      "NumberOfFrames is 0; a whole number from 1 on is needed");
    assert_unsuitable(with_text(0x00281053, "DS", "none"), "RescaleSlope is not a number");
    assert_unsuitable(with_short(0x00280010, 5),
                      "the image has 40 bytes of pixels; frame 1 of 5 x 5 needs 10 more");
}

static void rle_without_sense_is_refused(void **state)
{
    (void)state;
    uint32_t frame[20] = {0};
    assert_unsuitable(with_rle(frame, 64), "an RLE frame has 0 segments; 2 are needed");
    assert_unsuitable(with_rle(frame, 10), "an RLE frame has 0 segments; 2 are needed");
    frame[0] = 2;
    frame[1] = 64;
    frame[2] = 1000;
    assert_unsuitable(with_rle(frame, 80), "RLE segment 1 lies from byte 64 to 1000 of 80");
    frame[2] = 72;
    assert_unsuitable(with_rle(frame, 80), "an RLE segment ends after 4 of 20 bytes");
}

static void frames_that_are_not_there_are_refused(void **state)
{
    (void)state;
    DicomSample sample = sample_enhanced_mr(3);
    DicomBytes file = sample_file(&sample);
    MprFrame *frame = NULL;
    MprError error = {0};
    assert_false(mpr_dicom_load(sample_pool(), file.data, file.size, 3, &frame, &error));
    assert_string_equal(error.message, "frame 4 is asked for, the image has 3");
    free(file.data);
    sample_text(&sample, 0x00280008, "IS", "2147483647");
    file = sample_file(&sample);
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    assert_false(mpr_dicom_describe(sample_pool(), file.data, file.size, &headers, &count, &error));
    assert_string_equal(error.message, "NumberOfFrames is 2147483647, but 3 frames are described");
    free(file.data);
    sample_free(&sample);
    sample = with_text(0x00280008, "IS", "2147483647");
    file = sample_file(&sample);
    assert_false(mpr_dicom_describe(sample_pool(), file.data, file.size, &headers, &count, &error));
    assert_int_equal(error.status, MPR_TOO_LARGE);
    free(file.data);
    sample_free(&sample);
}

static void transfer_syntaxes_that_are_not_decoded_are_named(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"1.2.840.10008.1.2.4.204",
         "transfer syntax 1.2.840.10008.1.2.4.204 (JPIP referenced, HTJ2K) cannot be decoded here"},
        {"1.2.840.10008.1.2.4.110",
         "transfer syntax 1.2.840.10008.1.2.4.110 (JPEG XL, lossless) cannot be decoded here"},
        {"1.2.840.10008.1.2.4.102",
         "transfer syntax 1.2.840.10008.1.2.4.102 (MPEG-4 AVC/H.264) cannot be decoded here"},
        {"1.2.3.4.5", "transfer syntax 1.2.3.4.5 is not known, and cannot be decoded here"},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        DicomSample sample = sample_ct(0);
        sample_fragment(&sample, cases[index][0], "\xFF\x4F\xFF\x51", 4);
        assert_unsuitable(sample, cases[index][1]);
    }
}

static void frames_of_nuclear_images_name_what_their_places_lack(void **state)
{
    (void)state;
    for (size_t missing = 0; missing < 3; missing++) {
        DicomSample sample = sample_ct(0);
        uint16_t pixels[2 * SAMPLE_PIXELS] = {0};
        sample_text(&sample, 0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.20");
        sample_text(&sample, 0x00080060, "CS", "NM");
        sample_text(&sample, 0x00280008, "IS", "2");
        sample_data(&sample, 0x7FE00010, "OW", pixels, sizeof pixels);
        if (missing > 0) {
            sample_short(&sample, 0x00540080, "US", 1);
        }
        if (missing > 1) {
            sample_text(&sample, 0x00180088, "DS", "3");
        }
        static const char *const sentences[] = {
            "SliceVector, or its value for a frame, is missing: nothing says where the frames lie",
            "SpacingBetweenSlices is missing: nothing says where the frames lie",
            "ImagePositionPatient in DetectorInformationSequence is missing: nothing says where the frames "
            "lie"};
        assert_unsuitable(sample, sentences[missing]);
    }
}

/* Every prefix of a file: an answer each time, and the pool lives. */
static void truncated_files_are_refused(void **state)
{
    (void)state;
    DicomSample sample = sample_ct(0);
    const DicomBytes file = sample_file(&sample);
    for (size_t size = 0; size + 1 < file.size; size += 17) {
        const DicomBytes part = {.data = file.data, .size = size};
        MprFrame *frame = NULL;
        MprError error = {0};
        assert_false(mpr_dicom_load(sample_pool(), part.data, part.size, 0, &frame, &error));
        assert_true(error.status == MPR_UNSUITABLE || error.status == MPR_DEADLY); /* GDCM asserts on some */
    }
    free(file.data);
    sample_free(&sample);
}

static void file_larger_than_the_arena_is_too_large(void **state)
{
    (void)state;
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    MprError error = {0};
    unsigned char byte = 0;
    assert_false(mpr_dicom_describe(sample_pool(), &byte, SAMPLE_ARENA + 1, &headers, &count, &error));
    assert_int_equal(error.status, MPR_TOO_LARGE);
    assert_string_equal(error.message, "the file has 67108865 bytes, 67108864 are possible");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(impossible_pixels_are_refused_with_numbers),
        cmocka_unit_test(rle_without_sense_is_refused),
        cmocka_unit_test(frames_that_are_not_there_are_refused),
        cmocka_unit_test(transfer_syntaxes_that_are_not_decoded_are_named),
        cmocka_unit_test(frames_of_nuclear_images_name_what_their_places_lack),
        cmocka_unit_test(truncated_files_are_refused),
        cmocka_unit_test(file_larger_than_the_arena_is_too_large),
    };
    return cmocka_run_group_tests(tests, sample_create_pool, sample_free_pool);
}
