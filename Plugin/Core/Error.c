/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A message that was cut must not end inside a UTF-8 character. */
static void trim_partial_character(char *text)
{
    size_t end = strlen(text);
    size_t start = end;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) {
        start--;
    }
    if (start == 0 || ((unsigned char)text[start - 1] & 0xC0) != 0xC0) {
        return;
    }
    const unsigned char lead = (unsigned char)text[start - 1];
    const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (end - (start - 1) < length) {
        text[start - 1] = '\0';
    }
}

static void print_message(char *text, const char *format, va_list arguments)
{
    if (vsnprintf(text, MPR_MESSAGE_SIZE, format, arguments) >= MPR_MESSAGE_SIZE) {
        trim_partial_character(text);
    }
}

bool mpr_fail(MprError *error, MprStatus status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error->status = status;
    print_message(error->message, format, arguments);
    va_end(arguments);
    return false;
}

bool mpr_fail_about(MprError *error, const char *subject)
{
    char message[MPR_MESSAGE_SIZE];
    memcpy(message, error->message, sizeof message);
    return mpr_fail(error, error->status, "%s: %s", subject, message);
}

void mpr_notes_add(MprNotes *notes, const char *format, ...)
{
    if (notes->count < MPR_NOTES_CAPACITY) {
        va_list arguments;
        va_start(arguments, format);
        print_message(notes->text[notes->count], format, arguments);
        va_end(arguments);
    }
    notes->count++;
}
