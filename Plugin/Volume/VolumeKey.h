/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * What tells the volumes of one series apart: one table of attributes. The reader fills keys by it, the
 * splitter compares them by it, and volumes are named by it. */
#ifndef MPR_VOLUME_KEY_H
#define MPR_VOLUME_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** In this order they are tried: what a scanner varies on purpose, then what it counts, then what it clocks.
 */
typedef enum {
    MPR_KEY_STACK_ID,
    MPR_KEY_COMPONENT,
    MPR_KEY_ECHO_NUMBERS,
    MPR_KEY_ECHO_TIME,
    MPR_KEY_INVERSION_TIME,
    MPR_KEY_FLIP_ANGLE,
    MPR_KEY_KVP,
    MPR_KEY_MONOENERGETIC,
    MPR_KEY_ENERGY_WINDOW,
    MPR_KEY_KERNEL,
    MPR_KEY_B_VALUE,
    MPR_KEY_DIRECTIONALITY,
    MPR_KEY_DIRECTION,
    MPR_KEY_B_MATRIX_DIAGONAL,
    MPR_KEY_B_MATRIX_REST,
    MPR_KEY_VELOCITY,
    MPR_KEY_VELOCITY_MAXIMUM,
    MPR_KEY_SUPPRESSION,
    MPR_KEY_SEQUENCE_VARIANT,
    MPR_KEY_SCAN_OPTIONS,
    MPR_KEY_PHASE_ENCODING,
    MPR_KEY_RECEIVE_COIL,
    MPR_KEY_RECONSTRUCTION,
    MPR_KEY_RECONSTRUCTION_INDEX,
    MPR_KEY_CORRECTIONS,
    MPR_KEY_CONTRAST_PHASE,
    MPR_KEY_CONTRAST_AGENT,
    MPR_KEY_ASL_CONTEXT,
    MPR_KEY_ASL_DURATION,
    MPR_KEY_TEMPORAL_INDEX,
    MPR_KEY_TEMPORAL_IDENTIFIER,
    MPR_KEY_CARDIAC_PHASE,
    MPR_KEY_RESPIRATORY_PHASE,
    MPR_KEY_CARDIAC_POSITION,
    MPR_KEY_RESPIRATORY_POSITION,
    MPR_KEY_RESPIRATORY_START,
    MPR_KEY_RESPIRATORY_AMPLITUDE,
    MPR_KEY_RR_INTERVAL,
    MPR_KEY_TIME_SLOT,
    MPR_KEY_DETECTOR_PHASE,
    MPR_KEY_DETECTOR,
    MPR_KEY_ROTATION,
    MPR_KEY_TIME_SLICE,
    MPR_KEY_IMAGE_TYPE,
    MPR_KEY_SEQUENCE_NAME,
    MPR_KEY_THICKNESS,
    MPR_KEY_TEMPORAL_OFFSET,
    MPR_KEY_TRIGGER_DELAY,
    MPR_KEY_RESPIRATORY_DELAY,
    MPR_KEY_REPETITION_TIME,
    MPR_KEY_ACQUISITION_NUMBER,
    MPR_KEY_TRIGGER_TIME,
    MPR_KEY_FRAME_REFERENCE_TIME,
    MPR_KEY_FRAME_REFERENCE_DATE,
    MPR_KEY_FRAME_DURATION,
    MPR_KEY_ACQUISITION_TIME,
    MPR_KEY_CONTENT_TIME,
    MPR_KEY_DIMENSION_1,
    MPR_KEY_DIMENSION_2,
    MPR_KEY_DIMENSION_3,
    MPR_KEY_DIMENSION_4,
    MPR_KEY_DIMENSION_5,
    MPR_KEY_COUNT
} MprKeyAttribute;

typedef enum {
    MPR_KEY_TEXT,
    MPR_KEY_NUMBER,
    MPR_KEY_VECTOR, /**< three numbers */
    MPR_KEY_TIME    /**< of the day (TM), in seconds */
} MprKeyKind;

typedef enum {
    MPR_KEY_IDENTIFIES, /**< a volume has one value */
    MPR_KEY_FOLLOWS,    /**< the same, and as a rule other attributes tell it already */
    MPR_KEY_DESCRIBES,  /**< a volume has one value, but stacks of alternating values exist */
    MPR_KEY_RUNS,       /**< counted or clocked: may differ from slice to slice */
    MPR_KEY_INDEXES     /**< the same, and may be the number of the slice */
} MprKeyRole;

typedef struct {
    const char *name; /**< the keyword */
    uint32_t tag;     /**< in a classic image, or in the functional groups of an enhanced one */
    MprKeyKind kind;
    MprKeyRole role;
    unsigned slot; /**< of texts or vectors; of a number, which of the values of its element it is */
} MprKeyEntry;

/** Of text, as much as is shown, and a checksum of all of it. */
enum { MPR_KEY_TEXT_SIZE = 40 };
typedef struct {
    char shown[MPR_KEY_TEXT_SIZE];
    uint64_t sum;
} MprKeyText;

enum { MPR_KEY_TEXTS = 20, MPR_KEY_VECTORS = 4 };

/** The values of one frame; zeroed, a key is empty. */
typedef struct {
    uint64_t given; /**< a bit for each attribute that has a value */
    double numbers[MPR_KEY_COUNT];
    double vectors[MPR_KEY_VECTORS][3];
    MprKeyText texts[MPR_KEY_TEXTS];
} MprVolumeKey;

const MprKeyEntry *mpr_volume_key_entry(MprKeyAttribute attribute);

/** Size characters, or three numbers of a vector, or one number. Nothing is set without characters, and for
 * what is not finite. */
void mpr_volume_key_set_text(MprVolumeKey *key, MprKeyAttribute attribute, const char *text, size_t size);
void mpr_volume_key_set_numbers(MprVolumeKey *key, MprKeyAttribute attribute, const double *numbers);

/** The bit of an attribute, in sets of them. */
static inline uint64_t mpr_volume_key_bit(MprKeyAttribute attribute)
{
    return (uint64_t)1 << attribute;
}
/** s/mm² of DiffusionBMatrixSequence: XX, XY, XZ, YY, YZ, ZZ. They are kept as whole numbers, for files round them. */
void mpr_volume_key_set_b_matrix(MprVolumeKey *key, const double matrix[6]);

/** Is it counted or clocked, or an index? */
bool mpr_volume_key_runs(MprKeyAttribute attribute);

/** Whatever another process wrote: are all numbers finite, all texts plain and ended? */
bool mpr_volume_key_is_sound(const MprVolumeKey *key);

bool mpr_volume_key_has(const MprVolumeKey *key, MprKeyAttribute attribute);
/** The same value, as far as numbers of files are exact; or both have none. */
bool mpr_volume_key_is_same(const MprVolumeKey *a, const MprVolumeKey *b, MprKeyAttribute attribute);
/** The same of two numbers that both are there. */
bool mpr_volume_key_is_same_number(MprKeyAttribute attribute, double a, double b);
/** Below 0, 0, above 0: an order of the values, no value first. What is_same is side by side. */
int mpr_volume_key_compare(const MprVolumeKey *a, const MprVolumeKey *b, MprKeyAttribute attribute);

/** Appends "EchoTime=2.3", behind ", " when there is text before; "without EchoTime" when there is no value.
 */
void mpr_volume_key_print(const MprVolumeKey *key, MprKeyAttribute attribute, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
