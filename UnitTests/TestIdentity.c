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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uid_of_a_name_is_its_version_5_uuid),
        cmocka_unit_test(uid_of_nothing_is_a_uid_too),
        cmocka_unit_test(uids_are_short_and_have_no_leading_zero),
        cmocka_unit_test(instance_is_named_as_orthanc_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
