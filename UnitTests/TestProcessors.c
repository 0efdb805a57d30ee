/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Control groups as a kernel shows them, in a folder of this test. */
#include "Orthanc/Processors.h"

#include "Testing.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];

static int make_root(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/mpr-processors-XXXXXX");
    return mkdtemp(root) != NULL ? 0 : -1;
}

static int remove_root(void **state)
{
    (void)state;
    return testing_run((const char *const[]){"rm", "-r", root, NULL});
}

static void put(const char *path, const char *text)
{
    char whole[256];
    snprintf(whole, sizeof whole, "%s%s", root, path);
    for (char *slash = whole + strlen(root) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        mkdir(whole, 0700);
        *slash = '/';
    }
    FILE *file = fopen(whole, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static unsigned quota(const char *groups)
{
    char path[256];
    put("/groups", groups);
    snprintf(path, sizeof path, "%s/groups", root);
    return mpr_processors_of_quota(path, root);
}

static void without_a_quota_there_should_be_none(void **state)
{
    (void)state;
    put("/free/cpu.max", "max 100000\n");
    assert_int_equal(quota("0::/free\n"), 0);
    assert_int_equal(quota("0::/elsewhere\n"), 0);
    assert_int_equal(quota("no line of this kind\n"), 0);
    put("/cpu/free/cpu.cfs_quota_us", "-1\n");
    put("/cpu/free/cpu.cfs_period_us", "100000\n");
    assert_int_equal(quota("4:cpu:/free\n"), 0);
    assert_int_equal(mpr_processors_of_quota("/nowhere", root), 0);
}

static void quotas_should_be_rounded_up(void **state)
{
    (void)state;
    put("/half/cpu.max", "50000 100000\n");
    put("/more/cpu.max", "250000 100000\n");
    assert_int_equal(quota("0::/half\n"), 1);
    assert_int_equal(quota("0::/more\n"), 3);
}

static void the_smallest_quota_on_the_way_should_count(void **state)
{
    (void)state;
    put("/outer/cpu.max", "200000 100000\n");
    put("/outer/inner/cpu.max", "800000 100000\n");
    put("/outer/inner/small/cpu.max", "100000 100000\n");
    assert_int_equal(quota("0::/outer/inner\n"), 2);
    assert_int_equal(quota("0::/outer/inner/small\n"), 1);
}

static void version_1_should_be_read_too(void **state)
{
    (void)state;
    put("/cpu,cpuacct/box/cpu.cfs_quota_us", "400000\n");
    put("/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n");
    put("/cpuset/box/cpu.cfs_quota_us", "100000\n");
    put("/cpuset/box/cpu.cfs_period_us", "100000\n");
    assert_int_equal(quota("7:cpuset:/box\n4:cpu,cpuacct:/box\n0::/\n"), 4);
}

/* In a container the path is often that of the host, and the root is the container's group. */
static void the_root_should_count(void **state)
{
    (void)state;
    put("/cpu.max", "300000 100000\n");
    assert_int_equal(quota("0::/docker/0123456789\n"), 3);
}

static void affinity_should_bind(void **state)
{
    (void)state;
    cpu_set_t before;
    cpu_set_t one;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    assert_in_range(mpr_processors(), 1, (unsigned)CPU_COUNT(&before));
    CPU_ZERO(&one);
    for (size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++) {
        if (CPU_ISSET(cpu, &before)) {
            CPU_SET(cpu, &one);
        }
    }
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(mpr_processors(), 1);
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_quota_there_should_be_none),
        cmocka_unit_test(quotas_should_be_rounded_up),
        cmocka_unit_test(the_smallest_quota_on_the_way_should_count),
        cmocka_unit_test(version_1_should_be_read_too),
        cmocka_unit_test(the_root_should_count),
        cmocka_unit_test(affinity_should_bind),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}
