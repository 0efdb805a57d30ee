/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Storing.h"

#include <string.h>
#include <time.h>

/* ---- naming ---- */

static bool name_series(MprMaking *making, char uid[MPR_UID_SIZE], MprError *error)
{
    const MprRecipe recipe = {making->order->source, making->volume, making->order->request,
                              making->order->named_frame};
    bool ok = true;
    for (size_t slice = 0; ok && slice < making->volume->count; slice++) {
        ok = making->attributes[slice].data == NULL ||
             mpr_content_add_source(&making->content, &making->attributes[slice], error);
    }
    return ok && mpr_names_series(&recipe, &making->content, uid, error);
}

/* The name of an image in a series that was there, and what the series says. */
static bool add_to_target(const MprMaking *making, const char *own_series, const MprSeriesFacts *facts,
                          MprDerivation *derivation, MprError *error)
{
    const MprTarget *target = making->order->target;
    memcpy(derivation->series_instance_uid, facts->series_instance_uid,
           sizeof derivation->series_instance_uid);
    memcpy(derivation->series_date, facts->series_date, sizeof derivation->series_date);
    memcpy(derivation->series_time, facts->series_time, sizeof derivation->series_time);
    derivation->has_series_number = facts->has_series_number;
    derivation->series_number = facts->series_number;
    return mpr_names_instance(own_series, facts->series_instance_uid, &derivation->grid,
                              derivation->sop_instance_uid, error) &&
           target->number(target->self, derivation->sop_instance_uid, &derivation->instance_number, error);
}

static bool open_target(MprMaking *making, MprError *error)
{
    const MprTarget *target = making->order->target;
    return target == NULL ||
           target->open(target->self, &making->volume->model, making->order->progress, &making->facts, error);
}

static bool name_piece(const MprMaking *making, const char *own_series, MprDerivation *derivation,
                       MprError *error)
{
    if (making->order->target != NULL) {
        return add_to_target(making, own_series, making->facts, derivation, error);
    }
    memcpy(derivation->series_instance_uid, own_series, sizeof derivation->series_instance_uid);
    return mpr_names_instance(own_series, NULL, &derivation->grid, derivation->sop_instance_uid, error);
}

/* All images of a request say the same time. */
bool mpr_storing_name(MprMaking *making, MprError *error)
{
    char series[MPR_UID_SIZE];
    const time_t now = time(NULL);
    struct tm local;
    const int32_t offset_s = localtime_r(&now, &local) != NULL ? (int32_t)local.tm_gmtoff : 0;
    bool ok = open_target(making, error) && name_series(making, series, error);
    for (size_t index = 0; ok && index < making->set.count; index++) {
        MprDerivation *derivation = &making->pieces[index].derivation;
        derivation->now_s = (int64_t)now;
        derivation->local_offset_s = offset_s;
        ok = name_piece(making, series, derivation, error);
    }
    if (ok) {
        memcpy(making->report.series_instance_uid, making->pieces[0].derivation.series_instance_uid,
               sizeof series);
    }
    return ok;
}

/* ---- storing ---- */

static bool put_texts(const MprMaking *making, const MprBuffer *reference, MprTexts *texts, MprError *error)
{
    const MprWording *wording = &making->order->request->wording;
    const char *description =
        making->order->target != NULL ? making->facts->series_description : wording->series_description;
    return mpr_dicom_put_texts(reference, description, wording->image_comments, texts, error);
}

static bool write_file(const MprMaking *making, const MprPiece *piece, const MprBuffer *pixels,
                       MprBuffer *file, MprError *error)
{
    const MprBuffer **attributes = mpr_allocate(piece->contributing, sizeof *attributes, error);
    MprTexts *texts = mpr_allocate(1, sizeof *texts, error);
    if (attributes == NULL || texts == NULL) {
        mpr_free(attributes);
        mpr_free(texts);
        return false;
    }
    size_t count = 0;
    for (size_t slice = 0; slice < making->volume->count; slice++) {
        if (piece->contributed[slice]) {
            attributes[count++] = &making->attributes[slice];
        }
    }
    const bool ok = put_texts(making, attributes[piece->derivation.reference], texts, error) &&
                    mpr_dicom_write(making->order->pool, &piece->derivation, texts, attributes, count, pixels,
                                    file, error);
    mpr_free(texts);
    mpr_free(attributes);
    return ok;
}

static bool hand_over(const MprMaking *making, const MprPiece *piece, MprDerived *derived, MprError *error)
{
    const MprSink *sink = making->order->sink;
    const MprDerivation *derivation = &piece->derivation;
    memcpy(derived->sop_instance_uid, derivation->sop_instance_uid, sizeof derived->sop_instance_uid);
    memcpy(derived->series_instance_uid, derivation->series_instance_uid,
           sizeof derived->series_instance_uid);
    derived->grid = derivation->grid;
    derived->thickness_mm = derivation->thickness_mm;
    derived->is_interpolated = piece->is_interpolated;
    derived->contributing = piece->contributing;
    return sink->take(sink->self, derived, error);
}

static bool store_piece(const MprMaking *making, size_t index, MprError *error)
{
    const MprPiece *piece = &making->pieces[index];
    MprBuffer pixels = {0};
    MprDerived derived = {0};
    const bool ok =
        mpr_spool_take(making->spool, index, &pixels, error) &&
        write_file(making, piece, &pixels, &derived.file, error) &&
        mpr_dicom_verify(making->order->pool, &piece->derivation, &pixels, &derived.file, error) &&
        hand_over(making, piece, &derived, error);
    mpr_buffer_release(&pixels);
    mpr_buffer_release(&derived.file);
    return ok;
}

bool mpr_storing_store(const MprMaking *making, MprError *error)
{
    bool ok = true;
    for (size_t index = 0; ok && index < making->set.count; index++) {
        const double share =
            MPR_MAKING_SHARE + (1.0 - MPR_MAKING_SHARE) * (double)index / (double)making->set.count;
        ok = mpr_progress_tell(making->order->progress, share, error) && store_piece(making, index, error);
    }
    return ok;
}
