// SPDX-License-Identifier: GPL-3.0-or-later
// The digests of Digest.h by the Orthanc Framework.
#include "Digest.h"

#include <Toolbox.h>

#include <new>
#include <string>

namespace
{
int digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

// The Framework prints digests: SHA-1 as "xxxxxxxx-xxxxxxxx-…", MD5 without dashes.
bool parse(const std::string &text, unsigned char *digest, size_t size, MprError *error)
{
    size_t count = 0;
    for (const char c : text) {
        if (c != '-' && count < 2 * size) {
            const int high = count % 2 == 0 ? 0 : digest[count / 2] << 4;
            digest[count / 2] = static_cast<unsigned char>(high | digit(c));
            count++;
        }
    }
    return count == 2 * size || mpr_fail(error, MPR_INTERNAL, "a digest has %zu digits", count);
}

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

bool mpr_digest_sha1(const void *bytes, size_t size, unsigned char digest[MPR_SHA1_SIZE], MprError *error)
{
    return guarded(error, [&] {
        std::string text;
        Orthanc::Toolbox::ComputeSHA1(text, bytes, size);
        return parse(text, digest, MPR_SHA1_SIZE, error);
    });
}

bool mpr_digest_md5(const void *bytes, size_t size, unsigned char digest[MPR_MD5_SIZE], MprError *error)
{
    return guarded(error, [&] {
        std::string text;
        Orthanc::Toolbox::ComputeMD5(text, bytes, size);
        return parse(text, digest, MPR_MD5_SIZE, error);
    });
}
