// SPDX-License-Identifier: GPL-3.0-or-later
// Where a derived image comes from: PS3.3 C.7.6.1 (derivation, source images), C.7.3.1 (related series),
// C.7.5.1 and C.12.1 (equipment). Codes are those of PS3.16 CID 7005, 7202, 7203 and 7210.
#include "Writer.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace mpr
{
namespace
{
constexpr uint32_t PURPOSE_OF_REFERENCE = 0x0040A170;
// The length of an IS list is written in 16 bits.
constexpr size_t LONGEST_LIST = 65534;

DataSet code(const char *value, const char *meaning)
{
    DataSet item;
    putText(item, keyword::CodeValue, VR::SH, value);
    putText(item, keyword::CodingSchemeDesignator, VR::SH, "DCM");
    putText(item, keyword::CodeMeaning, VR::LO, meaning);
    return item;
}

void addItems(const DataSet &dataset, const Tag &tag, std::vector<DataSet> &list)
{
    const Items items(dataset, tag);
    for (size_t index = 0; index < items.count(); index++) {
        list.push_back(items[index]);
    }
}

// "More than one Item indicates that successive derivation steps have been applied."
void writeDerivation(const Recipe &recipe, DataSet &derived)
{
    const Tag tag(0x0008, 0x9215);
    std::vector<DataSet> codes;
    const std::string_view earlier = recipe.sources.common(tag);
    if (!earlier.empty()) {
        DataSet holder;
        putDecoded(earlier, holder);
        addItems(holder, tag, codes);
    }
    codes.push_back(code("113072", "Multiplanar reformatting"));
    const MprProjection projection = recipe.derivation.projection;
    if (projection == MPR_PROJECTION_MEAN) {
        codes.push_back(code("113049", "Pixel by pixel mean"));
    } else if (projection == MPR_PROJECTION_MAXIMUM) {
        codes.push_back(code("113078", "Maximum intensity projection"));
    } else if (projection == MPR_PROJECTION_MINIMUM) {
        codes.push_back(code("113079", "Minimum intensity projection"));
    }
    putItems(derived, tag, codes);
    putText(derived, keyword::DerivationDescription, VR::ST, recipe.derivation.derivation_description);
}

// Frames of one source file, in slice order.
struct SourceImage {
    std::string sopClass, sopInstance, frameCount;
    std::vector<uint32_t> frames; // numbers; empty for a single-frame image
};

// 0 of what is no whole number.
uint32_t whole(const std::string &digits)
{
    uint32_t number = 0;
    const char *end = digits.data() + digits.size();
    const auto [stop, failure] = std::from_chars(digits.data(), end, number);
    return failure == std::errc() && stop == end ? number : 0;
}

// The reader tells which frame it is of a file of many; in a file of one, any text may stand there.
uint32_t frameNumber(const Attributes &frame)
{
    return whole(frame.value(keyword::NumberOfFrames)) > 1
               ? whole(frame.value(keyword::ReferencedFrameNumber))
               : 0;
}

std::vector<SourceImage> sourceImages(const Sources &sources)
{
    std::vector<SourceImage> images;
    std::map<std::string, size_t> places; // in images, by instance
    for (const Attributes &frame : sources.frames) {
        const std::string instance = frame.value(keyword::SOPInstanceUID);
        const auto [place, isNew] = places.emplace(instance, images.size());
        if (isNew) {
            images.push_back(
                {frame.value(keyword::SOPClassUID), instance, frame.value(keyword::NumberOfFrames), {}});
        }
        const uint32_t number = frameNumber(frame);
        if (number > 0) {
            images[place->second].frames.push_back(number);
        }
    }
    return images;
}

// Numbers of frames are given only when some of the frames contribute.
std::string frameList(SourceImage &image)
{
    std::sort(image.frames.begin(), image.frames.end());
    image.frames.erase(std::unique(image.frames.begin(), image.frames.end()), image.frames.end());
    if (std::to_string(image.frames.size()) == image.frameCount) {
        return {};
    }
    std::string list;
    for (const uint32_t frame : image.frames) {
        list += (list.empty() ? "" : "\\") + std::to_string(frame);
    }
    return list.size() > LONGEST_LIST ? std::string() : list;
}

void writeSourceImages(const Recipe &recipe, DataSet &derived)
{
    std::vector<DataSet> items;
    for (SourceImage &image : sourceImages(recipe.sources)) {
        DataSet item;
        putText(item, keyword::ReferencedSOPClassUID, VR::UI, image.sopClass);
        putText(item, keyword::ReferencedSOPInstanceUID, VR::UI, image.sopInstance);
        const std::string frames = frameList(image);
        if (!frames.empty()) {
            putText(item, keyword::ReferencedFrameNumber, VR::IS, frames);
        }
        putItems(item, PURPOSE_OF_REFERENCE, {code("121322", "Source image for image processing operation")});
        items.push_back(item);
    }
    putItems(derived, keyword::SourceImageSequence, items);
}

void writeRelatedSeries(const Recipe &recipe, DataSet &derived)
{
    const Tag tag(0x0008, 0x1250);
    std::vector<DataSet> items;
    addItems(recipe.reference, tag, items); // PET: the series of the attenuation correction
    DataSet item;
    putText(item, keyword::StudyInstanceUID, VR::UI,
            recipe.sources.referenceFrame().value(keyword::StudyInstanceUID));
    putText(item, keyword::SeriesInstanceUID, VR::UI, text(recipe.reference, keyword::SeriesInstanceUID));
    putItems(item, PURPOSE_OF_REFERENCE, {code("121323", "Source series for image processing operation")});
    items.push_back(item);
    putItems(derived, tag, items);
}

// Manufacturer is type 1 in the item: without one there is no item.
void writeEquipment(const Recipe &recipe, DataSet &derived)
{
    const Tag tag(0x0018, 0xA001);
    std::vector<DataSet> items;
    addItems(recipe.reference, tag, items);
    DataSet scanner = attributesOfRule(recipe.sources.referenceFrame(), recipe.iod, MPR_RULE_MOVE);
    if (!text(scanner, keyword::Manufacturer).empty()) {
        const std::vector<std::string_view> type = texts(recipe.reference, keyword::ImageType);
        const bool isOriginal = !type.empty() && type[0] == "ORIGINAL";
        putItems(
            scanner, PURPOSE_OF_REFERENCE,
            {isOriginal ? code("109101", "Acquisition Equipment") : code("109102", "Processing Equipment")});
        items.push_back(scanner);
    }
    if (!items.empty()) {
        putItems(derived, tag, items);
    }
    putText(derived, keyword::Manufacturer, VR::LO, MPR_MANUFACTURER);
    putText(derived, keyword::ManufacturerModelName, VR::LO, "mpr-slice");
    putText(derived, keyword::SoftwareVersions, VR::LO, MPR_VERSION);
}

// The earliest of the contributing frames: "acquisition of data that resulted in this image started".
const Attributes *earliest(const Sources &sources)
{
    const Attributes *first = nullptr;
    std::string firstMoment;
    for (const Attributes &frame : sources.frames) {
        std::string moment = frame.value(keyword::AcquisitionDateTime);
        if (moment.empty()) {
            moment = frame.value(keyword::AcquisitionDate) + frame.value(keyword::AcquisitionTime);
        }
        if (!moment.empty() && (first == nullptr || moment < firstMoment)) {
            first = &frame;
            firstMoment = moment;
        }
    }
    return first;
}

// PET: the decay of the tracer is told from one frame, times and factors together.
void writeAcquisitionTime(const Recipe &recipe, DataSet &derived)
{
    const Attributes *frame = earliest(recipe.sources);
    const Attributes &chosen = frame != nullptr ? *frame : recipe.sources.referenceFrame();
    DataSet times =
        chosen.decoded({keyword::AcquisitionDate, keyword::AcquisitionDateTime, keyword::AcquisitionTime});
    if (recipe.iod == PET) {
        times = chosen.decoded({keyword::AcquisitionDate, keyword::AcquisitionDateTime,
                                keyword::AcquisitionTime, keyword::FrameReferenceTime, keyword::DecayFactor});
    }
    for (const DataElement &element : times.GetDES()) {
        derived.Replace(element);
    }
}

// YES when one source says so, NO when all say so.
void writeFlag(const Recipe &recipe, const Tag &tag, DataSet &derived)
{
    size_t yes = 0;
    size_t no = 0;
    for (const Attributes &frame : recipe.sources.frames) {
        const std::string value = frame.value(tag);
        yes += value == "YES" ? 1 : 0;
        no += value == "NO" ? 1 : 0;
    }
    if (yes > 0 || no == recipe.sources.frames.size()) {
        putText(derived, tag, VR::CS, yes > 0 ? "YES" : "NO");
    }
}
} // namespace

void writeProvenance(const Recipe &recipe, DataSet &derived)
{
    writeDerivation(recipe, derived);
    writeSourceImages(recipe, derived);
    writeRelatedSeries(recipe, derived);
    writeEquipment(recipe, derived);
    writeAcquisitionTime(recipe, derived);
    writeFlag(recipe, keyword::BurnedInAnnotation, derived);
    writeFlag(recipe, keyword::RecognizableVisualFeatures, derived);
}
} // namespace mpr
