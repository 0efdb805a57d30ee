/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any body: it is refused with a sentence, or it is a request whose every number is finite and within its
 * limits. */
#include "Fuzz.h"

#include "Request/Json.h"
#include "Request/Request.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

static void require_plane(const MprPlane *plane)
{
    fuzz_require(mpr_vector_is_finite(plane->normal) && mpr_vector_is_finite(plane->point) &&
                 mpr_vector_is_finite(plane->across) && mpr_vector_is_finite(plane->down));
    fuzz_require(memchr(plane->like, '\0', sizeof plane->like) != NULL);
}

static void require_request(const MprRequest *request)
{
    const double numbers[] = {request->offset_mm,         request->rotation_deg,
                              request->spacing_across_mm, request->spacing_down_mm,
                              request->field_across_mm,   request->field_down_mm,
                              request->series.slab_mm,    request->series.first_mm,
                              request->series.spacing_mm, request->series.turn_range_deg,
                              request->series.count};
    for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
        fuzz_require(isfinite(numbers[index]));
    }
    fuzz_require(request->series.count >= 1.0 && request->series.count == floor(request->series.count));
    fuzz_require(request->rows <= UINT16_MAX && request->columns <= UINT16_MAX);
    fuzz_require(request->spacing_across_mm >= 0.0 && request->series.slab_mm >= 0.0);
    fuzz_require(request->append_to[0] == '\0' ||
                 (!request->has_series_number && request->wording.series_description[0] == '\0'));
    for (const char *at = request->wording.series_description; *at != '\0'; at++) {
        fuzz_require((unsigned char)*at >= ' ' && *at != '\\' && *at != 0x7F);
    }
    require_plane(&request->plane);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cJSON *body = NULL;
    MprRequest request;
    MprError error = {0};
    if (!mpr_json_parse((const char *)data, size, &body, &error)) {
        fuzz_require(body == NULL);
        fuzz_require_failure(&error);
    } else if (!mpr_request_parse(body, &request, &error)) {
        fuzz_require_failure(&error);
    } else {
        require_request(&request);
    }
    cJSON_Delete(body);
    return 0;
}
