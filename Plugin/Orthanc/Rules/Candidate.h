/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A stored series, and the rules that want it. */
#ifndef MPR_CANDIDATE_H
#define MPR_CANDIDATE_H

#include "Rule.h"

typedef struct {
    MprLevel level; /**< of the rules */
    char id[MPR_HOST_ID_SIZE];
    char some_instance[MPR_HOST_ID_SIZE];
    const MprRule *rules[MPR_MOST_RULES]; /**< that want it */
    size_t count;
    char digest[MPR_UID_SIZE]; /**< of these rules and of the stored images; only when count is not 0 */
} MprCandidate;

/** The rules of a level that want a series, as far as Orthanc's index can tell; nobody wants what this plugin
 * has made. MPR_NOT_FOUND when the series is gone. */
bool mpr_candidate_describe(MprLevel level, const char *series, const MprRules *rules,
                            MprCandidate *candidate, MprError *error);

/** Takes away the rules that do not want it after all. This opens a file: the volume may be too small, or the
 * images may be a multiplanar reformatting already, that of this plugin with another Manufacturer among them
 * (ImageType DERIVED, and 113072 in the DerivationCodeSequence). */
void mpr_candidate_narrow(MprCandidate *candidate, const MprArchive *archive);

#endif
