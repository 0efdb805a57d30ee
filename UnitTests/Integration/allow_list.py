# SPDX-License-Identifier: GPL-3.0-or-later
"""Which attributes a derived image may have, and by which rule: the checker's own table, by module of PS3.3.

K   kept as it is in the contributing slices (K2: present and empty when they lack it)
C   kept when it is identical in all contributing slices, else left out (C2: present and empty instead)
What is neither here nor made for the derived image must not be there.
"""

from pydicom.datadict import add_dict_entry

# Newer than the data dictionary of pydicom 2.3.
add_dict_entry(0x00080017, "UI", "AcquisitionUID", "Acquisition UID")
add_dict_entry(0x00181204, "DA", "DateOfManufacture", "Date of Manufacture")
add_dict_entry(0x00181205, "DA", "DateOfInstallation", "Date of Installation")

# Patient and Clinical Trial Subject (C.7.1)
PATIENT = {
    "K2": """
        PatientName PatientID PatientBirthDate PatientSex
    """.split(),
    "K": """
        ReferencedPatientSequence IssuerOfPatientID TypeOfPatientID IssuerOfPatientIDQualifiersSequence
        SourcePatientGroupIdentificationSequence GroupOfPatientsIdentificationSequence PatientBirthTime
        QualityControlSubject StrainDescription StrainNomenclature StrainStockSequence
        StrainAdditionalInformation StrainCodeSequence GeneticModificationsSequence OtherPatientNames
        OtherPatientIDsSequence ReferencedPatientPhotoSequence EthnicGroup PatientSpeciesDescription
        PatientSpeciesCodeSequence PatientBreedDescription PatientBreedCodeSequence
        BreedRegistrationSequence ResponsiblePerson ResponsiblePersonRole ResponsibleOrganization
        PatientComments ClinicalTrialSponsorName ClinicalTrialProtocolID ClinicalTrialProtocolName
        ClinicalTrialSiteID ClinicalTrialSiteName ClinicalTrialSubjectID ClinicalTrialSubjectReadingID
        PatientIdentityRemoved DeidentificationMethod DeidentificationMethodCodeSequence
        ClinicalTrialProtocolEthicsCommitteeName ClinicalTrialProtocolEthicsCommitteeApprovalNumber
    """.split(),
}

# General Study, Patient Study, Clinical Trial Study (C.7.2)
STUDY = {
    "K2": """
        StudyDate StudyTime AccessionNumber ReferringPhysicianName StudyID
    """.split(),
    "K": """
        IssuerOfAccessionNumberSequence ReferringPhysicianIdentificationSequence ConsultingPhysicianName
        ConsultingPhysicianIdentificationSequence StudyDescription ProcedureCodeSequence PhysiciansOfRecord
        PhysiciansOfRecordIdentificationSequence NameOfPhysiciansReadingStudy
        PhysiciansReadingStudyIdentificationSequence AdmittingDiagnosesDescription
        AdmittingDiagnosesCodeSequence ReferencedStudySequence PatientAge PatientSize
        PatientSizeCodeSequence PatientBodyMassIndex MeasuredAPDimension MeasuredLateralDimension
        PatientWeight MedicalAlerts Allergies Occupation SmokingStatus AdditionalPatientHistory
        PregnancyStatus LastMenstrualDate PatientSexNeutered ClinicalTrialTimePointID
        ClinicalTrialTimePointDescription ConsentForClinicalTrialUseSequence StudyInstanceUID
        RequestingServiceCodeSequence ReasonForVisit ReasonForVisitCodeSequence AdmissionID
        IssuerOfAdmissionIDSequence ServiceEpisodeID ServiceEpisodeDescription
        IssuerOfServiceEpisodeIDSequence PatientState ReasonForPerformedProcedureCodeSequence
    """.split(),
}

# General Series, Clinical Trial Series, Frame of Reference, SOP Common (C.7.3, C.7.4.1, C.12.1)
SERIES = {
    "K": """
        SpecificCharacterSet Modality TimezoneOffsetFromUTC PerformingPhysicianName
        PerformingPhysicianIdentificationSequence AnatomicalOrientationType
        ClinicalTrialCoordinatingCenterName ClinicalTrialSeriesID ClinicalTrialSeriesDescription
        LongitudinalTemporalInformationModified RequestAttributesSequence
    """.split(),
    "C": """
        BodyPartExamined ProtocolName FrameOfReferenceUID Laterality
    """.split(),
    "C2": """
        PositionReferenceIndicator
    """.split(),
}

# General Acquisition, General Image, General Anatomy (C.7.10.1, C.7.6.1, 10.5)
IMAGE = {
    "C": """
        AcquisitionUID AnatomicRegionSequence PrimaryAnatomicStructureSequence IrradiationEventUID
        AcquisitionNumber ImageLaterality QualityControlImage PresentationLUTShape
    """.split(),
}

# CT Image, Contrast/Bolus, multi-energy (C.8.2.1, C.7.6.4, C.8.2.2)
CT = {
    "C": """
        ContrastBolusAgent ContrastBolusAgentSequence ContrastBolusAdministrationRouteSequence ScanOptions
        ContrastBolusRoute ContrastBolusVolume ContrastBolusStartTime ContrastBolusStopTime
        ContrastBolusTotalDose ContrastFlowRate ContrastFlowDuration ContrastBolusIngredient
        ContrastBolusIngredientConcentration FilterType ConvolutionKernel
        MultienergyCTAcquisition MultienergyCTAcquisitionSequence MultienergyCTProcessingSequence
        MultienergyCTCharacteristicsSequence
    """.split(),
    "C2": """
        KVP AcquisitionNumber PatientPosition
    """.split(),
}

# MR Image, Contrast/Bolus (C.8.3.1, C.7.6.4)
MR = {
    "C": """
        ScanningSequence SequenceVariant SequenceName AngioFlag RepetitionTime InversionTime
        NumberOfAverages ImagingFrequency ImagedNucleus EchoNumbers MagneticFieldStrength TriggerTime
        ReceiveCoilName TransmitCoilName FlipAngle VariableFlipAngleFlag DiffusionBValue
        DiffusionGradientOrientation TemporalPositionIdentifier NumberOfTemporalPositions ContrastBolusAgent
        ContrastBolusAgentSequence ContrastBolusAdministrationRouteSequence ContrastBolusRoute
        ContrastBolusVolume ContrastBolusStartTime ContrastBolusStopTime ContrastBolusTotalDose
        ContrastFlowRate ContrastFlowDuration ContrastBolusIngredient ContrastBolusIngredientConcentration
    """.split(),
    "C2": """
        ScanOptions MRAcquisitionType EchoTime EchoTrainLength PatientPosition
    """.split(),
}

# PET Series, Isotope, Multi-gated, Image, Patient Orientation (C.8.9, C.8.4.6)
PET = {
    "K2": """
        PatientOrientationCodeSequence PatientGantryRelationshipCodeSequence
    """.split(),
    "K": """
        SeriesDate SeriesTime RadiopharmaceuticalInformationSequence
        NumberOfRRIntervals NumberOfTimeSlots NumberOfTimeSlices SeriesType Units CountsSource
        ReprojectionMethod DecayCorrection
    """.split(),
    "C": """
        InterventionDrugInformationSequence TriggerTime NominalInterval FrameTime CardiacFramingType
        BeatRejectionFlag LowRRValue HighRRValue IntervalsAcquired IntervalsRejected PVCRejection SkipBeats
        HeartRate PatientPosition ConvolutionKernel AcquisitionContextSequence RandomsCorrectionMethod
        AttenuationCorrectionMethod ReconstructionMethod ScatterCorrectionMethod DoseCalibrationFactor
        ScatterFractionFactor
    """.split(),
    "C2": """
        CollimatorType CorrectedImage
    """.split(),
}

# Secondary Capture (C.8.6, C.11.15)
SC = {"C": ["PatientPosition", "ICCProfile", "ColorSpace"]}

# Of the scanner: moved into its item of ContributingEquipmentSequence (C.12.1.1.5).
EQUIPMENT = """
    DateOfManufacture DateOfInstallation Manufacturer InstitutionName InstitutionAddress StationName
    InstitutionalDepartmentName InstitutionalDepartmentTypeCodeSequence OperatorsName
    OperatorIdentificationSequence ManufacturerModelName DeviceSerialNumber DeviceUID UDISequence
    SoftwareVersions SpatialResolution DateOfLastCalibration TimeOfLastCalibration
""".split()

# Made for the derived image, whatever its class.
GENERATED = """
    InstanceCreationDate InstanceCreationTime SOPClassUID SOPInstanceUID ContributingEquipmentSequence
    SeriesInstanceUID SeriesNumber SeriesDescription SeriesDate SeriesTime RelatedSeriesSequence ImageComments
    FrameOfReferenceUID Manufacturer ManufacturerModelName SoftwareVersions DeviceSerialNumber InstitutionName
    InstitutionAddress StationName InstitutionalDepartmentName ImageType InstanceNumber ContentDate ContentTime
    AcquisitionDate AcquisitionTime AcquisitionDateTime SourceImageSequence DerivationDescription
    DerivationCodeSequence BurnedInAnnotation RecognizableVisualFeatures LossyImageCompression
    LossyImageCompressionRatio LossyImageCompressionMethod RealWorldValueMappingSequence PatientOrientation
    PixelSpacing ImageOrientationPatient ImagePositionPatient SliceThickness SpacingBetweenSlices SliceLocation
    SamplesPerPixel PhotometricInterpretation PlanarConfiguration Rows Columns BitsAllocated BitsStored HighBit
    PixelRepresentation PixelPaddingValue RescaleIntercept RescaleSlope RescaleType WindowCenter WindowWidth
    WindowCenterWidthExplanation VOILUTFunction VOILUTSequence ICCProfile ColorSpace PixelData
""".split()

# Made for one class only.
GENERATED_BY_MODALITY = {
    "PT": "NumberOfSlices ImageIndex FrameReferenceTime DecayFactor ActualFrameDuration".split(),
    "SC": ["ConversionType"],
}


def rules(modality):
    """{keyword: rule} for a derived image of this modality."""
    modules = [PATIENT, STUDY, SERIES, IMAGE, {"CT": CT, "MR": MR, "PT": PET, "SC": SC}[modality]]
    return {keyword: rule for module in modules for rule, keywords in module.items() for keyword in keywords}
