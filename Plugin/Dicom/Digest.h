/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * The two digests that identifiers are made of: by the Orthanc Framework where it is a library of the system
 * (DigestFramework.cpp), else by code of our own (Digest.c). Both give the same bytes. */
#ifndef MPR_DIGEST_H
#define MPR_DIGEST_H

#include "Base/Error.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { MPR_SHA1_SIZE = 20, MPR_MD5_SIZE = 16 };

/** RFC 3174. It makes names, and protects nothing. */
bool mpr_digest_sha1(const void *bytes, size_t size, unsigned char digest[MPR_SHA1_SIZE], MprError *error);

/** RFC 1321. The same holds. */
bool mpr_digest_md5(const void *bytes, size_t size, unsigned char digest[MPR_MD5_SIZE], MprError *error);

#ifdef __cplusplus
}
#endif
#endif
