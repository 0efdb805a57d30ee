/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "VolumeName.h"

#include "Alike.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double DIRECTION_TOLERANCE = 1e-3;
static const double SPACING_TOLERANCE = 1e-4;
/* A name that is longer takes no further attribute. */
enum { LONG_NAME = 120 };

typedef struct {
    const MprSource *source;
    MprSplit *split;
    MprSubset **sorted; /* all volumes by their names */
    bool *is_shared;    /* another volume has the name */
} Names;

static double apart(MprVector a, MprVector b)
{
    return mpr_vector_length(mpr_vector_difference(a, b));
}

bool mpr_volume_name_is_parallel(const MprListing *a, const MprListing *b)
{
    return apart(a->across, b->across) <= DIRECTION_TOLERANCE &&
           apart(a->down, b->down) <= DIRECTION_TOLERANCE;
}

bool mpr_volume_name_is_like(const MprListing *a, const MprListing *b)
{
    return a->mosaic == b->mosaic && mpr_volume_name_is_parallel(a, b) && a->rows == b->rows &&
           a->columns == b->columns &&
           fabs(a->spacing_across_mm - b->spacing_across_mm) <= SPACING_TOLERANCE * a->spacing_across_mm &&
           fabs(a->spacing_down_mm - b->spacing_down_mm) <= SPACING_TOLERANCE * a->spacing_down_mm;
}

static const MprListing *listing_of(const Names *names, size_t volume)
{
    return &names->source->listings[names->split->volumes[volume].frames[0]];
}

static bool is_constant(const MprSubset *volume, MprKeyAttribute attribute)
{
    return ((volume->mixed | volume->varying) >> attribute & 1) == 0;
}

/* ---- which names are shared ---- */

static int compare_names(const void *left, const void *right)
{
    return strcmp((*(const MprSubset *const *)left)->difference,
                  (*(const MprSubset *const *)right)->difference);
}

static bool find_shared(Names *names)
{
    MprSplit *split = names->split;
    bool has_shared = false;
    for (size_t index = 0; index < split->count; index++) {
        names->sorted[index] = &split->volumes[index];
        names->is_shared[index] = false;
    }
    qsort(names->sorted, split->count, sizeof *names->sorted, compare_names);
    for (size_t index = 1; index < split->count; index++) {
        if (compare_names(&names->sorted[index - 1], &names->sorted[index]) == 0) {
            names->is_shared[names->sorted[index - 1] - split->volumes] = true;
            names->is_shared[names->sorted[index] - split->volumes] = true;
            has_shared = true;
        }
    }
    return has_shared;
}

/* ---- what is added to them ---- */

static bool varies(const Names *names, MprKeyAttribute attribute)
{
    const MprVolumeKey *first = mpr_listing_key(listing_of(names, 0));
    bool does = false;
    for (size_t volume = 1; !does && volume < names->split->count; volume++) {
        does = !mpr_volume_key_is_same(first, mpr_listing_key(listing_of(names, volume)), attribute);
    }
    return does;
}

static void add_attribute(Names *names, MprKeyAttribute attribute, bool is_for_shared)
{
    for (size_t index = 0; index < names->split->count; index++) {
        MprSubset *volume = &names->split->volumes[index];
        const MprVolumeKey *key = mpr_listing_key(listing_of(names, index));
        if (is_constant(volume, attribute) && mpr_volume_key_has(key, attribute) &&
            (!is_for_shared || names->is_shared[index]) && strlen(volume->difference) < LONG_NAME) {
            mpr_volume_key_print(key, attribute, volume->difference, sizeof volume->difference);
        }
    }
}

static void append(MprSubset *volume, const char *text)
{
    const size_t used = strlen(volume->difference);
    snprintf(volume->difference + used, sizeof volume->difference - used, "%s%s", used > 0 ? ", " : "", text);
}

/* What no attribute says: volumes of other directions or sizes than the first one has. */
static void add_geometry(Names *names, bool is_for_mosaics)
{
    bool are_parallel = true;
    bool are_like = true;
    for (size_t index = 1; index < names->split->count; index++) {
        are_parallel =
            are_parallel && mpr_volume_name_is_parallel(listing_of(names, 0), listing_of(names, index));
        are_like = are_like && mpr_volume_name_is_like(listing_of(names, 0), listing_of(names, index));
    }
    for (size_t index = 0; !are_like && index < names->split->count; index++) {
        const MprListing *a = listing_of(names, index);
        char text[120];
        if (a->mosaic != 0) {
            snprintf(text, sizeof text, "InstanceNumber=%.0f", floor(a->number));
        } else if (are_parallel) {
            snprintf(text, sizeof text, "%u rows, %u columns of %.6g by %.6g mm", a->rows, a->columns,
                     a->spacing_down_mm, a->spacing_across_mm);
        } else {
            snprintf(text, sizeof text, "orientation %.3g,%.3g,%.3g,%.3g,%.3g,%.3g", a->across.x, a->across.y,
                     a->across.z, a->down.x, a->down.y, a->down.z);
        }
        if (names->is_shared[index] && (a->mosaic != 0) == is_for_mosaics) {
            append(&names->split->volumes[index], text);
        }
    }
}

/* Equal names in the order of the volumes. */
static int compare_names_and_order(const void *left, const void *right)
{
    const int order = compare_names(left, right);
    const MprSubset *a = *(const MprSubset *const *)left;
    const MprSubset *b = *(const MprSubset *const *)right;
    return order != 0 ? order : (a > b) - (a < b);
}

/* Sorted by name: volumes of one name side by side. */
static bool name_alike(Names *names, MprError *error)
{
    const size_t count = names->split->count;
    size_t first = 0;
    bool ok = true;
    qsort(names->sorted, count, sizeof *names->sorted, compare_names_and_order);
    for (size_t end = 1; ok && end <= count; end++) {
        if (end == count || compare_names(&names->sorted[first], &names->sorted[end]) != 0) {
            ok = end - first < 2 || mpr_alike_name(names->source, names->sorted + first, end - first, error);
            first = end;
        }
    }
    return ok;
}

/* A volume that lacks what the others have is called by that. */
static void name_nameless(Names *names)
{
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        const MprKeyAttribute attribute = (MprKeyAttribute)index;
        for (size_t volume = 0; volume < names->split->count; volume++) {
            MprSubset *one = &names->split->volumes[volume];
            const MprVolumeKey *key = mpr_listing_key(listing_of(names, volume));
            if (one->difference[0] == '\0' && is_constant(one, attribute) && varies(names, attribute)) {
                mpr_volume_key_print(key, attribute, one->difference, sizeof one->difference);
            }
        }
    }
}

/* Is it told only where other attributes leave names alike? */
static bool is_second_choice(MprKeyAttribute attribute)
{
    return mpr_volume_key_runs(attribute) || mpr_volume_key_entry(attribute)->role == MPR_KEY_FOLLOWS;
}

static bool name_volumes(Names *names, MprError *error)
{
    for (int index = 0; index < MPR_KEY_COUNT; index++) {
        const MprKeyAttribute attribute = (MprKeyAttribute)index;
        if (!is_second_choice(attribute) && varies(names, attribute)) {
            add_attribute(names, attribute, false);
        }
    }
    if (find_shared(names)) {
        add_geometry(names, false);
    }
    for (int index = 0; index < MPR_KEY_COUNT && find_shared(names); index++) {
        const MprKeyAttribute attribute = (MprKeyAttribute)index;
        if (is_second_choice(attribute) && varies(names, attribute)) {
            add_attribute(names, attribute, true);
        }
    }
    if (find_shared(names)) {
        add_geometry(names, true);
    }
    name_nameless(names);
    return !find_shared(names) || name_alike(names, error);
}

bool mpr_volume_name_all(const MprSource *source, MprSplit *split, MprError *error)
{
    Names names = {.source = source, .split = split};
    if (split->count < 2) {
        return true;
    }
    names.sorted = mpr_allocate(split->count, sizeof *names.sorted, error);
    names.is_shared = mpr_allocate(split->count, sizeof *names.is_shared, error);
    const bool ok = names.sorted != NULL && names.is_shared != NULL && name_volumes(&names, error);
    mpr_free(names.sorted);
    mpr_free(names.is_shared);
    return ok;
}
