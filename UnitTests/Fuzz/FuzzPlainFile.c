/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a file that needs no worker: nothing beyond them is read, what is found lies within the file,
 * and the attribute block tells the same header once more. This is all the parsing of DICOM that Orthanc's
 * process does. */
#include "Fuzz.h"

#include "Dicom/FrameFields.h"
#include "Dicom/FrameHeader.h"
#include "Dicom/PlainFile.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

static void require_header(const MprFrameHeader *header)
{
    const MprGrid *grid = &header->grid;
    const MprEncoding *encoding = &header->encoding;
    fuzz_require(header->family != MPR_FAMILY_REFUSED);
    fuzz_require(mpr_vector_is_finite(grid->position) && mpr_vector_is_finite(grid->across) &&
                 mpr_vector_is_finite(grid->down));
    fuzz_require(grid->rows >= 1 && grid->rows <= UINT16_MAX && grid->columns >= 1 &&
                 grid->columns <= UINT16_MAX);
    fuzz_require(isfinite(encoding->slope) && encoding->slope != 0.0 && isfinite(encoding->intercept));
    fuzz_require(encoding->samples == 1 && encoding->bits_stored >= 1 &&
                 encoding->bits_stored <= 8 * mpr_pixel_size(encoding->type));
    fuzz_require(encoding->padding_low <= encoding->padding_high);
    fuzz_require(mpr_volume_key_is_sound(&header->volume_key));
}

/* The block is a dataset of what belongs into one, and says what the file says. */
static void require_block(const MprPlainFile *plain)
{
    MprBuffer block = {0};
    MprError error = {0};
    MprFrameHeader header;
    MprStoredFormat format;
    MprElement element;
    MprElementsStep step;
    uint16_t vr = 0;
    bool is_signed_too = false;
    fuzz_require(mpr_plain_file_attributes(plain, &block, &error));
    MprElements elements = mpr_elements_of(block.data, block.size);
    while ((step = mpr_elements_next(&elements, &element)) == MPR_ELEMENTS_ELEMENT) {
        fuzz_require(mpr_frame_attribute(element.tag, &vr, &is_signed_too));
    }
    fuzz_require(step == MPR_ELEMENTS_END);
    fuzz_require(mpr_frame_header_read(block.data, block.size, &header, &format, &error));
    fuzz_require(memcmp(&header.volume_key, &plain->header.volume_key, sizeof header.volume_key) == 0);
    fuzz_require(memcmp(&header.grid, &plain->header.grid, sizeof header.grid) == 0);
    fuzz_require(header.encoding.slope == plain->header.encoding.slope);
    mpr_buffer_release(&block);
}

static void try_file(const uint8_t *data, size_t given, size_t size)
{
    MprPlainFile plain;
    const bool is_native = mpr_plain_file_is_native(data, given);
    if (!mpr_plain_file_read(data, given, size, &plain)) {
        return;
    }
    const MprEncoding *encoding = &plain.header.encoding;
    fuzz_require(is_native);
    require_header(&plain.header);
    fuzz_require(plain.pixels_offset <= given && plain.pixels_size <= size - plain.pixels_offset);
    fuzz_require(plain.pixels_size ==
                 (size_t)plain.header.grid.rows * plain.header.grid.columns * mpr_pixel_size(encoding->type));
    fuzz_require(plain.high_bit + 1 >= encoding->bits_stored &&
                 plain.high_bit < 8 * mpr_pixel_size(encoding->type));
    fuzz_require(plain.dataset >= data && plain.dataset + plain.dataset_size <= data + given);
    require_block(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MprElements elements = mpr_elements_of(data, size);
    MprElement element;
    while (mpr_elements_next(&elements, &element) == MPR_ELEMENTS_ELEMENT) {
        fuzz_require(element.start + element.size <= data + size);
        fuzz_require(element.value + element.value_size <= element.start + element.size);
    }
    try_file(data, size, size);
    try_file(data, size, size + ((size_t)1 << 20)); /* the first part of a larger one */
    return 0;
}
