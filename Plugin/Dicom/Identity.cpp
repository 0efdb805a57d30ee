// SPDX-License-Identifier: GPL-3.0-or-later
// Names that follow from content, by the Orthanc Framework's SHA-1 and identifiers.
#include "Identity.h"

#include "Meaning.h"

#include <DicomFormat/DicomInstanceHasher.h>
#include <Toolbox.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <string>

namespace
{
using Uuid = std::array<unsigned char, 16>;

// 6ba7b810-9dad-11d1-80b4-00c04fd430c8 (RFC 4122, appendix C)
constexpr Uuid DNS_NAME_SPACE = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                                 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

// The first bytes of a digest as the Framework prints it: SHA-1 as "xxxxxxxx-xxxxxxxx-…", MD5 without dashes.
Uuid firstBytes(const std::string &digest)
{
    std::string digits = digest;
    digits.erase(std::remove(digits.begin(), digits.end(), '-'), digits.end());
    Uuid uuid{};
    for (size_t index = 0; index < uuid.size(); index++) {
        uuid[index] = static_cast<unsigned char>(std::stoul(digits.substr(2 * index, 2), nullptr, 16));
    }
    return uuid;
}

// RFC 4122, 4.3
Uuid nameBased(const void *name, size_t size)
{
    std::string text(DNS_NAME_SPACE.begin(), DNS_NAME_SPACE.end());
    text.append(static_cast<const char *>(name), size);
    std::string sha1;
    Orthanc::Toolbox::ComputeSHA1(sha1, text);
    Uuid uuid = firstBytes(sha1);
    uuid[6] = static_cast<unsigned char>((uuid[6] & 0x0F) | 0x50);
    uuid[8] = static_cast<unsigned char>((uuid[8] & 0x3F) | 0x80);
    return uuid;
}

// Long division by ten, the way it is done on paper.
std::string decimal(Uuid number)
{
    std::string digits;
    while (std::any_of(number.begin(), number.end(), [](unsigned char byte) { return byte != 0; })) {
        unsigned rest = 0;
        for (unsigned char &byte : number) {
            const unsigned part = rest * 256 + byte;
            byte = static_cast<unsigned char>(part / 10);
            rest = part % 10;
        }
        digits.insert(digits.begin(), static_cast<char>('0' + rest));
    }
    return digits;
}

// number = 10 · number + digit; false when it has no room for the result.
bool append(Uuid &number, unsigned digit)
{
    unsigned carry = digit;
    for (size_t index = number.size(); index-- > 0;) {
        const unsigned part = number[index] * 10u + carry;
        number[index] = static_cast<unsigned char>(part % 256);
        carry = part / 256;
    }
    return carry == 0;
}

// The number behind "2.25."; false when the text is no such UID.
bool parse(const char *uid, Uuid &number)
{
    static const char root[] = "2.25.";
    const char *at = uid + sizeof root - 1;
    number = {};
    if (std::strncmp(uid, root, sizeof root - 1) != 0 || *at == '\0') {
        return false;
    }
    while (*at >= '0' && *at <= '9' && append(number, static_cast<unsigned>(*at - '0'))) {
        at++;
    }
    return *at == '\0';
}

constexpr size_t HALF = 8;
constexpr unsigned VERSION = 0x80, VARIANT = 0x80;

template <typename Action> bool guarded(MprError *error, Action action)
{
    try {
        return action();
    } catch (const std::bad_alloc &) {
        return mpr_fail(error, MPR_NO_MEMORY, "there is no memory for an identifier");
    } catch (...) {
        return mpr_fail(error, MPR_INTERNAL, "an identifier cannot be computed");
    }
}
} // namespace

bool mpr_identity_uid(const void *name, size_t size, char uid[MPR_UID_SIZE], MprError *error)
{
    return guarded(error, [&] {
        const std::string text = "2.25." + decimal(nameBased(name, size));
        std::memcpy(uid, text.c_str(), text.size() + 1);
        return true;
    });
}

bool mpr_identity_digest(const void *bytes, size_t size, unsigned char digest[MPR_DIGEST_SIZE],
                         MprError *error)
{
    return guarded(error, [&] {
        std::string md5;
        Orthanc::Toolbox::ComputeMD5(md5, bytes, size);
        const Uuid first = firstBytes(md5);
        std::memcpy(digest, first.data(), first.size());
        return true;
    });
}

bool mpr_identity_digest_dataset(const MprBuffer *dataset, unsigned char digest[MPR_DIGEST_SIZE],
                                 MprError *error)
{
    MprBuffer meaning{};
    const bool ok = mpr_meaning_of(dataset, &meaning, error) &&
                    mpr_identity_digest(meaning.data, meaning.size, digest, error);
    mpr_buffer_release(&meaning);
    return ok;
}

bool mpr_identity_join(const unsigned char recipe[MPR_DIGEST_SIZE],
                       const unsigned char content[MPR_DIGEST_SIZE], char uid[MPR_UID_SIZE], MprError *error)
{
    return guarded(error, [&] {
        Uuid uuid;
        std::copy(recipe, recipe + HALF, uuid.begin());
        std::copy(content, content + HALF, uuid.begin() + HALF);
        uuid[6] = static_cast<unsigned char>((uuid[6] & 0x0F) | VERSION);
        uuid[8] = static_cast<unsigned char>((uuid[8] & 0x3F) | VARIANT);
        const std::string text = "2.25." + decimal(uuid);
        std::memcpy(uid, text.c_str(), text.size() + 1);
        return true;
    });
}

bool mpr_identity_differ_in_content(const char *uid, const char *other)
{
    Uuid a;
    Uuid b;
    return parse(uid, a) && parse(other, b) && (a[6] & 0xF0) == VERSION && (a[8] & 0xC0) == VARIANT &&
           std::equal(a.begin(), a.begin() + HALF, b.begin()) &&
           !std::equal(a.begin() + HALF, a.end(), b.begin() + HALF);
}

bool mpr_identity_instance(const char *patient_id, const char *study_uid, const char *series_uid,
                           const char *sop_uid, char id[MPR_ORTHANC_ID_SIZE], MprError *error)
{
    return guarded(error, [&] {
        Orthanc::DicomInstanceHasher hasher(patient_id, study_uid, series_uid, sop_uid);
        const std::string &text = hasher.HashInstance();
        if (text.size() + 1 != MPR_ORTHANC_ID_SIZE) {
            return mpr_fail(error, MPR_INTERNAL, "an Orthanc identifier has %zu characters", text.size());
        }
        std::memcpy(id, text.c_str(), text.size() + 1);
        return true;
    });
}
