/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Affine.h"

MprVector mpr_affine_direction(const MprAffine *map, MprVector direction)
{
    return mpr_vector_sum(
        mpr_vector_scaled(map->x, direction.x),
        mpr_vector_sum(mpr_vector_scaled(map->y, direction.y), mpr_vector_scaled(map->z, direction.z)));
}

MprVector mpr_affine_point(const MprAffine *map, MprVector point)
{
    return mpr_vector_sum(mpr_affine_direction(map, point), map->origin);
}

MprAffine mpr_affine_compose(const MprAffine *second, const MprAffine *first)
{
    const MprAffine map = {
        .x = mpr_affine_direction(second, first->x),
        .y = mpr_affine_direction(second, first->y),
        .z = mpr_affine_direction(second, first->z),
        .origin = mpr_affine_point(second, first->origin),
    };
    return map;
}

bool mpr_affine_inverse(const MprAffine *map, MprAffine *inverse)
{
    const MprVector row_x = mpr_vector_cross(map->y, map->z);
    const MprVector row_y = mpr_vector_cross(map->z, map->x);
    const MprVector row_z = mpr_vector_cross(map->x, map->y);
    const double determinant = mpr_vector_dot(map->x, row_x);
    if (!isfinite(determinant) || determinant == 0.0) {
        return false;
    }
    const double scale = 1.0 / determinant;
    MprAffine result = {
        .x = {row_x.x * scale, row_y.x * scale, row_z.x * scale},
        .y = {row_x.y * scale, row_y.y * scale, row_z.y * scale},
        .z = {row_x.z * scale, row_y.z * scale, row_z.z * scale},
    };
    result.origin = mpr_vector_scaled(mpr_affine_direction(&result, map->origin), -1.0);
    *inverse = result;
    return true;
}
