// SPDX-License-Identifier: GPL-3.0-or-later
// Pixel Data of one frame → its stored values, decompressed where they are compressed.
#include "Pixels.hpp"

#include "Codestreams.hpp"
#include "Fragments.hpp"
#include "JpegLossless.h"
#include "StoredValues.hpp"

#include <gdcmBitmap.h>
#include <gdcmFragment.h>
#include <gdcmSequenceOfFragments.h>

#include <algorithm>

namespace mpr
{
namespace
{
// --- from the file to the stored values, still as the file orders them
// -----------------------------------------

size_t storedFrameSize(const StoredFormat &format)
{
    if (photometricOf(format) == "YBR_FULL_422") { // two pixels share their colour
        return static_cast<size_t>(format.rows) * (format.columns + format.columns % 2) * 2;
    }
    return valuesOf(format) * format.bits_allocated / 8;
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
    return isBigEndian(file) && (format.bits_allocated > 8 || file.pixelsVr == VR::OW);
}

// --- compressed frames
// ---------------------------------------------------------------------------------------

gdcm::PixelFormat pixelFormat(const StoredFormat &format)
{
    return gdcm::PixelFormat(static_cast<unsigned short>(format.samples),
                             static_cast<unsigned short>(format.bits_allocated),
                             static_cast<unsigned short>(format.bits_stored),
                             static_cast<unsigned short>(format.high_bit), format.is_signed ? 1 : 0);
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
    if (format.samples != 1 || format.bits_allocated > 16) {
        return {};
    }
    Bytes values(static_cast<size_t>(endRow) * format.columns * format.bits_allocated / 8);
    const bool isDecoded = mpr_jpeg_lossless_decode(reinterpret_cast<const uint8_t *>(codestream.data()),
                                                    codestream.size(), format.rows, format.columns, endRow,
                                                    format.bits_allocated / 8, values.data());
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
    bitmap.SetPhotometricInterpretation(
        gdcm::PhotometricInterpretation(gdcm::PhotometricInterpretation::GetPIType(format.photometric)));
    bitmap.SetPlanarConfiguration(format.is_planar ? 1 : 0);
    bitmap.SetTransferSyntax(file.syntax);
    bitmap.SetDataElement(element);
    Bytes decoded(bitmap.GetBufferLength());
    if (!bitmap.GetBuffer(reinterpret_cast<char *>(decoded.data()))) {
        fail(MPR_UNSUITABLE, "the pixels (transfer syntax %.64s) cannot be decompressed",
             file.syntaxUid.c_str());
    }
    format.is_planar = bitmap.GetPlanarConfiguration() == 1;
    format.photometric = bitmap.GetPhotometricInterpretation().GetString();
    if (photometricOf(format) == "YBR_FULL_422") { // what was shared has been spread
        format.photometric = "YBR_FULL";
    }
    return decoded;
}

// Afterwards format says what came out.
Bytes decodedFrame(const StoredFile &file, const std::vector<std::string_view> &parts, StoredFormat &format)
{
    const Coding coding = codingOf(file);
    if (coding == Coding::RLE) {
        format.is_planar = true;
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
        swapBytes(buffer, std::max(2u, format.bits_allocated / 8));
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
                         header.encoding.samples == 1 && header.encoding.bits_stored == format.bits_stored &&
                         mpr_pixel_size(header.encoding.type) * 8 == format.bits_allocated;
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
           header.encoding.samples == 1 && format.bits_allocated <= 16;
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
    const size_t size = valuesOf(format) * format.bits_allocated / 8;
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
