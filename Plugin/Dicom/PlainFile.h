/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Files that need no worker: one uncompressed grey frame in Explicit VR Little Endian (PS3.10), in which
 * nothing is unusual. Of them, this finds what a worker would find, byte by byte; of all others it says
 * nothing, and the worker has the last word.
 *
 *   head ├─ given bytes ────────────────────────────────┤
 *        │ preamble │ group 2 │ dataset │ Pixel Data, head │ pixels ...            │
 *        ├─ size bytes, of which the rest need not be there ───────────────────────┤ */
#ifndef MPR_PLAIN_FILE_H
#define MPR_PLAIN_FILE_H

#include "Volume/Frame.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    MprFrameHeader header;
    size_t pixels_offset, pixels_size; /**< in the file; their unused bits are not cleaned */
    uint32_t high_bit;
    /** For mpr_plain_file_attributes; they lie in head. */
    const unsigned char *syntax;
    size_t syntax_size;
    const unsigned char *dataset;
    size_t dataset_size;
    size_t attributes_size; /**< of those of its elements that belong into the block */
} MprPlainFile;

/** False when the file is not plain, or when that cannot be told from the first given bytes. */
bool mpr_plain_file_read(const void *head, size_t given, size_t size, MprPlainFile *plain);

/** The header alone, of plain files and of those that would be plain if their pixels were not compressed. */
bool mpr_plain_file_header(const void *head, size_t given, size_t size, MprFrameHeader *header);

/** The attribute block (FrameFields.h). head must still be there. */
bool mpr_plain_file_attributes(const MprPlainFile *plain, MprBuffer *attributes, MprError *error);

/** Is it worth a look where the pixels lie? False when they are surely compressed, or deflated. */
bool mpr_plain_file_is_native(const void *head, size_t given);

#ifdef __cplusplus
}
#endif
#endif
