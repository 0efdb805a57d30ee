/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "Grid.h"

#include "Base/Decimal.h"

#include <string.h>

bool mpr_grid_check_position(MprVector position, MprError *error)
{
    const bool is_near = fabs(position.x) <= MPR_FARTHEST_MM && fabs(position.y) <= MPR_FARTHEST_MM &&
                         fabs(position.z) <= MPR_FARTHEST_MM;
    return is_near || mpr_fail(error, MPR_UNSUITABLE,
                               "ImagePositionPatient is %.6g\\%.6g\\%.6g mm; at most %g mm are believed",
                               position.x, position.y, position.z, MPR_FARTHEST_MM);
}

static bool is_spacing(double spacing_mm)
{
    return spacing_mm >= MPR_SMALLEST_SPACING_MM && spacing_mm <= MPR_LARGEST_SPACING_MM;
}

bool mpr_grid_check(const MprGrid *grid, MprError *error)
{
    if (!is_spacing(grid->spacing_across_mm) || !is_spacing(grid->spacing_down_mm)) {
        return mpr_fail(error, MPR_UNSUITABLE, "PixelSpacing is %.6g by %.6g mm; it must be from %g to %g",
                        grid->spacing_down_mm, grid->spacing_across_mm, MPR_SMALLEST_SPACING_MM,
                        MPR_LARGEST_SPACING_MM);
    }
    return mpr_grid_check_position(grid->position, error);
}

MprVector mpr_grid_normal(const MprGrid *grid)
{
    return mpr_vector_cross(grid->across, grid->down);
}

MprVector mpr_grid_point(const MprGrid *grid, double u, double v)
{
    return mpr_vector_moved(mpr_vector_moved(grid->position, grid->across, u * grid->spacing_across_mm),
                            grid->down, v * grid->spacing_down_mm);
}

MprAffine mpr_grid_patient_from_slice(const MprGrid *grid)
{
    const MprAffine map = {
        .x = mpr_vector_scaled(grid->across, grid->spacing_across_mm),
        .y = mpr_vector_scaled(grid->down, grid->spacing_down_mm),
        .z = mpr_grid_normal(grid),
        .origin = grid->position,
    };
    return map;
}

static double largest_component(MprVector a)
{
    return fmax(fabs(a.x), fmax(fabs(a.y), fabs(a.z)));
}

bool mpr_grid_orthonormalize(MprGrid *grid, double *deviation, MprError *error)
{
    const double across_length = mpr_vector_length(grid->across);
    const double down_length = mpr_vector_length(grid->down);
    const double dot = mpr_vector_dot(grid->across, grid->down);
    if (!(fabs(across_length - 1.0) <= MPR_ORIENTATION_TOLERANCE &&
          fabs(down_length - 1.0) <= MPR_ORIENTATION_TOLERANCE && fabs(dot) <= MPR_ORIENTATION_TOLERANCE)) {
        return mpr_fail(
            error, MPR_BAD_REQUEST,
            "the two directions have lengths %.6g and %.6g and a dot product of %.6g; unit lengths and "
            "a right angle are needed (within %g)",
            across_length, down_length, dot, MPR_ORIENTATION_TOLERANCE);
    }
    const MprVector across = mpr_vector_unit(grid->across);
    const MprVector down =
        mpr_vector_unit(mpr_vector_moved(grid->down, across, -mpr_vector_dot(grid->down, across)));
    if (deviation != NULL) {
        *deviation = fmax(largest_component(mpr_vector_difference(across, grid->across)),
                          largest_component(mpr_vector_difference(down, grid->down)));
    }
    grid->across = across;
    grid->down = down;
    return true;
}

/* Positions and cosines that differ from zero by rounding only become zero, so that equal planes get equal
 * texts. */
static MprVector rounded_vector(MprVector a)
{
    const double values[3] = {a.x, a.y, a.z};
    double rounded[3];
    for (int axis = 0; axis < 3; axis++) {
        rounded[axis] = fabs(values[axis]) < 1e-12 ? 0.0 : mpr_decimal_rounded(values[axis]);
    }
    return (MprVector){rounded[0], rounded[1], rounded[2]};
}

MprGrid mpr_grid_rounded(const MprGrid *grid)
{
    MprGrid rounded = *grid;
    rounded.position = rounded_vector(grid->position);
    rounded.across = rounded_vector(grid->across);
    rounded.down = rounded_vector(grid->down);
    rounded.spacing_across_mm = mpr_decimal_rounded(grid->spacing_across_mm);
    rounded.spacing_down_mm = mpr_decimal_rounded(grid->spacing_down_mm);
    return rounded;
}

double mpr_grid_distance_mm(const MprGrid *a, const MprGrid *b)
{
    if (a->rows != b->rows || a->columns != b->columns) {
        return INFINITY;
    }
    double largest = 0.0;
    for (int corner = 0; corner < 4; corner++) {
        const double u = corner & 1 ? (double)a->columns - 1.0 : 0.0;
        const double v = corner & 2 ? (double)a->rows - 1.0 : 0.0;
        const MprVector apart = mpr_vector_difference(mpr_grid_point(a, u, v), mpr_grid_point(b, u, v));
        largest = fmax(largest, mpr_vector_length(apart));
    }
    return largest;
}

void mpr_grid_direction_letters(MprVector direction, char letters[4])
{
    const double values[3] = {direction.x, direction.y, direction.z};
    const char positive[3] = {'L', 'P', 'H'};
    const char negative[3] = {'R', 'A', 'F'};
    bool used[3] = {false, false, false};
    size_t length = 0;
    for (int round = 0; round < 3; round++) {
        int largest = -1;
        for (int axis = 0; axis < 3; axis++) {
            if (!used[axis] && (largest < 0 || fabs(values[axis]) > fabs(values[largest]))) {
                largest = axis;
            }
        }
        used[largest] = true;
        if (fabs(values[largest]) >= 1e-4) {
            letters[length++] = values[largest] > 0.0 ? positive[largest] : negative[largest];
        }
    }
    letters[length] = '\0';
}

const char *mpr_grid_convention(MprVector normal, MprVector *across, MprVector *down)
{
    static const struct {
        const char *name;
        MprVector across, down;
    } planes[3] = {
        {"Axial", {1, 0, 0}, {0, 1, 0}},
        {"Coronal", {1, 0, 0}, {0, 0, -1}},
        {"Sagittal", {0, 1, 0}, {0, 0, -1}},
    };
    const double weights[3] = {fabs(normal.z), fabs(normal.y), fabs(normal.x)};
    int nearest = 0;
    for (int plane = 1; plane < 3; plane++) {
        if (weights[plane] > weights[nearest] + 1e-9) {
            nearest = plane;
        }
    }
    *across = planes[nearest].across;
    *down = planes[nearest].down;
    return planes[nearest].name;
}

/* The picture turned clockwise by 90°: what was on the left is on top. */
static MprGrid quarter_turned(const MprGrid *grid)
{
    const MprGrid turned = {
        .position = mpr_grid_point(grid, 0, (double)grid->rows - 1.0),
        .across = mpr_vector_scaled(grid->down, -1.0),
        .down = grid->across,
        .spacing_across_mm = grid->spacing_down_mm,
        .spacing_down_mm = grid->spacing_across_mm,
        .columns = grid->rows,
        .rows = grid->columns,
    };
    return turned;
}

/* Seen from behind: a turn by 180° about the vertical axis of the picture. The normal changes its sign with
 * it, so this is a rotation in space, not a mirror. */
static MprGrid seen_from_behind(const MprGrid *grid)
{
    MprGrid behind = *grid;
    behind.position = mpr_grid_point(grid, (double)grid->columns - 1.0, 0);
    behind.across = mpr_vector_scaled(grid->across, -1.0);
    return behind;
}

MprGrid mpr_grid_in_layout(const MprGrid *grid, const MprLayout *layout)
{
    MprGrid turned = layout->from_opposite_side ? seen_from_behind(grid) : *grid;
    for (unsigned turn = 0; turn < layout->quarter_turns; turn++) {
        turned = quarter_turned(&turned);
    }
    return turned;
}

MprGrid mpr_grid_cardinal(const MprGrid *grid, MprLayout *layout)
{
    MprVector wanted_across;
    MprVector wanted_down;
    MprLayout chosen = {.convention =
                            mpr_grid_convention(mpr_grid_normal(grid), &wanted_across, &wanted_down)};
    MprGrid best = *grid;
    double best_agreement = -INFINITY;
    MprGrid candidate = *grid;
    for (unsigned turn = 0; turn < 8; turn++) {
        if (turn == 4) {
            candidate = seen_from_behind(grid);
        }
        const double agreement =
            mpr_vector_dot(candidate.across, wanted_across) + mpr_vector_dot(candidate.down, wanted_down);
        if (agreement > best_agreement + 1e-9) {
            best_agreement = agreement;
            best = candidate;
            chosen.quarter_turns = turn % 4;
            chosen.from_opposite_side = turn >= 4;
        }
        candidate = quarter_turned(&candidate);
    }
    *layout = chosen;
    return best;
}
