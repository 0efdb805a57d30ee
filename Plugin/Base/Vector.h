/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Vectors of three doubles, passed by value; no function fails. The names of variables give unit and space.
 */
#ifndef MPR_VECTOR_H
#define MPR_VECTOR_H

#include <math.h>
#include <stdbool.h>

typedef struct {
    double x, y, z;
} MprVector;

static inline MprVector mpr_vector_sum(MprVector a, MprVector b)
{
    const MprVector sum = {a.x + b.x, a.y + b.y, a.z + b.z};
    return sum;
}

static inline MprVector mpr_vector_scaled(MprVector a, double factor)
{
    const MprVector scaled = {a.x * factor, a.y * factor, a.z * factor};
    return scaled;
}

static inline MprVector mpr_vector_difference(MprVector a, MprVector b)
{
    return mpr_vector_sum(a, mpr_vector_scaled(b, -1.0));
}

static inline double mpr_vector_dot(MprVector a, MprVector b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

/** Right-handed: x × y = z. */
static inline MprVector mpr_vector_cross(MprVector a, MprVector b)
{
    const MprVector cross = {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
    return cross;
}

static inline double mpr_vector_length(MprVector a)
{
    return sqrt(mpr_vector_dot(a, a));
}

/** Length 1; the zero vector stays zero. */
static inline MprVector mpr_vector_unit(MprVector a)
{
    const double length = mpr_vector_length(a);
    return length > 0.0 ? mpr_vector_scaled(a, 1.0 / length) : a;
}

/** start + direction · distance. */
static inline MprVector mpr_vector_moved(MprVector start, MprVector direction, double distance)
{
    return mpr_vector_sum(start, mpr_vector_scaled(direction, distance));
}

static inline bool mpr_vector_is_finite(MprVector a)
{
    return isfinite(a.x) && isfinite(a.y) && isfinite(a.z);
}

#endif
