/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Images that a server takes out of the archive again, because their request has failed, while another server of
 * the same database may have found them and be about to answer with them. Claims.h does this within one server;
 * between servers there are only marks that both can read, as metadata of the images and of their series:
 *
 *   the one that fails    mark the series as LEAVING ── is an image KEPT? ── delete the others ── remove the mark
 *   the one that answers  mark images as KEPT ── is the series LEAVING? wait ── are all images there? ── answer
 *
 * Each writes its mark before it looks for the other's, so at least one of them sees it: an image is either kept,
 * or is gone before it is answered with. Where the archive has a database of its own (SQLite), nothing is marked. */
#ifndef MPR_WITHDRAWAL_H
#define MPR_WITHDRAWAL_H

#include "Host.h"

/** Takes OverwriteInstances from Orthanc's configuration. */
void mpr_withdrawal_set(const cJSON *configuration);

/** To be called before images of the series are deleted, and once more before each one that is deleted alone: others see
 * by that that this server is alive. False when the mark cannot be made: then nothing may be deleted. */
bool mpr_withdrawal_begin(const char *series);
/** May some of its images be kept? */
bool mpr_withdrawal_has_kept(const char *series);
bool mpr_withdrawal_is_kept(const char *instance);
/** The images are gone. */
void mpr_withdrawal_end(const char *series);

/** A request is about to answer with an image that it has found (or is_brought, has stored itself; with
 * OverwriteInstances another server may have stored it over that, and hold it for its own). MPR_NOT_FOUND when the
 * image is gone. */
bool mpr_withdrawal_keep(const char *series, const char *instance, bool is_brought, MprError *error);
/** Waits until no images of the series are being deleted. */
bool mpr_withdrawal_wait(const char *series, MprError *error);

#endif
