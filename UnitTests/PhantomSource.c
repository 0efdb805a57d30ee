/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "PhantomSource.h"

#include "Testing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static MprVector vector_of(const double a[3])
{
    return (MprVector){a[0], a[1], a[2]};
}

uint32_t phantom_source_index(const PhantomSource *source, size_t frame)
{
    const uint32_t count = (uint32_t)source->source.count;
    for (uint32_t index = 0; index < count; index++) {
        if (source->slices[index].number == frame + 1) {
            return index;
        }
    }
    fail_msg("no slice has number %zu", frame + 1);
    return 0;
}

static MprPixelType pixel_type(const MprPhantom *phantom)
{
    if (phantom->bits == 8) {
        return phantom->is_signed ? MPR_PIXEL_INT8 : MPR_PIXEL_UINT8;
    }
    return phantom->is_signed ? MPR_PIXEL_INT16 : MPR_PIXEL_UINT16;
}

static MprFrameHeader header_of(const PhantomSource *source, size_t frame)
{
    const MprPhantom *phantom = &source->phantom;
    const MprPhantomSlice slice = source->slices[phantom_source_index(source, frame)];
    MprFrameHeader header = {
        .grid = {vector_of(slice.position_mm), vector_of(slice.across), vector_of(slice.down),
                 phantom->spacing_across_mm, phantom->spacing_down_mm, phantom->columns, phantom->rows},
        .encoding = {.type = pixel_type(phantom),
                     .samples = 1,
                     .bits_stored = (uint8_t)phantom->bits,
                     .slope = slice.slope,
                     .intercept = slice.intercept,
                     .has_padding = phantom->has_padding,
                     .padding_low = phantom->padding,
                     .padding_high = phantom->padding},
        .family = phantom->is_mr ? MPR_FAMILY_MR : MPR_FAMILY_CT,
        .has_grid = true,
        .thickness_mm = phantom->step_mm,
    };
    snprintf(header.series_instance_uid, MPR_UID_SIZE, "2.25.1");
    snprintf(header.study_instance_uid, MPR_UID_SIZE, "2.25.2");
    snprintf(header.frame_of_reference_uid, MPR_UID_SIZE, "2.25.3");
    return header;
}

static bool describe(MprSource *self, size_t frame, MprFrameHeader *header, MprError *error)
{
    (void)error;
    *header = header_of((PhantomSource *)self, frame);
    return true;
}

const int32_t *phantom_source_row(const PhantomSource *source, uint32_t index, uint32_t row)
{
    return source->stored + ((size_t)index * source->phantom.rows + row) * source->phantom.columns;
}

static bool load(MprSource *self, size_t frame, MprRows rows, MprFrame **loaded, MprError *error)
{
    PhantomSource *source = (PhantomSource *)self;
    const MprPhantom *phantom = &source->phantom;
    source->loads++;
    source->loaded[frame]++;
    source->rows += rows.end - rows.first;
    if (frame == source->broken) {
        return mpr_fail(error, MPR_UNSUITABLE, "%s cannot be decoded", self->listings[frame].name);
    }
    MprFrame *made = mpr_allocate(1, sizeof *made, error);
    made->header = header_of(source, frame);
    const size_t size = mpr_pixel_size(made->header.encoding.type);
    const uint32_t index = phantom_source_index(source, frame);
    mpr_buffer_create((size_t)phantom->rows * phantom->columns * size, &made->pixels, error);
    memset(made->pixels.data, source->beyond, made->pixels.size);
    for (uint32_t v = rows.first; v < rows.end; v++) {
        const int32_t *row = phantom_source_row(source, index, v);
        for (uint32_t u = 0; u < phantom->columns; u++) {
            /* little endian: the low bytes come first */
            memcpy((char *)made->pixels.data + ((size_t)v * phantom->columns + u) * size, &row[u], size);
        }
    }
    *loaded = made;
    return true;
}

/* The closed form is dear, and the tests look at every voxel many times. */
static void store_phantom(PhantomSource *source, uint32_t slices)
{
    const MprPhantom *phantom = &source->phantom;
    MprError error;
    source->stored =
        mpr_allocate((size_t)slices * phantom->rows * phantom->columns, sizeof *source->stored, &error);
    source->slices = mpr_allocate(slices, sizeof *source->slices, &error);
    int32_t *row = source->stored;
    for (uint32_t index = 0; index < slices; index++) {
        source->slices[index] = mpr_phantom_slice(phantom, index);
        for (uint32_t v = 0; v < phantom->rows; v++, row += phantom->columns) {
            mpr_phantom_row(phantom, &source->slices[index], v, row);
        }
    }
}

void phantom_source_open(PhantomSource *source, const MprPhantom *phantom)
{
    MprError error;
    const size_t count = mpr_phantom_slice_count(phantom);
    *source = (PhantomSource){.source = {.count = count, .describe = describe, .load = load},
                              .phantom = *phantom,
                              .beyond = 0x5A,
                              .broken = (size_t)-1};
    source->listings = mpr_allocate(count, sizeof *source->listings, &error);
    source->loaded = mpr_allocate(count, sizeof *source->loaded, &error);
    source->source.listings = source->listings;
    store_phantom(source, (uint32_t)count);
    for (size_t frame = 0; frame < count; frame++) {
        const MprFrameHeader header = header_of(source, frame);
        MprListing *listing = &source->listings[frame];
        snprintf(listing->name, sizeof listing->name, "slice %zu", frame + 1);
        snprintf(listing->sop_instance_uid, sizeof listing->sop_instance_uid, "2.25.1.%zu", frame + 1);
        listing->number = (double)frame + 1;
        mpr_listing_complete(listing, &header);
        listing->volume_key = NULL; /* of the header, which does not stay */
        listing->common = NULL;
    }
}

const MprSubset *phantom_source_all(PhantomSource *source)
{
    MprError error;
    if (source->all.frames == NULL || source->all.count < source->source.count) {
        mpr_free(source->all.frames);
        source->all.frames = mpr_allocate(source->source.count, sizeof *source->all.frames, &error);
    }
    source->all.count = source->source.count;
    for (size_t frame = 0; frame < source->source.count; frame++) {
        source->all.frames[frame] = frame;
    }
    return &source->all;
}

void phantom_source_close(PhantomSource *source)
{
    mpr_free(source->all.frames);
    mpr_free(source->slices);
    mpr_free(source->stored);
    mpr_free(source->listings);
    mpr_free(source->loaded);
}

/* One slice, bilinear, in output values; i and j are within it. */
static double bilinear(const PhantomSource *source, uint32_t index, double i, double j)
{
    const MprPhantom *phantom = &source->phantom;
    const MprPhantomSlice slice = source->slices[index];
    const uint32_t left = (uint32_t)fmin(floor(i), phantom->columns - 2.0);
    const uint32_t top = (uint32_t)fmin(floor(j), phantom->rows - 2.0);
    const int32_t *above = phantom_source_row(source, index, top);
    const int32_t *below = phantom_source_row(source, index, top + 1);
    const double x = i - left;
    const double y = j - top;
    const double upper = above[left] * (1 - x) + above[left + 1] * x;
    const double lower = below[left] * (1 - x) + below[left + 1] * x;
    return slice.slope * (upper * (1 - y) + lower * y) + slice.intercept;
}

bool phantom_source_trilinear(const PhantomSource *source, MprVector point, double *value)
{
    const MprPhantom *phantom = &source->phantom;
    const uint32_t count = (uint32_t)source->source.count;
    const double border = 1e-9;
    for (uint32_t index = 0; index + 1 < count; index++) {
        const MprPhantomSlice a = source->slices[index];
        const MprPhantomSlice b = source->slices[index + 1];
        const MprVector across = vector_of(a.across);
        const MprVector down = vector_of(a.down);
        const MprVector normal = mpr_vector_cross(across, down);
        const MprVector way = mpr_vector_difference(vector_of(b.position_mm), vector_of(a.position_mm));
        const MprVector rest = mpr_vector_difference(point, vector_of(a.position_mm));
        const double t = mpr_vector_dot(rest, normal) / mpr_vector_dot(way, normal);
        const MprVector in_slice = mpr_vector_difference(rest, mpr_vector_scaled(way, t));
        const double i = mpr_vector_dot(in_slice, across) / phantom->spacing_across_mm;
        const double j = mpr_vector_dot(in_slice, down) / phantom->spacing_down_mm;
        if (t >= 0 && t <= 1 && i > border && j > border && i < phantom->columns - 1 - border &&
            j < phantom->rows - 1 - border) {
            *value = (1 - t) * bilinear(source, index, i, j) + t * bilinear(source, index + 1, i, j);
            return true;
        }
    }
    return false;
}
