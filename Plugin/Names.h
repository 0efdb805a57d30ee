/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The identifiers of results. They follow from what the images are, so that the same images have the same
 * identifiers on every server and other images never share them:
 *
 *   Series Instance UID = `2.25.<UUID>`, upper half: the recipe (patient, study, source images, the
 *                         request as it was asked, version), lower half: the content (planes, pixels and
 *                         header of every image)
 *   SOP Instance UID    = `2.25.<UUID>` of the series and the plane
 *
 * Two series of one recipe were made by the same request from sources of the same identifiers whose content
 * differed, be it pixels, texts or places. */
#ifndef MPR_NAMES_H
#define MPR_NAMES_H

#include "Dicom/Dicom.h"
#include "Dicom/Identity.h"
#include "Request/Plane.h"

#include <stdio.h>

/** What a request is made from and what it asks for. All of it stays the caller's. */
typedef struct {
    const MprSource *source;
    const MprVolume *volume;
    const MprRequest *request;
    size_t named_frame; /**< that the request was made on, or MPR_NO_FRAME */
} MprRecipe;

/** What is known of the content so far. Free with mpr_content_release; a zeroed one is not usable. */
typedef struct {
    FILE *stream;
    char *text;
    size_t size;
} MprContent;

bool mpr_content_create(MprContent *content, MprError *error);
void mpr_content_release(MprContent *content);

/** Adds the pixels of an image. */
bool mpr_content_add_pixels(MprContent *content, const MprBuffer *pixels, MprError *error);
/** Adds what a source says (MprFrame.attributes), in whatever transfer syntax it came. */
bool mpr_content_add_source(MprContent *content, const MprBuffer *attributes, MprError *error);
/** Adds what a derivation says; its identifiers and its time do not count. */
void mpr_content_add_derivation(MprContent *content, const MprDerivation *derivation);

/** The Series Instance UID. Ends the content: nothing can be added any more. */
bool mpr_names_series(const MprRecipe *recipe, MprContent *content, char uid[MPR_UID_SIZE], MprError *error);
/** The SOP Instance UID of the image that lies on a grid. target: the series that it is added to, when that
 * is not its own; NULL otherwise. */
bool mpr_names_instance(const char *series_instance_uid, const char *target, const MprGrid *grid,
                        char uid[MPR_UID_SIZE], MprError *error);

#endif
