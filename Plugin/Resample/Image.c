/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Image.h"

bool mpr_images_create(const MprGrid *grids, size_t count, size_t slices, MprImages **created,
                       MprError *error)
{
    MprImages *images = mpr_allocate(1, sizeof *images, error);
    if (images == NULL) {
        return false;
    }
    images->slices = slices;
    images->attributes = mpr_allocate(slices, sizeof *images->attributes, error);
    images->images = mpr_allocate(count, sizeof *images->images, error);
    bool ok = images->attributes != NULL && images->images != NULL;
    for (size_t index = 0; ok && index < count; index++) {
        MprImage *image = &images->images[index];
        images->count++;
        image->grid = grids[index];
        image->contributed = mpr_allocate(slices, sizeof *image->contributed, error);
        ok = image->contributed != NULL;
    }
    if (!ok) {
        mpr_images_free(images);
        return false;
    }
    *created = images;
    return true;
}

void mpr_images_free(MprImages *images)
{
    if (images == NULL) {
        return;
    }
    for (size_t slice = 0; images->attributes != NULL && slice < images->slices; slice++) {
        mpr_buffer_release(&images->attributes[slice]);
    }
    for (size_t index = 0; index < images->count; index++) {
        mpr_free(images->images[index].contributed);
    }
    mpr_free(images->attributes);
    mpr_free(images->images);
    mpr_free(images->values);
    mpr_free(images);
}
