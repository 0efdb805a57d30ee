// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the compressed bytes of a frame, and reads from them whether they lost anything.
#include "Fragments.hpp"

#include <cmath>

namespace mpr
{
namespace
{
struct Fragments {
    std::vector<uint32_t> offsets; // the Basic Offset Table: where frames start, from the first fragment
    std::vector<std::string_view> parts;
};

// The next item's value; false at the end of the sequence.
bool nextItem(std::string_view &rest, std::string_view &value)
{
    if (rest.size() < 8) {
        fail(MPR_UNSUITABLE, "the file ends among its compressed pixels");
    }
    const bool isItem = std::memcmp(rest.data(), "\xFE\xFF\x00\xE0", 4) == 0;
    const bool isEnd = std::memcmp(rest.data(), "\xFE\xFF\xDD\xE0", 4) == 0;
    uint32_t length;
    std::memcpy(&length, rest.data() + 4, sizeof length);
    rest.remove_prefix(8);
    if (isEnd) {
        return false;
    }
    if (!isItem || length > rest.size()) {
        fail(MPR_UNSUITABLE, "the compressed pixels are damaged: an item of %u bytes where %zu are left",
             length, rest.size());
    }
    value = rest.substr(0, length);
    rest.remove_prefix(length);
    return true;
}

Fragments allFragments(std::string_view pixels)
{
    Fragments fragments;
    std::string_view value;
    if (nextItem(pixels, value)) {
        fragments.offsets.resize(value.size() / sizeof(uint32_t));
        if (!fragments.offsets.empty()) {
            std::memcpy(fragments.offsets.data(), value.data(), fragments.offsets.size() * sizeof(uint32_t));
        }
        while (nextItem(pixels, value)) {
            fragments.parts.push_back(value);
        }
    }
    return fragments;
}

// The parts that start between two offsets.
std::vector<std::string_view> partsBetween(const std::vector<std::string_view> &parts, uint64_t start,
                                           uint64_t end)
{
    std::vector<std::string_view> chosen;
    uint64_t position = 0;
    for (const std::string_view part : parts) {
        if (position >= start && position < end) {
            chosen.push_back(part);
        }
        position += part.size() + 8;
    }
    return chosen;
}

uint16_t bigEndian(std::string_view bytes, size_t position)
{
    return static_cast<uint16_t>(static_cast<unsigned char>(bytes[position]) << 8 |
                                 static_cast<unsigned char>(bytes[position + 1]));
}

// The wavelet of a JPEG 2000 codestream: byte 13 of the COD segment is 0 for the irreversible one (ISO
// 15444-1 A.6.1). A truncated reversible stream cannot be told from a whole one.
bool isIrreversible(std::string_view stream)
{
    size_t position = 2; // behind SOC
    while (position + 4 <= stream.size()) {
        const uint16_t marker = bigEndian(stream, position);
        if (marker == 0xFF52) {
            return position + 13 < stream.size() && stream[position + 13] == 0;
        }
        if (marker == 0xFF93 || marker < 0xFF00) {
            return false;
        }
        position += 2u + bigEndian(stream, position + 2);
    }
    return false;
}

// Defined Terms of LossyImageCompressionMethod; empty when nothing says that the frame lost anything.
const char *lossyMethod(const StoredFile &file, std::string_view stream, bool isSaidLossy)
{
    if (file.syntax == gdcm::TransferSyntax::JPEGBaselineProcess1 ||
        file.syntax == gdcm::TransferSyntax::JPEGExtendedProcess2_4) {
        return "ISO_10918_1";
    }
    if (file.syntax == gdcm::TransferSyntax::JPEGLSNearLossless) {
        return "ISO_14495_1";
    }
    if (file.syntax == gdcm::TransferSyntax::JPEG2000 && (isSaidLossy || isIrreversible(stream))) {
        return "ISO_15444_1";
    }
    return "";
}
} // namespace

// A frame has one fragment, or all of them, or those that the offset table gives it.
std::vector<std::string_view> fragmentsOf(const StoredFile &file, uint32_t frame)
{
    const Fragments all = allFragments(file.pixels);
    std::vector<std::string_view> chosen;
    if (file.frames == 1) {
        chosen = all.parts;
    } else if (all.parts.size() == file.frames) {
        chosen = {all.parts[frame]};
    } else if (all.offsets.size() == file.frames) {
        const uint64_t end = frame + 1 < file.frames ? all.offsets[frame + 1] : UINT64_MAX;
        chosen = partsBetween(all.parts, all.offsets[frame], end);
    } else {
        fail(MPR_UNSUITABLE, "%zu compressed fragments for %u frames, and no table that assigns them",
             all.parts.size(), file.frames);
    }
    if (chosen.empty()) {
        fail(MPR_UNSUITABLE, "frame %u has no compressed pixels", frame + 1);
    }
    return chosen;
}

std::string_view joinedParts(const std::vector<std::string_view> &parts, std::string &buffer)
{
    if (parts.size() == 1) {
        return parts.front();
    }
    for (const std::string_view part : parts) {
        buffer += part;
    }
    return buffer;
}

void addLossyPast(const StoredFile &file, uint32_t frame, const StoredFormat &format, DataSet &dataset)
{
    if (!file.isEncapsulated) {
        return;
    }
    const std::vector<std::string_view> parts = fragmentsOf(file, frame);
    const bool isSaidLossy = text(dataset, Tag(0x0028, 0x2110)) == "01";
    const std::string_view method = lossyMethod(file, parts.front(), isSaidLossy);
    if (method.empty()) {
        return;
    }
    putText(dataset, Tag(0x0028, 0x2110), VR::CS, "01");
    const size_t ratios = texts(dataset, Tag(0x0028, 0x2112)).size();
    if (ratios == 1 && text(dataset, Tag(0x0028, 0x2114)).empty()) {
        putText(dataset, Tag(0x0028, 0x2114), VR::CS, method); // some coders forget it
    }
    if (ratios > 0) {
        return; // ratio and method stay as they were paired
    }
    size_t compressed = 0;
    for (const std::string_view part : parts) {
        compressed += part.size();
    }
    if (compressed == 0) {
        return;
    }
    const size_t size = format.values() * format.bitsAllocated / 8;
    putDecimal(dataset, Tag(0x0028, 0x2112),
               std::round(10.0 * static_cast<double>(size) / static_cast<double>(compressed)) / 10.0);
    putText(dataset, Tag(0x0028, 0x2114), VR::CS, method);
}
} // namespace mpr
