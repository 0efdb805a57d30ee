// SPDX-License-Identifier: GPL-3.0-or-later
// Values in and out of a GDCM dataset.
#include "Dataset.hpp"

#include "Base/Decimal.h"
#include "Dicom/ElementValue.h"

#include <gdcmDict.h>
#include <gdcmDicts.h>
#include <gdcmGlobal.h>

#include <cstring>

namespace mpr
{
MemoryBuffer::MemoryBuffer(const void *data, size_t size)
{
    char *start = const_cast<char *>(static_cast<const char *>(data));
    setg(start, start, start + size);
}

MemoryBuffer::pos_type MemoryBuffer::seekoff(off_type offset, std::ios_base::seekdir way,
                                             std::ios_base::openmode which)
{
    const off_type origin = way == std::ios_base::beg   ? 0
                            : way == std::ios_base::cur ? gptr() - eback()
                                                        : egptr() - eback();
    off_type target = 0;
    if (__builtin_add_overflow(origin, offset, &target)) {
        return pos_type(off_type(-1));
    }
    return seekpos(pos_type(target), which);
}

MemoryBuffer::pos_type MemoryBuffer::seekpos(pos_type position, std::ios_base::openmode which)
{
    const off_type target = position;
    if ((which & std::ios_base::in) == 0 || target < 0 || target > egptr() - eback()) {
        return pos_type(off_type(-1));
    }
    setg(eback(), eback() + target, egptr());
    return position;
}

VR vrOf(const DataElement &element)
{
    const VR vr = element.GetVR();
    if (vr != VR::INVALID && vr != VR::UN) {
        return vr;
    }
    return gdcm::Global::GetInstance().GetDicts().GetPublicDict().GetDictEntry(element.GetTag()).GetVR();
}

std::string_view bytesOf(const DataElement &element)
{
    const gdcm::ByteValue *value = element.IsEmpty() ? nullptr : element.GetByteValue();
    if (value == nullptr || value->GetPointer() == nullptr) {
        return {};
    }
    return {value->GetPointer(), static_cast<size_t>(value->GetLength())};
}

// GDCM offers two searches where one does. nullptr when there is none.
static const DataElement *find(const DataSet &dataset, const Tag &tag)
{
    const auto found = dataset.GetDES().find(DataElement(tag));
    return found != dataset.GetDES().end() ? &*found : nullptr;
}

std::string_view bytes(const DataSet &dataset, const Tag &tag)
{
    const DataElement *element = find(dataset, tag);
    return element != nullptr ? bytesOf(*element) : std::string_view();
}

// The same element as the plugin's readers see it, so that there is one way to read a value. A VR that the dictionary
// leaves open is unsigned.
static MprElement elementOf(const DataElement &element)
{
    const std::string_view value = bytesOf(element);
    const char *const vr = VR::GetVRString(concrete(vrOf(element)));
    MprElement result{};
    result.vr =
        static_cast<uint16_t>(MPR_VR(static_cast<unsigned char>(vr[0]), static_cast<unsigned char>(vr[1])));
    result.value = reinterpret_cast<const unsigned char *>(value.data());
    result.value_size = value.size();
    return result;
}

static std::string_view viewOf(const MprText &text)
{
    return {text.start, text.size};
}

std::string_view unpadded(std::string_view value)
{
    MprElement element{};
    element.value = reinterpret_cast<const unsigned char *>(value.data());
    element.value_size = value.size();
    return viewOf(mpr_element_text(&element));
}

std::string_view text(const DataSet &dataset, const Tag &tag)
{
    return unpadded(bytes(dataset, tag));
}

std::vector<std::string_view> texts(const DataSet &dataset, const Tag &tag)
{
    std::vector<std::string_view> values;
    const std::string_view whole = text(dataset, tag);
    MprText rest{whole.data(), whole.size()};
    MprText part{};
    while (!whole.empty() && mpr_text_take(&rest, &part)) {
        values.push_back(viewOf(part));
    }
    return values;
}

std::optional<double> number(const DataSet &dataset, const Tag &tag, size_t index)
{
    const DataElement *found = find(dataset, tag);
    double value = 0;
    if (found == nullptr) {
        return std::nullopt;
    }
    const MprElement element = elementOf(*found);
    return mpr_element_number(&element, index, &value) ? std::optional<double>(value) : std::nullopt;
}

bool numbers(const DataSet &dataset, const Tag &tag, size_t count, double *values)
{
    for (size_t index = 0; index < count; index++) {
        const std::optional<double> value = number(dataset, tag, index);
        if (!value) {
            return false;
        }
        values[index] = *value;
    }
    return !number(dataset, tag, count);
}

Items::Items(const DataSet &dataset, const Tag &tag)
{
    const DataElement *element = find(dataset, tag);
    if (element != nullptr && !element->IsEmpty()) {
        sequence = element->GetValueAsSQ();
    }
}

size_t Items::count() const
{
    return sequence ? sequence->GetNumberOfItems() : 0;
}

const DataSet &Items::operator[](size_t index) const
{
    const gdcm::SequenceOfItems &items = *sequence;
    return items.GetItem(index + 1).GetNestedDataSet();
}

static DataElement bytesElement(const Tag &tag, VR::VRType vr, const void *data, size_t size)
{
    DataElement element(tag);
    element.SetVR(vr);
    element.SetByteValue(static_cast<const char *>(data), gdcm::VL(static_cast<uint32_t>(size)));
    return element;
}

static DataElement textElement(const Tag &tag, VR::VRType vr, std::string_view value)
{
    if (value.size() % 2 == 0) {
        return bytesElement(tag, vr, value.data(), value.size());
    }
    std::string padded(value);
    padded.push_back(vr == VR::UI ? '\0' : ' ');
    return bytesElement(tag, vr, padded.data(), padded.size());
}

void putBytes(DataSet &dataset, const Tag &tag, VR::VRType vr, const void *data, size_t size)
{
    dataset.Replace(bytesElement(tag, vr, data, size));
}

void putText(DataSet &dataset, const Tag &tag, VR::VRType vr, std::string_view value)
{
    dataset.Replace(textElement(tag, vr, value));
}

void putShort(DataSet &dataset, const Tag &tag, unsigned value)
{
    const uint16_t number = static_cast<uint16_t>(value);
    putBytes(dataset, tag, VR::US, &number, sizeof number);
}

void putDecimal(DataSet &dataset, const Tag &tag, double value)
{
    putDecimals(dataset, tag, {value});
}

void putDecimals(DataSet &dataset, const Tag &tag, const std::vector<double> &values)
{
    std::string list;
    for (const double value : values) {
        char digits[MPR_DECIMAL_SIZE];
        mpr_decimal_format(value, digits);
        list += list.empty() ? "" : "\\";
        list += digits;
    }
    putText(dataset, tag, VR::DS, list);
}

void putItems(DataSet &dataset, const Tag &tag, const std::vector<DataSet> &items)
{
    gdcm::SmartPointer<gdcm::SequenceOfItems> sequence = new gdcm::SequenceOfItems;
    sequence->SetLengthToUndefined();
    for (const DataSet &content : items) {
        gdcm::Item item;
        item.SetVLToUndefined();
        item.SetNestedDataSet(content);
        sequence->AddItem(item);
    }
    DataElement element(tag);
    element.SetVR(VR::SQ);
    element.SetValue(*sequence);
    element.SetVLToUndefined();
    dataset.Replace(element);
}

bool isWritable(const DataElement &element)
{
    const Tag &tag = element.GetTag();
    const uint16_t group = tag.GetGroup();
    const bool isRepeating = (group >= 0x5000 && group <= 0x501E) || (group >= 0x6000 && group <= 0x601E);
    return group >= 0x0008 && group % 2 == 0 && tag.GetElement() != 0 && !isRepeating && group < 0x7FE0 &&
           group != 0x5200 && // functional groups
           tag != keyword::GantryDetectorTilt && tag != keyword::IconImageSequence &&
           tag != keyword::EncryptedAttributesSequence && tag != keyword::OriginalAttributesSequence &&
           tag != keyword::MACParametersSequence;
}

bool isText(VR vr)
{
    switch (static_cast<VR::VRType>(vr)) {
    case VR::AE:
    case VR::AS:
    case VR::CS:
    case VR::DA:
    case VR::DS:
    case VR::DT:
    case VR::IS:
    case VR::LO:
    case VR::LT:
    case VR::PN:
    case VR::SH:
    case VR::ST:
    case VR::TM:
    case VR::UC:
    case VR::UI:
    case VR::UR:
    case VR::UT:
        return true;
    default:
        return false;
    }
}

// Decimal Strings of more than 16 bytes are not readable by everybody; all others keep their text.
static std::string shortened(std::string_view list)
{
    std::string result;
    while (true) {
        const size_t end = list.find('\\');
        const std::string_view part = list.substr(0, end);
        double value = 0;
        char digits[MPR_DECIMAL_SIZE];
        if (part.size() > 16 && mpr_decimal_parse(part.data(), part.size(), &value)) {
            mpr_decimal_format(value, digits);
            result += digits;
        } else {
            result += part;
        }
        if (end == std::string_view::npos) {
            return result;
        }
        result += '\\';
        list.remove_prefix(end + 1);
    }
}

static DataElement cleanedText(const DataElement &element, VR vr)
{
    std::string_view value = bytesOf(element);
    while (!value.empty() && value.back() == '\0') {
        value.remove_suffix(1);
    }
    return vr == VR::DS ? textElement(element.GetTag(), vr, shortened(value))
                        : textElement(element.GetTag(), vr, value);
}

static DataElement cleanedSequence(const DataElement &element)
{
    DataSet source;
    source.Insert(element);
    const Items items(source, element.GetTag());
    std::vector<DataSet> copies(items.count());
    for (size_t index = 0; index < items.count(); index++) {
        for (const DataElement &child : items[index].GetDES()) {
            if (isWritable(child)) {
                copies[index].Replace(cleaned(child, vrOf(child)));
            }
        }
    }
    DataSet holder;
    putItems(holder, element.GetTag(), copies);
    return holder.GetDataElement(element.GetTag());
}

VR::VRType concrete(VR vr)
{
    switch (static_cast<VR::VRType>(vr)) {
    case VR::US_SS:
    case VR::US_SS_OW:
        return VR::US;
    case VR::OB_OW:
        return VR::OW;
    case VR::INVALID:
        return VR::UN;
    default:
        return vr;
    }
}

DataElement cleaned(const DataElement &element, VR vr)
{
    if (vr == VR::SQ) {
        return cleanedSequence(element);
    }
    if (isText(vr)) {
        return cleanedText(element, vr);
    }
    std::string value(bytesOf(element));
    if (value.size() % 2 != 0) {
        value.push_back('\0');
    }
    return bytesElement(element.GetTag(), concrete(vr), value.data(), value.size());
}
} // namespace mpr
