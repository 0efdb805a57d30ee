/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output pixels: grids walked through a volume window by window, holding a few neighbouring slices and no
 * more. Only the slices that some grid touches are loaded, each once, in their order along the normal; so a
 * stack of a hundred images reads the volume once, and memory does not grow with the number of slices. */
#ifndef MPR_IMAGE_H
#define MPR_IMAGE_H

#include "Canvas.h"
#include "Progress.h"
#include "Sampler.h"
#include "Source.h"

/* How every image is made. A slab is sampled on samples planes, step_mm apart, around the grid. */
typedef struct {
    MprInterpolation interpolation;
    MprProjection projection; /* MPR_PROJECTION_NONE: one plane */
    unsigned samples;         /* 1 without a slab */
    double step_mm;
    bool is_preview; /* no header will be written: MprImages.attributes stay empty */
} MprSampling;

/* Distance along the normal of a sample of a slab from its middle. */
static inline double mpr_sampling_depth_mm(const MprSampling *sampling, unsigned sample)
{
    return (sample - (sampling->samples - 1.0) / 2.0) * sampling->step_mm;
}

typedef struct {
    MprGrid grid;
    float *values; /* of MprImages.values: rows · columns · samples; NaN where there is no tissue: outside, or
                      padding */
    uint8_t samples;      /* of a pixel */
    MprEncoding encoding; /* of the first slice read; values are in its stored units */
    MprFamily family;
    uint32_t remarks; /* MprFrameHeader.remarks of the slices that were looked at */
    bool is_mixed;    /* slices differ in rescale or range: values may lie between or beyond stored ones */
    bool is_interpolated; /* false: the grid coincides with the lattice, and values are stored values */
    size_t contributing;  /* slices that gave some pixel a weight */
    bool *contributed;    /* of each slice of the volume */
} MprImage;

/* Owned; free with mpr_images_free. */
typedef struct {
    MprImage *images;
    size_t count;
    float *values; /* of all images */
    size_t slices; /* of the volume */
    size_t read;   /* slices that were loaded */
    MprBuffer
        *attributes; /* of each slice that contributed to some image (MprFrame.attributes), else empty */
} MprImages;

/* MPR_UNSUITABLE when a grid misses the volume or a slice is not what it should be (its name is in front).
 * progress may be NULL. */
bool mpr_images_sample(const MprVolume *volume, const MprGrid *grids, size_t count,
                       const MprSampling *sampling, MprSource *source, const MprProgress *progress,
                       MprImages **images, MprError *error);
void mpr_images_free(MprImages *images); /* NULL is fine */

/* Bytes that one image of that many pixels needs while it is made. */
size_t mpr_images_bytes_per_pixel(const MprSampling *sampling);

#endif
