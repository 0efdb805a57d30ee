// SPDX-License-Identifier: GPL-3.0-or-later
// What a derived image says beyond its pixels, and its file.
#ifndef MPR_WRITER_HPP
#define MPR_WRITER_HPP

#include "Arena.hpp"
#include "Dicom/Dicom.h"
#include "Header.hpp"

namespace mpr
{
void write(const MprCommand &task, Arena &arena, MprReply &report);

// All that the parts of the header are made from.
struct Recipe {
    const MprDerivation &derivation;
    const MprTexts &texts;
    const Sources &sources;
    Iod iod;
    DataSet reference; // of the reference frame, what the writer computes from (rule Use)
};

// Where the image comes from: derivation, source images, related series, equipment (Provenance.cpp).
void writeProvenance(const Recipe &recipe, DataSet &derived);
// The plane and its relatives: PS3.3 C.7.6.2, PatientOrientation, window (PlaneModule.cpp).
void writePlane(const Recipe &recipe, DataSet &derived);
void writeWindow(const Recipe &recipe, DataSet &derived);
// Image Pixel, rescale, padding, lossy compression (PixelModule.cpp).
void writePixels(const Recipe &recipe, const unsigned char *pixels, size_t size, DataSet &derived);
// What CT, MR, PET and Secondary Capture ask for, each in its own way (ClassRules.cpp).
void writeClassRules(const Recipe &recipe, DataSet &derived);
} // namespace mpr
#endif
