/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Text.h"

#include <locale.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes of the character that a byte begins; 0 when it begins none. */
static size_t length_of(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
}

/* Reads the following bytes of a character; false when one is missing or no such byte. present: how many are
 * there. */
static bool read_rest(const char *text, size_t length, uint32_t *character, size_t *present)
{
    *character = (unsigned char)text[0] & (0x7Fu >> (length > 1 ? length : 0));
    for (*present = 1; *present < length; ++*present) {
        const unsigned char byte = (unsigned char)text[*present];
        if ((byte & 0xC0) != 0x80) {
            return false;
        }
        *character = *character << 6 | (byte & 0x3Fu);
    }
    return true;
}

/* Longer forms than needed, surrogates and what is beyond the last character are none. */
static bool is_character(uint32_t character, size_t length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return character >= least[length] && character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
}

/* What is not seen, or changes how the rest is seen: control characters, separators of lines, directions, marks
 * of byte order, tags (the categories Cc, Cf, Zl and Zp of Unicode, in ranges). */
static bool is_plain(uint32_t character)
{
    static const uint32_t unseen[][2] = {
        {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x600, 0x605},     {0x61C, 0x61C},
        {0x6DD, 0x6DD},     {0x70F, 0x70F},     {0x890, 0x891},     {0x8E2, 0x8E2},     {0x180E, 0x180E},
        {0x200B, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},   {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},
        {0x110BD, 0x110BD}, {0x110CD, 0x110CD}, {0x13430, 0x1345F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
        {0xE0000, 0xE0FFF}};
    for (size_t index = 0; index < sizeof unseen / sizeof *unseen; index++) {
        if (character >= unseen[index][0] && character <= unseen[index][1]) {
            return false;
        }
    }
    return true;
}

void mpr_text_clean(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        uint32_t character = 0;
        size_t present = 1;
        const size_t length = length_of((unsigned char)*from);
        if (length > 0 && read_rest(from, length, &character, &present) && is_character(character, length)) {
            if (is_plain(character)) {
                memmove(to, from, length);
                to += length;
            } else {
                *to++ = '?';
            }
            from += length;
        } else if (length > 0 && present < length && from[present] == '\0') {
            break;
        } else {
            *to++ = '?';
            from++;
        }
    }
    *to = '\0';
}

/* The locale "C" is built into libc: it needs no memory, and there is nothing to free. */
const char *mpr_text_of_errno(int number)
{
    const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return plain != (locale_t)0 ? strerror_l(number, plain) : "unknown error";
}

const char *mpr_text_uid(const char *text)
{
    return text[strspn(text, "0123456789.")] == '\0' ? text : "?";
}
