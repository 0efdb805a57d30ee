/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section and table numbers refer to ISO/IEC 10918-1 (ITU-T T.81). */
#include "JpegLossless.h"

#include "Base/Buffer.h"
#include "Huffman.h"

#include <string.h>

enum { SOF3 = 0xC3, DHT = 0xC4, RST0 = 0xD0, SOI = 0xD8, EOI = 0xD9, SOS = 0xDA, DRI = 0xDD };
enum { TABLES = 4 };

typedef struct {
    const uint8_t *at, *end;
    uint32_t rows, columns;
    uint32_t end_row; /* the first one that is not decoded */
    unsigned precision, predictor, point_transform;
    uint32_t restart_rows; /* rows between two restarts; 0: none */
    uint8_t component;
    bool has_frame;
    MprHuffman tables[TABLES];
    const MprHuffman *table;
    uint8_t *bits; /* an entropy-coded segment without stuffed bytes, and MPR_BITS_LOOKAHEAD zeros */
} Decoder;

/* ---- tables ---- */

/* B.2.4.2: one segment may define several tables. */
static bool read_tables(Decoder *decoder, const uint8_t *at, const uint8_t *end)
{
    while (at < end) {
        size_t count = 0;
        if (end - at < 1 + MPR_HUFFMAN_LONGEST_CODE || at[0] >= TABLES) {
            return false;
        }
        for (size_t length = 1; length <= MPR_HUFFMAN_LONGEST_CODE; length++) {
            count += at[length];
        }
        const uint8_t *categories = at + 1 + MPR_HUFFMAN_LONGEST_CODE;
        MprHuffman *table = &decoder->tables[at[0]];
        if (count > sizeof table->categories || (size_t)(end - categories) < count) {
            return false;
        }
        memcpy(table->categories, categories, count);
        for (size_t index = 0; index < count; index++) {
            if (categories[index] > MPR_HUFFMAN_LARGEST_CATEGORY) {
                return false;
            }
        }
        if (!mpr_huffman_build(table, at + 1)) {
            return false;
        }
        at = categories + count;
    }
    return true;
}

/* ---- headers ---- */

static unsigned big_endian_16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

/* B.2.2 */
static bool read_frame_header(Decoder *decoder, const uint8_t *at, const uint8_t *end)
{
    if (decoder->has_frame || end - at != 9 || at[5] != 1 || big_endian_16(at + 1) != decoder->rows ||
        big_endian_16(at + 3) != decoder->columns) {
        return false;
    }
    decoder->has_frame = true;
    decoder->precision = at[0];
    decoder->component = at[6];
    return at[0] >= 2 && at[0] <= 16;
}

/* B.2.3 and H.1.2 */
static bool read_scan_header(Decoder *decoder, const uint8_t *at, const uint8_t *end)
{
    if (!decoder->has_frame || end - at != 6 || at[0] != 1 || at[1] != decoder->component ||
        at[2] % 16 != 0 || at[2] / 16 >= TABLES || at[4] != 0 || at[5] / 16 != 0) {
        return false;
    }
    decoder->table = &decoder->tables[at[2] / 16];
    decoder->predictor = at[3];
    decoder->point_transform = at[5] % 16;
    return decoder->table->is_defined && at[3] >= 1 && at[3] <= 7 &&
           decoder->point_transform < decoder->precision;
}

/* H.1.1: a restart interval is a whole number of rows. */
static bool read_restart_interval(Decoder *decoder, const uint8_t *at, const uint8_t *end)
{
    if (end - at != 2 || big_endian_16(at) % decoder->columns != 0) {
        return false;
    }
    decoder->restart_rows = big_endian_16(at) / decoder->columns;
    return true;
}

static bool read_segment(Decoder *decoder, unsigned marker, const uint8_t *at, const uint8_t *end)
{
    switch (marker) {
    case DHT:
        return read_tables(decoder, at, end);
    case SOF3:
        return read_frame_header(decoder, at, end);
    case SOS:
        return read_scan_header(decoder, at, end);
    case DRI:
        return read_restart_interval(decoder, at, end);
    default: /* comments and applications' data */
        return marker == 0xFE || (marker >= 0xE0 && marker <= 0xEF);
    }
}

/* All segments up to the entropy-coded one. */
static bool read_headers(Decoder *decoder)
{
    unsigned marker = 0;
    if (decoder->end - decoder->at < 2 || decoder->at[0] != 0xFF || decoder->at[1] != SOI) {
        return false;
    }
    decoder->at += 2;
    while (marker != SOS) {
        while (decoder->end - decoder->at >= 2 && decoder->at[0] == 0xFF && decoder->at[1] == 0xFF) {
            decoder->at++; /* B.1.1.2: any marker may be preceded by fill bytes */
        }
        if (decoder->end - decoder->at < 4 || decoder->at[0] != 0xFF) {
            return false;
        }
        marker = decoder->at[1];
        const size_t length = big_endian_16(decoder->at + 2);
        const uint8_t *segment = decoder->at + 4;
        if (length < 2 || (size_t)(decoder->end - segment) < length - 2 ||
            !read_segment(decoder, marker, segment, segment + length - 2)) {
            return false;
        }
        decoder->at = segment + length - 2;
    }
    return true;
}

/* ---- samples ---- */

/* Copies an entropy-coded segment up to its marker, without the zeros that follow its bytes 0xFF (B.1.1.5).
 */
static MprBits take_entropy_coded(Decoder *decoder)
{
    uint8_t *to = decoder->bits;
    const uint8_t *at = decoder->at;
    while (at < decoder->end) {
        const uint8_t *stop = memchr(at, 0xFF, (size_t)(decoder->end - at));
        const size_t plain = (size_t)((stop != NULL ? stop : decoder->end) - at);
        memcpy(to, at, plain);
        to += plain;
        at += plain;
        if (decoder->end - at < 2 || at[1] != 0) {
            break;
        }
        *to++ = 0xFF;
        at += 2;
    }
    while (decoder->end - at >= 2 && at[1] == 0xFF) {
        at++; /* B.1.1.2: fill bytes before a marker */
    }
    decoder->at = at;
    memset(to, 0, MPR_BITS_LOOKAHEAD);
    return (MprBits){.bytes = decoder->bits, .end = (size_t)(to - decoder->bits)};
}

/* H.1.2.1, table H.1, of the sample to the left, above, and above that one. */
static inline int32_t predict(unsigned predictor, int32_t left, int32_t above, int32_t above_left)
{
    switch (predictor) {
    case 1:
        return left;
    case 2:
        return above;
    case 3:
        return above_left;
    case 4:
        return left + above - above_left;
    case 5:
        return left + ((above - above_left) >> 1);
    case 6:
        return above + ((left - above_left) >> 1);
    default:
        return (left + above) >> 1;
    }
}

/* Decodes a row behind its first sample. Called with a constant predictor, so that each has a loop of its
 * own. */
static inline __attribute__((always_inline)) bool decode_rest(const MprHuffman *table, MprBits *bits,
                                                              unsigned predictor, uint16_t *row,
                                                              const uint16_t *above, uint32_t columns)
{
    MprBits at = *bits;
    int32_t left = row[0];
    bool ok = true;
    for (uint32_t column = 1; column < columns; column++) {
        int32_t difference = 0;
        ok = mpr_huffman_next(table, &at, &difference) && ok;
        const int32_t up = predictor == 1 ? 0 : above[column];
        const int32_t up_left = predictor == 1 ? 0 : above[column - 1];
        left = (uint16_t)(predict(predictor, left, up, up_left) + difference);
        row[column] = (uint16_t)left;
    }
    *bits = at;
    return ok && !mpr_bits_is_beyond(&at);
}

static bool decode_row(const Decoder *decoder, MprBits *bits, bool is_first, uint16_t *row,
                       const uint16_t *above)
{
    int32_t difference = 0;
    if (!mpr_huffman_next(decoder->table, bits, &difference)) {
        return false;
    }
    const int32_t start = is_first ? 1 << (decoder->precision - decoder->point_transform - 1) : above[0];
    row[0] = (uint16_t)(start + difference);
    switch (is_first ? 1 : decoder->predictor) { /* the row above the first one is not there */
    case 1:
        return decode_rest(decoder->table, bits, 1, row, above, decoder->columns);
    case 2:
        return decode_rest(decoder->table, bits, 2, row, above, decoder->columns);
    case 3:
        return decode_rest(decoder->table, bits, 3, row, above, decoder->columns);
    case 4:
        return decode_rest(decoder->table, bits, 4, row, above, decoder->columns);
    case 5:
        return decode_rest(decoder->table, bits, 5, row, above, decoder->columns);
    case 6:
        return decode_rest(decoder->table, bits, 6, row, above, decoder->columns);
    default:
        return decode_rest(decoder->table, bits, 7, row, above, decoder->columns);
    }
}

/* Steps over RST0 … RST7, which follow each other in turn (B.2.1), and takes the segment behind it. */
static bool restart(Decoder *decoder, uint32_t row, MprBits *bits)
{
    const unsigned number = (row / decoder->restart_rows - 1) % 8;
    if (decoder->end - decoder->at < 2 || decoder->at[1] != RST0 + number) {
        return false;
    }
    decoder->at += 2;
    *bits = take_entropy_coded(decoder);
    return true;
}

/* Rows as values before the point transform is undone; row 0 is preceded by one that is not looked at. The
 * last row is followed by the end of the image. */
static bool decode_rows(Decoder *decoder, uint16_t *values)
{
    MprBits bits = take_entropy_coded(decoder);
    for (uint32_t row = 0; row < decoder->end_row; row++) {
        const bool is_restart = decoder->restart_rows > 0 && row > 0 && row % decoder->restart_rows == 0;
        uint16_t *const own = values + (size_t)row * decoder->columns;
        const uint16_t *const above = row > 0 ? own - decoder->columns : own;
        if ((is_restart && !restart(decoder, row, &bits)) ||
            !decode_row(decoder, &bits, row == 0 || is_restart, own, above)) {
            return false;
        }
    }
    return decoder->end_row < decoder->rows || (decoder->end - decoder->at >= 2 && decoder->at[1] == EOI);
}

/* Undoes the point transform and checks the precision. */
static bool finish_samples(const Decoder *decoder, const uint16_t *values, size_t sample_size, void *samples)
{
    const size_t count = (size_t)decoder->end_row * decoder->columns;
    const unsigned shift = decoder->point_transform;
    uint32_t all = 0;
    for (size_t index = 0; index < count; index++) {
        const uint32_t value = (uint32_t)values[index] << shift;
        all |= value;
        if (sample_size == 1) {
            ((uint8_t *)samples)[index] = (uint8_t)value;
        } else {
            ((uint16_t *)samples)[index] = (uint16_t)value;
        }
    }
    return all >> decoder->precision == 0;
}

static bool decode(Decoder *decoder, size_t sample_size, void *samples)
{
    MprError ignored;
    if (!read_headers(decoder) || (decoder->precision > 8 ? 2u : 1u) != sample_size) {
        return false;
    }
    const size_t count = (size_t)decoder->end_row * decoder->columns;
    uint16_t *const values = sample_size == 2 ? samples : mpr_reserve(count, sizeof *values, &ignored);
    decoder->bits = mpr_reserve((size_t)(decoder->end - decoder->at) + MPR_BITS_LOOKAHEAD, 1, &ignored);
    const bool ok = values != NULL && decoder->bits != NULL && decode_rows(decoder, values) &&
                    finish_samples(decoder, values, sample_size, samples);
    mpr_free(decoder->bits);
    if (sample_size == 1) {
        mpr_free(values);
    }
    return ok;
}

bool mpr_jpeg_lossless_decode(const uint8_t *codestream, size_t size, uint32_t rows, uint32_t columns,
                              uint32_t end, size_t sample_size, void *samples)
{
    MprError ignored;
    Decoder *const decoder = mpr_allocate(1, sizeof *decoder, &ignored);
    bool ok = decoder != NULL && end > 0 && end <= rows && columns > 0;
    if (ok) {
        decoder->at = codestream;
        decoder->end = codestream + size;
        decoder->rows = rows;
        decoder->columns = columns;
        decoder->end_row = end;
        ok = decode(decoder, sample_size, samples);
    }
    mpr_free(decoder);
    return ok;
}
