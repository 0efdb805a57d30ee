/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The plugin's one face towards DICOM files. Plain files (PlainFile.h) are read in this process, by code that
 * is small enough for it; all others go to a worker program (Plugin/Worker), and what comes back is checked
 * before it is believed. All functions may be called from any thread; each waits for a free worker when it
 * needs one.
 *
 * A file that ends its worker, hangs it or is not understood by it is MPR_UNSUITABLE with a sentence; the
 * caller puts the name of the instance in front (mpr_fail_about). All workers busy for too long is MPR_BUSY,
 * and so are workers that somebody ended from outside together with the process that bears them. */
#ifndef MPR_DICOM_H
#define MPR_DICOM_H

#include "Geometry/Projection.h"
#include "StoredFormat.h"
#include "Volume/Frame.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct MprPool MprPool; /**< Workers/Pool.h */

/** The headers of all frames of a file (one for a single-frame image), for mpr_free. No pixel is decoded. */
bool mpr_dicom_describe(MprPool *pool, const void *file, size_t size, MprFrameHeader **headers, size_t *count,
                        MprError *error);

/** One decoded frame (0 is the first), for mpr_frame_free. */
bool mpr_dicom_load(MprPool *pool, const void *file, size_t size, uint32_t frame, MprFrame **loaded,
                    MprError *error);

/** The same for who looks at these rows alone: compressed pixels are decoded no further than they need, and
 * the frame is partial then. */
bool mpr_dicom_load_rows(MprPool *pool, const void *file, size_t size, uint32_t frame, MprRows rows,
                         MprFrame **loaded, MprError *error);

/** The same, and the frame may take the file: uncompressed pixels are used where they lie in it. The file is
 * then empty; otherwise it stays the caller's, as it does on failure. */
bool mpr_dicom_load_taking(MprPool *pool, MprBuffer *file, uint32_t frame, MprRows rows, MprFrame **loaded,
                           MprError *error);

/** The same for who can read a part of a file: from the first given of its size bytes, the frame with pixels
 * that hold anything, and where its pixels lie. NULL when these bytes do not tell, or when the pixels must be
 * decoded: then mpr_dicom_load does, or says what is wrong. */
MprFrame *mpr_dicom_locate(MprPool *pool, const void *head, size_t given, size_t size, uint32_t frame,
                           MprPixelPlace *place);
/** Makes values of rows that were read from the file: clears unused bits, or carries on the sign. */
void mpr_dicom_clean_rows(MprFrame *frame, const MprPixelPlace *place, MprRows rows);

/* Manufacturer of derived images. */
#define MPR_MANUFACTURER "MPR slice for Orthanc project"

/* Bytes of texts in the character set of the sources, with an end mark. */
enum { MPR_DESCRIPTION_SIZE = 385, MPR_COMMENT_SIZE = 1537, MPR_DERIVATION_TEXT_SIZE = 1025 };

/* What an image says in words, in the character set of its reference frame. */
typedef struct {
    char series_description[MPR_DESCRIPTION_SIZE]; /* empty: made from the sources' */
    char image_comments[MPR_COMMENT_SIZE];         /* empty: left out */
    bool makes_utf8; /* the sources say no character set, and these texts are UTF-8: all of the sources must
                        be ASCII */
} MprTexts;

/** All that a derived image says beyond what its sources say. */
typedef struct {
    MprGrid grid;         /**< rounded (mpr_grid_rounded): what was sampled and what is written */
    MprEncoding encoding; /**< of the pixels; has_padding: PixelPaddingValue = padding_low is written */
    bool is_reencoded;    /**< encoding.slope and intercept are ours, not the sources' */
    MprFamily family;     /**< of the sources */
    MprProjection projection;
    double thickness_mm;              /**< SliceThickness, > 0 */
    double spacing_between_slices_mm; /**< 0: not a stack, not written */
    bool has_chosen_window; /**< the window was asked for: it is written before those of the sources */
    double window_center, window_width; /**< in output units; else used when the sources have no window */
    char sop_instance_uid[MPR_UID_SIZE];
    char series_instance_uid[MPR_UID_SIZE];
    char frame_of_reference_uid[MPR_UID_SIZE]; /**< used when the sources have none; empty: left out */
    bool has_series_number;
    int32_t series_number;                                 /**< otherwise: made from the sources' */
    char derivation_description[MPR_DERIVATION_TEXT_SIZE]; /**< ASCII */
    int32_t instance_number; /**< 1 … image_count; further in a series that was there */
    uint32_t image_count;    /**< images of the new series */
    char series_date[9],
        series_time[17];    /**< DA and TM of a series that was there; empty: those of the creation */
    int64_t now_s;          /**< seconds since 1970 UTC: the creation time ... */
    int32_t local_offset_s; /**< ... and the server's zone, used when the sources state none */
    uint32_t reference;     /**< index of the source nearest to the centre of the grid */
} MprDerivation;

/** Does a dataset with this SpecificCharacterSet ("": it has none) hold ASCII alone? */
bool mpr_dicom_is_ascii(const char *character_set);

/** Puts texts of UTF-8 into the character set of a frame (its MprFrame.attributes); "" stays "".
 * MPR_UNSUITABLE names the first character that is not in it. */
bool mpr_dicom_put_texts(const MprBuffer *attributes, const char *series_description,
                         const char *image_comments, MprTexts *texts, MprError *error);

/** The file of a derived image. texts may be NULL: none is asked for. attributes: those of the contributing
 * frames (MprFrame.attributes), in slice order; pixels: rows · columns · samples values of
 * derivation->encoding.type. */
bool mpr_dicom_write(MprPool *pool, const MprDerivation *derivation, const MprTexts *texts,
                     const MprBuffer *const *attributes, size_t count, const MprBuffer *pixels,
                     MprBuffer *file, MprError *error);

/** Reads a written file again, as any reader would, and compares it with what was meant: identifiers, the four
 * corners of the grid (1e-4 mm), the rescale, every pixel. MPR_INTERNAL with the first difference. */
bool mpr_dicom_verify(MprPool *pool, const MprDerivation *derivation, const MprBuffer *pixels,
                      const MprBuffer *file, MprError *error);

/** Is a stored file the same image as the one that was made, whenever each was made and whatever lossless
 * transfer syntax the archive has chosen? MPR_TAKEN with the first difference when it is not. */
bool mpr_dicom_compare(MprPool *pool, const MprBuffer *made, const MprBuffer *stored, MprError *error);

#ifdef __cplusplus
}
#endif
#endif
