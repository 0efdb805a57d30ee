/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A derived image is read again before it is stored, and must say what was meant. */
#include "Dicom.h"

#include <string.h>

/* Corners of the grid that was meant and the one that was read, apart at most. */
#define CORNER_TOLERANCE_MM 1e-4

static bool verify_identifiers(const MprDerivation *derivation, const MprFrameHeader *header, MprError *error)
{
    const MprFamily family = derivation->family;
    if (strcmp(derivation->sop_instance_uid, header->sop_instance_uid) != 0 ||
        strcmp(derivation->series_instance_uid, header->series_instance_uid) != 0) {
        return mpr_fail(error, MPR_INTERNAL, "the written image is %s of series %s; %s of %s was meant",
                        header->sop_instance_uid, header->series_instance_uid, derivation->sop_instance_uid,
                        derivation->series_instance_uid);
    }
    return header->family == family ||
           mpr_fail(error, MPR_INTERNAL, "the written image is of another class: %s", header->sop_class_uid);
}

/* The reader makes the directions no better than the file has them: a transposed, mirrored or shifted grid
 * moves a corner. Corners alone do not see a grid of one pixel, so the directions are compared, too. */
static bool verify_grid(const MprGrid *meant, const MprFrameHeader *header, MprError *error)
{
    const MprGrid *read = &header->grid;
    if (!header->has_grid) {
        return mpr_fail(error, MPR_INTERNAL, "the written image has no plane");
    }
    if (meant->rows != read->rows || meant->columns != read->columns) {
        return mpr_fail(
            error, MPR_INTERNAL, "the written image has %u rows and %u columns; %u and %u were meant",
            (unsigned)read->rows, (unsigned)read->columns, (unsigned)meant->rows, (unsigned)meant->columns);
    }
    const double distance_mm = mpr_grid_distance_mm(meant, read);
    const double turn = fmax(mpr_vector_length(mpr_vector_difference(meant->across, read->across)),
                             mpr_vector_length(mpr_vector_difference(meant->down, read->down)));
    const double segment_mm = fmax(fabs(meant->spacing_across_mm - read->spacing_across_mm),
                                   fabs(meant->spacing_down_mm - read->spacing_down_mm));
    return (distance_mm <= CORNER_TOLERANCE_MM && turn <= 1e-6 && segment_mm <= 1e-6) ||
           mpr_fail(error, MPR_INTERNAL,
                    "the written plane is not the one that was meant: corners are %.6g mm apart, directions "
                    "differ by %.3g, spacings by %.3g mm",
                    distance_mm, turn, segment_mm);
}

static bool verify_encoding(const MprEncoding *meant, const MprEncoding *read, MprError *error)
{
    if (meant->samples != read->samples || meant->is_monochrome1 != read->is_monochrome1 ||
        mpr_pixel_is_signed(meant->type) != mpr_pixel_is_signed(read->type)) {
        return mpr_fail(error, MPR_INTERNAL, "the written pixels are of another kind than was meant");
    }
    if (meant->slope != read->slope || meant->intercept != read->intercept) {
        return mpr_fail(error, MPR_INTERNAL,
                        "the written image has slope %.17g and intercept %.17g; %.17g and %.17g were meant",
                        read->slope, read->intercept, meant->slope, meant->intercept);
    }
    return (meant->has_padding == read->has_padding &&
            (!meant->has_padding || meant->padding_low == read->padding_low)) ||
           mpr_fail(error, MPR_INTERNAL, "the written padding value is not the one that was meant");
}

/* The classes for 16 bits get 8 bits widened, so values are compared, not bytes. */
static bool verify_pixels(const MprDerivation *derivation, const MprBuffer *meant, const MprFrame *read,
                          MprError *error)
{
    const MprPixelType meant_type = derivation->encoding.type;
    const MprPixelType read_type = read->header.encoding.type;
    if (meant_type == read_type && memcmp(meant->data, read->pixels.data, meant->size) == 0) {
        return true;
    }
    const size_t columns = derivation->grid.columns;
    const size_t samples = derivation->encoding.samples;
    const size_t count = meant->size / mpr_pixel_size(meant_type);
    for (size_t index = 0; index < count; index++) {
        const int64_t meant_value = mpr_pixel_value(meant->data, meant_type, index);
        const int64_t read_value = mpr_pixel_value(read->pixels.data, read_type, index);
        if (meant_value != read_value) {
            return mpr_fail(error, MPR_INTERNAL,
                            "the written pixel in row %zu, column %zu is %lld; %lld was meant",
                            index / samples / columns, index / samples % columns, (long long)read_value,
                            (long long)meant_value);
        }
    }
    return true;
}

bool mpr_dicom_verify(MprPool *pool, const MprDerivation *derivation, const MprBuffer *pixels,
                      const MprBuffer *file, MprError *error)
{
    MprFrame *frame = NULL;
    if (!mpr_dicom_load(pool, file->data, file->size, 0, &frame, error)) {
        mpr_fail_about(error, "the written image cannot be read");
        error->status = error->status == MPR_UNSUITABLE ? MPR_INTERNAL : error->status;
        return false;
    }
    const size_t samples = derivation->encoding.samples;
    const size_t count = (size_t)derivation->grid.rows * derivation->grid.columns * samples;
    const bool is_same =
        verify_identifiers(derivation, &frame->header, error) &&
        verify_grid(&derivation->grid, &frame->header, error) &&
        verify_encoding(&derivation->encoding, &frame->header.encoding, error) &&
        (count * mpr_pixel_size(derivation->encoding.type) == pixels->size ||
         mpr_fail(error, MPR_INTERNAL, "%zu bytes of pixels cannot be compared", pixels->size)) &&
        verify_pixels(derivation, pixels, frame, error);
    mpr_frame_free(frame);
    return is_same;
}
