// SPDX-License-Identifier: GPL-3.0-or-later
// Stored values of one frame → values as Frame.h promises them.
#ifndef MPR_STORED_VALUES_HPP
#define MPR_STORED_VALUES_HPP

#include "StoredFile.hpp"

namespace mpr
{
// Copies grey values and cleans their unused bits; to is aligned for any number. Values of 32 bits become 16, the most
// that the classic classes have; fails when they do not fit.
void cleanGrey(const StoredFormat &format, const unsigned char *from, unsigned char *to);

// Interleaved RGB of 8 bits, from RGB or YBR in whatever order.
void toRgb(const StoredFormat &format, const unsigned char *stored, unsigned char *pixels);

// The same from indices into the palette of the dataset.
void expandPalette(const DataSet &dataset, const StoredFormat &format, const unsigned char *stored,
                   unsigned char *pixels);
} // namespace mpr
#endif
