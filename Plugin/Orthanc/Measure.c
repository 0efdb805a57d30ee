/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Measure.h"

#include "Answer.h"
#include "Look.h"
#include "Output/Statistics.h"
#include "Request/RegionRequest.h"
#include "Slicing.h"
#include "Work.h"

#include <string.h>

/* Of the image that a preview of the same body shows. */
static bool measure_image(const MprSlicing *slicing, const MprRegion *region, cJSON **answer, MprError *error)
{
    MprPreview preview;
    MprStatistics statistics;
    if (!mpr_look_preview(slicing, false, &preview, error)) {
        return false;
    }
    const bool ok = mpr_statistics_of(region, &preview.grid, &preview.pixels, &statistics, error);
    mpr_buffer_release(&preview.pixels.pixels);
    return ok && mpr_answer_statistics(&statistics, &preview.grid, preview.thickness_mm, answer, error);
}

static bool measure_at_once(const MprSlicing *slicing, const MprRegion *region, cJSON **answer,
                            MprError *error)
{
    MprWork work = {.kind = MPR_WORK_REQUEST};
    if (!mpr_work_begin(&work, error)) {
        return false;
    }
    const bool ok = measure_image(slicing, region, answer, error);
    mpr_work_end(&work);
    return ok;
}

/* Region is not for mpr_request_parse, which knows images only. */
static bool parse(cJSON *body, MprSlicing *slicing, MprRegion *region, MprError *error)
{
    static const char *const more[] = {"Region", NULL};
    if (!mpr_request_check_keys(body, more, error)) {
        return false;
    }
    cJSON *asked = cJSON_DetachItemFromObjectCaseSensitive(body, more[0]);
    const bool ok = mpr_request_parse(body, &slicing->request, error) &&
                    mpr_region_parse(asked, slicing->request.space_is_ras, region, error);
    cJSON_Delete(asked);
    return ok;
}

bool mpr_measure(MprLevel level, const char *id, cJSON *body, cJSON **answer, MprError *error)
{
    MprSlicing slicing = {.level = level};
    MprRegion region;
    memcpy(slicing.id, id, sizeof slicing.id);
    return parse(body, &slicing, &region, error) && measure_at_once(&slicing, &region, answer, error);
}
