// SPDX-License-Identifier: GPL-3.0-or-later
// Slices that were stored as the tiles of one image: mosaics of Siemens (ImageType has MOSAIC) and grids of
// United Imaging. Every tile becomes a frame of the file.
//
//    ┌───┬───┬───┐   3 x 3 tiles for 7 slices, row by row. ImagePositionPatient is that of the large image,
//    so tile 0 │ 0 │ 1 │ 2 │   lies half of what is too much further along the rows and columns; the others
//    follow along ├───┼───┼───┤   SliceNormalVector. │ 3 │ 4 │ 5 │ ├───┼───┼───┤ │ 6 │   │   │ └───┴───┴───┘
#ifndef MPR_MOSAIC_HPP
#define MPR_MOSAIC_HPP

#include "StoredFile.hpp"

namespace mpr
{
// Takes the pixels of a mosaic apart and makes its tiles the frames of the file; leaves other files as they
// are. Fails when its header does not say where its slices lie, and when only a part of the file is there.
void unfoldMosaic(StoredFile &file, bool isWhole);

// The attributes of one tile as a single image has them.
DataSet tileDataset(const StoredFile &file, uint32_t tile);
} // namespace mpr
#endif
