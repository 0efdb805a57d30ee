/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dicom/Digest.c under other names, so that a program can hold it against what the build uses. */
#define mpr_digest_sha1 own_digest_sha1
#define mpr_digest_md5 own_digest_md5
#include "Dicom/Digest.c"
