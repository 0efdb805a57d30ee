/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Names that follow from content: the same request on the same images gives the same identifiers. */
#ifndef MPR_IDENTITY_H
#define MPR_IDENTITY_H

#include "Volume/Frame.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { MPR_DIGEST_SIZE = 16 };

/** The MD5 of some bytes. It tells contents apart; nothing is believed because two digests are equal. */
bool mpr_identity_digest(const void *bytes, size_t size, unsigned char digest[MPR_DIGEST_SIZE],
                         MprError *error);

/** The same of what a dataset says (Explicit VR Little Endian), whatever transfer syntax it came in: encodings
 * of pixels do not count, nor does padding. */
bool mpr_identity_digest_dataset(const MprBuffer *dataset, unsigned char digest[MPR_DIGEST_SIZE],
                                 MprError *error);

/** "2.25." and the decimal form of a version 8 UUID (RFC 9562 5.8): its upper half is taken from recipe, its
 * lower half from content. */
void mpr_identity_join(const unsigned char recipe[MPR_DIGEST_SIZE],
                       const unsigned char content[MPR_DIGEST_SIZE], char uid[MPR_UID_SIZE]);

/** Were both made by mpr_identity_join, of one recipe and of two contents? */
bool mpr_identity_differ_in_content(const char *uid, const char *other);

/** "2.25." and the decimal form of the version 5 UUID (RFC 4122 4.3, SHA-1) of name in the DNS name space
 * (PS3.5 B.2). At most 44 characters. */
bool mpr_identity_uid(const void *name, size_t size, char uid[MPR_UID_SIZE], MprError *error);

enum { MPR_ORTHANC_ID_SIZE = 45 };

/** Orthanc's identifier of an instance: the SHA-1 of "patient|study|series|instance", as groups of eight digits. */
bool mpr_identity_instance(const char *patient_id, const char *study_uid, const char *series_uid,
                           const char *sop_uid, char id[MPR_ORTHANC_ID_SIZE], MprError *error);

#ifdef __cplusplus
}
#endif
#endif
