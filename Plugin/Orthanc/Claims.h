/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Images that requests have stored or found and have not answered with yet. Two requests may make the same
 * image at the same time: what one of them stored, the other finds. When the one fails, the image must stay
 * for the other.
 *
 *   A  claim ── store ──────── fails: release ───────────────────────────────  B still claims it: it stays
 *   B            claim ── find ───────────────── answers: keep ── release ────  it stays for good
 *
 * The last claim on an image that was brought and never kept takes it out of the archive. Between two servers
 * of one database nobody knows the other's claims: see Withdrawal.h. */
#ifndef MPR_CLAIMS_H
#define MPR_CLAIMS_H

#include "Host.h"

#include "Volume/Frame.h"

typedef struct MprClaimed MprClaimed;

/** A claim of one request on one image. Zeroed: none. */
typedef struct {
    MprClaimed *image;
} MprClaim;

/** Claims the image of that name, before it is looked for and stored. Waits while the image is being deleted.
 * study is Orthanc's identifier. */
bool mpr_claim_take(const char *study, const char *sop_instance_uid, MprClaim *claim, MprError *error);
/** The image has been looked for and stored, or could not be: others may go on. is_brought: it is in the
 * archive by this claim, and was not before. To be called once for each claim. */
void mpr_claim_settle(MprClaim claim, bool is_brought);
/** The image stays, whatever becomes of other claims. */
void mpr_claim_keep(MprClaim claim);
/** Ends the claim. True when the image has to be deleted by the caller, who calls mpr_claim_end then. */
bool mpr_claim_release(MprClaim claim);
/** The image has been deleted. */
void mpr_claim_end(MprClaim claim);

#endif
