// SPDX-License-Identifier: GPL-3.0-or-later
// The classic attributes of a frame → MprFrameHeader. Tags are read, never gdcm::Image, which invents
// geometry.
#include "Reader.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace mpr
{
namespace
{
struct ClassOfImages {
    const char *uid;
    MprFamily family;
};

// PS3.4 B.5. Classes that are not here and have pixels belong to MPR_FAMILY_OTHER.
constexpr ClassOfImages CLASSES[] = {
    {"1.2.840.10008.5.1.4.1.1.2", MPR_FAMILY_CT},             // CT
    {"1.2.840.10008.5.1.4.1.1.2.1", MPR_FAMILY_CT},           // Enhanced CT
    {"1.2.840.10008.5.1.4.1.1.2.2", MPR_FAMILY_CT},           // Legacy Converted Enhanced CT
    {"1.2.840.10008.5.1.4.1.1.4", MPR_FAMILY_MR},             // MR
    {"1.2.840.10008.5.1.4.1.1.4.1", MPR_FAMILY_MR},           // Enhanced MR
    {"1.2.840.10008.5.1.4.1.1.4.4", MPR_FAMILY_MR},           // Legacy Converted Enhanced MR
    {"1.2.840.10008.5.1.4.1.1.128", MPR_FAMILY_PET},          // PET
    {"1.2.840.10008.5.1.4.1.1.130", MPR_FAMILY_PET},          // Enhanced PET
    {"1.2.840.10008.5.1.4.1.1.128.1", MPR_FAMILY_PET},        // Legacy Converted Enhanced PET
    {"1.2.840.10008.5.1.4.1.1.1", MPR_FAMILY_REFUSED},        // CR
    {"1.2.840.10008.5.1.4.1.1.1.1", MPR_FAMILY_REFUSED},      // DX
    {"1.2.840.10008.5.1.4.1.1.1.1.1", MPR_FAMILY_REFUSED},    //
    {"1.2.840.10008.5.1.4.1.1.1.2", MPR_FAMILY_REFUSED},      // Mammography
    {"1.2.840.10008.5.1.4.1.1.1.2.1", MPR_FAMILY_REFUSED},    //
    {"1.2.840.10008.5.1.4.1.1.1.3", MPR_FAMILY_REFUSED},      // Intra-oral
    {"1.2.840.10008.5.1.4.1.1.1.3.1", MPR_FAMILY_REFUSED},    //
    {"1.2.840.10008.5.1.4.1.1.4.2", MPR_FAMILY_REFUSED},      // MR Spectroscopy
    {"1.2.840.10008.5.1.4.1.1.7.1", MPR_FAMILY_REFUSED},      // Multi-frame single bit SC
    {"1.2.840.10008.5.1.4.1.1.12.1", MPR_FAMILY_REFUSED},     // XA
    {"1.2.840.10008.5.1.4.1.1.12.1.1", MPR_FAMILY_REFUSED},   // Enhanced XA
    {"1.2.840.10008.5.1.4.1.1.12.2", MPR_FAMILY_REFUSED},     // XRF
    {"1.2.840.10008.5.1.4.1.1.12.2.1", MPR_FAMILY_REFUSED},   // Enhanced XRF
    {"1.2.840.10008.5.1.4.1.1.30", MPR_FAMILY_REFUSED},       // Parametric Map
    {"1.2.840.10008.5.1.4.1.1.66.4", MPR_FAMILY_REFUSED},     // Segmentation
    {"1.2.840.10008.5.1.4.1.1.66.7", MPR_FAMILY_REFUSED},     // Label Map Segmentation
    {"1.2.840.10008.5.1.4.1.1.77.1.5.1", MPR_FAMILY_REFUSED}, // Ophthalmic photography
    {"1.2.840.10008.5.1.4.1.1.77.1.5.2", MPR_FAMILY_REFUSED}, //
    {"1.2.840.10008.5.1.4.1.1.77.1.5.4", MPR_FAMILY_REFUSED}, // Ophthalmic tomography
    {"1.2.840.10008.5.1.4.1.1.481.1", MPR_FAMILY_REFUSED},    // RT Image
    {"1.2.840.10008.5.1.4.1.1.481.2", MPR_FAMILY_REFUSED},    // RT Dose
};

// Text of the file reaches answers and logs only when it is plain.
template <size_t SIZE>
void copyText(const DataSet &dataset, const Tag &tag, const char *name, char (&field)[SIZE])
{
    const std::string_view value = text(dataset, tag);
    if (value.size() >= SIZE) {
        fail(MPR_UNSUITABLE, "%s has %zu characters; %zu are possible", name, value.size(), SIZE - 1);
    }
    const bool isPlain = std::all_of(value.begin(), value.end(),
                                     [](char character) { return character >= ' ' && character <= '~'; });
    if (!isPlain) {
        fail(MPR_UNSUITABLE, "%s has characters that are not allowed there", name);
    }
    value.copy(field, SIZE);
}

unsigned shortValue(const DataSet &dataset, const Tag &tag, const char *name, unsigned smallest,
                    unsigned largest)
{
    const std::optional<double> value = number(dataset, tag);
    if (!value) {
        fail(MPR_UNSUITABLE, "%s is missing", name);
    }
    if (*value < smallest || *value > largest) {
        fail(MPR_UNSUITABLE, "%s is %.16g; %u to %u is possible", name, *value, smallest, largest);
    }
    return static_cast<unsigned>(*value);
}

unsigned optionalShort(const DataSet &dataset, const Tag &tag, const char *name, unsigned otherwise,
                       unsigned smallest, unsigned largest)
{
    return number(dataset, tag) ? shortValue(dataset, tag, name, smallest, largest) : otherwise;
}

void readBits(const DataSet &dataset, StoredFormat &format)
{
    const unsigned allocated = shortValue(dataset, Tag(0x0028, 0x0100), "BitsAllocated", 0, 65535);
    if (allocated != 8 && allocated != 16 && allocated != 32) {
        fail(MPR_UNSUITABLE, "BitsAllocated is %u; 8, 16 and 32 are possible", allocated);
    }
    format.bitsAllocated = allocated;
    format.bitsStored = optionalShort(dataset, Tag(0x0028, 0x0101), "BitsStored", allocated, 1, allocated);
    format.highBit = optionalShort(dataset, Tag(0x0028, 0x0102), "HighBit", format.bitsStored - 1,
                                   format.bitsStored - 1, allocated - 1);
    format.isSigned = optionalShort(dataset, Tag(0x0028, 0x0103), "PixelRepresentation", 0, 0, 1) == 1;
}

bool isGrey(std::string_view photometric)
{
    return photometric == "MONOCHROME1" || photometric == "MONOCHROME2";
}

void checkColour(const StoredFormat &format)
{
    static const char *const COLOURS[] = {"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"};
    bool isKnown = isGrey(format.photometric) || format.photometric == "PALETTE COLOR";
    const unsigned needed = isKnown ? 1 : 3;
    for (const char *colour : COLOURS) {
        isKnown = isKnown || format.photometric == colour;
    }
    if (!isKnown || format.samples != needed) {
        fail(MPR_UNSUITABLE,
             "PhotometricInterpretation is \"%.16s\" with %u values per pixel: neither grey nor "
             "a known kind of colour",
             format.photometric.c_str(), format.samples);
    }
    if (needed == 3 && (format.bitsAllocated != 8 || format.bitsStored != 8 || format.isSigned)) {
        fail(MPR_UNSUITABLE, "the colours have %u of %u bits; 8 of 8 are possible", format.bitsStored,
             format.bitsAllocated);
    }
    if (format.photometric == "PALETTE COLOR" && (format.bitsAllocated > 16 || format.isSigned)) {
        fail(MPR_UNSUITABLE, "the palette is indexed by %u bits; 16 unsigned bits are possible",
             format.bitsAllocated);
    }
}

MprPixelType typeOf(const StoredFormat &format)
{
    switch (format.bitsAllocated) {
    case 8:
        return format.isSigned ? MPR_PIXEL_INT8 : MPR_PIXEL_UINT8;
    default: // 32 bits are made 16 when they are decoded
        return format.isSigned ? MPR_PIXEL_INT16 : MPR_PIXEL_UINT16;
    }
}

// With the sign of the pixels, whatever VR a sender or an implicit transfer syntax gave it.
std::optional<int64_t> paddingValue(const DataSet &dataset, const Tag &tag, const StoredFormat &format)
{
    const std::string_view value = bytes(dataset, tag);
    int64_t padding = 0;
    if (value.size() == 2) {
        uint16_t raw;
        std::memcpy(&raw, value.data(), sizeof raw);
        padding = format.isSigned ? static_cast<int16_t>(raw) : static_cast<int64_t>(raw);
    } else if (value.size() == 4) {
        uint32_t raw;
        std::memcpy(&raw, value.data(), sizeof raw);
        padding = format.isSigned ? static_cast<int32_t>(raw) : static_cast<int64_t>(raw);
    } else {
        return std::nullopt;
    }
    const int64_t span = int64_t{1} << format.bitsStored;
    const int64_t low = format.isSigned ? -span / 2 : 0;
    const int64_t high = std::min<int64_t>(low + span - 1, INT32_MAX);
    return padding >= low && padding <= high ? std::optional<int64_t>(padding) : std::nullopt;
}

void readPadding(const DataSet &dataset, const StoredFormat &format, MprEncoding &encoding)
{
    const std::optional<int64_t> value = paddingValue(dataset, Tag(0x0028, 0x0120), format);
    if (!value) {
        return;
    }
    const int64_t limit = paddingValue(dataset, Tag(0x0028, 0x0121), format).value_or(*value);
    encoding.has_padding = true;
    encoding.padding_low = static_cast<int32_t>(std::min(*value, limit));
    encoding.padding_high = static_cast<int32_t>(std::max(*value, limit));
}

// PS3.3 C.11.1
void readRescale(const DataSet &dataset, MprEncoding &encoding)
{
    if (Items(dataset, Tag(0x0028, 0x3000)).count() > 0) {
        fail(MPR_UNSUITABLE, "a Modality LUT Sequence stands for the rescale: only a slope and an intercept "
                             "can be interpolated");
    }
    const std::optional<double> slope = number(dataset, Tag(0x0028, 0x1053));
    const std::optional<double> intercept = number(dataset, Tag(0x0028, 0x1052));
    if ((!slope && !text(dataset, Tag(0x0028, 0x1053)).empty()) || (slope && *slope == 0.0)) {
        fail(MPR_UNSUITABLE, "RescaleSlope is not a number other than 0");
    }
    if (!intercept && !text(dataset, Tag(0x0028, 0x1052)).empty()) {
        fail(MPR_UNSUITABLE, "RescaleIntercept is not a number");
    }
    encoding.slope = slope.value_or(1.0);
    encoding.intercept = intercept.value_or(0.0);
}

bool readVector(const DataSet &dataset, const Tag &tag, size_t count, MprVector *vectors)
{
    double values[6];
    if (!numbers(dataset, tag, count * 3, values)) {
        return false;
    }
    for (size_t index = 0; index < count; index++) {
        vectors[index] = {values[3 * index], values[3 * index + 1], values[3 * index + 2]};
    }
    return true;
}

void readGrid(const DataSet &dataset, MprFrameHeader &header)
{
    MprVector directions[2] = {};
    double spacing[2] = {}; // down, across
    const bool hasPosition = readVector(dataset, Tag(0x0020, 0x0032), 1, &header.grid.position);
    const bool hasOrientation = readVector(dataset, Tag(0x0020, 0x0037), 2, directions);
    const bool hasSpacing =
        numbers(dataset, Tag(0x0028, 0x0030), 2, spacing) && spacing[0] > 0.0 && spacing[1] > 0.0;
    if (hasOrientation) {
        header.grid.across = directions[0];
        header.grid.down = directions[1];
    }
    if (hasSpacing) {
        header.grid.spacing_down_mm = spacing[0];
        header.grid.spacing_across_mm = spacing[1];
    }
    header.has_grid = hasPosition && hasOrientation && hasSpacing;
    header.thickness_mm = std::max(0.0, number(dataset, Tag(0x0018, 0x0050)).value_or(0.0));
}

void readWindow(const DataSet &dataset, MprFrameHeader &header)
{
    const std::optional<double> center = number(dataset, Tag(0x0028, 0x1050));
    const std::optional<double> width = number(dataset, Tag(0x0028, 0x1051));
    if (center && width && *width > 0.0) {
        header.window_center = *center;
        header.window_width = *width;
    }
}

// What tells volumes of one series apart. Some of it differs between the slices of one volume, too (trigger
// times, acquisition numbers): whoever groups frames decides which of it matters.
struct KeyPart {
    const char *name;
    uint32_t tag;
};
constexpr KeyPart KEY_PARTS[] = {
    {"StackID", 0x00209056},
    {"EchoNumbers", 0x00180086},
    {"EchoTime", 0x00180081},
    {"InversionTime", 0x00180082},
    {"TemporalPositionIdentifier", 0x00200100},
    {"TemporalPositionIndex", 0x00209128},
    {"DiffusionBValue", 0x00189087},
    {"DiffusionGradientOrientation", 0x00189089},
    {"ComplexImageComponent", 0x00089208},
    {"TriggerTime", 0x00181060},
    {"NominalCardiacTriggerDelayTime", 0x00209153},
    {"TemporalPositionTimeOffset", 0x0020930D},
    {"AcquisitionNumber", 0x00200012},
};

// Numbers of a binary VR as text.
std::string binaryValue(const DataSet &dataset, const Tag &tag)
{
    std::string value;
    for (size_t index = 0; index < 3 && number(dataset, tag, index); index++) {
        char digits[32];
        std::snprintf(digits, sizeof digits, "%s%.6g", index == 0 ? "" : "\\", *number(dataset, tag, index));
        value += digits;
    }
    return value;
}

std::string keyValue(const DataSet &dataset, const Tag &tag)
{
    if (!dataset.FindDataElement(tag)) {
        return {};
    }
    const VR vr = vrOf(dataset.GetDataElement(tag));
    std::string value =
        vr == VR::FD || vr == VR::UL ? binaryValue(dataset, tag) : std::string(text(dataset, tag));
    for (char &character : value) {
        const bool isPlain = character > ' ' && character <= '~' && character != ';' && character != '=';
        character = isPlain ? character : '_';
    }
    return value;
}

std::string imageTypeTail(const DataSet &dataset)
{
    std::string tail;
    const std::vector<std::string_view> values = texts(dataset, Tag(0x0008, 0x0008));
    for (size_t index = 2; index < values.size(); index++) {
        tail += (tail.empty() ? "" : "\\") + std::string(values[index]);
    }
    return tail;
}

uint32_t checksum(const std::string &text) // FNV-1a
{
    uint32_t sum = 2166136261u;
    for (const char character : text) {
        sum = (sum ^ static_cast<unsigned char>(character)) * 16777619u;
    }
    return sum;
}

void writeKey(const DataSet &dataset, MprFrameHeader &header)
{
    std::string key;
    for (const KeyPart &part : KEY_PARTS) {
        const std::string value = keyValue(dataset, part.tag);
        if (!value.empty()) {
            key += (key.empty() ? "" : ";") + std::string(part.name) + "=" + value;
        }
    }
    DataSet holder;
    putText(holder, Tag(0x0008, 0x0008), VR::CS, imageTypeTail(dataset));
    const std::string tail = keyValue(holder, Tag(0x0008, 0x0008));
    if (!tail.empty()) {
        key += (key.empty() ? "" : ";") + std::string("ImageType=") + tail;
    }
    if (key.size() >= sizeof header.volume_key) { // keep what tells long keys apart
        char sum[16];
        std::snprintf(sum, sizeof sum, ";#%08x", checksum(key));
        key.resize(sizeof header.volume_key - sizeof sum);
        key += sum;
    }
    key.copy(header.volume_key, sizeof header.volume_key - 1);
}
} // namespace

MprFamily familyOf(std::string_view sopClassUid)
{
    for (const ClassOfImages &one : CLASSES) {
        if (sopClassUid == one.uid) {
            return one.family;
        }
    }
    return MPR_FAMILY_OTHER;
}

StoredFormat storedFormat(const DataSet &dataset)
{
    StoredFormat format{};
    format.rows = shortValue(dataset, Tag(0x0028, 0x0010), "Rows", 1, UINT16_MAX);
    format.columns = shortValue(dataset, Tag(0x0028, 0x0011), "Columns", 1, UINT16_MAX);
    format.samples = optionalShort(dataset, Tag(0x0028, 0x0002), "SamplesPerPixel", 1, 1, 4);
    format.isPlanar = optionalShort(dataset, Tag(0x0028, 0x0006), "PlanarConfiguration", 0, 0, 1) == 1;
    format.photometric = std::string(text(dataset, Tag(0x0028, 0x0004)));
    readBits(dataset, format);
    checkColour(format);
    return format;
}

MprEncoding encodingOf(const DataSet &dataset, const StoredFormat &stored)
{
    StoredFormat format = stored;
    format.bitsStored = std::min(stored.bitsStored, 16u);
    MprEncoding encoding{};
    encoding.slope = 1.0;
    if (!isGrey(format.photometric)) {
        encoding.type = MPR_PIXEL_UINT8;
        encoding.samples = 3;
        encoding.bits_stored = 8;
        return encoding;
    }
    encoding.type = typeOf(format);
    encoding.samples = 1;
    encoding.bits_stored = static_cast<uint8_t>(format.bitsStored);
    encoding.is_monochrome1 = format.photometric == "MONOCHROME1";
    readPadding(dataset, format, encoding);
    readRescale(dataset, encoding);
    return encoding;
}

MprFrameHeader headerOf(const DataSet &dataset)
{
    MprFrameHeader header{};
    copyText(dataset, Tag(0x0008, 0x0016), "SOPClassUID", header.sop_class_uid);
    copyText(dataset, Tag(0x0008, 0x0018), "SOPInstanceUID", header.sop_instance_uid);
    copyText(dataset, Tag(0x0020, 0x000E), "SeriesInstanceUID", header.series_instance_uid);
    copyText(dataset, Tag(0x0020, 0x000D), "StudyInstanceUID", header.study_instance_uid);
    copyText(dataset, Tag(0x0020, 0x0052), "FrameOfReferenceUID", header.frame_of_reference_uid);
    copyText(dataset, Tag(0x0008, 0x0060), "Modality", header.modality);
    header.family = familyOf(header.sop_class_uid);
    readGrid(dataset, header);
    if (header.family == MPR_FAMILY_REFUSED) { // may have one bit or floats: only its size can be told
        header.grid.rows = shortValue(dataset, Tag(0x0028, 0x0010), "Rows", 1, UINT16_MAX);
        header.grid.columns = shortValue(dataset, Tag(0x0028, 0x0011), "Columns", 1, UINT16_MAX);
        header.encoding = {MPR_PIXEL_UINT8, 1, 8, false, 1.0, 0.0, false, 0, 0};
        return header;
    }
    const StoredFormat format = storedFormat(dataset);
    header.grid.rows = format.rows;
    header.grid.columns = format.columns;
    header.encoding = encodingOf(dataset, format);
    readWindow(dataset, header);
    writeKey(dataset, header);
    return header;
}
} // namespace mpr
