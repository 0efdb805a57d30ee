/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * A request: its JSON body as a value. Lengths are mm, angles degrees, coordinates
 * patient space (LPS); the RAS of 3D Slicer is converted while parsing and nowhere else. */
#ifndef MPR_REQUEST_H
#define MPR_REQUEST_H

#include "Geometry/Sampling.h"
#include "PlaneRequest.h"
#include "SeriesRequest.h"
#include "Volume/Frame.h"
#include "Wording.h"

#include <stdint.h>

enum { MPR_APPEND_SIZE = 65 };

typedef struct {
    MprPlane plane;
    bool space_is_ras; /**< of the body; the values here are LPS already */
    bool axes_of_volume;
    bool as_given; /**< keep the axes, do not turn to the radiological layout */
    double offset_mm;
    double rotation_deg;                       /**< turns the axes in the plane, from across towards down */
    double spacing_across_mm, spacing_down_mm; /**< 0: not given */
    double field_across_mm, field_down_mm;     /**< 0: not given */
    uint32_t columns, rows;                    /**< 0: not given */
    MprInterpolation interpolation;
    MprSeriesRequest series;
    bool refuses_irregular; /**< uneven steps or missing slices are an error, not a remark */
    bool wants_all_volumes; /**< of the series, each as a series of its own */
    bool is_asynchronous;   /**< a job of the archive does the work */
    bool is_permissive;     /**< a failure is described in the answer, with status 200 */
    int32_t priority;       /**< of the job; higher runs first */
    bool has_volume;        /**< a volume of the series is chosen by its number */
    size_t volume;
    double window_center, window_width; /**< the first window of the images, in output units; 0: not given */
    MprWording wording;
    bool has_series_number;
    int32_t series_number;
    char append_to[MPR_APPEND_SIZE]; /* the archive's name of a series that the images are added to; "": none
                                      */
} MprRequest;

/** The request of an empty body. */
MprRequest mpr_request_default(void);

/** Parses a JSON object. MPR_BAD_REQUEST names the key, the value and the limit. */
bool mpr_request_parse(const cJSON *body, MprRequest *request, MprError *error);

/** WindowCenter or WindowWidth alone; mpr_request_parse requires both or none. */
bool mpr_request_parse_window_center(const cJSON *value, double *center, MprError *error);
bool mpr_request_parse_window_width(const cJSON *value, double *width, MprError *error);

/** Checks that an object has no other keys than those of a request and up to MPR_MORE_KEYS more, which end in
 * NULL. MPR_BAD_REQUEST lists them all. */
enum { MPR_MORE_KEYS = 4 };
bool mpr_request_check_keys(const cJSON *body, const char *const *more, MprError *error);

/** Gives a request whose plane is MPR_PLANE_LIKE the plane and grid of that image; sizes of its own stay.
 * MPR_UNSUITABLE when the position of the image is unknown. */
bool mpr_request_take_like(MprRequest *request, const MprFrameHeader *like, MprError *error);

const char *mpr_interpolation_name(MprInterpolation interpolation);

#endif
