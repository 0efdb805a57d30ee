// SPDX-License-Identifier: GPL-3.0-or-later
// RLE (PS3.5 Annex G). GDCM decodes it twice, some 20 times slower, and divides by the number of segments.
#include "Fragments.hpp"

#include <algorithm>

namespace mpr
{
namespace
{
constexpr size_t HEADER_SIZE = 64;

uint32_t headerValue(std::string_view frame, size_t index)
{
    uint32_t value;
    std::memcpy(&value, frame.data() + index * sizeof value, sizeof value);
    return value;
}

// Writes count bytes, each stride behind the one before. Runs that would go beyond are cut, as all readers
// do.
void decodeSegment(std::string_view segment, unsigned char *to, size_t stride, size_t count)
{
    size_t position = 0;
    size_t written = 0;
    while (written < count && position < segment.size()) {
        const size_t control = static_cast<unsigned char>(segment[position++]);
        if (control == 128) {
            continue;
        }
        const bool isRun = control > 128;
        const size_t length = isRun ? 257 - control : 1 + control;
        const size_t needed = isRun ? 1 : length;
        if (needed > segment.size() - position) {
            break;
        }
        const size_t end = std::min(count, written + length);
        for (size_t source = position; written < end; written++, source += isRun ? 0 : 1) {
            to[written * stride] = static_cast<unsigned char>(segment[source]);
        }
        position += needed;
    }
    if (written < count) {
        fail(MPR_UNSUITABLE, "an RLE segment ends after %zu of %zu bytes", written, count);
    }
}

// Where segment index of the frame lies: to the start of the next one, or to the end.
std::string_view segmentAt(std::string_view frame, size_t index, size_t count)
{
    const size_t start = headerValue(frame, 1 + index);
    const size_t end = index + 1 < count ? headerValue(frame, 2 + index) : frame.size();
    if (start < HEADER_SIZE || start > end || end > frame.size()) {
        fail(MPR_UNSUITABLE, "RLE segment %zu lies from byte %zu to %zu of %zu", index + 1, start, end,
             frame.size());
    }
    return frame.substr(start, end - start);
}
} // namespace

// The bytes of a value are segments of their own, the most significant one first.
Bytes decodedRle(const std::vector<std::string_view> &parts, const StoredFormat &format)
{
    std::string joined;
    const std::string_view frame = joinedParts(parts, joined);
    const size_t width = format.bitsAllocated / 8;
    const size_t count = format.samples * width;
    const size_t segments = frame.size() < HEADER_SIZE ? 0 : headerValue(frame, 0);
    if (segments != count) {
        fail(MPR_UNSUITABLE, "an RLE frame has %zu segments; %zu are needed", segments, count);
    }
    const size_t plane = static_cast<size_t>(format.rows) * format.columns;
    Bytes values(plane * count);
    for (size_t segment = 0; segment < count; segment++) {
        const size_t sample = segment / width;
        const size_t byte = width - 1 - segment % width;
        decodeSegment(segmentAt(frame, segment, count), &values[sample * plane * width + byte], width, plane);
    }
    return values;
}
} // namespace mpr
