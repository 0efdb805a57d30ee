/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * An error is a value: a status and one sentence for the person who made the request.
 *
 * Every function that can fail returns bool and takes an MprError last. Outputs are set on success only.
 * Failing needs no memory and cannot fail itself. The sentence carries numbers, and neither file paths nor
 * patient data. */
#ifndef MPR_ERROR_H
#define MPR_ERROR_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    MPR_OK = 0,
    MPR_BAD_REQUEST,  /**< the request is wrong: a key, a type, a value */
    MPR_FORBIDDEN,    /**< the request may not be made from there */
    MPR_NOT_FOUND,    /**< no such resource */
    MPR_CONFLICT,     /**< the resource changed while it was used */
    MPR_BEING_SENT,   /**< the series is being sent again; it will soon be whole */
    MPR_TAKEN,        /**< the archive holds something else under the identifiers of the result */
    MPR_TOO_LARGE,    /**< beyond a configured limit */
    MPR_BAD_MEDIA,    /**< the body is not application/json */
    MPR_UNSUITABLE,   /**< the series or the image cannot be resliced in this way */
    MPR_DEADLY,       /**< the same, and the image ended the worker that read it, or kept it busy too long */
    MPR_BUSY,         /**< try again later */
    MPR_CANCELLED,    /**< the work was cancelled */
    MPR_NO_MEMORY,    /**< the machine has no memory left */
    MPR_STORE_FAILED, /**< the archive could not store the result */
    MPR_REFUSED,      /**< the archive does not take the result as a file */
    MPR_INTERNAL      /**< a fault of ours */
} MprStatus;

enum { MPR_MESSAGE_SIZE = 480 };

typedef struct {
    MprStatus status;
    char message[MPR_MESSAGE_SIZE]; /**< UTF-8, cut at a character when too long */
} MprError;

/** Sets the error and returns false, for "return mpr_fail(...)". */
bool mpr_fail(MprError *error, MprStatus status, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/** Puts "subject: " in front of the message of a failure; returns false. */
bool mpr_fail_about(MprError *error, const char *subject);

/** Remarks for "Warnings" in the answer: sentences with numbers. Those beyond the capacity are only
 * counted. */
enum { MPR_NOTES_CAPACITY = 24, MPR_NOTE_SIZE = 240 };

typedef struct {
    unsigned count;
    char text[MPR_NOTES_CAPACITY][MPR_NOTE_SIZE];
} MprNotes;

void mpr_notes_add(MprNotes *notes, const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;

#ifdef __cplusplus
}
#endif
#endif
