// SPDX-License-Identifier: GPL-3.0-or-later
// DICOM bytes in the arena → headers of all frames, or one frame with its pixels and attributes.
#ifndef MPR_READER_HPP
#define MPR_READER_HPP

#include "Arena.hpp"
#include "Dataset.hpp"
#include "Mosaic.hpp"

#include <gdcmTransferSyntax.h>

namespace mpr
{
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

void describe(const MprCommand &task, Arena &arena, MprReply &report);
void load(const MprCommand &task, Arena &arena, MprReply &report);

// The attributes of one frame as a single-frame image has them: for an enhanced multi-frame image its
// functional groups, translated (Flatten.cpp).
DataSet classicDataset(const StoredFile &file, uint32_t frame);
// Every group sequence of an enhanced image must have an item for each frame.
void checkGroups(const StoredFile &file);

// How the pixels are stored in the file, as the Image Pixel Module (PS3.3 C.7.6.3) says it.
struct StoredFormat {
    uint32_t rows, columns;
    unsigned samples;
    unsigned bitsAllocated, bitsStored, highBit;
    bool isSigned, isPlanar;
    std::string photometric;

    size_t values() const { return static_cast<size_t>(rows) * columns * samples; }
};

MprFamily familyOf(const DataSet &dataset);
// How the pixels of an image are stored, by its own attributes.
StoredFormat storedFormat(const DataSet &dataset);

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
