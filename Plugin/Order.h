/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A request on a series, where its images go, and what is said of them. */
#ifndef MPR_ORDER_H
#define MPR_ORDER_H

#include "Base/Progress.h"
#include "Base/ThreadPool.h"
#include "Dicom/Dicom.h"
#include "Output/Pixels.h"
#include "Request/Budget.h"
#include "Request/Plane.h"
#include "Survey.h"

/** One image that was made; the sink may keep nothing of it beyond its call. */
typedef struct {
    MprBuffer file; /**< the DICOM file, checked, not stored yet */
    char sop_instance_uid[MPR_UID_SIZE];
    char series_instance_uid[MPR_UID_SIZE];
    MprGrid grid;
    double thickness_mm;
    bool is_interpolated; /**< false: every pixel is a stored value */
    size_t contributing;  /**< slices */
} MprDerived;

/** Where images go as soon as they are made, in the order of InstanceNumber. What a sink took before a later
 * image failed is for its owner to take back. */
typedef struct {
    void *self;
    bool (*take)(void *self, const MprDerived *derived, MprError *error);
} MprSink;

/** What all images of a series say, of a series that images are added to. */
typedef struct {
    char series_instance_uid[MPR_UID_SIZE];
    char series_description[MPR_DESCRIPTION_TEXT_SIZE]; /**< UTF-8 */
    char series_date[9], series_time[17];
    bool has_series_number;
    int32_t series_number;
} MprSeriesFacts;

/** A series that images are added to. open waits until nobody else adds to it, and fails when images of these
 * sources do not belong there; number is that of an image: its own when the series has it already, else the
 * next one. */
typedef struct {
    void *self;
    bool (*open)(void *self, const MprFrameHeader *source, const MprProgress *progress,
                 const MprSeriesFacts **facts, MprError *error);
    bool (*number)(void *self, const char *sop_instance_uid, int32_t *number, MprError *error);
} MprTarget;

/** One request on one series. */
typedef struct {
    const MprRequest *request;
    MprSource *source;
    size_t named_frame; /**< that the request was made on, or MPR_NO_FRAME */
    MprPool *pool;
    MprLimits limits;
    MprBudget *budget; /**< of the whole request, whatever else it is on */
    MprThreads threads;
    const MprProgress *progress; /**< may be NULL */
    const MprSink *sink;
    bool may_be_coarse; /**< a picture for the screen, which may be made of some slices (Resample/Coarse.h) */
    const MprTarget *target; /* NULL: the images are a series of their own */
} MprJobOrder;

/** What is true of all images of a request. */
typedef struct {
    char series_instance_uid[MPR_UID_SIZE];
    MprLayout layout;
    size_t images;
    double spacing_mm;   /**< between the images of a stack; 0 otherwise */
    size_t volumes;      /**< that the series holds */
    size_t listed, read; /**< slices; a slice that is read twice counts twice */
    size_t contributing; /**< slices that some image has values from */
    MprNotes notes;
} MprReport;

#endif
