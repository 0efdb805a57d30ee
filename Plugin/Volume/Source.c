/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Source.h"

#include <string.h>

void mpr_listing_complete(MprListing *listing, const MprFrameHeader *header)
{
    listing->has_grid = header->has_grid;
    listing->position = header->grid.position;
    listing->across = header->grid.across;
    listing->down = header->grid.down;
    listing->rows = header->grid.rows;
    listing->columns = header->grid.columns;
    listing->spacing_across_mm = header->grid.spacing_across_mm;
    listing->spacing_down_mm = header->grid.spacing_down_mm;
    listing->volume_key = &header->volume_key;
    listing->common = header->common;
    memcpy(listing->flaw, header->flaw, sizeof listing->flaw);
    memcpy(listing->frame_of_reference_uid, header->frame_of_reference_uid,
           sizeof listing->frame_of_reference_uid);
}
