/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Huffman.h"

static void fill_lookup(MprHuffman *table, unsigned code, unsigned length, unsigned category)
{
    const unsigned rest = MPR_HUFFMAN_LOOKUP_BITS - length;
    for (unsigned tail = 0; tail < 1u << rest; tail++) {
        const unsigned index = code << rest | tail;
        MprHuffmanEntry *entry = &table->lookup[index];
        *entry = (MprHuffmanEntry){.code_bits = (uint8_t)length, .category = (uint8_t)category};
        /* 32768 has no room in an entry. */
        if (category < MPR_HUFFMAN_LARGEST_CATEGORY && category <= rest) {
            const uint64_t after_code = (uint64_t)tail << (64 - rest) % 64;
            entry->difference = (int16_t)mpr_huffman_difference(rest > 0 ? after_code : 0, category);
            entry->total_bits = (uint8_t)(length + category);
        }
    }
}

/* C.2: codes of one length follow each other; those of the next length begin behind the last one, doubled. */
bool mpr_huffman_build(MprHuffman *table, const uint8_t counts[MPR_HUFFMAN_LONGEST_CODE])
{
    unsigned code = 0;
    unsigned index = 0;
    memset(table->lookup, 0, sizeof table->lookup);
    for (unsigned length = 1; length <= MPR_HUFFMAN_LONGEST_CODE; length++) {
        const unsigned count = counts[length - 1];
        table->offset[length] = (int32_t)index - (int32_t)code;
        table->last_code[length] = count > 0 ? (int32_t)(code + count) - 1 : -1;
        if (code + count > 1u << length) {
            return false;
        }
        for (unsigned end = index + count; index < end; index++, code++) {
            if (length <= MPR_HUFFMAN_LOOKUP_BITS) {
                fill_lookup(table, code, length, table->categories[index]);
            }
        }
        code <<= 1;
    }
    table->is_defined = true;
    return true;
}
