// SPDX-License-Identifier: GPL-3.0-or-later
// Parses a file up to its pixels, and answers the tasks to describe and to load.
#include "Reader.hpp"

#include "../Dicom/FrameHeader.h"
#include "Attributes.hpp"
#include "Fragments.hpp"
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
    if (!isExplicit && !hasTagBefore(8)) {
        fail(MPR_UNSUITABLE, "the file has no Pixel Data");
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
    file.syntaxUid = std::string(text(source.GetHeader(), Tag(0x0002, 0x0010)));
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

// Only the first given bytes are there.
StoredFile parse(std::string_view whole, size_t given)
{
    StoredFile file;
    if (given < whole.size()) {
        checkPart(whole.substr(0, given));
    }
    MemoryBuffer memory(whole.data(), given);
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
    checkGroups(file);
    return file;
}

StoredFile parseInput(const MprTask &task, const Arena &arena)
{
    return parse({reinterpret_cast<const char *>(arena.input()), task.input_size}, task.given_size);
}

StoredFormat formatOf(const MprStoredFormat &stored)
{
    StoredFormat format{};
    format.rows = stored.rows;
    format.columns = stored.columns;
    format.samples = stored.samples;
    format.bitsAllocated = stored.bits_allocated;
    format.bitsStored = stored.bits_stored;
    format.highBit = stored.high_bit;
    format.isSigned = stored.is_signed;
    format.isPlanar = stored.is_planar;
    format.photometric = stored.photometric != nullptr ? stored.photometric : "";
    return format;
}

// Of a refused family the format is not told.
StoredFormat readHeader(const DataSet &dataset, MprFrameHeader &header)
{
    const std::string block = packAttributes(dataset);
    MprStoredFormat stored{};
    MprError error{};
    if (!mpr_frame_header_read(block.data(), block.size(), &header, &stored, &error)) {
        throw Failure{error};
    }
    return formatOf(stored);
}

// What only the reader knows, under the attributes that stand for it.
void addFrameNumber(const StoredFile &file, uint32_t frame, DataSet &dataset)
{
    putText(dataset, Tag(0x0002, 0x0010), VR::UI, file.syntaxUid);
    if (file.frames > 1) {
        putText(dataset, Tag(0x0008, 0x1160), VR::IS, std::to_string(frame + 1));
    }
}
} // namespace

MprFamily familyOf(const DataSet &dataset)
{
    const std::string_view uid = text(dataset, Tag(0x0008, 0x0016));
    return mpr_family_of(uid.data(), uid.size());
}

void describe(const MprTask &task, Arena &arena, MprReport &report)
{
    const StoredFile file = parseInput(task, arena);
    const size_t size = file.frames * sizeof(MprFrameHeader);
    unsigned char *memory = arena.reserve(size);
    for (uint32_t frame = 0; frame < file.frames; frame++) {
        const DataSet dataset = classicDataset(file, frame);
        MprFrameHeader header;
        const StoredFormat format = readHeader(dataset, header);
        if (frame == 0 && header.family != MPR_FAMILY_REFUSED) {
            checkPixels(file, format, frame);
        }
        std::memcpy(memory + frame * sizeof header, &header, sizeof header);
    }
    report.count = file.frames;
    report.output = arena.span(memory, size);
}

namespace
{
// Where the pixels lie in the file, when they are used there. A deflated file has them nowhere in the arena.
bool findPlain(const StoredFile &file, const StoredFormat &format, const MprTask &task,
               const MprFrameHeader &header, const Arena &arena, MprReport &report)
{
    const std::string_view plain = plainValues(file, format, task.frame, header);
    const auto *start = reinterpret_cast<const unsigned char *>(plain.data());
    if (plain.empty() || !arena.isInput(start)) {
        return false;
    }
    report.is_in_input = 1;
    report.high_bit = format.highBit;
    report.output = arena.span(start, plain.size());
    return true;
}

void putPixels(const StoredFile &file, const DataSet &dataset, const MprTask &task,
               const StoredFormat &format, const MprFrameHeader &header, Arena &arena, MprReport &report)
{
    const size_t size = static_cast<size_t>(header.grid.rows) * header.grid.columns *
                        header.encoding.samples * mpr_pixel_size(header.encoding.type);
    unsigned char *pixels = arena.reserve(size);
    decode(file, dataset, task.frame, format, header, pixels);
    report.output = arena.span(pixels, size);
}
} // namespace

void load(const MprTask &task, Arena &arena, MprReport &report)
{
    const StoredFile file = parseInput(task, arena);
    if (task.frame >= file.frames) {
        fail(MPR_UNSUITABLE, "frame %u is asked for, the image has %u", task.frame + 1, file.frames);
    }
    DataSet dataset = classicDataset(file, task.frame);
    MprFrameHeader header;
    const StoredFormat format = readHeader(dataset, header);
    if (header.family == MPR_FAMILY_REFUSED) {
        fail(MPR_UNSUITABLE, "images of the class %s cannot be resliced", header.sop_class_uid);
    }
    checkPixels(file, format, task.frame);
    if (!findPlain(file, format, task, header, arena, report)) {
        if (task.given_size < task.input_size) {
            report.needs_more = 1;
            return;
        }
        putPixels(file, dataset, task, format, header, arena, report);
    }
    addFrameNumber(file, task.frame, dataset);
    addLossyPast(file, task.frame, format, dataset);
    const std::string attributes = packAttributes(dataset);
    report.header = header;
    report.attributes = arena.store(attributes.data(), attributes.size());
}
} // namespace mpr
