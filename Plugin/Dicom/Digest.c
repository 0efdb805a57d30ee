/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-1 and MD5, for builds without the Orthanc Framework. Both work on blocks of 64 bytes, of which the last
 * ends in the number of bits; they differ in the order of bytes and in what is done to a block. */
#include "Digest.h"

#include <stdint.h>
#include <string.h>

enum { BLOCK = 64, LENGTH = 8, WORDS = BLOCK / 4 };

typedef void (*Compress)(uint32_t state[5], const unsigned char block[BLOCK]);

static uint32_t rotate(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

static uint32_t read_big(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t read_little(const unsigned char *bytes)
{
    return (uint32_t)bytes[3] << 24 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[1] << 8 | bytes[0];
}

/* RFC 3174, 6.1 */
static void compress_sha1(uint32_t state[5], const unsigned char block[BLOCK])
{
    uint32_t words[80];
    for (unsigned t = 0; t < WORDS; t++) {
        words[t] = read_big(block + 4 * t);
    }
    for (unsigned t = WORDS; t < 80; t++) {
        words[t] = rotate(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1);
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (unsigned t = 0; t < 80; t++) {
        const uint32_t mixed = t < 20   ? ((b & c) | (~b & d)) + 0x5A827999
                               : t < 40 ? (b ^ c ^ d) + 0x6ED9EBA1
                               : t < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC
                                        : (b ^ c ^ d) + 0xCA62C1D6;
        const uint32_t next = rotate(a, 5) + mixed + e + words[t];
        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

/* floor(2^32 |sin(i + 1)|), RFC 1321, 3.4 */
static const uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

/* RFC 1321, 3.4: four rounds of sixteen steps; which word a step takes, and how far it turns. */
static void compress_md5(uint32_t state[5], const unsigned char block[BLOCK])
{
    static const unsigned turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    static const unsigned factors[4] = {1, 5, 3, 7};
    static const unsigned offsets[4] = {0, 1, 5, 0};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    for (unsigned step = 0; step < 64; step++) {
        const unsigned round = step / 16;
        const uint32_t mixed = round == 0   ? (b & c) | (~b & d)
                               : round == 1 ? (b & d) | (c & ~d)
                               : round == 2 ? b ^ c ^ d
                                            : c ^ (b | ~d);
        const uint32_t word = read_little(block + 4 * ((factors[round] * step + offsets[round]) % WORDS));
        const uint32_t next = b + rotate(a + mixed + word + sines[step], turns[round][step % 4]);
        a = d;
        d = c;
        c = b;
        b = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

/* Whole blocks, then what is left with a bit behind it, zeros and the number of bits. */
static void digest(const void *bytes, size_t size, Compress compress, bool is_big, uint32_t state[5])
{
    const unsigned char *at = bytes;
    const size_t rest = size % BLOCK;
    unsigned char last[2 * BLOCK] = {0};
    const size_t last_size = rest + 1 + LENGTH <= BLOCK ? BLOCK : 2 * BLOCK;
    const uint64_t bits = (uint64_t)size * 8;
    for (size_t done = 0; done + BLOCK <= size; done += BLOCK) {
        compress(state, at + done);
    }
    if (rest > 0) {
        memcpy(last, at + size - rest, rest);
    }
    last[rest] = 0x80;
    for (unsigned index = 0; index < LENGTH; index++) {
        const unsigned shift = 8 * (is_big ? LENGTH - 1 - index : index);
        last[last_size - LENGTH + index] = (unsigned char)(bits >> shift);
    }
    for (size_t done = 0; done < last_size; done += BLOCK) {
        compress(state, last + done);
    }
}

static void write_words(const uint32_t *state, size_t size, bool is_big, unsigned char *result)
{
    for (size_t index = 0; index < size; index++) {
        const size_t shift = 8 * (is_big ? 3 - index % 4 : index % 4);
        result[index] = (unsigned char)(state[index / 4] >> shift);
    }
}

bool mpr_digest_sha1(const void *bytes, size_t size, unsigned char result[MPR_SHA1_SIZE], MprError *error)
{
    (void)error;
    uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    digest(bytes, size, compress_sha1, true, state);
    write_words(state, MPR_SHA1_SIZE, true, result);
    return true;
}

bool mpr_digest_md5(const void *bytes, size_t size, unsigned char result[MPR_MD5_SIZE], MprError *error)
{
    (void)error;
    uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
    digest(bytes, size, compress_md5, false, state);
    write_words(state, MPR_MD5_SIZE, false, result);
    return true;
}
