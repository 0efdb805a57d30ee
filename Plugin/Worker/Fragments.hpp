// SPDX-License-Identifier: GPL-3.0-or-later
// Encapsulated Pixel Data (PS3.5 A.4): which compressed bytes belong to a frame, and what they tell.
#ifndef MPR_FRAGMENTS_HPP
#define MPR_FRAGMENTS_HPP

#include "StoredFile.hpp"

namespace mpr
{
// Which compressed parts make which frame of a file.
class Fragments
{
  public:
    explicit Fragments(const StoredFile &file);
    // At least one.
    std::vector<std::string_view> of(uint32_t frame) const;
    // The same with the heads of their items, as they lie in the file one after another.
    std::string_view itemsOf(uint32_t frame) const;

  private:
    std::vector<std::string_view> parts;
    std::vector<size_t> firsts; // of each frame, and behind the last one
};

// The compressed parts of a frame, at least one.
std::vector<std::string_view> fragmentsOf(const StoredFile &file, uint32_t frame);

// The compressed bytes of a frame: its one part, or all of them joined in buffer.
std::string_view joinedParts(const std::vector<std::string_view> &parts, std::string &buffer);

// Does a codestream of JPEG, JPEG-LS or JPEG 2000 have its end marker, but for what makes the part even?
bool endsImage(std::string_view part);

// Decodes rows of RLE (PS3.5 Annex G), and looks at all of it. The values come out as planes of little endian
// values.
Bytes decodedRle(const std::vector<std::string_view> &parts, const StoredFormat &format, MprRows rows);

// Completes LossyImageCompression, its ratio and its method (PS3.3 C.7.6.1.1.5) by what the transfer syntax
// and the compressed bytes say.
void addLossyPast(const StoredFile &file, uint32_t frame, const StoredFormat &format, DataSet &dataset);
} // namespace mpr
#endif
