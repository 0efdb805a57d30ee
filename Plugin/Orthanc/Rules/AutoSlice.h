/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Rules at work: what becomes stable becomes jobs of Orthanc, without anybody asking.
 *
 *   Orthanc ──StableSeries, StableStudy──► events ─┐             ┌─► which rules want it? (Candidate)
 *                                                  ├─► RuleJobs ─┼─► a job for each     (Job)
 *   start ──► log of changes since the position ───┘             └─► when all have ended: recorded (RuleState)
 *
 * The position in the log of changes moves only over what was dealt with. Whatever ends Orthanc in between,
 * the next start reads on from there; what is done already is known by its digest, and what is done twice has
 * the same UIDs. */
#ifndef MPR_AUTO_SLICE_H
#define MPR_AUTO_SLICE_H

#include "Orthanc/Changes.h"
#include "Rule.h"

/** Starts the thread, which waits until Orthanc has started; without rules it does little. rules must stay
 * until mpr_auto_slice_stop. */
bool mpr_auto_slice_start(const MprRules *rules, MprError *error);
/** Waits for the thread to end. Fine when it was never started. */
void mpr_auto_slice_stop(void);

/** To be told of changes. */
void mpr_auto_slice_changed(OrthancPluginChangeType change, OrthancPluginResourceType level, const char *id);

#endif
