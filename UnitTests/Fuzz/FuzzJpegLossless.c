/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as JPEG lossless: nothing beyond them is read and nothing beyond the image is written, and the
 * same bytes give the same samples.
 *
 *   bytes   rows, columns, size of a sample │ the codestream */
#include "Fuzz.h"

#include "Worker/JpegLossless.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

/* The first rows of what decodes as a whole are its rows; whole: NULL when it does not. */
static void compare_rows(const FuzzInput *input, uint32_t rows, uint32_t columns, size_t sample_size,
                         const uint8_t *whole)
{
    const uint32_t end = 1 + (uint32_t)(input->size % rows);
    const size_t bytes = end * columns * sample_size;
    uint8_t *const part = malloc(bytes);
    if (part != NULL) {
        const bool ok =
            mpr_jpeg_lossless_decode(input->data, input->size, rows, columns, end, sample_size, part);
        fuzz_require(whole == NULL || (ok && memcmp(part, whole, bytes) == 0));
    }
    free(part);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input = {data, size};
    const uint32_t rows = 1 + fuzz_byte(&input) % 64;
    const uint32_t columns = 1 + fuzz_byte(&input) % 64;
    const size_t sample_size = 1 + fuzz_byte(&input) % 2;
    const size_t bytes = rows * columns * sample_size;
    uint8_t *const first = malloc(bytes);
    uint8_t *const second = malloc(bytes);
    if (first != NULL && second != NULL) {
        const bool ok =
            mpr_jpeg_lossless_decode(input.data, input.size, rows, columns, rows, sample_size, first);
        memset(second, 0xA5, bytes);
        fuzz_require(
            ok == mpr_jpeg_lossless_decode(input.data, input.size, rows, columns, rows, sample_size, second));
        fuzz_require(!ok || memcmp(first, second, bytes) == 0);
        compare_rows(&input, rows, columns, sample_size, ok ? first : NULL);
    }
    free(first);
    free(second);
    return 0;
}
