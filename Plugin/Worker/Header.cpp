// SPDX-License-Identifier: GPL-3.0-or-later
// The allow-list as a table, module by module (sections of PS3.3), and the rules that walk it.
#include "Header.hpp"

#include <algorithm>
#include <vector>

namespace mpr
{
// clang-format off
static constexpr Entry ENTRIES[] = {
    // Patient + Clinical Trial Subject (C.7.1.1, C.7.1.3)
    {0x0008, 0x1120, VR::SQ, Rule::Keep, ALL, "ReferencedPatientSequence"},
    {0x0010, 0x0010, VR::PN, Rule::KeepOrEmpty, ALL, "PatientName"},
    {0x0010, 0x0020, VR::LO, Rule::KeepOrEmpty, ALL, "PatientID"},
    {0x0010, 0x0021, VR::LO, Rule::Keep, ALL, "IssuerOfPatientID"},
    {0x0010, 0x0022, VR::CS, Rule::Keep, ALL, "TypeOfPatientID"},
    {0x0010, 0x0024, VR::SQ, Rule::Keep, ALL, "IssuerOfPatientIDQualifiersSequence"},
    {0x0010, 0x0026, VR::SQ, Rule::Keep, ALL, "SourcePatientGroupIdentificationSequence"},
    {0x0010, 0x0027, VR::SQ, Rule::Keep, ALL, "GroupOfPatientsIdentificationSequence"},
    {0x0010, 0x0030, VR::DA, Rule::KeepOrEmpty, ALL, "PatientBirthDate"},
    {0x0010, 0x0032, VR::TM, Rule::Keep, ALL, "PatientBirthTime"},
    {0x0010, 0x0040, VR::CS, Rule::KeepOrEmpty, ALL, "PatientSex"},
    {0x0010, 0x0200, VR::CS, Rule::Keep, ALL, "QualityControlSubject"},
    {0x0010, 0x0212, VR::UC, Rule::Keep, ALL, "StrainDescription"},
    {0x0010, 0x0213, VR::LO, Rule::Keep, ALL, "StrainNomenclature"},
    {0x0010, 0x0216, VR::SQ, Rule::Keep, ALL, "StrainStockSequence"},
    {0x0010, 0x0218, VR::UT, Rule::Keep, ALL, "StrainAdditionalInformation"},
    {0x0010, 0x0219, VR::SQ, Rule::Keep, ALL, "StrainCodeSequence"},
    {0x0010, 0x0221, VR::SQ, Rule::Keep, ALL, "GeneticModificationsSequence"},
    {0x0010, 0x1001, VR::PN, Rule::Keep, ALL, "OtherPatientNames"},
    {0x0010, 0x1002, VR::SQ, Rule::Keep, ALL, "OtherPatientIDsSequence"},
    {0x0010, 0x1100, VR::SQ, Rule::Keep, ALL, "ReferencedPatientPhotoSequence"},
    {0x0010, 0x2160, VR::SH, Rule::Keep, ALL, "EthnicGroup"},
    {0x0010, 0x2201, VR::LO, Rule::Keep, ALL, "PatientSpeciesDescription"},
    {0x0010, 0x2202, VR::SQ, Rule::Keep, ALL, "PatientSpeciesCodeSequence"},
    {0x0010, 0x2292, VR::LO, Rule::Keep, ALL, "PatientBreedDescription"},
    {0x0010, 0x2293, VR::SQ, Rule::Keep, ALL, "PatientBreedCodeSequence"},
    {0x0010, 0x2294, VR::SQ, Rule::Keep, ALL, "BreedRegistrationSequence"},
    {0x0010, 0x2297, VR::PN, Rule::Keep, ALL, "ResponsiblePerson"},
    {0x0010, 0x2298, VR::CS, Rule::Keep, ALL, "ResponsiblePersonRole"},
    {0x0010, 0x2299, VR::LO, Rule::Keep, ALL, "ResponsibleOrganization"},
    {0x0010, 0x4000, VR::LT, Rule::Keep, ALL, "PatientComments"},
    {0x0012, 0x0010, VR::LO, Rule::Keep, ALL, "ClinicalTrialSponsorName"},
    {0x0012, 0x0020, VR::LO, Rule::Keep, ALL, "ClinicalTrialProtocolID"},
    {0x0012, 0x0021, VR::LO, Rule::Keep, ALL, "ClinicalTrialProtocolName"},
    {0x0012, 0x0030, VR::LO, Rule::Keep, ALL, "ClinicalTrialSiteID"},
    {0x0012, 0x0031, VR::LO, Rule::Keep, ALL, "ClinicalTrialSiteName"},
    {0x0012, 0x0040, VR::LO, Rule::Keep, ALL, "ClinicalTrialSubjectID"},
    {0x0012, 0x0042, VR::LO, Rule::Keep, ALL, "ClinicalTrialSubjectReadingID"},
    {0x0012, 0x0062, VR::CS, Rule::Keep, ALL, "PatientIdentityRemoved"},
    {0x0012, 0x0063, VR::LO, Rule::Keep, ALL, "DeidentificationMethod"},
    {0x0012, 0x0064, VR::SQ, Rule::Keep, ALL, "DeidentificationMethodCodeSequence"},
    {0x0012, 0x0081, VR::LO, Rule::Keep, ALL, "ClinicalTrialProtocolEthicsCommitteeName"},
    {0x0012, 0x0082, VR::LO, Rule::Keep, ALL, "ClinicalTrialProtocolEthicsCommitteeApprovalNumber"},
    // General Study, Patient Study, Clinical Trial Study (C.7.2.1-3)
    {0x0008, 0x0020, VR::DA, Rule::KeepOrEmpty, ALL, "StudyDate"},
    {0x0008, 0x0030, VR::TM, Rule::KeepOrEmpty, ALL, "StudyTime"},
    {0x0008, 0x0050, VR::SH, Rule::KeepOrEmpty, ALL, "AccessionNumber"},
    {0x0008, 0x0051, VR::SQ, Rule::Keep, ALL, "IssuerOfAccessionNumberSequence"},
    {0x0008, 0x0090, VR::PN, Rule::KeepOrEmpty, ALL, "ReferringPhysicianName"},
    {0x0008, 0x0096, VR::SQ, Rule::Keep, ALL, "ReferringPhysicianIdentificationSequence"},
    {0x0008, 0x009C, VR::PN, Rule::Keep, ALL, "ConsultingPhysicianName"},
    {0x0008, 0x009D, VR::SQ, Rule::Keep, ALL, "ConsultingPhysicianIdentificationSequence"},
    {0x0008, 0x1030, VR::LO, Rule::Keep, ALL, "StudyDescription"},
    {0x0008, 0x1032, VR::SQ, Rule::Keep, ALL, "ProcedureCodeSequence"},
    {0x0008, 0x1048, VR::PN, Rule::Keep, ALL, "PhysiciansOfRecord"},
    {0x0008, 0x1049, VR::SQ, Rule::Keep, ALL, "PhysiciansOfRecordIdentificationSequence"},
    {0x0008, 0x1060, VR::PN, Rule::Keep, ALL, "NameOfPhysiciansReadingStudy"},
    {0x0008, 0x1062, VR::SQ, Rule::Keep, ALL, "PhysiciansReadingStudyIdentificationSequence"},
    {0x0008, 0x1080, VR::LO, Rule::Keep, ALL, "AdmittingDiagnosesDescription"},
    {0x0008, 0x1084, VR::SQ, Rule::Keep, ALL, "AdmittingDiagnosesCodeSequence"},
    {0x0008, 0x1110, VR::SQ, Rule::Keep, ALL, "ReferencedStudySequence"},
    {0x0010, 0x1010, VR::AS, Rule::Keep, ALL, "PatientAge"},
    {0x0010, 0x1020, VR::DS, Rule::Keep, ALL, "PatientSize"},
    {0x0010, 0x1021, VR::SQ, Rule::Keep, ALL, "PatientSizeCodeSequence"},
    {0x0010, 0x1022, VR::DS, Rule::Keep, ALL, "PatientBodyMassIndex"},
    {0x0010, 0x1023, VR::DS, Rule::Keep, ALL, "MeasuredAPDimension"},
    {0x0010, 0x1024, VR::DS, Rule::Keep, ALL, "MeasuredLateralDimension"},
    {0x0010, 0x1030, VR::DS, Rule::Keep, ALL, "PatientWeight"},
    {0x0010, 0x2000, VR::LO, Rule::Keep, ALL, "MedicalAlerts"},
    {0x0010, 0x2110, VR::LO, Rule::Keep, ALL, "Allergies"},
    {0x0010, 0x2180, VR::SH, Rule::Keep, ALL, "Occupation"},
    {0x0010, 0x21A0, VR::CS, Rule::Keep, ALL, "SmokingStatus"},
    {0x0010, 0x21B0, VR::LT, Rule::Keep, ALL, "AdditionalPatientHistory"},
    {0x0010, 0x21C0, VR::US, Rule::Keep, ALL, "PregnancyStatus"},
    {0x0010, 0x21D0, VR::DA, Rule::Keep, ALL, "LastMenstrualDate"},
    {0x0010, 0x2203, VR::CS, Rule::Keep, ALL, "PatientSexNeutered"},
    {0x0012, 0x0050, VR::LO, Rule::Keep, ALL, "ClinicalTrialTimePointID"},
    {0x0012, 0x0051, VR::ST, Rule::Keep, ALL, "ClinicalTrialTimePointDescription"},
    {0x0012, 0x0083, VR::SQ, Rule::Keep, ALL, "ConsentForClinicalTrialUseSequence"},
    {0x0020, 0x000D, VR::UI, Rule::Keep, ALL, "StudyInstanceUID"},
    {0x0020, 0x0010, VR::SH, Rule::KeepOrEmpty, ALL, "StudyID"},
    {0x0032, 0x1034, VR::SQ, Rule::Keep, ALL, "RequestingServiceCodeSequence"},
    {0x0032, 0x1066, VR::UT, Rule::Keep, ALL, "ReasonForVisit"},
    {0x0032, 0x1067, VR::SQ, Rule::Keep, ALL, "ReasonForVisitCodeSequence"},
    {0x0038, 0x0010, VR::LO, Rule::Keep, ALL, "AdmissionID"},
    {0x0038, 0x0014, VR::SQ, Rule::Keep, ALL, "IssuerOfAdmissionIDSequence"},
    {0x0038, 0x0060, VR::LO, Rule::Keep, ALL, "ServiceEpisodeID"},
    {0x0038, 0x0062, VR::LO, Rule::Keep, ALL, "ServiceEpisodeDescription"},
    {0x0038, 0x0064, VR::SQ, Rule::Keep, ALL, "IssuerOfServiceEpisodeIDSequence"},
    {0x0038, 0x0500, VR::LO, Rule::Keep, ALL, "PatientState"},
    {0x0040, 0x1012, VR::SQ, Rule::Keep, ALL, "ReasonForPerformedProcedureCodeSequence"},
    // General Series, Clinical Trial Series, Frame of Reference, SOP Common (C.7.3.1-2, C.7.4.1, C.12.1)
    {0x0008, 0x0005, VR::CS, Rule::Keep, ALL, "SpecificCharacterSet"},
    {0x0008, 0x0060, VR::CS, Rule::Keep, ALL, "Modality"},
    {0x0008, 0x0201, VR::SH, Rule::Keep, ALL, "TimezoneOffsetFromUTC"},
    {0x0008, 0x1050, VR::PN, Rule::Keep, ALL, "PerformingPhysicianName"},
    {0x0008, 0x1052, VR::SQ, Rule::Keep, ALL, "PerformingPhysicianIdentificationSequence"},
    {0x0010, 0x2210, VR::CS, Rule::Keep, ALL, "AnatomicalOrientationType"},
    {0x0012, 0x0060, VR::LO, Rule::Keep, ALL, "ClinicalTrialCoordinatingCenterName"},
    {0x0012, 0x0071, VR::LO, Rule::Keep, ALL, "ClinicalTrialSeriesID"},
    {0x0012, 0x0072, VR::LO, Rule::Keep, ALL, "ClinicalTrialSeriesDescription"},
    {0x0018, 0x0015, VR::CS, Rule::Common, ALL, "BodyPartExamined"},
    {0x0018, 0x1030, VR::LO, Rule::Common, ALL, "ProtocolName"},
    {0x0018, 0x5100, VR::CS, Rule::CommonOrEmpty, CT | MR, "PatientPosition"},
    {0x0018, 0x5100, VR::CS, Rule::Common, PET | SC, "PatientPosition"},
    {0x0020, 0x0052, VR::UI, Rule::Common, ALL, "FrameOfReferenceUID"},
    {0x0020, 0x0060, VR::CS, Rule::Common, ALL, "Laterality"},
    {0x0020, 0x1040, VR::LO, Rule::CommonOrEmpty, ALL, "PositionReferenceIndicator"},
    {0x0028, 0x0303, VR::CS, Rule::Keep, ALL, "LongitudinalTemporalInformationModified"},
    {0x0040, 0x0275, VR::SQ, Rule::Keep, ALL, "RequestAttributesSequence"},
    // General Acquisition, General Image, General Anatomy (C.7.10.1, C.7.6.1, 10.5)
    {0x0008, 0x0017, VR::UI, Rule::Common, ALL, "AcquisitionUID"},
    {0x0008, 0x2218, VR::SQ, Rule::Common, ALL, "AnatomicRegionSequence"},
    {0x0008, 0x2228, VR::SQ, Rule::Common, ALL, "PrimaryAnatomicStructureSequence"},
    {0x0008, 0x3010, VR::UI, Rule::Common, ALL, "IrradiationEventUID"},
    {0x0020, 0x0012, VR::IS, Rule::Common, MR | PET | SC, "AcquisitionNumber"},
    {0x0020, 0x0062, VR::CS, Rule::Common, ALL, "ImageLaterality"},
    {0x0028, 0x0300, VR::CS, Rule::Common, ALL, "QualityControlImage"},
    {0x2050, 0x0020, VR::CS, Rule::Common, ALL, "PresentationLUTShape"},
    // CT Image, Contrast/Bolus (C.8.2.1, C.7.6.4)
    {0x0018, 0x0010, VR::LO, Rule::Common, CT | MR, "ContrastBolusAgent"},
    {0x0018, 0x0012, VR::SQ, Rule::Common, CT | MR, "ContrastBolusAgentSequence"},
    {0x0018, 0x0014, VR::SQ, Rule::Common, CT | MR, "ContrastBolusAdministrationRouteSequence"},
    {0x0018, 0x0022, VR::CS, Rule::Common, CT, "ScanOptions"},
    {0x0018, 0x0060, VR::DS, Rule::CommonOrEmpty, CT, "KVP"},
    {0x0018, 0x1040, VR::LO, Rule::Common, CT | MR, "ContrastBolusRoute"},
    {0x0018, 0x1041, VR::DS, Rule::Common, CT | MR, "ContrastBolusVolume"},
    {0x0018, 0x1042, VR::TM, Rule::Common, CT | MR, "ContrastBolusStartTime"},
    {0x0018, 0x1043, VR::TM, Rule::Common, CT | MR, "ContrastBolusStopTime"},
    {0x0018, 0x1044, VR::DS, Rule::Common, CT | MR, "ContrastBolusTotalDose"},
    {0x0018, 0x1046, VR::DS, Rule::Common, CT | MR, "ContrastFlowRate"},
    {0x0018, 0x1047, VR::DS, Rule::Common, CT | MR, "ContrastFlowDuration"},
    {0x0018, 0x1048, VR::CS, Rule::Common, CT | MR, "ContrastBolusIngredient"},
    {0x0018, 0x1049, VR::DS, Rule::Common, CT | MR, "ContrastBolusIngredientConcentration"},
    {0x0018, 0x1160, VR::SH, Rule::Common, CT, "FilterType"},
    {0x0018, 0x1210, VR::SH, Rule::Common, CT, "ConvolutionKernel"},
    {0x0020, 0x0012, VR::IS, Rule::CommonOrEmpty, CT, "AcquisitionNumber"},
    {0x0028, 0x1054, VR::LO, Rule::Use, ALL, "RescaleType"},
    // Multi-energy CT (C.8.2.2), copied whole when all identical, or not at all
    {0x0018, 0x9361, VR::CS, Rule::Block, CT, "MultienergyCTAcquisition"},
    {0x0018, 0x9362, VR::SQ, Rule::Block, CT, "MultienergyCTAcquisitionSequence"},
    {0x0018, 0x9363, VR::SQ, Rule::Block, CT, "MultienergyCTProcessingSequence"},
    {0x0018, 0x9364, VR::SQ, Rule::Block, CT, "MultienergyCTCharacteristicsSequence"},
    // MR Image (C.8.3.1; b-value and gradient are extended attributes, kept because the source had them)
    {0x0018, 0x0020, VR::CS, Rule::Common, MR, "ScanningSequence"},
    {0x0018, 0x0021, VR::CS, Rule::Common, MR, "SequenceVariant"},
    {0x0018, 0x0022, VR::CS, Rule::CommonOrEmpty, MR, "ScanOptions"},
    {0x0018, 0x0023, VR::CS, Rule::CommonOrEmpty, MR, "MRAcquisitionType"},
    {0x0018, 0x0024, VR::SH, Rule::Common, MR, "SequenceName"},
    {0x0018, 0x0025, VR::CS, Rule::Common, MR, "AngioFlag"},
    {0x0018, 0x0080, VR::DS, Rule::Common, MR, "RepetitionTime"},
    {0x0018, 0x0081, VR::DS, Rule::CommonOrEmpty, MR, "EchoTime"},
    {0x0018, 0x0082, VR::DS, Rule::Common, MR, "InversionTime"},
    {0x0018, 0x0083, VR::DS, Rule::Common, MR, "NumberOfAverages"},
    {0x0018, 0x0084, VR::DS, Rule::Common, MR, "ImagingFrequency"},
    {0x0018, 0x0085, VR::SH, Rule::Common, MR, "ImagedNucleus"},
    {0x0018, 0x0086, VR::IS, Rule::Common, MR, "EchoNumbers"},
    {0x0018, 0x0087, VR::DS, Rule::Common, MR, "MagneticFieldStrength"},
    {0x0018, 0x0091, VR::IS, Rule::CommonOrEmpty, MR, "EchoTrainLength"},
    {0x0018, 0x1060, VR::DS, Rule::Common, MR, "TriggerTime"},
    {0x0018, 0x1250, VR::SH, Rule::Common, MR, "ReceiveCoilName"},
    {0x0018, 0x1251, VR::SH, Rule::Common, MR, "TransmitCoilName"},
    {0x0018, 0x1314, VR::DS, Rule::Common, MR, "FlipAngle"},
    {0x0018, 0x1315, VR::CS, Rule::Common, MR, "VariableFlipAngleFlag"},
    {0x0018, 0x9087, VR::FD, Rule::Common, MR, "DiffusionBValue"},
    {0x0018, 0x9089, VR::FD, Rule::Common, MR, "DiffusionGradientOrientation"},
    {0x0020, 0x0100, VR::IS, Rule::Common, MR, "TemporalPositionIdentifier"},
    {0x0020, 0x0105, VR::IS, Rule::Common, MR, "NumberOfTemporalPositions"},
    // PET Series, Isotope, Multi-gated, Image, NM/PET Patient Orientation (C.8.9.1-4, C.8.4.6)
    {0x0008, 0x0021, VR::DA, Rule::Keep, PET, "SeriesDate"},
    {0x0008, 0x0031, VR::TM, Rule::Keep, PET, "SeriesTime"},
    {0x0008, 0x1250, VR::SQ, Rule::Use, PET, "RelatedSeriesSequence"},
    {0x0018, 0x0026, VR::SQ, Rule::Common, PET, "InterventionDrugInformationSequence"},
    {0x0018, 0x1060, VR::DS, Rule::Common, PET, "TriggerTime"},
    {0x0018, 0x1062, VR::IS, Rule::Common, PET, "NominalInterval"},
    {0x0018, 0x1063, VR::DS, Rule::Common, PET, "FrameTime"},
    {0x0018, 0x1064, VR::LO, Rule::Common, PET, "CardiacFramingType"},
    {0x0018, 0x1080, VR::CS, Rule::Common, PET, "BeatRejectionFlag"},
    {0x0018, 0x1081, VR::IS, Rule::Common, PET, "LowRRValue"},
    {0x0018, 0x1082, VR::IS, Rule::Common, PET, "HighRRValue"},
    {0x0018, 0x1083, VR::IS, Rule::Common, PET, "IntervalsAcquired"},
    {0x0018, 0x1084, VR::IS, Rule::Common, PET, "IntervalsRejected"},
    {0x0018, 0x1085, VR::LO, Rule::Common, PET, "PVCRejection"},
    {0x0018, 0x1086, VR::IS, Rule::Common, PET, "SkipBeats"},
    {0x0018, 0x1088, VR::IS, Rule::Common, PET, "HeartRate"},
    {0x0018, 0x1181, VR::CS, Rule::CommonOrEmpty, PET, "CollimatorType"},
    {0x0018, 0x1210, VR::SH, Rule::Common, PET, "ConvolutionKernel"},
    {0x0028, 0x0051, VR::CS, Rule::CommonOrEmpty, PET, "CorrectedImage"},
    {0x0040, 0x0555, VR::SQ, Rule::Common, PET, "AcquisitionContextSequence"},
    {0x0054, 0x0016, VR::SQ, Rule::Keep, PET, "RadiopharmaceuticalInformationSequence"},
    {0x0054, 0x0061, VR::US, Rule::Keep, PET, "NumberOfRRIntervals"},
    {0x0054, 0x0071, VR::US, Rule::Keep, PET, "NumberOfTimeSlots"},
    {0x0054, 0x0101, VR::US, Rule::Keep, PET, "NumberOfTimeSlices"},
    {0x0054, 0x0410, VR::SQ, Rule::KeepOrEmpty, PET, "PatientOrientationCodeSequence"},
    {0x0054, 0x0414, VR::SQ, Rule::KeepOrEmpty, PET, "PatientGantryRelationshipCodeSequence"},
    {0x0054, 0x1000, VR::CS, Rule::Keep, PET, "SeriesType"},
    {0x0054, 0x1001, VR::CS, Rule::Keep, PET, "Units"},
    {0x0054, 0x1002, VR::CS, Rule::Keep, PET, "CountsSource"},
    {0x0054, 0x1004, VR::CS, Rule::Keep, PET, "ReprojectionMethod"},
    {0x0054, 0x1100, VR::CS, Rule::Common, PET, "RandomsCorrectionMethod"},
    {0x0054, 0x1101, VR::LO, Rule::Common, PET, "AttenuationCorrectionMethod"},
    {0x0054, 0x1102, VR::CS, Rule::Keep, PET, "DecayCorrection"},
    {0x0054, 0x1103, VR::LO, Rule::Common, PET, "ReconstructionMethod"},
    {0x0054, 0x1105, VR::LO, Rule::Common, PET, "ScatterCorrectionMethod"},
    {0x0054, 0x1322, VR::DS, Rule::Common, PET, "DoseCalibrationFactor"},
    {0x0054, 0x1323, VR::DS, Rule::Common, PET, "ScatterFractionFactor"},
    // Equipment (C.7.5.1), moved
    {0x0018, 0x1204, VR::DA, Rule::Move, ALL, "DateOfManufacture"},
    {0x0018, 0x1205, VR::DA, Rule::Move, ALL, "DateOfInstallation"},
    {0x0008, 0x0070, VR::LO, Rule::Move, ALL, "Manufacturer"},
    {0x0008, 0x0080, VR::LO, Rule::Move, ALL, "InstitutionName"},
    {0x0008, 0x0081, VR::ST, Rule::Move, ALL, "InstitutionAddress"},
    {0x0008, 0x1010, VR::SH, Rule::Move, ALL, "StationName"},
    {0x0008, 0x1040, VR::LO, Rule::Move, ALL, "InstitutionalDepartmentName"},
    {0x0008, 0x1041, VR::SQ, Rule::Move, ALL, "InstitutionalDepartmentTypeCodeSequence"},
    {0x0008, 0x1070, VR::PN, Rule::Move, ALL, "OperatorsName"},
    {0x0008, 0x1072, VR::SQ, Rule::Move, ALL, "OperatorIdentificationSequence"},
    {0x0008, 0x1090, VR::LO, Rule::Move, ALL, "ManufacturerModelName"},
    {0x0018, 0x1000, VR::LO, Rule::Move, ALL, "DeviceSerialNumber"},
    {0x0018, 0x1002, VR::UI, Rule::Move, ALL, "DeviceUID"},
    {0x0018, 0x100A, VR::SQ, Rule::Move, ALL, "UDISequence"},
    {0x0018, 0x1020, VR::LO, Rule::Move, ALL, "SoftwareVersions"},
    {0x0018, 0x1050, VR::DS, Rule::Move, ALL, "SpatialResolution"},
    {0x0018, 0x1200, VR::DA, Rule::Move, ALL, "DateOfLastCalibration"},
    {0x0018, 0x1201, VR::TM, Rule::Move, ALL, "TimeOfLastCalibration"},
    // What the writer computes from (dicom-output recipe: G)
    {0x0002, 0x0010, VR::UI, Rule::Use, ALL, "TransferSyntaxUID"},
    {0x0008, 0x0008, VR::CS, Rule::Use, ALL, "ImageType"},
    {0x0008, 0x0016, VR::UI, Rule::Use, ALL, "SOPClassUID"},
    {0x0008, 0x0018, VR::UI, Rule::Use, ALL, "SOPInstanceUID"},
    {0x0008, 0x0022, VR::DA, Rule::Use, ALL, "AcquisitionDate"},
    {0x0008, 0x002A, VR::DT, Rule::Use, ALL, "AcquisitionDateTime"},
    {0x0008, 0x0032, VR::TM, Rule::Use, ALL, "AcquisitionTime"},
    {0x0008, 0x103E, VR::LO, Rule::Use, ALL, "SeriesDescription"},
    {0x0008, 0x1160, VR::IS, Rule::Use, ALL, "ReferencedFrameNumber"}, // of the frame, in a file of many
    {0x0008, 0x9215, VR::SQ, Rule::Use, ALL, "DerivationCodeSequence"},
    {0x0018, 0x1242, VR::IS, Rule::Use, PET, "ActualFrameDuration"},
    {0x0018, 0xA001, VR::SQ, Rule::Use, ALL, "ContributingEquipmentSequence"},
    {0x0020, 0x000E, VR::UI, Rule::Use, ALL, "SeriesInstanceUID"},
    {0x0020, 0x0011, VR::IS, Rule::Use, ALL, "SeriesNumber"},
    {0x0028, 0x0008, VR::IS, Rule::Use, ALL, "NumberOfFrames"},
    {0x0028, 0x0030, VR::DS, Rule::Use, ALL, "PixelSpacing"},
    {0x0028, 0x0301, VR::CS, Rule::Use, ALL, "BurnedInAnnotation"},
    {0x0028, 0x0302, VR::CS, Rule::Use, ALL, "RecognizableVisualFeatures"},
    {0x0028, 0x1050, VR::DS, Rule::Use, ALL, "WindowCenter"},
    {0x0028, 0x1051, VR::DS, Rule::Use, ALL, "WindowWidth"},
    {0x0028, 0x1052, VR::DS, Rule::Use, ALL, "RescaleIntercept"},
    {0x0028, 0x1053, VR::DS, Rule::Use, ALL, "RescaleSlope"},
    {0x0028, 0x1055, VR::LO, Rule::Use, ALL, "WindowCenterWidthExplanation"},
    {0x0028, 0x1056, VR::CS, Rule::Use, ALL, "VOILUTFunction"},
    {0x0028, 0x2000, VR::OB, Rule::Common, SC, "ICCProfile"},
    {0x0028, 0x2002, VR::CS, Rule::Common, SC, "ColorSpace"},
    {0x0028, 0x2110, VR::CS, Rule::Use, ALL, "LossyImageCompression"},
    {0x0028, 0x2112, VR::DS, Rule::Use, ALL, "LossyImageCompressionRatio"},
    {0x0028, 0x2114, VR::CS, Rule::Use, ALL, "LossyImageCompressionMethod"},
    {0x0028, 0x3010, VR::SQ, Rule::Use, ALL, "VOILUTSequence"},
    {0x0040, 0x9096, VR::SQ, Rule::Use, ALL, "RealWorldValueMappingSequence"},
    {0x0054, 0x1300, VR::DS, Rule::Use, PET, "FrameReferenceTime"},
    {0x0054, 0x1321, VR::DS, Rule::Use, PET, "DecayFactor"},
};
// clang-format on

const Entry *AllowList::begin() const
{
    return std::begin(ENTRIES);
}

const Entry *AllowList::end() const
{
    return std::end(ENTRIES);
}

Iod iodOf(MprFamily family)
{
    switch (family) {
    case MPR_FAMILY_CT:
        return CT;
    case MPR_FAMILY_MR:
        return MR;
    case MPR_FAMILY_PET:
        return PET;
    default:
        return SC;
    }
}

// A reference without an identifier refers to nothing (real files have such items).
static DataElement withoutEmptyReferences(const DataElement &sequence)
{
    DataSet holder;
    holder.Insert(sequence);
    const Items items(holder, sequence.GetTag());
    std::vector<DataSet> kept;
    for (size_t index = 0; index < items.count(); index++) {
        if (!text(items[index], Tag(0x0008, 0x1155)).empty()) {
            kept.push_back(items[index]);
        }
    }
    putItems(holder, sequence.GetTag(), kept);
    return kept.empty() ? DataElement() : holder.GetDataElement(sequence.GetTag());
}

static bool isReference(const Tag &tag)
{
    return tag == Tag(0x0008, 0x1110) || tag == Tag(0x0008, 0x1120);
}

static std::vector<const Entry *> entriesByTag()
{
    std::vector<const Entry *> entries;
    for (const Entry &entry : ENTRIES) {
        entries.push_back(&entry);
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry *one, const Entry *other) { return one->tag() < other->tag(); });
    return entries;
}

static void pack(const DataElement &source, const Entry &entry, std::string &block)
{
    DataElement element = cleaned(source, entry.vr);
    if (isReference(entry.tag())) {
        element = withoutEmptyReferences(element);
    }
    if (element.GetTag() == entry.tag()) {
        Attributes::append(element, block);
    }
}

// A dataset has fewer elements than the table, and both are in the order of tags, as a block is.
std::string packAllowed(const DataSet &dataset, Iod iod)
{
    static const std::vector<const Entry *> entries = entriesByTag();
    std::string block;
    auto next = entries.begin();
    for (const DataElement &element : dataset.GetDES()) {
        while (next != entries.end() && (*next)->tag() < element.GetTag()) {
            ++next;
        }
        for (auto same = next; same != entries.end() && (*same)->tag() == element.GetTag(); ++same) {
            if (((*same)->iods & iod) != 0) {
                pack(element, **same, block);
                break;
            }
        }
    }
    return block;
}

static std::string_view select(const Sources &sources, const Entry &entry, bool isBlockCommon)
{
    switch (entry.rule) {
    case Rule::Keep:
    case Rule::KeepOrEmpty:
        return sources.referenceFrame().encoded(entry.tag());
    case Rule::Common:
    case Rule::CommonOrEmpty:
        return sources.common(entry.tag());
    case Rule::Block:
        return isBlockCommon ? sources.common(entry.tag()) : std::string_view();
    default:
        return {};
    }
}

static void putEmpty(DataSet &dataset, const Entry &entry)
{
    if (entry.vr == VR::SQ) {
        putItems(dataset, entry.tag(), {});
    } else {
        putBytes(dataset, entry.tag(), entry.vr, "", 0);
    }
}

// Is every attribute of the block the same in all frames, missing ones included?
static bool isBlockTheSame(const Sources &sources)
{
    return std::all_of(std::begin(ENTRIES), std::end(ENTRIES), [&](const Entry &entry) {
        return entry.rule != Rule::Block || !sources.common(entry.tag()).empty() ||
               std::all_of(sources.frames.begin(), sources.frames.end(),
                           [&](const Attributes &frame) { return frame.encoded(entry.tag()).empty(); });
    });
}

void copyAllowed(const Sources &sources, Iod iod, DataSet &derived)
{
    const bool isBlockCommon = isBlockTheSame(sources);
    for (const Entry &entry : ENTRIES) {
        if ((entry.iods & iod) == 0) {
            continue;
        }
        const std::string_view encoded = select(sources, entry, isBlockCommon);
        if (!encoded.empty()) {
            derived.Replace(decodedElement(encoded));
        } else if (entry.rule == Rule::KeepOrEmpty || entry.rule == Rule::CommonOrEmpty) {
            putEmpty(derived, entry);
        }
    }
}

DataSet movedEquipment(const Sources &sources)
{
    DataSet moved;
    for (const Entry &entry : ENTRIES) {
        const std::string_view encoded = sources.referenceFrame().encoded(entry.tag());
        if (entry.rule == Rule::Move && !encoded.empty()) {
            moved.Replace(decodedElement(encoded));
        }
    }
    return moved;
}
} // namespace mpr
