// SPDX-License-Identifier: GPL-3.0-or-later
// What the modality modules ask of a derived image: PS3.3 C.8.2.1 (CT), C.8.3.1 (MR), C.8.9 (PET), C.8.6
// (SC).
#include "Base/Decimal.h"
#include "Writer.hpp"

#include <algorithm>

namespace mpr
{
namespace
{
constexpr uint32_t IMAGE_TYPE = 0x00080008;
constexpr const char *MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4";

// Values 3 and later of the source say what kind of MR image it is.
std::string mrImageType(const Recipe &recipe)
{
    std::string type = "DERIVED\\SECONDARY\\MPR";
    const std::vector<std::string_view> values = texts(recipe.reference, IMAGE_TYPE);
    for (size_t index = 2; index < values.size(); index++) {
        if (values[index] != "MPR") {
            type += "\\" + std::string(values[index].substr(0, 16));
        }
    }
    return type;
}

// A fourth value belongs to multi-energy CT.
std::string ctImageType(const Recipe &recipe, const DataSet &derived)
{
    const std::vector<std::string_view> values = texts(recipe.reference, IMAGE_TYPE);
    std::string type = "DERIVED\\SECONDARY\\AXIAL";
    if (text(derived, keyword::MultienergyCTAcquisition) == "YES" && values.size() > 3) {
        type += "\\" + std::string(values[3]);
    }
    return type;
}

bool hasValue(const DataSet &dataset, const Tag &tag, std::string_view wanted)
{
    const std::vector<std::string_view> values = texts(dataset, tag);
    return std::find(values.begin(), values.end(), wanted) != values.end();
}

void putIfMissing(DataSet &derived, const Tag &tag, VR::VRType vr, std::string_view value)
{
    if (!derived.FindDataElement(tag) || (text(derived, tag).empty() && !value.empty())) {
        putText(derived, tag, vr, value);
    }
}

// ContrastBolusAgent is type 2 in a module that is there when contrast was used.
void completeContrast(DataSet &derived)
{
    static const uint16_t MODULE[] = {0x0012, 0x0014, 0x1040, 0x1041, 0x1042, 0x1043,
                                      0x1044, 0x1046, 0x1047, 0x1048, 0x1049};
    const bool isUsed = std::any_of(std::begin(MODULE), std::end(MODULE), [&](uint16_t element) {
        return derived.FindDataElement(Tag(0x0018, element));
    });
    if (isUsed) {
        putIfMissing(derived, keyword::ContrastBolusAgent, VR::LO, "");
    }
}

void writeCt(const Recipe &recipe, DataSet &derived)
{
    putText(derived, IMAGE_TYPE, VR::CS, ctImageType(recipe, derived));
    completeContrast(derived);
}

std::string listed(const DataSet &dataset, const Tag &tag)
{
    std::string list;
    for (size_t index = 0; const std::optional<double> value = number(dataset, tag, index); index++) {
        char digits[MPR_DECIMAL_SIZE];
        mpr_decimal_format(*value, digits);
        list += (index == 0 ? "" : "\\") + std::string(digits);
    }
    return list;
}

// MR Image has no place for what enhanced images say in a functional group: the derivation says it, in the
// words of the volumes. What a classic image says as an extended attribute is carried on as such.
void moveDiffusion(const Recipe &recipe, DataSet &derived)
{
    if (text(recipe.reference, keyword::SOPClassUID) == MR_IMAGE_STORAGE) {
        return;
    }
    const Tag derivation(0x0008, 0x2111);
    std::string said(text(derived, derivation));
    for (const auto &[tag, name] :
         {std::pair(keyword::DiffusionBValue, "DiffusionBValue="),
          std::pair(keyword::DiffusionGradientOrientation, "DiffusionGradientOrientation=")}) {
        const std::string list = listed(derived, tag);
        said += list.empty() ? "" : "; " + (name + list);
        derived.Remove(tag);
    }
    putText(derived, derivation, VR::ST, said);
}

// Conditions of type 2C: an attribute that does not apply is an error, too.
void writeMr(const Recipe &recipe, DataSet &derived)
{
    const Tag scanning(0x0018, 0x0020);
    const Tag variant(0x0018, 0x0021);
    const Tag options(0x0018, 0x0022);
    putText(derived, IMAGE_TYPE, VR::CS, mrImageType(recipe));
    putIfMissing(derived, scanning, VR::CS, "RM");
    putIfMissing(derived, variant, VR::CS, "NONE");
    if (!hasValue(derived, scanning, "EP") || hasValue(derived, variant, "SK")) {
        putIfMissing(derived, keyword::RepetitionTime, VR::DS, "");
    }
    if (hasValue(derived, scanning, "IR")) {
        putIfMissing(derived, keyword::InversionTime, VR::DS, "");
    } else {
        derived.Remove(keyword::InversionTime);
    }
    if (hasValue(derived, options, "CG") || hasValue(derived, options, "PPG")) {
        putIfMissing(derived, keyword::TriggerTime, VR::DS, "");
    } else {
        derived.Remove(keyword::TriggerTime);
    }
    completeContrast(derived);
    moveDiffusion(recipe, derived);
}

// ImageIndex and NumberOfSlices count the new series; the time of a frame holds only when all have the same.
void writePet(const Recipe &recipe, DataSet &derived)
{
    putText(derived, IMAGE_TYPE, VR::CS, "DERIVED\\PRIMARY");
    putShort(derived, keyword::NumberOfSlices, recipe.derivation.image_count);
    putShort(derived, keyword::ImageIndex, static_cast<unsigned>(recipe.derivation.instance_number));
    const std::string_view duration = recipe.sources.common(keyword::ActualFrameDuration);
    if (duration.empty()) {
        putText(derived, keyword::ActualFrameDuration, VR::IS, "");
    } else {
        putDecoded(duration, derived);
    }
    putIfMissing(derived, keyword::AcquisitionDate, VR::DA, "");
    putIfMissing(derived, keyword::AcquisitionTime, VR::TM, "");
    // PatientPosition and PatientOrientationCodeSequence exclude each other (C.7.3.1).
    if (Items(derived, keyword::PatientOrientationCodeSequence).count() > 0) {
        derived.Remove(keyword::PatientPosition);
    }
}

void writeSecondaryCapture(DataSet &derived)
{
    putText(derived, IMAGE_TYPE, VR::CS, "DERIVED\\SECONDARY\\MPR");
    putText(derived, keyword::ConversionType, VR::CS, "WSD"); // workstation
}

// PresentationLUTShape must fit the photometric interpretation (C.11.6); a colour profile is for colours.
void checkPresentation(const Recipe &recipe, DataSet &derived)
{
    const Tag shape(0x2050, 0x0020);
    if (recipe.derivation.encoding.samples == 1) {
        derived.Remove(keyword::ICCProfile);
        derived.Remove(keyword::ColorSpace);
    }
    const char *const fitting = recipe.derivation.encoding.is_monochrome1 ? "INVERSE" : "IDENTITY";
    if (derived.FindDataElement(shape) &&
        (recipe.derivation.encoding.samples != 1 || text(derived, shape) != fitting)) {
        derived.Remove(shape);
    }
}

// The image shows both sides when its sources are of different ones (C.7.6.1), and then Laterality, which
// knows one side only, is not for it (C.7.3.1).
void writeLaterality(const Recipe &recipe, DataSet &derived)
{
    const Tag series(0x0020, 0x0060);
    const Tag image(0x0020, 0x0062);
    const auto isOfSide = [&](const Attributes &frame) {
        const std::string side = frame.value(image);
        return side == "R" || side == "L" || side == "B";
    };
    const std::vector<Attributes> &frames = recipe.sources.frames;
    if (!derived.FindDataElement(image) && std::all_of(frames.begin(), frames.end(), isOfSide)) {
        putText(derived, image, VR::CS, "B");
    }
    if (!text(derived, image).empty() && text(derived, series).empty()) {
        derived.Remove(series);
    }
}
} // namespace

void writeClassRules(const Recipe &recipe, DataSet &derived)
{
    checkPresentation(recipe, derived);
    writeLaterality(recipe, derived);
    switch (recipe.iod) {
    case CT:
        return writeCt(recipe, derived);
    case MR:
        return writeMr(recipe, derived);
    case PET:
        return writePet(recipe, derived);
    default:
        return writeSecondaryCapture(derived);
    }
}
} // namespace mpr
