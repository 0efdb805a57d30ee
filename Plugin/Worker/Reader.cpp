// SPDX-License-Identifier: GPL-3.0-or-later
// Answers the tasks to describe and to load.
#include "Reader.hpp"

#include "Attributes.hpp"
#include "Dicom/FrameHeader.h"
#include "Fragments.hpp"
#include "Guard.hpp"
#include "Mosaic.hpp"
#include "Pixels.hpp"

namespace mpr
{
namespace
{
StoredFile parseInput(const MprCommand &task, const Arena &arena)
{
    StoredFile file =
        parse({reinterpret_cast<const char *>(arena.input()), task.input_size}, task.given_size);
    unfoldMosaic(file, task.given_size == task.input_size);
    return file;
}

void readForeignHeader(const std::string &block, MprFrameHeader &header)
{
    MprError error{};
    if (!mpr_frame_header_read_foreign(block.data(), block.size(), &header, &error)) {
        throw Failure{error};
    }
}

// What only the reader knows, under the attributes that stand for it.
void addFrameNumber(const StoredFile &file, uint32_t frame, DataSet &dataset)
{
    putText(dataset, keyword::TransferSyntaxUID, VR::UI, file.syntaxUid);
    if (file.frames > 1 && !file.mosaic) {
        putText(dataset, keyword::ReferencedFrameNumber, VR::IS, std::to_string(frame + 1));
    }
}

// Where the pixels lie in the file, when they are used there. A deflated file has them nowhere in the arena.
bool findPlain(const StoredFile &file, const StoredFormat &format, uint32_t frame,
               const MprFrameHeader &header, const Arena &arena, MprArenaRange &pixels)
{
    const std::string_view plain = plainValues(file, format, frame, header);
    const auto *start = reinterpret_cast<const unsigned char *>(plain.data());
    if (plain.empty() || !arena.isInput(start)) {
        return false;
    }
    pixels = arena.span(start, plain.size());
    return true;
}

bool isSame(const MprElement &one, const MprElement &other)
{
    return one.size == other.size && std::memcmp(one.start, other.start, one.size) == 0;
}

// The elements of a block that differ from those of another one. False when it lacks one of them.
bool difference(const std::string &block, const std::string &base, std::string &own)
{
    MprElements elements = mpr_elements_of(block.data(), block.size());
    MprElements others = mpr_elements_of(base.data(), base.size());
    MprElement element;
    MprElement other;
    MprElementsStep step = MPR_ELEMENTS_END;
    bool hasOther = mpr_elements_next(&others, &other) == MPR_ELEMENTS_ELEMENT;
    while ((step = mpr_elements_next(&elements, &element)) == MPR_ELEMENTS_ELEMENT) {
        if (hasOther && other.tag < element.tag) {
            return false;
        }
        const bool isInBoth = hasOther && other.tag == element.tag;
        if (!isInBoth || !isSame(element, other)) {
            own.append(reinterpret_cast<const char *>(element.start), element.size);
        }
        if (isInBoth) {
            hasOther = mpr_elements_next(&others, &other) == MPR_ELEMENTS_ELEMENT;
        }
    }
    return step == MPR_ELEMENTS_END && !hasOther;
}

// Describes frame by frame. What all have in common is kept once.
class Describer
{
  public:
    Describer(const StoredFile &stored, Arena &memory) : file(stored), arena(memory)
    {
        if (file.isEncapsulated && file.frames > 1 && isOfImages()) {
            fragments.emplace(file);
        }
    }

    MprFrameReport frame(uint32_t number)
    {
        DataSet dataset = classicDataset(file, number);
        addFrameNumber(file, number, dataset);
        const std::string block = packAttributes(dataset);
        MprFrameReport report{};
        putAttributes(number, block, report);
        if (isOfImages()) {
            const StoredFormat format = readHeader(block, report.header);
            report.header.tiles = file.mosaic ? file.frames : 0;
            checkPixels(file, format, number);
            putPlace(number, format, report);
        } else {
            readForeignHeader(block, report.header);
        }
        return report;
    }

    bool isOfImages() const { return file.hasPixels && familyOf(file.dataset) != MPR_FAMILY_REFUSED; }

  private:
    const StoredFile &file;
    Arena &arena;
    std::optional<Fragments> fragments;
    std::string first;

    void putAttributes(uint32_t number, const std::string &block, MprFrameReport &report)
    {
        std::string own;
        report.is_whole = number == 0 || !difference(block, first, own) ? 1 : 0;
        if (number == 0) {
            first = block;
        }
        const std::string &kept = report.is_whole != 0 ? block : own;
        report.attributes = arena.store(kept.data(), kept.size());
    }

    // A palette stands in none of the attributes.
    void putPlace(uint32_t number, const StoredFormat &format, MprFrameReport &report)
    {
        if (fragments && photometricOf(format) != "PALETTE COLOR") {
            const std::string_view items = fragments->itemsOf(number);
            report.pixels_kind = MPR_PIXELS_ITEMS;
            report.pixels = arena.span(reinterpret_cast<const unsigned char *>(items.data()), items.size());
        } else if (findPlain(file, format, number, report.header, arena, report.pixels)) {
            report.pixels_kind = MPR_PIXELS_PLAIN;
            report.high_bit = format.high_bit;
        }
    }
};

uint64_t checksum(std::string_view text)
{
    uint64_t sum = 14695981039346656037u; // FNV-1a
    for (const char character : text) {
        sum = (sum ^ static_cast<unsigned char>(character)) * 1099511628211u;
    }
    return sum;
}

void putConcatenation(const DataSet &dataset, MprReply &report)
{
    const double part = number(dataset, keyword::InConcatenationNumber).value_or(0);
    const double parts = number(dataset, keyword::InConcatenationTotalNumber).value_or(0);
    report.part = part >= 1 && part <= UINT16_MAX ? static_cast<uint32_t>(part) : 0;
    report.parts = parts >= 1 && parts <= UINT16_MAX ? static_cast<uint32_t>(parts) : 0;
    const std::string_view uid = text(dataset, keyword::ConcatenationUID);
    report.concatenation = uid.empty() ? 0 : checksum(uid);
}

// Of a class that is refused, the first frame speaks for all.
void describeFrames(const StoredFile &file, Arena &arena, MprReply &report)
{
    Describer describer(file, arena);
    const uint32_t count = describer.isOfImages() ? file.frames : 1;
    const size_t size = count * sizeof(MprFrameReport);
    unsigned char *memory = arena.reserve(size);
    for (uint32_t frame = 0; frame < count; frame++) {
        const MprFrameReport one = describer.frame(frame);
        std::memcpy(memory + frame * sizeof one, &one, sizeof one);
    }
    report.count = count;
    report.output = arena.span(memory, size);
    putConcatenation(file.dataset, report);
}
} // namespace

void describe(const MprCommand &task, Arena &arena, MprReply &report)
{
    const StoredFile file = parseInput(task, arena);
    if (file.isEncapsulated && file.frames > 1 && task.given_size < task.input_size) {
        report.needs_more = 1;
        return;
    }
    describeFrames(file, arena, report);
}

namespace
{
void putPixels(const StoredFile &file, const DataSet &dataset, const MprCommand &task,
               const StoredFormat &format, const MprFrameHeader &header, Arena &arena, MprReply &report)
{
    const size_t size = static_cast<size_t>(header.grid.rows) * header.grid.columns *
                        header.encoding.samples * mpr_pixel_size(header.encoding.type);
    unsigned char *pixels = arena.reserve(size);
    const MprRows asked = task.rows.end > 0 ? task.rows : mpr_all_rows();
    report.rows = decode(file, dataset, task.frame, asked, format, header, pixels);
    report.is_partial = report.rows.end - report.rows.first < header.grid.rows ? 1 : 0;
    report.output = arena.span(pixels, size);
}
} // namespace

void load(const MprCommand &task, Arena &arena, MprReply &report)
{
    StoredFile file = parseInput(task, arena);
    if (task.is_excerpt != 0) {
        file.frames = 1;
    }
    if (task.frame >= file.frames) {
        fail(MPR_UNSUITABLE, "frame %u is asked for, the image has %u", task.frame + 1, file.frames);
    }
    DataSet dataset = classicDataset(file, task.frame);
    if (!file.hasPixels || familyOf(dataset) == MPR_FAMILY_REFUSED) {
        fail(MPR_UNSUITABLE, "images of the class %.64s cannot be resliced",
             std::string(text(dataset, keyword::SOPClassUID)).c_str());
    }
    MprFrameHeader header;
    const StoredFormat format = readHeader(packAttributes(dataset), header);
    checkPixels(file, format, task.frame);
    if (findPlain(file, format, task.frame, header, arena, report.output)) {
        report.is_in_input = 1;
        report.high_bit = format.high_bit;
    } else {
        if (task.given_size < task.input_size) {
            report.needs_more = 1;
            return;
        }
        putPixels(file, dataset, task, format, header, arena, report);
    }
    addFrameNumber(file, task.frame, dataset);
    addLossyPast(file, task.frame, format, dataset);
    header.tiles = file.mosaic ? file.frames : 0;
    const std::string attributes = task.wants_all != 0 ? packAll(dataset) : packAttributes(dataset);
    report.header = header;
    report.attributes = arena.store(attributes.data(), attributes.size());
}
} // namespace mpr
