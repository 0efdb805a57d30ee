/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random values and assertions that the tests share. */
#include "Testing.h"

#include <math.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* splitmix64 (Steele, Lea, Flood 2014): any state is a good one. */
uint64_t testing_random(uint64_t *state)
{
    uint64_t mixed = (*state += 0x9E3779B97F4A7C15U);
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31);
}

uint32_t testing_one_of(uint64_t *state, uint32_t count)
{
    return (uint32_t)(testing_random(state) >> 32) % count;
}

double testing_random_between(uint64_t *state, double low, double high)
{
    return low + (high - low) * ((double)(testing_random(state) >> 11) / 9007199254740992.0);
}

double testing_random_double(uint64_t *state)
{
    double value = NAN;
    while (!isfinite(value)) {
        const uint64_t bits = testing_random(state);
        memcpy(&value, &bits, sizeof value);
    }
    return value;
}

/* Archimedes: a point of the cylinder around the sphere, moved inward, is evenly distributed. */
MprVector testing_random_direction(uint64_t *state)
{
    const double z = testing_random_between(state, -1.0, 1.0);
    const double angle = testing_random_between(state, 0.0, 2.0 * acos(-1.0));
    const double radius = sqrt(fmax(0.0, 1.0 - z * z));
    return (MprVector){radius * cos(angle), radius * sin(angle), z};
}

MprGrid testing_random_grid(uint64_t *state)
{
    const MprVector across = testing_random_direction(state);
    MprVector other = across;
    while (mpr_vector_length(mpr_vector_cross(across, other)) < 0.1) {
        other = testing_random_direction(state);
    }
    return (MprGrid){
        .position =
            mpr_vector_scaled(testing_random_direction(state), testing_random_between(state, 0.0, 1000.0)),
        .across = across,
        .down = mpr_vector_unit(mpr_vector_cross(mpr_vector_unit(mpr_vector_cross(across, other)), across)),
        .spacing_across_mm = testing_random_between(state, 0.1, 5.0),
        .spacing_down_mm = testing_random_between(state, 0.1, 5.0),
        .columns = 1 + (uint32_t)(testing_random(state) % 700),
        .rows = 1 + (uint32_t)(testing_random(state) % 700),
    };
}

int testing_run(const char *const arguments[])
{
    pid_t child = 0;
    int status = 0;
    /* posix_spawnp promises to change none of the arguments; its type is older than const */
    if (posix_spawnp(&child, arguments[0], NULL, NULL, (char *const *)arguments, environ) != 0 ||
        waitpid(child, &status, 0) != child) {
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

double testing_determinant(MprVector x, MprVector y, MprVector z)
{
    return mpr_vector_dot(mpr_vector_cross(x, y), z);
}

void testing_assert_near(double actual, double expected, double tolerance, const char *what, const char *file,
                         int line)
{
    if (!(fabs(actual - expected) <= tolerance)) {
        print_error("%s is %.17g; %.17g within %g is expected\n", what, actual, expected, tolerance);
        _fail(file, line);
    }
}

void testing_assert_vector_near(MprVector actual, MprVector expected, double tolerance, const char *what,
                                const char *file, int line)
{
    const double distance = mpr_vector_length(mpr_vector_difference(actual, expected));
    if (!(distance <= tolerance)) {
        print_error("%s is (%.17g %.17g %.17g); (%.17g %.17g %.17g) within %g is expected\n", what, actual.x,
                    actual.y, actual.z, expected.x, expected.y, expected.z, tolerance);
        _fail(file, line);
    }
}
