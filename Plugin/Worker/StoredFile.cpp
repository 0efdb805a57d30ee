// SPDX-License-Identifier: GPL-3.0-or-later
#include "StoredFile.hpp"

#include "Attributes.hpp"
#include "Dicom/FrameHeader.h"
#include "Guard.hpp"

#include <gdcmFileMetaInformation.h>
#include <gdcmReader.h>

#include <cmath>
#include <set>

using namespace std::string_view_literals;

namespace mpr
{
namespace
{
constexpr uint32_t PIXEL_DATA = 0x7FE00010;

uint32_t lengthBefore(std::string_view file, size_t position, bool isBigEndian)
{
    uint32_t length;
    std::memcpy(&length, file.data() + position - sizeof length, sizeof length);
    return isBigEndian ? __builtin_bswap32(length) : length;
}

// What has no pixels may be another object than an image. A class of images without any is a damaged file.
void checkMayLackPixels(const StoredFile &file)
{
    const MprFamily family = familyOf(file.dataset);
    if (family != MPR_FAMILY_OTHER && family != MPR_FAMILY_REFUSED) {
        fail(MPR_UNSUITABLE, "the file has no Pixel Data");
    }
}

// The parser stops behind the length of Pixel Data, whose tag is eight (implicit) or twelve bytes back: the
// pixels themselves are used where they lie. Some files are implicit and say that they are not.
void findPixels(std::string_view whole, size_t position, StoredFile &file)
{
    const bool isBigEndian = file.syntax == gdcm::TransferSyntax::ExplicitVRBigEndian;
    const char *const tag = isBigEndian ? "\x7F\xE0\x00\x10" : "\xE0\x7F\x10\x00";
    const auto hasTagBefore = [&](size_t distance) {
        return position >= distance && position <= whole.size() &&
               std::memcmp(whole.data() + position - distance, tag, 4) == 0;
    };
    const bool isExplicit = hasTagBefore(12);
    file.hasPixels = isExplicit || hasTagBefore(8);
    if (!file.hasPixels) {
        return checkMayLackPixels(file);
    }
    file.pixelsVr = isExplicit && std::memcmp(whole.data() + position - 8, "OB", 2) == 0 ? VR::OB : VR::OW;
    const uint32_t length = lengthBefore(whole, position, isBigEndian);
    file.isEncapsulated = length == UINT32_MAX;
    if (!file.isEncapsulated && length > whole.size() - position) {
        fail(MPR_UNSUITABLE, "the file ends after %zu of %u bytes of pixels", whole.size() - position,
             length);
    }
    file.pixels = whole.substr(position, file.isEncapsulated ? std::string_view::npos : length);
}

uint32_t frameCount(const DataSet &dataset)
{
    const Tag tag(0x0028, 0x0008);
    if (text(dataset, tag).empty()) {
        return 1;
    }
    const std::optional<double> count = number(dataset, tag);
    if (!count) {
        fail(MPR_UNSUITABLE, "NumberOfFrames is not a number");
    }
    if (*count < 1 || *count > INT32_MAX || *count != std::floor(*count)) {
        fail(MPR_UNSUITABLE, "NumberOfFrames is %.16g; a whole number from 1 on is needed", *count);
    }
    return static_cast<uint32_t>(*count);
}

void takeHead(gdcm::File &source, StoredFile &file)
{
    file.dataset = source.GetDataSet();
    file.syntax = source.GetHeader().GetDataSetTransferSyntax();
    file.syntaxUid = std::string(text(source.GetHeader(), keyword::TransferSyntaxUID));
    file.frames = frameCount(file.dataset);
}

// A deflated dataset exists only as GDCM inflates it, so it is parsed as a whole: GDCM fails when it is to
// stop in one. Its pixels lie nowhere in the arena.
void parseWhole(std::string_view whole, StoredFile &file)
{
    MemoryBuffer memory(whole.data(), whole.size());
    std::istream stream(&memory);
    gdcm::Reader reader;
    reader.SetStream(stream);
    if (!reader.Read() || !reader.GetFile().GetDataSet().FindDataElement(Tag(PIXEL_DATA))) {
        fail(MPR_UNSUITABLE, "the file is no complete DICOM image");
    }
    takeHead(reader.GetFile(), file);
    file.pixelsElement = file.dataset.GetDataElement(Tag(PIXEL_DATA));
    file.pixelsVr = file.pixelsElement.GetVR();
    file.pixels = bytesOf(file.pixelsElement);
}

// GDCM ends the process when a stream ends within an element: it is not given a part without the tag of the
// pixels. Those of big-endian files are not looked for.
void checkPart(std::string_view part)
{
    if (part.find("\xE0\x7F\x10\x00"sv) == std::string_view::npos) {
        fail(MPR_UNSUITABLE, "the pixels do not begin in the first %zu bytes", part.size());
    }
}
} // namespace

StoredFile parse(std::string_view whole, size_t given)
{
    StoredFile file;
    checkSyntax(whole.substr(0, given));
    if (given < whole.size()) {
        checkPart(whole.substr(0, given));
    }
    std::string renamed;
    const std::string syntax = renameSyntax(whole.substr(0, given), renamed);
    MemoryBuffer memory(syntax.empty() ? whole.data() : renamed.data(), given);
    std::istream stream(&memory);
    gdcm::Reader reader;
    reader.SetStream(stream);
    const bool isRead = reader.ReadUpToTag(PIXEL_DATA, std::set<Tag>{PIXEL_DATA});
    if (reader.GetFile().GetHeader().GetDataSetTransferSyntax() ==
        gdcm::TransferSyntax::DeflatedExplicitVRLittleEndian) {
        parseWhole(whole.substr(0, given), file);
    } else if (!isRead) {
        fail(MPR_UNSUITABLE, "the file is no DICOM image");
    } else {
        takeHead(reader.GetFile(), file);
        const std::streamoff position = stream ? static_cast<std::streamoff>(stream.tellg()) : -1;
        findPixels(whole, position < 0 ? 0 : static_cast<size_t>(position), file);
    }
    if (!syntax.empty()) {
        file.syntaxUid = syntax;
    }
    checkGroups(file);
    return file;
}

StoredFormat readHeader(const std::string &block, MprFrameHeader &header)
{
    StoredFormat format{};
    MprError error{};
    if (!mpr_frame_header_read(block.data(), block.size(), &header, &format, &error)) {
        throw Failure{error};
    }
    return format;
}

StoredFormat storedFormat(const DataSet &dataset)
{
    MprFrameHeader header;
    return readHeader(packAttributes(dataset), header);
}

MprFamily familyOf(const DataSet &dataset)
{
    const std::string_view uid = text(dataset, keyword::SOPClassUID);
    return mpr_family_of(uid.data(), uid.size());
}
} // namespace mpr
