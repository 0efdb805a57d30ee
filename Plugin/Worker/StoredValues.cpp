// SPDX-License-Identifier: GPL-3.0-or-later
// Stored values of one frame → values as Frame.h promises them: interleaved, native, cleaned, grey or RGB.
#include "StoredValues.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace mpr
{
namespace
{
// Copies the values of a frame and cleans them; to is aligned for any number.
void cleanValues(const StoredFormat &format, const unsigned char *from, unsigned char *to)
{
    const size_t count = valuesOf(format);
    std::memcpy(to, from, count * format.bits_allocated / 8);
    mpr_stored_clean(to, count, format.bits_allocated, format.bits_stored, format.high_bit, format.is_signed);
}

// 32 bits become 16, the most that the classic classes have, when the values of the frame fit.
template <typename Wide, typename Narrow> void narrow(const Bytes &cleaned, unsigned char *to)
{
    const Wide *const from = reinterpret_cast<const Wide *>(cleaned.data());
    const size_t count = cleaned.size() / sizeof(Wide);
    const auto [least, most] = std::minmax_element(from, from + count);
    if (*least < std::numeric_limits<Narrow>::min() || *most > std::numeric_limits<Narrow>::max()) {
        fail(MPR_UNSUITABLE, "its stored values, %lld to %lld, do not fit 16 bits",
             static_cast<long long>(*least), static_cast<long long>(*most));
    }
    std::transform(from, from + count, reinterpret_cast<Narrow *>(to),
                   [](Wide value) { return static_cast<Narrow>(value); });
}

} // namespace

void cleanGrey(const StoredFormat &format, const unsigned char *from, unsigned char *to)
{
    if (format.bits_allocated != 32) {
        return cleanValues(format, from, to);
    }
    Bytes cleaned(valuesOf(format) * 4);
    cleanValues(format, from, cleaned.data());
    return format.is_signed ? narrow<int32_t, int16_t>(cleaned, to) : narrow<uint32_t, uint16_t>(cleaned, to);
}

namespace
{
unsigned char clamped(double value)
{
    return static_cast<unsigned char>(std::min(255.0, std::max(0.0, value + 0.5)));
}

// PS3.3 C.7.6.3.1.2
void putRgbOfYbr(const unsigned char *ybr, unsigned char *rgb)
{
    const double y = ybr[0];
    const double blue = ybr[1] - 128.0;
    const double red = ybr[2] - 128.0;
    rgb[0] = clamped(y + 1.402 * red);
    rgb[1] = clamped(y - 0.344136 * blue - 0.714136 * red);
    rgb[2] = clamped(y + 1.772 * blue);
}

// One interleaved triple of a frame of three planes, of triples, or of pairs that share their colour.
void gatherTriple(const StoredFormat &format, const unsigned char *stored, size_t row, size_t column,
                  unsigned char triple[3])
{
    const size_t index = row * format.columns + column;
    const size_t plane = static_cast<size_t>(format.rows) * format.columns;
    if (photometricOf(format) == "YBR_FULL_422") { // Y Y Cb Cr
        const size_t pairs = (format.columns + 1) / 2;
        const unsigned char *pair = stored + (row * pairs + column / 2) * 4;
        triple[0] = pair[column % 2];
        triple[1] = pair[2];
        triple[2] = pair[3];
        return;
    }
    for (size_t sample = 0; sample < 3; sample++) {
        triple[sample] = format.is_planar ? stored[sample * plane + index] : stored[3 * index + sample];
    }
}

} // namespace

void toRgb(const StoredFormat &format, const unsigned char *stored, unsigned char *pixels)
{
    const bool isYbr = photometricOf(format) == "YBR_FULL" || photometricOf(format) == "YBR_FULL_422";
    for (size_t row = 0; row < format.rows; row++) {
        for (size_t column = 0; column < format.columns; column++) {
            unsigned char triple[3];
            gatherTriple(format, stored, row, column, triple);
            unsigned char *pixel = pixels + 3 * (row * format.columns + column);
            if (isYbr) {
                putRgbOfYbr(triple, pixel);
            } else {
                std::memcpy(pixel, triple, sizeof triple);
            }
        }
    }
}

namespace
{
// Palettes: PS3.3 C.7.6.3.1.5 and 6.

struct Palette {
    size_t count = 0;
    int32_t first = 0;
    Bytes colours[3]; // 8 bits each
};

Bytes coloursOf(const DataSet &dataset, const Tag &descriptor, const Tag &data, Palette &palette)
{
    const std::string_view head = bytes(dataset, descriptor);
    const std::string_view table = bytes(dataset, data);
    uint16_t values[3];
    if (head.size() != sizeof values) {
        fail(MPR_UNSUITABLE, "the palette is not described");
    }
    std::memcpy(values, head.data(), sizeof values);
    palette.count = values[0] == 0 ? 65536 : values[0];
    palette.first = values[1];
    const size_t width = table.size() >= palette.count * 2 ? 2 : 1; // some write 8-bit entries of "16 bits"
    if (table.size() < palette.count * width || (values[2] != 8 && values[2] != 16)) {
        fail(MPR_UNSUITABLE, "the palette has %zu bytes for %zu colours of %u bits", table.size(),
             palette.count, static_cast<unsigned>(values[2]));
    }
    Bytes colours(palette.count);
    for (size_t index = 0; index < palette.count; index++) {
        const bool isHighByte = width == 2 && values[2] == 16;
        colours[index] = static_cast<unsigned char>(table[index * width + (isHighByte ? 1 : 0)]);
    }
    return colours;
}

Palette paletteOf(const DataSet &dataset)
{
    if (dataset.FindDataElement(keyword::SegmentedRedPaletteColorLookupTableData)) {
        fail(MPR_UNSUITABLE, "the palette is a segmented one, which is not supported");
    }
    Palette palette;
    for (unsigned colour = 0; colour < 3; colour++) {
        const uint16_t step = static_cast<uint16_t>(colour);
        palette.colours[colour] = coloursOf(dataset, Tag(0x0028, static_cast<uint16_t>(0x1101 + step)),
                                            Tag(0x0028, static_cast<uint16_t>(0x1201 + step)), palette);
    }
    return palette;
}

} // namespace

void expandPalette(const DataSet &dataset, const StoredFormat &format, const unsigned char *stored,
                   unsigned char *pixels)
{
    const Palette palette = paletteOf(dataset);
    const size_t count = valuesOf(format);
    Bytes cleaned(count * format.bits_allocated / 8);
    cleanValues(format, stored, cleaned.data());
    for (size_t index = 0; index < count; index++) {
        uint16_t value = cleaned[index * format.bits_allocated / 8];
        if (format.bits_allocated == 16) {
            std::memcpy(&value, &cleaned[2 * index], sizeof value);
        }
        const int64_t entry =
            std::clamp<int64_t>(value - palette.first, 0, static_cast<int64_t>(palette.count) - 1);
        for (unsigned colour = 0; colour < 3; colour++) {
            pixels[3 * index + colour] = palette.colours[colour][static_cast<size_t>(entry)];
        }
    }
}
} // namespace mpr
