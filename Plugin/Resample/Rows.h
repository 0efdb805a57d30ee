/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 * Which rows of a slice an image may take values from: a coronal image needs two or so of each slice. */
#ifndef MPR_ROWS_H
#define MPR_ROWS_H

#include "Scanline.h"
#include "Volume/Source.h"

/** Widens rows (one entry for each slice of the volume) by what the pixels of a scanline, at depths from
 * -depth_mm to depth_mm, need of each slice: reach slices on either side of a pixel, and as many rows, and
 * one more for those who read voxels that they give no weight. Entries begin as {0, 0}, which is no row. */
void mpr_rows_widen(const MprScanline *scanline, double depth_mm, unsigned reach, MprRows *rows);

#endif
