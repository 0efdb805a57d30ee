/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict JSON: what is refused, and that the sentence says where or which key. */
#include "Request/Json.h"

#include "Testing.h"

#include <string.h>

#define BODY(text) text, sizeof(text) - 1

static void json_should_refuse_what_is_not_one_json_value(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        const char *message;
    } bodies[] = {
        {BODY(" "), "the fault is at byte"},
        {BODY("{"), "the fault is at byte"},
        {BODY("{} x"), "the fault is at byte 4 of 4"},
        {BODY("{}{}"), "the fault is at byte 3 of 4"},
        {BODY("{\"a\":nan}"), "the fault is at byte"},
        {BODY("\xEF\xBB\xBF{}"), "byte order mark"},
        {BODY("{\"a\":\"\xC0\x80\"}"), "byte 7 is not valid UTF-8"},
        {BODY("{\"a\":\"\xED\xA0\x80\"}"), "byte 7 is not valid UTF-8"},
        {BODY("{\"a\":\"\xF4\x90\x80\x80\"}"), "byte 7 is not valid UTF-8"},
        {BODY("{\"a\":\"\xE2\x82"), "byte 7 is not valid UTF-8"},
        {BODY("{}\0"), "byte 3 is NUL"},
        {BODY("{\"a\":\"\\u0000x\"}"), "escaped NUL"},
        {BODY("{\"a\":01}"), "byte 6 does not start a number"},
        {BODY("{\"a\":1.}"), "byte 6 does not start a number"},
        {BODY("{\"a\":.5}"), "byte 6 does not start a number"},
        {BODY("{\"a\":+1}"), "byte 6 does not start a number"},
        {BODY("{\"a\":-}"), "byte 6 does not start a number"},
        {BODY("{\"a\":1e}"), "byte 6 does not start a number"},
        {BODY("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"),
         "nests more than 32 levels deep (byte 33)"},
        {BODY("{\"a\":1e999}"), "a: the number is not finite"},
        {BODY("{\"a\":[1,-1e999]}"), "an array: the number is not finite"},
        {BODY("{\"a\":1,\"b\":2,\"a\":1}"), "the key \"a\" appears twice"},
        {BODY("{\"a\":{\"c\":1,\"c\":1}}"), "the key \"c\" appears twice"},
    };
    for (size_t index = 0; index < sizeof bodies / sizeof *bodies; index++) {
        cJSON *value = NULL;
        MprError error = {0};
        assert_false(mpr_json_parse(bodies[index].text, bodies[index].size, &value, &error));
        assert_null(value);
        assert_int_equal(error.status, MPR_BAD_REQUEST);
        if (strstr(error.message, bodies[index].message) == NULL) {
            fail_msg("\"%s\" lacks \"%s\"", error.message, bodies[index].message);
        }
    }
}

static void json_should_refuse_deep_nesting_without_falling_over(void **state)
{
    (void)state;
    enum { DEPTH = 60000 };
    char *text = malloc(DEPTH);
    assert_non_null(text);
    memset(text, '[', DEPTH);
    cJSON *value = NULL;
    MprError error = {0};
    assert_false(mpr_json_parse(text, DEPTH, &value, &error));
    assert_int_equal(error.status, MPR_BAD_REQUEST);
    free(text);
}

static void json_should_read_exactly_the_bytes_it_is_given(void **state)
{
    (void)state;
    /* no end mark behind the value; a reader past the end would see the garbage, or the sanitizer would see
     * it */
    static const char text[] = {'{', '"', 'a', '"', ':', '1', '2', '}', ' ', '\n'};
    char *copy = malloc(sizeof text);
    assert_non_null(copy);
    memcpy(copy, text, sizeof text);
    cJSON *value = NULL;
    MprError error = {0};
    assert_true(mpr_json_parse(copy, sizeof text, &value, &error));
    free(copy);
    double number = 0;
    assert_true(mpr_json_number(mpr_json_member(value, "a"), "a", 0, 20, &number, &error));
    assert_near(number, 12, 0);
    cJSON_Delete(value);
}

static void json_should_accept_text_of_all_planes(void **state)
{
    (void)state;
    static const char text[] = "{\"\xC3\xA9\":\"\xE2\x82\xAC \xF0\x9F\xA7\xA0 \\\\u0000 \\u00e9\"}";
    cJSON *value = NULL;
    MprError error = {0};
    assert_true(mpr_json_parse(BODY(text), &value, &error));
    assert_string_equal(value->child->valuestring, "\xE2\x82\xAC \xF0\x9F\xA7\xA0 \\u0000 \xC3\xA9");
    cJSON_Delete(value);
}

static void json_should_name_the_key_the_value_and_the_limit(void **state)
{
    (void)state;
    cJSON *value = NULL;
    MprError error = {0};
    assert_true(mpr_json_parse(BODY("{\"n\":7.5,\"s\":\"x\",\"v\":[1,2]}"), &value, &error));
    double number = 0;
    long whole = 0;
    double pair[3];
    int choice = 0;
    bool flag = false;
    static const char *const choices[] = {"Red", "Green", NULL};
    static const char *const keys[] = {"n", "s", NULL};
    assert_false(mpr_json_number(mpr_json_member(value, "n"), "n", 0, 5, &number, &error));
    assert_string_equal(error.message, "n is 7.5; it must be from 0 to 5");
    assert_false(mpr_json_integer(mpr_json_member(value, "n"), "n", 0, 10, &whole, &error));
    assert_string_equal(error.message, "n is 7.5; it must be a whole number");
    assert_false(mpr_json_number(mpr_json_member(value, "s"), "s", 0, 5, &number, &error));
    assert_string_equal(error.message, "s must be a number");
    assert_false(mpr_json_numbers(mpr_json_member(value, "v"), "v", 0, 5, 3, pair, &error));
    assert_string_equal(error.message, "v must be an array of 3 numbers");
    assert_false(mpr_json_choice(mpr_json_member(value, "s"), "s", choices, &choice, &error));
    assert_string_equal(error.message, "s is \"x\"; it must be one of Red, Green");
    assert_false(mpr_json_boolean(mpr_json_member(value, "s"), "s", &flag, &error));
    assert_string_equal(error.message, "s must be true or false");
    assert_false(mpr_json_check_keys(value, keys, "the request", &error));
    assert_string_equal(error.message, "the request has the unknown key \"v\"; known are n, s");
    cJSON_Delete(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_should_refuse_what_is_not_one_json_value),
        cmocka_unit_test(json_should_refuse_deep_nesting_without_falling_over),
        cmocka_unit_test(json_should_read_exactly_the_bytes_it_is_given),
        cmocka_unit_test(json_should_accept_text_of_all_planes),
        cmocka_unit_test(json_should_name_the_key_the_value_and_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
