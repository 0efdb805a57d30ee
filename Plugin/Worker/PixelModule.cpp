// SPDX-License-Identifier: GPL-3.0-or-later
// Image Pixel (PS3.3 C.7.6.3), Modality LUT (C.11.1), padding (C.7.5.1.1.2) and the lossy past of a derived
// image.
#include "Writer.hpp"

#include "Base/Decimal.h"

#include <algorithm>

namespace mpr
{
namespace
{
struct WrittenFormat {
    unsigned allocated, stored;
    bool isSigned;
};

// CT, MR and PET have 16 bits; CT stores 12 or more of them, PET all (C.8.2.1, C.8.3.1, C.8.9.4).
WrittenFormat writtenFormat(const Recipe &recipe)
{
    const MprEncoding &encoding = recipe.derivation.encoding;
    WrittenFormat format{static_cast<unsigned>(8 * mpr_pixel_size(encoding.type)), encoding.bits_stored,
                         mpr_pixel_is_signed(encoding.type)};
    if (recipe.iod == SC) {
        return format;
    }
    if (format.allocated > 16 || encoding.samples != 1) {
        fail(MPR_INTERNAL, "%u bits and %u values per pixel cannot be written in this class",
             format.allocated, static_cast<unsigned>(encoding.samples));
    }
    format.allocated = 16;
    if (recipe.iod == PET || (recipe.iod == CT && format.stored < 12)) {
        format.stored = 16;
    }
    return format;
}

// 8 bits become 16 without a change of value.
std::string widened(const MprEncoding &encoding, const unsigned char *pixels, size_t size)
{
    std::string wide(2 * size, '\0');
    for (size_t index = 0; index < size; index++) {
        const int value = encoding.type == MPR_PIXEL_INT8 ? static_cast<signed char>(pixels[index])
                                                          : static_cast<int>(pixels[index]);
        const int16_t stored = static_cast<int16_t>(value);
        std::memcpy(&wide[2 * index], &stored, sizeof stored);
    }
    return wide;
}

void writePixelData(const MprEncoding &encoding, const WrittenFormat &format, const unsigned char *pixels,
                    size_t size, DataSet &derived)
{
    std::string bytes(reinterpret_cast<const char *>(pixels), size);
    if (format.allocated == 16 && mpr_pixel_size(encoding.type) == 1) {
        bytes = widened(encoding, pixels, size);
    }
    if (bytes.size() % 2 != 0) {
        bytes.push_back('\0');
    }
    if (bytes.size() >= UINT32_MAX) {
        fail(MPR_TOO_LARGE, "an image of %zu bytes cannot be written", bytes.size());
    }
    putBytes(derived, keyword::PixelData, format.allocated <= 8 ? VR::OB : VR::OW, bytes.data(),
             bytes.size());
}

// The text of the source, when it says the same.
void putAsSource(const Recipe &recipe, const Tag &tag, double value, DataSet &derived)
{
    const std::optional<double> source = number(recipe.reference, tag);
    if (source && *source == value && !recipe.derivation.is_reencoded) {
        derived.Replace(recipe.reference.GetDataElement(tag));
    } else {
        putDecimal(derived, tag, value);
    }
}

void writeRescaleType(const Recipe &recipe, DataSet &derived)
{
    const Tag tag(0x0028, 0x1054);
    const std::string_view common = recipe.sources.common(tag);
    if (!common.empty()) {
        putDecoded(common, derived);
    } else if (recipe.iod == SC) { // type 1 there; "unspecified"
        putText(derived, tag, VR::LO, "US");
    }
}

// The MR IOD has no rescale: one that does nothing is left out. CT and PET cannot be without.
void writeRescale(const Recipe &recipe, DataSet &derived)
{
    const MprEncoding &encoding = recipe.derivation.encoding;
    const bool isIdentity = encoding.slope == 1.0 && encoding.intercept == 0.0;
    if (encoding.samples != 1 || (isIdentity && recipe.iod != CT && recipe.iod != PET)) {
        return;
    }
    putAsSource(recipe, keyword::RescaleIntercept, encoding.intercept, derived);
    putAsSource(recipe, keyword::RescaleSlope, encoding.slope, derived);
    if (recipe.iod != PET) {
        writeRescaleType(recipe, derived);
    }
}

void writePadding(const MprEncoding &encoding, const WrittenFormat &format, DataSet &derived)
{
    if (encoding.has_padding && encoding.samples == 1) {
        const uint16_t value = static_cast<uint16_t>(encoding.padding_low);
        putBytes(derived, keyword::PixelPaddingValue, format.isSigned ? VR::SS : VR::US, &value,
                 sizeof value);
    }
}

// --- "Once this value has been set to 01 it shall not be reset" (C.7.6.1.1.5)
// --------------------------------------

double lastRatio(const Attributes &frame)
{
    const DataSet holder = frame.decoded({keyword::LossyImageCompressionRatio});
    const size_t count = texts(holder, keyword::LossyImageCompressionRatio).size();
    return count == 0 ? 0.0 : number(holder, keyword::LossyImageCompressionRatio, count - 1).value_or(0.0);
}

void writeLossy(const Recipe &recipe, DataSet &derived)
{
    const Tag tag(0x0028, 0x2110);
    const Attributes *worst = nullptr;
    size_t never = 0;
    for (const Attributes &frame : recipe.sources.frames) {
        const std::string flag = frame.value(tag);
        never += flag == "00" ? 1 : 0;
        if (flag == "01" && (worst == nullptr || lastRatio(frame) > lastRatio(*worst))) {
            worst = &frame;
        }
    }
    if (worst != nullptr) {
        putText(derived, tag, VR::CS, "01");
        const DataSet pair =
            worst->decoded({keyword::LossyImageCompressionRatio, keyword::LossyImageCompressionMethod});
        for (const DataElement &element : pair.GetDES()) {
            derived.Replace(element);
        }
    } else if (never == recipe.sources.frames.size()) {
        putText(derived, tag, VR::CS, "00");
    }
}

// Real world values hold for stored values, and real files have items without what makes them valid.
void writeRealWorldValues(const Recipe &recipe, DataSet &derived)
{
    const Tag tag(0x0040, 0x9096);
    const std::string_view common = recipe.sources.common(tag);
    if (recipe.derivation.is_reencoded || common.empty()) {
        return;
    }
    DataSet holder;
    putDecoded(common, holder);
    const Items items(holder, tag);
    for (size_t index = 0; index < items.count(); index++) {
        const bool isValid = !text(items[index], keyword::LUTLabel).empty() &&
                             !text(items[index], keyword::LUTExplanation).empty() &&
                             Items(items[index], keyword::MeasurementUnitsCodeSequence).count() == 1 &&
                             !bytes(items[index], keyword::RealWorldValueLastValueMapped).empty() &&
                             !bytes(items[index], keyword::RealWorldValueFirstValueMapped).empty();
        if (!isValid) {
            return;
        }
    }
    derived.Replace(holder.GetDataElement(tag));
}
} // namespace

void writePixels(const Recipe &recipe, const unsigned char *pixels, size_t size, DataSet &derived)
{
    const MprEncoding &encoding = recipe.derivation.encoding;
    const WrittenFormat format = writtenFormat(recipe);
    const bool isGrey = encoding.samples == 1;
    putShort(derived, keyword::SamplesPerPixel, encoding.samples);
    putText(derived, keyword::PhotometricInterpretation, VR::CS,
            !isGrey                   ? "RGB"
            : encoding.is_monochrome1 ? "MONOCHROME1"
                                      : "MONOCHROME2");
    if (!isGrey) {
        putShort(derived, keyword::PlanarConfiguration, 0);
    }
    putShort(derived, keyword::Rows, recipe.derivation.grid.rows);
    putShort(derived, keyword::Columns, recipe.derivation.grid.columns);
    putShort(derived, keyword::BitsAllocated, format.allocated);
    putShort(derived, keyword::BitsStored, format.stored);
    putShort(derived, keyword::HighBit, format.stored - 1);
    putShort(derived, keyword::PixelRepresentation, format.isSigned ? 1 : 0);
    writePadding(encoding, format, derived);
    writeRescale(recipe, derived);
    writeLossy(recipe, derived);
    writeRealWorldValues(recipe, derived);
    writePixelData(encoding, format, pixels, size, derived);
}
} // namespace mpr
