// SPDX-License-Identifier: GPL-3.0-or-later
// Pixel Data of one frame → values as Frame.h promises them: interleaved, native, cleaned, grey or RGB.
#include "Codestreams.hpp"
#include "Fragments.hpp"
#include "JpegLossless.h"

#include <gdcmBitmap.h>
#include <gdcmFragment.h>
#include <gdcmSequenceOfFragments.h>

#include <algorithm>
#include <limits>
#include <type_traits>

namespace mpr
{
namespace
{
// --- from the file to the stored values, still as the file orders them
// -----------------------------------------

size_t storedFrameSize(const StoredFormat &format)
{
    if (format.photometric == "YBR_FULL_422") { // two pixels share their colour
        return static_cast<size_t>(format.rows) * (format.columns + format.columns % 2) * 2;
    }
    return format.values() * format.bitsAllocated / 8;
}

std::string_view nativeFrame(const StoredFile &file, const StoredFormat &format, uint32_t frame)
{
    const size_t size = storedFrameSize(format);
    size_t start = 0;
    if (!mpr_size_multiply(size, frame, &start) || start > file.pixels.size() ||
        size > file.pixels.size() - start) {
        fail(MPR_UNSUITABLE, "the image has %zu bytes of pixels; frame %u of %u x %u needs %zu more",
             file.pixels.size(), frame + 1, format.columns, format.rows, start + size - file.pixels.size());
    }
    return file.pixels.substr(start, size);
}

// Values of 16 and 32 bits; bytes of 8 that were written as 16-bit words (OW) are swapped in pairs.
void swapBytes(Bytes &values, unsigned bytesPerValue)
{
    for (size_t index = 0; index + bytesPerValue <= values.size(); index += bytesPerValue) {
        std::reverse(values.begin() + static_cast<std::ptrdiff_t>(index),
                     values.begin() + static_cast<std::ptrdiff_t>(index + bytesPerValue));
    }
}

bool isBigEndian(const StoredFile &file)
{
    return file.syntax == gdcm::TransferSyntax::ExplicitVRBigEndian ||
           file.syntax == gdcm::TransferSyntax::ImplicitVRBigEndianPrivateGE;
}

bool isSwapped(const StoredFile &file, const StoredFormat &format)
{
    return isBigEndian(file) && (format.bitsAllocated > 8 || file.pixelsVr == VR::OW);
}

// --- compressed frames
// ---------------------------------------------------------------------------------------

gdcm::PixelFormat pixelFormat(const StoredFormat &format)
{
    return gdcm::PixelFormat(static_cast<unsigned short>(format.samples),
                             static_cast<unsigned short>(format.bitsAllocated),
                             static_cast<unsigned short>(format.bitsStored),
                             static_cast<unsigned short>(format.highBit), format.isSigned ? 1 : 0);
}

// What decodes a frame beside GDCM.
enum class Coding { RLE, JPEG_LOSSLESS, JPEG_LS, JPEG_2000, OTHER };

Coding codingOf(const StoredFile &file)
{
    switch (static_cast<gdcm::TransferSyntax::TSType>(file.syntax)) {
    case gdcm::TransferSyntax::RLELossless:
        return Coding::RLE;
    case gdcm::TransferSyntax::JPEGLosslessProcess14:
    case gdcm::TransferSyntax::JPEGLosslessProcess14_1:
        return Coding::JPEG_LOSSLESS;
    case gdcm::TransferSyntax::JPEGLSLossless:
    case gdcm::TransferSyntax::JPEGLSNearLossless:
        return Coding::JPEG_LS;
    case gdcm::TransferSyntax::JPEG2000Lossless:
    case gdcm::TransferSyntax::JPEG2000:
        return Coding::JPEG_2000;
    default:
        return Coding::OTHER;
    }
}

// The first rows of a frame of grey values or palette entries; empty when it is left to GDCM.
Bytes decodedJpegLossless(std::string_view codestream, const StoredFormat &format, uint32_t endRow)
{
    if (format.samples != 1 || format.bitsAllocated > 16) {
        return {};
    }
    Bytes values(static_cast<size_t>(endRow) * format.columns * format.bitsAllocated / 8);
    const bool isDecoded = mpr_jpeg_lossless_decode(reinterpret_cast<const uint8_t *>(codestream.data()),
                                                    codestream.size(), format.rows, format.columns, endRow,
                                                    format.bitsAllocated / 8, values.data());
    return isDecoded ? values : Bytes();
}

// Is the end marker there? DCMTK pads a codestream of odd length with whatever lies behind it.
bool hasEnd(std::string_view codestream)
{
    constexpr size_t TAIL = 16;
    const std::string_view tail = codestream.substr(codestream.size() - std::min(codestream.size(), TAIL));
    return endsImage(codestream) || tail.rfind("\xFF\xD9") != std::string_view::npos;
}

// CharLS looks for bits behind the end of a codestream for seconds when nothing tells it to stop.
void checkEnd(std::string_view codestream)
{
    if (!hasEnd(codestream)) {
        fail(MPR_UNSUITABLE, "its JPEG-LS image is cut: %zu bytes without an end marker", codestream.size());
    }
}

// Some rows of a grey frame; rows become those that were decoded. Empty when all must be.
Bytes decodedRows(const StoredFile &file, const std::vector<std::string_view> &parts,
                  const StoredFormat &format, MprRows &rows)
{
    const Coding coding = codingOf(file);
    if (coding == Coding::RLE) {
        return decodedRle(parts, format, rows);
    }
    std::string joined;
    const std::string_view whole = joinedParts(parts, joined);
    if (!hasEnd(whole)) { // what is cut is told by who looks at all of it
        return {};
    }
    if (coding == Coding::JPEG_2000) {
        return decodedJpeg2000(whole, format, rows);
    }
    rows.first = 0;
    return coding == Coding::JPEG_LOSSLESS ? decodedJpegLossless(whole, format, rows.end)
           : coding == Coding::JPEG_LS     ? decodedJpegLs(whole, format, rows.end)
                                           : Bytes();
}

// One frame through GDCM's codecs. Afterwards format says what came out.
Bytes decompressed(const StoredFile &file, const std::vector<std::string_view> &parts, StoredFormat &format)
{
    gdcm::SmartPointer<gdcm::SequenceOfFragments> sequence = new gdcm::SequenceOfFragments;
    for (const std::string_view part : parts) {
        gdcm::Fragment fragment;
        fragment.SetByteValue(part.data(), gdcm::VL(static_cast<uint32_t>(part.size())));
        sequence->AddFragment(fragment);
    }
    DataElement element(keyword::PixelData);
    element.SetVR(VR::OB);
    element.SetValue(*sequence);
    gdcm::Bitmap bitmap;
    bitmap.SetNumberOfDimensions(2);
    bitmap.SetDimension(0, format.columns);
    bitmap.SetDimension(1, format.rows);
    bitmap.SetPixelFormat(pixelFormat(format));
    bitmap.SetPhotometricInterpretation(gdcm::PhotometricInterpretation(
        gdcm::PhotometricInterpretation::GetPIType(format.photometric.c_str())));
    bitmap.SetPlanarConfiguration(format.isPlanar ? 1 : 0);
    bitmap.SetTransferSyntax(file.syntax);
    bitmap.SetDataElement(element);
    Bytes decoded(bitmap.GetBufferLength());
    if (!bitmap.GetBuffer(reinterpret_cast<char *>(decoded.data()))) {
        fail(MPR_UNSUITABLE, "the pixels (transfer syntax %.64s) cannot be decompressed",
             file.syntaxUid.c_str());
    }
    format.isPlanar = bitmap.GetPlanarConfiguration() == 1;
    format.photometric = bitmap.GetPhotometricInterpretation().GetString();
    if (format.photometric == "YBR_FULL_422") { // what was shared has been spread
        format.photometric = "YBR_FULL";
    }
    return decoded;
}

// --- values
// ------------------------------------------------------------------------------------------------------

// Moves the stored bits to the bottom and clears what was above them, or carries on the sign: shifts up by as
// many bits as are above the high bit, then down again.
template <typename Value> void cleanBits(const StoredFormat &format, unsigned char *values, size_t count)
{
    const int up = static_cast<int>(format.bitsAllocated - 1 - format.highBit);
    const int down = static_cast<int>(format.bitsAllocated - format.bitsStored);
    Value *const typed = reinterpret_cast<Value *>(values); // the arena is aligned for any number
    for (size_t index = 0; index < count; index++) {
        const Value raised = static_cast<Value>(static_cast<std::make_unsigned_t<Value>>(typed[index]) << up);
        typed[index] = static_cast<Value>(raised >> down);
    }
}

// Copies the values of a frame and cleans them; to is aligned for any number.
void cleanValues(const StoredFormat &format, const unsigned char *from, unsigned char *to)
{
    const size_t count = format.values();
    std::memcpy(to, from, count * format.bitsAllocated / 8);
    if (format.bitsStored == format.bitsAllocated) {
        return;
    }
    switch (format.bitsAllocated) {
    case 8:
        return format.isSigned ? cleanBits<int8_t>(format, to, count) : cleanBits<uint8_t>(format, to, count);
    case 16:
        return format.isSigned ? cleanBits<int16_t>(format, to, count)
                               : cleanBits<uint16_t>(format, to, count);
    default:
        return format.isSigned ? cleanBits<int32_t>(format, to, count)
                               : cleanBits<uint32_t>(format, to, count);
    }
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

void cleanGrey(const StoredFormat &format, const unsigned char *from, unsigned char *to)
{
    if (format.bitsAllocated != 32) {
        return cleanValues(format, from, to);
    }
    Bytes cleaned(format.values() * 4);
    cleanValues(format, from, cleaned.data());
    return format.isSigned ? narrow<int32_t, int16_t>(cleaned, to) : narrow<uint32_t, uint16_t>(cleaned, to);
}

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
    if (format.photometric == "YBR_FULL_422") { // Y Y Cb Cr
        const size_t pairs = (format.columns + 1) / 2;
        const unsigned char *pair = stored + (row * pairs + column / 2) * 4;
        triple[0] = pair[column % 2];
        triple[1] = pair[2];
        triple[2] = pair[3];
        return;
    }
    for (size_t sample = 0; sample < 3; sample++) {
        triple[sample] = format.isPlanar ? stored[sample * plane + index] : stored[3 * index + sample];
    }
}

void toRgb(const StoredFormat &format, const unsigned char *stored, unsigned char *pixels)
{
    const bool isYbr = format.photometric == "YBR_FULL" || format.photometric == "YBR_FULL_422";
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

// --- palettes (PS3.3 C.7.6.3.1.5 and 6)
// ------------------------------------------------------------------------

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

void expandPalette(const DataSet &dataset, const StoredFormat &format, const unsigned char *stored,
                   unsigned char *pixels)
{
    const Palette palette = paletteOf(dataset);
    const size_t count = format.values();
    Bytes cleaned(count * format.bitsAllocated / 8);
    cleanValues(format, stored, cleaned.data());
    for (size_t index = 0; index < count; index++) {
        uint16_t value = cleaned[index * format.bitsAllocated / 8];
        if (format.bitsAllocated == 16) {
            std::memcpy(&value, &cleaned[2 * index], sizeof value);
        }
        const int64_t entry =
            std::clamp<int64_t>(value - palette.first, 0, static_cast<int64_t>(palette.count) - 1);
        for (unsigned colour = 0; colour < 3; colour++) {
            pixels[3 * index + colour] = palette.colours[colour][static_cast<size_t>(entry)];
        }
    }
}

// Afterwards format says what came out.
Bytes decodedFrame(const StoredFile &file, const std::vector<std::string_view> &parts, StoredFormat &format)
{
    const Coding coding = codingOf(file);
    if (coding == Coding::RLE) {
        format.isPlanar = true;
        return decodedRle(parts, format, {0, format.rows});
    }
    std::string joined;
    const std::string_view whole = joinedParts(parts, joined);
    if (coding == Coding::JPEG_LS) {
        checkEnd(whole);
    }
    const Bytes own =
        coding == Coding::JPEG_LOSSLESS ? decodedJpegLossless(whole, format, format.rows) : Bytes();
    return own.empty() ? decompressed(file, parts, format) : own;
}

// The stored values of the frame; buffer holds them when they are not in the file as they are.
const unsigned char *storedValues(const StoredFile &file, uint32_t frame, StoredFormat &format, Bytes &buffer)
{
    if (file.isEncapsulated) {
        buffer = decodedFrame(file, fragmentsOf(file, frame), format);
        if (buffer.size() < storedFrameSize(format)) {
            fail(MPR_UNSUITABLE, "%zu bytes of pixels were decompressed, %zu are needed", buffer.size(),
                 storedFrameSize(format));
        }
        return buffer.data();
    }
    const std::string_view stored = nativeFrame(file, format, frame);
    if (isSwapped(file, format)) {
        buffer.assign(stored.begin(), stored.end());
        swapBytes(buffer, std::max(2u, format.bitsAllocated / 8));
        return buffer.data();
    }
    return reinterpret_cast<const unsigned char *>(stored.data());
}
} // namespace

void checkPixels(const StoredFile &file, const StoredFormat &format, uint32_t frame)
{
    if (!file.isEncapsulated) {
        nativeFrame(file, format, frame);
    }
}

std::string_view plainValues(const StoredFile &file, const StoredFormat &format, uint32_t frame,
                             const MprFrameHeader &header)
{
    const bool isPlain = !file.isEncapsulated && !isSwapped(file, format) && format.samples == 1 &&
                         header.encoding.samples == 1 && header.encoding.bits_stored == format.bitsStored &&
                         mpr_pixel_size(header.encoding.type) * 8 == format.bitsAllocated;
    return isPlain ? nativeFrame(file, format, frame) : std::string_view();
}

std::string_view storedPixels(const StoredFile &file, const StoredFormat &format, Bytes &buffer)
{
    StoredFormat decoded = format;
    if (!file.isEncapsulated) {
        return nativeFrame(file, format, 0);
    }
    const unsigned char *values = storedValues(file, 0, decoded, buffer);
    return {reinterpret_cast<const char *>(values), buffer.size()};
}

namespace
{
// Colours and wide values are made from whole frames.
bool canDecodeRows(const StoredFile &file, const StoredFormat &format, const MprFrameHeader &header)
{
    return file.isEncapsulated && codingOf(file) != Coding::OTHER && !file.mosaic && format.samples == 1 &&
           header.encoding.samples == 1 && format.bitsAllocated <= 16;
}

// False when the whole frame must be decoded; else rows become those that were.
bool decodeRows(const StoredFile &file, uint32_t frame, const StoredFormat &stored, MprRows &rows,
                unsigned char *pixels)
{
    const Bytes values = decodedRows(file, fragmentsOf(file, frame), stored, rows);
    if (values.empty()) {
        return false;
    }
    StoredFormat format = stored;
    format.rows = rows.end - rows.first;
    const size_t size = format.values() * format.bitsAllocated / 8;
    if (values.size() != size) {
        fail(MPR_INTERNAL, "%zu bytes of rows were decompressed, %zu are needed", values.size(), size);
    }
    cleanGrey(format, values.data(), pixels + size / format.rows * rows.first);
    return true;
}
} // namespace

MprRows decode(const StoredFile &file, const DataSet &dataset, uint32_t frame, MprRows rows,
               const StoredFormat &stored, const MprFrameHeader &header, unsigned char *pixels)
{
    const MprRows all{0, stored.rows};
    MprRows some{rows.first, std::min(rows.end, stored.rows)};
    if (some.first < some.end && some.end - some.first < stored.rows && canDecodeRows(file, stored, header) &&
        decodeRows(file, frame, stored, some, pixels)) {
        return some;
    }
    StoredFormat format = stored; // decompressing may change it
    Bytes buffer;
    const unsigned char *values = storedValues(file, frame, format, buffer);
    if (header.encoding.samples == 1) {
        cleanGrey(format, values, pixels);
    } else if (format.samples == 1) {
        expandPalette(dataset, format, values, pixels);
    } else {
        toRgb(format, values, pixels);
    }
    return all;
}
} // namespace mpr
