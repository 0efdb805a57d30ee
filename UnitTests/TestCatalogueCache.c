/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catalogues are given back for the same series JSON only, within the budget, and to many threads at once. */
#include "Orthanc/CatalogueCache.h"

#include "Testing.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const time_t NOON = 1704110400; /* 2024-01-01T12:00:00 UTC */

static MprCatalogue *make_catalogue(size_t count)
{
    MprError error;
    MprCatalogue *catalogue = NULL;
    assert_true(mpr_catalogue_create(count, 0, &catalogue, &error));
    for (size_t frame = 0; frame < count; frame++) {
        snprintf(catalogue->places[frame].file, sizeof catalogue->places[frame].file, "%u of %u",
                 (unsigned)frame, (unsigned)count);
        catalogue->listings[frame].number = (double)frame;
    }
    return catalogue;
}

static MprBuffer json_of(const char *text)
{
    return (MprBuffer){.data = (void *)text, .size = strlen(text)};
}

static const char *const long_ago = "{\"LastUpdate\": \"20240101T115500\", \"Instances\": [\"a\", \"b\"]}";

static MprCatalogueCache *create(size_t bytes)
{
    MprError error;
    MprCatalogueCache *cache = NULL;
    assert_true(mpr_catalogue_cache_create(bytes, &cache, &error));
    return cache;
}

static void keep(MprCatalogueCache *cache, const char *key, const char *text, size_t count)
{
    const MprBuffer said = json_of(text);
    MprCatalogue *catalogue = make_catalogue(count);
    mpr_catalogue_cache_keep(cache, key, &said, NOON, catalogue);
    mpr_catalogue_free(catalogue);
}

/* Frames of the catalogue that is found, 0 when there is none. */
static size_t found(MprCatalogueCache *cache, const char *key, const char *text)
{
    const MprBuffer said = json_of(text);
    MprCatalogue *catalogue = NULL;
    if (!mpr_catalogue_cache_find(cache, key, &said, &catalogue)) {
        return 0;
    }
    char last[32];
    const size_t count = catalogue->count;
    snprintf(last, sizeof last, "%u of %u", (unsigned)count - 1, (unsigned)count);
    assert_string_equal(catalogue->places[count - 1].file, last);
    assert_near(catalogue->listings[count - 1].number, (double)count - 1.0, 0.0);
    mpr_catalogue_free(catalogue);
    return count;
}

static void a_catalogue_should_come_back_for_the_same_json_only(void **state)
{
    (void)state;
    MprCatalogueCache *cache = create(1 << 20);
    keep(cache, "series/", long_ago, 5);
    assert_int_equal(found(cache, "series/", long_ago), 5);
    assert_int_equal(found(cache, "series/", long_ago), 5);
    assert_int_equal(found(cache, "series/a", long_ago), 0);
    assert_int_equal(found(cache, "series/", "{\"LastUpdate\": \"20240101T115500\", \"Instances\": [\"a\"]}"),
                     0);
    assert_int_equal(found(cache, "series/", long_ago), 0); /* another JSON drops it for good */
    keep(cache, "series/", long_ago, 5);
    keep(cache, "series/", long_ago, 6);
    assert_int_equal(found(cache, "series/", long_ago), 6);
    mpr_catalogue_cache_free(cache);
}

/* Databases list instances in any order. */
static void json_should_be_the_same_in_any_order_of_the_instances(void **state)
{
    (void)state;
    static const char *const others[] = {
        "{\"LastUpdate\": \"20240101T115500\", \"Instances\": [\"a\", \"a\"]}",
        "{\"LastUpdate\": \"20240101T115500\", \"Instances\": [\"b\", \"c\"]}",
        "{\"LastUpdate\": \"20240101T115501\", \"Instances\": [\"b\", \"a\"]}",
        "{\"LastUpdate\": \"20240101T115500\", \"Instances\": [\"b\", {}]} ",
        "{\"LastUpdate\": \"20240101T115500\", \"Instances\": \"b\"}       ",
    };
    const MprBuffer said = json_of(long_ago);
    const MprBuffer turned = json_of("{\"LastUpdate\": \"20240101T115500\", \"Instances\": [\"b\", \"a\"]}");
    assert_true(mpr_catalogue_same_json(&said, &said));
    assert_true(mpr_catalogue_same_json(&said, &turned));
    for (size_t index = 0; index < sizeof others / sizeof others[0]; index++) {
        const MprBuffer other = json_of(others[index]);
        assert_false(mpr_catalogue_same_json(&said, &other));
    }
    MprCatalogueCache *cache = create(1 << 20);
    keep(cache, "series/", long_ago, 5);
    assert_int_equal(found(cache, "series/", turned.data), 5);
    mpr_catalogue_cache_free(cache);
}

static void the_last_catalogue_should_come_with_its_json(void **state)
{
    (void)state;
    MprCatalogueCache *cache = create(1 << 20);
    MprBuffer then = {0};
    MprCatalogue *catalogue = NULL;
    assert_false(mpr_catalogue_cache_last(cache, "series/", &then, &catalogue));
    keep(cache, "series/", long_ago, 5);
    for (int time = 0; time < 2; time++) {
        assert_true(mpr_catalogue_cache_last(cache, "series/", &then, &catalogue));
        assert_int_equal(catalogue->count, 5);
        assert_int_equal(then.size, strlen(long_ago));
        assert_memory_equal(then.data, long_ago, then.size);
        mpr_buffer_release(&then);
        mpr_catalogue_free(catalogue);
    }
    assert_int_equal(found(cache, "series/", long_ago), 5);
    mpr_catalogue_cache_free(cache);
}

static void a_series_that_changed_a_moment_ago_should_not_be_kept(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_kept;
    } cases[] = {
        {"{\"LastUpdate\": \"20240101T120001\"}", false}, /* a clock that is ahead */
        {"{\"LastUpdate\": \"20240101T120000\"}", false},
        {"{\"LastUpdate\": \"20240101T115958\"}", false},
        {"{\"LastUpdate\": \"20240101T115957\"}", true},
        {"{\"LastUpdate\": \"20231231T235959\"}", true},
        {"{\"LastUpdate\": \"\"}", false},
        {"{}", false},
        {"{\"LastUpdate\": 3}", false},
        {"not JSON", false},
    };
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        MprCatalogueCache *cache = create(1 << 20);
        keep(cache, "series/", cases[index].text, 3);
        assert_int_equal(found(cache, "series/", cases[index].text), cases[index].is_kept ? 3 : 0);
        mpr_catalogue_cache_free(cache);
    }
}

static void the_least_recently_used_should_go_first(void **state)
{
    (void)state;
    const size_t one =
        100 * (sizeof(MprListing) + sizeof(MprPlace) + sizeof(MprFrameHeader)) + sizeof(MprCatalogue) + 400;
    MprCatalogueCache *cache = create(3 * one);
    keep(cache, "one/", long_ago, 100);
    keep(cache, "two/", long_ago, 100);
    keep(cache, "three/", long_ago, 100);
    assert_int_equal(found(cache, "one/", long_ago), 100);
    keep(cache, "four/", long_ago, 100);
    assert_int_equal(found(cache, "two/", long_ago), 0);
    assert_int_equal(found(cache, "one/", long_ago), 100);
    keep(cache, "large/", long_ago, 310);
    assert_int_equal(found(cache, "large/", long_ago), 0);
    assert_int_equal(found(cache, "one/", long_ago), 100);
    mpr_catalogue_cache_free(cache);
    cache = create(0);
    keep(cache, "one/", long_ago, 1);
    assert_int_equal(found(cache, "one/", long_ago), 0);
    mpr_catalogue_cache_free(cache);
}

static void *use(void *cache)
{
    for (int round = 0; round < 200; round++) {
        char key[16];
        snprintf(key, sizeof key, "%d/", round % 5);
        const size_t count = found(cache, key, long_ago);
        assert_true(count == 0 || count == (size_t)(round % 5) + 1);
        keep(cache, key, long_ago, (size_t)(round % 5) + 1);
    }
    return NULL;
}

static void many_threads_should_share_it(void **state)
{
    (void)state;
    pthread_t threads[4];
    MprCatalogueCache *cache = create(8000);
    for (size_t index = 0; index < 4; index++) {
        assert_int_equal(pthread_create(&threads[index], NULL, use, cache), 0);
    }
    for (size_t index = 0; index < 4; index++) {
        pthread_join(threads[index], NULL);
    }
    mpr_catalogue_cache_free(cache);
}

/* Only what Orthanc has just said in full is asked for in brief, and only when it is long. */
static void long_json_should_be_asked_for_in_brief_for_a_while(void **state)
{
    (void)state;
    enum { LONG = 1 << 16 };
    MprCatalogueCache *cache = create((size_t)1 << 20);
    char *text = calloc(1, LONG + 200);
    char last_update[MPR_LAST_UPDATE_SIZE];
    MprCatalogue *catalogue = NULL;
    MprCatalogue *other = make_catalogue(2);
    keep(cache, "short", long_ago, 2);
    snprintf(text, LONG + 200, "{\"LastUpdate\": \"20240101T115500\", \"Instances\": [\"%0*d\"]}", LONG, 0);
    keep(cache, "long", text, 2);
    assert_true(mpr_catalogue_cache_last(cache, "short", NULL, &catalogue));
    mpr_catalogue_cache_brief(cache, "short", catalogue, last_update);
    assert_string_equal(last_update, "");
    mpr_catalogue_free(catalogue);
    assert_true(mpr_catalogue_cache_last(cache, "long", NULL, &catalogue));
    mpr_catalogue_cache_brief(cache, "long", other, last_update); /* it was replaced meanwhile */
    assert_string_equal(last_update, "");
    mpr_catalogue_cache_confirm(cache, "long", catalogue);
    mpr_catalogue_cache_brief(cache, "long", catalogue, last_update);
    assert_string_equal(last_update, "20240101T115500");
    const struct timespec while_of_it = {1, 50000000};
    nanosleep(&while_of_it, NULL);
    mpr_catalogue_cache_confirm(cache, "long", other);
    mpr_catalogue_cache_brief(cache, "long", catalogue, last_update);
    assert_string_equal(last_update, "");
    mpr_catalogue_free(catalogue);
    mpr_catalogue_free(other);
    mpr_catalogue_cache_free(cache);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_catalogue_should_come_back_for_the_same_json_only),
        cmocka_unit_test(json_should_be_the_same_in_any_order_of_the_instances),
        cmocka_unit_test(the_last_catalogue_should_come_with_its_json),
        cmocka_unit_test(a_series_that_changed_a_moment_ago_should_not_be_kept),
        cmocka_unit_test(the_least_recently_used_should_go_first),
        cmocka_unit_test(many_threads_should_share_it),
        cmocka_unit_test(long_json_should_be_asked_for_in_brief_for_a_while),
    };
    return cmocka_run_group_tests_name("CatalogueCache", tests, NULL, NULL);
}
