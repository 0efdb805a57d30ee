// SPDX-License-Identifier: GPL-3.0-or-later
// Reads and puts values of a GDCM dataset, whatever the transfer syntax left of their VR. Nothing is guessed:
// what is missing or malformed is "not there".
#ifndef MPR_DATASET_HPP
#define MPR_DATASET_HPP

#include "Keywords.hpp"

#include <gdcmDataSet.h>
#include <gdcmSequenceOfItems.h>

#include <cstdint>
#include <optional>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

namespace mpr
{
using gdcm::DataElement;
using gdcm::DataSet;
using gdcm::Tag;
using gdcm::VR;

// A file in memory, for GDCM's streams.
class MemoryBuffer : public std::streambuf
{
  public:
    MemoryBuffer(const void *data, size_t size);

  protected:
    pos_type seekoff(off_type offset, std::ios_base::seekdir way, std::ios_base::openmode which) override;
    pos_type seekpos(pos_type position, std::ios_base::openmode which) override;
};

// The VR of the element, or of the dictionary when the transfer syntax is implicit or a sender wrote UN.
VR vrOf(const DataElement &element);

// The bytes of a value; empty when it is missing, empty or a sequence. Valid as long as the dataset.
std::string_view bytesOf(const DataElement &element);
std::string_view bytes(const DataSet &dataset, const Tag &tag);
// Without leading and trailing spaces and NULs.
std::string_view unpadded(std::string_view value);
std::string_view text(const DataSet &dataset, const Tag &tag);
// The values between the backslashes, each without padding. Not for text in other character sets.
std::vector<std::string_view> texts(const DataSet &dataset, const Tag &tag);

// Value number index of a DS, IS, US, SS, UL, SL, FL or FD attribute, finite.
std::optional<double> number(const DataSet &dataset, const Tag &tag, size_t index = 0);
// Exactly count of them.
bool numbers(const DataSet &dataset, const Tag &tag, size_t count, double *values);

// The items of a sequence; none when it is missing.
class Items
{
  public:
    Items(const DataSet &dataset, const Tag &tag);
    size_t count() const;
    const DataSet &operator[](size_t index) const;

  private:
    gdcm::SmartPointer<gdcm::SequenceOfItems> sequence;
};

// Puts a value in place of an earlier one; text is padded to an even length.
void putText(DataSet &dataset, const Tag &tag, VR::VRType vr, std::string_view value);
void putShort(DataSet &dataset, const Tag &tag, unsigned value);
void putDecimal(DataSet &dataset, const Tag &tag, double value);
void putDecimals(DataSet &dataset, const Tag &tag, const std::vector<double> &values);
void putItems(DataSet &dataset, const Tag &tag, const std::vector<DataSet> &items);
void putBytes(DataSet &dataset, const Tag &tag, VR::VRType vr, const void *data, size_t size);

// A copy that may be written anywhere: every VR known, text padded with spaces to an even length, and at no
// depth anything private, retired as a group, or true of the source alone (overlays, icons, signatures).
bool isWritable(const DataElement &element);
bool isText(VR vr);
// The VR to write for one that the dictionary leaves open.
VR::VRType concrete(VR vr);
DataElement cleaned(const DataElement &element, VR vr);
} // namespace mpr
#endif
