/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "VolumeKey.h"

#include "Base/Decimal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const MprKeyEntry ENTRIES[MPR_KEY_COUNT] = {
    [MPR_KEY_STACK_ID] = {"StackID", 0x00209056, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_COMPONENT] = {"ComplexImageComponent", 0x00089208, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 1},
    [MPR_KEY_ECHO_NUMBERS] = {"EchoNumbers", 0x00180086, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_ECHO_TIME] = {"EchoTime", 0x00180081, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_INVERSION_TIME] = {"InversionTime", 0x00180082, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_FLIP_ANGLE] = {"FlipAngle", 0x00181314, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_KVP] = {"KVP", 0x00180060, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_MONOENERGETIC] = {"MonoenergeticEnergyEquivalent", 0x0018937C, MPR_KEY_NUMBER,
                               MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_ENERGY_WINDOW] = {"EnergyWindowVector", 0x00540010, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_KERNEL] = {"ConvolutionKernel", 0x00181210, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 2},
    [MPR_KEY_B_VALUE] = {"DiffusionBValue", 0x00189087, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_DIRECTIONALITY] = {"DiffusionDirectionality", 0x00189075, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 3},
    [MPR_KEY_DIRECTION] = {"DiffusionGradientOrientation", 0x00189089, MPR_KEY_VECTOR, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_B_MATRIX_DIAGONAL] = {"DiffusionBMatrix (XX, YY, ZZ)", 0x00189602, MPR_KEY_VECTOR,
                                   MPR_KEY_FOLLOWS, 2},
    [MPR_KEY_B_MATRIX_REST] = {"DiffusionBMatrix (XY, XZ, YZ)", 0x00189603, MPR_KEY_VECTOR, MPR_KEY_FOLLOWS,
                               3},
    [MPR_KEY_VELOCITY] = {"VelocityEncodingDirection", 0x00189090, MPR_KEY_VECTOR, MPR_KEY_IDENTIFIES, 1},
    [MPR_KEY_VELOCITY_MAXIMUM] = {"VelocityEncodingMaximumValue", 0x00189217, MPR_KEY_NUMBER,
                                  MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_SUPPRESSION] = {"SpectrallySelectedSuppression", 0x00189025, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES,
                             7},
    [MPR_KEY_SEQUENCE_VARIANT] = {"SequenceVariant", 0x00180021, MPR_KEY_TEXT, MPR_KEY_FOLLOWS, 13},
    [MPR_KEY_SCAN_OPTIONS] = {"ScanOptions", 0x00180022, MPR_KEY_TEXT, MPR_KEY_FOLLOWS, 14},
    [MPR_KEY_PHASE_ENCODING] = {"InPlanePhaseEncodingDirection", 0x00181312, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES,
                                15},
    [MPR_KEY_RECEIVE_COIL] = {"ReceiveCoilName", 0x00181250, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 16},
    [MPR_KEY_RECONSTRUCTION] = {"ReconstructionAlgorithm", 0x00189315, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 17},
    [MPR_KEY_RECONSTRUCTION_INDEX] = {"ReconstructionIndex", 0x00209536, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES,
                                      0},
    [MPR_KEY_CORRECTIONS] = {"CorrectedImage", 0x00280051, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 18},
    [MPR_KEY_CONTRAST_PHASE] = {"ContrastBolusAgentPhase", 0x00189344, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 8},
    [MPR_KEY_CONTRAST_AGENT] = {"ContrastBolusAgent", 0x00180010, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 9},
    [MPR_KEY_ASL_CONTEXT] = {"ASLContext", 0x00189257, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 4},
    [MPR_KEY_ASL_DURATION] = {"ASLPulseTrainDuration", 0x00189258, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_TEMPORAL_INDEX] = {"TemporalPositionIndex", 0x00209128, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_TEMPORAL_IDENTIFIER] = {"TemporalPositionIdentifier", 0x00200100, MPR_KEY_NUMBER,
                                     MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_CARDIAC_PHASE] = {"NominalPercentageOfCardiacPhase", 0x00209241, MPR_KEY_NUMBER,
                               MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_RESPIRATORY_PHASE] = {"NominalPercentageOfRespiratoryPhase", 0x00209245, MPR_KEY_NUMBER,
                                   MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_CARDIAC_POSITION] = {"CardiacCyclePosition", 0x00189236, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 10},
    [MPR_KEY_RESPIRATORY_POSITION] = {"RespiratoryCyclePosition", 0x00189214, MPR_KEY_TEXT,
                                      MPR_KEY_IDENTIFIES, 11},
    [MPR_KEY_RESPIRATORY_START] = {"StartingRespiratoryPhase", 0x00209247, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES,
                                   19},
    [MPR_KEY_RESPIRATORY_AMPLITUDE] = {"StartingRespiratoryAmplitude", 0x00209246, MPR_KEY_NUMBER,
                                       MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_RR_INTERVAL] = {"RRIntervalVector", 0x00540060, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_TIME_SLOT] = {"TimeSlotVector", 0x00540070, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_DETECTOR_PHASE] = {"PhaseVector", 0x00540030, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_DETECTOR] = {"DetectorVector", 0x00540020, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_ROTATION] = {"RotationVector", 0x00540050, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_TIME_SLICE] = {"TimeSliceVector", 0x00540100, MPR_KEY_NUMBER, MPR_KEY_IDENTIFIES, 0},
    [MPR_KEY_IMAGE_TYPE] = {"ImageType", 0x00080008, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 5},
    [MPR_KEY_SEQUENCE_NAME] = {"SequenceName", 0x00180024, MPR_KEY_TEXT, MPR_KEY_IDENTIFIES, 6},
    [MPR_KEY_THICKNESS] = {"SliceThickness", 0x00180050, MPR_KEY_NUMBER, MPR_KEY_DESCRIBES, 0},
    [MPR_KEY_TEMPORAL_OFFSET] = {"TemporalPositionTimeOffset", 0x0020930D, MPR_KEY_NUMBER, MPR_KEY_RUNS, 0},
    [MPR_KEY_TRIGGER_DELAY] = {"NominalCardiacTriggerDelayTime", 0x00209153, MPR_KEY_NUMBER, MPR_KEY_RUNS, 0},
    [MPR_KEY_RESPIRATORY_DELAY] = {"NominalRespiratoryTriggerDelayTime", 0x00209255, MPR_KEY_NUMBER,
                                   MPR_KEY_RUNS, 0},
    [MPR_KEY_REPETITION_TIME] = {"RepetitionTime", 0x00180080, MPR_KEY_NUMBER, MPR_KEY_RUNS, 0},
    [MPR_KEY_ACQUISITION_NUMBER] = {"AcquisitionNumber", 0x00200012, MPR_KEY_NUMBER, MPR_KEY_RUNS, 0},
    [MPR_KEY_TRIGGER_TIME] = {"TriggerTime", 0x00181060, MPR_KEY_NUMBER, MPR_KEY_RUNS, 0},
    [MPR_KEY_FRAME_REFERENCE_TIME] = {"FrameReferenceTime", 0x00541300, MPR_KEY_NUMBER, MPR_KEY_RUNS, 0},
    [MPR_KEY_FRAME_REFERENCE_DATE] = {"FrameReferenceDateTime", 0x00189151, MPR_KEY_TEXT, MPR_KEY_RUNS, 12},
    [MPR_KEY_FRAME_DURATION] = {"ActualFrameDuration", 0x00181242, MPR_KEY_NUMBER, MPR_KEY_RUNS, 0},
    [MPR_KEY_ACQUISITION_TIME] = {"AcquisitionTime", 0x00080032, MPR_KEY_TIME, MPR_KEY_RUNS, 0},
    [MPR_KEY_CONTENT_TIME] = {"ContentTime", 0x00080033, MPR_KEY_TIME, MPR_KEY_RUNS, 0},
    [MPR_KEY_DIMENSION_1] = {"DimensionIndexValues 1", 0x00209157, MPR_KEY_NUMBER, MPR_KEY_INDEXES, 0},
    [MPR_KEY_DIMENSION_2] = {"DimensionIndexValues 2", 0x00209157, MPR_KEY_NUMBER, MPR_KEY_INDEXES, 1},
    [MPR_KEY_DIMENSION_3] = {"DimensionIndexValues 3", 0x00209157, MPR_KEY_NUMBER, MPR_KEY_INDEXES, 2},
    [MPR_KEY_DIMENSION_4] = {"DimensionIndexValues 4", 0x00209157, MPR_KEY_NUMBER, MPR_KEY_INDEXES, 3},
    [MPR_KEY_DIMENSION_5] = {"DimensionIndexValues 5", 0x00209157, MPR_KEY_NUMBER, MPR_KEY_INDEXES, 4},
};

const MprKeyEntry *mpr_volume_key_entry(MprKeyAttribute attribute)
{
    return &ENTRIES[attribute];
}

bool mpr_volume_key_runs(MprKeyAttribute attribute)
{
    return ENTRIES[attribute].role == MPR_KEY_RUNS || ENTRIES[attribute].role == MPR_KEY_INDEXES;
}

static void give(MprVolumeKey *key, MprKeyAttribute attribute)
{
    key->given |= mpr_volume_key_bit(attribute);
}

bool mpr_volume_key_has(const MprVolumeKey *key, MprKeyAttribute attribute)
{
    return (key->given >> attribute & 1) != 0;
}

void mpr_volume_key_set_text(MprVolumeKey *key, MprKeyAttribute attribute, const char *text, size_t size)
{
    MprKeyText *value = &key->texts[ENTRIES[attribute].slot];
    value->sum = 14695981039346656037u; /* FNV-1a */
    for (size_t index = 0; index < size; index++) {
        const char character = text[index];
        value->sum = (value->sum ^ (unsigned char)character) * 1099511628211u;
        if (index < MPR_KEY_TEXT_SIZE - 1) { /* what an answer cannot show is marked */
            value->shown[index] = character >= ' ' && character <= '~' ? character : '_';
        }
    }
    if (size > 0) {
        give(key, attribute);
    }
}

void mpr_volume_key_set_numbers(MprVolumeKey *key, MprKeyAttribute attribute, const double *numbers)
{
    const bool is_vector = ENTRIES[attribute].kind == MPR_KEY_VECTOR;
    double *values = is_vector ? key->vectors[ENTRIES[attribute].slot] : &key->numbers[attribute];
    const size_t count = is_vector ? 3 : 1;
    for (size_t index = 0; index < count; index++) {
        if (!isfinite(numbers[index])) {
            return;
        }
    }
    memcpy(values, numbers, count * sizeof *values);
    give(key, attribute);
}

void mpr_volume_key_set_b_matrix(MprVolumeKey *key, const double matrix[6])
{
    const double diagonal[] = {nearbyint(matrix[0]), nearbyint(matrix[3]), nearbyint(matrix[5])};
    const double rest[] = {nearbyint(matrix[1]), nearbyint(matrix[2]), nearbyint(matrix[4])};
    mpr_volume_key_set_numbers(key, MPR_KEY_B_MATRIX_DIAGONAL, diagonal);
    mpr_volume_key_set_numbers(key, MPR_KEY_B_MATRIX_REST, rest);
}

static bool is_plain(const MprKeyText *text)
{
    size_t length = 0;
    while (length < MPR_KEY_TEXT_SIZE && text->shown[length] >= ' ' && text->shown[length] <= '~') {
        length++;
    }
    return length < MPR_KEY_TEXT_SIZE && text->shown[length] == '\0';
}

bool mpr_volume_key_is_sound(const MprVolumeKey *key)
{
    bool ok = key->given < (uint64_t)1 << MPR_KEY_COUNT;
    for (size_t index = 0; index < MPR_KEY_COUNT; index++) {
        ok = ok && isfinite(key->numbers[index]);
    }
    for (size_t index = 0; index < MPR_KEY_VECTORS; index++) {
        const double *vector = key->vectors[index];
        ok = ok && isfinite(vector[0]) && isfinite(vector[1]) && isfinite(vector[2]);
    }
    for (size_t index = 0; index < MPR_KEY_TEXTS; index++) {
        ok = ok && is_plain(&key->texts[index]);
    }
    return ok;
}

/* ---- comparing ---- */

/* A file says 2.46 where another says 2.4600000381; what is counted or clocked is exact. */
bool mpr_volume_key_is_same_number(MprKeyAttribute attribute, double a, double b)
{
    const bool is_exact = mpr_volume_key_runs(attribute);
    return fabs(a - b) <= (is_exact ? 1e-6 : 1e-5 * fmax(fabs(a), fabs(b)));
}

/* Directions are unit vectors of 4 to 16 digits. */
static int compare_vectors(const double *a, const double *b)
{
    int order = 0;
    for (size_t index = 0; order == 0 && index < 3; index++) {
        const double one = nearbyint(a[index] * 1e4);
        const double other = nearbyint(b[index] * 1e4);
        order = (one > other) - (one < other);
    }
    return order;
}

static int compare_texts(const MprKeyText *a, const MprKeyText *b)
{
    const int order = strcmp(a->shown, b->shown);
    return order != 0 ? order : (a->sum > b->sum) - (a->sum < b->sum);
}

int mpr_volume_key_compare(const MprVolumeKey *a, const MprVolumeKey *b, MprKeyAttribute attribute)
{
    const bool has_a = mpr_volume_key_has(a, attribute);
    const bool has_b = mpr_volume_key_has(b, attribute);
    if (!has_a || !has_b) {
        return (int)has_a - (int)has_b;
    }
    const unsigned slot = ENTRIES[attribute].slot;
    if (ENTRIES[attribute].kind == MPR_KEY_TEXT) {
        return compare_texts(&a->texts[slot], &b->texts[slot]);
    }
    if (ENTRIES[attribute].kind == MPR_KEY_VECTOR) {
        return compare_vectors(a->vectors[slot], b->vectors[slot]);
    }
    return (a->numbers[attribute] > b->numbers[attribute]) - (a->numbers[attribute] < b->numbers[attribute]);
}

bool mpr_volume_key_is_same(const MprVolumeKey *a, const MprVolumeKey *b, MprKeyAttribute attribute)
{
    const MprKeyKind kind = ENTRIES[attribute].kind;
    if (kind == MPR_KEY_TEXT || kind == MPR_KEY_VECTOR || !mpr_volume_key_has(a, attribute) ||
        !mpr_volume_key_has(b, attribute)) {
        return mpr_volume_key_compare(a, b, attribute) == 0;
    }
    return mpr_volume_key_is_same_number(attribute, a->numbers[attribute], b->numbers[attribute]);
}

/* ---- showing ---- */

static void append(char *text, size_t size, const char *more)
{
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", more);
}

static void append_number(char *text, size_t size, double number)
{
    char digits[MPR_DECIMAL_SIZE];
    mpr_decimal_format_digits(number, 6, digits);
    append(text, size, digits);
}

/* 36000.5 s is 100000.5 (PS3.5, VR TM). */
static void append_time(char *text, size_t size, double seconds)
{
    const double micros = nearbyint(seconds * 1e6);
    const long whole = (long)floor(micros / 1e6);
    long fraction = (long)(micros - (double)whole * 1e6);
    int digits = 6;
    char shown[40];
    while (digits > 0 && fraction % 10 == 0) {
        fraction /= 10;
        digits--;
    }
    snprintf(shown, sizeof shown, "%02ld%02ld%02ld", whole / 3600 % 100, whole / 60 % 60, whole % 60);
    append(text, size, shown);
    if (digits > 0) {
        snprintf(shown, sizeof shown, ".%0*ld", digits, fraction);
        append(text, size, shown);
    }
}

void mpr_volume_key_print(const MprVolumeKey *key, MprKeyAttribute attribute, char *text, size_t size)
{
    const MprKeyEntry *entry = &ENTRIES[attribute];
    const unsigned slot = ENTRIES[attribute].slot;
    append(text, size, text[0] != '\0' ? ", " : "");
    if (!mpr_volume_key_has(key, attribute)) {
        append(text, size, "without ");
        append(text, size, entry->name);
        return;
    }
    append(text, size, entry->name);
    append(text, size, "=");
    if (entry->kind == MPR_KEY_TEXT) {
        append(text, size, key->texts[slot].shown);
    } else if (entry->kind == MPR_KEY_TIME) {
        append_time(text, size, key->numbers[attribute]);
    } else if (entry->kind == MPR_KEY_NUMBER) {
        append_number(text, size, key->numbers[attribute]);
    } else {
        for (size_t index = 0; index < 3; index++) {
            append(text, size, index > 0 ? "\\" : "");
            append_number(text, size, key->vectors[slot][index]);
        }
    }
}
