/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over some neighbouring windows: the runs of some images in them, sampled by several threads at
 * once. Each takes a block of rows that nobody has begun, goes through the windows with it in their order,
 * and takes the next: nobody waits between windows, and a thread that is late has fewer blocks. */
#ifndef MPR_PASS_H
#define MPR_PASS_H

#include "Canvas.h"
#include "Image.h"
#include "Plan.h"
#include "Slices.h"

/* Images of one pass, at most. */
enum { MPR_PASS_IMAGES = 4 };

/* What is sampled, and where to. All of it must outlive the passes. */
typedef struct {
    const MprVolume *volume;
    const MprSampling *sampling;
    const MprPlan *plan;
    const MprSlices *slices;
    MprImage *images;
    MprCanvas *canvases;
    size_t count;  /* of both */
    MprCrew *crew; /* may be NULL */
    bool can_wait; /* the crew helps others first */
} MprScene;

/* Owned; free with mpr_pass_free. It may be run again and again. */
typedef struct MprPass MprPass;

bool mpr_pass_create(const MprScene *scene, MprPass **pass, MprError *error);
void mpr_pass_free(MprPass *pass); /* NULL is fine */

/* Samples count images from first on. The slices of the windows are in hand, and prepared. Ends early when
 * the work shall stop (mpr_stop_check): the images are then not to be used. */
void mpr_pass_run(MprPass *pass, const MprWindow *windows, size_t window_count, size_t first, size_t count);

#endif
