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

// Bytes first … end - 1 of a segment of count bytes, each put stride behind the one before.
struct Band {
    size_t first, end, count, stride;
};

// Puts what of bytes start … start + length - 1 is of the band; they have one source, or one each.
void putBytes(const Band &band, size_t start, size_t length, const char *source, bool isRun,
              unsigned char *to)
{
    const size_t first = std::max(band.first, start);
    const size_t end = std::min(band.end, start + length);
    for (size_t index = first; index < end; index++) {
        to[(index - band.first) * band.stride] =
            static_cast<unsigned char>(isRun ? *source : source[index - start]);
    }
}

// Runs that would go beyond the segment are cut, as all readers do. It is looked at to its end, so that a
// damaged one is noticed whatever the band is.
void decodeSegment(std::string_view segment, const Band &band, unsigned char *to)
{
    const size_t count = band.count;
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
        putBytes(band, written, length, segment.data() + position, isRun, to);
        written += length;
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
Bytes decodedRle(const std::vector<std::string_view> &parts, const StoredFormat &format, MprRows rows)
{
    std::string joined;
    const std::string_view frame = joinedParts(parts, joined);
    const size_t width = format.bits_allocated / 8;
    const size_t count = format.samples * width;
    const size_t segments = frame.size() < HEADER_SIZE ? 0 : headerValue(frame, 0);
    if (segments != count) {
        fail(MPR_UNSUITABLE, "an RLE frame has %zu segments; %zu are needed", segments, count);
    }
    const size_t columns = format.columns;
    const Band band{rows.first * columns, rows.end * columns, format.rows * columns, width};
    const size_t plane = band.end - band.first;
    Bytes values(plane * count);
    for (size_t segment = 0; segment < count; segment++) {
        const size_t sample = segment / width;
        const size_t byte = width - 1 - segment % width;
        decodeSegment(segmentAt(frame, segment, count), band, &values[sample * plane * width + byte]);
    }
    return values;
}
} // namespace mpr
