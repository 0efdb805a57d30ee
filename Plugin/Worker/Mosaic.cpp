// SPDX-License-Identifier: GPL-3.0-or-later
#include "Mosaic.hpp"

#include "Dicom/Csa.h"
#include "Fragments.hpp"
#include "Guard.hpp"
#include "Pixels.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace mpr
{
namespace
{
constexpr uint32_t MOST_TILES = 4096;
// Cosines of two directions that are to be the same one; headers have six digits and more.
constexpr double TOLERANCE = 1e-3;

const char *const ADVICE = "send it with its private attributes, or as single slices";

// --- private attributes
// ---------------------------------------------------------------------------------------------------------------

// Where a private attribute stands: its creator decides about the second byte of the element (PS3.5
// section 7.8).
std::optional<Tag> privateTag(const DataSet &dataset, const Tag &tag, std::string_view creator)
{
    for (uint16_t block = 0x10; block <= 0xFF; block++) {
        if (text(dataset, Tag(tag.GetGroup(), block)) == creator) {
            const Tag found(tag.GetGroup(), static_cast<uint16_t>(block << 8 | (tag.GetElement() & 0xFF)));
            return dataset.FindDataElement(found) ? std::optional<Tag>(found) : std::nullopt;
        }
    }
    return std::nullopt;
}

// The number of a private attribute, with its own VR where the file has lost it.
std::optional<double> privateNumber(const DataSet &dataset, const Tag &tag, VR::VRType vr)
{
    DataElement element = dataset.GetDataElement(tag);
    if (element.GetVR() == VR::INVALID || element.GetVR() == VR::UN) {
        element.SetVR(vr);
    }
    DataSet holder;
    holder.Insert(element);
    return number(holder, tag);
}

bool isMosaic(const DataSet &dataset)
{
    const std::vector<std::string_view> types = texts(dataset, keyword::ImageType);
    return std::find(types.begin(), types.end(), "MOSAIC") != types.end();
}

// --- what the private header says
// ------------------------------------------------------------------------------------------------

// United Imaging's grids have these two beside one another.
const Tag GRID_COUNT(0x0065, 0x1050);
const Tag GRID_FRAMES(0x0065, 0x1051);

bool isGrid(const DataSet &dataset)
{
    const std::optional<Tag> frames = privateTag(dataset, GRID_FRAMES, "Image Private Header");
    return frames && Items(dataset, *frames).count() > 1;
}

std::string_view csaHeader(const DataSet &dataset)
{
    const std::optional<Tag> tag = privateTag(dataset, Tag(0x0029, 0x1010), "SIEMENS CSA HEADER");
    return tag ? bytes(dataset, *tag) : std::string_view();
}

std::optional<double> privateCount(const DataSet &dataset)
{
    const std::optional<Tag> tag = privateTag(dataset, Tag(0x0019, 0x100A), "SIEMENS MR HEADER");
    return tag ? privateNumber(dataset, *tag, VR::US) : std::nullopt;
}

// How many slices there are; the two places must not contradict one another.
uint32_t sliceCount(const DataSet &dataset)
{
    double count = 0;
    const std::string_view csa = csaHeader(dataset);
    const std::optional<double> stated = privateCount(dataset);
    if (!mpr_csa_numbers(csa.data(), csa.size(), "NumberOfImagesInMosaic", 1, &count)) {
        count = stated.value_or(0);
    }
    if (count == 0) {
        fail(MPR_UNSUITABLE,
             "it is a Siemens mosaic, an image of many slices side by side; NumberOfImagesInMosaic "
             "(0019,100A) is "
             "missing, so nobody knows how many: %s",
             ADVICE);
    }
    if ((stated && *stated != count) || count < 1 || count > MOST_TILES || count != std::floor(count)) {
        fail(MPR_UNSUITABLE,
             "it is a Siemens mosaic of %.6g slices by its CSA header, of %.6g by (0019,100A); "
             "1 to %u are possible",
             count, stated.value_or(count), MOST_TILES);
    }
    return static_cast<uint32_t>(count);
}

// --- where the tiles lie
// ---------------------------------------------------------------------------------------------------------

struct Plane {
    MprVector position, across, down, normal;
    double spacingAcross, spacingDown;
};

Plane planeOf(const DataSet &dataset, uint32_t count)
{
    double position[3];
    double axes[6];
    double spacing[2];
    if (!numbers(dataset, keyword::ImagePositionPatient, 3, position) ||
        !numbers(dataset, keyword::ImageOrientationPatient, 6, axes) ||
        !numbers(dataset, keyword::PixelSpacing, 2, spacing)) {
        fail(MPR_UNSUITABLE,
             "it is a mosaic of %u slices without ImagePositionPatient, ImageOrientationPatient or "
             "PixelSpacing, so "
             "nobody knows where they lie",
             count);
    }
    Plane plane{};
    plane.position = {position[0], position[1], position[2]};
    plane.across = {axes[0], axes[1], axes[2]};
    plane.down = {axes[3], axes[4], axes[5]};
    plane.normal = mpr_vector_unit(mpr_vector_cross(plane.across, plane.down));
    plane.spacingDown = spacing[0];
    plane.spacingAcross = spacing[1];
    return plane;
}

// From one slice to the next. SliceNormalVector decides the sign.
MprVector stepOf(const DataSet &dataset, const Plane &plane, uint32_t count)
{
    double normal[3];
    const std::string_view csa = csaHeader(dataset);
    if (!mpr_csa_numbers(csa.data(), csa.size(), "SliceNormalVector", 3, normal)) {
        fail(MPR_UNSUITABLE,
             "it is a Siemens mosaic of %u slices; its header lacks SliceNormalVector (CSA header, "
             "(0029,1010)), so nobody knows where they lie: %s",
             count, ADVICE);
    }
    const double along = mpr_vector_dot({normal[0], normal[1], normal[2]}, plane.normal);
    if (std::fabs(std::fabs(along) - 1.0) > TOLERANCE) {
        fail(MPR_UNSUITABLE,
             "it is a Siemens mosaic of %u slices whose SliceNormalVector, %.6g\\%.6g\\%.6g, is not "
             "perpendicular to its ImageOrientationPatient",
             count, normal[0], normal[1], normal[2]);
    }
    double spacing = number(dataset, keyword::SpacingBetweenSlices).value_or(0);
    if (!(spacing > 0)) {
        spacing = number(dataset, keyword::SliceThickness).value_or(0);
    }
    if (!(spacing > 0)) {
        fail(MPR_UNSUITABLE,
             "it is a Siemens mosaic of %u slices with neither SpacingBetweenSlices nor "
             "SliceThickness, so nobody knows how far apart they are",
             count);
    }
    return mpr_vector_scaled(plane.normal, along > 0 ? spacing : -spacing);
}

uint32_t tilesAcross(uint32_t count)
{
    uint32_t across = 1;
    while (across * across < count) {
        across++;
    }
    return across;
}

void setTileSize(const DataSet &dataset, uint32_t across, uint32_t down, Mosaic &mosaic)
{
    const double rows = number(dataset, keyword::Rows).value_or(0);
    const double columns = number(dataset, keyword::Columns).value_or(0);
    mosaic.across = across;
    mosaic.rows = static_cast<uint32_t>(rows) / down;
    mosaic.columns = static_cast<uint32_t>(columns) / across;
    if (mosaic.rows < 1 || mosaic.columns < 1) {
        fail(MPR_UNSUITABLE, "it is said to be a mosaic of %u x %u tiles, but has %.6g columns and %.6g rows",
             across, down, columns, rows);
    }
}

// The large image shares its centre with the first slice.
Mosaic siemensMosaic(const DataSet &dataset)
{
    const uint32_t count = sliceCount(dataset);
    const uint32_t across = tilesAcross(count);
    const Plane plane = planeOf(dataset, count);
    const MprVector step = stepOf(dataset, plane, count);
    Mosaic mosaic{};
    setTileSize(dataset, across, across, mosaic);
    const double surplus = (1.0 - 1.0 / across) / 2.0; // the share of the large image on one side of the tile
    const double columns = number(dataset, keyword::Columns).value_or(0);
    const double rows = number(dataset, keyword::Rows).value_or(0);
    const MprVector first = mpr_vector_moved(
        mpr_vector_moved(plane.position, plane.across, surplus * columns * plane.spacingAcross), plane.down,
        surplus * rows * plane.spacingDown);
    for (uint32_t tile = 0; tile < count; tile++) {
        mosaic.positions.push_back(mpr_vector_moved(first, step, tile));
    }
    return mosaic;
}

// Every slice has an item that says where it lies.
Mosaic unitedImagingGrid(const DataSet &dataset)
{
    const Items frames(dataset, *privateTag(dataset, GRID_FRAMES, "Image Private Header"));
    const std::optional<Tag> tag = privateTag(dataset, GRID_COUNT, "Image Private Header");
    const double stated = tag ? privateNumber(dataset, *tag, VR::DS).value_or(0) : 0;
    const size_t count = frames.count();
    if (stated != static_cast<double>(count) || count > MOST_TILES) {
        fail(MPR_UNSUITABLE,
             "it is a grid of %.6g slices by (0065,1050), of %zu by (0065,1051); 1 to %u are possible",
             stated, count, MOST_TILES);
    }
    Mosaic mosaic{};
    const uint32_t across = tilesAcross(static_cast<uint32_t>(count));
    setTileSize(dataset, across, (static_cast<uint32_t>(count) + across - 1) / across, mosaic);
    for (size_t index = 0; index < count; index++) {
        double position[3];
        if (!numbers(frames[index], keyword::ImagePositionPatient, 3, position)) {
            fail(MPR_UNSUITABLE,
                 "it is a grid of %zu slices; item %zu of (0065,1051) has no ImagePositionPatient, so "
                 "nobody knows where that slice lies",
                 count, index + 1);
        }
        mosaic.positions.push_back({position[0], position[1], position[2]});
    }
    return mosaic;
}

std::optional<Mosaic> mosaicOf(const StoredFile &file)
{
    const DataSet &dataset = file.dataset;
    if (familyOf(dataset) != MPR_FAMILY_MR || file.frames > 1) {
        return std::nullopt;
    }
    if (isGrid(dataset)) {
        return unitedImagingGrid(dataset);
    }
    return isMosaic(dataset) ? std::optional<Mosaic>(siemensMosaic(dataset)) : std::nullopt;
}

// --- pixels
// ----------------------------------------------------------------------------------------------------------------------

// Tile after tile. size: bytes of a pixel.
std::vector<char> unfolded(const Mosaic &mosaic, std::string_view pixels, size_t columns, size_t size)
{
    std::vector<char> tiles;
    const size_t row = mosaic.columns * size;
    tiles.reserve(mosaic.positions.size() * mosaic.rows * row);
    for (size_t tile = 0; tile < mosaic.positions.size(); tile++) {
        const size_t top = tile / mosaic.across * mosaic.rows;
        const size_t left = tile % mosaic.across * mosaic.columns;
        for (size_t index = 0; index < mosaic.rows; index++) {
            const char *const start = pixels.data() + ((top + index) * columns + left) * size;
            tiles.insert(tiles.end(), start, start + row);
        }
    }
    return tiles;
}

std::string withoutMosaic(const DataSet &dataset)
{
    std::string kept;
    for (const std::string_view value : texts(dataset, keyword::ImageType)) {
        if (value != "MOSAIC") {
            kept += (kept.empty() ? "" : "\\") + std::string(value);
        }
    }
    return kept;
}
} // namespace

void unfoldMosaic(StoredFile &file, bool isWhole)
{
    std::optional<Mosaic> mosaic = mosaicOf(file);
    if (!mosaic) {
        return;
    }
    if (!isWhole) {
        fail(MPR_UNSUITABLE, "a mosaic is taken apart as a whole");
    }
    const StoredFormat format = storedFormat(file.dataset);
    std::vector<unsigned char> buffer;
    const std::string_view pixels = storedPixels(file, format, buffer);
    file.unfolded = unfolded(*mosaic, pixels, format.columns, format.bits_allocated / 8);
    addLossyPast(file, 0, format, file.dataset);
    file.pixels = {file.unfolded.data(), file.unfolded.size()};
    file.isEncapsulated = false;
    putShort(file.dataset, keyword::Rows, mosaic->rows);
    putShort(file.dataset, keyword::Columns, mosaic->columns);
    putText(file.dataset, keyword::ImageType, VR::CS, withoutMosaic(file.dataset));
    file.frames = static_cast<uint32_t>(mosaic->positions.size());
    file.mosaic = std::move(mosaic);
}

DataSet tileDataset(const StoredFile &file, uint32_t tile)
{
    DataSet classic = file.dataset;
    const MprVector &position = file.mosaic->positions[tile];
    putDecimals(classic, keyword::ImagePositionPatient, {position.x, position.y, position.z});
    return classic;
}
} // namespace mpr
