/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at every number and byte of a header that came from another process. */
#include "Checks.h"

#include <math.h>
#include <string.h>

/* Texts of a frame end within their field and are plain: they reach answers, logs and file names. */
static bool is_text(const char *text, size_t size)
{
    for (size_t index = 0; index < size; index++) {
        if (text[index] == '\0') {
            return true;
        }
        if (text[index] < ' ' || text[index] > '~') {
            return false;
        }
    }
    return false;
}

static bool are_texts(const MprFrameHeader *header)
{
    return is_text(header->modality, sizeof header->modality) &&
           is_text(header->sop_class_uid, sizeof header->sop_class_uid) &&
           is_text(header->sop_instance_uid, sizeof header->sop_instance_uid) &&
           is_text(header->series_instance_uid, sizeof header->series_instance_uid) &&
           is_text(header->study_instance_uid, sizeof header->study_instance_uid) &&
           is_text(header->frame_of_reference_uid, sizeof header->frame_of_reference_uid) &&
           is_text(header->flaw, sizeof header->flaw) && mpr_volume_key_is_sound(&header->volume_key);
}

static bool is_window(const MprFrameHeader *header)
{
    return isfinite(header->window_center) && isfinite(header->window_width) && header->window_width >= 0.0;
}

/* Any other byte in a bool is undefined behaviour for whoever looks at it. */
static bool is_bool(const bool *flag)
{
    unsigned char byte;
    memcpy(&byte, flag, sizeof byte);
    return byte <= 1;
}

bool mpr_check_encoding(const MprEncoding *encoding)
{
    uint32_t type;
    memcpy(&type, &encoding->type, sizeof type);
    return type <= MPR_PIXEL_INT32 && (encoding->samples == 1 || encoding->samples == 3) &&
           encoding->bits_stored >= 1 && encoding->bits_stored <= 8 * mpr_pixel_size(encoding->type) &&
           is_bool(&encoding->is_monochrome1) && is_bool(&encoding->has_padding) &&
           isfinite(encoding->slope) && encoding->slope != 0.0 && isfinite(encoding->intercept) &&
           encoding->padding_low <= encoding->padding_high;
}

bool mpr_check_grid(const MprGrid *grid)
{
    return mpr_vector_is_finite(grid->position) && mpr_vector_is_finite(grid->across) &&
           mpr_vector_is_finite(grid->down) && isfinite(grid->spacing_across_mm) &&
           grid->spacing_across_mm >= 0.0 && isfinite(grid->spacing_down_mm) &&
           grid->spacing_down_mm >= 0.0 && grid->columns >= 1 && grid->columns <= UINT16_MAX &&
           grid->rows >= 1 && grid->rows <= UINT16_MAX;
}

bool mpr_check_header(const MprFrameHeader *header, MprError *error)
{
    uint32_t family;
    memcpy(&family, &header->family, sizeof family);
    return (family <= MPR_FAMILY_REFUSED && is_bool(&header->has_grid) && mpr_check_grid(&header->grid) &&
            mpr_check_encoding(&header->encoding) && header->remarks <= 7 && isfinite(header->thickness_mm) &&
            header->thickness_mm >= 0.0 && are_texts(header) && is_window(header)) ||
           mpr_fail(error, MPR_INTERNAL, "the decoder described a frame in a way that makes no sense");
}

bool mpr_check_pixels_size(const MprGrid *grid, const MprEncoding *encoding, size_t *size)
{
    return mpr_size_multiply(grid->rows, grid->columns, size) &&
           mpr_size_multiply(*size, encoding->samples, size) &&
           mpr_size_multiply(*size, mpr_pixel_size(encoding->type), size);
}
