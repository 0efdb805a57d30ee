// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the compressed bytes of a frame, and reads from them whether they lost anything.
#include "Fragments.hpp"

#include <cmath>

using namespace std::string_view_literals;

namespace mpr
{
bool endsImage(std::string_view part)
{
    const size_t last = part.find_last_not_of('\0');
    return last != std::string_view::npos && last >= 1 && part.substr(last - 1, 2) == "\xFF\xD9"sv;
}

namespace
{
constexpr size_t ITEM_HEAD = 8;
constexpr const char *HTJ2K = "1.2.840.10008.1.2.4.203";

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

void putOffsets(std::string_view table, size_t width, std::vector<uint64_t> &offsets)
{
    for (size_t position = 0; position + width <= table.size(); position += width) {
        uint64_t offset = 0;
        std::memcpy(&offset, table.data() + position, width);
        offsets.push_back(offset);
    }
}

std::vector<std::string_view> allParts(std::string_view pixels, std::vector<uint64_t> &offsets)
{
    std::vector<std::string_view> parts;
    std::string_view value;
    if (nextItem(pixels, value)) {
        putOffsets(value, sizeof(uint32_t), offsets);
        while (nextItem(pixels, value)) {
            parts.push_back(value);
        }
    }
    return parts;
}

// Where frames begin by the offset table, which counts from the first fragment; none when it runs backwards.
std::vector<size_t> firstsByOffsets(const std::vector<std::string_view> &parts,
                                    const std::vector<uint64_t> &offsets)
{
    std::vector<size_t> firsts;
    uint64_t position = 0;
    size_t part = 0;
    for (size_t frame = 0; frame < offsets.size(); frame++) {
        const uint64_t offset = offsets[frame];
        if (frame > 0 && offset <= offsets[frame - 1]) {
            return {};
        }
        for (; part < parts.size() && position < offset; part++) {
            position += parts[part].size() + 8;
        }
        firsts.push_back(part);
    }
    return firsts;
}

bool beginsWith(std::string_view part, std::string_view marker)
{
    return part.substr(0, marker.size()) == marker;
}

bool beginsImage(std::string_view part)
{
    return beginsWith(part, "\xFF\xD8"sv) || beginsWith(part, "\xFF\x4F\xFF\x51"sv);
}

// Without a table, the markers of the compressed images tell where frames begin (PS3.5 A.4: a fragment
// belongs to one frame): behind the end of an image, where another one begins.
std::vector<size_t> firstsByMarkers(const std::vector<std::string_view> &parts)
{
    std::vector<size_t> firsts;
    bool isEnded = true;
    for (size_t part = 0; part < parts.size(); part++) {
        if (isEnded && beginsImage(parts[part])) {
            firsts.push_back(part);
        }
        isEnded = endsImage(parts[part]);
    }
    return isEnded && !firsts.empty() && firsts.front() == 0 ? firsts : std::vector<size_t>();
}

std::vector<size_t> firstParts(const StoredFile &file, const std::vector<std::string_view> &parts,
                               std::vector<uint64_t> &offsets)
{
    std::vector<size_t> firsts;
    if (parts.size() == file.frames) {
        for (size_t part = 0; part < parts.size(); part++) {
            firsts.push_back(part);
        }
        return firsts;
    }
    if (offsets.empty()) {
        putOffsets(bytes(file.dataset, keyword::ExtendedOffsetTable), sizeof(uint64_t),
                   offsets); // the extended one
    }
    firsts = offsets.size() == file.frames ? firstsByOffsets(parts, offsets) : firstsByMarkers(parts);
    if (firsts.size() != file.frames) {
        fail(MPR_UNSUITABLE,
             "%zu compressed fragments for %u frames, no table that assigns them, and %zu beginnings of "
             "images",
             parts.size(), file.frames, firsts.size());
    }
    return firsts;
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
    if (file.syntaxUid == HTJ2K && (isSaidLossy || isIrreversible(stream))) {
        return "ISO_15444_15";
    }
    if (file.syntax == gdcm::TransferSyntax::JPEG2000 && (isSaidLossy || isIrreversible(stream))) {
        return "ISO_15444_1";
    }
    return "";
}
} // namespace

// A frame has one fragment, or all of them, or those that a table or the markers of the images give it.
Fragments::Fragments(const StoredFile &file)
{
    std::vector<uint64_t> offsets;
    parts = allParts(file.pixels, offsets);
    firsts = file.frames == 1 ? std::vector<size_t>{0} : firstParts(file, parts, offsets);
    firsts.push_back(parts.size());
}

std::vector<std::string_view> Fragments::of(uint32_t frame) const
{
    const size_t first = firsts.at(frame);
    const size_t end = firsts.at(frame + 1);
    if (first >= end) {
        fail(MPR_UNSUITABLE, "frame %u has no compressed pixels", frame + 1);
    }
    return {parts.begin() + static_cast<std::ptrdiff_t>(first),
            parts.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::string_view Fragments::itemsOf(uint32_t frame) const
{
    const std::vector<std::string_view> own = of(frame);
    const char *const start = own.front().data() - ITEM_HEAD;
    return {start, static_cast<size_t>(own.back().data() + own.back().size() - start)};
}

std::vector<std::string_view> fragmentsOf(const StoredFile &file, uint32_t frame)
{
    return Fragments(file).of(frame);
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
    const bool isSaidLossy = text(dataset, keyword::LossyImageCompression) == "01";
    const std::string_view method = lossyMethod(file, parts.front(), isSaidLossy);
    if (method.empty()) {
        return;
    }
    putText(dataset, keyword::LossyImageCompression, VR::CS, "01");
    const size_t ratios = texts(dataset, keyword::LossyImageCompressionRatio).size();
    if (ratios == 1 && text(dataset, keyword::LossyImageCompressionMethod).empty()) {
        putText(dataset, keyword::LossyImageCompressionMethod, VR::CS, method); // some coders forget it
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
    const size_t size = valuesOf(format) * format.bits_allocated / 8;
    putDecimal(dataset, keyword::LossyImageCompressionRatio,
               std::round(10.0 * static_cast<double>(size) / static_cast<double>(compressed)) / 10.0);
    putText(dataset, keyword::LossyImageCompressionMethod, VR::CS, method);
}
} // namespace mpr
