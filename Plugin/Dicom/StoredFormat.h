/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * How a file stores pixels. */
#ifndef MPR_STORED_FORMAT_H
#define MPR_STORED_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How the pixels are stored in the file, as the Image Pixel Module (PS3.3 C.7.6.3) says it. */
typedef struct {
    uint32_t rows, columns;
    unsigned samples;
    unsigned bits_allocated, bits_stored, high_bit;
    bool is_signed, is_planar;
    bool is_high_bit_mended; /**< high_bit is not what the file says */
    const char *photometric; /**< PhotometricInterpretation, a constant */
} MprStoredFormat;

typedef enum {
    MPR_PIXELS_IN_FILE, /**< they must be decoded from the whole file (mpr_dicom_load) */
    MPR_PIXELS_PLAIN,   /**< uncompressed, in the machine's order: only unused bits are not cleaned */
    MPR_PIXELS_ITEMS    /**< compressed: the items of the frame, one after another (PS3.5 A.4) */
} MprPixelsKind;

/** Where the uncompressed pixels of a frame lie in its file. */
typedef struct {
    size_t offset;     /**< of the first one; MprFrame.pixels says how many bytes they have */
    unsigned high_bit; /**< of the stored values (MprEncoding.bits_stored says how many bits) */
} MprPixelPlace;

#ifdef __cplusplus
extern "C" {
#endif

/** Moves the stored bits of values of bits_allocated 8, 16 or 32 to the bottom and clears what was above them, or carries
 * on the sign. values are aligned. */
void mpr_stored_clean(void *values, size_t count, unsigned bits_allocated, unsigned bits_stored,
                      unsigned high_bit, bool is_signed);

#ifdef __cplusplus
}
#endif
#endif
