// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of compressed grey frames, decoded without those that nobody looks at.
//
// Each function takes one whole codestream and leaves what is unusual to GDCM, by an empty result: then all
// rows are decoded. What it returns is, byte by byte, what GDCM makes of these rows.
#ifndef MPR_CODESTREAMS_HPP
#define MPR_CODESTREAMS_HPP

#include "StoredFile.hpp"

namespace mpr
{
// The rows from the first one of the image to those that are wanted (JpegLs.cpp).
Bytes decodedJpegLs(std::string_view codestream, const StoredFormat &format, uint32_t endRow);

// The wanted rows alone, when they are no more than half (Jpeg2000.cpp).
Bytes decodedJpeg2000(std::string_view codestream, const StoredFormat &format, MprRows rows);
} // namespace mpr
#endif
