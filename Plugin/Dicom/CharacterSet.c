/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "CharacterSet.h"

#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Where the bytes of a set stand: ISO 2022 has two halves, G0 with 7 bits and G1 with the eighth bit set. */
typedef enum { WHOLE, G1, G0 } Half;

/* PS3.3 tables C.12-2 to C.12-5. skip: leading bytes of the encoding of libc that DICOM does not write. */
typedef struct {
    const char *term, *extended; /* alone; in a list, with escape sequences */
    const char *encoding;        /* as libc calls it */
    const char *escape;
    Half half;
    uint8_t skip, width;
} Repertoire;

static const Repertoire repertoires[] = {
    {"ISO_IR 100", "ISO 2022 IR 100", "ISO-8859-1", "\033-A", G1, 0, 1},
    {"ISO_IR 101", "ISO 2022 IR 101", "ISO-8859-2", "\033-B", G1, 0, 1},
    {"ISO_IR 109", "ISO 2022 IR 109", "ISO-8859-3", "\033-C", G1, 0, 1},
    {"ISO_IR 110", "ISO 2022 IR 110", "ISO-8859-4", "\033-D", G1, 0, 1},
    {"ISO_IR 144", "ISO 2022 IR 144", "ISO-8859-5", "\033-L", G1, 0, 1},
    {"ISO_IR 127", "ISO 2022 IR 127", "ISO-8859-6", "\033-G", G1, 0, 1},
    {"ISO_IR 126", "ISO 2022 IR 126", "ISO-8859-7", "\033-F", G1, 0, 1},
    {"ISO_IR 138", "ISO 2022 IR 138", "ISO-8859-8", "\033-H", G1, 0, 1},
    {"ISO_IR 148", "ISO 2022 IR 148", "ISO-8859-9", "\033-M", G1, 0, 1},
    {"ISO_IR 203", "ISO 2022 IR 203", "ISO-8859-15", "\033-b", G1, 0, 1},
    {"ISO_IR 166", "ISO 2022 IR 166", "TIS-620", "\033-T", G1, 0, 1},
    {"ISO_IR 13", "ISO 2022 IR 13", "SHIFT_JIS", "\033)I", G1, 0, 1},
    {"", "ISO 2022 IR 87", "EUC-JP", "\033$B", G0, 0, 2},
    {"", "ISO 2022 IR 159", "EUC-JP", "\033$(D", G0, 1, 2},
    {"", "ISO 2022 IR 149", "EUC-KR", "\033$)C", G1, 0, 2},
    {"", "ISO 2022 IR 58", "GB2312", "\033$)A", G1, 0, 2},
    {MPR_CHARACTER_SET_UTF8, "", "UTF-8", "", WHOLE, 0, 0},
    {"GB18030", "", "GB18030", "", WHOLE, 0, 0},
    {"GBK", "", "GBK", "", WHOLE, 0, 0},
};

enum { REPERTOIRES = sizeof repertoires / sizeof *repertoires, MOST_SETS = 8, CHARACTER_SIZE = 8 };
static const char ASCII_ESCAPE[] = "\033(B";
static const char ROMAJI_ESCAPE[] = "\033(J"; /* G0 of ISO IR 13: no backslash, no tilde */

typedef struct {
    const Repertoire *repertoire;
    iconv_t converter;
} Set;

/* What is being written. g0, g1: which set is there now; NULL: the first one's own. */
typedef struct {
    Set sets[MOST_SETS];
    size_t count;
    bool is_romaji;
    const Repertoire *first_g1, *g0, *g1;
    const char *strange; /* the first set that is not known; what is not ASCII cannot be written then */
    int strange_size;
    char *bytes;
    size_t size, used;
} Encoder;

/* ---- the sets of a dataset ---- */

static bool is_default(const char *term, size_t size)
{
    static const char *const names[] = {"", "ISO_IR 6", "ISO 2022 IR 6"};
    for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
        if (strlen(names[index]) == size && memcmp(names[index], term, size) == 0) {
            return true;
        }
    }
    return false;
}

bool mpr_character_set_is_ascii(const char *sets)
{
    return is_default(sets, strlen(sets));
}

static const Repertoire *find(const char *term, size_t size)
{
    for (size_t index = 0; index < REPERTOIRES; index++) {
        const Repertoire *one = &repertoires[index];
        if ((strlen(one->term) == size && memcmp(one->term, term, size) == 0) ||
            (strlen(one->extended) == size && memcmp(one->extended, term, size) == 0)) {
            return one;
        }
    }
    return NULL;
}

static void add_set(Encoder *encoder, const char *term, size_t size, bool is_first)
{
    if (is_default(term, size)) {
        return;
    }
    const Repertoire *repertoire = find(term, size);
    const iconv_t converter = repertoire != NULL && encoder->count < MOST_SETS
                                  ? iconv_open(repertoire->encoding, "UTF-8")
                                  : (iconv_t)-1;
    if (converter == (iconv_t)-1) { // NOLINT(performance-no-int-to-ptr): as iconv_open says it
        encoder->strange_size =
            encoder->strange == NULL ? (int)(size > 32 ? 32 : size) : encoder->strange_size;
        encoder->strange = encoder->strange == NULL ? term : encoder->strange;
        return;
    }
    encoder->sets[encoder->count++] = (Set){repertoire, converter};
    if (is_first) {
        encoder->first_g1 = repertoire->half == G1 && repertoire->width == 1 ? repertoire : NULL;
        encoder->is_romaji = strcmp(repertoire->term, "ISO_IR 13") == 0;
    }
}

static void add_sets(Encoder *encoder, const char *sets)
{
    bool is_first = true;
    for (const char *at = sets;; is_first = false) {
        const char *end = at + strcspn(at, "\\");
        const char *stop = end;
        at += strspn(at, " ");
        while (stop > at && stop[-1] == ' ') {
            stop--;
        }
        add_set(encoder, at, stop > at ? (size_t)(stop - at) : 0, is_first);
        if (*end == '\0') {
            encoder->g1 = encoder->first_g1;
            return;
        }
        at = end + 1;
    }
}

static void close_sets(Encoder *encoder)
{
    for (size_t index = 0; index < encoder->count; index++) {
        iconv_close(encoder->sets[index].converter);
    }
}

/* ---- characters ---- */

static bool put(Encoder *encoder, const char *bytes, size_t size)
{
    if (encoder->used + size >= encoder->size) {
        return false;
    }
    memcpy(encoder->bytes + encoder->used, bytes, size);
    encoder->used += size;
    return true;
}

static bool put_escape(Encoder *encoder, const char *escape)
{
    return put(encoder, escape, strlen(escape));
}

/* The bytes of one character in a set, 0 when it is not in it. */
static size_t convert(const Set *set, const char *character, size_t length, char bytes[CHARACTER_SIZE])
{
    const Repertoire *repertoire = set->repertoire;
    char converted[CHARACTER_SIZE];
    char *in = (char *)character; /* iconv does not write there */
    char *out = converted;
    size_t in_left = length;
    size_t out_left = sizeof converted;
    iconv(set->converter, NULL, NULL, NULL, NULL);
    if (iconv(set->converter, &in, &in_left, &out, &out_left) !=
        0) { /* nor is "something like it" the character */
        return 0;
    }
    const size_t size = sizeof converted - out_left;
    const size_t width = repertoire->half == WHOLE ? size : repertoire->width;
    if (size != width + repertoire->skip) {
        return 0;
    }
    for (size_t index = 0; index < width; index++) {
        const unsigned char byte = (unsigned char)converted[repertoire->skip + index];
        if (repertoire->half != WHOLE && byte < 0xA0) {
            return 0;
        }
        bytes[index] = (char)(repertoire->half == G0 ? byte & 0x7F : byte);
    }
    return width;
}

static bool designate(Encoder *encoder, const Repertoire *repertoire)
{
    const Repertoire **there = repertoire->half == G0 ? &encoder->g0 : &encoder->g1;
    if (repertoire->half == WHOLE || *there == repertoire) {
        return true;
    }
    *there = repertoire;
    return put_escape(encoder, repertoire->escape);
}

/* G0 as it is at first. */
static bool leave_g0(Encoder *encoder)
{
    if (encoder->g0 == NULL) {
        return true;
    }
    encoder->g0 = NULL;
    return put_escape(encoder, encoder->is_romaji ? ROMAJI_ESCAPE : ASCII_ESCAPE);
}

typedef enum { DONE, UNKNOWN, TOO_LONG } Outcome;

static Outcome encode_character(Encoder *encoder, const char *character, size_t length)
{
    char bytes[CHARACTER_SIZE];
    if (length == 1) {
        const bool is_there = !encoder->is_romaji || strchr("\\~", *character) == NULL;
        return !is_there ? UNKNOWN : leave_g0(encoder) && put(encoder, character, 1) ? DONE : TOO_LONG;
    }
    for (size_t index = 0; index < encoder->count; index++) {
        const Set *set = &encoder->sets[index];
        const size_t size = convert(set, character, length, bytes);
        if (size > 0) {
            return designate(encoder, set->repertoire) && put(encoder, bytes, size) ? DONE : TOO_LONG;
        }
    }
    return UNKNOWN;
}

static size_t length_of(const char *character)
{
    const unsigned char first = (unsigned char)*character;
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* As it began; a set of two bytes in G1 is nobody's beginning and stays. */
static bool end(Encoder *encoder)
{
    const bool is_back = encoder->first_g1 == NULL || encoder->g1 == encoder->first_g1;
    return leave_g0(encoder) && (is_back || put_escape(encoder, encoder->first_g1->escape));
}

static bool refuse(const Encoder *encoder, const char *character, const char *sets, const char *key,
                   MprError *error)
{
    if (encoder->strange != NULL) {
        return mpr_fail(error, MPR_UNSUITABLE,
                        "%s: the character \"%.*s\" cannot be written in the character set of the images, "
                        "\"%.*s\", which is not known here",
                        key, (int)length_of(character), character, encoder->strange_size, encoder->strange);
    }
    return mpr_fail(error, MPR_UNSUITABLE,
                    "%s: the character \"%.*s\" is not in the character set of the images, %s%s%s", key,
                    (int)length_of(character), character, sets[0] == '\0' ? "which is ASCII" : "\"", sets,
                    sets[0] == '\0' ? "" : "\"");
}

static bool encode(Encoder *encoder, const char *text, const char *sets, const char *key, MprError *error)
{
    Outcome outcome = DONE;
    for (const char *at = text; outcome == DONE && *at != '\0'; at += length_of(at)) {
        outcome = encode_character(encoder, at, length_of(at));
        if (outcome == UNKNOWN) {
            return refuse(encoder, at, sets, key, error);
        }
    }
    return (outcome == DONE && end(encoder)) ||
           mpr_fail(error, MPR_UNSUITABLE,
                    "%s is too long in the character set of the images: %zu bytes are allowed", key,
                    encoder->size - 1);
}

bool mpr_character_set_encode(const char *text, const char *sets, const char *key, char *bytes, size_t size,
                              MprError *error)
{
    Encoder encoder = {.bytes = bytes, .size = size};
    add_sets(&encoder, sets);
    const bool ok = encode(&encoder, text, sets, key, error);
    close_sets(&encoder);
    bytes[ok ? encoder.used : 0] = '\0';
    return ok;
}
