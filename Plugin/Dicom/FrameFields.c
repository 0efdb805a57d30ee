/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what a header is made from, and one walk that finds it all. */
#include "FrameFields.h"

#include "AllowList.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    uint32_t tag;
    uint16_t vr;
    const char *name;
} Field;

static const Field FIELDS[MPR_FIELD_COUNT] = {
    [MPR_FIELD_IMAGE_TYPE] = {0x00080008, MPR_VR_CS, "ImageType"},
    [MPR_FIELD_SOP_CLASS_UID] = {0x00080016, MPR_VR_UI, "SOPClassUID"},
    [MPR_FIELD_SOP_INSTANCE_UID] = {0x00080018, MPR_VR_UI, "SOPInstanceUID"},
    [MPR_FIELD_ACQUISITION_TIME] = {0x00080032, MPR_VR_TM, "AcquisitionTime"},
    [MPR_FIELD_CONTENT_TIME] = {0x00080033, MPR_VR_TM, "ContentTime"},
    [MPR_FIELD_MODALITY] = {0x00080060, MPR_VR_CS, "Modality"},
    [MPR_FIELD_COMPLEX_IMAGE_COMPONENT] = {0x00089208, MPR_VR_CS, "ComplexImageComponent"},
    [MPR_FIELD_PATIENT_NAME] = {0x00100010, MPR_VR_PN, "PatientName"},
    [MPR_FIELD_PATIENT_BIRTH_DATE] = {0x00100030, MPR_VR_DA, "PatientBirthDate"},
    [MPR_FIELD_PATIENT_SEX] = {0x00100040, MPR_VR_CS, "PatientSex"},
    [MPR_FIELD_IDENTITY_REMOVED] = {0x00120062, MPR_VR_CS, "PatientIdentityRemoved"},
    [MPR_FIELD_CONTRAST_AGENT] = {0x00180010, MPR_VR_LO, "ContrastBolusAgent"},
    [MPR_FIELD_SEQUENCE_VARIANT] = {0x00180021, MPR_VR_CS, "SequenceVariant"},
    [MPR_FIELD_SCAN_OPTIONS] = {0x00180022, MPR_VR_CS, "ScanOptions"},
    [MPR_FIELD_SEQUENCE_NAME] = {0x00180024, MPR_VR_SH, "SequenceName"},
    [MPR_FIELD_SLICE_THICKNESS] = {0x00180050, MPR_VR_DS, "SliceThickness"},
    [MPR_FIELD_KVP] = {0x00180060, MPR_VR_DS, "KVP"},
    [MPR_FIELD_REPETITION_TIME] = {0x00180080, MPR_VR_DS, "RepetitionTime"},
    [MPR_FIELD_ECHO_TIME] = {0x00180081, MPR_VR_DS, "EchoTime"},
    [MPR_FIELD_INVERSION_TIME] = {0x00180082, MPR_VR_DS, "InversionTime"},
    [MPR_FIELD_ECHO_NUMBERS] = {0x00180086, MPR_VR_IS, "EchoNumbers"},
    [MPR_FIELD_TRIGGER_TIME] = {0x00181060, MPR_VR_DS, "TriggerTime"},
    [MPR_FIELD_CONVOLUTION_KERNEL] = {0x00181210, MPR_VR_SH, "ConvolutionKernel"},
    [MPR_FIELD_FRAME_DURATION] = {0x00181242, MPR_VR_IS, "ActualFrameDuration"},
    [MPR_FIELD_RECEIVE_COIL] = {0x00181250, MPR_VR_SH, "ReceiveCoilName"},
    [MPR_FIELD_PHASE_ENCODING] = {0x00181312, MPR_VR_CS, "InPlanePhaseEncodingDirection"},
    [MPR_FIELD_FLIP_ANGLE] = {0x00181314, MPR_VR_DS, "FlipAngle"},
    [MPR_FIELD_SUPPRESSION] = {0x00189025, MPR_VR_CS, "SpectrallySelectedSuppression"},
    [MPR_FIELD_DIFFUSION_DIRECTIONALITY] = {0x00189075, MPR_VR_CS, "DiffusionDirectionality"},
    [MPR_FIELD_DIFFUSION_B_VALUE] = {0x00189087, MPR_VR_FD, "DiffusionBValue"},
    [MPR_FIELD_DIFFUSION_GRADIENT] = {0x00189089, MPR_VR_FD, "DiffusionGradientOrientation"},
    [MPR_FIELD_VELOCITY_DIRECTION] = {0x00189090, MPR_VR_FD, "VelocityEncodingDirection"},
    [MPR_FIELD_FRAME_REFERENCE_DATE] = {0x00189151, MPR_VR_DT, "FrameReferenceDateTime"},
    [MPR_FIELD_RESPIRATORY_POSITION] = {0x00189214, MPR_VR_CS, "RespiratoryCyclePosition"},
    [MPR_FIELD_VELOCITY_MAXIMUM] = {0x00189217, MPR_VR_FD, "VelocityEncodingMaximumValue"},
    [MPR_FIELD_CARDIAC_POSITION] = {0x00189236, MPR_VR_CS, "CardiacCyclePosition"},
    [MPR_FIELD_ASL_CONTEXT] = {0x00189257, MPR_VR_CS, "ASLContext"},
    [MPR_FIELD_ASL_DURATION] = {0x00189258, MPR_VR_UL, "ASLPulseTrainDuration"},
    [MPR_FIELD_RECONSTRUCTION] = {0x00189315, MPR_VR_CS, "ReconstructionAlgorithm"},
    [MPR_FIELD_CONTRAST_PHASE] = {0x00189344, MPR_VR_CS, "ContrastBolusAgentPhase"},
    [MPR_FIELD_MONOENERGETIC] = {0x0018937C, MPR_VR_FD, "MonoenergeticEnergyEquivalent"},
    [MPR_FIELD_B_MATRIX_XX] = {0x00189602, MPR_VR_FD, "DiffusionBValueXX"},
    [MPR_FIELD_B_MATRIX_XY] = {0x00189603, MPR_VR_FD, "DiffusionBValueXY"},
    [MPR_FIELD_B_MATRIX_XZ] = {0x00189604, MPR_VR_FD, "DiffusionBValueXZ"},
    [MPR_FIELD_B_MATRIX_YY] = {0x00189605, MPR_VR_FD, "DiffusionBValueYY"},
    [MPR_FIELD_B_MATRIX_YZ] = {0x00189606, MPR_VR_FD, "DiffusionBValueYZ"},
    [MPR_FIELD_B_MATRIX_ZZ] = {0x00189607, MPR_VR_FD, "DiffusionBValueZZ"},
    [MPR_FIELD_STUDY_INSTANCE_UID] = {0x0020000D, MPR_VR_UI, "StudyInstanceUID"},
    [MPR_FIELD_SERIES_INSTANCE_UID] = {0x0020000E, MPR_VR_UI, "SeriesInstanceUID"},
    [MPR_FIELD_ACQUISITION_NUMBER] = {0x00200012, MPR_VR_IS, "AcquisitionNumber"},
    [MPR_FIELD_POSITION] = {0x00200032, MPR_VR_DS, "ImagePositionPatient"},
    [MPR_FIELD_ORIENTATION] = {0x00200037, MPR_VR_DS, "ImageOrientationPatient"},
    [MPR_FIELD_FRAME_OF_REFERENCE_UID] = {0x00200052, MPR_VR_UI, "FrameOfReferenceUID"},
    [MPR_FIELD_TEMPORAL_POSITION_IDENTIFIER] = {0x00200100, MPR_VR_IS, "TemporalPositionIdentifier"},
    [MPR_FIELD_STACK_ID] = {0x00209056, MPR_VR_SH, "StackID"},
    [MPR_FIELD_TEMPORAL_POSITION_INDEX] = {0x00209128, MPR_VR_UL, "TemporalPositionIndex"},
    [MPR_FIELD_TRIGGER_DELAY] = {0x00209153, MPR_VR_FD, "NominalCardiacTriggerDelayTime"},
    [MPR_FIELD_DIMENSIONS] = {0x00209157, MPR_VR_UL, "DimensionIndexValues"},
    [MPR_FIELD_CARDIAC_PHASE] = {0x00209241, MPR_VR_FL, "NominalPercentageOfCardiacPhase"},
    [MPR_FIELD_RESPIRATORY_PHASE] = {0x00209245, MPR_VR_FL, "NominalPercentageOfRespiratoryPhase"},
    [MPR_FIELD_RESPIRATORY_AMPLITUDE] = {0x00209246, MPR_VR_FL, "StartingRespiratoryAmplitude"},
    [MPR_FIELD_RESPIRATORY_START] = {0x00209247, MPR_VR_CS, "StartingRespiratoryPhase"},
    [MPR_FIELD_RESPIRATORY_DELAY] = {0x00209255, MPR_VR_FD, "NominalRespiratoryTriggerDelayTime"},
    [MPR_FIELD_TEMPORAL_POSITION_OFFSET] = {0x0020930D, MPR_VR_FD, "TemporalPositionTimeOffset"},
    [MPR_FIELD_RECONSTRUCTION_INDEX] = {0x00209536, MPR_VR_US, "ReconstructionIndex"},
    [MPR_FIELD_SAMPLES] = {0x00280002, MPR_VR_US, "SamplesPerPixel"},
    [MPR_FIELD_PHOTOMETRIC] = {0x00280004, MPR_VR_CS, "PhotometricInterpretation"},
    [MPR_FIELD_PLANAR] = {0x00280006, MPR_VR_US, "PlanarConfiguration"},
    [MPR_FIELD_ROWS] = {0x00280010, MPR_VR_US, "Rows"},
    [MPR_FIELD_COLUMNS] = {0x00280011, MPR_VR_US, "Columns"},
    [MPR_FIELD_SPACING] = {0x00280030, MPR_VR_DS, "PixelSpacing"},
    [MPR_FIELD_CORRECTIONS] = {0x00280051, MPR_VR_CS, "CorrectedImage"},
    [MPR_FIELD_BITS_ALLOCATED] = {0x00280100, MPR_VR_US, "BitsAllocated"},
    [MPR_FIELD_BITS_STORED] = {0x00280101, MPR_VR_US, "BitsStored"},
    [MPR_FIELD_HIGH_BIT] = {0x00280102, MPR_VR_US, "HighBit"},
    [MPR_FIELD_PIXEL_REPRESENTATION] = {0x00280103, MPR_VR_US, "PixelRepresentation"},
    [MPR_FIELD_PADDING] = {0x00280120, MPR_VR_US, "PixelPaddingValue"},
    [MPR_FIELD_PADDING_LIMIT] = {0x00280121, MPR_VR_US, "PixelPaddingRangeLimit"},
    [MPR_FIELD_WINDOW_CENTER] = {0x00281050, MPR_VR_DS, "WindowCenter"},
    [MPR_FIELD_WINDOW_WIDTH] = {0x00281051, MPR_VR_DS, "WindowWidth"},
    [MPR_FIELD_RESCALE_INTERCEPT] = {0x00281052, MPR_VR_DS, "RescaleIntercept"},
    [MPR_FIELD_RESCALE_SLOPE] = {0x00281053, MPR_VR_DS, "RescaleSlope"},
    [MPR_FIELD_RESCALE_TYPE] = {0x00281054, MPR_VR_LO, "RescaleType"},
    [MPR_FIELD_MODALITY_LUT] = {0x00283000, MPR_VR_SQ, "ModalityLUTSequence"},
    [MPR_FIELD_ENERGY_WINDOW] = {0x00540010, MPR_VR_US, "EnergyWindowVector"},
    [MPR_FIELD_DETECTOR] = {0x00540020, MPR_VR_US, "DetectorVector"},
    [MPR_FIELD_DETECTOR_PHASE] = {0x00540030, MPR_VR_US, "PhaseVector"},
    [MPR_FIELD_ROTATION] = {0x00540050, MPR_VR_US, "RotationVector"},
    [MPR_FIELD_RR_INTERVAL] = {0x00540060, MPR_VR_US, "RRIntervalVector"},
    [MPR_FIELD_TIME_SLOT] = {0x00540070, MPR_VR_US, "TimeSlotVector"},
    [MPR_FIELD_TIME_SLICE] = {0x00540100, MPR_VR_US, "TimeSliceVector"},
    [MPR_FIELD_UNITS] = {0x00541001, MPR_VR_CS, "Units"},
    [MPR_FIELD_DECAY_CORRECTION] = {0x00541102, MPR_VR_CS, "DecayCorrection"},
    [MPR_FIELD_FRAME_REFERENCE_TIME] = {0x00541300, MPR_VR_DS, "FrameReferenceTime"},
};

const char *mpr_frame_field_name(MprField field)
{
    return FIELDS[field].name;
}

/* Both are in the order of tags. */
bool mpr_frame_fields_read(const void *block, size_t size, MprFrameFields *fields, MprError *error)
{
    MprElements elements = mpr_elements_of(block, size);
    MprElementsStep step;
    MprElement element;
    size_t field = 0;
    memset(fields, 0, sizeof *fields);
    while ((step = mpr_elements_next(&elements, &element)) == MPR_ELEMENTS_ELEMENT) {
        if ((element.tag >> 16) % 2 != 0) {
            mpr_vendor_fields_take(&fields->vendor, &element);
        }
        while (field < MPR_FIELD_COUNT && FIELDS[field].tag < element.tag) {
            field++;
        }
        if (field < MPR_FIELD_COUNT && FIELDS[field].tag == element.tag) {
            fields->elements[field] = element;
        }
    }
    return step == MPR_ELEMENTS_END || mpr_fail(error, MPR_INTERNAL, "the attributes of a frame are damaged");
}

static int compare_tag(const void *tag, const void *field)
{
    const uint32_t wanted = *(const uint32_t *)tag;
    const uint32_t found = ((const Field *)field)->tag;
    return (wanted > found) - (wanted < found);
}

MprField mpr_frame_field_find(uint32_t tag)
{
    const Field *field = bsearch(&tag, FIELDS, MPR_FIELD_COUNT, sizeof FIELDS[0], compare_tag);
    return field != NULL ? (MprField)(field - FIELDS) : MPR_FIELD_COUNT;
}

bool mpr_frame_attribute(uint32_t tag, uint16_t *vr, bool *is_signed_too)
{
    const Field *field = bsearch(&tag, FIELDS, MPR_FIELD_COUNT, sizeof FIELDS[0], compare_tag);
    if (field != NULL) {
        *vr = field->vr;
        *is_signed_too = field == &FIELDS[MPR_FIELD_PADDING] || field == &FIELDS[MPR_FIELD_PADDING_LIMIT];
        return true;
    }
    *is_signed_too = false;
    if ((tag >> 16) % 2 != 0) {
        return mpr_vendor_fields_may_be(tag, vr);
    }
    const MprAttribute *attribute = mpr_allow_list_find(tag);
    if (attribute == NULL) {
        return false;
    }
    *vr = attribute->vr;
    return true;
}
