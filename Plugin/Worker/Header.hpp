// SPDX-License-Identifier: GPL-3.0-or-later
// The derived image's share of its sources, by the rules of the allow-list (Dicom/AllowList.h).
#ifndef MPR_HEADER_HPP
#define MPR_HEADER_HPP

#include "Attributes.hpp"
#include "Dicom/AllowList.h"

namespace mpr
{
// The classes that are written, as bits.
enum Iod : unsigned { CT = MPR_IOD_CT, MR = MPR_IOD_MR, PET = MPR_IOD_PET, SC = MPR_IOD_SC };

struct AllowList {
    const MprAttribute *begin() const;
    const MprAttribute *end() const;
};

// All but those that are moved or used.
void copyAllowed(const Sources &sources, Iod iod, DataSet &derived);
// Those of one rule that a class may have, from one frame.
DataSet attributesOfRule(const Attributes &frame, Iod iod, MprAllowRule rule);
} // namespace mpr
#endif
