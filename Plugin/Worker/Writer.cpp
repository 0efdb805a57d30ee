// SPDX-License-Identifier: GPL-3.0-or-later
// The file of a derived image: allowed attributes of its sources first, then what is true of it alone.
#include "Writer.hpp"

#include <gdcmFileMetaInformation.h>
#include <gdcmWriter.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <sstream>

namespace mpr
{
namespace
{
const char *const IMPLEMENTATION_CLASS_UID = "2.25.107905293251490899914462183059420953521";
const char *const IMPLEMENTATION_VERSION = "MPR_SLICE_" MPR_VERSION; // at most 16 characters
static_assert(sizeof "MPR_SLICE_" MPR_VERSION <= 17, "ImplementationVersionName is too long");

Sources readSources(const unsigned char *blocks, size_t size, size_t count, size_t reference)
{
    Sources sources{{}, reference};
    for (size_t index = 0; index < count; index++) {
        uint64_t length = 0;
        if (size < sizeof length) {
            fail(MPR_INTERNAL, "the attributes of source %zu of %zu are missing", index, count);
        }
        std::memcpy(&length, blocks, sizeof length);
        blocks += sizeof length;
        size -= sizeof length;
        if (length > size) {
            fail(MPR_INTERNAL, "the attributes of source %zu of %zu end too early", index, count);
        }
        sources.frames.emplace_back(blocks, length);
        blocks += length;
        size -= length;
    }
    if (reference >= count) {
        fail(MPR_INTERNAL, "the reference is source %zu of %zu", reference, count);
    }
    return sources;
}

// --- dates: TimezoneOffsetFromUTC holds for all dates and times of an instance (PS3.3 C.12.1.1.8)
// ------------------

int32_t zoneOffset(const Recipe &recipe)
{
    const std::string zone = recipe.sources.referenceFrame().value(keyword::TimezoneOffsetFromUTC);
    const bool isZone = zone.size() == 5 && (zone[0] == '+' || zone[0] == '-') &&
                        zone.find_first_not_of("0123456789", 1) == std::string::npos;
    if (!isZone) {
        return recipe.derivation.local_offset_s;
    }
    const int32_t minutes =
        ((zone[1] - '0') * 10 + zone[2] - '0') * 60 + (zone[3] - '0') * 10 + zone[4] - '0';
    return zone[0] == '-' ? -60 * minutes : 60 * minutes;
}

void putNow(const Recipe &recipe, const Tag &date, const Tag &time, DataSet &derived)
{
    const time_t moment = static_cast<time_t>(recipe.derivation.now_s + zoneOffset(recipe));
    std::tm parts{};
    if (gmtime_r(&moment, &parts) == nullptr) {
        fail(MPR_INTERNAL, "the time %lld is no date", static_cast<long long>(moment));
    }
    char digits[24];
    derived.Remove(date);
    putText(derived, date, VR::DA, {digits, std::strftime(digits, sizeof digits, "%Y%m%d", &parts)});
    putText(derived, time, VR::TM, {digits, std::strftime(digits, sizeof digits, "%H%M%S", &parts)});
}

void writeDates(const Recipe &recipe, DataSet &derived)
{
    putNow(recipe, keyword::InstanceCreationDate, keyword::InstanceCreationTime, derived);
    putNow(recipe, keyword::ContentDate, keyword::ContentTime, derived);
    if (recipe.iod == PET) { // there the time of the series is that of the tracer
        return;
    }
    if (recipe.derivation.series_date[0] != '\0') { // of a series that was there
        putText(derived, keyword::SeriesDate, VR::DA, recipe.derivation.series_date);
        putText(derived, keyword::SeriesTime, VR::TM, recipe.derivation.series_time);
    } else {
        putNow(recipe, keyword::SeriesDate, keyword::SeriesTime, derived);
    }
}

// --- identification
// --------------------------------------------------------------------------------------------

const char *sopClassOf(Iod iod)
{
    switch (iod) {
    case CT:
        return "1.2.840.10008.5.1.4.1.1.2";
    case MR:
        return "1.2.840.10008.5.1.4.1.1.4";
    case PET:
        return "1.2.840.10008.5.1.4.1.1.128";
    default:
        return "1.2.840.10008.5.1.4.1.1.7";
    }
}

std::string seriesNumber(const Recipe &recipe)
{
    if (recipe.derivation.has_series_number) {
        return std::to_string(recipe.derivation.series_number);
    }
    const std::optional<double> source = number(recipe.reference, keyword::SeriesNumber);
    const bool isUsable = source && std::fabs(*source) < 2e7 && *source == std::floor(*source);
    return std::to_string(isUsable ? static_cast<long>(*source) * 100 + 1 : 9001L);
}

// Never cut: a character of several bytes, or an escape sequence, might be.
std::string seriesDescription(const Recipe &recipe)
{
    if (recipe.texts.series_description[0] != '\0') {
        return recipe.texts.series_description;
    }
    const std::string source(text(recipe.reference, keyword::SeriesDescription));
    return source.empty() || source.size() > 60 ? "MPR" : source + " MPR";
}

// A dataset has one way of writing text, and that of the sources is kept: a text beyond ASCII needs another
// one where they say none, which is right when nothing of theirs is beyond ASCII either.
bool isAscii(const DataSet &dataset)
{
    for (const DataElement &element : dataset.GetDES()) {
        const gdcm::SmartPointer<gdcm::SequenceOfItems> sequence =
            vrOf(element) == VR::SQ ? element.GetValueAsSQ() : gdcm::SmartPointer<gdcm::SequenceOfItems>();
        for (size_t index = 1; sequence != nullptr && index <= sequence->GetNumberOfItems(); index++) {
            if (!isAscii(sequence->GetItem(index).GetNestedDataSet())) {
                return false;
            }
        }
        const std::string_view value = isText(vrOf(element)) ? bytesOf(element) : std::string_view();
        if (std::any_of(value.begin(), value.end(),
                        [](char byte) { return (byte & 0x80) != 0 || byte == '\033'; })) {
            return false;
        }
    }
    return true;
}

void writeTexts(const Recipe &recipe, DataSet &derived)
{
    if (recipe.texts.makes_utf8) {
        if (!isAscii(derived)) {
            fail(MPR_UNSUITABLE,
                 "the texts of the request have characters beyond ASCII, and the images do not say "
                 "which character set their own texts are in (SpecificCharacterSet)");
        }
        putText(derived, keyword::SpecificCharacterSet, VR::CS, "ISO_IR 192");
    }
    putText(derived, keyword::SeriesDescription, VR::LO, seriesDescription(recipe));
    if (recipe.texts.image_comments[0] != '\0') {
        putText(derived, keyword::ImageComments, VR::LT, recipe.texts.image_comments);
    }
}

void writeIdentification(const Recipe &recipe, DataSet &derived)
{
    putText(derived, keyword::SOPClassUID, VR::UI, sopClassOf(recipe.iod));
    putText(derived, keyword::SOPInstanceUID, VR::UI, recipe.derivation.sop_instance_uid);
    putText(derived, keyword::SeriesInstanceUID, VR::UI, recipe.derivation.series_instance_uid);
    if (text(derived, keyword::FrameOfReferenceUID).empty() &&
        recipe.derivation.frame_of_reference_uid[0] != '\0') {
        putText(derived, keyword::FrameOfReferenceUID, VR::UI, recipe.derivation.frame_of_reference_uid);
    }
    putText(derived, keyword::SeriesNumber, VR::IS, seriesNumber(recipe));
    putText(derived, keyword::InstanceNumber, VR::IS, std::to_string(recipe.derivation.instance_number));
}

// Orthanc writes the name of a character set that it does not know into its log, as it is. One with control
// characters names none, so nothing is lost with it.
void dropImpossibleCharacterSet(DataSet &derived)
{
    const std::string_view name = bytes(derived, keyword::SpecificCharacterSet);
    if (std::any_of(name.begin(), name.end(), [](char c) { return c < ' ' || c > '~'; })) {
        derived.Remove(keyword::SpecificCharacterSet);
    }
}

std::string fileBytes(const DataSet &derived, const Recipe &recipe)
{
    gdcm::Writer writer;
    gdcm::File &file = writer.GetFile();
    gdcm::FileMetaInformation::SetImplementationClassUID(IMPLEMENTATION_CLASS_UID);
    gdcm::FileMetaInformation::SetImplementationVersionName(IMPLEMENTATION_VERSION);
    gdcm::FileMetaInformation::SetSourceApplicationEntityTitle("MPR_SLICE");
    file.SetDataSet(derived);
    gdcm::FileMetaInformation &header = file.GetHeader();
    putText(header, keyword::MediaStorageSOPClassUID, VR::UI, sopClassOf(recipe.iod));
    putText(header, keyword::MediaStorageSOPInstanceUID, VR::UI, recipe.derivation.sop_instance_uid);
    header.SetDataSetTransferSyntax(gdcm::TransferSyntax::ExplicitVRLittleEndian);
    std::ostringstream stream;
    writer.SetStream(stream);
    if (!writer.Write()) {
        fail(MPR_INTERNAL, "the derived image cannot be written");
    }
    return stream.str();
}

DataSet derivedDataset(const Recipe &recipe, const unsigned char *pixels, size_t pixelsSize)
{
    DataSet derived;
    copyAllowed(recipe.sources, recipe.iod, derived);
    dropImpossibleCharacterSet(derived);
    writeIdentification(recipe, derived);
    writeDates(recipe, derived);
    writeProvenance(recipe, derived);
    writePlane(recipe, derived);
    writeWindow(recipe, derived);
    writePixels(recipe, pixels, pixelsSize, derived);
    writeClassRules(recipe, derived);
    writeTexts(recipe, derived); // when all others are there
    return derived;
}
} // namespace

void write(const MprCommand &task, Arena &arena, MprReply &report)
{
    MprDerivation derivation;
    MprTexts texts;
    const size_t head = sizeof derivation + sizeof texts;
    if (task.input_size < head || task.pixels_size > task.input_size - head || task.count < 1) {
        fail(MPR_INTERNAL, "a task to write has only %zu bytes", static_cast<size_t>(task.input_size));
    }
    std::memcpy(&derivation, arena.input(), sizeof derivation);
    std::memcpy(&texts, arena.input() + sizeof derivation, sizeof texts);
    const unsigned char *pixels = arena.input() + head;
    const unsigned char *blocks = pixels + task.pixels_size;
    const Sources sources =
        readSources(blocks, task.input_size - head - task.pixels_size, task.count, derivation.reference);
    const Iod iod = static_cast<Iod>(mpr_iod_of(derivation.family));
    const Recipe recipe{derivation, texts, sources, iod,
                        attributesOfRule(sources.referenceFrame(), iod, MPR_RULE_USE)};
    const std::string file = fileBytes(derivedDataset(recipe, pixels, task.pixels_size), recipe);
    report.output = arena.store(file.data(), file.size());
}
} // namespace mpr
