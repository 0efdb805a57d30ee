/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output pixels: a grid walked through a volume gap by gap, holding the two slices of the gap and no
 * more. Only the slices that the grid touches are loaded, each once, in their order along the normal. */
#ifndef MPR_IMAGE_H
#define MPR_IMAGE_H

#include "Sampler.h"

/* Owned; free with mpr_image_free. */
typedef struct {
    MprGrid grid;
    uint8_t samples;
    float *values;        /* rows · columns · samples; NaN where there is no tissue: outside, or padding */
    MprEncoding encoding; /* of the first slice read; values are in its stored units */
    MprFamily family;
    bool is_mixed; /* slices differ in rescale or range: values may lie between or beyond stored ones */
    bool is_interpolated;  /* false: the grid coincides with the lattice, and values are stored values */
    size_t slices;         /* of the volume */
    size_t read;           /* slices that were loaded */
    size_t contributing;   /* slices that gave some pixel a weight above 0 */
    bool *contributed;     /* of each slice of the volume */
    MprBuffer *attributes; /* of each slice that contributed (MprFrame.attributes), else empty */
} MprImage;

/* MPR_UNSUITABLE when the grid misses the volume or a slice is not what it should be (its name is in front).
 */
bool mpr_image_sample(const MprVolume *volume, const MprGrid *grid, MprInterpolation interpolation,
                      MprSource *source, MprImage **image, MprError *error);
void mpr_image_free(MprImage *image); /* NULL is fine */

#endif
