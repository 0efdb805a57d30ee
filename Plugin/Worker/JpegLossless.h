/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * JPEG lossless with Huffman coding (ISO/IEC 10918-1, process 14), frames of one component, all seven
 * predictors: the transfer syntaxes 1.2.840.10008.1.2.4.57 and .70 as scanners use them. GDCM's decoder needs
 * more than twice the time. */
#ifndef MPR_JPEG_LOSSLESS_H
#define MPR_JPEG_LOSSLESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Decodes the first end rows of a frame of rows · columns samples into samples of sample_size bytes (1 or 2)
 * in the byte order of the machine.
 *
 * Returns false when the codestream is anything else than a complete, well-formed frame of that size whose
 * precision needs sample_size bytes; samples then hold anything, and another decoder may try. When end is
 * less than rows, what follows row end is not looked at. */
bool mpr_jpeg_lossless_decode(const uint8_t *codestream, size_t size, uint32_t rows, uint32_t columns,
                              uint32_t end, size_t sample_size, void *samples);

#ifdef __cplusplus
}
#endif
#endif
