/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Look.h"

#include "Like.h"
#include "Metrics.h"

typedef bool (*Look)(const MprJobOrder *order, void *result, MprError *error);

/* What is made of a request. */
typedef struct {
    Look look;
    bool may_be_coarse;
} Way;

static bool look_at(const MprSlicing *slicing, MprSeries *series, const Way *way, void *result,
                    MprError *error)
{
    MprBudget budget = {.maximum = mpr_slicing_terms()->maximum_samples};
    mpr_series_keep_frames(series);
    const MprJobOrder order = {
        .request = &slicing->request,
        .source = mpr_series_source(series),
        .named_frame = mpr_series_named_frame(series),
        .pool = mpr_slicing_terms()->archive.pool,
        .limits = mpr_slicing_terms()->limits,
        .budget = &budget,
        .threads = {mpr_slicing_terms()->archive.thread_pool, false},
        .may_be_coarse = way->may_be_coarse,
    };
    return way->look(&order, result, error);
}

static bool look(const MprSlicing *slicing, const Way *way, void *result, MprError *error)
{
    const MprSlicingTerms *terms = mpr_slicing_terms();
    MprSlicing own = *slicing;
    MprSeries *series = NULL;
    if ((own.request.plane.kind == MPR_PLANE_LIKE &&
         !mpr_like_take(terms->like, terms->archive.pool, slicing->level, slicing->id, &own.request,
                        error)) ||
        !mpr_series_open(slicing->level, slicing->id, &mpr_slicing_terms()->archive, &series, error)) {
        return false;
    }
    const bool ok = look_at(&own, series, way, result, error);
    mpr_series_free(series);
    return ok;
}

static bool look_at_pixels(const MprJobOrder *order, void *preview, MprError *error)
{
    return mpr_reslice_preview(order, preview, error);
}

/* A user who turns a plane requests many previews of a series that does not change: the preview is made by the last
 * listing while Orthanc says whether that is still valid. Neither result nor error counts when it is not. */
static bool look_optimistically(const MprSlicing *slicing, const Way *way, MprPreview *preview,
                                bool *is_valid, MprError *error)
{
    MprSeries *series = NULL;
    *is_valid = false;
    if (slicing->request.plane.kind == MPR_PLANE_LIKE ||
        !mpr_series_open_optimistic(slicing->level, slicing->id, &mpr_slicing_terms()->archive, &series)) {
        return false;
    }
    const bool ok = look_at(slicing, series, way, preview, error);
    *is_valid = mpr_series_is_still_valid(series);
    if (ok && !*is_valid) {
        mpr_buffer_release(&preview->pixels.pixels);
    }
    mpr_series_free(series);
    return ok;
}

bool mpr_look_preview(const MprSlicing *slicing, bool may_be_coarse, MprPreview *preview, MprError *error)
{
    const Way way = {look_at_pixels, may_be_coarse};
    const double start_ms = mpr_metrics_now_ms();
    bool is_valid = false;
    bool ok = look_optimistically(slicing, &way, preview, &is_valid, error);
    if (!is_valid) {
        ok = look(slicing, &way, preview, error);
    }
    mpr_metrics_took(MPR_METRIC_PREVIEW, start_ms);
    return ok;
}

static bool keep_file(void *file, const MprDerived *derived, MprError *error)
{
    return mpr_buffer_copy(derived->file.data, derived->file.size, file, error);
}

static bool look_at_file(const MprJobOrder *order, void *file, MprError *error)
{
    const MprSink sink = {file, keep_file};
    MprJobOrder with_sink = *order;
    MprReport report;
    with_sink.sink = &sink;
    return mpr_reslice(&with_sink, &report, error);
}

bool mpr_look_file(const MprSlicing *slicing, MprBuffer *file, MprError *error)
{
    if (!mpr_reslice_check_single(&slicing->request, error)) {
        return false;
    }
    if (slicing->request.append_to[0] != '\0') {
        return mpr_fail(error, MPR_BAD_REQUEST,
                        "a file is not added to a series before it is stored; leave AppendTo out");
    }
    const Way way = {look_at_file, false};
    return look(slicing, &way, file, error);
}
