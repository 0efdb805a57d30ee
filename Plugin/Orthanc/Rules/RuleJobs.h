/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What rules want of a series becomes jobs of Orthanc; when all of them have ended, that is written down. One
 * thread calls this. */
#ifndef MPR_RULE_JOBS_H
#define MPR_RULE_JOBS_H

#include "Rule.h"

/** wait blocks until a job may have ended, and is false when Orthanc stops: no more jobs are submitted while
 * very many are at work. */
void mpr_rule_jobs_begin(const MprRules *rules, bool (*wait)(void));

/** May jobs be submitted, or is it only to be told whether some are missing? */
typedef enum { MPR_RULES_LOOK, MPR_RULES_ACT } MprRuleMode;

/** Is all done that the rules of a level want of a series or a study? Of one that is gone it is; while a job
 * is at work it is not. */
bool mpr_rule_jobs_deal(MprLevel level, const char *id, MprRuleMode mode);

/** Jobs at work, as far as it is known; asks Orthanc which have ended. */
size_t mpr_rule_jobs_count(void);
void mpr_rule_jobs_collect(void);

#endif
