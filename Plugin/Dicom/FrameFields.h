/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What the header of a frame is made from, and what an attribute block holds.
 *
 * An attribute block is a dataset in Explicit VR Little Endian of a frame as a single-frame image would have
 * it: what the allow-list names, and the fields below. A whole dataset serves as well, for whoever wants only
 * the header. */
#ifndef MPR_FRAME_FIELDS_H
#define MPR_FRAME_FIELDS_H

#include "Base/Error.h"
#include "ElementValue.h"
#include "VendorFields.h"

#ifdef __cplusplus
extern "C" {
#endif

/** In the order of their tags. */
typedef enum {
    MPR_FIELD_IMAGE_TYPE,
    MPR_FIELD_SOP_CLASS_UID,
    MPR_FIELD_SOP_INSTANCE_UID,
    MPR_FIELD_ACQUISITION_TIME,
    MPR_FIELD_CONTENT_TIME,
    MPR_FIELD_MODALITY,
    MPR_FIELD_COMPLEX_IMAGE_COMPONENT,
    MPR_FIELD_PATIENT_NAME,
    MPR_FIELD_PATIENT_BIRTH_DATE,
    MPR_FIELD_PATIENT_SEX,
    MPR_FIELD_IDENTITY_REMOVED,
    MPR_FIELD_CONTRAST_AGENT,
    MPR_FIELD_SEQUENCE_VARIANT,
    MPR_FIELD_SCAN_OPTIONS,
    MPR_FIELD_SEQUENCE_NAME,
    MPR_FIELD_SLICE_THICKNESS,
    MPR_FIELD_KVP,
    MPR_FIELD_REPETITION_TIME,
    MPR_FIELD_ECHO_TIME,
    MPR_FIELD_INVERSION_TIME,
    MPR_FIELD_ECHO_NUMBERS,
    MPR_FIELD_TRIGGER_TIME,
    MPR_FIELD_CONVOLUTION_KERNEL,
    MPR_FIELD_FRAME_DURATION,
    MPR_FIELD_RECEIVE_COIL,
    MPR_FIELD_PHASE_ENCODING,
    MPR_FIELD_FLIP_ANGLE,
    MPR_FIELD_SUPPRESSION,
    MPR_FIELD_DIFFUSION_DIRECTIONALITY,
    MPR_FIELD_DIFFUSION_B_VALUE,
    MPR_FIELD_DIFFUSION_GRADIENT,
    MPR_FIELD_VELOCITY_DIRECTION,
    MPR_FIELD_FRAME_REFERENCE_DATE,
    MPR_FIELD_RESPIRATORY_POSITION,
    MPR_FIELD_VELOCITY_MAXIMUM,
    MPR_FIELD_CARDIAC_POSITION,
    MPR_FIELD_ASL_CONTEXT,
    MPR_FIELD_ASL_DURATION,
    MPR_FIELD_RECONSTRUCTION,
    MPR_FIELD_CONTRAST_PHASE,
    MPR_FIELD_MONOENERGETIC,
    MPR_FIELD_B_MATRIX_XX,
    MPR_FIELD_B_MATRIX_XY,
    MPR_FIELD_B_MATRIX_XZ,
    MPR_FIELD_B_MATRIX_YY,
    MPR_FIELD_B_MATRIX_YZ,
    MPR_FIELD_B_MATRIX_ZZ,
    MPR_FIELD_STUDY_INSTANCE_UID,
    MPR_FIELD_SERIES_INSTANCE_UID,
    MPR_FIELD_ACQUISITION_NUMBER,
    MPR_FIELD_POSITION,
    MPR_FIELD_ORIENTATION,
    MPR_FIELD_FRAME_OF_REFERENCE_UID,
    MPR_FIELD_TEMPORAL_POSITION_IDENTIFIER,
    MPR_FIELD_STACK_ID,
    MPR_FIELD_TEMPORAL_POSITION_INDEX,
    MPR_FIELD_TRIGGER_DELAY,
    MPR_FIELD_DIMENSIONS,
    MPR_FIELD_CARDIAC_PHASE,
    MPR_FIELD_RESPIRATORY_PHASE,
    MPR_FIELD_RESPIRATORY_AMPLITUDE,
    MPR_FIELD_RESPIRATORY_START,
    MPR_FIELD_RESPIRATORY_DELAY,
    MPR_FIELD_TEMPORAL_POSITION_OFFSET,
    MPR_FIELD_RECONSTRUCTION_INDEX,
    MPR_FIELD_SAMPLES,
    MPR_FIELD_PHOTOMETRIC,
    MPR_FIELD_PLANAR,
    MPR_FIELD_ROWS,
    MPR_FIELD_COLUMNS,
    MPR_FIELD_SPACING,
    MPR_FIELD_CORRECTIONS,
    MPR_FIELD_BITS_ALLOCATED,
    MPR_FIELD_BITS_STORED,
    MPR_FIELD_HIGH_BIT,
    MPR_FIELD_PIXEL_REPRESENTATION,
    MPR_FIELD_PADDING,
    MPR_FIELD_PADDING_LIMIT,
    MPR_FIELD_WINDOW_CENTER,
    MPR_FIELD_WINDOW_WIDTH,
    MPR_FIELD_RESCALE_INTERCEPT,
    MPR_FIELD_RESCALE_SLOPE,
    MPR_FIELD_RESCALE_TYPE,
    MPR_FIELD_MODALITY_LUT,
    MPR_FIELD_ENERGY_WINDOW,
    MPR_FIELD_DETECTOR,
    MPR_FIELD_DETECTOR_PHASE,
    MPR_FIELD_ROTATION,
    MPR_FIELD_RR_INTERVAL,
    MPR_FIELD_TIME_SLOT,
    MPR_FIELD_TIME_SLICE,
    MPR_FIELD_UNITS,
    MPR_FIELD_DECAY_CORRECTION,
    MPR_FIELD_FRAME_REFERENCE_TIME,
    MPR_FIELD_COUNT
} MprField;

/** The elements, zeroed where there is none; they lie in the block. */
typedef struct {
    MprElement elements[MPR_FIELD_COUNT];
    MprVendorFields vendor; /**< of MR images only it means anything */
} MprFrameFields;

/** MPR_INTERNAL when the block is malformed. */
bool mpr_frame_fields_read(const void *block, size_t size, MprFrameFields *fields, MprError *error);

const char *mpr_frame_field_name(MprField field);
/** MPR_FIELD_COUNT when no field has this tag. */
MprField mpr_frame_field_find(uint32_t tag);

/** Does an attribute block hold this element? Private ones of VendorFields.h it holds with any VR but SQ. vr
 * is then the one that the standard gives it; for MPR_VR_US that may be SS as well where the pixels' sign
 * decides (is_signed_too). */
bool mpr_frame_attribute(uint32_t tag, uint16_t *vr, bool *is_signed_too);

#ifdef __cplusplus
}
#endif
#endif
