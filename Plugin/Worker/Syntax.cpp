// SPDX-License-Identifier: GPL-3.0-or-later
// Transfer syntaxes that cannot be decoded here are refused by their names, before anything tries to.
#include "Dicom/ElementValue.h"
#include "Dicom/FrameHeader.h"
#include "StoredFile.hpp"

#include <algorithm>
#include <iterator>

using namespace std::string_view_literals;

namespace mpr
{
namespace
{
constexpr size_t META_START = 132; // behind preamble and prefix
constexpr uint32_t SOP_CLASS = 0x00020002;
constexpr uint32_t TRANSFER_SYNTAX = 0x00020010;

struct Syntax {
    const char *uid;
    const char *name;
};

// GDCM does not know HTJ2K (ISO/IEC 15444-15), which is JPEG 2000 with another coder of blocks; OpenJPEG, with
// which it decodes, does.
struct Twin {
    std::string_view uid;
    std::string_view known; // padded to the same length
};

constexpr Twin HTJ2K[] = {
    {"1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.90\0"sv},
    {"1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.90\0"sv},
    {"1.2.840.10008.1.2.4.203", "1.2.840.10008.1.2.4.91\0"sv},
};

constexpr Syntax NOT_DECODED[] = {
    {"1.2.840.10008.1.2.1.98", "encapsulated uncompressed"},
    {"1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2, lossless"},
    {"1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2"},
    {"1.2.840.10008.1.2.4.94", "JPIP referenced"},
    {"1.2.840.10008.1.2.4.95", "JPIP referenced, deflated"},
    {"1.2.840.10008.1.2.4.100", "MPEG-2"},
    {"1.2.840.10008.1.2.4.100.1", "MPEG-2, fragmentable"},
    {"1.2.840.10008.1.2.4.101", "MPEG-2"},
    {"1.2.840.10008.1.2.4.101.1", "MPEG-2, fragmentable"},
    {"1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264"},
    {"1.2.840.10008.1.2.4.102.1", "MPEG-4 AVC/H.264, fragmentable"},
    {"1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264"},
    {"1.2.840.10008.1.2.4.103.1", "MPEG-4 AVC/H.264, fragmentable"},
    {"1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264"},
    {"1.2.840.10008.1.2.4.104.1", "MPEG-4 AVC/H.264, fragmentable"},
    {"1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264"},
    {"1.2.840.10008.1.2.4.105.1", "MPEG-4 AVC/H.264, fragmentable"},
    {"1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264, stereo"},
    {"1.2.840.10008.1.2.4.106.1", "MPEG-4 AVC/H.264, stereo, fragmentable"},
    {"1.2.840.10008.1.2.4.107", "HEVC/H.265"},
    {"1.2.840.10008.1.2.4.108", "HEVC/H.265, 10 bits"},
    {"1.2.840.10008.1.2.4.110", "JPEG XL, lossless"},
    {"1.2.840.10008.1.2.4.111", "JPEG XL of JPEG"},
    {"1.2.840.10008.1.2.4.112", "JPEG XL"},
    {"1.2.840.10008.1.2.4.204", "JPIP referenced, HTJ2K"},
    {"1.2.840.10008.1.2.4.205", "JPIP referenced, HTJ2K, deflated"},
    {"1.2.840.10008.1.2.7.1", "SMPTE ST 2110-20, progressive"},
    {"1.2.840.10008.1.2.7.2", "SMPTE ST 2110-20, interlaced"},
    {"1.2.840.10008.1.2.7.3", "SMPTE ST 2110-30"},
    {"1.2.840.10008.1.2.8.1", "deflated frames"},
};

// What the File Meta Information says; empty when it does not say so in the usual way: then the parser has
// the last word.
struct Meta {
    std::string sopClass;
    std::string syntax;
    size_t syntaxOffset = 0; // in the file
};

Meta metaOf(std::string_view file)
{
    Meta meta;
    if (file.size() < META_START) {
        return meta;
    }
    MprElements elements = mpr_elements_of(file.data() + META_START, file.size() - META_START);
    MprElement element;
    while (mpr_elements_next(&elements, &element) == MPR_ELEMENTS_ELEMENT && element.tag <= TRANSFER_SYNTAX) {
        const MprText text = mpr_element_text(&element);
        if (element.tag == SOP_CLASS) {
            meta.sopClass.assign(text.start, text.size);
        } else if (element.tag == TRANSFER_SYNTAX) {
            meta.syntax.assign(text.start, text.size);
            meta.syntaxOffset = static_cast<size_t>(text.start - file.data());
        }
    }
    return meta;
}

const Twin *twinOf(const std::string &syntax)
{
    const auto found = std::find_if(std::begin(HTJ2K), std::end(HTJ2K),
                                    [&](const Twin &twin) { return syntax == twin.uid; });
    return found != std::end(HTJ2K) ? found : nullptr;
}

bool isUid(const std::string &text)
{
    return !text.empty() && text.size() <= 64 && text.find_first_not_of("0123456789.") == std::string::npos;
}
} // namespace

// A class without slices is told by its name, however its pixels are stored.
void checkSyntax(std::string_view file)
{
    const Meta meta = metaOf(file);
    const bool isRefused = mpr_family_of(meta.sopClass.data(), meta.sopClass.size()) == MPR_FAMILY_REFUSED;
    const bool isKnown =
        gdcm::TransferSyntax::GetTSType(meta.syntax.c_str()) != gdcm::TransferSyntax::TS_END ||
        twinOf(meta.syntax) != nullptr;
    const auto found = std::find_if(std::begin(NOT_DECODED), std::end(NOT_DECODED),
                                    [&](const Syntax &syntax) { return meta.syntax == syntax.uid; });
    if (found != std::end(NOT_DECODED) && !(isRefused && isKnown)) {
        fail(MPR_UNSUITABLE, "transfer syntax %s (%s) cannot be decoded here", found->uid, found->name);
    }
    if (isUid(meta.syntax) && !isKnown) {
        fail(MPR_UNSUITABLE, "transfer syntax %s is not known, and cannot be decoded here",
             meta.syntax.c_str());
    }
}

std::string renameSyntax(std::string_view file, std::string &renamed)
{
    const Meta meta = metaOf(file);
    const Twin *twin = twinOf(meta.syntax);
    if (twin == nullptr) {
        return {};
    }
    renamed = file;
    renamed.replace(meta.syntaxOffset, twin->known.size(), twin->known);
    return meta.syntax;
}
} // namespace mpr
