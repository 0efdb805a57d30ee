/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identifiers that follow from names: known answers. */
#include "Testing.h"

#include "Dicom/Identity.h"

#include <string.h>

static void uid_of_a_name_is_its_version_5_uuid(void **state)
{
    (void)state;
    char uid[MPR_UID_SIZE];
    MprError error = {0};
    assert_true(mpr_identity_uid("www.example.com", 15, uid, &error));
    assert_string_equal(uid, "2.25.62257697832880430461588949038000940706");
}

static void uid_of_nothing_is_a_uid_too(void **state)
{
    (void)state;
    char uid[MPR_UID_SIZE];
    MprError error = {0};
    assert_true(mpr_identity_uid("", 0, uid, &error)); /* uuid5(NAMESPACE_DNS, "") of Python */
    assert_string_equal(uid, "2.25.104661169016722362372224050231930259815");
}

static void uids_are_short_and_have_no_leading_zero(void **state)
{
    (void)state;
    char earlier[MPR_UID_SIZE] = "";
    MprError error = {0};
    for (uint32_t number = 0; number < 2000; number++) {
        char uid[MPR_UID_SIZE];
        assert_true(mpr_identity_uid(&number, sizeof number, uid, &error));
        assert_true(strlen(uid) <= 44);
        assert_memory_equal(uid, "2.25.", 5);
        assert_true(uid[5] >= '1' && uid[5] <= '9');
        assert_int_equal(strspn(uid + 5, "0123456789"), strlen(uid) - 5);
        assert_string_not_equal(uid, earlier);
        memcpy(earlier, uid, sizeof earlier);
    }
}

/* SHA-1 of "patient|study|series|instance", as Orthanc's documentation says it. */
static void instance_is_named_as_orthanc_names_it(void **state)
{
    (void)state;
    char id[MPR_ORTHANC_ID_SIZE];
    MprError error = {0};
    assert_true(mpr_identity_instance("PATIENT", "1.2.3", "1.2.3.4", "1.2.3.4.5", id, &error));
    assert_string_equal(id, "45922df3-45d23053-80953b67-5859d66d-e0075bea");
}

static void join(uint64_t recipe, uint64_t content, char uid[MPR_UID_SIZE])
{
    const uint64_t recipes[2] = {recipe, 1};
    const uint64_t contents[2] = {content, 2};
    mpr_identity_join((const unsigned char *)recipes, (const unsigned char *)contents, uid);
}

/* Digits as long division by hand, and Python's uuid.UUID(int=...), have them. */
static void two_halves_make_a_version_8_uuid(void **state)
{
    (void)state;
    char uid[MPR_UID_SIZE];
    join(0, 0, uid);
    assert_string_equal(uid, "2.25.604472133179351442128896"); /* 00000000-0000-8000-8000-000000000000 */
    join(UINT64_MAX, UINT64_MAX, uid);
    assert_string_equal(uid, "2.25.340282366920937934553716840013076889599");
}

static void two_contents_of_one_recipe_are_known_as_such(void **state)
{
    (void)state;
    char first[MPR_UID_SIZE];
    char second[MPR_UID_SIZE];
    char other[MPR_UID_SIZE];
    join(0x0123456789ABCDEF, 77, first);
    join(0x0123456789ABCDEF, 78, second);
    join(0x1123456789ABCDEF, 77, other);
    assert_true(mpr_identity_differ_in_content(first, second));
    assert_false(mpr_identity_differ_in_content(first, first));
    assert_false(mpr_identity_differ_in_content(first, other));
    assert_false(mpr_identity_differ_in_content("1.2.3", second));
    assert_false(mpr_identity_differ_in_content(first, "2.25.99999999999999999999999999999999999999999"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uid_of_a_name_is_its_version_5_uuid),
        cmocka_unit_test(uid_of_nothing_is_a_uid_too),
        cmocka_unit_test(uids_are_short_and_have_no_leading_zero),
        cmocka_unit_test(instance_is_named_as_orthanc_names_it),
        cmocka_unit_test(two_halves_make_a_version_8_uuid),
        cmocka_unit_test(two_contents_of_one_recipe_are_known_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
