// SPDX-License-Identifier: GPL-3.0-or-later
// The attributes of one source frame on their way from the reader through the plugin to the writer: a block
// of encoded elements (Dicom/FrameFields.h) as the source has them, so that hundreds of blocks are compared
// without being parsed. What the writer takes out of one is cleaned.
#ifndef MPR_ATTRIBUTES_HPP
#define MPR_ATTRIBUTES_HPP

#include "Dataset.hpp"
#include "Dicom/AllowList.h"
#include "Dicom/Elements.h"

namespace mpr
{
class Attributes
{
  public:
    // Looks into the block, which stays the caller's.
    Attributes(const unsigned char *block, size_t size);

    // The encoded element; empty when there is none.
    std::string_view encoded(const Tag &tag) const;
    // A dataset with the given elements only, as far as they are there.
    DataSet decoded(std::initializer_list<Tag> tags) const;
    // The text of an attribute, without padding.
    std::string value(const Tag &tag) const;

  private:
    std::vector<MprElement> parts; // in the order of their tags

    const MprElement *find(const Tag &tag) const;
};

// The block of a frame whose attributes are in a dataset, whatever its transfer syntax was.
std::string packAttributes(const DataSet &dataset);
// The same of all elements but the pixels, whether a derived image may carry them or not.
std::string packAll(const DataSet &dataset);

Tag tagOf(const MprAttribute &attribute);
VR::VRType vrOf(const MprAttribute &attribute);

// Puts an element of a block into a dataset, cleaned and with the VR of the allow-list. False when nothing
// was left of it.
bool putDecoded(std::string_view encoded, DataSet &dataset);

// All contributing frames, in slice order.
struct Sources {
    std::vector<Attributes> frames;
    size_t reference;

    const Attributes &referenceFrame() const { return frames[reference]; }
    // The encoded element when all frames have the same; empty otherwise.
    std::string_view common(const Tag &tag) const;
};
} // namespace mpr
#endif
