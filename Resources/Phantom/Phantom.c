/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The closed form of the test object, and the lattice on which it is sampled. */
#include "Phantom.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEGREE (3.14159265358979323846 / 180.0)

static const double body_semiaxes_mm[3] = {56, 48, 54};
static const double cylinder_centre_mm[3] = {6, -4, 3};
#define CYLINDER_HALF_LENGTH_MM 32.0
#define FIELD_FADES_FROM_MM 3.0 /* outside the cylinder, so that its surroundings are even */
#define FIELD_FADES_OVER_MM 6.0

/* Letters are made of strokes: all points within a radius of a line segment. */
typedef struct {
    double from[3], to[3];
} Stroke;

/* A letter F that stands upright in a coronal view, and a peg to the back that gives it a third dimension. */
#define SOLID_LETTER_RADIUS_MM 3.5
static const Stroke solid_letter[] = {
    {{-44, 4, -20}, {-44, 4, 20}},
    {{-44, 4, 20}, {-26, 4, 20}},
    {{-44, 4, 4}, {-32, 4, 4}},
    {{-44, 4, -12}, {-44, 20, -12}},
};

/* Flat letters: u to the right and v down, 4 by 6 units of 4 mm. */
#define FLAT_LETTER_UNIT_MM 4.0
#define FLAT_LETTER_RADIUS_MM 2.5
typedef struct {
    double u0, v0, u1, v1;
} FlatStroke;

typedef struct {
    double middle_mm[3];      /* of the letter, patient */
    double right[3], down[3]; /* directions of u and v: the radiological layout of the face's plane */
    FlatStroke strokes[5];
    unsigned count;
} FlatLetter;

static const FlatLetter flat_letters[6] = {
    {{-64, 0, 0},
     {0, 1, 0},
     {0, 0, -1},
     {{0, 0, 0, 6}, {0, 0, 4, 0}, {4, 0, 4, 3}, {0, 3, 4, 3}, {1.5, 3, 4, 6}},
     5},                                                                                              /* R */
    {{64, 0, 0}, {0, 1, 0}, {0, 0, -1}, {{0, 0, 0, 6}, {0, 6, 4, 6}}, 2},                             /* L */
    {{0, -57, 0}, {1, 0, 0}, {0, 0, -1}, {{0, 6, 2, 0}, {2, 0, 4, 6}, {1, 4, 3, 4}}, 3},              /* A */
    {{0, 57, 0}, {1, 0, 0}, {0, 0, -1}, {{0, 0, 0, 6}, {0, 0, 4, 0}, {4, 0, 4, 3}, {0, 3, 4, 3}}, 4}, /* P */
    {{0, 0, 62}, {1, 0, 0}, {0, 1, 0}, {{0, 0, 0, 6}, {4, 0, 4, 6}, {0, 3, 4, 3}}, 3},                /* H */
    {{0, 0, -62}, {1, 0, 0}, {0, 1, 0}, {{0, 0, 0, 6}, {0, 0, 4, 0}, {0, 3, 3, 3}}, 3},               /* F */
};

static double dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* 0 to 1 as t goes from 0 to 1, without a kink. */
static double smooth_step(double t)
{
    const double clamped = t < 0 ? 0 : t > 1 ? 1 : t;
    return clamped * clamped * (3 - 2 * clamped);
}

/* How much of a point belongs to an object whose surface is so far away (negative inside). */
static double coverage(double distance_mm)
{
    return smooth_step(0.5 - distance_mm / MPR_PHANTOM_EDGE_MM);
}

static double mix(double below, double above, double share)
{
    return below + (above - below) * share;
}

static double distance_to_body(const double p[3])
{
    const double q[3] = {p[0] / body_semiaxes_mm[0], p[1] / body_semiaxes_mm[1], p[2] / body_semiaxes_mm[2]};
    return (sqrt(dot(q, q)) - 1) * body_semiaxes_mm[1];
}

static double distance_to_cylinder(const MprPhantom *phantom, const double p[3])
{
    double axis[3];
    double centre[3];
    mpr_phantom_cylinder(phantom, axis, centre);
    const double apart[3] = {p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]};
    const double along = dot(apart, axis);
    const double radial = sqrt(fmax(0, dot(apart, apart) - along * along));
    return fmax(radial - MPR_PHANTOM_RADIUS_MM, fabs(along) - CYLINDER_HALF_LENGTH_MM);
}

static double distance_to_segment(const double p[3], const Stroke *stroke)
{
    double line[3];
    double apart[3];
    for (int i = 0; i < 3; i++) {
        line[i] = stroke->to[i] - stroke->from[i];
        apart[i] = p[i] - stroke->from[i];
    }
    const double along = fmin(1, fmax(0, dot(apart, line) / dot(line, line)));
    for (int i = 0; i < 3; i++) {
        apart[i] -= along * line[i];
    }
    return sqrt(dot(apart, apart));
}

static Stroke stroke_on_face(const FlatLetter *letter, const FlatStroke *flat)
{
    Stroke stroke;
    for (int i = 0; i < 3; i++) {
        stroke.from[i] = letter->middle_mm[i] + FLAT_LETTER_UNIT_MM * ((flat->u0 - 2) * letter->right[i] +
                                                                       (flat->v0 - 3) * letter->down[i]);
        stroke.to[i] = letter->middle_mm[i] + FLAT_LETTER_UNIT_MM * ((flat->u1 - 2) * letter->right[i] +
                                                                     (flat->v1 - 3) * letter->down[i]);
    }
    return stroke;
}

static double distance_to_letters(const double p[3])
{
    double nearest = INFINITY;
    for (size_t i = 0; i < sizeof solid_letter / sizeof solid_letter[0]; i++) {
        nearest = fmin(nearest, distance_to_segment(p, &solid_letter[i]) - SOLID_LETTER_RADIUS_MM);
    }
    for (size_t i = 0; i < sizeof flat_letters / sizeof flat_letters[0]; i++) {
        for (unsigned j = 0; j < flat_letters[i].count; j++) {
            const Stroke stroke = stroke_on_face(&flat_letters[i], &flat_letters[i].strokes[j]);
            nearest = fmin(nearest, distance_to_segment(p, &stroke) - FLAT_LETTER_RADIUS_MM);
        }
    }
    return nearest;
}

/* -1 to 1; no two axes alike. */
static double field(const double p[3])
{
    return 0.3 * sin(p[0] / 11 + 0.5) + 0.25 * sin(p[1] / 13 + 1.1) + 0.25 * cos(p[2] / 16 + 0.2) +
           0.2 * sin((p[0] + 2 * p[1] - 3 * p[2]) / 40);
}

double mpr_phantom_value(const MprPhantom *phantom, const double patient_mm[3])
{
    const double to_cylinder = distance_to_cylinder(phantom, patient_mm);
    const double fading = smooth_step((to_cylinder - FIELD_FADES_FROM_MM) / FIELD_FADES_OVER_MM);
    const double body = MPR_PHANTOM_BODY + MPR_PHANTOM_FIELD * fading * field(patient_mm);
    double density = mix(0, body, coverage(distance_to_body(patient_mm)));
    density = mix(density, MPR_PHANTOM_CYLINDER, coverage(to_cylinder));
    density = mix(density, MPR_PHANTOM_LETTER, coverage(distance_to_letters(patient_mm)));
    return phantom->background + phantom->unit * density;
}

void mpr_phantom_cylinder(const MprPhantom *phantom, double axis[3], double centre_mm[3])
{
    const double tilt = phantom->cylinder_deg[0] * DEGREE;
    const double azimuth = phantom->cylinder_deg[1] * DEGREE;
    axis[0] = sin(tilt) * cos(azimuth);
    axis[1] = sin(tilt) * sin(azimuth);
    axis[2] = cos(tilt);
    memcpy(centre_mm, cylinder_centre_mm, sizeof cylinder_centre_mm);
}

/* Densities reach 220, so that 8 bits hold them one to one. */
static void fit_encoding(MprPhantom *phantom)
{
    const bool is_narrow = phantom->bits <= 8;
    phantom->slope[0] = 1;
    if (phantom->is_mr) {
        phantom->unit = is_narrow ? 1 : 8;
        phantom->background = !phantom->is_signed ? 0 : is_narrow ? -110 : -500;
    } else {
        phantom->unit = 10;
        phantom->background = -1000;
        phantom->slope[0] = is_narrow ? 10 : 1;
        phantom->intercept[0] = phantom->is_signed ? (is_narrow ? 100 : 0) : (is_narrow ? -1000 : -1024);
    }
}

MprPhantom mpr_phantom_default(bool is_mr, bool is_signed, uint32_t bits)
{
    MprPhantom phantom = {
        .is_mr = is_mr,
        .columns = 96,
        .rows = 80,
        .slices = 48,
        .spacing_across_mm = 1.5,
        .spacing_down_mm = 1.7,
        .step_mm = 2.9,
        .centre_mm = {1.3, -0.7, 2.1},
        .cylinder_deg = {25, 40},
        .is_signed = is_signed,
        .bits = bits,
        .seed = 1,
    };
    fit_encoding(&phantom);
    return phantom;
}

/* A number from 0 to 1 that follows from the seed and an index (splitmix64). */
static double random_share(uint32_t seed, uint32_t index)
{
    uint64_t z = ((uint64_t)seed << 32 | index) + 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (double)((z ^ z >> 31) >> 11) / 9007199254740992.0;
}

static uint32_t greatest_common_divisor(uint32_t a, uint32_t b)
{
    return b == 0 ? a : greatest_common_divisor(b, a % b);
}

/* A permutation without memory: steps of a size that shares no divisor with the count. */
static uint32_t shuffled(uint32_t index, uint32_t count)
{
    uint32_t stride = (uint32_t)(0.618 * count) | 1;
    while (greatest_common_divisor(stride, count) != 1) {
        stride += 2;
    }
    return (uint32_t)(((uint64_t)index * stride + count / 3) % count);
}

uint32_t mpr_phantom_slice_count(const MprPhantom *phantom)
{
    return phantom->slices - phantom->gap_count;
}

static uint32_t instance_number(const MprPhantom *phantom, uint32_t index)
{
    const uint32_t count = mpr_phantom_slice_count(phantom);
    const uint32_t along = phantom->is_reversed ? count - 1 - index : index;
    return 1 + (phantom->is_shuffled ? shuffled(along, count) : along);
}

/* About x, then y, then z. */
static void turn(const double angles_deg[3], double vector[3])
{
    for (int axis = 0; axis < 3; axis++) {
        const double c = cos(angles_deg[axis] * DEGREE);
        const double s = sin(angles_deg[axis] * DEGREE);
        double *a = &vector[(axis + 1) % 3];
        double *b = &vector[(axis + 2) % 3];
        const double turned_a = c * *a - s * *b;
        *b = s * *a + c * *b;
        *a = turned_a;
    }
}

static double rounded(double value)
{
    char text[17];
    mpr_phantom_decimal(value, text);
    return strtod(text, NULL);
}

void mpr_phantom_decimal(double value, char text[17])
{
    /* Sines and cosines of right angles are zero only up to rounding. */
    const double written = fabs(value) < 1e-12 ? 0 : value;
    bool is_exact = false;
    for (int digits = 1; digits <= 17 && !is_exact; digits++) {
        char longer[32];
        if (snprintf(longer, sizeof longer, "%.*g", digits, written) <= 16) {
            memcpy(text, longer, 17);
            is_exact = strtod(text, NULL) == written;
        }
    }
}

/* Millimetres along the stack, from its centre. */
static double distance_along(const MprPhantom *phantom, uint32_t k)
{
    const double shift = phantom->is_uneven ? 0.3 * (random_share(phantom->seed, k) - 0.5) : 0;
    return ((double)k - ((double)phantom->slices - 1) / 2 + shift) * phantom->step_mm;
}

MprPhantomSlice mpr_phantom_slice(const MprPhantom *phantom, uint32_t index)
{
    const uint32_t k = index < phantom->gap_first ? index : index + phantom->gap_count;
    const double tilt = phantom->tilt_deg * DEGREE;
    MprPhantomSlice slice = {
        .across = {1, 0, 0},
        .down = {0, cos(tilt), -sin(tilt)},
        .slope = rounded(phantom->slope[0] + k * phantom->slope[1]),
        .intercept = rounded(phantom->intercept[0] + k * phantom->intercept[1]),
        .number = instance_number(phantom, index),
    };
    double stack[3] = {0, 0, 1};
    turn(phantom->oblique_deg, slice.across);
    turn(phantom->oblique_deg, slice.down);
    turn(phantom->oblique_deg, stack);
    const double half_across_mm = ((double)phantom->columns - 1) / 2 * phantom->spacing_across_mm;
    const double half_down_mm = ((double)phantom->rows - 1) / 2 * phantom->spacing_down_mm;
    for (int i = 0; i < 3; i++) {
        slice.position_mm[i] = rounded(phantom->centre_mm[i] + stack[i] * distance_along(phantom, k) -
                                       slice.across[i] * half_across_mm - slice.down[i] * half_down_mm);
        slice.across[i] = rounded(slice.across[i]);
        slice.down[i] = rounded(slice.down[i]);
    }
    return slice;
}

/* Whether a pixel lies outside the ellipse that touches the borders of the image. */
static bool is_outside_ellipse(const MprPhantom *phantom, uint32_t column, uint32_t row)
{
    const double u = (2.0 * column + 1) / phantom->columns - 1;
    const double v = (2.0 * row + 1) / phantom->rows - 1;
    return u * u + v * v > 1;
}

/* Of standard deviation 1: twelve shares are nearly a normal distribution. */
static double noise_of(const MprPhantom *phantom, const MprPhantomSlice *slice, uint32_t row, uint32_t column)
{
    enum { SHARES = 12 };
    const uint32_t seed = phantom->seed + slice->number * 0x9E3779B1u;
    const uint32_t voxel = row * phantom->columns + column;
    double sum = -SHARES / 2.0;
    for (uint32_t share = 0; share < SHARES; share++) {
        sum += random_share(seed, voxel * SHARES + share);
    }
    return sum;
}

void mpr_phantom_row(const MprPhantom *phantom, const MprPhantomSlice *slice, uint32_t row, int32_t *stored)
{
    const double span = ldexp(1, (int)phantom->bits);
    const double lowest = phantom->is_signed ? -span / 2 : 0;
    for (uint32_t column = 0; column < phantom->columns; column++) {
        double point[3];
        for (int i = 0; i < 3; i++) {
            point[i] = slice->position_mm[i] + slice->across[i] * phantom->spacing_across_mm * column +
                       slice->down[i] * phantom->spacing_down_mm * row;
        }
        const double noise = phantom->noise > 0 ? phantom->noise * noise_of(phantom, slice, row, column) : 0;
        const double value = (mpr_phantom_value(phantom, point) + noise - slice->intercept) / slice->slope;
        stored[column] = phantom->has_padding && is_outside_ellipse(phantom, column, row)
                             ? phantom->padding
                             : (int32_t)fmin(fmax(rint(value), lowest), lowest + span - 1);
    }
}
