/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Like.h"

#include "Host.h"
#include "Request/Json.h"

#include <stdio.h>
#include <string.h>

static bool study_of(MprLevel level, const char *id, char study[MPR_HOST_ID_SIZE], MprError *error)
{
    char uri[80];
    cJSON *answer = NULL;
    if (level == MPR_LEVEL_STUDY) {
        memcpy(study, id, MPR_HOST_ID_SIZE);
        return true;
    }
    snprintf(uri, sizeof uri, "/%s/%s/study", level == MPR_LEVEL_SERIES ? "series" : "instances", id);
    if (!mpr_host_get(uri, &answer, error)) {
        return false;
    }
    snprintf(study, MPR_HOST_ID_SIZE, "%s", mpr_json_text(answer, "ID"));
    cJSON_Delete(answer);
    return true;
}

/* What may be asked about the image: whoever may use the resource of the URL may see its study (Orthanc gives
 * it to him as an archive), and other studies need not be his. They are refused as if they were not there. */
static bool may_be_like(MprLikeScope scope, MprLevel level, const char *id, const char *like, MprError *error)
{
    char own[MPR_HOST_ID_SIZE];
    char other[MPR_HOST_ID_SIZE];
    MprError unknown;
    if (scope == MPR_LIKE_OFF) {
        return mpr_fail(error, MPR_FORBIDDEN, "LikeInstance is off in this archive, by its configuration");
    }
    if (scope == MPR_LIKE_OF_ARCHIVE) {
        return mpr_host_has_instance(like, error) || mpr_fail_about(error, "LikeInstance");
    }
    if (!study_of(level, id, own, error)) {
        return false;
    }
    return (study_of(MPR_LEVEL_INSTANCE, like, other, &unknown) && strcmp(own, other) == 0) ||
           mpr_fail(error, MPR_NOT_FOUND, "LikeInstance: there is no such image in this study");
}

bool mpr_like_take(MprLikeScope scope, MprPool *pool, MprLevel level, const char *id, MprRequest *request,
                   MprError *error)
{
    const char *like = request->plane.like;
    MprBuffer file = {0};
    MprFrameHeader *headers = NULL;
    size_t count = 0;
    if (!mpr_host_is_id(like)) {
        return mpr_fail(error, MPR_BAD_REQUEST, "LikeInstance is no Orthanc identifier");
    }
    if (!may_be_like(scope, level, id, like, error)) {
        return false;
    }
    const bool ok = mpr_host_file(like, &file, error) &&
                    mpr_dicom_describe(pool, file.data, file.size, &headers, &count, error);
    mpr_buffer_release(&file);
    if (!ok) {
        return mpr_fail_about(error, "LikeInstance");
    }
    const bool is_taken = mpr_request_take_like(request, &headers[0], error);
    mpr_free(headers);
    return is_taken;
}
