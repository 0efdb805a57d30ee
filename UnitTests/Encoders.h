/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grey pictures as compressed codestreams, for tests of what decodes them. */
#ifndef MPR_ENCODERS_H
#define MPR_ENCODERS_H

#include "DicomBytes.h"

typedef struct {
    uint32_t rows, columns;
    unsigned bits; /* stored ones of 8 (up to 8 bits) or 16 */
    bool is_signed;
    const void *pixels; /* uint8_t, or int16_t or uint16_t */
} EncoderPicture;

/* What a coder may choose. */
typedef struct {
    unsigned near;        /* JPEG-LS: how much a value may be off */
    bool is_irreversible; /* JPEG 2000: the wavelet that loses something */
    unsigned resolutions; /* JPEG 2000: 1 … 6 */
    unsigned block_size;  /* JPEG 2000: 4 … 64, a power of two */
    uint32_t tile_size;   /* JPEG 2000: 0: one tile */
    unsigned progression; /* JPEG 2000: 0 … 4 */
    unsigned layers;      /* JPEG 2000: 1 … 10 */
    unsigned precinct;    /* JPEG 2000: 0: the largest, or a power of two that block_size is not above */
} EncoderChoice;

/* Each appends one codestream. */
void encode_rle(const EncoderPicture *picture, DicomBytes *bytes);
void encode_jpeg_ls(const EncoderPicture *picture, const EncoderChoice *choice, DicomBytes *bytes);
void encode_jpeg_2000(const EncoderPicture *picture, const EncoderChoice *choice, DicomBytes *bytes);

#endif
