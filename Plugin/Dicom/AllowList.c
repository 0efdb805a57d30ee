/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The allow-list as a table, module by module (sections of PS3.3). */
#include "AllowList.h"

#include "Elements.h"

#include <pthread.h>
#include <stdlib.h>

/* Short names, so that a row is a line. */
enum {
    AS = MPR_VR_AS,
    CS = MPR_VR_CS,
    DA = MPR_VR_DA,
    DS = MPR_VR_DS,
    DT = MPR_VR_DT,
    FD = MPR_VR_FD,
    IS = MPR_VR_IS,
    LO = MPR_VR_LO,
    LT = MPR_VR_LT,
    OB = MPR_VR_OB,
    PN = MPR_VR_PN,
    SH = MPR_VR_SH,
    SQ = MPR_VR_SQ,
    ST = MPR_VR_ST,
    TM = MPR_VR_TM,
    UC = MPR_VR_UC,
    UI = MPR_VR_UI,
    US = MPR_VR_US,
    UT = MPR_VR_UT
};
enum {
    KEEP = MPR_RULE_KEEP,
    KEEP_OR_EMPTY = MPR_RULE_KEEP_OR_EMPTY,
    COMMON = MPR_RULE_COMMON,
    COMMON_OR_EMPTY = MPR_RULE_COMMON_OR_EMPTY,
    BLOCK = MPR_RULE_BLOCK,
    MOVE = MPR_RULE_MOVE,
    USE = MPR_RULE_USE
};
enum { CT = MPR_IOD_CT, MR = MPR_IOD_MR, PET = MPR_IOD_PET, SC = MPR_IOD_SC, ALL = MPR_IOD_ALL };

/* clang-format off */
static const MprAttribute ATTRIBUTES[] = {
    /* Patient + Clinical Trial Subject (C.7.1.1, C.7.1.3) */
    {0x0008, 0x1120, SQ, KEEP, ALL, "ReferencedPatientSequence"},
    {0x0010, 0x0010, PN, KEEP_OR_EMPTY, ALL, "PatientName"},
    {0x0010, 0x0020, LO, KEEP_OR_EMPTY, ALL, "PatientID"},
    {0x0010, 0x0021, LO, KEEP, ALL, "IssuerOfPatientID"},
    {0x0010, 0x0022, CS, KEEP, ALL, "TypeOfPatientID"},
    {0x0010, 0x0024, SQ, KEEP, ALL, "IssuerOfPatientIDQualifiersSequence"},
    {0x0010, 0x0026, SQ, KEEP, ALL, "SourcePatientGroupIdentificationSequence"},
    {0x0010, 0x0027, SQ, KEEP, ALL, "GroupOfPatientsIdentificationSequence"},
    {0x0010, 0x0030, DA, KEEP_OR_EMPTY, ALL, "PatientBirthDate"},
    {0x0010, 0x0032, TM, KEEP, ALL, "PatientBirthTime"},
    {0x0010, 0x0040, CS, KEEP_OR_EMPTY, ALL, "PatientSex"},
    {0x0010, 0x0200, CS, KEEP, ALL, "QualityControlSubject"},
    {0x0010, 0x0212, UC, KEEP, ALL, "StrainDescription"},
    {0x0010, 0x0213, LO, KEEP, ALL, "StrainNomenclature"},
    {0x0010, 0x0216, SQ, KEEP, ALL, "StrainStockSequence"},
    {0x0010, 0x0218, UT, KEEP, ALL, "StrainAdditionalInformation"},
    {0x0010, 0x0219, SQ, KEEP, ALL, "StrainCodeSequence"},
    {0x0010, 0x0221, SQ, KEEP, ALL, "GeneticModificationsSequence"},
    {0x0010, 0x1001, PN, KEEP, ALL, "OtherPatientNames"},
    {0x0010, 0x1002, SQ, KEEP, ALL, "OtherPatientIDsSequence"},
    {0x0010, 0x1100, SQ, KEEP, ALL, "ReferencedPatientPhotoSequence"},
    {0x0010, 0x2160, SH, KEEP, ALL, "EthnicGroup"},
    {0x0010, 0x2201, LO, KEEP, ALL, "PatientSpeciesDescription"},
    {0x0010, 0x2202, SQ, KEEP, ALL, "PatientSpeciesCodeSequence"},
    {0x0010, 0x2292, LO, KEEP, ALL, "PatientBreedDescription"},
    {0x0010, 0x2293, SQ, KEEP, ALL, "PatientBreedCodeSequence"},
    {0x0010, 0x2294, SQ, KEEP, ALL, "BreedRegistrationSequence"},
    {0x0010, 0x2297, PN, KEEP, ALL, "ResponsiblePerson"},
    {0x0010, 0x2298, CS, KEEP, ALL, "ResponsiblePersonRole"},
    {0x0010, 0x2299, LO, KEEP, ALL, "ResponsibleOrganization"},
    {0x0010, 0x4000, LT, KEEP, ALL, "PatientComments"},
    {0x0012, 0x0010, LO, KEEP, ALL, "ClinicalTrialSponsorName"},
    {0x0012, 0x0020, LO, KEEP, ALL, "ClinicalTrialProtocolID"},
    {0x0012, 0x0021, LO, KEEP, ALL, "ClinicalTrialProtocolName"},
    {0x0012, 0x0030, LO, KEEP, ALL, "ClinicalTrialSiteID"},
    {0x0012, 0x0031, LO, KEEP, ALL, "ClinicalTrialSiteName"},
    {0x0012, 0x0040, LO, KEEP, ALL, "ClinicalTrialSubjectID"},
    {0x0012, 0x0042, LO, KEEP, ALL, "ClinicalTrialSubjectReadingID"},
    {0x0012, 0x0062, CS, KEEP, ALL, "PatientIdentityRemoved"},
    {0x0012, 0x0063, LO, KEEP, ALL, "DeidentificationMethod"},
    {0x0012, 0x0064, SQ, KEEP, ALL, "DeidentificationMethodCodeSequence"},
    {0x0012, 0x0081, LO, KEEP, ALL, "ClinicalTrialProtocolEthicsCommitteeName"},
    {0x0012, 0x0082, LO, KEEP, ALL, "ClinicalTrialProtocolEthicsCommitteeApprovalNumber"},
    /* General Study, Patient Study, Clinical Trial Study (C.7.2.1-3) */
    {0x0008, 0x0020, DA, KEEP_OR_EMPTY, ALL, "StudyDate"},
    {0x0008, 0x0030, TM, KEEP_OR_EMPTY, ALL, "StudyTime"},
    {0x0008, 0x0050, SH, KEEP_OR_EMPTY, ALL, "AccessionNumber"},
    {0x0008, 0x0051, SQ, KEEP, ALL, "IssuerOfAccessionNumberSequence"},
    {0x0008, 0x0090, PN, KEEP_OR_EMPTY, ALL, "ReferringPhysicianName"},
    {0x0008, 0x0096, SQ, KEEP, ALL, "ReferringPhysicianIdentificationSequence"},
    {0x0008, 0x009C, PN, KEEP, ALL, "ConsultingPhysicianName"},
    {0x0008, 0x009D, SQ, KEEP, ALL, "ConsultingPhysicianIdentificationSequence"},
    {0x0008, 0x1030, LO, KEEP, ALL, "StudyDescription"},
    {0x0008, 0x1032, SQ, KEEP, ALL, "ProcedureCodeSequence"},
    {0x0008, 0x1048, PN, KEEP, ALL, "PhysiciansOfRecord"},
    {0x0008, 0x1049, SQ, KEEP, ALL, "PhysiciansOfRecordIdentificationSequence"},
    {0x0008, 0x1060, PN, KEEP, ALL, "NameOfPhysiciansReadingStudy"},
    {0x0008, 0x1062, SQ, KEEP, ALL, "PhysiciansReadingStudyIdentificationSequence"},
    {0x0008, 0x1080, LO, KEEP, ALL, "AdmittingDiagnosesDescription"},
    {0x0008, 0x1084, SQ, KEEP, ALL, "AdmittingDiagnosesCodeSequence"},
    {0x0008, 0x1110, SQ, KEEP, ALL, "ReferencedStudySequence"},
    {0x0010, 0x1010, AS, KEEP, ALL, "PatientAge"},
    {0x0010, 0x1020, DS, KEEP, ALL, "PatientSize"},
    {0x0010, 0x1021, SQ, KEEP, ALL, "PatientSizeCodeSequence"},
    {0x0010, 0x1022, DS, KEEP, ALL, "PatientBodyMassIndex"},
    {0x0010, 0x1023, DS, KEEP, ALL, "MeasuredAPDimension"},
    {0x0010, 0x1024, DS, KEEP, ALL, "MeasuredLateralDimension"},
    {0x0010, 0x1030, DS, KEEP, ALL, "PatientWeight"},
    {0x0010, 0x2000, LO, KEEP, ALL, "MedicalAlerts"},
    {0x0010, 0x2110, LO, KEEP, ALL, "Allergies"},
    {0x0010, 0x2180, SH, KEEP, ALL, "Occupation"},
    {0x0010, 0x21A0, CS, KEEP, ALL, "SmokingStatus"},
    {0x0010, 0x21B0, LT, KEEP, ALL, "AdditionalPatientHistory"},
    {0x0010, 0x21C0, US, KEEP, ALL, "PregnancyStatus"},
    {0x0010, 0x21D0, DA, KEEP, ALL, "LastMenstrualDate"},
    {0x0010, 0x2203, CS, KEEP, ALL, "PatientSexNeutered"},
    {0x0012, 0x0050, LO, KEEP, ALL, "ClinicalTrialTimePointID"},
    {0x0012, 0x0051, ST, KEEP, ALL, "ClinicalTrialTimePointDescription"},
    {0x0012, 0x0083, SQ, KEEP, ALL, "ConsentForClinicalTrialUseSequence"},
    {0x0020, 0x000D, UI, KEEP, ALL, "StudyInstanceUID"},
    {0x0020, 0x0010, SH, KEEP_OR_EMPTY, ALL, "StudyID"},
    {0x0032, 0x1034, SQ, KEEP, ALL, "RequestingServiceCodeSequence"},
    {0x0032, 0x1066, UT, KEEP, ALL, "ReasonForVisit"},
    {0x0032, 0x1067, SQ, KEEP, ALL, "ReasonForVisitCodeSequence"},
    {0x0038, 0x0010, LO, KEEP, ALL, "AdmissionID"},
    {0x0038, 0x0014, SQ, KEEP, ALL, "IssuerOfAdmissionIDSequence"},
    {0x0038, 0x0060, LO, KEEP, ALL, "ServiceEpisodeID"},
    {0x0038, 0x0062, LO, KEEP, ALL, "ServiceEpisodeDescription"},
    {0x0038, 0x0064, SQ, KEEP, ALL, "IssuerOfServiceEpisodeIDSequence"},
    {0x0038, 0x0500, LO, KEEP, ALL, "PatientState"},
    {0x0040, 0x1012, SQ, KEEP, ALL, "ReasonForPerformedProcedureCodeSequence"},
    /* General Series, Clinical Trial Series, Frame of Reference, SOP Common (C.7.3.1-2, C.7.4.1, C.12.1) */
    {0x0008, 0x0005, CS, KEEP, ALL, "SpecificCharacterSet"},
    {0x0008, 0x0060, CS, KEEP, ALL, "Modality"},
    {0x0008, 0x0201, SH, KEEP, ALL, "TimezoneOffsetFromUTC"},
    {0x0008, 0x1050, PN, KEEP, ALL, "PerformingPhysicianName"},
    {0x0008, 0x1052, SQ, KEEP, ALL, "PerformingPhysicianIdentificationSequence"},
    {0x0010, 0x2210, CS, KEEP, ALL, "AnatomicalOrientationType"},
    {0x0012, 0x0060, LO, KEEP, ALL, "ClinicalTrialCoordinatingCenterName"},
    {0x0012, 0x0071, LO, KEEP, ALL, "ClinicalTrialSeriesID"},
    {0x0012, 0x0072, LO, KEEP, ALL, "ClinicalTrialSeriesDescription"},
    {0x0018, 0x0015, CS, COMMON, ALL, "BodyPartExamined"},
    {0x0018, 0x1030, LO, COMMON, ALL, "ProtocolName"},
    {0x0018, 0x5100, CS, COMMON_OR_EMPTY, CT | MR, "PatientPosition"},
    {0x0018, 0x5100, CS, COMMON, PET | SC, "PatientPosition"},
    {0x0020, 0x0052, UI, COMMON, ALL, "FrameOfReferenceUID"},
    {0x0020, 0x0060, CS, COMMON, ALL, "Laterality"},
    {0x0020, 0x1040, LO, COMMON_OR_EMPTY, ALL, "PositionReferenceIndicator"},
    {0x0028, 0x0303, CS, KEEP, ALL, "LongitudinalTemporalInformationModified"},
    {0x0040, 0x0275, SQ, KEEP, ALL, "RequestAttributesSequence"},
    /* General Acquisition, General Image, General Anatomy (C.7.10.1, C.7.6.1, 10.5) */
    {0x0008, 0x0017, UI, COMMON, ALL, "AcquisitionUID"},
    {0x0008, 0x2218, SQ, COMMON, ALL, "AnatomicRegionSequence"},
    {0x0008, 0x2228, SQ, COMMON, ALL, "PrimaryAnatomicStructureSequence"},
    {0x0008, 0x3010, UI, COMMON, ALL, "IrradiationEventUID"},
    {0x0020, 0x0012, IS, COMMON, MR | PET | SC, "AcquisitionNumber"},
    {0x0020, 0x0062, CS, COMMON, ALL, "ImageLaterality"},
    {0x0028, 0x0300, CS, COMMON, ALL, "QualityControlImage"},
    {0x2050, 0x0020, CS, COMMON, ALL, "PresentationLUTShape"},
    /* CT Image, Contrast/Bolus (C.8.2.1, C.7.6.4) */
    {0x0018, 0x0010, LO, COMMON, CT | MR, "ContrastBolusAgent"},
    {0x0018, 0x0012, SQ, COMMON, CT | MR, "ContrastBolusAgentSequence"},
    {0x0018, 0x0014, SQ, COMMON, CT | MR, "ContrastBolusAdministrationRouteSequence"},
    {0x0018, 0x0022, CS, COMMON, CT, "ScanOptions"},
    {0x0018, 0x0060, DS, COMMON_OR_EMPTY, CT, "KVP"},
    {0x0018, 0x1040, LO, COMMON, CT | MR, "ContrastBolusRoute"},
    {0x0018, 0x1041, DS, COMMON, CT | MR, "ContrastBolusVolume"},
    {0x0018, 0x1042, TM, COMMON, CT | MR, "ContrastBolusStartTime"},
    {0x0018, 0x1043, TM, COMMON, CT | MR, "ContrastBolusStopTime"},
    {0x0018, 0x1044, DS, COMMON, CT | MR, "ContrastBolusTotalDose"},
    {0x0018, 0x1046, DS, COMMON, CT | MR, "ContrastFlowRate"},
    {0x0018, 0x1047, DS, COMMON, CT | MR, "ContrastFlowDuration"},
    {0x0018, 0x1048, CS, COMMON, CT | MR, "ContrastBolusIngredient"},
    {0x0018, 0x1049, DS, COMMON, CT | MR, "ContrastBolusIngredientConcentration"},
    {0x0018, 0x1160, SH, COMMON, CT, "FilterType"},
    {0x0018, 0x1210, SH, COMMON, CT, "ConvolutionKernel"},
    {0x0020, 0x0012, IS, COMMON_OR_EMPTY, CT, "AcquisitionNumber"},
    {0x0028, 0x1054, LO, USE, ALL, "RescaleType"},
    /* Multi-energy CT (C.8.2.2), copied whole when all identical, or not at all */
    {0x0018, 0x9361, CS, BLOCK, CT, "MultienergyCTAcquisition"},
    {0x0018, 0x9362, SQ, BLOCK, CT, "MultienergyCTAcquisitionSequence"},
    {0x0018, 0x9363, SQ, BLOCK, CT, "MultienergyCTProcessingSequence"},
    {0x0018, 0x9364, SQ, BLOCK, CT, "MultienergyCTCharacteristicsSequence"},
    /* MR Image (C.8.3.1; b-value and gradient are extended attributes, kept when a classic source has them) */
    {0x0018, 0x0020, CS, COMMON, MR, "ScanningSequence"},
    {0x0018, 0x0021, CS, COMMON, MR, "SequenceVariant"},
    {0x0018, 0x0022, CS, COMMON_OR_EMPTY, MR, "ScanOptions"},
    {0x0018, 0x0023, CS, COMMON_OR_EMPTY, MR, "MRAcquisitionType"},
    {0x0018, 0x0024, SH, COMMON, MR, "SequenceName"},
    {0x0018, 0x0025, CS, COMMON, MR, "AngioFlag"},
    {0x0018, 0x0080, DS, COMMON, MR, "RepetitionTime"},
    {0x0018, 0x0081, DS, COMMON_OR_EMPTY, MR, "EchoTime"},
    {0x0018, 0x0082, DS, COMMON, MR, "InversionTime"},
    {0x0018, 0x0083, DS, COMMON, MR, "NumberOfAverages"},
    {0x0018, 0x0084, DS, COMMON, MR, "ImagingFrequency"},
    {0x0018, 0x0085, SH, COMMON, MR, "ImagedNucleus"},
    {0x0018, 0x0086, IS, COMMON, MR, "EchoNumbers"},
    {0x0018, 0x0087, DS, COMMON, MR, "MagneticFieldStrength"},
    {0x0018, 0x0091, IS, COMMON_OR_EMPTY, MR, "EchoTrainLength"},
    {0x0018, 0x1060, DS, COMMON, MR, "TriggerTime"},
    {0x0018, 0x1250, SH, COMMON, MR, "ReceiveCoilName"},
    {0x0018, 0x1251, SH, COMMON, MR, "TransmitCoilName"},
    {0x0018, 0x1314, DS, COMMON, MR, "FlipAngle"},
    {0x0018, 0x1315, CS, COMMON, MR, "VariableFlipAngleFlag"},
    {0x0018, 0x9087, FD, COMMON, MR, "DiffusionBValue"},
    {0x0018, 0x9089, FD, COMMON, MR, "DiffusionGradientOrientation"},
    {0x0020, 0x0100, IS, COMMON, MR, "TemporalPositionIdentifier"},
    {0x0020, 0x0105, IS, COMMON, MR, "NumberOfTemporalPositions"},
    /* PET Series, Isotope, Multi-gated, Image, NM/PET Patient Orientation (C.8.9.1-4, C.8.4.6) */
    {0x0008, 0x0021, DA, KEEP, PET, "SeriesDate"},
    {0x0008, 0x0031, TM, KEEP, PET, "SeriesTime"},
    {0x0008, 0x1250, SQ, USE, PET, "RelatedSeriesSequence"},
    {0x0018, 0x0026, SQ, COMMON, PET, "InterventionDrugInformationSequence"},
    {0x0018, 0x1060, DS, COMMON, PET, "TriggerTime"},
    {0x0018, 0x1062, IS, COMMON, PET, "NominalInterval"},
    {0x0018, 0x1063, DS, COMMON, PET, "FrameTime"},
    {0x0018, 0x1064, LO, COMMON, PET, "CardiacFramingType"},
    {0x0018, 0x1080, CS, COMMON, PET, "BeatRejectionFlag"},
    {0x0018, 0x1081, IS, COMMON, PET, "LowRRValue"},
    {0x0018, 0x1082, IS, COMMON, PET, "HighRRValue"},
    {0x0018, 0x1083, IS, COMMON, PET, "IntervalsAcquired"},
    {0x0018, 0x1084, IS, COMMON, PET, "IntervalsRejected"},
    {0x0018, 0x1085, LO, COMMON, PET, "PVCRejection"},
    {0x0018, 0x1086, IS, COMMON, PET, "SkipBeats"},
    {0x0018, 0x1088, IS, COMMON, PET, "HeartRate"},
    {0x0018, 0x1181, CS, COMMON_OR_EMPTY, PET, "CollimatorType"},
    {0x0018, 0x1210, SH, COMMON, PET, "ConvolutionKernel"},
    {0x0028, 0x0051, CS, COMMON_OR_EMPTY, PET, "CorrectedImage"},
    {0x0040, 0x0555, SQ, COMMON, PET, "AcquisitionContextSequence"},
    {0x0054, 0x0016, SQ, KEEP, PET, "RadiopharmaceuticalInformationSequence"},
    {0x0054, 0x0061, US, KEEP, PET, "NumberOfRRIntervals"},
    {0x0054, 0x0071, US, KEEP, PET, "NumberOfTimeSlots"},
    {0x0054, 0x0101, US, KEEP, PET, "NumberOfTimeSlices"},
    {0x0054, 0x0410, SQ, KEEP_OR_EMPTY, PET, "PatientOrientationCodeSequence"},
    {0x0054, 0x0414, SQ, KEEP_OR_EMPTY, PET, "PatientGantryRelationshipCodeSequence"},
    {0x0054, 0x1000, CS, KEEP, PET, "SeriesType"},
    {0x0054, 0x1001, CS, KEEP, PET, "Units"},
    {0x0054, 0x1002, CS, KEEP, PET, "CountsSource"},
    {0x0054, 0x1004, CS, KEEP, PET, "ReprojectionMethod"},
    {0x0054, 0x1100, CS, COMMON, PET, "RandomsCorrectionMethod"},
    {0x0054, 0x1101, LO, COMMON, PET, "AttenuationCorrectionMethod"},
    {0x0054, 0x1102, CS, KEEP, PET, "DecayCorrection"},
    {0x0054, 0x1103, LO, COMMON, PET, "ReconstructionMethod"},
    {0x0054, 0x1105, LO, COMMON, PET, "ScatterCorrectionMethod"},
    {0x0054, 0x1322, DS, COMMON, PET, "DoseCalibrationFactor"},
    {0x0054, 0x1323, DS, COMMON, PET, "ScatterFractionFactor"},
    /* Equipment (C.7.5.1), moved */
    {0x0018, 0x1204, DA, MOVE, ALL, "DateOfManufacture"},
    {0x0018, 0x1205, DA, MOVE, ALL, "DateOfInstallation"},
    {0x0008, 0x0070, LO, MOVE, ALL, "Manufacturer"},
    {0x0008, 0x0080, LO, MOVE, ALL, "InstitutionName"},
    {0x0008, 0x0081, ST, MOVE, ALL, "InstitutionAddress"},
    {0x0008, 0x1010, SH, MOVE, ALL, "StationName"},
    {0x0008, 0x1040, LO, MOVE, ALL, "InstitutionalDepartmentName"},
    {0x0008, 0x1041, SQ, MOVE, ALL, "InstitutionalDepartmentTypeCodeSequence"},
    {0x0008, 0x1070, PN, MOVE, ALL, "OperatorsName"},
    {0x0008, 0x1072, SQ, MOVE, ALL, "OperatorIdentificationSequence"},
    {0x0008, 0x1090, LO, MOVE, ALL, "ManufacturerModelName"},
    {0x0018, 0x1000, LO, MOVE, ALL, "DeviceSerialNumber"},
    {0x0018, 0x1002, UI, MOVE, ALL, "DeviceUID"},
    {0x0018, 0x100A, SQ, MOVE, ALL, "UDISequence"},
    {0x0018, 0x1020, LO, MOVE, ALL, "SoftwareVersions"},
    {0x0018, 0x1050, DS, MOVE, ALL, "SpatialResolution"},
    {0x0018, 0x1200, DA, MOVE, ALL, "DateOfLastCalibration"},
    {0x0018, 0x1201, TM, MOVE, ALL, "TimeOfLastCalibration"},
    /* What the writer computes from (dicom-output recipe: G) */
    {0x0002, 0x0010, UI, USE, ALL, "TransferSyntaxUID"},
    {0x0008, 0x0008, CS, USE, ALL, "ImageType"},
    {0x0008, 0x0016, UI, USE, ALL, "SOPClassUID"},
    {0x0008, 0x0018, UI, USE, ALL, "SOPInstanceUID"},
    {0x0008, 0x0022, DA, USE, ALL, "AcquisitionDate"},
    {0x0008, 0x002A, DT, USE, ALL, "AcquisitionDateTime"},
    {0x0008, 0x0032, TM, USE, ALL, "AcquisitionTime"},
    {0x0008, 0x103E, LO, USE, ALL, "SeriesDescription"},
    {0x0008, 0x1160, IS, USE, ALL, "ReferencedFrameNumber"}, /* of the frame, in a file of many */
    {0x0008, 0x9215, SQ, USE, ALL, "DerivationCodeSequence"},
    {0x0018, 0x1242, IS, USE, PET, "ActualFrameDuration"},
    {0x0018, 0xA001, SQ, USE, ALL, "ContributingEquipmentSequence"},
    {0x0020, 0x000E, UI, USE, ALL, "SeriesInstanceUID"},
    {0x0020, 0x0011, IS, USE, ALL, "SeriesNumber"},
    {0x0028, 0x0008, IS, USE, ALL, "NumberOfFrames"},
    {0x0028, 0x0030, DS, USE, ALL, "PixelSpacing"},
    {0x0028, 0x0301, CS, USE, ALL, "BurnedInAnnotation"},
    {0x0028, 0x0302, CS, USE, ALL, "RecognizableVisualFeatures"},
    {0x0028, 0x1050, DS, USE, ALL, "WindowCenter"},
    {0x0028, 0x1051, DS, USE, ALL, "WindowWidth"},
    {0x0028, 0x1052, DS, USE, ALL, "RescaleIntercept"},
    {0x0028, 0x1053, DS, USE, ALL, "RescaleSlope"},
    {0x0028, 0x1055, LO, USE, ALL, "WindowCenterWidthExplanation"},
    {0x0028, 0x1056, CS, USE, ALL, "VOILUTFunction"},
    {0x0028, 0x2000, OB, COMMON, SC, "ICCProfile"},
    {0x0028, 0x2002, CS, COMMON, SC, "ColorSpace"},
    {0x0028, 0x2110, CS, USE, ALL, "LossyImageCompression"},
    {0x0028, 0x2112, DS, USE, ALL, "LossyImageCompressionRatio"},
    {0x0028, 0x2114, CS, USE, ALL, "LossyImageCompressionMethod"},
    {0x0028, 0x3010, SQ, USE, ALL, "VOILUTSequence"},
    {0x0040, 0x9096, SQ, USE, ALL, "RealWorldValueMappingSequence"},
    {0x0054, 0x1300, DS, USE, PET, "FrameReferenceTime"},
    {0x0054, 0x1321, DS, USE, PET, "DecayFactor"},
};
/* clang-format on */

enum { COUNT = sizeof ATTRIBUTES / sizeof ATTRIBUTES[0] };

const MprAttribute *mpr_allow_list(size_t *count)
{
    *count = COUNT;
    return ATTRIBUTES;
}

uint32_t mpr_attribute_tag(const MprAttribute *attribute)
{
    return (uint32_t)attribute->group << 16 | attribute->element;
}

static const MprAttribute *by_tag[COUNT]; /* a constant, once it is sorted */

static int compare(const void *one, const void *other)
{
    const uint32_t a = mpr_attribute_tag(*(const MprAttribute *const *)one);
    const uint32_t b = mpr_attribute_tag(*(const MprAttribute *const *)other);
    return (a > b) - (a < b);
}

static void sort(void)
{
    for (size_t index = 0; index < COUNT; index++) {
        by_tag[index] = &ATTRIBUTES[index];
    }
    qsort(by_tag, COUNT, sizeof by_tag[0], compare);
}

static int compare_tag(const void *tag, const void *attribute)
{
    const uint32_t wanted = *(const uint32_t *)tag;
    const uint32_t found = mpr_attribute_tag(*(const MprAttribute *const *)attribute);
    return (wanted > found) - (wanted < found);
}

const MprAttribute *mpr_allow_list_find(uint32_t tag)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, sort);
    const MprAttribute *const *found = bsearch(&tag, by_tag, COUNT, sizeof by_tag[0], compare_tag);
    return found != NULL ? *found : NULL;
}

unsigned mpr_iod_of(MprFamily family)
{
    switch (family) {
    case MPR_FAMILY_CT:
        return MPR_IOD_CT;
    case MPR_FAMILY_MR:
        return MPR_IOD_MR;
    case MPR_FAMILY_PET:
        return MPR_IOD_PET;
    default:
        return MPR_IOD_SC;
    }
}
