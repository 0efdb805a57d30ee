// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of encoded attributes: made by the reader, searched by the writer.
#include "Attributes.hpp"

#include "Guard.hpp"

#include <gdcmExplicitDataElement.h>
#include <gdcmSwapper.h>

#include <algorithm>
#include <cstring>
#include <ostream>
#include <streambuf>

namespace mpr
{
namespace
{
struct Prefix {
    uint32_t tag;
    uint32_t size;
};

// Appends what is written to a text.
class Appender : public std::streambuf
{
  public:
    explicit Appender(std::string &target) : text(target) {}

  protected:
    int_type overflow(int_type character) override
    {
        text.push_back(traits_type::to_char_type(character));
        return character;
    }
    std::streamsize xsputn(const char *characters, std::streamsize count) override
    {
        text.append(characters, static_cast<size_t>(count));
        return count;
    }

  private:
    std::string &text;
};

uint32_t key(const Tag &tag)
{
    return static_cast<uint32_t>(tag.GetGroup()) << 16 | tag.GetElement();
}
} // namespace

Attributes::Attributes(const unsigned char *block, size_t size)
{
    while (size > 0) {
        Prefix prefix{};
        if (size < sizeof prefix) {
            fail(MPR_INTERNAL, "the attributes of a source end too early");
        }
        std::memcpy(&prefix, block, sizeof prefix);
        block += sizeof prefix;
        size -= sizeof prefix;
        if (prefix.size > size || (!parts.empty() && parts.back().tag >= prefix.tag)) {
            fail(MPR_INTERNAL, "the attributes of a source are damaged");
        }
        parts.push_back({prefix.tag, {reinterpret_cast<const char *>(block), prefix.size}});
        block += prefix.size;
        size -= prefix.size;
    }
}

void Attributes::append(const DataElement &element, std::string &block)
{
    const size_t start = block.size();
    block.append(sizeof(Prefix), '\0');
    Appender appender(block);
    std::ostream stream(&appender);
    element.Write<gdcm::ExplicitDataElement, gdcm::SwapperNoOp>(stream);
    const size_t size = block.size() - start - sizeof(Prefix);
    const Prefix prefix{key(element.GetTag()), static_cast<uint32_t>(size)};
    std::memcpy(&block[start], &prefix, sizeof prefix);
}

std::string_view Attributes::encoded(const Tag &tag) const
{
    const uint32_t wanted = key(tag);
    const auto part = std::lower_bound(parts.begin(), parts.end(), wanted,
                                       [](const Part &one, uint32_t other) { return one.tag < other; });
    return part != parts.end() && part->tag == wanted ? part->element : std::string_view();
}

DataElement decodedElement(std::string_view encoded)
{
    MemoryBuffer memory(encoded.data(), encoded.size());
    std::istream stream(&memory);
    DataElement element;
    if (!element.Read<gdcm::ExplicitDataElement, gdcm::SwapperNoOp>(stream)) {
        fail(MPR_INTERNAL, "an attribute of a source is damaged");
    }
    return element;
}

DataSet Attributes::decoded(std::initializer_list<Tag> tags) const
{
    DataSet dataset;
    for (const Tag &tag : tags) {
        const std::string_view bytes = encoded(tag);
        if (!bytes.empty()) {
            dataset.Replace(decodedElement(bytes));
        }
    }
    return dataset;
}

// Behind a tag, a VR and a length of two bytes each, as all VRs of short text have them.
std::string Attributes::value(const Tag &tag) const
{
    constexpr size_t HEAD_SIZE = 8;
    const std::string_view element = encoded(tag);
    return element.size() < HEAD_SIZE ? std::string() : std::string(unpadded(element.substr(HEAD_SIZE)));
}

std::string_view Sources::common(const Tag &tag) const
{
    const std::string_view first = frames.front().encoded(tag);
    const bool isSame = std::all_of(frames.begin() + 1, frames.end(),
                                    [&](const Attributes &frame) { return frame.encoded(tag) == first; });
    return isSame ? first : std::string_view();
}
} // namespace mpr
