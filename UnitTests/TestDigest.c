/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The digests of our own: known answers, and those of the Orthanc Framework where the build uses it. */
#include "Testing.h"

#include "Dicom/Digest.h"

#include <stdio.h>
#include <string.h>

bool own_digest_sha1(const void *bytes, size_t size, unsigned char digest[MPR_SHA1_SIZE], MprError *error);
bool own_digest_md5(const void *bytes, size_t size, unsigned char digest[MPR_MD5_SIZE], MprError *error);

static void assert_digest(const unsigned char *digest, size_t size, const char *expected)
{
    char text[2 * MPR_SHA1_SIZE + 1];
    for (size_t index = 0; index < size; index++) {
        snprintf(text + 2 * index, 3, "%02x", digest[index]);
    }
    assert_string_equal(text, expected);
}

static void assert_digests(const void *bytes, size_t size, const char *sha1, const char *md5)
{
    unsigned char digest[MPR_SHA1_SIZE];
    assert_true(own_digest_sha1(bytes, size, digest, NULL));
    assert_digest(digest, MPR_SHA1_SIZE, sha1);
    assert_true(own_digest_md5(bytes, size, digest, NULL));
    assert_digest(digest, MPR_MD5_SIZE, md5);
}

/* RFC 3174, 7.3; RFC 1321, A.5; and sha1sum and md5sum of a million letters. */
static void digests_are_those_of_the_standards(void **state)
{
    (void)state;
    enum { MILLION = 1000000 };
    char *letters = malloc(MILLION);
    assert_non_null(letters);
    memset(letters, 'a', MILLION);
    assert_digests("", 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709", "d41d8cd98f00b204e9800998ecf8427e");
    assert_digests("abc", 3, "a9993e364706816aba3e25717850c26c9cd0d89d", "900150983cd24fb0d6963f7d28e17f72");
    assert_digests(letters, MILLION, "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
                   "7707d6ae4e027c70eea2a935c2296f21");
    free(letters);
}

/* Every length around the ends of blocks, and some beyond. */
static void digests_are_those_of_the_build(void **state)
{
    (void)state;
    unsigned char bytes[1000];
    uint64_t random = 20;
    for (size_t index = 0; index < sizeof bytes; index++) {
        bytes[index] = (unsigned char)testing_random(&random);
    }
    for (size_t size = 0; size <= sizeof bytes; size++) {
        unsigned char own[MPR_SHA1_SIZE];
        unsigned char other[MPR_SHA1_SIZE];
        MprError error = {0};
        assert_true(own_digest_sha1(bytes, size, own, &error));
        assert_true(mpr_digest_sha1(bytes, size, other, &error));
        assert_memory_equal(own, other, MPR_SHA1_SIZE);
        assert_true(own_digest_md5(bytes, size, own, &error));
        assert_true(mpr_digest_md5(bytes, size, other, &error));
        assert_memory_equal(own, other, MPR_MD5_SIZE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standards),
        cmocka_unit_test(digests_are_those_of_the_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
