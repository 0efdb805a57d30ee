/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Identity.h"

#include "Base/Text.h"
#include "Digest.h"
#include "Meaning.h"

#include <stdio.h>
#include <string.h>

enum { UUID_SIZE = 16, HALF = 8, VERSION_5 = 0x50, VERSION_8 = 0x80, VARIANT = 0x80 };

static const char uid_root[] = "2.25.";

/* 6ba7b810-9dad-11d1-80b4-00c04fd430c8 (RFC 4122, appendix C) */
static const unsigned char dns_name_space[UUID_SIZE] = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                                        0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

static void set_version(unsigned char uuid[UUID_SIZE], unsigned version)
{
    uuid[6] = (unsigned char)((uuid[6] & 0x0F) | version);
    uuid[8] = (unsigned char)((uuid[8] & 0x3F) | VARIANT);
}

/* number = number / 10; what remains. Long division, the way it is done on paper. */
static unsigned divide_by_ten(unsigned char number[UUID_SIZE])
{
    unsigned rest = 0;
    for (size_t index = 0; index < UUID_SIZE; index++) {
        const unsigned part = rest * 256 + number[index];
        number[index] = (unsigned char)(part / 10);
        rest = part % 10;
    }
    return rest;
}

static bool is_zero(const unsigned char number[UUID_SIZE])
{
    static const unsigned char zero[UUID_SIZE];
    return memcmp(number, zero, UUID_SIZE) == 0;
}

/* The root and the number in decimal digits. */
static void write_uid(const unsigned char uuid[UUID_SIZE], char uid[MPR_UID_SIZE])
{
    char digits[40]; /* 2^128 has 39 */
    char *first = digits + sizeof digits - 1;
    unsigned char number[UUID_SIZE];
    memcpy(number, uuid, UUID_SIZE);
    *first = '\0';
    while (!is_zero(number)) {
        *--first = (char)('0' + divide_by_ten(number));
    }
    snprintf(uid, MPR_UID_SIZE, "%s%s", uid_root, first);
}

/* number = 10 · number + digit; false when it has no room for the result. */
static bool append(unsigned char number[UUID_SIZE], unsigned digit)
{
    unsigned carry = digit;
    for (size_t index = UUID_SIZE; index-- > 0;) {
        const unsigned part = number[index] * 10U + carry;
        number[index] = (unsigned char)(part % 256);
        carry = part / 256;
    }
    return carry == 0;
}

/* The number behind the root; false when the text is no such UID. */
static bool parse(const char *uid, unsigned char number[UUID_SIZE])
{
    const char *at = uid + sizeof uid_root - 1;
    memset(number, 0, UUID_SIZE);
    if (strncmp(uid, uid_root, sizeof uid_root - 1) != 0 || *at == '\0') {
        return false;
    }
    while (*at >= '0' && *at <= '9' && append(number, (unsigned)(*at - '0'))) {
        at++;
    }
    return *at == '\0';
}

bool mpr_identity_uid(const void *name, size_t size, char uid[MPR_UID_SIZE], MprError *error)
{
    MprBuffer whole = {0};
    unsigned char digest[MPR_SHA1_SIZE];
    if (!mpr_buffer_reserve(UUID_SIZE + size, &whole, error)) {
        return false;
    }
    memcpy(whole.data, dns_name_space, UUID_SIZE);
    if (size > 0) {
        memcpy((unsigned char *)whole.data + UUID_SIZE, name, size);
    }
    const bool ok = mpr_digest_sha1(whole.data, whole.size, digest, error);
    mpr_buffer_release(&whole);
    if (ok) {
        set_version(digest, VERSION_5); /* RFC 4122, 4.3: the first 16 bytes */
        write_uid(digest, uid);
    }
    return ok;
}

bool mpr_identity_digest(const void *bytes, size_t size, unsigned char digest[MPR_DIGEST_SIZE],
                         MprError *error)
{
    return mpr_digest_md5(bytes, size, digest, error);
}

bool mpr_identity_digest_dataset(const MprBuffer *dataset, unsigned char digest[MPR_DIGEST_SIZE],
                                 MprError *error)
{
    MprBuffer meaning = {0};
    const bool ok = mpr_meaning_of(dataset, &meaning, error) &&
                    mpr_identity_digest(meaning.data, meaning.size, digest, error);
    mpr_buffer_release(&meaning);
    return ok;
}

void mpr_identity_join(const unsigned char recipe[MPR_DIGEST_SIZE],
                       const unsigned char content[MPR_DIGEST_SIZE], char uid[MPR_UID_SIZE])
{
    unsigned char uuid[UUID_SIZE];
    memcpy(uuid, recipe, HALF);
    memcpy(uuid + HALF, content, HALF);
    set_version(uuid, VERSION_8);
    write_uid(uuid, uid);
}

bool mpr_identity_differ_in_content(const char *uid, const char *other)
{
    unsigned char a[UUID_SIZE];
    unsigned char b[UUID_SIZE];
    return parse(uid, a) && parse(other, b) && (a[6] & 0xF0) == VERSION_8 && (a[8] & 0xC0) == VARIANT &&
           memcmp(a, b, HALF) == 0 && memcmp(a + HALF, b + HALF, HALF) != 0;
}

bool mpr_identity_instance(const char *patient_id, const char *study_uid, const char *series_uid,
                           const char *sop_uid, char id[MPR_ORTHANC_ID_SIZE], MprError *error)
{
    unsigned char digest[MPR_SHA1_SIZE];
    char name[5 * MPR_UID_SIZE];
    const int length = snprintf(name, sizeof name, "%s|%s|%s|%s", patient_id, study_uid, series_uid, sop_uid);
    if (length < 0 || (size_t)length >= sizeof name) {
        return mpr_fail(error, MPR_INTERNAL, "the name of an instance has %d characters", length);
    }
    if (!mpr_digest_sha1(name, (size_t)length, digest, error)) {
        return false;
    }
    for (size_t index = 0; index < MPR_SHA1_SIZE; index++) {
        snprintf(id + 2 * index + index / 4, 4, "%02x%s", digest[index],
                 index % 4 == 3 && index + 1 < MPR_SHA1_SIZE ? "-" : "");
    }
    return true;
}
