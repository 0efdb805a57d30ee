// SPDX-License-Identifier: GPL-3.0-or-later
// Pixel Data of one frame → its values.
#ifndef MPR_PIXELS_HPP
#define MPR_PIXELS_HPP

#include "StoredFile.hpp"

namespace mpr
{
// Fails when the frame is not compressed and the file is too short for it: before memory is asked for.
void checkPixels(const StoredFile &file, const StoredFormat &format, uint32_t frame);
// The values of one frame in the file, when they are used there: grey, uncompressed, in the machine's order;
// else empty. Their unused bits are as the file has them.
std::string_view plainValues(const StoredFile &file, const StoredFormat &format, uint32_t frame,
                             const MprFrameHeader &header);
// The values of the first frame, decompressed but otherwise as the file orders them; buffer may hold them.
std::string_view storedPixels(const StoredFile &file, const StoredFormat &format,
                              std::vector<unsigned char> &buffer);
// Decodes one frame to memory of header.grid and header.encoding (Pixels.cpp). Only those rows are looked at:
// when they can be decoded alone, the result says which were, and the others are not written.
MprRows decode(const StoredFile &file, const DataSet &dataset, uint32_t frame, MprRows rows,
               const StoredFormat &stored, const MprFrameHeader &header, unsigned char *pixels);
} // namespace mpr
#endif
