/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the plugin starts: with every configuration Orthanc goes on, and the log says what is wrong. */
#include "FakeOrthanc.h"

#include "Testing.h"

#include <stdio.h>
#include <string.h>

/* Starts and stops the plugin with a text as the section "MprSlice" (%s is the worker). How many routes it
 * registered; the log goes to log. */
static size_t start_with(const char *section, char log[4096])
{
    char configuration[2048];
    const char *worker = strstr(section, "%s");
    snprintf(configuration, sizeof configuration, "{\"Name\": \"test\", \"MprSlice\": %.*s%s%s}",
             worker != NULL ? (int)(worker - section) : (int)strlen(section), section,
             worker != NULL ? getenv("MPR_WORKER") : "", worker != NULL ? worker + 2 : "");
    FakeOrthanc *orthanc = fake_orthanc_create(configuration);
    assert_int_equal(fake_orthanc_load(orthanc, getenv("MPR_PLUGIN")), 0);
    const size_t routes = fake_orthanc_routes(orthanc);
    snprintf(log, 4096, "%s", fake_orthanc_log(orthanc));
    fake_orthanc_unload(orthanc);
    assert_int_equal(fake_orthanc_outstanding(), 0);
    assert_int_equal(fake_orthanc_unknown(orthanc), 0);
    fake_orthanc_free(orthanc);
    return routes;
}

static void good_settings_should_register_the_routes(void **state)
{
    (void)state;
    char log[4096];
    assert_in_range(start_with("{\"Worker\": \"%s\"}", log), 3, 10);
    assert_null(strstr(log, "E "));
    assert_in_range(
        start_with(
            "{\"Enable\": true, \"Worker\": \"\", \"Workers\": 0, \"Threads\": 0, \"WorkerTimeout\": 30, "
            "\"WorkerMemory\": 1024, \"MaximumPixels\": 16777216, "
            "\"MaximumImages\": 1000, \"MaximumSlabSamples\": 1000, \"MaximumSamples\": 10000000000, "
            "\"MaximumRequests\": 16, \"CacheSize\": 128, \"Explorer\": \"https://ris/{StudyInstanceUID}\"}",
            log),
        3, 10);
    assert_in_range(start_with("{\"Worker\": \"%s\", \"Explorer\": \"Explorer2\"}", log), 3, 10);
    assert_in_range(start_with("{\"Worker\": \"%s\", \"Explorer\": \"/viewer\"}", log), 3, 10);
}

static void starting_twice_should_work_twice(void **state)
{
    (void)state;
    char log[4096];
    const size_t first = start_with("{}", log);
    assert_int_equal(start_with("{}", log), first);
    assert_in_range(first, 3, 10);
}

static void a_plugin_that_is_switched_off_should_register_nothing(void **state)
{
    (void)state;
    char log[4096];
    assert_int_equal(start_with("{\"Enable\": false}", log), 0);
    assert_non_null(strstr(log, "Enable"));
}

static void wrong_settings_should_be_named_and_register_nothing(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"{\"Worker\": \"/nonexistent/worker\"}", "worker"},
        {"{\"Workers\": 65}", "Workers"},
        {"{\"Workers\": -1}", "Workers"},
        {"{\"Workers\": \"2\"}", "Workers"},
        {"{\"Threads\": 65}", "Threads"},
        {"{\"WorkerTimeout\": 0}", "WorkerTimeout"},
        {"{\"WorkerMemory\": 1}", "WorkerMemory"},
        {"{\"MaximumPixels\": 1e12}", "MaximumPixels"},
        {"{\"MaximumImages\": 0}", "MaximumImages"},
        {"{\"MaximumSlabSamples\": 0.5}", "MaximumSlabSamples"},
        {"{\"MaximumSamples\": 0}", "MaximumSamples"},
        {"{\"Explorer\": \"Explorer3\"}", "Explorer must be"},
        {"{\"Explorer\": \"javascript:alert(1)\"}", "Explorer must be"},
        {"{\"Explorer\": \"//elsewhere.example\"}", "Explorer must be"},
        {"{\"Explorer\": \"https://a b\"}", "Explorer must be"},
        {"{\"Explorer\": \"/a\\\"b\"}", "Explorer must be"},
        {"{\"Explorer\": 2}", "Explorer must be"},
        {"{\"Enabled\": true}", "Enabled"},
        {"{\"Enable\": 1}", "Enable"},
        {"[]", "MprSlice"},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        char log[4096];
        assert_int_equal(start_with(cases[index][0], log), 0);
        if (strstr(log, "E ") != log || strstr(log, cases[index][1]) == NULL) {
            fail_msg("%s was logged as: %s", cases[index][0], log);
        }
    }
}

static void good_rules_should_be_taken(void **state)
{
    (void)state;
    char log[4096];
    assert_in_range(start_with("{\"Worker\": \"%s\", \"AutoSlice\": []}", log), 3, 10);
    assert_in_range(start_with("{\"Worker\": \"%s\", \"AutoSlice\": [{}, {\"Level\": \"Study\", \"Match\": "
                               "{\"Modality\": \"CT|MR\", \"PatientID\": \"\"}, \"MinimumSlices\": 30, "
                               "\"MaximumSliceThickness\": 2.5, \"Request\": {\"Plane\": \"Coronal\", "
                               "\"Stack\": {\"Count\": 20, \"Spacing\": 2}, \"Priority\": -1}}]}",
                               log),
                    3, 10);
    assert_null(strstr(log, "E "));
}

static void wrong_rules_should_be_named_and_register_nothing(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"{}", "MprSlice.AutoSlice must be a list of at most 64 rules"},
        {"[{}, 3]", "MprSlice.AutoSlice[1] must be a JSON object"},
        {"[{\"Levels\": 1}]", "MprSlice.AutoSlice[0] has the unknown key \"Levels\""},
        {"[{\"Level\": \"Patient\"}]",
         "MprSlice.AutoSlice[0].Level is \"Patient\"; it must be one of Series, Study"},
        {"[{\"Match\": \"CT\"}]", "MprSlice.AutoSlice[0].Match must be an object"},
        {"[{\"Match\": {\"Colour\": \"CT\"}}]", "MprSlice.AutoSlice[0].Match.Colour: this is no tag that"},
        {"[{}, {\"Match\": {\"Modality\": \"(\"}}]",
         "MprSlice.AutoSlice[1].Match.Modality: \"(\" is no regular expression: "},
        {"[{\"Match\": {\"Modality\": 1}}]", "MprSlice.AutoSlice[0].Match.Modality: it must be a string"},
        {"[{\"MinimumSlices\": 1}]", "MprSlice.AutoSlice[0].MinimumSlices is 1; it must be from 2 to"},
        {"[{\"MaximumSliceThickness\": 0}]", "MprSlice.AutoSlice[0].MaximumSliceThickness is 0"},
        {"[{\"Request\": {\"Plane\": \"Oblique\"}}]", "MprSlice.AutoSlice[0].Request: Plane"},
        {"[{\"Request\": []}]", "MprSlice.AutoSlice[0].Request: "},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        char section[512];
        char log[4096];
        snprintf(section, sizeof section, "{\"AutoSlice\": %s}", cases[index][0]);
        assert_int_equal(start_with(section, log), 0);
        if (strstr(log, "E ") != log || strstr(log, cases[index][1]) == NULL) {
            fail_msg("%s was logged as: %s", cases[index][0], log);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_settings_should_register_the_routes),
        cmocka_unit_test(starting_twice_should_work_twice),
        cmocka_unit_test(a_plugin_that_is_switched_off_should_register_nothing),
        cmocka_unit_test(wrong_settings_should_be_named_and_register_nothing),
        cmocka_unit_test(good_rules_should_be_taken),
        cmocka_unit_test(wrong_rules_should_be_named_and_register_nothing),
    };
    return cmocka_run_group_tests_name("Start", tests, NULL, NULL);
}
