// SPDX-License-Identifier: GPL-3.0-or-later
// The attributes that the worker uses, by their keywords (PS3.6), in the order of their tags.
#ifndef MPR_KEYWORDS_HPP
#define MPR_KEYWORDS_HPP

#include <gdcmTag.h>

#include <cstdint>

namespace mpr
{
// A tag that the compiler knows; GDCM's own are made at run time.
struct Keyword {
    uint16_t group, element;

    operator gdcm::Tag() const { return gdcm::Tag(group, element); }
};

namespace keyword
{
inline constexpr Keyword MediaStorageSOPClassUID{0x0002, 0x0002};
inline constexpr Keyword MediaStorageSOPInstanceUID{0x0002, 0x0003};
inline constexpr Keyword TransferSyntaxUID{0x0002, 0x0010};
inline constexpr Keyword SpecificCharacterSet{0x0008, 0x0005};
inline constexpr Keyword ImageType{0x0008, 0x0008};
inline constexpr Keyword InstanceCreationDate{0x0008, 0x0012};
inline constexpr Keyword InstanceCreationTime{0x0008, 0x0013};
inline constexpr Keyword SOPClassUID{0x0008, 0x0016};
inline constexpr Keyword SOPInstanceUID{0x0008, 0x0018};
inline constexpr Keyword SeriesDate{0x0008, 0x0021};
inline constexpr Keyword AcquisitionDate{0x0008, 0x0022};
inline constexpr Keyword ContentDate{0x0008, 0x0023};
inline constexpr Keyword AcquisitionDateTime{0x0008, 0x002a};
inline constexpr Keyword SeriesTime{0x0008, 0x0031};
inline constexpr Keyword AcquisitionTime{0x0008, 0x0032};
inline constexpr Keyword ContentTime{0x0008, 0x0033};
inline constexpr Keyword Modality{0x0008, 0x0060};
inline constexpr Keyword ConversionType{0x0008, 0x0064};
inline constexpr Keyword Manufacturer{0x0008, 0x0070};
inline constexpr Keyword CodeValue{0x0008, 0x0100};
inline constexpr Keyword CodingSchemeDesignator{0x0008, 0x0102};
inline constexpr Keyword CodeMeaning{0x0008, 0x0104};
inline constexpr Keyword TimezoneOffsetFromUTC{0x0008, 0x0201};
inline constexpr Keyword SeriesDescription{0x0008, 0x103e};
inline constexpr Keyword ManufacturerModelName{0x0008, 0x1090};
inline constexpr Keyword ReferencedStudySequence{0x0008, 0x1110};
inline constexpr Keyword ReferencedPatientSequence{0x0008, 0x1120};
inline constexpr Keyword ReferencedImageSequence{0x0008, 0x1140};
inline constexpr Keyword ReferencedSOPClassUID{0x0008, 0x1150};
inline constexpr Keyword ReferencedSOPInstanceUID{0x0008, 0x1155};
inline constexpr Keyword ReferencedFrameNumber{0x0008, 0x1160};
inline constexpr Keyword DerivationDescription{0x0008, 0x2111};
inline constexpr Keyword SourceImageSequence{0x0008, 0x2112};
inline constexpr Keyword FrameType{0x0008, 0x9007};
inline constexpr Keyword ComplexImageComponent{0x0008, 0x9208};
inline constexpr Keyword AnatomicalOrientationType{0x0010, 0x2210};
inline constexpr Keyword ContrastBolusAgent{0x0018, 0x0010};
inline constexpr Keyword BodyPartExamined{0x0018, 0x0015};
inline constexpr Keyword ScanningSequence{0x0018, 0x0020};
inline constexpr Keyword SequenceVariant{0x0018, 0x0021};
inline constexpr Keyword ScanOptions{0x0018, 0x0022};
inline constexpr Keyword SequenceName{0x0018, 0x0024};
inline constexpr Keyword SliceThickness{0x0018, 0x0050};
inline constexpr Keyword RepetitionTime{0x0018, 0x0080};
inline constexpr Keyword EchoTime{0x0018, 0x0081};
inline constexpr Keyword InversionTime{0x0018, 0x0082};
inline constexpr Keyword ImagingFrequency{0x0018, 0x0084};
inline constexpr Keyword ImagedNucleus{0x0018, 0x0085};
inline constexpr Keyword SpacingBetweenSlices{0x0018, 0x0088};
inline constexpr Keyword SoftwareVersions{0x0018, 0x1020};
inline constexpr Keyword TriggerTime{0x0018, 0x1060};
inline constexpr Keyword GantryDetectorTilt{0x0018, 0x1120};
inline constexpr Keyword ActualFrameDuration{0x0018, 0x1242};
inline constexpr Keyword PatientPosition{0x0018, 0x5100};
inline constexpr Keyword PulseSequenceName{0x0018, 0x9005};
inline constexpr Keyword EchoPulseSequence{0x0018, 0x9008};
inline constexpr Keyword InversionRecovery{0x0018, 0x9009};
inline constexpr Keyword FlowCompensation{0x0018, 0x9010};
inline constexpr Keyword Spoiling{0x0018, 0x9016};
inline constexpr Keyword SteadyStatePulseSequence{0x0018, 0x9017};
inline constexpr Keyword EchoPlanarPulseSequence{0x0018, 0x9018};
inline constexpr Keyword MagnetizationTransfer{0x0018, 0x9020};
inline constexpr Keyword SpectrallySelectedSuppression{0x0018, 0x9025};
inline constexpr Keyword SpatialPresaturation{0x0018, 0x9027};
inline constexpr Keyword OversamplingPhase{0x0018, 0x9029};
inline constexpr Keyword SegmentedKSpaceTraversal{0x0018, 0x9033};
inline constexpr Keyword RectilinearPhaseEncodeReordering{0x0018, 0x9034};
inline constexpr Keyword PartialFourierDirection{0x0018, 0x9036};
inline constexpr Keyword FrameAcquisitionDateTime{0x0018, 0x9074};
inline constexpr Keyword DiffusionGradientDirectionSequence{0x0018, 0x9076};
inline constexpr Keyword InversionTimes{0x0018, 0x9079};
inline constexpr Keyword PartialFourier{0x0018, 0x9081};
inline constexpr Keyword EffectiveEchoTime{0x0018, 0x9082};
inline constexpr Keyword DiffusionBValue{0x0018, 0x9087};
inline constexpr Keyword DiffusionGradientOrientation{0x0018, 0x9089};
inline constexpr Keyword TransmitterFrequency{0x0018, 0x9098};
inline constexpr Keyword ResonantNucleus{0x0018, 0x9100};
inline constexpr Keyword MultienergyCTAcquisition{0x0018, 0x9361};
inline constexpr Keyword DiffusionBMatrixSequence{0x0018, 0x9601};
inline constexpr Keyword StudyInstanceUID{0x0020, 0x000d};
inline constexpr Keyword SeriesInstanceUID{0x0020, 0x000e};
inline constexpr Keyword SeriesNumber{0x0020, 0x0011};
inline constexpr Keyword AcquisitionNumber{0x0020, 0x0012};
inline constexpr Keyword InstanceNumber{0x0020, 0x0013};
inline constexpr Keyword PatientOrientation{0x0020, 0x0020};
inline constexpr Keyword ImagePositionPatient{0x0020, 0x0032};
inline constexpr Keyword ImageOrientationPatient{0x0020, 0x0037};
inline constexpr Keyword FrameOfReferenceUID{0x0020, 0x0052};
inline constexpr Keyword SliceLocation{0x0020, 0x1041};
inline constexpr Keyword ImageComments{0x0020, 0x4000};
inline constexpr Keyword FrameLaterality{0x0020, 0x9072};
inline constexpr Keyword FrameAcquisitionNumber{0x0020, 0x9156};
inline constexpr Keyword ConcatenationUID{0x0020, 0x9161};
inline constexpr Keyword InConcatenationNumber{0x0020, 0x9162};
inline constexpr Keyword InConcatenationTotalNumber{0x0020, 0x9163};
inline constexpr Keyword SamplesPerPixel{0x0028, 0x0002};
inline constexpr Keyword PhotometricInterpretation{0x0028, 0x0004};
inline constexpr Keyword PlanarConfiguration{0x0028, 0x0006};
inline constexpr Keyword NumberOfFrames{0x0028, 0x0008};
inline constexpr Keyword Rows{0x0028, 0x0010};
inline constexpr Keyword Columns{0x0028, 0x0011};
inline constexpr Keyword PixelSpacing{0x0028, 0x0030};
inline constexpr Keyword BitsAllocated{0x0028, 0x0100};
inline constexpr Keyword BitsStored{0x0028, 0x0101};
inline constexpr Keyword HighBit{0x0028, 0x0102};
inline constexpr Keyword PixelRepresentation{0x0028, 0x0103};
inline constexpr Keyword PixelPaddingValue{0x0028, 0x0120};
inline constexpr Keyword BurnedInAnnotation{0x0028, 0x0301};
inline constexpr Keyword RecognizableVisualFeatures{0x0028, 0x0302};
inline constexpr Keyword WindowCenter{0x0028, 0x1050};
inline constexpr Keyword WindowWidth{0x0028, 0x1051};
inline constexpr Keyword RescaleIntercept{0x0028, 0x1052};
inline constexpr Keyword RescaleSlope{0x0028, 0x1053};
inline constexpr Keyword WindowCenterWidthExplanation{0x0028, 0x1055};
inline constexpr Keyword VOILUTFunction{0x0028, 0x1056};
inline constexpr Keyword SegmentedRedPaletteColorLookupTableData{0x0028, 0x1221};
inline constexpr Keyword ICCProfile{0x0028, 0x2000};
inline constexpr Keyword ColorSpace{0x0028, 0x2002};
inline constexpr Keyword LossyImageCompression{0x0028, 0x2110};
inline constexpr Keyword LossyImageCompressionRatio{0x0028, 0x2112};
inline constexpr Keyword LossyImageCompressionMethod{0x0028, 0x2114};
inline constexpr Keyword LUTExplanation{0x0028, 0x3003};
inline constexpr Keyword VOILUTSequence{0x0028, 0x3010};
inline constexpr Keyword MeasurementUnitsCodeSequence{0x0040, 0x08ea};
inline constexpr Keyword RealWorldValueMappingSequence{0x0040, 0x9096};
inline constexpr Keyword LUTLabel{0x0040, 0x9210};
inline constexpr Keyword RealWorldValueLastValueMapped{0x0040, 0x9211};
inline constexpr Keyword RealWorldValueFirstValueMapped{0x0040, 0x9216};
inline constexpr Keyword EnergyWindowVector{0x0054, 0x0010};
inline constexpr Keyword DetectorVector{0x0054, 0x0020};
inline constexpr Keyword DetectorInformationSequence{0x0054, 0x0022};
inline constexpr Keyword PhaseVector{0x0054, 0x0030};
inline constexpr Keyword RotationVector{0x0054, 0x0050};
inline constexpr Keyword RRIntervalVector{0x0054, 0x0060};
inline constexpr Keyword TimeSlotVector{0x0054, 0x0070};
inline constexpr Keyword SliceVector{0x0054, 0x0080};
inline constexpr Keyword NumberOfSlices{0x0054, 0x0081};
inline constexpr Keyword TimeSliceVector{0x0054, 0x0100};
inline constexpr Keyword PatientOrientationCodeSequence{0x0054, 0x0410};
inline constexpr Keyword FrameReferenceTime{0x0054, 0x1300};
inline constexpr Keyword DecayFactor{0x0054, 0x1321};
inline constexpr Keyword ImageIndex{0x0054, 0x1330};
inline constexpr Keyword IconImageSequence{0x0088, 0x0200};
inline constexpr Keyword EncryptedAttributesSequence{0x0400, 0x0500};
inline constexpr Keyword OriginalAttributesSequence{0x0400, 0x0561};
inline constexpr Keyword MACParametersSequence{0x4ffe, 0x0001};
inline constexpr Keyword ExtendedOffsetTable{0x7fe0, 0x0001};
inline constexpr Keyword PixelData{0x7fe0, 0x0010};
} // namespace keyword
} // namespace mpr
#endif
