// SPDX-License-Identifier: GPL-3.0-or-later
// DICOM bytes → a file that was parsed up to its pixels.
#ifndef MPR_STORED_FILE_HPP
#define MPR_STORED_FILE_HPP

#include "Dataset.hpp"
#include "Guard.hpp"

#include "Base/Vector.h"
#include "Dicom/StoredFormat.h"
#include "Volume/Frame.h"

#include <gdcmTransferSyntax.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mpr
{
using Bytes = std::vector<unsigned char>;

// The tiles of an image that are slices (Mosaic.hpp).
struct Mosaic {
    std::vector<MprVector> positions; // of the first pixel of each tile
    uint32_t rows, columns;           // of a tile
    uint32_t across;                  // tiles in a row
};

// A file that was parsed up to its pixels.
struct StoredFile {
    DataSet dataset;
    gdcm::TransferSyntax syntax;
    std::string syntaxUid;
    VR pixelsVr;             // of Pixel Data
    std::string_view pixels; // the raw bytes of all frames, or the items when isEncapsulated
    bool isEncapsulated = false;
    bool hasPixels = true;     // false: an object of a class that need not have any
    uint32_t frames = 1;       // NumberOfFrames, or the tiles of a mosaic
    DataElement pixelsElement; // keeps the pixels of a deflated file
    std::optional<Mosaic> mosaic;
    std::vector<char> unfolded; // the pixels of a mosaic, tile after tile
};

// Fails when the File Meta Information (PS3.10 section 7.1) names a transfer syntax that nothing here
// decodes.
void checkSyntax(std::string_view file);

// Of a file whose transfer syntax GDCM knows by another name only: its own name, and a copy that has the other
// one. Else empty.
std::string renameSyntax(std::string_view file, std::string &renamed);

// The attributes of one frame as a single-frame image has them: for an enhanced multi-frame image its
// functional groups, translated (Flatten.cpp).
DataSet classicDataset(const StoredFile &file, uint32_t frame);
// Every group sequence of an enhanced image must have an item for each frame.
void checkGroups(const StoredFile &file);

// Parses a file of which the first given bytes are there.
StoredFile parse(std::string_view whole, size_t given);

using StoredFormat = MprStoredFormat;

inline size_t valuesOf(const StoredFormat &format)
{
    return static_cast<size_t>(format.rows) * format.columns * format.samples;
}
inline std::string_view photometricOf(const StoredFormat &format)
{
    return format.photometric != nullptr ? format.photometric : "";
}

MprFamily familyOf(const DataSet &dataset);
// How the pixels of an image are stored, and its header, by its attribute block.
StoredFormat readHeader(const std::string &block, MprFrameHeader &header);
// The same by its own attributes.
StoredFormat storedFormat(const DataSet &dataset);
} // namespace mpr
#endif
