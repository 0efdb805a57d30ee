/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * One frame of a stored image: where it lies, how its pixels are stored, and the pixels. Values are what the
 * dataset says, already checked for being finite and within range by whoever fills it in. */
#ifndef MPR_FRAME_H
#define MPR_FRAME_H

#include "Base/Buffer.h"
#include "Geometry/Grid.h"
#include "VolumeKey.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "little-endian machines only: pixels and arenas are written as they lie in memory"
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum { MPR_UID_SIZE = 65 }; /**< 64 characters and the end; longer ones are refused */
enum { MPR_FLAW_SIZE = 96 };

/** Pixels are interleaved (samples of one pixel together), rows without padding, in the byte order of the
 * machine. Bits above BitsStored are cleaned (zeroed, or the sign carried on) by whoever decoded them. */
typedef enum {
    MPR_PIXEL_UINT8,
    MPR_PIXEL_INT8,
    MPR_PIXEL_UINT16,
    MPR_PIXEL_INT16,
    MPR_PIXEL_UINT32,
    MPR_PIXEL_INT32
} MprPixelType;

typedef struct {
    MprPixelType type;
    uint8_t samples;     /**< 1, or 3 for RGB */
    uint8_t bits_stored; /**< HighBit is bits_stored - 1 */
    bool is_monochrome1; /**< low values are shown bright */
    double slope,
        intercept;    /**< output units = slope · stored + intercept; 1 and 0 when there is no rescale */
    bool has_padding; /**< PixelPaddingValue is present; ... */
    /** ... stored values from padding_low to padding_high are no tissue (C.7.5.1.1.2) */
    int32_t padding_low;
    int32_t padding_high;
} MprEncoding;

/** Rows first … end - 1 of an image, as far as it has them. */
typedef struct {
    uint32_t first, end;
} MprRows;

static inline MprRows mpr_all_rows(void)
{
    const MprRows all = {0, UINT32_MAX};
    return all;
}

/** The family of the Storage SOP Class: it decides what a derived image of it is. */
typedef enum { MPR_FAMILY_CT, MPR_FAMILY_MR, MPR_FAMILY_PET, MPR_FAMILY_OTHER, MPR_FAMILY_REFUSED } MprFamily;

/** Their sentences are in Remarks.h. */
typedef enum {
    MPR_REMARK_HIGH_BIT = 1,   /**< HighBit was below BitsStored - 1, and is taken as that */
    MPR_REMARK_SLOPE_ZERO = 2, /**< RescaleSlope was 0, and is taken as 1 */
    MPR_REMARK_MAY_MIRROR = 4  /**< a GE sequence that stores some volumes with reversed rows */
} MprRemark;

/** What all images of a volume must say alike, as far as they say it: else pixels of two patients, or of two units, would
 * be one image. */
typedef enum {
    MPR_COMMON_MODALITY,
    MPR_COMMON_PATIENT_NAME,
    MPR_COMMON_PATIENT_BIRTH_DATE,
    MPR_COMMON_PATIENT_SEX,
    MPR_COMMON_IDENTITY_REMOVED,
    MPR_COMMON_RESCALE_TYPE,
    MPR_COMMON_UNITS,
    MPR_COMMON_DECAY_CORRECTION,
    MPR_COMMON_COUNT
} MprCommonAttribute;

/** Its keyword. */
const char *mpr_common_name(MprCommonAttribute attribute);
/** The first one that two images say otherwise; MPR_COMMON_COUNT when there is none. */
MprCommonAttribute mpr_common_compare(const uint32_t *one, const uint32_t *other);

typedef struct {
    /** of this frame; spacing 0 when PixelSpacing is missing, directions zero when IOP is missing */
    MprGrid grid;
    MprEncoding encoding;
    MprFamily family;
    bool has_grid;                      /**< IPP, IOP and PixelSpacing are all there */
    double thickness_mm;                /**< SliceThickness, 0 when missing */
    double window_center, window_width; /**< the first one, in output units; width 0 when there is none */
    char modality[17];
    char sop_class_uid[MPR_UID_SIZE];
    char sop_instance_uid[MPR_UID_SIZE];
    char series_instance_uid[MPR_UID_SIZE];
    char study_instance_uid[MPR_UID_SIZE];
    char frame_of_reference_uid[MPR_UID_SIZE]; /**< empty when missing */
    /** bits of MprRemark: what is odd about the header, and was mended or is to be known */
    uint32_t remarks;
    uint32_t tiles; /**< of the one image in the file, of which this frame is one (a mosaic); else 0 */
    /** Why there is no grid, when an attribute of it is malformed: "ImagePositionPatient is \"1,5\""; else
     * empty. */
    char flaw[MPR_FLAW_SIZE];
    uint32_t common[MPR_COMMON_COUNT]; /**< checksums of what a volume has in common; 0: it is not said */
    MprVolumeKey volume_key;           /**< what tells the volumes of one series apart */
} MprFrameHeader;

/** Owned; free with mpr_frame_free. Constant once it was made, so threads may share it. */
typedef struct {
    MprFrameHeader header;
    MprBuffer pixels;     /**< rows · columns · samples values of encoding.type */
    bool is_partial;      /**< they hold the rows that were asked for, and anything elsewhere */
    bool is_decoded;      /**< from compressed pixels */
    MprBuffer file;       /**< that the pixels lie in, when they have no memory of their own; else empty */
    MprBuffer attributes; /**< the attributes that a derived image may carry on, in the writer's own form */
    unsigned further_owners; /**< mpr_frame_retain counts them */
} MprFrame;

/** Bytes of one sample. */
size_t mpr_pixel_size(MprPixelType type);
bool mpr_pixel_is_signed(MprPixelType type);
/** One of many values of that type. */
static inline int64_t mpr_pixel_value(const void *values, MprPixelType type, size_t index)
{
    switch (type) {
    case MPR_PIXEL_UINT8:
        return ((const uint8_t *)values)[index];
    case MPR_PIXEL_INT8:
        return ((const int8_t *)values)[index];
    case MPR_PIXEL_UINT16:
        return ((const uint16_t *)values)[index];
    case MPR_PIXEL_INT16:
        return ((const int16_t *)values)[index];
    case MPR_PIXEL_UINT32:
        return ((const uint32_t *)values)[index];
    case MPR_PIXEL_INT32:
        break;
    }
    return ((const int32_t *)values)[index];
}

/** One more owner of the same frame; each calls mpr_frame_free. */
MprFrame *mpr_frame_retain(MprFrame *frame);
/** The last owner's call frees it. NULL is fine. */
void mpr_frame_free(MprFrame *frame);

#ifdef __cplusplus
}
#endif
#endif
