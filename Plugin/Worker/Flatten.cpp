// SPDX-License-Identifier: GPL-3.0-or-later
// Functional groups of enhanced multi-frame images (PS3.3 C.7.6.16) → the classic attributes of one frame.
#include "Mosaic.hpp"
#include "StoredFile.hpp"

#include <algorithm>
#include <iterator>

namespace mpr
{
namespace
{
constexpr uint32_t SHARED_GROUPS = 0x52009229;
constexpr uint32_t PER_FRAME_GROUPS = 0x52009230;

constexpr uint32_t DERIVATION_IMAGE = 0x00089124;
constexpr uint32_t DERIVATION_CODES = 0x00089215;

// Groups that speak of other images, or that are classic sequences themselves.
bool isKeptWhole(const Tag &tag)
{
    return tag == keyword::RealWorldValueMappingSequence;
}

bool isLeftOut(const Tag &tag)
{
    return tag == keyword::ReferencedImageSequence || tag.GetGroup() % 2 != 0;
}

void mergeElements(const DataSet &from, DataSet &to)
{
    for (const DataElement &element : from.GetDES()) {
        to.Replace(element);
    }
}

void mergeGroups(const DataSet &groups, DataSet &frame)
{
    for (const DataElement &group : groups.GetDES()) {
        const Tag &tag = group.GetTag();
        const Items items(groups, tag);
        if (isKeptWhole(tag)) {
            frame.Replace(group);
        } else if (tag == DERIVATION_IMAGE) {
            if (items.count() > 0 && items[0].FindDataElement(Tag(DERIVATION_CODES))) {
                frame.Replace(items[0].GetDataElement(Tag(DERIVATION_CODES)));
            }
        } else if (!isLeftOut(tag) && items.count() > 0) {
            mergeElements(items[0], frame);
        }
    }
}

bool says(const DataSet &frame, const Tag &tag, std::string_view value)
{
    return text(frame, tag) == value;
}

void addValue(std::string &list, const char *value)
{
    list += (list.empty() ? "" : "\\") + std::string(value);
}

void copyAs(const DataSet &from, const Tag &source, DataSet &to, const Tag &target, VR::VRType vr)
{
    const std::string_view value = text(from, source);
    if (!value.empty()) {
        putText(to, target, vr, value);
    }
}

void copyNumberAs(DataSet &frame, const Tag &source, const Tag &target)
{
    const std::optional<double> value = number(frame, source);
    if (value) {
        putDecimal(frame, target, *value);
    }
}

std::string scanningSequence(const DataSet &frame)
{
    std::string list;
    const std::string_view echo = text(frame, keyword::EchoPulseSequence);
    if (echo == "SPIN" || echo == "BOTH") {
        addValue(list, "SE");
    }
    if (echo == "GRADIENT" || echo == "BOTH") {
        addValue(list, "GR");
    }
    if (says(frame, keyword::InversionRecovery, "YES")) {
        addValue(list, "IR");
    }
    if (says(frame, keyword::EchoPlanarPulseSequence, "YES")) {
        addValue(list, "EP");
    }
    return list.empty() ? "RM" : list;
}

std::string sequenceVariant(const DataSet &frame)
{
    std::string list;
    const std::string_view traversal = text(frame, keyword::SegmentedKSpaceTraversal);
    if (!traversal.empty() && traversal != "SINGLE") {
        addValue(list, "SK");
    }
    const std::string_view transfer = text(frame, keyword::MagnetizationTransfer);
    if (!transfer.empty() && transfer != "NONE") {
        addValue(list, "MTC");
    }
    const std::string_view steady = text(frame, keyword::SteadyStatePulseSequence);
    if (!steady.empty() && steady != "NONE") {
        addValue(list, steady == "TIME_REVERSED" ? "TRSS" : "SS");
    }
    const std::string_view spoiling = text(frame, keyword::Spoiling);
    if (!spoiling.empty() && spoiling != "NONE") {
        addValue(list, "SP");
    }
    const std::string_view oversampling = text(frame, keyword::OversamplingPhase);
    if (!oversampling.empty() && oversampling != "NONE") {
        addValue(list, "OSP");
    }
    return list.empty() ? "NONE" : list;
}

std::string scanOptions(const DataSet &frame)
{
    std::string list;
    const std::string_view reorder = text(frame, keyword::RectilinearPhaseEncodeReordering);
    if (!reorder.empty() && reorder != "LINEAR") {
        addValue(list, "PER");
    }
    if (says(frame, keyword::PartialFourier, "YES")) {
        const std::string_view direction = text(frame, keyword::PartialFourierDirection);
        addValue(list, direction == "FREQUENCY" ? "PFF" : "PFP");
    }
    const std::string_view saturation = text(frame, keyword::SpatialPresaturation);
    if (!saturation.empty() && saturation != "NONE") {
        addValue(list, "SP");
    }
    if (says(frame, keyword::SpectrallySelectedSuppression, "FAT")) {
        addValue(list, "FS");
    }
    const std::string_view flow = text(frame, keyword::FlowCompensation);
    if (!flow.empty() && flow != "NONE") {
        addValue(list, "FC");
    }
    return list;
}

// EffectiveEchoTime 0 says that there is none.
void translateTimes(DataSet &frame)
{
    const std::optional<double> echo = number(frame, keyword::EffectiveEchoTime);
    if (echo && *echo > 0) {
        putDecimal(frame, keyword::EchoTime, *echo);
    }
    if (says(frame, keyword::InversionRecovery, "YES")) {
        copyNumberAs(frame, keyword::InversionTimes, keyword::InversionTime);
    }
}

void translateMr(DataSet &frame)
{
    putText(frame, keyword::ScanningSequence, VR::CS, scanningSequence(frame));
    putText(frame, keyword::SequenceVariant, VR::CS, sequenceVariant(frame));
    putText(frame, keyword::ScanOptions, VR::CS, scanOptions(frame));
    translateTimes(frame);
    copyAs(frame, keyword::ResonantNucleus, frame, keyword::ImagedNucleus, VR::SH);
    copyNumberAs(frame, keyword::TransmitterFrequency, keyword::ImagingFrequency);
    const std::string_view name = text(frame, keyword::PulseSequenceName);
    if (!name.empty() && name.size() <= 16) {
        putText(frame, keyword::SequenceName, VR::SH, name);
    }
    const Items directions(frame, keyword::DiffusionGradientDirectionSequence);
    if (directions.count() > 0 && directions[0].FindDataElement(keyword::DiffusionGradientOrientation)) {
        frame.Replace(directions[0].GetDataElement(keyword::DiffusionGradientOrientation));
    }
    const Items matrices(frame, keyword::DiffusionBMatrixSequence);
    if (matrices.count() > 0) {
        mergeElements(matrices[0], frame);
    }
}

// FrameType, and the component, which FrameType may not tell: magnitude and real frames can have the same.
void translateImageType(DataSet &frame)
{
    std::string type(text(frame, keyword::FrameType));
    const std::string_view component = text(frame, keyword::ComplexImageComponent);
    if (!type.empty() && (component == "MAGNITUDE" || component == "PHASE" || component == "REAL" ||
                          component == "IMAGINARY")) {
        type += '\\';
        type += component[0];
    }
    if (!type.empty()) {
        putText(frame, keyword::ImageType, VR::CS, type);
    }
}

void translateAcquisition(DataSet &frame)
{
    copyNumberAs(frame, keyword::FrameAcquisitionNumber, keyword::AcquisitionNumber);
    if (frame.FindDataElement(keyword::AcquisitionNumber)) {
        copyAs(frame, keyword::AcquisitionNumber, frame, keyword::AcquisitionNumber, VR::IS);
    }
    const std::string time(text(frame, keyword::FrameAcquisitionDateTime));
    if (time.size() >= 14) {
        putText(frame, keyword::AcquisitionDateTime, VR::DT, time);
        putText(frame, keyword::AcquisitionDate, VR::DA, time.substr(0, 8));
        putText(frame, keyword::AcquisitionTime, VR::TM, time.substr(8, time.find_first_of("+-", 8) - 8));
    }
}

// Body parts that exist twice (PS3.16 Annex L).
bool isPaired(std::string_view part)
{
    static const char *const PAIRED[] = {
        "ADRENAL", "ANKLE",    "ARM",    "AXILLA", "BREAST",  "CALCANEUS", "CLAVICLE", "EAR",
        "ELBOW",   "EYE",      "FEMUR",  "FOOT",   "FOREARM", "HAND",      "HIP",      "HUMERUS",
        "IAC",     "KIDNEY",   "KNEE",   "LEG",    "LUNG",    "ORBIT",     "PAROTID",  "PATELLA",
        "SCAPULA", "SHOULDER", "TESTIS", "THIGH",  "THUMB",   "TOE",       "WRIST",    "ZYGOMA",
    };
    return std::find(std::begin(PAIRED), std::end(PAIRED), part) != std::end(PAIRED);
}

// FrameLaterality and ImageLaterality have the same values. Laterality has two of them, is for images without
// ImageLaterality, and is empty when the side of a paired part is unknown (PS3.3 C.7.3.1).
void translateLaterality(DataSet &frame)
{
    const Tag series(0x0020, 0x0060);
    const Tag image(0x0020, 0x0062);
    const std::string_view side = text(frame, keyword::FrameLaterality);
    if (side == "R" || side == "L" || side == "U" || side == "B") {
        putText(frame, image, VR::CS, side);
    }
    const bool isSaid = !text(frame, image).empty();
    if (isSaid && (text(frame, series).empty() || text(frame, series) == text(frame, image))) {
        frame.Remove(series);
    } else if (!isSaid && text(frame, series).empty() && isPaired(text(frame, keyword::BodyPartExamined))) {
        putText(frame, series, VR::CS, "");
    }
}

void translateContrast(DataSet &frame)
{
    const Tag agents(0x0018, 0x0012);
    const Items items(frame, agents);
    std::string names;
    for (size_t index = 0; index < items.count(); index++) {
        const std::string_view meaning = text(items[index], keyword::CodeMeaning);
        names += (names.empty() || meaning.empty() ? "" : ", ") + std::string(meaning);
    }
    if (!names.empty() && names.size() <= 64) {
        putText(frame, keyword::ContrastBolusAgent, VR::LO, names);
    }
    frame.Remove(agents); // its items are other ones than those of the classic sequence
}
} // namespace

[[noreturn]] static void lacks(const char *attribute)
{
    fail(MPR_UNSUITABLE, "%s is missing: nothing says where the frames lie", attribute);
}

// The item that has the plane of a frame. A single item holds for all frames, whatever DetectorVector says.
static size_t detectorOf(uint32_t frame, const DataSet &classic, size_t detectors)
{
    const double detector = number(classic, keyword::DetectorVector, frame).value_or(1.0);
    if (detectors == 0) {
        lacks("ImagePositionPatient in DetectorInformationSequence");
    }
    if (detectors == 1) {
        return 0;
    }
    if (!(detector >= 1.0 && detector <= static_cast<double>(detectors))) {
        fail(MPR_UNSUITABLE, "DetectorVector is %.6g for frame %u; DetectorInformationSequence has %zu items",
             detector, frame + 1, detectors);
    }
    return static_cast<size_t>(detector) - 1;
}

// NM reconstructions keep the plane in the detector's item, and the slices follow one another along its
// normal (PS3.3 C.8.4.8, C.8.4.15).
static void placeNuclearFrame(uint32_t frame, DataSet &classic)
{
    const Items detectors(classic, keyword::DetectorInformationSequence);
    const std::optional<double> step = number(classic, keyword::SpacingBetweenSlices);
    const std::optional<double> slice = number(classic, keyword::SliceVector, frame); // from 1 on
    double position[3];
    double axes[6];
    if (!slice) {
        lacks("SliceVector, or its value for a frame,");
    }
    if (!step) {
        lacks("SpacingBetweenSlices");
    }
    const DataSet &plane = detectors[detectorOf(frame, classic, detectors.count())];
    if (!numbers(plane, keyword::ImagePositionPatient, 3, position)) {
        lacks("ImagePositionPatient in DetectorInformationSequence");
    }
    if (!numbers(plane, keyword::ImageOrientationPatient, 6, axes)) {
        lacks("ImageOrientationPatient in DetectorInformationSequence");
    }
    const MprVector normal = mpr_vector_cross({axes[0], axes[1], axes[2]}, {axes[3], axes[4], axes[5]});
    const MprVector moved =
        mpr_vector_moved({position[0], position[1], position[2]}, normal, (*slice - 1) * *step);
    putDecimals(classic, keyword::ImagePositionPatient, {moved.x, moved.y, moved.z});
    classic.Replace(plane.GetDataElement(keyword::ImageOrientationPatient));
}

// What tells volumes of one file apart, frame by frame (PS3.3 C.8.4.8).
static void takeNuclearVectors(uint32_t frame, DataSet &classic)
{
    static const Tag VECTORS[] = {keyword::EnergyWindowVector, keyword::DetectorVector,
                                  keyword::PhaseVector,        keyword::RotationVector,
                                  keyword::RRIntervalVector,   keyword::TimeSlotVector,
                                  keyword::TimeSliceVector};
    for (const Tag &tag : VECTORS) {
        const std::optional<double> value = number(classic, tag, frame);
        classic.Remove(tag);
        if (value) {
            putShort(classic, tag, static_cast<uint16_t>(*value));
        }
    }
}

// Several frames without functional groups: one plane cannot be that of all frames.
static DataSet placedDataset(const StoredFile &file, uint32_t frame)
{
    DataSet classic = file.dataset;
    if (text(classic, keyword::Modality) == "NM") {
        placeNuclearFrame(frame, classic);
        takeNuclearVectors(frame, classic);
    } else if (frame > 0) {
        classic.Remove(keyword::ImagePositionPatient);
    }
    return classic;
}

static bool hasGroups(const StoredFile &file)
{
    return file.dataset.FindDataElement(Tag(SHARED_GROUPS)) ||
           file.dataset.FindDataElement(Tag(PER_FRAME_GROUPS));
}

void checkGroups(const StoredFile &file)
{
    const Items perFrame(file.dataset, PER_FRAME_GROUPS);
    const MprFamily family = familyOf(file.dataset);
    if (file.hasPixels && family != MPR_FAMILY_REFUSED && hasGroups(file) &&
        perFrame.count() != file.frames) {
        fail(MPR_UNSUITABLE, "NumberOfFrames is %u, but %zu frames are described", file.frames,
             perFrame.count());
    }
}

DataSet classicDataset(const StoredFile &file, uint32_t frame)
{
    if (file.mosaic) {
        return tileDataset(file, frame);
    }
    if (!hasGroups(file)) {
        return file.frames == 1 ? file.dataset : placedDataset(file, frame);
    }
    DataSet classic = file.dataset;
    classic.Remove(SHARED_GROUPS);
    classic.Remove(PER_FRAME_GROUPS);
    const Items shared(file.dataset, SHARED_GROUPS);
    if (shared.count() > 0) {
        mergeGroups(shared[0], classic);
    }
    const Items perFrame(file.dataset, PER_FRAME_GROUPS);
    if (frame < perFrame.count()) {
        mergeGroups(perFrame[frame], classic);
    }
    translateImageType(classic);
    translateAcquisition(classic);
    translateLaterality(classic);
    translateContrast(classic);
    if (familyOf(classic) == MPR_FAMILY_MR) {
        translateMr(classic);
    }
    return classic;
}
} // namespace mpr
