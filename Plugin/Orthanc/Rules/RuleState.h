/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What the rules have dealt with, written down in the archive itself: it survives a restart, and all servers
 * on one database see it.
 *
 *   a series   metadata 24133 (rules of series) and 24134 (of studies): a digest of the rules and the images
 *              that were dealt with
 *   a server   global property 24133: up to where the log of changes has been dealt with */
#ifndef MPR_RULE_STATE_H
#define MPR_RULE_STATE_H

#include "Orthanc/Series.h"
#include "Volume/Frame.h"

#include <stdint.h>

/** Is the digest the one that was written last? */
bool mpr_rule_state_has(MprLevel level, const char *series, const char digest[MPR_UID_SIZE]);
bool mpr_rule_state_write(MprLevel level, const char *series, const char digest[MPR_UID_SIZE],
                          MprError *error);

/** Without a position (no rule has run on this server, or none was configured since) the answer is false. */
bool mpr_rule_state_position(int64_t *position);
void mpr_rule_state_set_position(int64_t position);
void mpr_rule_state_forget_position(void);

#endif
