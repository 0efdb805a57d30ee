// SPDX-License-Identifier: GPL-3.0-or-later
// The attributes of one source frame on their way from the reading worker through the plugin to the writing
// one: encoded elements (explicit VR little endian), each behind its tag and size, so that hundreds of blocks
// are compared without being parsed.
#ifndef MPR_ATTRIBUTES_HPP
#define MPR_ATTRIBUTES_HPP

#include "Dataset.hpp"

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
    // The text of a VR with a short length, without padding.
    std::string value(const Tag &tag) const;

    static void append(const DataElement &element, std::string &block);

  private:
    struct Part {
        uint32_t tag;
        std::string_view element;
    };
    std::vector<Part> parts; // in the order of their tags
};

DataElement decodedElement(std::string_view encoded);

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
