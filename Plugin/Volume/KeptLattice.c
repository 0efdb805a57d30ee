/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "KeptLattice.h"

#include "Lattice.h"
#include "Purity.h"
#include "Remarks.h"

#include <string.h>

/** Constant once it was made. */
struct MprKeptLattice {
    MprVolume *volume; /**< NULL: error says why there is none */
    MprError error;
    unsigned notes;
    char texts[][MPR_NOTE_SIZE];
};

static bool describe(MprSource *source, const MprSubset *subset, size_t reference, MprVolume **volume,
                     MprNotes *notes, MprError *error)
{
    MprFrameHeader model;
    if (!source->describe(source, reference, &model, error) ||
        !mpr_lattice_describe(source, subset, &model, volume, notes, error)) {
        return false;
    }
    mpr_remarks_note(model.remarks, notes);
    mpr_purity_note(source, subset, notes);
    return true;
}

static void free_kept(MprKeptLattice *kept)
{
    if (kept != NULL) {
        mpr_volume_free(kept->volume);
        mpr_free(kept);
    }
}

static MprKeptLattice *keep(MprVolume *volume, const MprNotes *notes, MprError *error)
{
    const unsigned count = notes->count < MPR_NOTES_CAPACITY ? notes->count : MPR_NOTES_CAPACITY;
    MprKeptLattice *kept = mpr_allocate(1, sizeof *kept + count * sizeof kept->texts[0], error);
    if (kept == NULL) {
        mpr_volume_free(volume);
        return NULL;
    }
    kept->volume = volume;
    kept->notes = count;
    memcpy(kept->texts, notes->text, count * sizeof kept->texts[0]);
    return kept;
}

/* That frames are no lattice is so whenever it is asked; without memory it may be otherwise. */
static MprKeptLattice *make(MprSource *source, const MprSubset *subset, MprError *error)
{
    MprNotes *notes = mpr_allocate(1, sizeof *notes, error);
    MprKeptLattice *kept = NULL;
    MprVolume *volume = NULL;
    MprError reason = {0};
    if (notes == NULL) {
        return NULL;
    }
    if (describe(source, subset, subset->frames[0], &volume, notes, &reason) ||
        reason.status == MPR_UNSUITABLE || reason.status == MPR_DEADLY) {
        kept = keep(volume, notes, error);
    } else {
        *error = reason;
    }
    if (kept != NULL) {
        kept->error = reason;
    }
    mpr_free(notes);
    return kept;
}

/* Two threads may make one at once; the first one to be done is kept. */
static MprKeptLattice *find(MprSource *source, MprSplit *split, size_t index, MprError *error)
{
    MprKeptLattice **place = &split->lattices[index];
    MprKeptLattice *kept = __atomic_load_n(place, __ATOMIC_ACQUIRE);
    if (kept != NULL) {
        return kept;
    }
    MprKeptLattice *made = make(source, &split->volumes[index], error);
    if (made == NULL ||
        __atomic_compare_exchange_n(place, &kept, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        return made;
    }
    free_kept(made);
    return kept;
}

bool mpr_kept_lattice_take(MprSource *source, MprSplit *split, size_t index, size_t named_frame,
                           MprVolume **volume, MprNotes *notes, MprError *error)
{
    const MprSubset *subset = &split->volumes[index];
    for (size_t at = 1; at < subset->count; at++) {
        if (subset->frames[at] == named_frame) {
            return describe(source, subset, named_frame, volume, notes, error);
        }
    }
    const MprKeptLattice *kept = find(source, split, index, error);
    if (kept == NULL) {
        return false;
    }
    if (kept->volume == NULL) {
        *error = kept->error;
        return false;
    }
    for (unsigned note = 0; note < kept->notes; note++) {
        mpr_notes_add(notes, "%s", kept->texts[note]);
    }
    *volume = mpr_volume_retain(kept->volume);
    return true;
}

size_t mpr_kept_lattice_bytes(const MprSplit *split, size_t frames)
{
    return split->count * (sizeof *split->lattices + sizeof(MprKeptLattice) + sizeof(MprVolume)) +
           frames * sizeof(MprSlice);
}

void mpr_kept_lattice_free_all(MprSplit *split)
{
    for (size_t index = 0; split->lattices != NULL && index < split->count; index++) {
        free_kept(split->lattices[index]);
    }
    mpr_free(split->lattices);
}
