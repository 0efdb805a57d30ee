/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Huffman codes and differences of JPEG lossless, and the bits that they are read from. Section and table numbers refer
 * to ISO/IEC 10918-1 (ITU-T T.81). */
#ifndef MPR_HUFFMAN_H
#define MPR_HUFFMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { MPR_HUFFMAN_LOOKUP_BITS = 12, MPR_HUFFMAN_LONGEST_CODE = 16, MPR_HUFFMAN_LARGEST_CATEGORY = 16 };

/* The reader loads eight bytes at a time; so many zeros follow the last byte. */
enum { MPR_BITS_LOOKAHEAD = 8 };

/* A code of at most MPR_HUFFMAN_LOOKUP_BITS, and the difference as well when its bits follow within them. */
typedef struct {
    int16_t difference;
    uint8_t code_bits;  /* 0: the code is longer */
    uint8_t total_bits; /* of code and difference; 0: the difference does not fit */
    uint8_t category;
} MprHuffmanEntry;

/* Huffman codes of one table, as C.2 and F.2.2.3 build them. */
typedef struct {
    bool is_defined;
    MprHuffmanEntry lookup[1 << MPR_HUFFMAN_LOOKUP_BITS];
    int32_t last_code[MPR_HUFFMAN_LONGEST_CODE + 1]; /* of each length; -1: none */
    int32_t offset[MPR_HUFFMAN_LONGEST_CODE + 1];    /* code + offset is the index of its category */
    uint8_t categories[MPR_HUFFMAN_LARGEST_CATEGORY + 1];
} MprHuffman;

typedef struct {
    const uint8_t *bytes;
    size_t next, end; /* of the bytes: the first that is not in the word yet, and their count */
    uint64_t word;    /* the next bits, from the top */
    unsigned count;   /* of bits in the word */
} MprBits;

/* Afterwards the word has 56 bits at least: a code and a difference need 32. Behind the end they are zeros.
 */
static inline void mpr_bits_refill(MprBits *bits)
{
    uint64_t bytes = 0;
    if (bits->next <= bits->end) {
        memcpy(&bytes, bits->bytes + bits->next, sizeof bytes);
    }
    bits->word |= __builtin_bswap64(bytes) >> bits->count;
    bits->next += (63 - bits->count) / 8;
    bits->count |= 56;
}

static inline void mpr_bits_skip(MprBits *bits, unsigned count)
{
    bits->word <<= count;
    bits->count -= count;
}

/* Have more bits been read than there are? */
static inline bool mpr_bits_is_beyond(const MprBits *bits)
{
    return 8 * bits->next > 8 * bits->end + bits->count;
}

/* F.2.2.1, figure F.12: the difference of a category from its additional bits. */
static inline int32_t mpr_huffman_extend(uint32_t value, unsigned category)
{
    return category > 0 && value < (1u << (category - 1)) ? (int32_t)value - (1 << category) + 1
                                                          : (int32_t)value;
}

/* Category 16 stands for 32768 and has no additional bits (H.1.2.2, table H.2). */
static inline unsigned mpr_huffman_additional_bits(unsigned category)
{
    return category < MPR_HUFFMAN_LARGEST_CATEGORY ? category : 0;
}

static inline int32_t mpr_huffman_difference(uint64_t after_code, unsigned category)
{
    if (category == 0 || category == MPR_HUFFMAN_LARGEST_CATEGORY) {
        return category == 0 ? 0 : 32768;
    }
    return mpr_huffman_extend((uint32_t)(after_code >> (64 - category)), category);
}

/* A code that is longer than the lookup table; 0 when there is none. */
static inline unsigned mpr_huffman_long_code(const MprHuffman *table, uint64_t word, unsigned *category)
{
    for (unsigned length = MPR_HUFFMAN_LOOKUP_BITS + 1; length <= MPR_HUFFMAN_LONGEST_CODE; length++) {
        const int32_t code = (int32_t)(word >> (64 - length));
        if (code <= table->last_code[length]) {
            *category = table->categories[code + table->offset[length]];
            return length;
        }
    }
    return 0;
}

/* The next difference; false when no code fits. */
static inline bool mpr_huffman_next(const MprHuffman *table, MprBits *bits, int32_t *difference)
{
    if (bits->count < 32) {
        mpr_bits_refill(bits);
    }
    const MprHuffmanEntry *entry = &table->lookup[bits->word >> (64 - MPR_HUFFMAN_LOOKUP_BITS)];
    if (entry->total_bits > 0) {
        mpr_bits_skip(bits, entry->total_bits);
        *difference = entry->difference;
        return true;
    }
    unsigned category = entry->category;
    const unsigned length =
        entry->code_bits > 0 ? entry->code_bits : mpr_huffman_long_code(table, bits->word, &category);
    mpr_bits_skip(bits, length);
    *difference = mpr_huffman_difference(bits->word, category);
    mpr_bits_skip(bits, mpr_huffman_additional_bits(category));
    return length > 0;
}

/** Builds a table from how many codes there are of each length; its categories are set. False when these codes are too
 * many. */
bool mpr_huffman_build(MprHuffman *table, const uint8_t counts[MPR_HUFFMAN_LONGEST_CODE]);

#endif
