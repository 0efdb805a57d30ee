/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any file, through real workers: whatever it does to its worker, the plugin's side gets headers and pixels
 * that make sense, or a failure that is the file's. The worker may die; this process may not.
 *
 * libFuzzer sees nothing of the worker, so it changes the files of the corpus blindly. */
#include "Fuzz.h"

#include "Dicom/Dicom.h"
#include "Workers/Pool.h"

#include <math.h>
#include <stdlib.h>

/* GDCM takes any Value Length at its word and clears that much memory before it looks whether the file is so
 * long: half a second for each input, with the 1 GiB that a worker usually has. */
/* A deflated file that is cut off keeps it busy until the deadline. */
#define ARENA ((size_t)16 << 20)
#define MEMORY ((size_t)48 << 20)

static MprPool *pool;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const MprPoolSettings settings = {getenv("MPR_WORKER"), 1, 3, ARENA, MEMORY};
    MprError error = {0};
    fuzz_require(mpr_pool_create(&settings, &pool, &error));
    return 0;
}

static void require_header(const MprFrameHeader *header)
{
    const MprGrid *grid = &header->grid;
    fuzz_require(mpr_vector_is_finite(grid->position) && mpr_vector_is_finite(grid->across) &&
                 mpr_vector_is_finite(grid->down));
    fuzz_require(grid->rows >= 1 && grid->rows <= UINT16_MAX && grid->columns >= 1 &&
                 grid->columns <= UINT16_MAX);
    fuzz_require(isfinite(header->encoding.slope) && isfinite(header->encoding.intercept));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    MprFrameHeader *headers = NULL;
    MprFrame *frame = NULL;
    size_t count = 0;
    MprError error = {0};
    if (mpr_dicom_describe(pool, data, size, &headers, &count, &error)) {
        fuzz_require(count > 0);
        require_header(&headers[count - 1]);
        mpr_free(headers);
    } else {
        fuzz_require_failure(&error);
    }
    if (mpr_dicom_load(pool, data, size, 0, &frame, &error)) {
        const MprEncoding *encoding = &frame->header.encoding;
        require_header(&frame->header);
        fuzz_require(frame->pixels.size == (size_t)frame->header.grid.rows * frame->header.grid.columns *
                                               encoding->samples * mpr_pixel_size(encoding->type));
    } else {
        fuzz_require_failure(&error);
    }
    mpr_frame_free(frame);
    return 0;
}
