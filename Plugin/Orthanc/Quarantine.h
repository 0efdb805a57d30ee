/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Files that ended a worker, or kept one busy until its time was up. They are not tried again for a while:
 * each try would cost another worker, or hold one for as long as it may take. The list is of this process and
 * bounded: after a restart each of them may end one worker again, and rules remember by themselves what they
 * have dealt with. */
#ifndef MPR_QUARANTINE_H
#define MPR_QUARANTINE_H

#include "Request/Json.h"

/** file: Orthanc's name of a stored file, another one when the instance is replaced; "" is always allowed.
 * False, and MPR_UNSUITABLE, when it is marked. Any thread may call these. */
bool mpr_quarantine_allow(const char *file, MprError *error);

/** Marks the file when the error is MPR_DEADLY. Returns false, as what failed did. */
bool mpr_quarantine_mark(const char *file, const MprError *error);

/** {"Files": how many are marked}; with is_end none of them is any more. */
bool mpr_quarantine_answer(bool is_end, cJSON **answer, MprError *error);

#endif
