/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that follow from content: the same request on the same images gives the same identifiers. */
#ifndef MPR_IDENTITY_H
#define MPR_IDENTITY_H

#include "../Core/Frame.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "2.25." and the decimal form of the version 5 UUID (RFC 4122 4.3, SHA-1) of name in the DNS name space
 * (PS3.5 B.2). At most 44 characters. */
bool mpr_identity_uid(const void *name, size_t size, char uid[MPR_UID_SIZE], MprError *error);

enum { MPR_ORTHANC_ID_SIZE = 45 };

/* Orthanc's identifier of an instance (Orthanc Framework: DicomInstanceHasher). */
bool mpr_identity_instance(const char *patient_id, const char *study_uid, const char *series_uid,
                           const char *sop_uid, char id[MPR_ORTHANC_ID_SIZE], MprError *error);

#ifdef __cplusplus
}
#endif
#endif
