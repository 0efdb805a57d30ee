/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Error.h"

#include "Text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Whatever is put in, a message is one line of valid UTF-8. */
static void print_message(char *text, size_t size, const char *format, va_list arguments)
{
    vsnprintf(text, size, format, arguments);
    mpr_text_clean(text);
}

bool mpr_fail(MprError *error, MprStatus status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error->status = status;
    print_message(error->message, sizeof error->message, format, arguments);
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
        print_message(notes->text[notes->count], MPR_NOTE_SIZE, format, arguments);
        va_end(arguments);
        for (size_t index = 0; index < notes->count; index++) {
            if (strcmp(notes->text[index], notes->text[notes->count]) == 0) {
                return; /* it is said already */
            }
        }
    }
    notes->count++;
}
